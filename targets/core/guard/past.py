"""What a figure about to be saved is held against: what the series did before.

Everything here is read off the figures as they are entered, without the one in question. A
published floor ("above 2800") is no figure to compare with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from targets.core.judging.progress import ZERO
from targets.core.values.facts import Accumulation, Calendar, SeriesFacts
from targets.core.values.periods import (
    LAST_MONTH,
    period_ends,
    previous_period_end,
    same_period_last_year,
)

ENOUGH = 4  # periods to compare with, before anything is said to be unusual


class Past(NamedTuple):
    """The figures of a series at every period end but the one in question, as entered."""

    facts: SeriesFacts
    period_end: date
    entered: dict[date, Decimal]  # ascending
    before: tuple[date | None, Decimal | None]  # the latest earlier figure of the same year

    @property
    def last(self) -> Decimal | None:
        """The latest earlier figure of the same year."""
        return self.before[1]

    @property
    def is_first(self) -> bool:
        """No period of the year comes before this one."""
        return previous_period_end(self.facts.calendar, self.period_end) is None

    @property
    def has_gap(self) -> bool:
        """The latest earlier figure of the year is not of the period right before."""
        day = self.before[0]
        return day is not None and day != previous_period_end(self.facts.calendar, self.period_end)

    @property
    def months(self) -> int:
        """Months from the latest earlier figure of the year, or from its beginning."""
        day = self.before[0]
        return self.period_end.month - (0 if day is None else day.month)


def past_of(facts: SeriesFacts, period_end: date, history: Sequence[tuple[date, Decimal]]) -> Past:
    """History and facts as one; where they differ the facts are newer."""
    known = (*facts.last_year, *facts.actuals)
    entered = dict(history)
    entered.update((each.period_end, each.value) for each in known if each.value is not None)
    for each in known:
        if each.is_floor:
            entered.pop(each.period_end, None)
    entered.pop(period_end, None)
    ordered = dict(sorted(entered.items()))
    before: tuple[date | None, Decimal | None] = (None, None)
    for day, value in ordered.items():
        if day.year == period_end.year and day < period_end:
            before = day, value
    return Past(facts, period_end, ordered, before)


class Amount(NamedTuple):
    """What one past period brought, a month on average."""

    period_end: date
    a_month: Decimal


@lru_cache(maxsize=64)
def period_months(calendar: Calendar) -> tuple[tuple[int, int], ...]:
    """Month of each period's end, and of the end before it (0 for the first)."""
    ends = [end.month for end in period_ends(calendar, 2000)]
    return tuple(zip(ends, [0, *ends[:-1]], strict=True))


def amounts(past: Past) -> list[Amount]:
    """The amount of every past period that is known on its own; a month on average, so that
    January–February compares with March."""
    totals = past.facts.accumulation is Accumulation.RUNNING_TOTAL
    by_month = {(day.year, day.month): value for day, value in past.entered.items()}
    starts = dict(period_months(past.facts.calendar))
    found: list[Amount] = []
    for day, value in past.entered.items():
        start = starts.get(day.month)
        if start is None:
            continue
        if totals and start:
            earlier = by_month.get((day.year, start))
            if earlier is None:
                continue
            value -= earlier  # noqa: PLW2901 - a period's amount of a running total
        found.append(Amount(day, value / (day.month - start)))
    return found


class Usual(NamedTuple):
    """What comparable periods brought, for as many months as the one in question has."""

    most: Decimal | None  # more than this is unusual; None when too little is known
    least: Decimal | None  # the same for what never came near nothing
    seen: Decimal | None  # the largest among the comparable ones
    typical: Decimal | None
    periods: int  # how many period amounts are known at all


# A period may bring this many times what comparable ones did at most. Two and a half: a tenfold
# slip is far beyond, and a month booked together with the one after it is not.
LIKE_FACTOR = Decimal("2.5")
THIS_YEAR_FACTOR = Decimal(2)
MEAN_FACTOR = Decimal("1.5")
NO_YEAR_FACTOR = Decimal(3)  # where no earlier year says what the season does
SPREAD = Decimal(3)  # counts scatter by about the root of their number


def usual_amount(past: Past) -> Usual:
    """Like with like: the same period of past years and its neighbours (what is booked a month
    late is no wonder), and this year's own periods so far."""
    known = amounts(past)
    year, month, months = past.period_end.year, past.period_end.month, past.months
    months = own_months(past) if past.facts.accumulation is Accumulation.INCREMENT else months
    sizes = [abs(each.a_month) for each in known]
    this_year = [abs(each.a_month) for each in known if each.period_end.year == year]
    near = _neighbours(past.facts.calendar, month)
    like = [
        abs(each.a_month)
        for each in known
        if each.period_end.year != year and each.period_end.month in near
    ]
    if len(known) < ENOUGH:
        return Usual(None, None, None, _typical(past, known, months), len(known))
    if like:
        seen = max(like + this_year)
        bounds = [LIKE_FACTOR * max(like), MEAN_FACTOR * sum(sizes, ZERO) / len(sizes)]
        most = max(bounds + [THIS_YEAR_FACTOR * size for size in this_year])
    else:
        seen = max(sizes)
        most = NO_YEAR_FACTOR * seen
    most *= months
    if past.facts.is_count:
        most = max(most + SPREAD * most.sqrt(), past.facts.margins.small_count)
    least = min(each.a_month for each in known) * months / LIKE_FACTOR
    if len(known) < 2 * ENOUGH:
        least = ZERO
    return Usual(
        most,
        least if least > 0 else None,
        seen * months,
        _typical(past, known, months),
        len(known),
    )


