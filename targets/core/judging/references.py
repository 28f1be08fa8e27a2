"""Targets without a number of their own: held against another indicator's figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from targets.core.judging import progress
from targets.core.judging.bounds import bounds_of, gap
from targets.core.judging.progress import Standing
from targets.core.judging.yardstick import near_margin
from targets.core.values.facts import Comparator, Name, Phrase, Reference, SeriesFacts, TargetFact
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import period_ends

_WORDS = {
    Comparator.MORE_THAN: gettext_noop("above %(reference)s"),
    Comparator.AT_LEAST: gettext_noop("not below %(reference)s"),
    Comparator.LESS_THAN: gettext_noop("below %(reference)s"),
    Comparator.AT_MOST: gettext_noop("not above %(reference)s"),
    Comparator.EQUAL: gettext_noop("in step with %(reference)s"),
}


def figure_of(reference: Reference, period_end: date) -> Decimal | None:
    """The reference's year to date at exactly that period end; None where it is unknown, or
    only a floor."""
    ends = period_ends(reference.calendar, period_end.year)
    for mark in progress.standings(reference.accumulation, ends, reference.actuals):
        if mark.period_end == period_end:
            return None if mark.is_floor else mark.value
    return None


def referred(facts: SeriesFacts, target: TargetFact, period_end: date) -> TargetFact:
    """The target with the number that its reference gives at the period's end. Being in step
    without a stated tolerance means: within the margin that is still near."""
    if target.reference is None:
        return target
    value = figure_of(target.reference, period_end)
    tolerance = target.tolerance
    if tolerance is None and value is not None and target.comparator is Comparator.EQUAL:
        tolerance = near_margin(facts.measure, value, facts.margins)
    return target._replace(value=value, tolerance=tolerance)


def gap_at(facts: SeriesFacts, target: TargetFact, mark: Standing) -> Decimal | None:
    """How far the figure is from its reference of the same period, positive when better."""
    then = referred(facts, target, mark.period_end)
    if mark.value is None or then.comparator is None or then.value is None:
        return None
    return gap(bounds_of(then.comparator, then.value, then), mark.value)


def reference_name(reference: Reference) -> Name:
    """What the reference is called."""
    return Name(reference.name_zh, reference.name_en)


def reference_words(comparator: Comparator | None, reference: Reference) -> Phrase:
    """What such a target asks for: above the city average."""
    msgid = _WORDS[comparator or Comparator.AT_LEAST]
    return phrase(msgid, reference=reference_name(reference))
