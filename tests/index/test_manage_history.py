"""`/manage/project/{name}/history/`: everything that happened, with who and from where, for those it concerns."""

from datetime import timedelta

import pytest
from django.utils import timezone

from index import tasks
from index.models import JournalEntry
from tests.distributions import make_wheel
from tests.factories import make_project, make_role, make_user
from tests.index.conftest import authorization

pytestmark = pytest.mark.django_db
URL = "/manage/project/sampleproject/history/"


def test_an_upload_is_in_it_with_who_and_from_where(client, upload, ann):
    upload(make_wheel(), headers=None)
    client.force_login(ann)
    page = client.get(URL).content.decode()
    for words in ("create", "new release", "add bdist_wheel file", "ann", "127.0.0.1"):
        assert words in page


def test_an_address_comes_through_trusted_proxies_only(client, upload, ann, settings, token):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    headers = {"authorization": authorization(token), "x-forwarded-for": "198.51.100.1, 2001:db8::7"}
    upload(make_wheel(), headers=headers)
    assert set(JournalEntry.objects.values_list("address", flat=True)) == {"2001:db8::7"}


def test_addresses_are_for_its_own_people_and_staff(client, upload, ann):
    upload(make_wheel())
    JournalEntry.objects.update(address="192.0.2.77")
    project = JournalEntry.objects.first().project
    make_role(project, mia := make_user("mia"))
    for reader in (ann, mia, make_user("ada", is_staff=True)):
        client.force_login(reader)
        assert "192.0.2.77" in client.get(URL).content.decode()
    client.force_login(make_user("stranger"))
    assert client.get(URL).status_code == 404
    for path in ("/project/sampleproject/", "/simple/sampleproject/"):
        assert "192.0.2.77" not in client.get(path).content.decode()


def test_where_a_moderator_acts_from_is_for_staff_alone(client, ann):
    project = make_project("sampleproject", owner=ann)
    ada = make_user("ada", is_staff=True)
    JournalEntry.objects.create(
        project=project, action="unlist project", actor="ada", address="192.0.2.50", at=timezone.now()
    )
    for reader, sees in ((ann, False), (ada, True)):
        client.force_login(reader)
        page = client.get(URL).content.decode()
        assert "unlist project" in page
        assert ("192.0.2.50" in page) is sees


def test_staff_read_the_history_of_a_removed_project(client, ann):
    make_project("sampleproject", owner=ann, removed_at=timezone.now())
    client.force_login(make_user(is_staff=True))
    assert client.get(URL).status_code == 200


def test_it_is_paged_by_key(client, ann, django_assert_num_queries):
    project = make_project("sampleproject", owner=ann)
    for number in range(120):
        JournalEntry.objects.create(
            project=project, action=f"act-{number:03}", actor="ann", address="192.0.2.1", at=timezone.now()
        )
    client.force_login(ann)
    with django_assert_num_queries(11):
        page = client.get(URL).content.decode()
    seen = []
    while True:
        seen += [line for line in page.split() if ">act-" in line or line.startswith("act-")]
        if 'rel="next"' not in page:
            break
        page = client.get(URL + page.split('rel="next" href="')[1].split('"')[0]).content.decode()
    assert len(seen) == 120


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1;drop"])
def test_a_page_that_cannot_be_is_404(client, ann, before):
    make_project("sampleproject", owner=ann)
    client.force_login(ann)
    assert client.get(URL, {"before": before}).status_code == 404


def test_old_addresses_are_forgotten_and_nothing_else(ann, settings):
    project = make_project("sampleproject", owner=ann)
    settings.KEEP_ADDRESSES_DAYS = 90
    for days in (89, 91):
        JournalEntry.objects.create(
            project=project,
            action=f"{days}",
            actor="ann",
            address="192.0.2.1",
            at=timezone.now() - timedelta(days=days),
        )
    tasks.forget_addresses()
    tasks.forget_addresses()
    assert list(JournalEntry.objects.order_by("id").values_list("action", "address")) == [
        ("89", "192.0.2.1"),
        ("91", None),
    ]
