"""`/mirror/removals.json`: a mirror that follows it ends with what the index serves, and learns no hidden name."""

import json
from datetime import timedelta

import pytest
from packaging.utils import parse_sdist_filename, parse_wheel_filename

from index import bulk_removal, changelog, lifecycle, removal_feed
from index.models import DistributionFile, Project
from moderation import flags
from moderation.models import Flag
from tests.factories import NOW, make_file, make_project, make_release, make_token, make_user, publish
from tests.index.conftest import authorization

pytestmark = pytest.mark.django_db

PATH = "/mirror/removals.json"
SIMPLE_JSON = {"accept": "application/vnd.pypi.simple.v1+json"}
LATER = NOW + timedelta(hours=1)
SAID = {"actor": "ada", "reason": "it sells films", "now": LATER}


def ask(client, since=0, **options):
    return client.get(f"{PATH}?since={since}", **options)


def changes(client, since=0):
    return ask(client, since).json()["changes"]


def told(client, since=0):
    return [
        (change["action"], change["kind"], change["project"], change["version"], change["served"])
        for change in changes(client, since)
    ]


class Mirror:
    """All that a mirror needs: a full listing once, then nothing but the feed."""

    def __init__(self, client):
        self.client, self.files = client, {}
        root = client.get("/simple/", headers=SIMPLE_JSON)
        self.serial = json.loads(b"".join(root))["meta"]["_last-serial"]
        for project in json.loads(b"".join(root))["projects"]:
            self.fetch(project["name"])

    def fetch(self, name):
        page = self.client.get(f"/simple/{name}/", headers=SIMPLE_JSON)
        self.files[name] = {file["filename"] for file in json.loads(b"".join(page))["files"]}

    def follow(self):
        while True:
            page = ask(self.client, self.serial).json()
            for change in page["changes"]:
                self.apply(change)
            self.serial = page["next"]
            if self.serial == page["last_serial"]:
                return

    def apply(self, change):
        name, files = change["project"], self.files.get(change["project"], set())
        if change["served"]:
            self.fetch(name)
        elif change["kind"] == "project":
            self.files.pop(name, None)
        elif change["kind"] == "release":
            self.files[name] = {file for file in files if version_of(file) != change["version"]}
        else:
            self.files[name] = files - {change["filename"]}

    def served(self):
        return {name: files for name, files in self.files.items() if files}


def version_of(filename):
    parse = parse_wheel_filename if filename.endswith(".whl") else parse_sdist_filename
    return str(parse(filename)[1])


def index_serves(client):
    return Mirror(client).served()


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def wave(ann):
    """Projects with two releases, and an honest one."""
    for name in ("aa", "bb", "cc", "dd", "honest"):
        publish(name, "1.0", user=ann)
        publish(name, "2.0", user=ann)


def project(name):
    return Project.objects.get(name=name)


def release(name, version="1.0"):
    return project(name).releases.get(version=version)


@pytest.mark.parametrize("serials", [1, 2, 5_000])
def test_a_mirror_that_follows_it_ends_with_what_the_index_serves(client, wave, ann, monkeypatch, serials):
    monkeypatch.setattr(removal_feed, "SERIALS_A_PAGE", serials)
    mirror = Mirror(client)
    lifecycle.remove(project=project("aa"), **SAID)
    lifecycle.hold(release=release("bb"), **SAID)
    lifecycle.set_status(project=project("cc"), status=Project.Status.QUARANTINED, **SAID)
    lifecycle.remove_release(release=release("dd", "2.0"), **SAID)
    lifecycle.remove_file(file=release("honest").files.get(), **SAID)
    mirror.follow()
    assert mirror.served() == index_serves(client)
    assert set(mirror.served()) == {"bb", "dd", "honest"}
    lifecycle.restore(project=project("aa"), **SAID)
    lifecycle.hold(release=release("bb", "2.0"), **SAID)
    lifecycle.clear_quarantine(project=project("cc"), **SAID)
    mirror.follow()
    assert mirror.served() == index_serves(client)
    assert set(mirror.served()) == {"aa", "cc", "dd", "honest"}
    lifecycle.free(release=release("bb"), **SAID)
    bulk_removal.remove_all(project_ids=[project("cc").pk, project("dd").pk], **SAID)
    lifecycle.free(release=release("bb", "2.0"), **SAID)
    mirror.follow()
    assert mirror.served() == index_serves(client)
    assert set(mirror.served()) == {"aa", "bb", "honest"}
    removed = {row.pk: row.removed_at for row in Project.objects.exclude(removed_at=None)}
    bulk_removal.restore_all(removed=removed, **SAID)
    mirror.follow()
    assert mirror.served() == index_serves(client)
    assert len(mirror.served()) == 5


