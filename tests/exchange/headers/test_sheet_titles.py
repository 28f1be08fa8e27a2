"""What stands above a table: its unit, year and period, wherever and however they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.core.values.facts import Accumulation, Calendar
from targets.exchange.figures.rules import SeriesShape
from targets.exchange.headers.titles import (
    Units,
    is_unit_line,
    period_said,
    units_said,
    year_of_making,
    year_said,
)
from targets.exchange.headers.units import is_unit, units_in
from targets.exchange.sheets.parsed_sheet import Basis
from tests.exchange.bureau_files import brought, in_every_format, merged, read, refused, said

SEPTEMBER = "2026-09-30"


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("单位:亿元", ("亿元",)),
        ("单位：亿元、%、个", ("亿元", "%", "个")),
        ("单位：亿元，%", ("亿元", "%")),
        ("单位：亿元/%", ("亿元", "%")),
        ("单位：元/平方米", ("元/平方米",)),
        ("计量单位 万元", ("万元",)),
        ("计量单位：万元 制表人：张三", ("万元",)),
        ("（单位：人民币万元）", ("万元",)),
        ("（万元）", ("万元",)),
        ("万元", ("万元",)),
        ("2026年1-9月财政收支情况（万元）", ("万元",)),
        ("填报单位：区统计局 单位：亿元", ("亿元",)),
        ("单位：公里数", ("公里数",)),  # behind a colon whatever is said
        ("填报单位:区统计局", ()),
        ("单位负责人：张三", ()),
        ("（初步数）", ()),
        ("主要指标", ()),
        ("", ()),
    ],
)
def test_units(line: str, units: tuple[str, ...]) -> None:
    assert units_said([line]) == Units(units)


def test_the_nearest_line_counts() -> None:
    assert units_said(["（万元）", "单位：亿元"]).names == ("万元",)


@pytest.mark.parametrize("line", ["金额单位：万元", "货币单位:万元、元"])
def test_a_unit_of_money(line: str) -> None:
    assert units_said([line]).is_money


@pytest.mark.parametrize("text", ["（万元）", "单位:亿元、%", "金额单位：万元", "计量单位 万元"])
def test_a_cell_that_says_a_unit_alone(text: str) -> None:
    assert is_unit_line(text)


@pytest.mark.parametrize("text", ["填报单位:统计局", "累计(万元)", "", "单位"])
def test_a_cell_that_says_more_or_none(text: str) -> None:
    assert not is_unit_line(text)


def test_what_is_a_unit() -> None:
    for text in ("亿元", "％", "万人次", "万", "元/人", "万亩", "个百分点", "km"):
        assert is_unit(text), text
    for text in ("累计", "亿元以上", "", "初步数"):
        assert not is_unit(text), text
    assert units_in("亿元、初步数、%") == ("亿元",)


@pytest.mark.parametrize("data", [
    *in_every_format("2026年1-9月,,\n,,金额单位：万元\n指标,累计,\n一般公共预算收入,3213400,\n"),
    *in_every_format("2026年1-9月,,\n,,（万元）\n指标,累计,\n一般公共预算收入,3213400,\n"),
    *in_every_format("2026年1-9月\n计量单位 万元\n指标,累计\n一般公共预算收入,3213400\n"),
    *in_every_format("2026年1-9月\n单位：,万元\n指标,累计\n一般公共预算收入,3213400\n"),
    "2026年1-9月\n指标（万元）,累计\n一般公共预算收入,3213400\n",
    "2026年1-9月\n指标（单位：万元）,累计\n一般公共预算收入,3213400\n",
    "2026年1-9月\n项目 金额单位：万元,累计\n一般公共预算收入,3213400\n",
    "2026年1-9月\n指标,累计\n,（万元）\n一般公共预算收入,3213400\n",
    "2026年1-9月\n指标,累计\n,万元\n一般公共预算收入,3213400\n",
    "2026年1-9月\n指标,累计（金额单位：万元）\n一般公共预算收入,3213400\n",
    "2026年1-9月\n指标,计量单位,累计\n一般公共预算收入,万元,3213400\n",
    "2026年1-9月\n一般公共预算收入完成情况（万元）,\n指标,累计\n一般公共预算收入,3213400\n",
    "2026年,\n单位：万元,1-9月\n一般公共预算收入,3213400\n",
])  # fmt: skip
def test_wherever_the_unit_is_written(data: bytes | str) -> None:
    (entry,) = read(data)
    assert (entry.problems, entry.entry.value) == ((), Decimal("321.34"))
    assert str(entry.period_end) == SEPTEMBER
    assert said(entry.notes[0]) == "“3213400 万元” was converted to 321.34 亿元."


def test_several_units_and_one_of_money() -> None:
    rows = "指标,累计\n一般公共预算收入,3213400\n接待游客,612.4\n城镇登记失业率,2.3\n"
    for line in ("单位：万元、%、万人次", "金额单位：万元"):
        found = brought(read(f"2026年1-9月\n{line}\n{rows}"))
        assert list(found.values()) == [Decimal("321.34"), Decimal("612.4"), Decimal("2.3")]
    # A unit that is said of everything is not another's
    reading = read(f"2026年1-9月\n单位：万元\n{rows}")
    assert refused(reading) == {
        ("TOURISM", "B"): ["wrong_unit"], ("JOBLESS", "B"): ["wrong_unit"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "month", "year", "basis"),
    [
        ("2026年9月主要经济指标", 9, 2026, Basis.UNSAID),
        ("1-9月主要指标完成情况", 9, None, Basis.TOTAL),
        ("2026年1月1日至9月30日", 9, 2026, Basis.TOTAL),
        ("截至2026年9月底", 9, 2026, Basis.UNSAID),
        ("截至2026年9月30日", 9, 2026, Basis.UNSAID),
        ("2026 年 1—9 月", 9, 2026, Basis.TOTAL),
        ("2026年三季度", 9, 2026, Basis.SINGLE),
        ("2026年前三季度", 9, 2026, Basis.TOTAL),
        ("2026年一至三季度", 9, 2026, Basis.TOTAL),
        ("2026年上半年", 6, 2026, Basis.TOTAL),
        ("2026-10-01", 10, 2026, Basis.UNSAID),
        ("2026.9", 9, 2026, Basis.UNSAID),
        ("报告期：2026年9月 填报日期：2026年10月9日", 9, 2026, Basis.UNSAID),
        ("2026年9月 1-9月", 9, 2026, Basis.UNSAID),
    ],
)
def test_periods(line: str, month: int, year: int | None, basis: Basis) -> None:
    found = period_said([line])
    assert found is not None
    assert (found.month, found.year, found.basis) == (month, year, basis)


@pytest.mark.parametrize(
    "line",
    [
        "填报日期:2026年10月9日", "填报日期： 2026年9月30日", "制表日期：2026-09-30",
        "制表时间 2026/9/30", "截止2026年9月30日", "数据截止日期：2026年9月30日",
        "2026年9月30日印发", "报送时间：2026.10.09", "（2026年9月制）", "打印时间：2026年9月",
        "2026年9月15日", "2026年10月1日", "2026年1月1日至9月15日", "2026年主要指标",
        "2025年9月与2026年9月", "2026年8月和9月", "2026年13月",
    ],
)  # fmt: skip
def test_no_period(line: str) -> None:
    assert period_said([line]) is None


def test_years() -> None:
    assert year_said(["2026年主要指标", "填报日期：2027年1月9日"]) == 2026
    assert year_said(["填报日期：2027年1月9日"], ["2026年"]) == 2026
    assert year_said(["2025年与2026年"], ["2026年"]) is None


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("填报日期：2026年10月9日", 2026),
        ("填报日期：2026年3月9日", 2025),
        ("2026年10月9日印发", 2026),
        ("填报日期：2026年10月9日 制表日期：2025年10月9日", None),
        ("2026年10月9日", None),
    ],
)
def test_the_year_of_a_month_that_had_ended_when_it_was_filled_in(
    line: str, year: int | None
) -> None:
    assert year_of_making([line], 9) == year


@pytest.mark.parametrize("made", [
    "填报单位:区统计局,填报日期:2026年10月9日,", "制表日期：,2026-10-09,", ",,2026年10月9日印发",
    "报送时间 2026/10/08,,", "统计负责人：张三,截止2026年10月9日,",
])  # fmt: skip
def test_the_day_of_filling_in_is_no_period(made: str) -> None:
    for data in in_every_format(f"1-9月主要指标完成情况,,\n{made}\n指标,单位,累计\n接待游客,,6\n"):
        assert brought(read(data)) == {("TOURISM", SEPTEMBER): 6}


def test_a_title_without_its_year_asks_for_it() -> None:
    text = "1-9月主要指标\n指标,累计\n接待游客,6\n"
    reading = read(text)
    assert reading.sheets[0].needs_year
    assert refused(reading) == {("TOURISM", "B"): ["no_year"]}
    assert brought(read(text, year=2026)) == {("TOURISM", SEPTEMBER): 6}
    assert brought(read(text, name="2026年报表.csv")) == {("TOURISM", SEPTEMBER): 6}


def test_the_title_says_what_a_figure_counts() -> None:
    text = "指标,完成数\n发明专利授权量,903\n接待游客,612.4\n"
    total = read(f"2026年1-9月\n{text}")
    assert brought(total) == {("TOURISM", SEPTEMBER): Decimal("612.4")}
    assert refused(total) == {("PATENTS", "B"): ["not_a_total"]}
    quarter = read(f"2026年三季度\n{text}")
    assert refused(quarter) == {
        ("PATENTS", "B"): ["no_such_period"], ("TOURISM", "B"): ["not_a_total"],
    }  # fmt: skip
    assert len(brought(read(f"2026年9月\n{text}"))) == 2


def test_quarters_are_their_own_length() -> None:
    data = merged(
        [
            ["2026年"], ["指标", "一季度", "二季度", "三季度"], ["地区生产总值", 240, 260, 270],
            ["发明专利授权量", 300, 310, 320], ["新增商标", 30, 31, 32],
            ["城镇登记失业率", 2.1, 2.2, 2.3],
        ]
    )  # fmt: skip
    reading = read(data)
    assert brought(reading) == {
        ("GDP", "2026-03-31"): 240, ("BRANDS", "2026-03-31"): 30, ("BRANDS", "2026-06-30"): 31,
        ("BRANDS", SEPTEMBER): 32, ("JOBLESS", "2026-03-31"): Decimal("2.1"),
    }  # fmt: skip
    wrong, length = ["not_a_total"], ["no_such_period"]
    assert refused(reading) == {
        ("GDP", "C"): wrong, ("GDP", "D"): wrong, ("PATENTS", "B"): length,
        ("PATENTS", "C"): length, ("PATENTS", "D"): length, ("JOBLESS", "C"): length,
        ("JOBLESS", "D"): length,
    }  # fmt: skip


def test_totals_in_the_words_of_quarters() -> None:
    text = "2026年\n指标,一季度,上半年,前三季度\n地区生产总值,240,500,770\n接待游客,1,2,3\n"
    assert list(brought(read(text)).values()) == [240, 500, 770, 1, 2, 3]


def test_a_quarter_beside_its_months() -> None:
    text = "2026年\n指标,8月,9月,三季度,1-9月\n发明专利授权量,2,3,6,90\n接待游客,5,6,7,80\n"
    reading = read(text)
    assert brought(reading) == {
        ("PATENTS", "2026-08-31"): 2, ("PATENTS", SEPTEMBER): 3, ("TOURISM", SEPTEMBER): 80,
    }  # fmt: skip
    # Beside 1—9月 a bare month is the month alone
    assert refused(reading) == {("TOURISM", "B"): ["not_a_total"]}


@pytest.mark.parametrize("beside", ["1-9月", "三季度", "前三季度", "9月累计", "合计", "2026年合计"])
def test_a_bare_month_beside_a_sum_is_the_month_alone(beside: str) -> None:
    reading = read(f"2026年\n指标,8月,9月,{beside}\n接待游客,5,6,80\n")
    assert refused(reading)["TOURISM", "B"] == ["not_a_total"]
    assert not refused(read(f"2026年\n指标,8月,9月,{beside}\n发明专利授权量,5,6,80\n"))


@pytest.mark.parametrize(
    ("period", "header", "code"),
    [
        ("2026年二季度", "数值", "not_a_total"),
        ("2026年4—6月", "数值", "not_a_total"),
        ("2026Q2", "数值", "not_a_total"),
        ("2026年二季度", "累计", None),
        ("2026年上半年", "数值", None),
        ("2026年6月当月", "累计", "not_a_total"),
        ("2026年1—6月", "本月", "not_a_total"),
    ],
)
def test_the_cell_that_says_the_period(period: str, header: str, code: str | None) -> None:
    (entry,) = read(f"指标,期别,{header}\n接待游客,{period},5\n")
    assert [each.code.value for each in entry.problems] == ([code] if code else [])


def test_a_month_alone_is_no_quarter() -> None:
    text = "2026年\n指标,9月当月,三季度\n新增商标,1,3\n"
    assert brought(read(text)) == {("BRANDS", SEPTEMBER): 3}
    assert refused(read("2026年9月\n指标,本月\n新增商标,1\n")) == {
        ("BRANDS", "B"): ["no_such_period"]
    }


def test_a_series_without_a_calendar_has_no_length() -> None:
    series = {"A": SeriesShape("甲项", "", Calendar.ONCE, accumulation=Accumulation.INCREMENT)}
    assert brought(read("2026年\n指标,9月\n甲项,5\n", series=series, growth={})) == {
        ("A", SEPTEMBER): 5
    }
