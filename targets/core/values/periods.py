"""The reporting calendar: which period ends exist, what they are called, when they are due."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from targets.core.values.facts import Accumulation, Calendar, DueRule, Phrase, Shift
from targets.core.values.messages import gettext_noop, phrase

LAST_MONTH = 12
SATURDAY = 5  # as date.weekday() counts
_DAY = timedelta(days=1)
_DUE = DueRule()

_MONTHS = {
    Calendar.MONTHLY: tuple(range(1, 13)),
    Calendar.MONTHLY_JAN_FEB: tuple(range(2, 13)),  # January is never reported alone
    Calendar.QUARTERLY: (3, 6, 9, 12),
    Calendar.HALF_YEARLY: (6, 12),
    Calendar.ANNUAL: (12,),
    Calendar.ONCE: tuple(range(1, 13)),
}

_MONTH_NAMES = (
    gettext_noop("Jan"),
    gettext_noop("Feb"),
    gettext_noop("Mar"),
    gettext_noop("Apr"),
    gettext_noop("May"),
    gettext_noop("Jun"),
    gettext_noop("Jul"),
    gettext_noop("Aug"),
    gettext_noop("Sep"),
    gettext_noop("Oct"),
    gettext_noop("Nov"),
    gettext_noop("Dec"),
)
_MONTH_RANGES = (
    _MONTH_NAMES[0],
    gettext_noop("Jan–Feb"),
    gettext_noop("Jan–Mar"),
    gettext_noop("Jan–Apr"),
    gettext_noop("Jan–May"),
    gettext_noop("Jan–Jun"),
    gettext_noop("Jan–Jul"),
    gettext_noop("Jan–Aug"),
    gettext_noop("Jan–Sep"),
    gettext_noop("Jan–Oct"),
    gettext_noop("Jan–Nov"),
    gettext_noop("Jan–Dec"),
)
_FULL_YEAR = gettext_noop("Full year")
_FIRST_HALF = gettext_noop("First half")
_TO_QUARTER = {
    3: gettext_noop("Q1"),
    6: _FIRST_HALF,
    9: gettext_noop("First three quarters"),
}
_QUARTERS = {
    3: gettext_noop("First quarter"),
    6: gettext_noop("Second quarter"),
    9: gettext_noop("Third quarter"),
    12: gettext_noop("Fourth quarter"),
}
_HALVES = {6: _FIRST_HALF, 12: gettext_noop("Second half")}


class PeriodError(ValueError):
    """A month or period that cannot be used; the message says why."""


class FutureMonthError(PeriodError):
    """An as-of month that has not come."""

    def __init__(self, year: int, month: int) -> None:
        super().__init__(f"{year}-{month:02d} has not come yet")
        self.year = year
        self.month = month


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@lru_cache(maxsize=512)
def period_ends(calendar: Calendar, year: int) -> tuple[date, ...]:
    """Every period end the calendar has in a year, ascending; ``once`` takes any month end."""
    return tuple(month_end(year, month) for month in _MONTHS[calendar])


def ended_periods(calendar: Calendar, year: int, as_of: date) -> tuple[date, ...]:
    """The year's period ends that had come by ``as_of``."""
    ends = period_ends(calendar, year)
    return ends if as_of >= ends[-1] else ends[: bisect_right(ends, as_of)]


def is_period_end(calendar: Calendar, day: date) -> bool:
    return day in period_ends(calendar, day.year)


def previous_period_end(calendar: Calendar, period_end: date) -> date | None:
    """The period end before this one in the same year; None for the first, or for a date
    the calendar does not have."""
    ends = period_ends(calendar, period_end.year)
    if period_end not in ends:
        return None
    index = ends.index(period_end)
    return ends[index - 1] if index else None


def last_period_end(calendar: Calendar, year: int) -> date:
    return period_ends(calendar, year)[-1]


def is_last_period(period_end: date) -> bool:
    """Every calendar closes the year in December."""
    return period_end.month == LAST_MONTH


