"""What a header row's columns are taken for."""

from __future__ import annotations

import pytest

from targets.exchange.brought import PERIOD, Basis, ColumnMatch, How, column_letter
from targets.exchange.column_match import match_columns
from targets.exchange.column_words import COLUMNS, EXACT, IGNORED, SYNONYMS, VALUE_BASIS


def one(header: str) -> ColumnMatch:
    (match,) = match_columns([header])
    return match


@pytest.mark.parametrize(
    ("header", "column", "how"),
    [
        ("code", "code", How.EXACT),
        ("指标代码", "code", How.EXACT),
        ("指标 编码", "code", How.SYNONYM),
        ("指标名称", "name_zh", How.EXACT),
        ("项目", "name_zh", How.SYNONYM),
        ("期别", "period_end", How.SYNONYM),
        ("报告期", "period_end", How.SYNONYM),
        ("统计月份", "period_end", How.SYNONYM),
        ("Period", "period_end", How.SYNONYM),
        ("期末日期", "period_end", How.EXACT),
        ("累　计", "value", How.SYNONYM),
        ("完成值", "value", How.SYNONYM),
        ("数值", "value", How.EXACT),
        ("计量单位", "unit_zh", How.SYNONYM),
        ("Unit", "unit_zh", How.SYNONYM),
        ("数据来源", "source", How.EXACT),
        ("来源", "source", How.SYNONYM),
        ("说明", "note", How.SYNONYM),
        ("推进情况", "declared", How.EXACT),
        ("进展", "stage", How.SYNONYM),
        ("初步数据", "preliminary", How.SYNONYM),
        ("更正原因", "reason", How.SYNONYM),
        ("年度目标", "", How.IGNORED),
        ("2026年目标(亿元)", "", How.IGNORED),
        ("填报单位", "", How.IGNORED),
        ("同比(%)", "", How.IGNORED),
        ("未导入原因", "", How.IGNORED),
        ("Why not taken", "", How.IGNORED),
        ("period_label", "", How.IGNORED),
        ("recorded_at", "", How.IGNORED),
        ("说不清的列", "", How.NONE),
        ("说不清的列(亿元)", "", How.NONE),
        ("", "", How.NONE),
    ],
)
def test_one_header(header: str, column: str, how: How) -> None:
    match = one(header)
    assert (match.column, match.how) == (column, how)


@pytest.mark.parametrize(
    ("header", "column", "unit", "basis"),
    [
        ("累计(亿元)", "value", "亿元", Basis.TOTAL),
        ("投资额（万元）", "value", "万元", Basis.UNSAID),
        ("本月【户】", "value", "户", Basis.SINGLE),
        ("完成值,万元", "value", "万元", Basis.UNSAID),
        ("累计（单位：亿元）", "value", "亿元", Basis.TOTAL),
        ("3月（万元）", PERIOD, "万元", Basis.UNSAID),
        ("1—3月(累计)", PERIOD, "", Basis.TOTAL),
        ("指标(单位)", "name_zh", "", Basis.UNSAID),
    ],
)
def test_the_unit_in_a_header(header: str, column: str, unit: str, basis: Basis) -> None:
    match = one(header)
    assert (match.column, match.unit, match.basis) == (column, unit, basis)


def test_of_two_columns_for_one_thing_the_better_known_is_read() -> None:
    matches = match_columns(["期别", "期末日期", "指标", "项目", "累计", "当月", "累计数"])
    assert [each.column for each in matches] == [
        "", "period_end", "name_zh", "", "value", "value", "",
    ]  # fmt: skip
    assert [each.basis for each in matches if each.column == "value"] == ["total", "single"]


def test_months_are_periods_each_once() -> None:
    matches = match_columns(["1月", "1月", "2024年1月", "1月累计"])
    assert [each.column for each in matches] == [PERIOD, "", PERIOD, PERIOD]
    assert [each.letter for each in matches] == ["A", "B", "C", "D"]
    assert str(matches[2].period_end(None)) == "2024-01-31"
    assert matches[0].period_end(None) is None
    assert str(matches[0].period_end(2025)) == "2025-01-31"
    assert matches[0].label == "A 1月"


def test_a_correction() -> None:
    headers = ["甲", "乙(万元)", "丙", "指标", "丁", "戊"]
    override = {0: "code", 1: "value_total", 2: "2024-03", 3: "", 4: "3月累计", 5: "source"}
    matches = match_columns(headers, override)
    assert [each.column for each in matches] == ["code", "value", PERIOD, "", PERIOD, "source"]
    assert {each.how for each in matches} == {How.CHOSEN}
    assert (matches[1].unit, matches[1].basis) == ("万元", Basis.TOTAL)
    assert (matches[2].month, matches[2].year) == (3, 2024)
    assert matches[4].basis is Basis.TOTAL


def test_a_chosen_column_stands_before_a_recognised_one() -> None:
    matches = match_columns(["编码", "甲"], {1: "code"})
    assert [each.column for each in matches] == ["", "code"]


def test_a_correction_that_means_nothing() -> None:
    with pytest.raises(ValueError, match="no column"):
        match_columns(["甲"], {0: "colour"})


def test_headers_of_our_own_workbook() -> None:
    matches = match_columns(["This period", "Target of the year"], None, {
        "thisperiod": "value", "targetoftheyear": "",
    })  # fmt: skip
    assert [(each.column, each.how) for each in matches] == [
        ("value", How.EXACT), ("", How.IGNORED),
    ]  # fmt: skip


def test_the_table_of_words_is_sound() -> None:
    columns = {column for column, _rank in SYNONYMS.values()}
    assert columns | set(EXACT.values()) == set(COLUMNS)
    assert set(VALUE_BASIS) <= set(COLUMNS)
    assert not IGNORED & set(SYNONYMS)


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_letters(index: int, letter: str) -> None:
    assert column_letter(index) == letter
