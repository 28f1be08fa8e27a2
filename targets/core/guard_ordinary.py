"""A first look: most figures are plainly in order, and an import brings a hundred thousand.

Whatever passes here would pass every rule of the guard as well (a property test holds them
together); whatever does not may still pass them. Only the facts of two years are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from targets.core.periods import previous_period_end, same_period_last_year
from targets.core.values import Accumulation, ActualFact, Measure, SeriesFacts

_MORE = Decimal("1.6")  # of last year's amount: below every bound of the rules for amounts
_NO_MORE = Decimal("1.3")  # … of a period's own amount: more may be a running total
_NO_LESS = Decimal("1.5")
_LEVEL = 3  # this year may run at so many times last year's level …
_FAR = 5  # … and then the figure is still no slip of a digit
_NEAR = Decimal("1.5")
_POINT = Decimal(1)
_FEW_PLACES = Decimal(3)
_PART = Decimal("0.25")


def is_ordinary(
    facts: SeriesFacts,
    period_end: date,
    value: Decimal,
    history: Sequence[tuple[date, Decimal]],
) -> bool:
    """True: nothing is to be asked, whatever else is known (but for a growth/level sibling)."""
    last = _last(facts, period_end)
    if last is None or last.value is None or value <= 0 or _knows_more(facts, history, period_end):
        return False
    if facts.accumulation is Accumulation.LATEST:
        return _is_ordinary_level(facts, last.value, value)
    before = previous_period_end(facts.calendar, period_end)
    year_ago = _of(facts.last_year, same_period_last_year(period_end))
    if last.period_end != before or year_ago is None or last.value < 0:
        return False
    if facts.accumulation is Accumulation.INCREMENT:
        return value != last.value and year_ago <= value * _NO_LESS and value <= year_ago * _NO_MORE
    earlier = _of(facts.last_year, same_period_last_year(before))
    like = None if earlier is None else year_ago - earlier
    return (
        like is not None
        and like > 0
        and last.value < value <= last.value + _MORE * like
        and last.value + _LEVEL * like <= _FAR * value
    )


def _is_ordinary_level(facts: SeriesFacts, last: Decimal, value: Decimal) -> bool:
    """Near the figure before, but not the same."""
    change = abs(value - last)
    if facts.measure is Measure.RANK:
        return change <= _FEW_PLACES
    if value == last or last <= 0:
        return False
    if facts.measure in {Measure.RATE, Measure.SHARE} and change > _POINT:
        return False
    return change <= last * _PART and last <= value * _NEAR and value <= last * _NEAR


def _last(facts: SeriesFacts, period_end: date) -> ActualFact | None:
    """The latest earlier entry of the year; None also where a later one is recorded."""
    found = None
    for entry in facts.actuals:
        if entry.period_end > period_end:
            return None
        if entry.period_end < period_end and entry.value is not None and not entry.is_floor:
            found = entry
    return found


def _of(entries: Sequence[ActualFact], day: date) -> Decimal | None:
    for entry in entries:
        if entry.period_end == day:
            return None if entry.is_floor else entry.value
    return None


def _knows_more(
    facts: SeriesFacts, history: Sequence[tuple[date, Decimal]], period_end: date
) -> bool:
    """Whether the history holds figures of this year that the facts do not."""
    known = {entry.period_end for entry in facts.actuals}
    for day, _ in reversed(history):
        if day.year < period_end.year:
            return False
        if day != period_end and day not in known:
            return True
    return False
