"""Downloads: counted in files as they happen, folded into rows by a task."""

from datetime import timedelta

import pytest
from django.utils import timezone

from index import downloads
from index.models import DailyDownloads
from tests.factories import make_project, publish

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _nothing_counted(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "downloads").mkdir()


@pytest.fixture
def file():
    return publish("tides")


def fetch(client, address, **headers):
    answer = client.get(address, headers=headers)
    answer.getvalue()  # to the end: Django closes the file then
    return answer.status_code


def counted(*, after=LATER):
    downloads.fold(now=timezone.now() + after)
    return list(DailyDownloads.objects.values_list("project__name", "count"))


def test_whole_files_are_counted_and_nothing_else(client, file):
    address = f"/packages/{file.path}"
    for _ in range(3):
        assert fetch(client, address) == 200
    client.head(address).getvalue()
    assert fetch(client, f"{address}.metadata") == 200
    assert fetch(client, address, range="bytes=0-9") == 206
    assert fetch(client, address, **{"if-none-match": f'"{file.sha256}"'}) == 304
    assert fetch(client, address.replace(file.filename, "other-1.0-py3-none-any.whl")) == 404
    assert counted() == [("tides", 3)]


def test_a_download_writes_no_row(client, file, django_assert_num_queries):
    with django_assert_num_queries(1):
        fetch(client, f"/packages/{file.path}")


def test_what_the_proxy_sends_is_counted_too(client, file, settings):
    settings.X_ACCEL_PREFIX = "/files/"
    fetch(client, f"/packages/{file.path}")
    assert counted() == [("tides", 1)]


def test_minutes_are_folded_once_and_added_up(client, file):
    fetch(client, f"/packages/{file.path}")
    assert counted() == counted() == [("tides", 1)]
    fetch(client, f"/packages/{file.path}")
    assert counted() == [("tides", 2)]


def test_a_minute_that_may_still_be_written_to_waits(client, file):
    fetch(client, f"/packages/{file.path}")
    assert counted(after=timedelta()) == []
    assert counted() == [("tides", 1)]


def test_a_project_that_is_gone_is_no_error():
    downloads.note(10**9, now=timezone.now())
    assert counted() == []


def test_days_are_apart_and_old_ones_forgotten():
    project, now = make_project("tides"), timezone.now()
    for days_ago in (0, 1, 89, 91):
        downloads.note(project.pk, now=now - timedelta(days=days_ago))
    downloads.fold(now=now + LATER)
    downloads.fold(now=now + LATER)
    assert DailyDownloads.objects.count() == 3
    assert downloads.since((now - timedelta(days=30)).date(), [project.pk]) == 2


def test_a_disk_that_takes_nothing_more_is_no_readers_concern(client, file, settings):
    settings.DATA_DIR = settings.DATA_DIR / "gone"
    assert fetch(client, f"/packages/{file.path}") == 200
