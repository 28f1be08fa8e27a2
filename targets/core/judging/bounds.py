"""A comparator and its values as bounds: what satisfies a target, and by how much."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from targets.core.values.facts import Comparator, TargetFact

_STRICT = frozenset({Comparator.MORE_THAN, Comparator.LESS_THAN})
_CEILINGS = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})


class Bounds(NamedTuple):
    """At least one side is given. Strict: reaching the bound itself does not count."""

    lower: Decimal | None
    upper: Decimal | None
    strict: bool = False


def bounds_of(comparator: Comparator, value: Decimal, target: TargetFact) -> Bounds:
    """The bounds of a target that has a number and a comparator."""
    if comparator is Comparator.BETWEEN:
        return Bounds(value, value if target.upper_value is None else target.upper_value)
    if comparator is Comparator.EQUAL:
        tolerance = target.tolerance or Decimal(0)
        return Bounds(value - tolerance, value + tolerance)
    if comparator in _CEILINGS:
        return Bounds(None, value, comparator in _STRICT)
    return Bounds(value, None, comparator in _STRICT)


def gap(bounds: Bounds, actual: Decimal) -> Decimal:
    """Distance to the nearer bound, positive on the good side."""
    if bounds.upper is None:
        assert bounds.lower is not None  # noqa: S101 - a target has at least one bound
        return actual - bounds.lower
    above = bounds.upper - actual
    return above if bounds.lower is None else min(above, actual - bounds.lower)


def is_satisfied(bounds: Bounds, actual: Decimal) -> bool:
    distance = gap(bounds, actual)
    return distance > 0 if bounds.strict else distance >= 0


def exceeds(bounds: Bounds, actual: Decimal) -> bool:
    """Is an exact figure beyond the upper bound?"""
    if bounds.upper is None:
        return False
    return actual >= bounds.upper if bounds.strict else actual > bounds.upper


def floor_exceeds(bounds: Bounds, floor: Decimal) -> bool:
    """Does "above ``floor``" prove that the upper bound was passed?"""
    return bounds.upper is not None and floor >= bounds.upper


def floor_satisfies(bounds: Bounds, floor: Decimal) -> bool:
    """Does "above ``floor``" prove a lower bound, strict or not? Two bounds it never proves."""
    return bounds.upper is None and bounds.lower is not None and floor >= bounds.lower