def test_a_mirror_that_was_away_for_all_of_it_ends_the_same(client, wave):
    mirror = Mirror(client)
    for _ in range(2):
        lifecycle.remove(project=project("aa"), **SAID)
        lifecycle.hold(release=release("bb"), **SAID)
        lifecycle.restore(project=project("aa"), **SAID)
        lifecycle.free(release=release("bb"), **SAID)
    lifecycle.hold(release=release("aa"), **SAID)
    lifecycle.remove(project=project("aa"), **SAID)
    mirror.follow()
    assert mirror.served() == index_serves(client)


def test_what_went_by_a_status_comes_back_by_another(client, wave):
    mirror = Mirror(client)
    lifecycle.set_status(project=project("aa"), status=Project.Status.QUARANTINED, **SAID)
    mirror.follow()
    lifecycle.set_status(project=project("aa"), status=Project.Status.ARCHIVED, **SAID)
    mirror.follow()
    assert mirror.served() == index_serves(client)
    assert "aa" in mirror.served()


def test_what_owners_say_of_a_project_is_no_removal(client, wave):
    serial = changelog.last_serial()
    for status in (Project.Status.ARCHIVED, Project.Status.ACTIVE):
        lifecycle.set_status(project=project("aa"), status=status, **SAID)
    lifecycle.yank(release=release("aa"), **SAID)
    lifecycle.unlist_project(project=project("aa"), **SAID)
    assert told(client, serial) == []
    for status in (Project.Status.QUARANTINED, Project.Status.DEPRECATED, Project.Status.ACTIVE):
        lifecycle.set_status(project=project("aa"), status=status, **SAID)
    assert [action for action, *_ in told(client, serial)] == ["quarantined", "cleared"]


def test_each_thing_is_told_in_words_with_its_serial_and_nothing_of_persons(client, wave):
    start = changelog.last_serial()
    lifecycle.remove(project=project("aa"), **SAID)
    lifecycle.hold(release=release("bb"), **SAID)
    lifecycle.remove_file(file=release("honest").files.get(), **SAID)
    answer = ask(client, start)
    first, held, file = answer.json()["changes"]
    assert first == {
        "serial": start + 1,
        "at": int(LATER.timestamp()),
        "action": "removed",
        "kind": "project",
        "project": "aa",
        "version": None,
        "filename": None,
        "served": False,
    }
    assert (held["action"], held["kind"], held["version"]) == ("held", "release", "1.0")
    assert (file["kind"], file["filename"]) == ("file", "honest-1.0-py3-none-any.whl")
    assert "ada" not in answer.content.decode()
    assert "films" not in answer.content.decode()


def hold_new_projects():
    flags.set_flag(
        id_=Flag.Id.HOLD_NEW_PROJECTS,
        enabled=True,
        reach=Flag.Reach.ALL,
        actor="ada",
        reason="a wave",
        now=NOW,
    )


