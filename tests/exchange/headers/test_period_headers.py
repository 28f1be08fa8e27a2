"""Months and periods as column headers."""

from __future__ import annotations

import pytest

from targets.exchange.headers.periods import HeaderPeriod, period_in_header, range_made_a_day
from targets.exchange.sheets.parsed_sheet import Basis

TOTAL, SINGLE, UNSAID = Basis.TOTAL, Basis.SINGLE, Basis.UNSAID


@pytest.mark.parametrize(
    ("text", "month", "year", "basis"),
    [
        ("1月", 1, None, UNSAID),
        ("１２月份", 12, None, UNSAID),
        ("1-2月", 2, None, TOTAL),
        ("1—2月", 2, None, TOTAL),
        ("1月至3月", 3, None, TOTAL),
        ("2024年1～9月", 9, 2024, TOTAL),
        ("2024年3月", 3, 2024, UNSAID),
        ("2024年1-9", 9, 2024, TOTAL),
        ("1-9", 9, None, TOTAL),
        ("1月1日至9月30日", 9, None, TOTAL),
        ("一至三季度", 9, None, TOTAL),
        ("3月累计", 3, None, TOTAL),
        ("累计3月", 3, None, TOTAL),
        ("3月完成数", 3, None, UNSAID),
        ("1—3月(累计)", 3, None, TOTAL),
        ("截至6月底", 6, None, TOTAL),
        ("前三季度", 9, None, TOTAL),
        ("上半年", 6, None, TOTAL),
        ("全年", 12, None, TOTAL),
        ("2024-03", 3, 2024, UNSAID),
        ("2024/3", 3, 2024, UNSAID),
        ("202403", 3, 2024, UNSAID),
        ("2024-03-01", 3, 2024, UNSAID),
        ("2024年3月31日", 3, 2024, UNSAID),
        ("2024-03-31 00:00:00", 3, 2024, UNSAID),
        ("3月31日", 3, None, UNSAID),
        ("2月28日", 2, None, UNSAID),
        ("截至2024年9月30日", 9, 2024, UNSAID),
        ("2024.8", 8, 2024, UNSAID),
        ("2024.10", 10, 2024, UNSAID),
        ("H1", 6, None, TOTAL),
        ("Mar", 3, None, UNSAID),
        ("Sept. 2024", 9, 2024, UNSAID),
        ("Jan–Mar 2024", 3, 2024, TOTAL),
        ("March YTD", 3, None, TOTAL),
        ("First half", 6, None, TOTAL),
    ],
)
def test_a_period(text: str, month: int, year: int | None, basis: Basis) -> None:
    assert period_in_header(text) == HeaderPeriod(month, year, basis)


@pytest.mark.parametrize(
    ("text", "month", "year", "basis", "months"),
    [
        ("一季度", 3, None, UNSAID, 3),  # both the quarter and the total so far
        ("第二季度", 6, None, SINGLE, 3),
        ("三季度累计", 9, None, TOTAL, 3),
        ("2024Q1", 3, 2024, UNSAID, 3),
        ("Q3 2024", 9, 2024, SINGLE, 3),
        ("2024年下半年", 12, 2024, SINGLE, 6),
        ("H2", 12, None, SINGLE, 6),
        ("4—6月", 6, None, SINGLE, 3),
        ("2024年7月至9月", 9, 2024, SINGLE, 3),
        ("2024年 3 月 当月", 3, 2024, SINGLE, 1),
        ("3月当季", 3, None, SINGLE, 3),
    ],
)
def test_a_period_says_how_long_it_is(
    text: str, month: int, year: int | None, basis: Basis, months: int
) -> None:
    assert period_in_header(text) == HeaderPeriod(month, year, basis, months)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2024-01-09", 9),
        ("2024/1/2", 2),
        ("2024-01-12 00:00:00", 12),
        ("1月9日", 9),
        ("9-Jan", 9),
        ("09-Jan-24", 9),
        ("2024-01-13", None),
        ("2024-01-01", None),
        ("2024-02-09", None),
        ("1-9", None),
        ("9月", None),
    ],
)
def test_a_range_that_a_spreadsheet_made_a_day_of(text: str, month: int | None) -> None:
    assert range_made_a_day(text) == month


@pytest.mark.parametrize(
    "text",
    [
        "2024年9月15日", "2024-09-15", "2024-01-09", "1月9日", "2024-13-01", "1月1日至9月15日",
        "4-6", "9-7月", "0-3月", "2024.1", "2024年2月30日",
        "", "指标", "2024年", "13月", "0月", "1-13月", "3", "同比", "6月同比", "6月增速",
        "年度目标", "mars", "1800年3月", "2024-13", "1月" * 30, "jan-", "5季度",
    ],
)  # fmt: skip
def test_no_period(text: str) -> None:
    assert period_in_header(text) is None
