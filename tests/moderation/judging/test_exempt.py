"""Content that a person found honest is never held or unlisted again in the hands of its owner."""

import pytest
from django.utils import timezone

from index.models import Release
from moderation import flags
from moderation.judging import exempt, verdicts
from moderation.models import Case, ExemptContent, Flag, Verdict
from tests.distributions import make_wheel
from tests.factories import NOW, make_case, make_project, make_release, make_role, make_user, scored

SAID = {"name": "a", "summary": "Watch  Films", "links": [["Home", "https://films.example"]]}


@pytest.fixture
def honest(ann):
    """A verdict on a project of ann's."""
    case = make_case("films", 0.9, owner=ann, summary="Watch films.")
    return verdicts.decide(
        case=case, decision=Verdict.Decision.NOT_SPAM, moderator=make_user(), now=timezone.now()
    )


def test_content_is_the_same_whatever_it_is_called_and_however_it_is_spaced():
    same = SAID | {
        "name": "b",
        "version": "2",
        "summary": "watch films",
        "files": [1],
        "account": {"age_days": 1},
    }
    assert exempt.digest_of(SAID) == exempt.digest_of(same)
    for change in ({"summary": "Watch film"}, {"links": []}, {"description": "x"}, {"keywords": "free"}):
        assert exempt.digest_of(SAID) != exempt.digest_of(SAID | change)


def test_what_says_nothing_has_no_digest():
    assert exempt.digest_of({"name": "a", "summary": " "}) == ""


def again(owner, **release):
    project = make_project("films-again", owner=owner, listed=False)
    release = make_release(project, **release)
    scored(release, 0.99)
    project.refresh_from_db()
    release.refresh_from_db()
    return project.listed, release.held_at is not None, Case.objects.filter(project=project).exists()


@pytest.mark.django_db
class TestTriage:
    @pytest.fixture(autouse=True)
    def _line(self, settings):
        settings.HOLD_ABOVE = 0.5

    def test_it_lists_what_was_found_honest_of_this_owner(self, honest, ann):
        assert again(ann, summary="WATCH films.") == (True, False, False)

    def test_it_does_not_for_other_words(self, honest, ann):
        ann.granted_standing = "newcomer"
        ann.save()
        assert again(ann, summary="Watch more films.") == (False, True, True)

    def test_it_does_not_for_another_owner(self, honest):
        assert again(make_user("eve"), summary="Watch films.") == (False, True, True)

    def test_it_does_not_once_the_verdict_is_undone(self, honest, ann):
        verdicts.undo(verdict=honest, moderator=honest.moderator, now=timezone.now())
        assert not ExemptContent.objects.exists()
        assert again(ann, summary="Watch films.") == (False, True, True)


@pytest.mark.django_db
def test_every_owner_is_exempt_and_a_maintainer_is_not(ann):
    case = make_case("films", 0.9, owner=ann)
    make_role(case.project, make_user("bea"), kind="owner")
    make_role(case.project, make_user("cai"))
    verdicts.decide(case=case, decision=Verdict.Decision.NOT_SPAM, moderator=make_user(), now=NOW)
    assert set(ExemptContent.objects.values_list("account__username", flat=True)) == {"ann", "bea"}


@pytest.mark.django_db
def test_an_exemption_of_before_outlives_the_undoing_of_a_second_verdict(honest, ann):
    case = make_case("films-two", 0.9, owner=make_user("eve"), summary="Watch films.")
    make_role(case.project, ann, kind="owner")
    second = verdicts.decide(case=case, decision=Verdict.Decision.NOT_SPAM, moderator=make_user(), now=NOW)
    verdicts.undo(verdict=second, moderator=second.moderator, now=NOW)
    assert ExemptContent.objects.get().account == ann


@pytest.mark.django_db
def test_the_step_that_holds_new_projects_lets_it_through(upload, ann):
    upload(make_wheel("first", "1.0", summary="Reads tides."))
    case_release = Release.objects.get()
    scored(case_release, 0.9)
    verdicts.decide(
        case=Case.objects.get(), decision=Verdict.Decision.NOT_SPAM, moderator=make_user(), now=timezone.now()
    )
    flags.set_flag(
        id_=Flag.Id.HOLD_NEW_PROJECTS, enabled=True, reach="all", actor="ada", reason="a wave", now=NOW
    )
    upload(make_wheel("second", "1.0", summary="Reads tides."))
    upload(make_wheel("third", "1.0", summary="Sells tides."))
    held = Release.objects.exclude(held_at=None).values_list("project__name", flat=True)
    assert set(held) == {"third"}
