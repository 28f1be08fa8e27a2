"""A year's figures against those of the year before, period by period; a floor is compared with
nothing. What comes out is the change of the figures themselves, and no published growth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from targets.core.judging.progress import CONTEXT, Standing, percent
from targets.core.values.facts import Measure

_SHARES = frozenset({Measure.RATE, Measure.SHARE})


class Uncompared(StrEnum):
    """Why two known figures give no change; closed list."""

    FLOOR = "floor"  # of this year only a floor is known
    BASE_FLOOR = "base_floor"  # of last year only a floor is known
    BASE_NOT_POSITIVE = "base_not_positive"  # no percentage of zero or less


class Compared(NamedTuple):
    """One period with a figure in both years: the change, or why there is none."""

    period_end: date
    value: Decimal
    base: Decimal  # last year's at the same period
    change: Decimal | None  # percent; percentage points where the figures are rates or shares
    uncompared: Uncompared | None = None


def year_on_year(
    measure: Measure, this_year: Sequence[Standing], last_year: Sequence[Standing]
) -> tuple[Compared, ...]:
    """Every period that is known in both years; ``last_year`` at the same periods. Places of a
    ranking are not compared."""
    if measure is Measure.RANK:
        return ()
    with localcontext(CONTEXT):
        found = (
            _compared(measure, now, before)
            for now, before in zip(this_year, last_year, strict=True)
        )
        return tuple(each for each in found if each is not None)


def _compared(measure: Measure, now: Standing, before: Standing) -> Compared | None:
    value, base = now.value, before.value
    if value is None or base is None:
        return None
    plain = Compared(now.period_end, value, base, None)
    if now.is_floor:
        return plain._replace(uncompared=Uncompared.FLOOR)
    if before.is_floor:
        return plain._replace(uncompared=Uncompared.BASE_FLOOR)
    if measure in _SHARES:
        return plain._replace(change=value - base)
    if base <= 0:
        return plain._replace(uncompared=Uncompared.BASE_NOT_POSITIVE)
    return plain._replace(change=percent(value - base, base))
