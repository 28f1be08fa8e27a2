"""Months and periods as column headers."""

from __future__ import annotations

import pytest

from targets.exchange.brought import Basis
from targets.exchange.period_headers import HeaderPeriod, period_in_header

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
        ("2024年 3 月 当月", 3, 2024, SINGLE),
        ("3月累计", 3, None, TOTAL),
        ("累计3月", 3, None, TOTAL),
        ("3月完成数", 3, None, UNSAID),
        ("1—3月(累计)", 3, None, TOTAL),
        ("截至6月底", 6, None, TOTAL),
        ("一季度", 3, None, UNSAID),
        ("第二季度", 6, None, UNSAID),
        ("前三季度", 9, None, TOTAL),
        ("上半年", 6, None, TOTAL),
        ("2024年下半年", 12, 2024, SINGLE),
        ("全年", 12, None, TOTAL),
        ("2024-03", 3, 2024, UNSAID),
        ("2024/3", 3, 2024, UNSAID),
        ("202403", 3, 2024, UNSAID),
        ("2024-03-01", 3, 2024, UNSAID),
        ("2024年3月31日", 3, 2024, UNSAID),
        ("2024Q1", 3, 2024, UNSAID),
        ("Q1 2024", 3, 2024, UNSAID),
        ("H2", 12, None, UNSAID),
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
    "text",
    [
        "", "指标", "2024年", "13月", "0月", "1-13月", "2024.3", "3", "同比", "6月同比", "6月增速",
        "年度目标", "mars", "1800年3月", "2024-13", "1月" * 30, "jan-", "5季度",
    ],
)  # fmt: skip
def test_no_period(text: str) -> None:
    assert period_in_header(text) is None
