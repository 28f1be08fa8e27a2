"""What the rest of the year must or may bring: an amount a month, a growth, a day to catch up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import NamedTuple

from targets.core.judging import progress
from targets.core.judging.bounds import Bounds, bounds_of, exceeds, is_satisfied
from targets.core.judging.outlooks import SpanAmount, past_shape, span_amounts
from targets.core.judging.pace import NO_PACE, Paces, shape_of
from targets.core.judging.progress import CONTEXT, HUNDRED, Standing, fixed
from targets.core.judging.yardstick import yardstick
from targets.core.values.facts import Accumulation, Calendar, Measure, SeriesFacts, TargetFact
from targets.core.values.periods import (
    LAST_MONTH,
    ended_periods,
    is_last_period,
    month_end,
    period_ends,
)

_UNSEEN = Decimal("1.5")  # times the best month so far
_ADDING_UP = frozenset({Accumulation.RUNNING_TOTAL, Accumulation.INCREMENT})
_ONLY_YEAR_END = frozenset({Calendar.ANNUAL, Calendar.ONCE})


class Needed(NamedTuple):
    """What each remaining month must bring, unrounded, beside the best month so far."""

    target: Decimal  # the bound that is to be reached
    actual: Decimal
    months_left: int
    per_month: Decimal
    best: SpanAmount | None  # the period with the most a month; Jan–Feb counts as two months
    is_unseen: bool  # more than 1.5 times the best


class Allowed(NamedTuple):
    """What each remaining month may bring at most, unrounded, beside the average so far."""

    limit: Decimal  # the bound that is to be kept
    actual: Decimal
    months_left: int
    per_month: Decimal  # never negative: a limit that was passed allows nothing to be said
    so_far: Decimal  # a month, on average


class NeededGrowth(NamedTuple):
    """How the rest of the year must grow so that the whole year grows by the target."""

    target: Decimal  # g, percent
    so_far: Decimal  # g_k, percent
    part: Decimal  # B_k, last year's level at the same period
    whole: Decimal  # B_n
    weight: Decimal  # w = B_k ÷ B_n, 0–1
    growth: Decimal  # (g − w · g_k) ÷ (1 − w), percent


class CatchUp(NamedTuple):
    """The day a lagging series meets its pace if every month brings this year's average."""

    day: date | None  # None: not before ``until``
    a_month: Decimal  # the average rate so far
    in_year: bool  # later the pace stands at the whole target: then the target is reached late
    until: date  # the end of the next year; further nothing is said


def needed(facts: SeriesFacts, target: TargetFact, *, as_of: date) -> Needed | None:
    """What is needed a month to reach an amount; None where nothing is: reached, no number, a
    ceiling, the year over, only a floor known."""
    with localcontext(CONTEXT):
        goal = _goal(target)
        marks = _marks(facts, as_of) if _adds_up(facts) else []
        mark = _open(marks)
        if goal is None or mark is None:
            return None
        if is_satisfied(Bounds(goal.lower, None, goal.strict), mark.actual):
            return None
        left = LAST_MONTH - mark.month
        per_month = (goal.lower - mark.actual) / left
        best = _best(facts.calendar, marks)
        is_unseen = best is not None and per_month > _UNSEEN * best.amount / best.months
        return Needed(goal.lower, mark.actual, left, per_month, best, is_unseen)


def allowed(facts: SeriesFacts, target: TargetFact, *, as_of: date) -> Allowed | None:
    """What is left a month below a limit; None where there is none, where it was passed, while a
    lower bound is still to be reached, when the year is over, and where only a floor is known."""
    with localcontext(CONTEXT):
        bounds = _bounds(target)
        mark = _open(_marks(facts, as_of)) if _adds_up(facts) else None
        if bounds is None or bounds.upper is None or mark is None:
            return None
        if exceeds(bounds, mark.actual) or (
            bounds.lower is not None and mark.actual < bounds.lower
        ):
            return None
        left = LAST_MONTH - mark.month
        per_month = (bounds.upper - mark.actual) / left
        return Allowed(bounds.upper, mark.actual, left, per_month, mark.actual / mark.month)


def needed_growth(
    facts: SeriesFacts, target: TargetFact, level: SeriesFacts, *, as_of: date
) -> NeededGrowth | None:
    """For a growth series and its level series of the same place and year; None where last
    year's level is unknown at the period, or left nothing for the rest of that year."""
    with localcontext(CONTEXT):
        if facts.measure is not Measure.RATE or not _adds_up(level):
            return None
        goal = _goal(target)
        mark = _open(_marks(facts, as_of))
        if goal is None or mark is None:
            return None
        base = past_shape(
            facts.year - 1, level.accumulation, level.calendar, level.last_year, mark.month
        )
        if base is None or base.part >= base.whole:
            return None
        weight = base.part / base.whole
        growth = rest_of_year_growth(goal.lower, mark.actual, weight)
        return NeededGrowth(goal.lower, mark.actual, base.part, base.whole, weight, growth)


