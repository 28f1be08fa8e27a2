"""One target made ready to measure a year of figures with: bounds, whole, paces, margins."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from targets.core.judging.bounds import Bounds, bounds_of, floor_satisfies, gap, is_satisfied
from targets.core.judging.pace import LINEAR, NO_PACE, Paces, paces_of
from targets.core.judging.progress import HUNDRED, percent
from targets.core.values.facts import Margins, Measure, PaceMethod, SeriesFacts, TargetFact


class Yardstick(NamedTuple):
    """One target made ready to measure a year of figures with.

    ``whole`` is what 100 % is: the target (its lower bound where there are two), or a
    decreasing stock's way from ``base`` to the target. Without it nothing is paced.
    ``near`` is the gap beyond which rates, shares, ranks and stocks are far behind.
    """

    target: TargetFact
    bounds: Bounds
    method: PaceMethod
    paces: Paces
    whole: Decimal | None = None
    base: Decimal | None = None
    near: Decimal | None = None
    is_ceiling: bool = False
    is_maintain: bool = False


_BY_SIZE = frozenset({Measure.STOCK, Measure.AMOUNT})  # no percentages: they differ in size


def near_margin(measure: Measure, target: Decimal, margins: Margins) -> Decimal:
    """The widest shortfall that is still only behind, in the series' unit."""
    if measure is Measure.RANK:
        return margins.near_rank
    if measure in _BY_SIZE:
        return margins.near_stock_percent * abs(target) / HUNDRED
    share = margins.near_percent * abs(target) / HUNDRED
    return max(margins.near_least, min(margins.near_most, share))


def yardstick(facts: SeriesFacts, target: TargetFact, shape: Paces) -> Yardstick | None:
    """None when the target states no number, or its number is context only."""
    if target.value is None or target.comparator is None:
        return None
    bounds = bounds_of(target.comparator, target.value, target)
    if target.reference is not None:  # it moves on with the year: nothing is reached for good
        near = near_margin(facts.measure, target.value, facts.margins)
        return Yardstick(target, bounds, PaceMethod.NONE, NO_PACE, near=near, is_maintain=True)
    if facts.measure is Measure.AMOUNT:
        return _amount_yardstick(facts, target, bounds, shape)
    near = near_margin(facts.measure, target.value, facts.margins)
    plain = Yardstick(target, bounds, PaceMethod.NONE, NO_PACE, near=near)
    return _stock_yardstick(facts, plain) if facts.measure is Measure.STOCK else plain


def _amount_yardstick(
    facts: SeriesFacts, target: TargetFact, bounds: Bounds, shape: Paces
) -> Yardstick:
    is_ceiling = bounds.lower is None
    whole = bounds.upper if bounds.lower is None else bounds.lower
    method = facts.pace
    if whole is None or whole <= 0:
        return Yardstick(target, bounds, PaceMethod.NONE, NO_PACE, is_ceiling=is_ceiling)
    if facts.is_count and whole <= facts.margins.small_count:
        method = PaceMethod.NONE  # one more or less would swing the verdict
    paces = paces_of(method, path=target.path, target=whole, shape=shape)
    return Yardstick(target, bounds, method, paces, whole, is_ceiling=is_ceiling)


def _stock_yardstick(facts: SeriesFacts, plain: Yardstick) -> Yardstick:
    """A base that satisfies the target already makes it a maintain target; a base above a
    target at most makes the way down measurable."""
    base, bounds = plain.target.base_value, plain.bounds
    if base is None:
        return plain
    if plain.target.base_is_floor:
        return plain._replace(is_maintain=floor_satisfies(bounds, base))
    if is_satisfied(bounds, base):
        return plain._replace(is_maintain=True)
    if bounds.lower is not None or bounds.upper is None or base <= bounds.upper:
        return plain
    if facts.pace is PaceMethod.NONE:
        return plain._replace(whole=base - bounds.upper, base=base)
    return plain._replace(
        whole=base - bounds.upper, base=base, method=PaceMethod.LINEAR, paces=LINEAR
    )


def rate_at(yard: Yardstick, value: Decimal) -> Decimal | None:
    """Completion, or a decreasing stock's share of the way, in percent."""
    if yard.whole is None:
        return None
    return percent(value if yard.base is None else yard.base - value, yard.whole)


def deviation_at(yard: Yardstick, rate: Decimal | None, month: int) -> Decimal | None:
    """How far the rate is from that month's pace; a ceiling is better the lower it is."""
    pace = yard.paces.get(month)
    if rate is None or pace is None:
        return None
    return pace - rate if yard.is_ceiling else rate - pace


def trend_value(yard: Yardstick, value: Decimal, month: int) -> Decimal | None:
    """What the trend draws: the deviation where there is a pace, otherwise the gap."""
    if yard.near is None or yard.paces:
        return deviation_at(yard, rate_at(yard, value), month)
    return gap(yard.bounds, value)
