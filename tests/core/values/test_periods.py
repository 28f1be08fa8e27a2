"""The reporting calendar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from targets.core.values import periods
from targets.core.values.facts import Calendar, DueRule, Shift
from tests.core.build import text


@pytest.mark.parametrize(
    ("calendar", "months"),
    [
        (Calendar.MONTHLY, list(range(1, 13))),
        (Calendar.MONTHLY_JAN_FEB, list(range(2, 13))),
        (Calendar.QUARTERLY, [3, 6, 9, 12]),
        (Calendar.HALF_YEARLY, [6, 12]),
        (Calendar.ANNUAL, [12]),
        (Calendar.ONCE, list(range(1, 13))),
    ],
)
def test_period_ends(calendar: Calendar, months: list[int]) -> None:
    ends = periods.period_ends(calendar, 2024)
    assert [end.month for end in ends] == months
    assert all(periods.is_period_end(calendar, end) for end in ends)
    assert periods.last_period_end(calendar, 2024) == date(2024, 12, 31)
    assert periods.previous_period_end(calendar, ends[0]) is None
    for earlier, later in pairwise(ends):
        assert periods.previous_period_end(calendar, later) == earlier


def test_february_of_a_leap_year() -> None:
    assert periods.period_ends(Calendar.MONTHLY_JAN_FEB, 2024)[0] == date(2024, 2, 29)
    assert periods.same_period_last_year(date(2024, 2, 29)) == date(2023, 2, 28)


@pytest.mark.parametrize("day", [date(2024, 1, 31), date(2024, 2, 28), date(2024, 3, 30)])
def test_not_a_period_end(day: date) -> None:
    assert not periods.is_period_end(Calendar.MONTHLY_JAN_FEB, day)
    assert periods.previous_period_end(Calendar.MONTHLY_JAN_FEB, day) is None


@pytest.mark.parametrize(
    ("as_of", "count"),
    [
        (date(2023, 12, 31), 0),
        (date(2024, 3, 30), 2),
        (date(2024, 3, 31), 3),
        (date(2025, 1, 1), 12),
    ],
)
def test_ended_periods(as_of: date, count: int) -> None:
    assert len(periods.ended_periods(Calendar.MONTHLY, 2024, as_of)) == count


def test_share_of_year() -> None:
    assert periods.share_of_year(date(2024, 6, 30)) == Decimal("0.5")
    assert periods.share_of_year(date(2024, 9, 30)) == Decimal("0.75")
    assert not periods.is_last_period(date(2024, 9, 30))


@pytest.mark.parametrize(
    ("end", "rule", "due"),
    [
        (date(2024, 6, 30), DueRule(), date(2024, 7, 18)),
        (date(2024, 12, 31), DueRule(18), date(2025, 1, 18)),
        (date(2024, 1, 31), DueRule(31), date(2024, 2, 29)),
        (date(2024, 5, 31), DueRule(10, months=2), date(2024, 7, 10)),
        (date(2024, 11, 30), DueRule(10, months=2), date(2025, 1, 10)),
        (date(2024, 6, 30), DueRule(28, months=0), date(2024, 6, 28)),
        (date(2024, 12, 31), DueRule(31, months=14), date(2026, 2, 28)),
    ],
)
def test_due_date(end: date, rule: DueRule, due: date) -> None:
    assert periods.due_date(end, rule) == due


SPRING_FESTIVAL = DueRule(
    days_off=frozenset(date(2026, 2, day) for day in range(15, 24)),
    days_worked=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 13), True),  # a Friday
        (date(2026, 2, 14), True),  # a Saturday worked instead
        (date(2026, 2, 18), False),  # a Wednesday of the holiday
        (date(2026, 2, 22), False),  # a Sunday of the holiday
        (date(2026, 2, 24), True),
        (date(2026, 3, 1), False),  # a Sunday
    ],
)
def test_working_days(day: date, works: bool) -> None:
    assert periods.is_working_day(day, SPRING_FESTIVAL) is works


@pytest.mark.parametrize(
    ("end", "shift", "due"),
    [
        (date(2026, 1, 31), Shift.NONE, date(2026, 2, 18)),
        (date(2026, 1, 31), Shift.NEXT, date(2026, 2, 24)),
        (date(2026, 1, 31), Shift.PREVIOUS, date(2026, 2, 14)),
        (date(2026, 9, 30), Shift.NONE, date(2026, 10, 18)),  # a Sunday
        (date(2026, 9, 30), Shift.NEXT, date(2026, 10, 19)),
        (date(2026, 9, 30), Shift.PREVIOUS, date(2026, 10, 16)),
        (date(2026, 10, 31), Shift.NEXT, date(2026, 11, 18)),  # a Wednesday
        (date(2026, 10, 31), Shift.PREVIOUS, date(2026, 11, 18)),
    ],
)
def test_a_due_day_off_moves(end: date, shift: Shift, due: date) -> None:
    assert periods.due_date(end, SPRING_FESTIVAL._replace(shift=shift)) == due


def test_a_day_both_off_and_worked_is_worked() -> None:
    day = date(2026, 2, 18)
    assert periods.is_working_day(day, DueRule(days_off=frozenset({day}))) is False
    both = DueRule(days_off=frozenset({day}), days_worked=frozenset({day}))
    assert periods.is_working_day(day, both) is True


def test_moving_may_leave_the_month() -> None:
    rule = DueRule(31, shift=Shift.NEXT)
    assert periods.due_date(date(2026, 4, 30), rule) == date(2026, 6, 1)


def test_as_of_month_is_the_smaller_of_month_end_and_today() -> None:
    today = date(2024, 9, 12)
    assert periods.as_of_month(2024, 8, today) == date(2024, 8, 31)
    assert periods.as_of_month(2024, 9, today) == today


def test_only_later_months_are_refused() -> None:
    with pytest.raises(periods.FutureMonthError, match="2024-10 has not come yet") as caught:
        periods.as_of_month(2024, 10, date(2024, 9, 30))
    assert (caught.value.year, caught.value.month) == (2024, 10)


@pytest.mark.parametrize(("year", "month"), [(2024, 0), (2024, 13), (0, 1), (10000, 1)])
def test_months_that_do_not_exist(year: int, month: int) -> None:
    with pytest.raises(periods.PeriodError, match="is not a month"):
        periods.as_of_month(year, month, date(2024, 9, 30))


@pytest.mark.parametrize(
    ("calendar", "month", "cumulative", "single"),
    [
        (Calendar.MONTHLY, 1, "Jan", "Jan"),
        (Calendar.MONTHLY, 2, "Jan–Feb", "Feb"),
        (Calendar.MONTHLY_JAN_FEB, 2, "Jan–Feb", "Jan–Feb"),
        (Calendar.MONTHLY_JAN_FEB, 6, "Jan–Jun", "Jun"),
        (Calendar.MONTHLY, 12, "Full year", "Dec"),
        (Calendar.QUARTERLY, 3, "Q1", "First quarter"),
        (Calendar.QUARTERLY, 6, "First half", "Second quarter"),
        (Calendar.QUARTERLY, 9, "First three quarters", "Third quarter"),
        (Calendar.QUARTERLY, 12, "Full year", "Fourth quarter"),
        (Calendar.QUARTERLY, 5, "Jan–May", "May"),
        (Calendar.HALF_YEARLY, 6, "First half", "First half"),
        (Calendar.HALF_YEARLY, 12, "Full year", "Second half"),
        (Calendar.HALF_YEARLY, 5, "Jan–May", "May"),
        (Calendar.ANNUAL, 12, "Full year", "Full year"),
        (Calendar.ANNUAL, 6, "Jan–Jun", "Jun"),
        (Calendar.ONCE, 8, "Jan–Aug", "Aug"),
    ],
)
def test_labels(calendar: Calendar, month: int, cumulative: str, single: str) -> None:
    end = periods.month_end(2024, month)
    assert text(periods.cumulative_label(calendar, end)) == cumulative
    assert text(periods.single_label(calendar, end)) == single


def test_the_range_of_a_whole_year_stays_a_range() -> None:
    assert text(periods.month_range_label(date(2024, 12, 31))) == "Jan–Dec"
