"""What is usual: pure, on made-up weeks of an index with days and nights."""

from math import pi, sin

import numpy as np
import pytest

from moderation.alarms.usual import HOURS_A_WEEK, WEEKS, Hour, usual_day, usual_hour

EIGHT_WEEKS = HOURS_A_WEEK * WEEKS


def traffic(mean, hours, seed=1):
    """Counts of so many hours, with days and nights and good and bad hours; `mean` at noon and night together."""
    random = np.random.default_rng(seed)
    daily = [1 + 0.7 * sin(hour / 24 * 2 * pi) for hour in range(hours)]
    return [int(random.poisson(mean * part * random.gamma(8, 1 / 8))) for part in daily]


def past_of(counts, now):
    return [Hour(now - hour, counts[hour]) for hour in range(max(0, now - EIGHT_WEEKS), now)]


def test_with_no_past_a_wave_is_an_alarm_and_a_busy_afternoon_is_not():
    assert 10 <= usual_hour([]).line() <= 40
    assert 50 <= usual_day([]).line() <= 150


def test_a_quiet_first_night_makes_no_alarm_of_the_first_morning():
    night = [Hour(age, 0) for age in range(1, 9)]
    assert usual_hour(night).line() >= usual_hour([]).line()


@pytest.mark.parametrize("mean", [0.2, 2, 30])
def test_chance_alone_hardly_ever_raises_an_alarm(mean):
    counts = traffic(mean, EIGHT_WEEKS + 26 * HOURS_A_WEEK)
    over = [
        now
        for now in range(24, len(counts), 61)
        if counts[now] > usual_hour(past_of(counts, now)).line()
        or sum(counts[now - 23 : now + 1]) > usual_day(past_of(counts, now)).line()
    ]
    assert len(over) <= 1


def test_a_nightly_wave_is_seen_where_the_same_number_at_noon_is_usual():
    counts = traffic(30, EIGHT_WEEKS + 48)
    noon, night = EIGHT_WEEKS + 6, EIGHT_WEEKS + 18
    assert usual_hour(past_of(counts, night)).line() < usual_hour(past_of(counts, noon)).line() / 2


def test_a_slow_drip_is_seen_by_the_day_though_no_hour_is_unusual():
    counts = traffic(2, EIGHT_WEEKS + 24)
    past = past_of(counts, len(counts) - 1)
    dripping = 8  # more, each hour
    assert counts[-1] + dripping <= usual_hour(past).line()
    assert sum(counts[-24:]) + 24 * dripping > usual_day(past).line()


def test_an_hour_counts_for_the_usual_no_more_than_chance_allows():
    past = past_of(traffic(2, EIGHT_WEEKS), EIGHT_WEEKS)
    usual = usual_hour(past)
    assert usual.mean < usual.most_learned <= usual.line()
