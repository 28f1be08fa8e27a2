"""From entries to year to date: what is known at each period's end, and the completion rate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from targets.core.values.facts import Accumulation, ActualFact, Unknown

# Wide enough for any figure a ledger holds, beside the twenty places that percentages keep.
CONTEXT = Context(prec=64, rounding=ROUND_HALF_EVEN)
HUNDRED = Decimal(100)
ZERO = Decimal(0)

# Percentages are fixed-point. 13.33… − 8.33… is then exactly 5, where floating decimals of
# equal length would leave 4.99…97 and turn "ahead" into "on pace".
_STEP = Decimal("1e-20")


class Standing(NamedTuple):
    """The year to date at one period's end; without a value it says why."""

    period_end: date
    value: Decimal | None
    is_floor: bool = False
    entry: ActualFact | None = None
    unknown: Unknown | None = None


class PeriodAmount(NamedTuple):
    """What one period alone brought."""

    value: Decimal
    is_floor: bool = False


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """100 · part / whole, to twenty places; ``whole`` is not zero."""
    return (part * HUNDRED / whole).quantize(_STEP)


def fixed(value: Decimal) -> Decimal:
    """The same fixed point for a number that was multiplied back from a percentage."""
    return value.quantize(Decimal("1e-12"))


def completion_rate(actual: Decimal | None, target: Decimal | None) -> Decimal | None:
    """100 · actual / target; None when either is unknown or the target is not positive."""
    if actual is None or target is None or target <= 0:
        return None
    return percent(actual, target)


def standings(
    accumulation: Accumulation, ends: Sequence[date], actuals: Sequence[ActualFact]
) -> list[Standing]:
    """The year to date at each of the period ends; entries elsewhere are no part of it."""
    entries = {entry.period_end: entry for entry in actuals if entry.value is not None}
    if accumulation is Accumulation.INCREMENT:
        return _sums(ends, entries)
    found: list[Standing] = []
    for end in ends:
        entry = entries.get(end)
        if entry is None:
            found.append(Standing(end, None, False, None, Unknown.NO_ACTUAL))
        else:
            found.append(Standing(end, entry.value, entry.is_floor, entry))
    return found


def _sums(ends: Sequence[date], entries: dict[date, ActualFact]) -> list[Standing]:
    """Period amounts added up; from the first missing one the sum is unknown."""
    found: list[Standing] = []
    total: Decimal | None = ZERO
    is_floor = False
    for end in ends:
        entry = entries.get(end)
        if entry is None or entry.value is None:
            total = None
            found.append(Standing(end, None, False, None, Unknown.NO_ACTUAL))
        elif total is None:
            found.append(Standing(end, None, False, entry, Unknown.GAP))
        else:
            total += entry.value
            is_floor = is_floor or entry.is_floor
            found.append(Standing(end, total, is_floor, entry))
    return found


def last_known(marks: Sequence[Standing]) -> int | None:
    """The index of the latest period whose year to date is known."""
    for index in range(len(marks) - 1, -1, -1):
        if marks[index].value is not None:
            return index
    return None


def why_unknown(marks: Sequence[Standing]) -> Unknown:
    """Why nothing at all is known: figures behind a gap, or no figures."""
    if any(mark.unknown is Unknown.GAP for mark in marks):
        return Unknown.GAP
    return Unknown.NO_ACTUAL


def before(marks: Sequence[Standing], index: int, *, strictly: bool) -> Standing | None:
    """The known standing before ``index``: of the calendar's previous period only
    (``strictly``), or the latest earlier one of the year."""
    if strictly:
        return marks[index - 1] if index and marks[index - 1].value is not None else None
    known = last_known(marks[:index])
    return None if known is None else marks[known]


def difference(later: Standing, earlier: Standing | None) -> Decimal | None:
    """What lies between two standings; None when one is unknown or only a floor."""
    if earlier is None or later.value is None or earlier.value is None:
        return None
    return None if later.is_floor or earlier.is_floor else later.value - earlier.value


def period_amount(marks: Sequence[Standing], index: int) -> Decimal | None:
    """What the period alone brought: YTD less the previous YTD; the first period is itself."""
    mark = marks[index]
    if index == 0:
        return None if mark.is_floor else mark.value
    return difference(mark, marks[index - 1])


def period_amounts(
    accumulation: Accumulation, marks: Sequence[Standing]
) -> list[PeriodAmount | None]:
    """What each period alone brought. Where periods are entered one by one that is the entry
    itself, also behind a missing one; otherwise what lies between two standings."""
    if accumulation is Accumulation.INCREMENT:
        return [
            PeriodAmount(mark.entry.value, mark.entry.is_floor)
            if mark.entry is not None and mark.entry.value is not None
            else None
            for mark in marks
        ]
    found = (period_amount(marks, index) for index in range(len(marks)))
    return [None if amount is None else PeriodAmount(amount) for amount in found]


def latest_stage(ends: Sequence[date], actuals: Sequence[ActualFact]) -> ActualFact | None:
    """A task's latest entry that says something: a text or a declared state."""
    for entry in reversed(actuals):
        if entry.period_end in ends and (entry.stage or entry.declared is not None):
            return entry
    return None