def own_months(past: Past) -> int:
    """How many months the period in question has."""
    previous = previous_period_end(past.facts.calendar, past.period_end)
    return past.period_end.month - (0 if previous is None else previous.month)


@lru_cache(maxsize=128)
def _neighbours(calendar: Calendar, month: int) -> frozenset[int]:
    """The period's month and those of the periods beside it."""
    ends = [end for end, _ in period_months(calendar)]
    index = ends.index(month)
    return frozenset(ends[max(0, index - 1) : index + 2])


def _typical(past: Past, known: list[Amount], months: int) -> Decimal | None:
    """What the period in question would bring if it went like last year's, at this year's level;
    otherwise what this year's periods brought, otherwise what any did."""
    year, month = past.period_end.year, past.period_end.month
    last_year = {e.period_end.month: e.a_month for e in known if e.period_end.year == year - 1}
    this_year = {e.period_end.month: e.a_month for e in known if e.period_end.year == year}
    own = last_year.get(month)
    both = [key for key in this_year if key in last_year and key < month]
    if own is not None and own > 0:
        was = sum((last_year[key] for key in both), ZERO)
        now = sum((this_year[key] for key in both), ZERO)
        level = now / was if was > 0 and now > 0 else Decimal(1)
        return own * min(max(level, 1 / SPREAD), SPREAD) * months
    sizes = [value for key, value in this_year.items() if key < month]
    day, last = past.before
    if not sizes and day is not None and last is not None:
        is_total = past.facts.accumulation is Accumulation.RUNNING_TOTAL
        sizes = [last / day.month] if is_total else sizes
    sizes = sizes or [each.a_month for each in known]
    return median(sizes) * months if sizes else None


def a_year_ago(past: Past) -> Decimal | None:
    """The figure of the same period last year, as entered."""
    return past.entered.get(same_period_last_year(past.period_end))


def following(past: Past) -> tuple[date, Decimal] | None:
    """The next figure of the same year, where an older period is entered or corrected."""
    for day, value in past.entered.items():
        if day > past.period_end:
            return (day, value) if day.year == past.period_end.year else None
    return None


def planned(past: Past) -> tuple[Decimal, str, Decimal] | None:
    """What the year's first stated target says of the period, and the target: the reference of
    last resort. Amounts have their part of the year."""
    targets = past.facts.targets
    target = next((target.value for target in targets if target.value and target.comparator), None)
    if target is None:
        return None
    months = LAST_MONTH
    if past.facts.accumulation is Accumulation.RUNNING_TOTAL:
        months = past.period_end.month
    elif past.facts.accumulation is Accumulation.INCREMENT:
        months = own_months(past)
    return target * months / LAST_MONTH, "target", target


_FINE = 10  # units of the last digit
_THREE_DIGITS = 3


def would_surprise(figures: Sequence[Decimal], value: Decimal) -> bool:
    """Whether the same figure twice would be a coincidence.

    Where figures move by ten units of their last digit or more (the median of past changes) they
    repeat by chance about once in forty times; an unemployment rate of 5.2 % repeats every other
    month. With too few figures to know, three digits have to be the same: growth of 6.3 % may
    well stay 6.3 %.
    """
    if len(figures) <= ENOUGH:
        return len(value.normalize().as_tuple().digits) >= _THREE_DIGITS
    digits = [exponent(each) for each in (*figures, value) if each]
    step = Decimal(1).scaleb(min(digits, default=0))
    moved = median(abs(later - earlier) for earlier, later in pairwise(figures))
    return moved >= _FINE * step


def would_surprise_after_a_year(past: Past, value: Decimal) -> bool:
    """Whether the same figure as a year ago would be a coincidence: as :func:`would_surprise`,
    with what the figures moved from year to year."""
    moves = [
        abs(known - past.entered[before])
        for day, known in past.entered.items()
        if (before := same_period_last_year(day)) in past.entered
    ]
    if len(moves) < ENOUGH:
        return len(value.normalize().as_tuple().digits) >= _THREE_DIGITS
    step = Decimal(1).scaleb(
        min(exponent(each) for each in (*past.entered.values(), value) if each)
    )
    return median(moves) >= _FINE * step


def exponent(value: Decimal) -> int:
    """Of the last digit that is not zero: −2 for 131.80, 1 for 120."""
    found = value.normalize().as_tuple().exponent
    assert isinstance(found, int)  # noqa: S101 - figures are finite
    return found