def test_what_was_held_from_its_upload_on_is_in_no_entry_until_it_is_released(client, ann):
    hold_new_projects()
    publish("secret", user=ann)
    publish("secret", "2.0", user=ann)
    lifecycle.set_status(project=project("secret"), status=Project.Status.QUARANTINED, **SAID)
    lifecycle.clear_quarantine(project=project("secret"), **SAID)
    lifecycle.remove(project=project("secret"), **SAID)
    assert changes(client) == []
    lifecycle.restore(project=project("secret"), **SAID)
    mirror = Mirror(client)
    lifecycle.free(release=release("secret"), **SAID)
    assert {version for _, _, _, version, _ in told(client)} == {None, "1.0"}, "2.0 is still a secret"
    mirror.follow()
    assert mirror.served() == index_serves(client) == {"secret": {"secret-1.0-py3-none-any.whl"}}


def test_the_new_release_of_a_public_project_that_is_held_later_is_told(client, wave):
    serial = changelog.last_serial()
    lifecycle.hold(release=release("aa", "2.0"), **SAID)
    assert told(client, serial) == [("held", "release", "aa", "2.0", False)]


def test_a_file_name_too_long_for_the_journal_is_none(client):
    name = "a" * 100
    long = make_file(make_release(make_project(name)), f"{name}-1.0-{'b' * 100}-none-any.whl")
    lifecycle.remove_file(file=long, **SAID)
    (change,) = changes(client)
    assert (change["kind"], change["project"], change["filename"]) == ("file", name, None)


def test_a_page_is_bounded_by_serials_and_says_where_to_go_on(client, wave, monkeypatch):
    monkeypatch.setattr(removal_feed, "SERIALS_A_PAGE", 4)
    page = ask(client).json()
    assert (page["since"], page["next"], page["changes"]) == (0, 4, [])
    assert page["last_serial"] == changelog.last_serial()
    end = ask(client, page["last_serial"]).json()
    assert (end["next"], end["changes"]) == (end["last_serial"], [])


def test_an_unchanged_index_is_304_and_a_changed_one_is_not(client, wave):
    etag = ask(client)["ETag"]
    assert ask(client, headers={"if-none-match": etag}).status_code == 304
    assert ask(client)["X-PyPI-Last-Serial"] == str(changelog.last_serial())
    lifecycle.remove(project=project("aa"), **SAID)
    answer = ask(client, headers={"if-none-match": etag})
    assert answer.status_code == 200
    assert len(answer.json()["changes"]) == 1


@pytest.mark.parametrize("since", ["", "-1", "x", "1.5", "1" * 19, "²", "%00", "0x1", " 1"])
def test_what_is_no_serial_is_refused_in_a_sentence(client, since):
    answer = ask(client, since)
    assert answer.status_code == 400
    assert "send a serial" in answer.json()["message"]


def test_a_mirror_that_is_ahead_is_told_to_compare_all(client, wave):
    answer = ask(client, changelog.last_serial() + 1)
    assert answer.status_code == 400
    assert "compare all projects" in answer.json()["message"]


def test_it_costs_the_same_number_of_queries_at_any_size(client, wave, django_assert_num_queries):
    everything = list(Project.objects.values_list("pk", flat=True))
    bulk_removal.remove_all(project_ids=everything, **SAID)
    with django_assert_num_queries(2):  # the newest serial, the entries
        assert len(changes(client)) == len(everything)


def test_an_empty_index_has_an_empty_page(client):
    assert ask(client).json() == {"since": 0, "next": 0, "last_serial": 0, "changes": []}


def test_readers_of_a_private_index_send_their_token(client, wave, ann, settings):
    settings.READERS_LOG_IN = True
    assert ask(client).status_code == 401
    _, token = make_token(ann)
    assert ask(client, headers={"authorization": authorization(token)}).status_code == 200


def test_a_removed_file_stays_removed_for_who_follows(client, wave):
    mirror = Mirror(client)
    file = DistributionFile.objects.get(filename="aa-1.0-py3-none-any.whl")
    lifecycle.remove_file(file=file, **SAID)
    lifecycle.hold(release=release("aa", "2.0"), **SAID)
    lifecycle.free(release=release("aa", "2.0"), **SAID)
    mirror.follow()
    assert mirror.served()["aa"] == {"aa-2.0-py3-none-any.whl"}
