"""`/manage/project/{name}/releases/`: yank, unyank, delete; one or many, all or none."""

import pytest

from accounts.models import RefusalCount, User
from index.models import DistributionFile, JournalEntry, Release
from moderation import flags
from moderation.models import Flag
from tests.distributions import make_sdist, make_wheel
from tests.factories import NOW, make_file, make_project, make_release, make_role, make_user, publish
from tests.index.conftest import authorization
from tests.mails import delivered

pytestmark = pytest.mark.django_db
URL = "/manage/project/tides/releases/"


@pytest.fixture
def project(client, ann):
    client.force_login(ann)
    return make_project("tides", owner=ann)


@pytest.fixture
def releases(project):
    rows = [make_release(project, version) for version in ("1.0", "1.1", "2.0")]
    for row in rows:
        make_file(row)
    return rows


def ticked(*rows, **fields):
    return {"release": [row.pk for row in rows]} | fields


def test_the_list_shows_what_each_state_means(client, project):
    make_release(project, "1.0", held_at=NOW)
    make_release(project, "1.1", yanked_at=NOW, yanked_reason="loses rows")
    make_release(project, "1.2", removed_at=NOW)
    page = client.get(URL).content.decode()
    assert "not offered until a moderator has looked" in page
    assert "loses rows" in page
    assert "1.2" not in page


def test_yanking_lists_first_what_will_change_and_then_changes_it(client, project, releases):
    page = client.get(f"{URL}yank/", ticked(*releases[:2])).content.decode()
    assert "1.0" in page
    assert "2.0</span>" not in page
    answer = client.post(f"{URL}yank/", ticked(*releases[:2], reason="loses\nrows"), follow=True)
    assert "2 releases yanked." in answer.content.decode()
    assert list(Release.objects.exclude(yanked_at=None).values_list("version", flat=True).order_by("id")) == [
        "1.0",
        "1.1",
    ]
    assert set(Release.objects.exclude(yanked_at=None).values_list("yanked_reason", flat=True)) == {
        "loses rows"
    }
    assert JournalEntry.objects.filter(action="yank release", actor="ann", address="127.0.0.1").count() == 2


def test_a_maintainer_yanks_and_unyanks(client, project, releases):
    make_role(project, make_user("mia"))
    client.force_login(User.objects.get(username="mia"))
    client.post(f"{URL}yank/", ticked(*releases, reason="oops"))
    client.post(f"{URL}unyank/", ticked(*releases))
    assert not Release.objects.exclude(yanked_at=None, yanked_reason="").exists()


