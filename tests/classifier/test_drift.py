"""Whether the model still fits what is uploaded."""

from datetime import timedelta

import pytest

from classifier import drift, registry
from classifier.drift import Drift, stability_index
from classifier.intervals import Share
from classifier.models import Label, Score
from tests.factories import NOW, make_project, make_release, make_user

pytestmark = pytest.mark.django_db


def judged(count, *, is_spam, weeks_ago=0, **fields):
    Label.objects.bulk_create(
        Label(
            is_spam=is_spam,
            document={"name": "x"},
            project_name="x",
            labelled_by="ada",
            labelled_at=NOW - timedelta(weeks=weeks_ago),
            **fields,
        )
        for _ in range(count)
    )


def scored(count, spam_probability, weeks_ago):
    owner, row = make_user(), registry.current_row()
    for _ in range(count):
        Score.objects.create(
            release=make_release(make_project(owner=owner)),
            model=row,
            spam_probability=spam_probability,
            reasons=[],
            document={"name": "x"},
            is_current=True,
            scored_at=NOW - timedelta(weeks=weeks_ago),
        )


def test_an_index_that_is_new_has_no_drift():
    now = drift.drift(NOW)
    assert len(now.weeks) == drift.WEEKS
    assert now.warnings == []
    assert (now.missed.value, now.shift) == (None, None)


def test_spam_among_what_was_chosen_by_lot_is_what_the_model_misses():
    judged(60, is_spam=False, sampled_blind=True)
    judged(10, is_spam=True, sampled_blind=True, weeks_ago=1)
    judged(99, is_spam=True)
    now = drift.drift(NOW)
    assert now.missed == Share(10, 70)
    assert now.weeks[-1].missed == Share(0, 60)
    assert now.weeks[-2].missed == Share(10, 10)
    assert "Of 70 releases chosen by lot in the last 4 weeks 10 were spam" in now.warnings[0]


def test_a_handful_proves_nothing():
    judged(5, is_spam=False, sampled_blind=True)
    judged(1, is_spam=True, sampled_blind=True)
    judged(1, is_spam=False, was_held=True, spam_probability=0.99)
    judged(5, is_spam=True, was_held=True, spam_probability=0.99)
    assert drift.drift(NOW).warnings == []


def test_holds_that_were_not_worth_it_are_told_and_those_of_a_switch_are_not_counted():
    judged(20, is_spam=False, was_held=True, spam_probability=0.9)
    judged(20, is_spam=True, was_held=True, spam_probability=0.9)
    judged(500, is_spam=True, was_held=True, spam_probability=0.1)
    now = drift.drift(NOW)
    assert now.holds == Share(20, 40)
    assert "Of 40 held releases judged in the last 4 weeks only 20 were spam" in now.warnings[0]


def test_old_weeks_do_not_warn():
    judged(50, is_spam=True, sampled_blind=True, weeks_ago=6)
    assert drift.drift(NOW).warnings == []


def test_scores_that_move_are_told():
    scored(100, 0.05, weeks_ago=4)
    scored(100, 0.05, weeks_ago=1)
    assert drift.drift(NOW).shift == pytest.approx(0)
    scored(60, 0.95, weeks_ago=0)
    now = drift.drift(NOW)
    assert now.shift > drift.SHIFT_BAND
    assert "Scores of the last two weeks are distributed otherwise" in now.warnings[0]
    assert now.weeks[-1].scores == (0, 0, 0, 0, 0, 60)


def test_the_index_of_stability_is_zero_for_the_same_shares():
    assert stability_index([10, 0, 30], [1, 0, 3]) == pytest.approx(0)
    assert stability_index([10, 10], [20, 0]) > drift.SHIFT_BAND
    assert isinstance(drift.drift(NOW), Drift)


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        (Share(0, 0), 0, 1),
        (Share(0, 20), 0, 0.161),
        (Share(20, 20), 0.839, 1),
        (Share(50, 100), 0.404, 0.596),
    ],
)
def test_intervals_are_wilson_s(share, low, high):
    assert (share.low, share.high) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))