def rest_of_year_growth(target: Decimal, so_far: Decimal, weight: Decimal) -> Decimal:
    """(g − w · g_k) ÷ (1 − w); the weight is less than 1."""
    return (target - weight * so_far) / (1 - weight)


def catch_up(facts: SeriesFacts, target: TargetFact, *, as_of: date) -> CatchUp | None:
    """When the average rate so far meets the pace; None when the series does not lag or has no
    pace."""
    with localcontext(CONTEXT):
        goal = _goal(target)
        mark = _open(_marks(facts, as_of)) if _adds_up(facts) else None
        if goal is None or mark is None:
            return None
        paces = _paces(facts, target)
        pace = paces.get(mark.month)
        if pace is None or mark.actual * HUNDRED >= goal.lower * pace:
            return None
        a_month = mark.actual / mark.month
        until = month_end(facts.year + 1, LAST_MONTH)
        met = _meeting(mark.month, a_month, goal.lower, paces) if a_month > 0 else None
        if met is None or met > 2 * LAST_MONTH:
            return CatchUp(None, a_month, False, until)
        return CatchUp(_day(facts.year, met), a_month, met <= LAST_MONTH, until)


class _Goal(NamedTuple):
    """The lower bound of a target: what is to be reached."""

    lower: Decimal
    strict: bool


class _Mark(NamedTuple):
    """An exact figure in a year that goes on."""

    month: int
    actual: Decimal


def _adds_up(facts: SeriesFacts) -> bool:
    return (
        facts.measure is Measure.AMOUNT
        and facts.accumulation in _ADDING_UP
        and facts.calendar not in _ONLY_YEAR_END
    )


def _goal(target: TargetFact) -> _Goal | None:
    """None for ceilings, and where there are no bounds."""
    bounds = _bounds(target)
    if bounds is None or bounds.lower is None:
        return None
    return _Goal(bounds.lower, bounds.strict)


def _bounds(target: TargetFact) -> Bounds | None:
    """None where there is no number, or one that moves on with the year."""
    if target.value is None or target.comparator is None or target.reference is not None:
        return None
    return bounds_of(target.comparator, target.value, target)


def _marks(facts: SeriesFacts, as_of: date) -> list[Standing]:
    ends = ended_periods(facts.calendar, facts.year, as_of)
    return progress.standings(facts.accumulation, ends, facts.actuals)


def _open(marks: Sequence[Standing]) -> _Mark | None:
    at = progress.last_known(marks)
    mark = None if at is None else marks[at]
    if mark is None or mark.value is None or mark.is_floor or is_last_period(mark.period_end):
        return None
    return _Mark(mark.period_end.month, mark.value)


def _best(calendar: Calendar, marks: Sequence[Standing]) -> SpanAmount | None:
    """Of single periods only: the amount across a missing figure is no period's own."""
    closing = [0, *(end.month for end in period_ends(calendar, marks[0].period_end.year))]
    lengths = {month: month - before for before, month in pairwise(closing)}
    single = [a for a in span_amounts(marks) if a.months == lengths[a.period_end.month]]
    return max(single, key=lambda a: a.amount / a.months, default=None)


def _paces(facts: SeriesFacts, target: TargetFact) -> Paces:
    ends = period_ends(facts.calendar, facts.year - 1)
    last_year = progress.standings(facts.accumulation, ends, facts.last_year)
    yard = yardstick(facts, target, shape_of(facts, last_year))
    return NO_PACE if yard is None else yard.paces


def _meeting(month: int, a_month: Decimal, whole: Decimal, paces: Paces) -> Decimal:
    """The months from the year's start to where the rate meets the pace, which is drawn straight
    from point to point and stands at the whole target once the year is over."""
    short = [
        (each, whole * pace / HUNDRED - a_month * each)
        for each, pace in sorted(paces.items())
        if each >= month
    ]
    for (start, before), (end, after) in pairwise(short):
        if after <= 0:
            return fixed(start + (end - start) * before / (before - after))
    return fixed(whole / a_month)


def _day(year: int, months: Decimal) -> date:
    """The day on which so many months have passed since the year's start; a day begun counts."""
    whole = int(months)
    years, month = divmod(whole, LAST_MONTH)
    first = date(year + years, month + 1, 1)
    length = month_end(first.year, first.month).day
    return first + timedelta(days=math.ceil((months - whole) * length) - 1)
