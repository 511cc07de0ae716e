"""What each line would mean here: what was decided by what it had scored, and what newcomers upload.

Only verdicts given here count, each with the score that the model in force had given before it: what it says of labels
it has learned from would flatter it. Copies of one text count once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, FloatField, IntegerField, Min, Q
from django.db.models.functions import Cast, Coalesce, Floor

from classifier.intervals import Share
from classifier.models import Label, Score

STEPS: Final = 100
TRAFFIC_DAYS: Final = 30
_SHORTEST_DAYS: Final = 7  # a younger index is not told by its busiest day
# With fewer texts of either kind, or fewer above a line, nothing is known of the line.
ENOUGH: Final = 20


@dataclass(frozen=True, slots=True)
class Point:
    """One line. `spam`, `honest`: judged texts at or above it; `missed`: judged spam below it.

    `uploads_a_week`: newcomers' releases at or above it, by the last thirty days.
    """

    line: float
    spam: int
    honest: int
    missed: int
    uploads_a_week: float

    @property
    def precision(self) -> Share:
        return Share(self.spam, self.spam + self.honest)

    @property
    def recall(self) -> Share:
        return Share(self.spam, self.spam + self.missed)

    @property
    def honest_a_week(self) -> float:
        """At most so many honest uploads a week are at or above it: the bound of the 95 % interval."""
        return self.uploads_a_week * (1 - self.precision.low)

    @property
    def is_known(self) -> bool:
        return self.precision.of >= ENOUGH


@dataclass(frozen=True, slots=True)
class Curve:
    """Points from line 0 to line 0.99, and what is known in all."""

    points: Sequence[Point]
    spam: int
    honest: int

    @property
    def lacking(self) -> tuple[int, int]:
        """How many judged texts are missing, spam and honest, before a line can be known."""
        return max(0, ENOUGH - self.spam), max(0, ENOUGH - self.honest)

    @property
    def is_known(self) -> bool:
        return self.lacking == (0, 0)

    def lowest_within(self, honest_a_week: float, *, above: float) -> Point | None:
        """The lowest line from `above` on that is known and holds at most so many honest uploads a week."""
        if not self.is_known:
            return None
        within = (
            point
            for point in self.points
            if point.line >= above and point.is_known and point.honest_a_week <= honest_a_week
        )
        return next(within, None)


def curve(now: datetime) -> Curve:
    """As things stand: two counts over indexes."""
    spam, honest = _judged()
    uploads, weeks = _traffic(now)
    points = [
        Point(
            line=step / STEPS,
            spam=sum(spam[step:]),
            honest=sum(honest[step:]),
            missed=sum(spam[:step]),
            uploads_a_week=sum(uploads[step:]) / weeks,
        )
        for step in range(STEPS)
    ]
    return Curve(points, sum(spam), sum(honest))


def _judged() -> tuple[list[int], list[int]]:
    """Texts by hundredth of their score: spam, honest."""
    own = Label.objects.in_force().filter(source="").exclude(spam_probability=None)
    rows = (
        own.annotate(step=_step())
        .values("step", "is_spam")
        .annotate(texts=Count(Coalesce("group_id", "id"), distinct=True))
    )
    spam, honest = [0] * STEPS, [0] * STEPS
    for row in rows:
        (spam if row["is_spam"] else honest)[min(row["step"], STEPS - 1)] += row["texts"]
    return spam, honest


def _traffic(now: datetime) -> tuple[list[int], float]:
    """Newcomers' releases by hundredth of their score, and in how many weeks."""
    since = now - timedelta(days=TRAFFIC_DAYS)
    lately = Score.objects.filter(is_current=True, by_newcomer=True, scored_at__gte=since)
    uploads = [0] * STEPS
    for row in lately.annotate(step=_step()).values("step").annotate(releases=Count("id")):
        uploads[min(row["step"], STEPS - 1)] += row["releases"]
    first = Score.objects.filter(Q(is_current=True, scored_at__gte=since)).aggregate(first=Min("scored_at"))[
        "first"
    ]
    days = (now - first) / timedelta(days=1) if first else 0.0
    return uploads, max(days, _SHORTEST_DAYS) / 7


def _step() -> Cast:
    # A little above, so that 0.29 * 100 is 29.
    scaled = Cast("spam_probability", FloatField()) * float(STEPS) + 1e-9
    return Cast(Floor(scaled), IntegerField())
