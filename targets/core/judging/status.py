"""The verdict of every kind of indicator, and how severe a shortfall is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from targets.core.judging.bounds import exceeds, floor_exceeds, floor_satisfies, gap, is_satisfied
from targets.core.judging.outcomes import TierAssessment
from targets.core.judging.pace import LINEAR, WHY_NO_PACE
from targets.core.judging.progress import HUNDRED, ZERO, Standing, fixed, percent
from targets.core.judging.yardstick import Yardstick, deviation_at, rate_at
from targets.core.values.facts import (
    ActualFact,
    DeclaredState,
    Margins,
    Measure,
    PaceMethod,
    SeriesFacts,
    TargetFact,
    Unknown,
    Verdict,
)
from targets.core.values.periods import LAST_MONTH

SHORT = frozenset({Verdict.BEHIND, Verdict.FAR_BEHIND, Verdict.MISSED})
_BEFORE_END_OF_MARCH = 2  # the last month whose period is never worse than behind


def judge(facts: SeriesFacts, yard: Yardstick, mark: Standing, value: Decimal) -> TierAssessment:
    """One tier's judgement of one year-to-date figure."""
    month = mark.period_end.month
    rate = rate_at(yard, value)
    deviation = deviation_at(yard, rate, month)
    distance = None if yard.near is None else gap(yard.bounds, value)
    verdict = _verdict(facts, yard, mark, value, deviation)
    linear = linear_deviation = None
    if rate is not None and (yard.near is None or yard.paces):
        linear = LINEAR[month]
        linear_deviation = linear - rate if yard.is_ceiling else rate - linear
    known = deviation is not None
    is_way = yard.base is not None
    short = linear_deviation if deviation is None else deviation
    return TierAssessment(
        target=yard.target,
        verdict=verdict,
        completion_rate=None if is_way else rate,
        linear_pace=linear,
        linear_deviation=linear_deviation,
        pace_method=yard.method if known else PaceMethod.NONE,
        pace=yard.paces.get(month),
        pace_unknown=None if known else _why_no_pace(yard),
        deviation=deviation,
        gap=distance,
        share_of_way=rate if is_way else None,
        severity=_severity(facts.margins, yard, verdict, value, short),
        unknown=None if rate is not None or distance is not None else Unknown.TARGET_NOT_POSITIVE,
    )


def _why_no_pace(yard: Yardstick) -> Unknown:
    if yard.whole is None and yard.near is None:
        return Unknown.TARGET_NOT_POSITIVE
    return WHY_NO_PACE[yard.method]


def _verdict(
    facts: SeriesFacts,
    yard: Yardstick,
    mark: Standing,
    value: Decimal,
    deviation: Decimal | None,
) -> Verdict:
    month = mark.period_end.month
    is_amount = facts.measure is Measure.AMOUNT and yard.near is None
    if mark.is_floor:
        if is_amount:
            return _floor_of_amount(facts, yard, value, month, deviation)
        return _floor_of_others(facts, yard, value, month)
    if month == LAST_MONTH:
        return Verdict.MET if is_satisfied(yard.bounds, value) else Verdict.MISSED
    if is_amount:
        return _amount_verdict(facts, yard, value, month, deviation)
    if is_satisfied(yard.bounds, value):
        return _satisfied(facts, yard)
    if yard.paces:
        return _paced(facts, yard, month, deviation)
    return _by_gap(yard, value)


def _amount_verdict(
    facts: SeriesFacts, yard: Yardstick, value: Decimal, month: int, deviation: Decimal | None
) -> Verdict:
    """Before the year's last period."""
    if exceeds(yard.bounds, value):
        return _exceeded(facts, yard)
    if yard.whole is None:
        return Verdict.UNDER_WAY
    if yard.bounds.upper is None and not facts.can_fall and is_satisfied(yard.bounds, value):
        return Verdict.MET
    return _paced(facts, yard, month, deviation)


def _exceeded(facts: SeriesFacts, yard: Yardstick) -> Verdict:
    """Beyond the upper bound. What starts at nought is beyond a negative bound at once, and a
    net figure may come back to zero: only there is passing it no proof of anything."""
    upper = yard.bounds.upper
    if yard.whole is None and upper is not None and (facts.can_fall or upper < 0):
        return Verdict.UNDER_WAY
    return Verdict.FAR_BEHIND


