"""Months, period ends and days as officials write them."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.exchange.headers.period_text import Month, parse_day, parse_month, parse_period_end
from targets.exchange.sheets.problems import CellRefused, ProblemCode

SEPTEMBER = [
    "2026-09", "2026-9", "2026/09", "2026/9", "2026.09", "202609", "2026年9月", "2026年09月",
    "２０２６年９月", "2026 年 9 月", "2026年9月份", "2026年9月底", "2026年三季度",
    "2026年第三季度", "2026年3季度", "2026年前三季度", "2026年前三个季度", "2026年前3季度",
    "2026Q3", "2026 q3",
    "2026年1—9月", "2026年1-9月", "2026年1月至9月", "2026年1～9月", "2026-1—9月",
    "2026-09-30", "2026/9/30", "2026.9.30", "20260930", "2026年9月30日", "２０２６－０９－３０",
    "2026-09-30 00:00:00", "2026-09-30 0:00", "2026-09-30T00:00:00.000",
]  # fmt: skip


@pytest.mark.parametrize("text", SEPTEMBER)
def test_every_way_to_write_september(text: str) -> None:
    assert parse_period_end(text) == date(2026, 9, 30)
    assert parse_month(text) == Month(2026, 9)
    assert parse_month(text).end == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026年一季度", date(2026, 3, 31)),
        ("2026年上半年", date(2026, 6, 30)),
        ("2026 年 上半年", date(2026, 6, 30)),
        ("2026H1", date(2026, 6, 30)),
        ("2026年1—2月", date(2026, 2, 28)),
        ("2024年1—2月", date(2024, 2, 29)),
        ("2026年全年", date(2026, 12, 31)),
        ("2026年四季度", date(2026, 12, 31)),
    ],
)
def test_named_periods(text: str, end: date) -> None:
    assert parse_period_end(text) == end


@pytest.mark.parametrize(
    "text",
    [
        "2026", "2026年", "9月", "上半年", "2026-13", "2026-00", "2026.1", "20269", "46295",
        "Sep-26", "2026年3—6月", "2026年5季度", "2026年某月", "1900-01", "2201-01", "2026-02-30",
        "26-09", "2026-9/30", "2026-09-30 12:00", "九月", "2026年九月", "٢٠٢٦-٠٩", "2" * 90,
    ],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    for parse in (parse_month, parse_period_end):
        with pytest.raises(CellRefused) as caught:
            parse(text)
        assert caught.value.code is ProblemCode.NOT_A_PERIOD


@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_blank(text: str) -> None:
    for parse in (parse_month, parse_period_end, parse_day):
        with pytest.raises(CellRefused) as caught:
            parse(text)
        assert caught.value.code is ProblemCode.BLANK


def test_a_period_ends_with_its_month_but_a_month_takes_any_day() -> None:
    with pytest.raises(CellRefused, match="not the last day of a month, which is 2026-09-30"):
        parse_period_end("2026-09-15")
    assert parse_month("2026-09-15") == Month(2026, 9)


def test_days() -> None:
    assert parse_day("2026年9月5日") == date(2026, 9, 5)
    for text in ("2026-09", "2026-09-31", "1850-01-01", "tomorrow"):
        with pytest.raises(CellRefused) as caught:
            parse_day(text)
        assert caught.value.code is ProblemCode.NOT_A_DATE


@given(st.dates(min_value=date(1949, 1, 1), max_value=date(2200, 12, 31)))
def test_iso_days_come_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day.year}年{day.month}月{day.day}日") == day


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_month, parse_period_end, parse_day):
        with contextlib.suppress(CellRefused):
            parse(text)
