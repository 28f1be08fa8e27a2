"""A first look: most figures are plainly in order, and an import brings a hundred thousand.

Whatever passes here would pass every rule of the guard as well (property tests hold them
together); whatever does not may still pass them. A year of a series is prepared once, for any
number of its figures; each is looked at as if it were not recorded yet. Only the figures of two
years are looked at: older ones can make the rules for amounts and changes more lenient, never
stricter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from statistics import median

from targets.core.guard.past import ENOUGH, LIKE_FACTOR, SPREAD, THIS_YEAR_FACTOR, period_months
from targets.core.judging.progress import HUNDRED, ZERO
from targets.core.values.facts import Accumulation, Calendar, Measure, SeriesFacts
from targets.core.values.periods import period_ends

_WITHIN = 4  # nearer to what was expected than any slip of a digit or unit
_WITHIN_PERCENT = 6  # … for percentages, whose corrected figure has to fit better
_NEAR = Decimal("1.5")  # a percentage below one is no fraction of so near a figure
_TOTAL = Decimal("1.3")  # of the largest period's amount: more may be a running total
_JANUARY = Decimal("0.62")  # of January and February last year: less may be one of them
_TIMES = 2  # of last year's change into the same month
_POINT = Decimal(1)
_FEW_PLACES = Decimal(3)
_PART = Decimal("0.25")
_PART_OF_SHARE = Decimal("0.1")
_PERCENTAGES = frozenset({Measure.RATE, Measure.SHARE})

_DAY = itemgetter(0)

_Known = list[Decimal | None]  # a figure for each period of a year


@lru_cache(maxsize=512)
def _positions(calendar: Calendar, year: int) -> dict[date, int]:
    """The place of each period end in its year."""
    return {end: index for index, end in enumerate(period_ends(calendar, year))}


class FirstLook:
    """A year of a series, and the year before; ``history`` is ascending. Under
    :data:`~targets.core.judging.progress.CONTEXT`, as all arithmetic of the guard."""

    def __init__(
        self, facts: SeriesFacts, year: int, history: Sequence[tuple[date, Decimal]] = ()
    ) -> None:
        first = bisect_left(history, date(year - 1, 1, 1), key=_DAY)
        after = bisect_left(history, date(year + 1, 1, 1), lo=first, key=_DAY)
        entered = dict(history[first:after])
        known = (*facts.last_year, *facts.actuals)
        for each in known:
            if each.value is not None:
                entered[each.period_end] = each.value
        for each in known:
            if each.is_floor:
                entered.pop(each.period_end, None)
        calendar = facts.calendar
        self._facts = facts
        self._places = _positions(calendar, year)
        self._this = [entered.pop(end, None) for end in period_ends(calendar, year)]
        self._last = [entered.pop(end, None) for end in period_ends(calendar, year - 1)]
        self._is_regular = not entered  # every figure of the two years stands at a period's end
        self._is_all = first == 0 and after == len(history)  # nothing is known of other years
        self._ends = [end for end, _start in period_months(calendar)]
        self._is_total = facts.accumulation is Accumulation.RUNNING_TOTAL
        if facts.accumulation is not Accumulation.LATEST:
            self._amounts = self._by_period(self._this)
            self._amounts_before = self._by_period(self._last)

    def is_ordinary(self, period_end: date, value: Decimal, *, same_as_last: bool = False) -> bool:
        """True: nothing is to be asked, whatever else is known (but for a growth/level sibling)."""
        place = self._places.get(period_end)
        if place is None or not self._is_regular:
            return False
        if value and value == self._last[place] and not same_as_last:
            return False
        if self._facts.accumulation is Accumulation.LATEST:
            return self._is_ordinary_level(place, value, same_as_last)
        if self._is_total:
            return self._is_ordinary_total(place, value, same_as_last)
        return self._is_ordinary_amount(place, value, same_as_last)

    def _is_ordinary_total(self, place: int, value: Decimal, is_same: bool) -> bool:
        before = _latest(self._this, place)
        last = None if before is None else self._this[before]
        if self._falls_behind(place, value):
            return False
        if not value:
            return not last
        months = self._months_added(place, value, before, is_same)
        typical = None if months is None else self._typical(place, before, months)
        if months is None or typical is None or (place == 0 and self._may_be_january(value)):
            return False
        expected = typical if last is None else last + typical
        if value > _WITHIN * expected or expected > _WITHIN * value:
            return False
        return self._is_usual(place, value if last is None else value - last, months)

    def _falls_behind(self, place: int, value: Decimal) -> bool:
        """Whether a total that cannot fall is above one that follows it."""
        if self._facts.can_fall:
            return False
        following = next((each for each in self._this[place + 1 :] if each is not None), None)
        return following is not None and value > following

    def _months_added(
        self, place: int, value: Decimal, before: int | None, is_same: bool
    ) -> int | None:
        """How many months a total adds to the one before it; None where it does not go on from
        there."""
        last = None if before is None else self._this[before]
        if before is None or last is None:
            return None if place else self._ends[0]
        if last < 0 or value < last or (value == last and not is_same):
            return None
        return self._ends[place] - self._ends[before]

    def _is_ordinary_amount(self, place: int, value: Decimal, is_same: bool) -> bool:
        if value <= 0:
            return not value
        before = _latest(self._this, place)
        if before is not None and value == self._this[before] and not is_same:
            return False
        months = self._ends[place] - (self._ends[place - 1] if place else 0)
        typical = self._typical(place, before, months)
        if typical is None or (place == 0 and self._may_be_january(value)):
            return False
        if value > _WITHIN * typical or typical > _WITHIN * value:
            return False
        return self._is_usual(place, value, months) and not self._may_be_total(place, value, months)

    def _is_ordinary_level(self, place: int, value: Decimal, is_same: bool) -> bool:
        """Near the figure before, but not the same."""
        measure = self._facts.measure
        before = _latest(self._this, place)
        last = self._this[before] if before is not None else self._twelve_months_back(place)
        if measure is Measure.RANK:
            return last is None or abs(value - last) <= _FEW_PLACES
        if last is None or (before is not None and value == last and not is_same):
            return False
        if measure is Measure.SHARE and value > HUNDRED:
            return False
        if measure in _PERCENTAGES:
            return self._is_ordinary_percentage(place, value, last)
        return value > 0 and last > 0 and abs(value - last) <= _PART * last

    def _twelve_months_back(self, place: int) -> Decimal | None:
        """The latest figure of last year, no older than twelve months."""
        within = _latest(self._last, len(self._last))
        return None if within is None or within < place else self._last[within]

    def _is_ordinary_percentage(self, place: int, value: Decimal, last: Decimal) -> bool:
        own, other = abs(value), abs(last)
        if own < 1 and (value * last <= 0 or own * _NEAR < other or other * _NEAR < own):
            return False
        if value * last > 0 and (own > _WITHIN_PERCENT * other or other > _WITHIN_PERCENT * own):
            return False
        usual = _POINT
        if self._facts.measure is Measure.RATE:
            usual = max(usual, _PART * other)
        else:
            usual = max(usual, _PART_OF_SHARE * min(other, abs(HUNDRED - last)))
        return abs(value - last) <= max(usual, self._change_last_year(place))

    def _change_last_year(self, place: int) -> Decimal:
        """Twice the change of a percentage into the same month last year."""
        later, earlier = self._last[place], self._last[place - 1] if place else None
        return ZERO if later is None or earlier is None else _TIMES * abs(later - earlier)

    def _by_period(self, entered: _Known) -> _Known:
        """What each period brought, a month on average; None where it is not known."""
        found: _Known = []
        earlier: Decimal | None = None
        for (end, start), value in zip(period_months(self._facts.calendar), entered, strict=True):
            amount = value
            if value is not None and self._is_total and start:
                amount = None if earlier is None else value - earlier
            if amount is not None and end - start > 1:
                amount /= end - start
            found.append(amount)
            earlier = value
        return found

    def _others(self, place: int) -> list[Decimal]:
        """This year's amounts that are known without the figure in question."""
        after = place + 2 if self._is_total else place + 1
        every = self._amounts[:place] + self._amounts[after:]
        return [each for each in every if each is not None]

    def _typical(self, place: int, before: int | None, months: int) -> Decimal | None:
        """As the rules expect it; None when it rests on older years."""
        own = self._amounts_before[place]
        if own is not None and own > 0:
            now = was = ZERO
            for this, last in zip(self._amounts[:place], self._amounts_before, strict=False):
                if this is not None and last is not None:
                    now += this
                    was += last
            level = now / was if was > 0 and now > 0 else _POINT
            return own * min(max(level, 1 / SPREAD), SPREAD) * months
        sizes = [amount for amount in self._amounts[:place] if amount is not None]
        if not sizes and before is not None and self._is_total:
            last = self._this[before]
            assert last is not None  # noqa: S101 - it was found
            sizes = [last / self._ends[before]]
        if not sizes and self._is_all:
            sizes = self._all_known(place)
        return median(sizes) * months if sizes else None

    def _all_known(self, place: int) -> list[Decimal]:
        before = [each for each in self._amounts_before if each is not None]
        return self._others(place) + before

    def _is_usual(self, place: int, amount: Decimal, months: int) -> bool:
        """No more than what is certainly allowed, or too little is known to tell."""
        others = self._others(place)
        if others:
            most = THIS_YEAR_FACTOR * max(map(abs, others)) * months
            if amount <= most:
                return True
        beside = self._amounts_before[max(0, place - 1) : place + 2]
        near = [abs(each) for each in beside if each is not None]
        if near and amount <= LIKE_FACTOR * max(near) * months:
            return True
        return self._is_all and len(self._all_known(place)) < ENOUGH

    def _may_be_january(self, value: Decimal) -> bool:
        if self._facts.calendar is not Calendar.MONTHLY_JAN_FEB:
            return False
        year_ago = self._last[0]
        return year_ago is not None and value <= _JANUARY * year_ago

    def _may_be_total(self, place: int, value: Decimal, months: int) -> bool:
        """Far above the largest period, and at least the sum of the year so far."""
        most = max(self._all_known(place), default=ZERO)
        if value <= _TOTAL * most * months:
            return False
        total = ZERO
        for each in self._this[:place]:
            if each is None:
                return False
            total += each
        return 0 < total <= value


def _latest(entered: _Known, place: int) -> int | None:
    """The place of the latest figure before this one."""
    for index in range(place - 1, -1, -1):
        if entered[index] is not None:
            return index
    return None
