"""What follows from a score by itself."""

import pytest

from moderation.judging.verdicts import decide
from moderation.models import Case, Verdict
from moderation.queue.cases import open_cases
from tests import factories
from tests.factories import NOW, make_project, make_release, make_user

pytestmark = pytest.mark.django_db


def scored(release, probability):
    factories.scored(release, probability)
    release.project.refresh_from_db()
    release.refresh_from_db()


@pytest.fixture
def release():
    return make_release(make_project(listed=False))


def test_below_the_line_a_project_is_listed(release):
    scored(release, 0.1)
    assert release.project.listed


def test_above_the_line_it_waits_for_a_person_and_can_be_installed(release):
    scored(release, 0.9)
    assert (release.project.listed, release.held_at) == (False, None)
    assert open_cases().get().project == release.project


def test_a_score_never_removes_and_holds_only_where_the_operator_drew_a_line(release, settings):
    scored(release, 1.0)
    assert (release.project.removed_at, release.held_at) == (None, None)
    settings.HOLD_ABOVE = 0.99
    scored(release, 1.0)
    assert release.held_at
    assert release.project.removed_at is None


def test_nothing_is_listed_by_itself_when_the_operator_says_so(release, settings):
    settings.LIST_BELOW = None
    scored(release, 0.0)
    assert not release.project.listed


def test_a_newcomer_s_listed_project_that_turns_suspicious_is_unlisted():
    release = make_release(make_project(listed=True))
    scored(release, 0.9)
    assert not release.project.listed


@pytest.mark.parametrize("standing", ["established", "trusted"])
def test_an_established_owner_is_neither_unlisted_nor_held(settings, standing):
    settings.HOLD_ABOVE = 0.5
    release = make_release(make_project(owner=make_user(granted_standing=standing), listed=True))
    scored(release, 1.0)
    assert release.project.listed
    assert release.held_at is None


def test_what_a_person_found_honest_is_not_held_again(settings, release):
    settings.HOLD_ABOVE = 0.5
    scored(release, 0.9)
    decide(case=Case.objects.get(), decision=Verdict.Decision.NOT_SPAM, moderator=make_user(), now=NOW)
    scored(release, 1.0)
    assert release.held_at is None
    assert release.project.listed
    assert not open_cases().exists()


def test_a_suspicious_new_release_of_a_judged_project_is_asked_about_again(release):
    scored(release, 0.9)
    decide(case=Case.objects.get(), decision=Verdict.Decision.NOT_SPAM, moderator=make_user(), now=NOW)
    scored(make_release(release.project, "2.0", summary="Watch films."), 0.95)
    assert open_cases().get().project == release.project
