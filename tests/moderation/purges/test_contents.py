"""Selecting by what releases say: a phrase, a host; how much is read, and that it is said where that is not all."""

import pytest

from index.models import Project
from moderation.models import Purge
from moderation.purges import contents, selection
from moderation.purges.selection import Filter
from tests.factories import NOW, make_project, make_release, make_user

pytestmark = pytest.mark.django_db


def found(text="", **others):
    selected = selection.by_filter(Filter(text=text, **others), with_owners=False)
    return set(Project.objects.filter(pk__in=selected.projects).values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _projects():
    make_release(make_project("films"), summary="Watch Full Movie online")
    make_release(make_project("books"), description="Read.\n\nWatch full\n  movie ÜBERALL here.")
    make_release(make_project("honest"), description="A full parser; watch a movie object change.")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("watch full movie", {"films", "books"}),
        ("  WATCH   FULL MOVIE ", {"films", "books"}),
        ("full movie online", {"films"}),
        ("movie überall", {"books"}),
        ("100% free", set()),
        ("movie o", {"films", "honest"}),
        ("m_vie", set()),
        ("mov.e", set()),
    ],
)
def test_a_phrase_is_found_in_summaries_and_descriptions_as_it_stands(text, names):
    assert found(text) == names


def test_it_narrows_and_is_narrowed_by_other_conditions():
    ada = make_user("mallory")
    make_release(make_project("films-2", owner=ada), summary="watch full movie")
    assert found("watch full movie", owner="mallory") == {"films-2"}
    assert found("watch full movie", name="book") == {"books"}


@pytest.mark.parametrize("text", ["a b", "ab", " . "])
def test_a_phrase_too_short_to_tell_anything_is_refused(text):
    with pytest.raises(ValueError, match="Give a phrase of 4 characters"):
        found(text)


def test_removed_releases_are_not_read():
    make_release(make_project("old"), summary="watch full movie", removed_at=NOW)
    assert "old" not in found("watch full movie")


def test_only_the_newest_releases_are_read_and_the_draft_says_so(monkeypatch, client, ada):
    monkeypatch.setattr(contents, "MAX_RELEASES", 2)
    Project.objects.get(name="films").releases.update(created_at=NOW.replace(year=2020))
    client.post("/moderation/purges/draft/filtered/", {"text": "watch full movie"})
    purge = Purge.objects.get()
    assert [member.project.name for member in purge.projects.all()] == ["books"]
    assert purge.title == "says watch full movie"
    page = client.get(f"/moderation/purges/{purge.pk}/").content.decode()
    assert "only the newest 2 releases were read" in page
    assert found("watch full movie", name="films") == {"films"}


def test_where_all_is_read_nothing_is_said(monkeypatch):
    monkeypatch.setattr(contents, "MAX_RELEASES", 3)
    assert not selection.by_filter(Filter(text="watch full movie"), with_owners=False).answers
