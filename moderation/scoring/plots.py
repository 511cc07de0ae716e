"""Lines of a plot, with how sure they are, as figures that a template draws as SVG. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

WIDTH: Final = 1100
HEIGHT: Final = 240
_LEFT: Final = 56
_RIGHT: Final = 12
_TOP: Final = 14
_BOTTOM: Final = 28
_LINE_HEIGHT: Final = 20
_GRID: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


class Value(NamedTuple):
    """0..1 each: what was counted, and the interval around it; None where nothing was."""

    value: float | None
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Series:
    """One drawn line. `kind`: the class that gives its colour. `lines`: points of each unbroken part, `bands` alike."""

    name: str
    kind: str
    lines: list[str]
    bands: list[str]
    dots: list[tuple[float, float, str]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line at something in force."""

    label: str
    x: float
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Shares 0..1 from left to right. `labels`: (x, text, anchor) below; `grid`: (y, text)."""

    title: str
    series: list[Series]
    labels: list[tuple[float, str, str]]
    marks: list[Mark]
    grid: list[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    floor: int = HEIGHT - _BOTTOM

    @property
    def anchor(self) -> str:
        return self.title.lower().replace(" ", "-")


def plot(
    title: str,
    series: Sequence[tuple[str, str, Sequence[Value]]],
    labels: Sequence[str],
    *,
    marks: Sequence[tuple[str, float]] = (),
) -> Plot:
    """A plot of (name, kind, values) each; `labels` has a text, or "", a value.

    :param marks: (label, place), where place 0 is the first value and 1 the last.
    """
    count = len(labels)
    return Plot(
        title,
        [_series(name, kind, values, labels) for name, kind, values in series],
        [(_x(place, count), text, _anchor(place, count)) for place, text in enumerate(labels) if text],
        [_mark(number, label, place) for number, (label, place) in enumerate(marks)],
        [(_y(share), f"{share:.0%}") for share in _GRID],
    )


def _series(name: str, kind: str, values: Sequence[Value], labels: Sequence[str]) -> Series:
    count = len(values)
    drawn = Series(name, kind, [], [], [])
    part: list[tuple[float, Value]] = []
    for place, value in enumerate([*values, Value(None)]):
        if value.value is not None:
            part.append((_x(place, count), value))
            text = f"{name}, {labels[place]}: " if labels[place] else f"{name}: "
            sure = f"{text}{value.value:.0%}, {value.low:.0%} to {value.high:.0%}"
            drawn.dots.append((_x(place, count), _y(value.value), sure))
        elif part:
            drawn.lines.append(" ".join(f"{x},{_y(one.value or 0.0)}" for x, one in part))
            edge = [f"{x},{_y(one.high)}" for x, one in part] + [
                f"{x},{_y(one.low)}" for x, one in part[::-1]
            ]
            drawn.bands.append(" ".join(edge))
            part = []
    return drawn


def _mark(number: int, label: str, place: float) -> Mark:
    x = round(_LEFT + (WIDTH - _LEFT - _RIGHT) * place, 1)
    y = HEIGHT // 2 + _LINE_HEIGHT * number
    return Mark(label, x, y, "end" if place > 0.5 else "start")  # noqa: PLR2004 - towards the middle


def _x(place: int, count: int) -> float:
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * place / max(count - 1, 1), 1)


def _y(share: float) -> float:
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - share), 1)


def _anchor(place: int, count: int) -> str:
    return "start" if place == 0 else "end" if place == count - 1 else "middle"