def _paced(facts: SeriesFacts, yard: Yardstick, month: int, deviation: Decimal | None) -> Verdict:
    margins = facts.margins
    if deviation is None or yard.whole is None:
        return Verdict.UNDER_WAY
    if deviation >= margins.ahead:
        return Verdict.AHEAD
    if deviation >= margins.on_pace:
        return Verdict.ON_PACE
    if facts.is_count and fixed(-deviation * yard.whole / HUNDRED) < 1:
        return Verdict.ON_PACE  # short by less than one whole unit: nobody could have more
    if deviation > margins.far or month <= _BEFORE_END_OF_MARCH:
        return Verdict.BEHIND
    return Verdict.FAR_BEHIND


def _satisfied(facts: SeriesFacts, yard: Yardstick) -> Verdict:
    """Rates, shares, ranks and stocks that satisfy their target before the year's end."""
    is_reached_for_good = (
        facts.measure is Measure.STOCK
        and not yard.is_maintain
        and not facts.can_fall
        and (yard.bounds.lower is None or yard.bounds.upper is None)
    )
    return Verdict.MET if is_reached_for_good else Verdict.ON_PACE


def _by_gap(yard: Yardstick, value: Decimal) -> Verdict:
    near = yard.near or ZERO
    return Verdict.BEHIND if -gap(yard.bounds, value) <= near else Verdict.FAR_BEHIND


def _floor_of_amount(
    facts: SeriesFacts, yard: Yardstick, value: Decimal, month: int, deviation: Decimal | None
) -> Verdict:
    """Only "more than ``value``" was published: it proves, but never disproves, a lower bound."""
    if floor_exceeds(yard.bounds, value):
        return _exceeded(facts, yard)
    is_last = month == LAST_MONTH
    if floor_satisfies(yard.bounds, value):
        if is_last or not (facts.can_fall or yard.whole is None):
            return Verdict.MET
    elif is_last:
        return Verdict.UNDER_WAY
    if yard.bounds.upper is not None:
        return Verdict.UNDER_WAY
    paced = _paced(facts, yard, month, deviation)
    return paced if paced in (Verdict.AHEAD, Verdict.ON_PACE) else Verdict.UNDER_WAY


def _floor_of_others(facts: SeriesFacts, yard: Yardstick, value: Decimal, month: int) -> Verdict:
    if floor_satisfies(yard.bounds, value):
        return Verdict.MET if month == LAST_MONTH else _satisfied(facts, yard)
    if floor_exceeds(yard.bounds, value) and not yard.paces:
        return _by_gap(yard, value)
    return Verdict.UNDER_WAY


def _severity(
    margins: Margins,
    yard: Yardstick,
    verdict: Verdict,
    value: Decimal,
    deviation: Decimal | None,
) -> Decimal | None:
    """Shortfall ÷ the margin beyond which it is far behind, so that kinds compare."""
    if verdict not in SHORT:
        return None
    bounds = yard.bounds
    shortfall, margin = deviation, margins.far
    if yard.near is not None and not yard.paces:
        shortfall, margin = gap(bounds, value), yard.near
    elif bounds.lower is not None and bounds.upper is not None and value > bounds.upper:
        shortfall = None if yard.whole is None else percent(bounds.upper - value, yard.whole)
    if shortfall is None or not margin:
        return None
    return max(ZERO, -shortfall / abs(margin))


def judge_task(
    measure: Measure, target: TargetFact, entry: ActualFact | None, *, year: int, as_of: date
) -> Verdict:
    """A task by what its lead unit declares, and by its date."""
    if entry is None:
        return Verdict.NO_DATA
    if entry.declared is DeclaredState.DONE:
        return Verdict.MET
    is_last = entry.period_end.month == LAST_MONTH
    due_on = target.due_on
    if due_on is not None and due_on < as_of:
        return Verdict.MISSED if is_last else Verdict.FAR_BEHIND
    if is_last and measure is Measure.MILESTONE and (due_on is None or due_on.year <= year):
        return Verdict.MISSED
    return _DECLARED[entry.declared]


_DECLARED = {
    None: Verdict.UNDER_WAY,
    DeclaredState.NOT_STARTED: Verdict.UNDER_WAY,
    DeclaredState.NORMAL: Verdict.ON_PACE,
    DeclaredState.SLOW: Verdict.BEHIND,
}
