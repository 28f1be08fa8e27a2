"""What stands beside the curves: the likely range, the rest of the year, marks, years, growth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import NamedTuple

from targets.core.ahead.forecast import Forecast, NotEnough
from targets.core.ahead.needed import Allowed, Needed, NeededGrowth
from targets.core.judging import progress
from targets.core.judging.outcomes import Assessment
from targets.core.judging.progress import CONTEXT
from targets.core.judging.year_on_year import Compared
from targets.core.values.facts import ActualFact
from targets.core.values.periods import period_ends
from targets.web.charts.curves import Curves, Point

MOST_YEARS = 5  # drawn beside the year itself


class Fan(NamedTuple):
    """From the last figure to the range that holds the year's end at 80 %."""

    start: Point
    end: date
    low: Decimal
    middle: Decimal
    high: Decimal


class Mark(NamedTuple):
    """Something about one entry, in words, on the line of what was achieved."""

    kind: str  # pending, revised, preliminary or late
    point: Point
    text: str


class Remark(NamedTuple):
    """An explanation at its period: its beginning, and all of it."""

    point: Point
    text: str
    whole: str


class PastCurve(NamedTuple):
    """A year before, at this year's period ends."""

    year: int
    points: tuple[Point, ...]


class Published(NamedTuple):
    """The growth indicator of a level: its own published figures."""

    drawn: Curves
    rest: tuple[Point, ...] = ()  # how the rest of the year must grow


class Ahead(NamedTuple):
    """Everything beside the curves; nothing of it where there is nothing to show."""

    fan: Fan | None = None
    needed: tuple[Point, ...] = ()  # for each remaining period alone
    is_limit: bool = False  # … at most, below a limit
    rest: tuple[Point, ...] = ()  # of a growth rate: how the rest of the year must grow
    marks: tuple[Mark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    past: tuple[PastCurve, ...] = ()  # the latest first
    published: Published | None = None  # then nothing is computed from levels
    compared: tuple[Compared, ...] = ()  # computed from this year's and last year's figures

    @property
    def changes(self) -> tuple[tuple[Compared, Decimal], ...]:
        """The periods whose change is known, each with it."""
        return tuple((each, each.change) for each in self.compared if each.change is not None)


def fan_of(drawn: Curves, found: Forecast | NotEnough | None) -> Fan | None:
    """None without a forecast, and where the range is no wider than a line."""
    if not isinstance(found, Forecast) or not drawn.actual:
        return None
    start, end = drawn.actual[-1], drawn.ends[-1]
    if start.period_end >= end or start.period_end != found.period_end:
        return None
    return Fan(start, end, found.low, found.middle, found.high)


def needed_bars(drawn: Curves, found: Needed | Allowed | None) -> tuple[Point, ...]:
    """What each remaining period must, or may, bring: the amount a month, times its months."""
    if found is None or not drawn.has_periods or not drawn.actual:
        return ()
    last = drawn.actual[-1].period_end
    with localcontext(CONTEXT):
        return tuple(
            Point(end, found.per_month * months)
            for end, months in zip(drawn.ends, _months(drawn.ends), strict=True)
            if end > last
        )


def _months(ends: Sequence[date]) -> list[int]:
    return [later - earlier for earlier, later in pairwise([0, *[end.month for end in ends]])]


def rest_of(drawn: Curves, found: NeededGrowth | None) -> tuple[Point, ...]:
    """How the rest of the year must grow, at each remaining period."""
    if found is None or not drawn.actual:
        return ()
    last = drawn.actual[-1].period_end
    return tuple(Point(end, found.growth) for end in drawn.ends if end > last)


def past_curves(
    assessment: Assessment, years: Mapping[int, Sequence[ActualFact]]
) -> tuple[PastCurve, ...]:
    """The years before with figures, at this year's period ends."""
    facts = assessment.facts
    ends = period_ends(facts.calendar, facts.year)
    found: list[PastCurve] = []
    with localcontext(CONTEXT):
        for year in sorted(years, reverse=True):
            if year >= facts.year or len(found) == MOST_YEARS:
                continue
            then = period_ends(facts.calendar, year)
            marks = progress.standings(facts.accumulation, then, tuple(years[year]))
            points = tuple(
                Point(end, mark.value, mark.is_floor)
                for end, mark in zip(ends, marks, strict=True)
                if mark.value is not None
            )
            if points:
                found.append(PastCurve(year, points))
    return tuple(found)
