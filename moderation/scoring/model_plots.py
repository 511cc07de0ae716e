"""What the model's page draws."""

from collections.abc import Sequence
from typing import Final

from classifier.curve import STEPS, Curve, Point
from classifier.drift import BINS, Drift
from classifier.intervals import Share
from moderation.scoring.lines import Lines
from moderation.scoring.plots import Plot, Value, plot

_SHOWN: Final = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
_STEP: Final = 2  # hundredths between two points of the curve


def lines_worth_showing(known: Curve, lines: Lines) -> list[tuple[Point, str]]:
    """Points for the table, those of the lines in force among them, each with what it is."""
    drawn = {lines.list_below: "listed below", lines.hold_above: "held from here"}
    shown = {round(line * STEPS) for line in (*_SHOWN, *drawn) if line is not None}
    roles = {round(line * STEPS): role for line, role in drawn.items() if line is not None}
    return [(point, roles.get(step, "")) for step, point in enumerate(known.points) if step in shown]


def of_curve(known: Curve, lines: Lines) -> Plot | None:
    """Precision and recall by line; None where nothing was judged."""
    if not (known.spam and known.honest):
        return None
    points = known.points[::_STEP]
    last = points[-1].line
    drawn = {"listed below": lines.list_below, "held from": lines.hold_above}
    return plot(
        "What each line is worth",
        [
            ("precision", "precise", [_value(point.precision) for point in points]),
            ("recall", "complete", [_value(point.recall) for point in points]),
        ],
        [f"{point.line:.1f}" if number % 5 == 0 else "" for number, point in enumerate(points)],
        marks=[
            (f"{role} {line:.2f}", min(line / last, 1.0)) for role, line in drawn.items() if line is not None
        ],
    )


def of_drift(drift: Drift) -> list[Plot]:
    """By week: what is missed, what holds are worth, where scores lie."""
    labels = [f"{week.start:%-d %b}" if number % 2 == 0 else "" for number, week in enumerate(drift.weeks)]
    return [
        plot(
            "Spam among releases chosen by lot",
            [("spam", "missed", [_value(week.missed) for week in drift.weeks])],
            labels,
        ),
        plot(
            "Spam among held releases",
            [("spam", "precise", [_value(week.holds) for week in drift.weeks])],
            labels,
        ),
        plot("Scores by week", _scores(drift), labels),
    ]


def _scores(drift: Drift) -> Sequence[tuple[str, str, list[Value]]]:
    parts = (
        ("below 0.3", "mild", (0, 2)),
        ("0.3 to 0.7", "unsure", (2, 4)),
        ("0.7 and more", "strict", (4, len(BINS))),
    )
    return [
        (name, kind, [_value(Share(sum(week.scores[first:end]), sum(week.scores))) for week in drift.weeks])
        for name, kind, (first, end) in parts
    ]


def _value(share: Share) -> Value:
    return Value(share.value, share.low, share.high)
