"""What a running total is held against before the year ends: linear, path, past years' shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from types import MappingProxyType
from typing import NamedTuple

from targets.core.judging.progress import CONTEXT, HUNDRED, ZERO, Standing, percent, standings
from targets.core.values.facts import PaceMethod, PathPoint, SeriesFacts, Unknown
from targets.core.values.periods import LAST_MONTH, period_ends

Paces = Mapping[int, Decimal]  # month of the period's end → pace in percent of the year

with localcontext(CONTEXT):
    LINEAR: Paces = MappingProxyType(
        {month: percent(Decimal(month), Decimal(LAST_MONTH)) for month in range(1, LAST_MONTH + 1)}
    )
NO_PACE: Paces = MappingProxyType({})
_ONLY_YEAR_END: Paces = MappingProxyType({LAST_MONTH: HUNDRED})

MEAN_YEARS = 3  # how many past years a mean shape looks back on
_LEAST_YEARS = 2  # one year alone is last year's shape

_SHAPES = frozenset({PaceMethod.LAST_YEAR_SHAPE, PaceMethod.MEAN_SHAPE})
WHY_NO_PACE = {
    PaceMethod.PATH: Unknown.NO_PATH_POINT,
    PaceMethod.LAST_YEAR_SHAPE: Unknown.NO_SHAPE,
    PaceMethod.MEAN_SHAPE: Unknown.NO_SHAPE,
    PaceMethod.LINEAR: Unknown.NOT_APPLICABLE,
    PaceMethod.NONE: Unknown.NOT_APPLICABLE,
}


class Planned(NamedTuple):
    """What a path plans up to a month: all of the points before, and of the next one the part
    of its months that has passed by then."""

    before: Decimal
    amount: Decimal  # of the next point
    passed: int  # months since the point before
    months: int  # from the point before to the next one

    @property
    def total(self) -> Decimal:
        return self.before + self.amount * self.passed / self.months


def planned_by(path: Sequence[PathPoint], month: int) -> Planned | None:
    """A path stated by quarter says nothing of the months inside: each point's amount is spread
    evenly over the months since the point before. None behind the path's last point."""
    before, since = ZERO, 0
    for point in sorted(path):
        until = point.period_end.month
        if month <= until:
            return Planned(before, point.value, month - since, until - since)
        before, since = before + point.value, until
    return None


def path_paces(path: Sequence[PathPoint], target: Decimal) -> Paces:
    """100 · Σ of the path to a month ÷ T, as far as the path reaches."""
    paces: dict[int, Decimal] = {}
    for month in range(1, LAST_MONTH):
        planned = planned_by(path, month)
        if planned is not None:
            paces[month] = percent(planned.total, target)
    paces[LAST_MONTH] = HUNDRED  # at year end nothing is left to plan
    return paces


def shape_paces(last_year: Sequence[Standing]) -> Paces:
    """S_k = 100 · B_k/B_n of last year, where both are exact and B_n is positive."""
    if not last_year:
        return _ONLY_YEAR_END
    whole = last_year[-1]
    if whole.value is None or whole.is_floor or whole.value <= 0:
        return _ONLY_YEAR_END
    paces = {
        mark.period_end.month: percent(mark.value, whole.value)
        for mark in last_year
        if mark.value is not None and not mark.is_floor
    }
    paces[LAST_MONTH] = HUNDRED
    return paces


def past_shapes(facts: SeriesFacts) -> dict[int, Paces]:
    """S_k of each of the past years that has one, by year, ascending; at most three."""
    entries = (*facts.earlier, *facts.last_year)
    found: dict[int, Paces] = {}
    for year in range(facts.year - MEAN_YEARS, facts.year):
        own = [entry for entry in entries if entry.period_end.year == year]
        if own:
            marks = standings(facts.accumulation, period_ends(facts.calendar, year), own)
            shape = shape_paces(marks)
            if shape is not _ONLY_YEAR_END:
                found[year] = shape
    return found


def mean_paces(shapes: Sequence[Paces]) -> Paces:
    """The arithmetic mean of S_k over at least two past years, at the periods that all know."""
    if len(shapes) < _LEAST_YEARS:
        return _ONLY_YEAR_END
    count = Decimal(len(shapes))
    known = set.intersection(*(set(shape) for shape in shapes))
    return {month: sum((shape[month] for shape in shapes), ZERO) / count for month in known}


def shape_of(facts: SeriesFacts, last_year: Sequence[Standing]) -> Paces:
    """The shape that the series' own pace asks for; none for a pace that asks for none."""
    if facts.pace is PaceMethod.LAST_YEAR_SHAPE:
        return shape_paces(last_year)
    if facts.pace is PaceMethod.MEAN_SHAPE:
        return mean_paces(list(past_shapes(facts).values()))
    return NO_PACE


def paces_of(
    method: PaceMethod, *, path: Sequence[PathPoint], target: Decimal, shape: Paces
) -> Paces:
    """Every pace the method knows in the year; ``shape`` is of past years, computed once."""
    if method is PaceMethod.LINEAR:
        return LINEAR
    if method in _SHAPES:
        return shape
    if method is PaceMethod.PATH:
        return path_paces(path, target)
    return NO_PACE
