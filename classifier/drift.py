"""Whether the model still fits what is uploaded: what it misses, what its holds were worth, how its scores move.

`Label.sampled_blind` is written by whoever asks a person about releases chosen by lot, whatever they scored. Only
such labels tell what the model misses: everything else in the queue is there because it is suspicious.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import Final

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.db.models.functions import TruncWeek

from classifier.intervals import Share
from classifier.models import Label, Score

WEEKS: Final = 12
RECENT: Final = 4  # weeks that a warning speaks of
BINS: Final = (0.1, 0.3, 0.5, 0.7, 0.9, 1.0)  # where each ends
MISSED_BAND: Final = 0.05  # of what was chosen by lot may be spam
HOLDS_BAND: Final = 0.9  # of holds, at least, are to be spam
SHIFT_BAND: Final = 0.25  # population stability index: below 0.1 the same, above 0.25 another population
ENOUGH_SCORES: Final = 100
_FLOOR: Final = 0.001  # a share that an empty bin counts as


@dataclass(frozen=True)
class Week:
    """`missed`: spam of what was chosen by lot; `holds`: spam of what was held; `scores`: releases by bin."""

    start: datetime
    missed: Share
    holds: Share
    scores: Sequence[int]


@dataclass(frozen=True)
class Drift:
    """The last weeks, oldest first, each from a Monday (UTC)."""

    weeks: Sequence[Week]

    @property
    def missed(self) -> Share:
        return _together([week.missed for week in self.weeks[-RECENT:]])

    @property
    def holds(self) -> Share:
        return _together([week.holds for week in self.weeks[-RECENT:]])

    @property
    def shift(self) -> float | None:
        """How far this and the last week's scores are from those of the weeks before; None with too few of either."""
        lately, before = (_sums(part) for part in (self.weeks[-2:], self.weeks[:-2]))
        if min(sum(lately), sum(before)) < ENOUGH_SCORES:
            return None
        return stability_index(before, lately)

    @property
    def warnings(self) -> list[str]:
        """A sentence for each figure that has surely left its band."""
        said = []
        if self.missed.of and self.missed.low > MISSED_BAND:
            said.append(
                f"Of {self.missed.of} releases chosen by lot in the last {RECENT} weeks {self.missed.count} were spam: "
                "the model misses more than it should. Judge more of them and train."
            )
        if self.holds.of and self.holds.high < HOLDS_BAND:
            said.append(
                f"Of {self.holds.of} held releases judged in the last {RECENT} weeks only {self.holds.count} were "
                "spam: give holds a smaller budget, or put an earlier version in force."
            )
        if self.shift is not None and self.shift > SHIFT_BAND:
            said.append(
                "Scores of the last two weeks are distributed otherwise than before: look whether a wave runs, or "
                "whether the model has become too strict or too mild."
            )
        return said


def drift(now: datetime) -> Drift:
    """As things stand: two counts over indexes."""
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    judged, scored = _judged(starts[0]), _scored(starts[0])
    return Drift(
        [
            Week(start, *judged.get(start, (Share(0, 0), Share(0, 0))), scored.get(start, (0,) * len(BINS)))
            for start in starts
        ]
    )


def stability_index(before: Sequence[int], lately: Sequence[int]) -> float:
    """0 for the same distribution over bins, and the more the further they are apart."""
    pairs = zip(_shares(before), _shares(lately), strict=True)
    return sum((now - then) * log(now / then) for then, now in pairs)


def _judged(since: datetime) -> dict[datetime, tuple[Share, Share]]:
    own = Label.objects.in_force().filter(source="", labelled_at__gte=since)
    # What a switch held, whatever it scored, says nothing of the model.
    held = Q(was_held=True, spam_probability__gte=0.5)
    rows = (
        own.annotate(week=TruncWeek("labelled_at"))
        .values("week")
        .annotate(
            sampled=Count("id", filter=Q(sampled_blind=True)),
            sampled_spam=Count("id", filter=Q(sampled_blind=True, is_spam=True)),
            held=Count("id", filter=held),
            held_spam=Count("id", filter=held & Q(is_spam=True)),
        )
    )
    return {
        row["week"]: (Share(row["sampled_spam"], row["sampled"]), Share(row["held_spam"], row["held"]))
        for row in rows
    }


def _scored(since: datetime) -> dict[datetime, tuple[int, ...]]:
    upper = [When(spam_probability__lt=end, then=Value(number)) for number, end in enumerate(BINS[:-1])]
    rows = (
        Score.objects.filter(is_current=True, scored_at__gte=since)
        .annotate(
            week=TruncWeek("scored_at"),
            bin=Case(*upper, default=Value(len(BINS) - 1), output_field=IntegerField()),
        )
        .values("week", "bin")
        .annotate(releases=Count("id"))
    )
    weeks: dict[datetime, list[int]] = {}
    for row in rows:
        weeks.setdefault(row["week"], [0] * len(BINS))[row["bin"]] = row["releases"]
    return {week: tuple(counts) for week, counts in weeks.items()}


def _together(shares: Sequence[Share]) -> Share:
    return Share(sum(share.count for share in shares), sum(share.of for share in shares))


def _sums(weeks: Sequence[Week]) -> list[int]:
    return [sum(week.scores[number] for week in weeks) for number in range(len(BINS))]


def _shares(counts: Sequence[int]) -> list[float]:
    total = sum(counts)
    return [max(count / total if total else 0.0, _FLOOR) for count in counts]
