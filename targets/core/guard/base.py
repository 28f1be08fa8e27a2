"""Growth, level and last year's base: three figures of which two give the third.

They are stored separately and never derived from one another; the guard only asks whether they
can all be true. A level at current prices and growth at constant prices differ by the change of
prices, so the margin for real growth is that of the deflator.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from targets.core.guard.messages import Asked, about, same_as_last_year, shown
from targets.core.guard.past import Past, a_year_ago, would_surprise_after_a_year
from targets.core.guard.values import GuardRule, Remark, Sibling
from targets.core.judging.progress import HUNDRED, ZERO, percent
from targets.core.values.facts import Accumulation, Figure, Measure, Name, Phrase
from targets.core.values.figures import SeriesWords, exact
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import period_ends, same_period_last_year

# Nominal: bases are revised after the year (the census of 2018 moved GDP by 2.1 %, that of 2023
# by 2.7 %), and both figures are rounded.
NOMINAL = Decimal(3)
# Real: China's GDP deflator moved between about −1 and +8 % a year since 1998, a district's
# further. Baiyun, first half of 2023: level +13.9 %, real growth 8.0 %, apart by 5.9 points.
REAL_BELOW = Decimal(5)
REAL_ABOVE = Decimal(10)
_PART = Decimal("0.1")  # and a tenth of the growth itself
_VOUCHING = Decimal(2)  # a sibling vouches for a figure within half the margin


class Trio(NamedTuple):
    growth: Decimal
    level: Decimal  # year to date
    base: Decimal  # the level a year ago, positive
    is_real: bool

    @property
    def implied(self) -> Decimal:
        """The growth that level and base give, in percent."""
        return percent(self.level - self.base, self.base)

    def agrees(self, part: Decimal = Decimal(1)) -> bool:
        """Whether the three can all be true; with a larger ``part`` the margin is smaller."""
        apart = self.implied - self.growth
        own = abs(self.growth) * _PART
        below = (REAL_BELOW if self.is_real else NOMINAL) + own
        above = (REAL_ABOVE if self.is_real else NOMINAL) + own
        return -below / part <= apart <= above / part


def trio(asked: Asked) -> Trio | None:
    """The figure in question and its sibling's, where all three are known."""
    sibling = asked.sibling
    if sibling is None or sibling.value is None:
        return None
    if sibling.is_growth:
        level, base = _level(asked), _base(asked.past)
        if level is None or base is None or base <= 0:
            return None
        return Trio(sibling.value, level, base, sibling.is_real_growth)
    if sibling.last_year is None or sibling.last_year <= 0:
        return None
    return Trio(asked.value, sibling.value, sibling.last_year, sibling.is_real_growth)


def vouches(known: Trio | None) -> bool:
    """The sibling agrees so well that an unusual figure is most likely right."""
    return known is not None and known.agrees(_VOUCHING)


def find_contradiction(asked: Asked, known: Trio | None) -> Remark | None:
    """Either of the two may be wrong, or last year's base: nothing is suggested."""
    if known is None or asked.sibling is None or known.agrees():
        return None
    if asked.sibling.is_growth:
        message = _level_contradicts(
            asked,
            name=Name(asked.sibling.name_zh, asked.sibling.name_en),
            level=known.level,
            base=known.base,
            growth=known.growth,
            expected=known.base * (HUNDRED + known.growth) / HUNDRED,
            is_real=known.is_real,
        )
    else:
        message = _growth_contradicts(
            asked,
            sibling=asked.sibling,
            base=known.base,
            level=known.level,
            implied=known.implied,
        )
    return Remark(GuardRule.CONTRADICTS_BASE, message)


def find_same_as_last_year(asked: Asked) -> Remark | None:
    """The figure of a year ago to the last digit, in a series where that would be a coincidence:
    a column of last year's, or last year's table sent again."""
    past, value = asked.past, asked.value
    if past.facts.measure is Measure.RANK or not value or value != a_year_ago(past):
        return None
    if past.facts.is_count and abs(value) <= past.facts.margins.small_count:
        return None
    if not would_surprise_after_a_year(past, value):
        return None
    return Remark(GuardRule.SAME_AS_LAST_YEAR, same_as_last_year(asked))


def sum_before(past: Past) -> Decimal | None:
    """The sum of the year's earlier period amounts; None when one of them is missing."""
    return _sum(past, past.period_end.year, past.period_end.month - 1)


def _level(asked: Asked) -> Decimal | None:
    if asked.past.facts.accumulation is not Accumulation.INCREMENT:
        return asked.value
    before = sum_before(asked.past)
    return None if before is None else before + asked.value


def _base(past: Past) -> Decimal | None:
    if past.facts.accumulation is not Accumulation.INCREMENT:
        return a_year_ago(past)
    end = same_period_last_year(past.period_end)
    return _sum(past, end.year, end.month)


def _sum(past: Past, year: int, until: int) -> Decimal | None:
    ends = [end for end in period_ends(past.facts.calendar, year) if end.month <= until]
    found = [past.entered[end] for end in ends if end in past.entered]
    return sum(found, ZERO) if len(found) == len(ends) else None


def _level_contradicts(
    asked: Asked,
    *,
    name: Name,
    level: Decimal,
    base: Decimal,
    growth: Decimal,
    expected: Decimal,
    is_real: bool,
) -> Phrase:
    msgid = (
        gettext_noop(
            "A year ago it was %(base)s; with real growth of %(growth)s (“%(name)s”) it would be "
            "about %(expected)s. Prices alone do not explain %(value)s; look at both figures."
        )
        if is_real
        else gettext_noop(
            "A year ago it was %(base)s; with growth of %(growth)s (“%(name)s”) it would be about "
            "%(expected)s, not %(value)s; look at both figures."
        )
    )
    return phrase(
        msgid,
        base=shown(base, asked.words),
        name=name,
        growth=_percent(growth),
        expected=about(expected, asked.words),
        value=shown(level, asked.words),
    )


def _growth_contradicts(
    asked: Asked, *, sibling: Sibling, base: Decimal, level: Decimal, implied: Decimal
) -> Phrase:
    words = SeriesWords("", sibling.unit_zh, sibling.unit_en, sibling.decimals)
    msgid = (
        gettext_noop(
            "The level (“%(name)s”) went from %(base)s a year ago to %(level)s, which is "
            "%(implied)s. Prices alone do not explain real growth of %(value)s; look at both "
            "figures."
        )
        if sibling.is_real_growth
        else gettext_noop(
            "The level (“%(name)s”) went from %(base)s a year ago to %(level)s, which is "
            "%(implied)s, not %(value)s; look at both figures."
        )
    )
    return phrase(
        msgid,
        name=Name(sibling.name_zh, sibling.name_en),
        base=shown(base, words),
        level=shown(level, words),
        implied=Figure(implied, 1, "%", "%", True),
        value=_percent(asked.value),
    )


def _percent(value: Decimal) -> Figure:
    return Figure(value, max(1, exact(value, 0)), "%", "%")