def same_period_last_year(period_end: date) -> date:
    """The same month's end one year earlier (29 February meets 28 February)."""
    return month_end(period_end.year - 1, period_end.month)


def share_of_year(period_end: date) -> Decimal:
    """Whole months elapsed at a period's end over twelve, 0–1."""
    return Decimal(period_end.month) / LAST_MONTH


def is_working_day(day: date, rule: DueRule) -> bool:
    """Monday to Friday unless a holiday; a weekend only where it is worked instead."""
    if day in rule.days_worked:
        return True
    return day.weekday() < SATURDAY and day not in rule.days_off


def due_date(period_end: date, rule: DueRule = _DUE) -> date:
    """The day by which a period is to be reported, moved off a day off where the rule says so.

    Moving may leave the month: the 31st, a Sunday, becomes the 1st where it moves on.
    """
    years, month = divmod(period_end.month - 1 + rule.months, LAST_MONTH)
    year, month = period_end.year + years, month + 1
    day = date(year, month, min(rule.day, monthrange(year, month)[1]))
    if rule.shift is Shift.NONE:
        return day
    step = _DAY if rule.shift is Shift.NEXT else -_DAY
    while not is_working_day(day, rule):
        day += step
    return day


def as_of_month(year: int, month: int, today: date) -> date:
    """An as-of month as a date: the smaller of the month's end and today.

    Raises :class:`FutureMonthError` for a month after the present one, and
    :class:`PeriodError` for one that no calendar has.
    """
    if not (1 <= month <= LAST_MONTH and date.min.year <= year <= date.max.year):
        raise PeriodError(f"{year}-{month} is not a month")
    if (year, month) > (today.year, today.month):
        raise FutureMonthError(year, month)
    return min(month_end(year, month), today)


def month_range_label(period_end: date) -> Phrase:
    """January to the period's month, whatever the calendar: Jan–Jun, Jan–Dec."""
    return phrase(_MONTH_RANGES[period_end.month - 1])


def cumulative_label(calendar: Calendar, period_end: date) -> Phrase:
    """The year to date at a period's end: Jan–Jun, Q1, First half, Full year."""
    if is_last_period(period_end):
        return phrase(_FULL_YEAR)
    if calendar in (Calendar.QUARTERLY, Calendar.HALF_YEARLY):
        name = _TO_QUARTER.get(period_end.month)
        if name is not None:
            return phrase(name)
    return month_range_label(period_end)


def single_label(calendar: Calendar, period_end: date) -> Phrase:
    """The period alone, for per-period amounts: Jun, Second quarter, Jan–Feb."""
    month = period_end.month
    if calendar is Calendar.MONTHLY_JAN_FEB and month == 2:  # noqa: PLR2004
        return month_range_label(period_end)
    if calendar is Calendar.QUARTERLY and month in _QUARTERS:
        return phrase(_QUARTERS[month])
    if calendar is Calendar.HALF_YEARLY and month in _HALVES:
        return phrase(_HALVES[month])
    if calendar is Calendar.ANNUAL and is_last_period(period_end):
        return phrase(_FULL_YEAR)
    return phrase(_MONTH_NAMES[month - 1])


def entry_label(calendar: Calendar, accumulation: Accumulation, period_end: date) -> Phrase:
    """The period of a figure as it is entered: alone where the series adds periods up itself,
    else the year to date."""
    label = single_label if accumulation is Accumulation.INCREMENT else cumulative_label
    return label(calendar, period_end)


def span_label(months: int, period_end: date) -> Phrase:
    """The months up to a month's end that an amount is of: Jun, Jan–Feb, Apr to Jun."""
    if months == period_end.month and months > 1:
        return month_range_label(period_end)
    last = phrase(_MONTH_NAMES[period_end.month - 1])
    if months == 1:
        return last
    first = phrase(_MONTH_NAMES[period_end.month - months])
    return phrase(gettext_noop("%(first)s to %(last)s"), first=first, last=last)
