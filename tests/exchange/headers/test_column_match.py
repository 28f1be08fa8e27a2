"""What a header row's columns are taken for."""

from __future__ import annotations

import pytest

from targets.exchange.headers.column_match import match_columns
from targets.exchange.headers.column_words import COLUMNS, EXACT, IGNORED, SYNONYMS, VALUE_BASIS
from targets.exchange.sheets.parsed_sheet import (
    PERIOD,
    Basis,
    ColumnMatch,
    How,
    Meaning,
    column_letter,
)


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
        ("同比(%)", "growth", How.SYNONYM),
        ("同比增减（亿元）", "", How.IGNORED),
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


def test_of_two_labels_for_one_thing_the_better_known_is_read() -> None:
    matches = match_columns(["期别", "期末日期", "指标", "项目", "累计", "当月"])
    assert [each.column for each in matches] == [
        "", "period_end", "name_zh", "", "value", "value",
    ]  # fmt: skip
    assert [each.basis for each in matches if each.column == "value"] == ["total", "single"]
    assert [each.is_label for each in matches] == [True, False, False, True, False, False]


def test_of_two_columns_for_the_same_figures_none_is_chosen() -> None:
    matches = match_columns(
        ["指标", "累计", "当月", "累计数", "1月", "1月", "2024年1月", "1月累计"]
    )
    assert [(each.column, each.how, each.claim) for each in matches[1:]] == [
        ("", How.ASKED, "value_total"), ("value", How.SYNONYM, "value_single"),
        ("", How.ASKED, "value_total"), ("", How.ASKED, "1月"), ("", How.ASKED, "1月"),
        (PERIOD, How.SYNONYM, "2024年1月"), (PERIOD, How.SYNONYM, "1月累计"),
    ]  # fmt: skip
    # In a table of 2024 the third month is the same as well
    matches = match_columns(["1月", "2024年1月"], year=2024)
    assert [each.how for each in matches] == [How.ASKED, How.ASKED]


def test_the_column_that_a_person_chooses_is_read_and_the_others_are_not() -> None:
    matches = match_columns(["指标", "累计", "累计数"], {2: "value_total"})
    assert [(each.column, each.how) for each in matches[1:]] == [
        ("", How.IGNORED), ("value", How.CHOSEN),
    ]  # fmt: skip
    assert matches[1].meaning is Meaning.OTHER
    both = match_columns(["累计", "累计数"], {0: "value_total", 1: "value_total"})
    assert [each.how for each in both] == [How.ASKED, How.ASKED]


def test_every_claim_is_a_correction_that_says_the_same() -> None:
    headers = ["累计", "2023年累计", "2023年数值", "9月累计", "2023年9月", "当月"]
    for header, match in zip(headers, match_columns(headers), strict=True):
        (chosen,) = match_columns([header], {0: match.claim})
        assert chosen.how is How.CHOSEN
        assert (chosen.column, chosen.basis, chosen.year) == (
            match.column, match.basis, match.year
        )  # fmt: skip


def test_growth_behind_two_years_belongs_to_the_later_one() -> None:
    for headers in (["2024年1-9月", "2023年1-9月"], ["2023年1-9月", "2024年1-9月"]):
        *_levels, growth = match_columns([*headers, "同比增长(%)"])
        assert (growth.month, growth.year) == (9, 2024)
    *_levels, growth = match_columns(["1-9月", "2023年1-9月", "同比增长(%)"], year=2024)
    assert (growth.month, growth.year) == (9, None)


@pytest.mark.parametrize(
    ("header", "basis"),
    [
        ("1至本月累计", Basis.TOTAL),
        ("今年累计完成数", Basis.TOTAL),
        ("年初至本月", Basis.TOTAL),
        ("自年初至本月实际", Basis.TOTAL),
        ("本月止累计数", Basis.TOTAL),
        ("当月实绩", Basis.SINGLE),
        ("本季度实际完成额", Basis.SINGLE),
        ("实绩", Basis.UNSAID),
        ("今年实际", Basis.UNSAID),
    ],
)
def test_values_in_words_of_their_own(header: str, basis: Basis) -> None:
    match = one(header)
    assert (match.column, match.basis) == ("value", basis)


def test_months_and_their_years() -> None:
    matches = match_columns(["1月", "2024年1月"])
    assert [each.letter for each in matches] == ["A", "B"]
    assert str(matches[1].period_end(None)) == "2024-01-31"
    assert matches[0].period_end(None) is None
    assert str(matches[0].period_end(2025)) == "2025-01-31"
    assert matches[0].label == "A 1月"


@pytest.mark.parametrize(
    ("headers", "months"),
    [
        (["2024.8", "2024.9", "2024.10"], [8, 9, 10]),
        (["2024.8", "2024.9", "2024.1"], [8, 9, 10]),  # 2024.10 as a number
        (["2024.1", "2024.2", "2024.3"], [1, 2, 3]),
        (["2024.9", "2024.1", "2024.11"], [9, 10, 11]),
        (["2024.7", "2024.1"], [7, None]),  # no one can tell
        (["2024.1"], [None]),
    ],
)
def test_months_behind_a_point(headers: list[str], months: list[int | None]) -> None:
    matches = match_columns(headers)
    assert [each.month if each.column else None for each in matches] == months
    assert {each.how for each in matches if not each.column} <= {How.ASKED}


def test_days_that_a_spreadsheet_made_of_ranges() -> None:
    matches = match_columns(["指标", "2024-01-02", "2024-01-03", "2024-01-04"])
    assert [(each.month, each.year, each.basis) for each in matches[1:]] == [
        (2, None, Basis.TOTAL), (3, None, Basis.TOTAL), (4, None, Basis.TOTAL),
    ]  # fmt: skip
    # One alone may be a day
    (alone,) = match_columns(["2024-01-09"])
    assert (alone.column, alone.how, alone.claim) == ("", How.ASKED, "9月累计")
    (chosen,) = match_columns(["2024-01-09"], {0: "9月累计"})
    assert (chosen.month, chosen.basis, chosen.how) == (9, Basis.TOTAL, How.CHOSEN)


def test_growth_belongs_to_the_figures_before_it() -> None:
    matches = match_columns(
        ["同比", "本月", "同比", "累计", "同比±%", "6月", "增长(%)", "累计同比", "3月同比"]
    )
    growths = [each for each in matches if each.column == "growth" or each.claim == "growth"]
    assert [(each.basis, each.month, each.how) for each in growths] == [
        (Basis.UNSAID, None, How.SYNONYM), (Basis.SINGLE, None, How.SYNONYM),
        (Basis.TOTAL, None, How.SYNONYM), (Basis.UNSAID, 6, How.SYNONYM),
        (Basis.TOTAL, 6, How.SYNONYM), (Basis.UNSAID, 3, How.SYNONYM),
    ]  # fmt: skip


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
