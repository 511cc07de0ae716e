"""What mirrors are told of what happened, and of what is hidden."""

import pytest

from index import changelog, journal, lifecycle
from index.models import JournalEntry, Project
from tests.factories import NOW, make_file, make_project, make_release, make_user, publish

pytestmark = pytest.mark.django_db

AT = int(NOW.timestamp())
SAID = {"actor": "ada", "reason": "looking", "now": NOW}


def told(serial=0):
    return [(name, version, action) for name, version, _, action, _ in changelog.since(serial)]


def hide_by_removal(file):
    lifecycle.remove(project=file.release.project, **SAID)


def hide_by_quarantine(file):
    lifecycle.set_status(project=file.release.project, status=Project.Status.QUARANTINED, **SAID)


def hide_by_hold(file):
    lifecycle.hold(release=file.release, **SAID)


HIDE = pytest.mark.parametrize("hide", [hide_by_removal, hide_by_quarantine, hide_by_hold])


def test_an_upload_is_told_in_the_words_of_the_public_index():
    publish("SampleProject")
    first = JournalEntry.objects.order_by("pk").first().pk
    assert changelog.since(0) == [
        ("SampleProject", None, AT, "create", first),
        ("SampleProject", "1.0", AT, "new release", first + 1),
        ("SampleProject", "1.0", AT, "add py3 file sampleproject-1.0-py3-none-any.whl", first + 2),
    ]
    assert changelog.last_serial() == first + 2


def test_an_sdist_is_told_as_source():
    project = make_project("tides")
    make_file(make_release(project))
    journal.record(project, "add sdist file tides-1.0.tar.gz", actor="ann", now=NOW, version="1.0")
    assert told() == [("tides", "1.0", "add source file tides-1.0.tar.gz")]


def test_only_what_is_newer_than_the_serial_is_told():
    file = publish()
    serial = changelog.last_serial()
    assert told(serial) == []
    lifecycle.yank(release=file.release, **SAID)
    assert told(serial) == [("sampleproject", "1.0", "yank release")]


@HIDE
def test_a_hidden_project_is_told_as_removed_and_nothing_else_of_it(hide):
    file = publish()
    serial = changelog.last_serial()
    hide(file)
    assert told() == told(serial) == [("sampleproject", None, "remove project")]
    assert changelog.last_serial() == changelog.since(serial)[0][4] > serial
    assert changelog.projects() == {}


@HIDE
def test_no_reader_misses_a_removal_by_what_is_done_to_the_hidden_project_later(hide):
    file = publish()
    serial = changelog.last_serial()
    hide(file)
    lifecycle.unlist_project(project=file.release.project, **SAID)
    lifecycle.list_project(project=file.release.project, **SAID)
    assert told(serial) == [("sampleproject", None, "remove project")]


@pytest.mark.parametrize(
    ("hide", "show", "word"),
    [
        (hide_by_removal, lambda file: lifecycle.restore(project=file.release.project, **SAID), "create"),
        (hide_by_hold, lambda file: lifecycle.free(release=file.release, **SAID), "new release"),
    ],
)
def test_what_comes_back_is_told_as_new(hide, show, word):
    file = publish()
    hide(file)
    serial = changelog.last_serial()
    show(file)
    ((name, _, action),) = told(serial)
    assert (name, action) == ("sampleproject", word)
    assert list(changelog.projects()) == ["sampleproject"]


def test_a_held_release_is_told_as_removed_and_its_files_are_not():
    ann = make_user()
    publish(user=ann)
    held = publish(version="2.0", user=ann)
    serial = changelog.last_serial()
    lifecycle.hold(release=held.release, **SAID)
    assert told(serial) == [("sampleproject", "2.0", "remove release")]
    lifecycle.yank(release=held.release, **SAID)
    publish(version="3.0", user=ann)
    for after in (serial, 0):
        assert [action for _, version, action in told(after) if version == "2.0"] == ["remove release"]


def test_names_that_were_hidden_from_the_start_are_in_no_list():
    make_release(make_project("held"), held_at=NOW)
    make_release(make_project("quarantined", status=Project.Status.QUARANTINED))
    make_release(make_project("removed", removed_at=NOW))
    make_project("empty")
    make_release(make_project("unlisted", listed=False))
    assert list(changelog.projects()) == ["unlisted"]


def test_an_answer_is_bounded_and_hidden_entries_take_no_room_in_it(monkeypatch):
    monkeypatch.setattr(changelog, "MAX_ENTRIES", 2)
    hide_by_removal(publish("aa"))
    hide_by_removal(publish("bb"))
    publish("cc")
    serial, seen = 0, []
    while entries := changelog.since(serial):
        assert len(entries) <= 2
        serial = entries[-1][4]
        seen += [(name, action) for name, _, _, action, _ in entries]
    assert seen[:3] == [("aa", "remove project"), ("bb", "remove project"), ("cc", "create")]
    assert serial == changelog.last_serial()


def test_it_costs_one_query_at_any_size(django_assert_num_queries):
    for name in ("aa", "bb", "cc"):
        publish(name)
    with django_assert_num_queries(1):
        assert len(changelog.since(0)) == 9


def test_an_empty_index_has_serial_0():
    assert (changelog.last_serial(), changelog.since(0), changelog.projects()) == (0, [], {})