def test_deleting_asks_for_the_name_and_keeps_what_was_typed(client, project, releases):
    answer = client.post(f"{URL}delete/", ticked(releases[0], name="tide", reason="leaked a key"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "type tides to confirm" in page
    assert "leaked a key" in page
    assert not Release.objects.exclude(removed_at=None).exists()


def test_deleting_takes_releases_off_and_tells_the_owners(
    client, project, releases, django_capture_on_commit_callbacks
):
    make_role(project, make_user("ova"), "owner")
    make_role(project, make_user("mia"))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{URL}delete/", ticked(*releases[:2], name="Tides", reason="leak"), follow=True)
    assert "2 releases deleted." in answer.content.decode()
    for path in ("/project/tides/1.0/", releases[0].files.get().get_absolute_url()):
        assert client.get(path).status_code == 404
    assert client.get("/project/tides/2.0/").status_code == 200
    assert sorted(message.to[0] for message in delivered()) == ["ann@example.com", "ova@example.com"]
    assert "ann deleted releases of tides: 1.1, 1.0." in delivered()[0].body
    assert "127.0.0.1" in delivered()[0].body
    assert JournalEntry.objects.filter(action="remove release", reason="leak").count() == 2


def test_deleting_twice_changes_nothing_more(client, project, releases):
    for _ in range(2):
        answer = client.post(f"{URL}delete/", ticked(releases[0], name="tides"), follow=True)
    assert "Nothing that is still there was ticked" in answer.content.decode()
    assert JournalEntry.objects.filter(action="remove release").count() == 1


@pytest.mark.parametrize("closed_by", [Flag.Id.NO_DELETION, Flag.Id.READ_ONLY])
def test_the_switches_close_deletion(client, project, releases, closed_by):
    flags.set_flag(id_=closed_by, enabled=True, actor="ada", reason="calm", notice="Until noon.", now=NOW)
    file = releases[0].files.get()
    for path, data in [
        (f"{URL}delete/", ticked(releases[0])),
        ("/manage/project/tides/files/delete/", {"file": [file.pk]}),
        ("/manage/project/tides/settings/delete/", {}),
    ]:
        answer = client.post(path, data | {"name": "tides"})
        assert answer.status_code == (503 if closed_by == Flag.Id.READ_ONLY else 403)
        assert "Until noon." in answer.content.decode()
    project.refresh_from_db()
    assert not project.removed_at
    assert not Release.objects.exclude(removed_at=None).exists()
    assert not DistributionFile.objects.exclude(removed_at=None).exists()


def test_a_refused_deletion_is_counted(client, project, releases):
    flags.set_flag(id_=Flag.Id.NO_DELETION, enabled=True, actor="ada", reason="calm", now=NOW)
    client.post(f"{URL}delete/", ticked(releases[0], name="tides"))
    assert RefusalCount.objects.get().gates == "DELETION_GATES"


def test_a_file_goes_alone_and_its_name_is_never_taken_again(client, project, upload):
    file = publish("tides", "1.0", user=project.roles.get().user)
    answer = client.post(
        "/manage/project/tides/files/delete/", {"file": [file.pk], "name": "tides"}, follow=True
    )
    assert "1 file deleted." in answer.content.decode()
    assert client.get(file.get_absolute_url()).status_code == 404
    again = upload(make_wheel("tides", "1.0"))
    assert again.status_code == 400
    assert again.content.decode().startswith("400 File already exists")


def test_a_deleted_version_is_never_taken_again(client, project, upload):
    file = publish("tides", "1.0", user=project.roles.get().user)
    client.post(f"{URL}delete/", ticked(file.release, name="tides"))
    assert upload(make_wheel("tides", "1.0")).status_code == 400
    assert upload(make_sdist("tides", "1.0")).status_code == 400


@pytest.mark.parametrize("act", ["yank", "unyank", "delete"])
def test_ticked_rows_of_others_and_of_nobody_are_not_found(client, project, releases, act):
    foreign = make_release(make_project("others"))
    data = {"release": [foreign.pk, "x", "-1", "9" * 18, "9" * 40], "name": "tides"}
    for method in (client.get, client.post):
        assert "Nothing that is still there" in method(f"{URL}{act}/", data, follow=True).content.decode()
    foreign.refresh_from_db()
    assert (foreign.yanked_at, foreign.removed_at) == (None, None)


def test_ticked_files_of_others_are_not_found(client, project):
    foreign = make_file(make_release(make_project("others")))
    answer = client.post(
        "/manage/project/tides/files/delete/", {"file": foreign.pk, "name": "tides"}, follow=True
    )
    assert "Nothing that is still there" in answer.content.decode()
    foreign.refresh_from_db()
    assert foreign.removed_at is None


def test_the_page_of_a_release_shows_its_files(client, project, releases):
    page = client.get(f"{URL}1.0/").content.decode()
    assert "tides-1.0-py3-none-any.whl" in page
    for version in ("9.9", "1.0.0"):
        assert client.get(f"{URL}{version}/").status_code == 404


def test_lists_cost_the_same_number_of_queries_at_any_size(client, project, django_assert_num_queries):
    for number in range(60):
        make_file(make_release(project, f"1.{number}"))
        make_release(make_project(owner=project.roles.get().user))
    with django_assert_num_queries(11):
        client.get(URL)
    with django_assert_num_queries(11):
        client.get("/manage/projects/")


def test_hostile_text_is_escaped(client, project, releases):
    hostile = "<img src=x onerror=alert(1)>"
    client.post(f"{URL}yank/", ticked(*releases, reason=hostile))
    for path in (URL, f"{URL}1.0/", "/manage/project/tides/history/"):
        page = client.get(path).content.decode()
        assert hostile not in page
        assert "&lt;img" in page


def test_uploading_is_with_a_token_and_managing_with_a_session(client, project, token):
    client.logout()
    answer = client.get(URL, headers={"authorization": authorization(token)})
    assert answer["Location"].startswith("/account/login/")
