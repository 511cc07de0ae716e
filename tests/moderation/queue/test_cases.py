"""Which projects wait for a person, and in which order."""

import math
from datetime import timedelta

import pytest

from classifier.models import Label, Score
from moderation import tasks
from moderation.judging import verdicts
from moderation.models import Case, CaseTrait, Verdict
from moderation.queue import cases
from moderation.queue.cases import expected_harm, open_cases
from moderation.reporting import reports
from moderation.scoring import sampling
from tests.factories import NOW, make_case, make_project, make_release, make_user, scored

SPAM, NOT_SPAM = Verdict.Decision.SPAM, Verdict.Decision.NOT_SPAM


def harm(probability, *, weight=0.0, reach=cases.LISTED, waits=timedelta(0)):
    return expected_harm(probability, report_weight=weight, reach=reach, opened_at=NOW - waits)


def report(project, **fields):
    said = {"category": "spam", "text": "It sells.", "link": ""} | fields
    return reports.file_report(reporter=make_user(), project=project, now=NOW, **said)


def test_harm_grows_with_the_score_with_reports_and_with_reach():
    one = math.log(2)
    assert harm(0.2) < harm(0.8) < harm(0.8, weight=one) < harm(0.8, weight=2 * one)
    assert harm(0.8, reach=cases.HIDDEN) < harm(0.8, reach=cases.UNLISTED) < harm(0.8)


def test_waiting_a_week_counts_as_much_as_twice_the_likelihood():
    assert harm(0.4, waits=timedelta(days=7)) == pytest.approx(harm(0.8))


def test_without_a_score_a_report_that_doubles_the_odds_says_one_half():
    assert harm(None, weight=math.log(2)) == pytest.approx(harm(0.5))


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_no_probability_is_too_sure_to_be_ranked(probability):
    assert abs(harm(probability, weight=9.0)) < 100


@pytest.mark.django_db
class TestOpening:
    @pytest.fixture(autouse=True)
    def _no_sample(self, settings):
        settings.BLIND_SAMPLE_SHARE = 0.0

    @pytest.fixture
    def release(self):
        return make_release(make_project(listed=False))

    @pytest.mark.parametrize(("probability", "waits"), [(0.24, False), (0.25, True), (0.9, True)])
    def test_a_score_from_the_review_line_on_opens_a_case(self, release, probability, waits):
        scored(release, probability)
        assert Case.objects.exists() == waits

    def test_what_stays_unlisted_waits_wherever_the_review_line_is(self, release, settings):
        settings.REVIEW_ABOVE = None
        scored(release, 0.49)
        assert not Case.objects.exists()
        scored(release, 0.5)
        assert open_cases().exists()

    def test_a_report_opens_a_case_whatever_the_score(self, release):
        scored(release, 0.01)
        report(release.project)
        case = open_cases().get()
        assert case.open_reports == 1
        assert case.score.spam_probability == 0.01, "what was scored before is on its card"

    def test_a_harmless_new_release_does_not_hide_what_waits(self, release):
        scored(release, 0.9)
        scored(make_release(release.project, "2.0"), 0.01)
        assert open_cases().get().score.release == release

    def test_a_worse_release_takes_the_card(self, release):
        scored(release, 0.5)
        worse = make_release(release.project, "2.0")
        scored(worse, 0.9)
        assert open_cases().get().score.release == worse

    def test_reach_counts_once_triage_has_acted(self, release):
        scored(release, 0.45)
        listed = open_cases().get()
        release.project.refresh_from_db()
        assert release.project.listed
        assert listed.harm == pytest.approx(
            expected_harm(0.45, report_weight=0, reach=cases.LISTED, opened_at=listed.opened_at)
        )

    def test_what_a_person_found_honest_is_not_asked_about_every_week(self, release):
        scored(release, 0.9)
        verdicts.decide(case=Case.objects.get(), decision=NOT_SPAM, moderator=make_user(), now=NOW)
        scored(make_release(release.project, "2.0", summary="Other words."), 0.4)
        assert not open_cases().exists()


@pytest.mark.django_db
def test_after_an_upgrade_what_waits_is_ranked_anew_and_what_need_not_wait_is_settled(settings):
    settings.BLIND_SAMPLE_SHARE = 0.0
    loud, calm, reported = (make_case(name, 0.9) for name in ("loud", "calm", "reported"))
    Score.objects.filter(release__project__in=[calm.project, reported.project]).update(spam_probability=0.1)
    report(reported.project)
    as_before = {"harm": 0.5, "margin": None}
    Case.objects.update(**as_before)
    CaseTrait.objects.all().delete()
    seen = {case.pk: case.changed_at for case in Case.objects.all()}
    tasks.bring_cases_up_to_date()
    assert [case.project.name for case in open_cases()] == ["loud", "reported"]
    assert CaseTrait.objects.filter(case=loud).exists()
    assert all(case.changed_at == seen[case.pk] for case in open_cases()), "what is seen is still seen"
    assert cases.bring_up_to_date(10, now=NOW) == 0


@pytest.mark.django_db
class TestTheBlindSample:
    @pytest.fixture(autouse=True)
    def _all_are_drawn(self, settings):
        settings.BLIND_SAMPLE_SHARE = 1.0

    @pytest.fixture
    def case(self):
        return make_case("calm", 0.01)

    def test_what_nothing_flagged_is_drawn_and_what_is_flagged_is_not(self, case):
        assert case.is_sample
        assert not make_case("loud", 0.9).is_sample

    def test_its_place_among_the_uncertain_says_nothing_of_its_score(self, case):
        assert case.margin == sampling.place(case.score.release_id)
        assert 0 <= case.margin <= sampling.PLACES_UP_TO

    def test_nothing_of_its_score_is_a_trait(self, case):
        assert not CaseTrait.objects.filter(case=case, kind=CaseTrait.Kind.SCORE).exists()

    def test_the_label_tells_that_it_was_drawn_blind(self, case):
        verdicts.decide(case=case, decision=NOT_SPAM, moderator=make_user(), now=NOW)
        loud = make_case("loud", 0.9)
        verdicts.decide(case=loud, decision=SPAM, moderator=make_user(), now=NOW)
        assert dict(Label.objects.values_list("project_name", "sampled_blind")) == {
            "calm": True,
            "loud": False,
        }

    def test_what_is_reported_or_scores_higher_later_is_no_blind_sample_any_more(self, case):
        report(case.project)
        assert not Case.objects.get(pk=case.pk).is_sample
        other = make_case("tides", 0.01)
        scored(other.score.release, 0.9)
        assert not Case.objects.get(pk=other.pk).is_sample

    def test_what_was_judged_is_not_drawn_again(self, case):
        verdicts.decide(case=case, decision=NOT_SPAM, moderator=make_user(), now=NOW)
        scored(case.score.release, 0.02)
        assert not open_cases().exists()


def test_the_lot_is_even_fixed_and_secret(settings):
    settings.BLIND_SAMPLE_SHARE = 0.1
    drawn = {pk for pk in range(5000) if sampling.is_drawn(pk)}
    assert 400 < len(drawn) < 600
    assert drawn == {pk for pk in range(5000) if sampling.is_drawn(pk)}
    settings.SECRET_KEY = "another key"
    assert drawn != {pk for pk in range(5000) if sampling.is_drawn(pk)}
    settings.BLIND_SAMPLE_SHARE = 0.0
    assert not any(map(sampling.is_drawn, range(5000)))
