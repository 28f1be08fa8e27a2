"""Where a value and a period lie in a small chart: nice ticks, a frame, runs without gaps."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .content import Line, Picture

_MOST_STEPS = 3.2  # of the vertical scale: a small chart has three or four rules
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_CLOSE_BELOW, _CLOSE_ABOVE = 0.25, 0.05  # of a step: as near to the edge of the field
_FROM_ZERO = 0.5  # the least value may be this share of the greatest and the scale begins at 0


class Frame(NamedTuple):
    """The field that is drawn in, in pixels, and its vertical scale."""

    left: float
    top: float
    right: float
    bottom: float
    ticks: tuple[float, ...]
    decimals: int
    periods: int
    is_reversed: bool = False  # the least on top, as for ranks

    @property
    def step(self) -> float:
        """Pixels from one period to the next."""
        return (self.right - self.left) / max(1, self.periods)

    def x(self, place: int) -> float:
        """The middle of a period."""
        return self.left + self.step * (place + 0.5)

    def y(self, value: float) -> float:
        """How far down a value lies."""
        low, high = self.ticks[0], self.ticks[-1]
        share = (value - low) / (high - low)
        return self.bottom - (1 - share if self.is_reversed else share) * (self.bottom - self.top)

    def tick_text(self, tick: float) -> str:
        """The value of a rule, all with the same decimals."""
        return f"{tick:.{self.decimals}f}"

    def points(self, line: Line) -> list[tuple[float, float]]:
        """The known values of a line."""
        return [point for run in self.runs(line) for point in run]

    def runs(self, line: Line) -> list[list[tuple[float, float]]]:
        """The known values, broken where one is missing."""
        found: list[list[tuple[float, float]]] = []
        previous = -2
        for place, value in enumerate(line.values):
            if value is None:
                continue
            if place != previous + 1:
                found.append([])
            found[-1].append((self.x(place), self.y(value)))
            previous = place
        return found


def framed(
    picture: Picture,
    *,
    left: float,
    top: float,
    right: float,
    bottom: float,
    measure: Callable[[str], float],
    gap: float,
    is_rank: bool = False,
) -> Frame:
    """The frame of a picture within an area, with room for the texts at both sides."""
    ticks, decimals = ticks_of(picture, whole=is_rank)
    bare = Frame(left, top, right, bottom, ticks, decimals, len(picture.labels), is_rank)
    before = max(measure(bare.tick_text(tick)) for tick in ticks)
    after = 0.0 if picture.target is None else measure(target_text(picture)) + gap
    return bare._replace(left=left + before + gap, right=right - after)


def ticks_of(picture: Picture, *, whole: bool = False) -> tuple[tuple[float, ...], int]:
    """The rules of the vertical scale around all that is drawn, and their decimals.

    ``whole``: at whole numbers alone, because there is no place between the third and the fourth.
    """
    lines = (picture.actual, picture.pace, picture.last_year)
    values = [value for line in lines if line for value in line.values if value is not None]
    if picture.target is not None:
        values.append(picture.target)
    low, high = min(values, default=0.0), max(values, default=1.0)
    if 0 < low <= high * _FROM_ZERO:
        low = 0.0
    if low == high:
        # One value, or all the same: room on both sides, but nothing below a count of none
        spread = abs(high) * 0.1 or 1.0
        low, high = (0.0 if low == 0 else low - spread), high + spread
    step = _nice((high - low) / _MOST_STEPS)
    if whole:
        step = float(math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    # A marker and its figure need room; an amount of nothing stands on its axis
    if low != 0 and low / step - first < _CLOSE_BELOW:
        first -= 1
    if high != 0 and last - high / step < _CLOSE_ABOVE:
        last += 1
    decimals = max(0, -math.floor(math.log10(step)))
    if round(step * 10**decimals, 9) % 1:
        decimals += 1
    return tuple(step * place for place in range(first, last + 1)), decimals


def _nice(step: float) -> float:
    """The next step that people count in."""
    power = math.pow(10, math.floor(math.log10(step)))
    return next(part * power for part in _NICE if part * power >= step * (1 - 1e-9))


FLOOR = "> "  # before a figure of which only the lower limit is known


def last_text(picture: Picture) -> str:
    """The last figure beside its marker: as the tables print it; of a floor that it is more."""
    if picture.last_text:
        return picture.last_text
    line = picture.actual
    known = [(place, value) for place, value in enumerate(line.values) if value is not None]
    if not known:
        return ""
    place, value = known[-1]
    return f"{FLOOR}{written(value)}" if place in line.floors else written(value)


def target_text(picture: Picture) -> str:
    """The target beside its line: as it was stated."""
    return picture.target_text or ("" if picture.target is None else written(picture.target))


def written(value: float) -> str:
    """A value of which no text is known, with two decimals at most, rounded half up."""
    rounded = Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".")


def latin(text: str) -> str:
    """What the built-in font can draw of a text: it has no Chinese and no dash but the hyphen."""
    for dash in "—–−":
        text = text.replace(dash, "-")
    return text.encode("ascii", "ignore").decode()
