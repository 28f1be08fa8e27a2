"""What a running total is held against before the year ends: linear, path, last year's shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from types import MappingProxyType

from targets.core.periods import LAST_MONTH
from targets.core.progress import CONTEXT, HUNDRED, ZERO, Standing, percent
from targets.core.values import PaceMethod, PathPoint, Unknown

Paces = Mapping[int, Decimal]  # month of the period's end → pace in percent of the year

with localcontext(CONTEXT):
    LINEAR: Paces = MappingProxyType(
        {month: percent(Decimal(month), Decimal(LAST_MONTH)) for month in range(1, LAST_MONTH + 1)}
    )
NO_PACE: Paces = MappingProxyType({})
_ONLY_YEAR_END: Paces = MappingProxyType({LAST_MONTH: HUNDRED})

WHY_NO_PACE = {
    PaceMethod.PATH: Unknown.NO_PATH_POINT,
    PaceMethod.LAST_YEAR_SHAPE: Unknown.NO_SHAPE,
    PaceMethod.LINEAR: Unknown.NOT_APPLICABLE,
    PaceMethod.NONE: Unknown.NOT_APPLICABLE,
}


def path_paces(path: Sequence[PathPoint], target: Decimal) -> Paces:
    """100 · Σ of the path to a period ÷ T, at the periods the path has a point for."""
    paces: dict[int, Decimal] = {}
    planned = ZERO
    for point in sorted(path):
        planned += point.value
        paces[point.period_end.month] = percent(planned, target)
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


def paces_of(
    method: PaceMethod, *, path: Sequence[PathPoint], target: Decimal, shape: Paces
) -> Paces:
    """Every pace the method knows in the year; ``shape`` is last year's, computed once."""
    if method is PaceMethod.LINEAR:
        return LINEAR
    if method is PaceMethod.LAST_YEAR_SHAPE:
        return shape
    if method is PaceMethod.PATH:
        return path_paces(path, target)
    return NO_PACE
