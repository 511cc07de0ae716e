"""`/packages/`: distribution files and their metadata."""

import pytest

from index import lifecycle, storage
from index.models import DistributionFile, Project
from tests.distributions import core_metadata, make_sdist, make_wheel
from tests.factories import NOW, make_file, make_release, publish

pytestmark = pytest.mark.django_db


def test_a_file_is_served_as_bytes_for_ever(client):
    file = publish()
    answer = client.get(file.get_absolute_url())
    assert b"".join(answer.streaming_content) == make_wheel()[1]
    assert answer["Content-Type"] == "application/octet-stream"
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_metadata_is_served_beside_it(client):
    file = publish()
    answer = client.get(file.get_absolute_url() + ".metadata")
    assert b"".join(answer.streaming_content) == core_metadata()


def test_a_wrong_digest_in_the_path_is_404(client):
    file = publish()
    other = f"/packages/00/00/{'0' * 60}/{file.filename}"
    assert client.get(other).status_code == 404


def test_files_of_a_held_release_are_not_served(client):
    file = publish()
    lifecycle.hold(release=file.release, actor="triage", reason="r", now=NOW)
    assert client.get(file.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "state", [{"status": "quarantined"}, {"removed_at": NOW}], ids=["quarantined", "removed"]
)
def test_files_of_a_project_that_is_away_are_not_served(client, state):
    file = publish()
    Project.objects.update(**state)
    for path in (file.get_absolute_url(), file.get_absolute_url() + ".metadata"):
        assert client.get(path).status_code == 404


def test_a_row_without_bytes_is_404_and_no_crash(client):
    file = make_file(make_release())
    assert client.get(file.get_absolute_url()).status_code == 404


def test_the_same_bytes_twice_are_one_file():
    from django.core.files.base import ContentFile

    storage.put("aa/bb/x", ContentFile(b"same"))
    storage.put("aa/bb/x", ContentFile(b"same"))
    assert storage.store().listdir("aa/bb")[1] == ["x"]


def test_bytes_that_were_cut_short_are_replaced():
    from django.core.files.base import ContentFile

    storage.put("aa/cc/x", ContentFile(b"who"))
    storage.put("aa/cc/x", ContentFile(b"whole"))
    with storage.open_file("aa/cc/x") as file:
        assert file.read() == b"whole"


def test_the_metadata_of_an_sdist_is_not_served(client, upload):
    upload(make_sdist())
    file = DistributionFile.objects.get()
    assert b"".join(client.get(file.get_absolute_url()).streaming_content) == make_sdist()[1]
    assert client.get(file.get_absolute_url() + ".metadata").status_code == 404


def test_a_proxy_that_can_sends_the_bytes(client, settings):
    settings.X_ACCEL_PREFIX = "/_files/"
    file = publish()
    answer = client.get(file.get_absolute_url())
    assert answer["X-Accel-Redirect"] == f"/_files/{file.path}"
    assert (answer.content, answer["Content-Type"]) == (b"", "application/octet-stream")
    assert client.get(f"/packages/00/00/{'0' * 60}/{file.filename}").status_code == 404
