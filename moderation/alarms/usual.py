"""What is usual at an hour of the week, and how much more is an alarm. Pure; counts and hours in, figures out.

Counts of an hour are taken as negative binomial: a Poisson count whose rate itself varies, as that of people does.
Its mean is learned for the hour of the week and drawn towards that of all hours while there are few weeks; how much
it varies is learned by the method of moments. Day one has the prior alone, which is wide (Gelman et al., Bayesian
Data Analysis, 3rd ed., sections 2.6 and 5.3, on the gamma-Poisson model and on drawing groups towards their mean).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from scipy.stats import nbinom

HOURS_A_WEEK: Final = 168
WEEKS: Final = 8  # of the past that count
_HALVES_AFTER_WEEKS: Final = 4  # an index grows: what is long ago counts less
_PRIOR_MEAN: Final = 1.0  # an hour, worth one hour of the past
_DRAWN_BY: Final = 2.0  # hours' worth: the mean of all hours, in that of one hour of the week
_NEIGHBOUR: Final = 0.5  # what the hours before and after are worth
_PRIOR_VARIATION: Final = 1.0  # variance of the rate over its square: as much as the rate itself
_PRIOR_VARIATION_HOURS: Final = 48.0
_LEAST_VARIATION: Final = 0.05
_VARIATION_OF_DAYS: Final = (
    0.05  # whole days differ too, so a day of hours varies by more than chance among them
)
_KINDS_AND_SPANS: Final = 10
_QUIET_HOURS: Final = 26 * HOURS_A_WEEK
# By chance alone all counts together are over their lines once in half a year.
ALARM_CHANCE: Final = 1 / (_KINDS_AND_SPANS * _QUIET_HOURS)
_LEARNED_CHANCE: Final = 0.001  # what is rarer counts as if it were not: a wave must not become usual
_LEAST_LINE: Final = 10.0  # what one busy person does in an afternoon is no alarm, however quiet the index


class Hour(NamedTuple):
    """A whole hour of the past. `age`: hours between its beginning and that of the hour asked about, from 1."""

    age: int
    amount: float


@dataclass(frozen=True, slots=True)
class Usual:
    """`mean` per span; `variation`: variance of the rate over its square."""

    mean: float
    variation: float

    def line(self, chance: float = ALARM_CHANCE) -> float:
        """The largest count that is not yet as rare as `chance`."""
        shape = 1 / self.variation
        return max(float(nbinom.isf(chance, shape, shape / (shape + self.mean))), _LEAST_LINE)

    @property
    def most_learned(self) -> float:
        """What an hour counts at most for what is usual later."""
        return self.line(_LEARNED_CHANCE)


def usual_hour(past: Sequence[Hour]) -> Usual:
    """What is usual in the hour after `past`, which may have gaps or be empty."""
    overall, variation = _mean(past), _variation(past)
    return Usual(_mean_of_hour(past, 0, overall), variation)


def usual_day(past: Sequence[Hour]) -> Usual:
    """What is usual in that hour and the 23 before it together."""
    overall = _mean(past)
    means = [_mean_of_hour(past, back, overall) for back in range(24)]
    # Within a day the hours' ups and downs even out, those of whole days do not.
    variation = _variation(past) * sum(mean**2 for mean in means) / sum(means) ** 2
    return Usual(sum(means), variation + _VARIATION_OF_DAYS)


def _weight(hour: Hour) -> float:
    return 0.5 ** (hour.age / HOURS_A_WEEK / _HALVES_AFTER_WEEKS)


def _mean(past: Sequence[Hour]) -> float:
    weights = [_weight(hour) for hour in past]
    total = sum(weight * hour.amount for weight, hour in zip(weights, past, strict=True))
    mean = (total + _PRIOR_MEAN) / (sum(weights) + 1.0)
    return max(mean, _PRIOR_MEAN) if _is_young(past) else mean


def _is_young(past: Sequence[Hour]) -> bool:
    """Before it has seen a week, it does not know that mornings follow nights."""
    return len(past) < HOURS_A_WEEK


def _mean_of_hour(past: Sequence[Hour], back: int, overall: float) -> float:
    """Of the hour of the week that was `back` hours ago, from weeks before and the hours beside it."""
    total, worth = overall * _DRAWN_BY, _DRAWN_BY
    for hour in past:
        apart = (hour.age - back + HOURS_A_WEEK // 2) % HOURS_A_WEEK - HOURS_A_WEEK // 2
        if abs(apart) > 1 or hour.age <= back + 1:
            continue
        weight = _weight(hour) * (_NEIGHBOUR if apart else 1.0)
        total += weight * hour.amount
        worth += weight
    return total / worth


def _variation(past: Sequence[Hour]) -> float:
    """By moments: variance = mean + variation * mean², summed over the past."""
    overall = _mean(past)
    by_hour = _means_by_hour_of_week(past, overall)
    excess = _PRIOR_VARIATION * _PRIOR_VARIATION_HOURS * overall**2
    square = _PRIOR_VARIATION_HOURS * overall**2
    for hour in past:
        mean = by_hour[hour.age % HOURS_A_WEEK]
        excess += (hour.amount - mean) ** 2 - mean
        square += mean**2
    learned = max(excess / square, _LEAST_VARIATION)
    return max(learned, _PRIOR_VARIATION) if _is_young(past) else learned


def _means_by_hour_of_week(past: Sequence[Hour], overall: float) -> dict[int, float]:
    totals: dict[int, tuple[float, float]] = {}
    for hour in past:
        total, worth = totals.get(hour.age % HOURS_A_WEEK, (overall * _DRAWN_BY, _DRAWN_BY))
        weight = _weight(hour)
        totals[hour.age % HOURS_A_WEEK] = total + weight * hour.amount, worth + weight
    return {place: total / worth for place, (total, worth) in totals.items()}
