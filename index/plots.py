"""Bars of a plot as figures that a template draws as SVG. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1100, 220
_LEFT, _BOTTOM, _TOP = 48, 24, 12


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """Of the grid, with what it stands for."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Plot:
    title: str
    bars: list[Bar]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    floor: int = HEIGHT - _BOTTOM


def bars(title: str, values: Sequence[tuple[str, int]]) -> Plot:
    """A bar for each (label, value) from left to right, on a scale that ends on a round figure."""
    top = round_up(max((value for _, value in values), default=0))
    step = (WIDTH - _LEFT) / max(len(values), 1)
    tall = HEIGHT - _BOTTOM - _TOP

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - tall * value / top, 2)

    drawn = [
        Bar(
            label,
            value,
            x=round(_LEFT + step * number, 2),
            y=y(value),
            width=round(step * 0.8, 2),
            height=round(tall * value / top, 2),
        )
        for number, (label, value) in enumerate(values)
    ]
    scale = (0, top // 2, top) if top % 2 == 0 else (0, top)
    return Plot(title, drawn, [Line(value, y(value)) for value in scale])


def round_up(value: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50, … that is not below `value`."""
    if value <= 1:
        return 1
    power = 10 ** int(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)
