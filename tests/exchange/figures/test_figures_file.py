"""Files of figures as departments keep them: what is understood, brought, passed over, refused."""

from __future__ import annotations

import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.core.values.facts import Accumulation, Calendar
from targets.exchange.figures.rules import SeriesShape
from targets.exchange.figures.workbook import sheets_as
from targets.exchange.sheets.decoding import Limits
from targets.exchange.sheets.parsed_sheet import Form, How
from targets.exchange.sheets.problems import ProblemCode
from tests.exchange.files import codes_of, only_problem, said
from tests.exchange.workbook_files import (
    SERIES,
    Table,
    changed_workbook,
    codes_in,
    opened,
    problems_in,
    reading,
    rows,
    taken,
    workbook,
)

GDP_HALF = ("GDP", "2024-06-30", Decimal("1234.5"))


def test_the_long_form_in_the_names_of_our_own_file() -> None:
    text = (
        "place,code,name_zh,unit_zh,period_end,period_label,value,source\n"
        "BY,GDP,地区生产总值,亿元,2024-06-30,1—6月,1234.5,统计月报\n"
        ",GROWTH,,,2024年9月,,５．５％,\n"
        'BY,FIRMS,,,2024-03,,"1,234",\n'
    )
    reading_of = reading(text)
    (sheet,) = reading_of.sheets
    assert (sheet.form, sheet.header_row, sheet.name) == (Form.LONG, 1, "表")
    entries = list(reading_of)
    assert taken(entries) == [
        GDP_HALF, ("GROWTH", "2024-09-30", Decimal("5.5")), ("FIRMS", "2024-03-31", Decimal(1234)),
    ]  # fmt: skip
    assert [each.entry.source for each in entries] == ["统计月报", "", ""]
    assert (entries[0].sheet, entries[0].row, entries[0].column) == ("表", 2, "G value")
    assert entries[0].original[1] == "GDP"
    assert reading_of.total == 3


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2024-06-30", "2024-06-30"),
        ("2024-6", "2024-06-30"),
        ("2024/6/1", "2024-06-30"),  # what a spreadsheet makes of 2024-6
        ("2024年上半年", "2024-06-30"),
        ("2024年1—6月累计", "2024-06-30"),
        ("6月", "2025-06-30"),  # the year that was chosen
        ("二季度", "2025-06-30"),
    ],
)
def test_periods(text: str, end: str) -> None:
    (entry,) = rows(f"指标,期别,累计\n地区生产总值,{text},1\n", year=2025)
    assert taken([entry]) == [("GDP", end, Decimal(1))]


def test_a_column_for_the_year() -> None:
    text = "指标,年份,月份,累计\n地区生产总值,2023年,6月,1\n地区生产总值,,9月,2\n"
    first, second = rows(text)
    assert taken([first]) == [("GDP", "2023-06-30", Decimal(1))]
    assert codes_in(second) == ["no_year"]
    assert "does not say its year" in problems_in(second)[0]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("GDP,2024-06-15,1", "not_a_month_end", "last day of a month"),
        ("GDP,soon,1", "not_a_period", "not a period"),
        ("GDP,,1", "blank", "missing"),
        ("GDP,6月,1", "no_year", "does not say its year"),
        ("GDP,2024-05,1", "no_such_period", "3, 6, 9, 12"),
        ("GDP,2026-12,1", "not_ended", "has not ended"),
        ("NONE,2024-06,1", "unknown_code", "There is no series “NONE”"),
        (",2024-06,1", "blank", "needs a value"),
        ("GDP,2024-06,约12", "not_a_number", "is not a number"),
        ("GDP,2024-06,=A1+B1", "formula", "formula"),
        ("GDP,2024-06,#REF!", "formula", "formula"),
        ("GDP,2024-06,1.2E+05", "exponent", "shortened"),
        ("GDP,2024-06,\"1,23\"", "misplaced_separator", "misplaced"),
        ("GDP,2024-06,1.123456789", "too_many_decimals", "more than 8 decimals"),
        ("GDP,2024-06,12345678901234567", "too_many_digits", "16 digits"),
        ("GDP,2024-06,5%", "wrong_unit", "not the unit"),
        ("PLAN,2024-06,5", "contradiction", "This is a task"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row(line: str, code: str, words: str) -> None:
    (entry,) = rows(f"code,period,value\n{line}\n")
    assert codes_in(entry) == [code]
    assert words in problems_in(entry)[0]
    assert entry.problems[0].row == 2
    assert entry.problems[0].column


def test_all_problems_of_a_row_are_told() -> None:
    (entry,) = rows(
        "place,code,name,unit,period,value,qualifier,preliminary,expected_on,share_done,source\n"
        "XX,GDP,固定资产投资,吨,2024-05,x,maybe,perhaps,soon,200,"
        f"{'长' * 301}\n"
    )
    assert codes_in(entry) == [
        "other_place", "wrong_name", "not_a_choice", "not_a_choice", "not_a_date", "not_a_number",
        "too_long",
    ]  # fmt: skip
    assert len(problems_in(entry)) == 7


def test_what_is_wrong_with_unit_and_period_is_told_together() -> None:
    (entry,) = rows("code,unit,period,value\nGDP,吨,2024-05,x\n")
    assert codes_in(entry) == ["wrong_unit", "no_such_period", "not_a_number"]


def test_names() -> None:
    text = (
        "指标,期别,累计\n"
        "一、 地区 生产总值（亿元）,2024-06,1\n"
        "1.固定资产投资,2024-06,2\n"
        "其中：工业增速(%),2024-06,3\n"
        "new  firms,2024-06,4\n"
        "绿地率,2024-06,5\n"
        "空气质量,2024-06,6\n"
    )
    *known, twin, unknown = rows(text.replace("累计", "数值"))
    assert [each.code for each in known] == ["GDP", "FAI", "GROWTH", "FIRMS"]
    assert codes_in(twin) == ["ambiguous_name"]
    assert "TWIN1, TWIN2" in problems_in(twin)[0]
    assert codes_in(unknown) == ["unknown_name"]


def test_code_and_name_have_to_agree() -> None:
    first, second, third = rows(
        "编码,指标,期别,数值\ngdp,地区生产总值（亿元）,2024-06,1\nGDP,投资,2024-09,1\n"
        "TWIN1,绿地率,2024-06,1\n"
    )
    assert not first.problems
    assert first.code == "GDP"
    assert codes_in(second) == ["wrong_name"]
    assert second.problems[0].column == "B 指标"
    assert not third.problems


@pytest.mark.parametrize(
    ("header", "unit", "value"),
    [
        ("累计(万元)", "", "12345"),
        ("累计", "万元", "12345"),
        ("累计", "", "12345万"),
        ("累计", "", "12345万元"),
        ("累计(亿元)", "万元", "12345"),  # the row's own unit stands before the column's
        ("累计(亿元)", "亿元", "1.2345"),
        ("累计", "亿元", "1.2345"),
    ],
)
def test_units(header: str, unit: str, value: str) -> None:
    (entry,) = rows(f"编码,计量单位,期别,{header}\nGDP,{unit},2024-06,{value}\n")
    assert taken([entry]) == [("GDP", "2024-06-30", Decimal("1.2345"))]
    assert bool(entry.notes) is ("1.2345" not in value)


def test_the_unit_of_a_sheet() -> None:
    text = "主要指标,,\n单位:万元、%,,\n编码,期别,累计\nGDP,2024-06,5\nGROWTH,2024-06,6\n"
    reading_of = reading(text)
    assert reading_of.sheets[0].unit == "万元、%"
    assert [each.entry.value for each in reading_of] == [Decimal("0.0005"), Decimal(6)]


def test_a_unit_that_does_not_convert_exactly() -> None:
    (entry,) = rows("编码,单位,期别,累计\nGDP,元,2024-06,1\nGDP,元,2024-09,0.1\n")[1:]
    assert codes_in(entry) == ["not_exact"]


def test_a_ledger_cell_has_its_columns_unit() -> None:
    text = "编码,3月（万元）,6月（亿元）,9月\nGDP,5,6,7\nRANK,5,6,7\n"
    *figures, first, second, third = rows(text, year=2024)
    assert taken(figures) == [
        ("GDP", "2024-03-31", Decimal("0.0005")), ("GDP", "2024-06-30", Decimal(6)),
        ("GDP", "2024-09-30", Decimal(7)),
    ]  # fmt: skip
    assert codes_in(first) == codes_in(second) == ["wrong_unit"]
    assert not third.problems


def test_a_figure_of_the_same_as_last_period_and_none() -> None:
    text = (
        "编码,期别,数值\nGROWTH,2024-01,=\nGROWTH,2024-02,与上期相同\nGROWTH,2024-03,＝\n"
        "GROWTH,2024-04,\nGROWTH,2024-05,—\nGROWTH,2024-06,-\nGROWTH,2024-07,/\n"
        "GROWTH,2024-08,-0\n"
    )
    reading_of = reading(text)
    *same, zero = reading_of
    assert [each.entry.same_as_last for each in same] == [True, True, True]
    assert [each.entry.value for each in same] == [None, None, None]
    assert not any(each.problems for each in same)
    assert str(zero.entry.value) == "0"
    assert reading_of.tally.blank == 4


def test_tasks() -> None:
    text = (
        "编码,期别,进展,推进情况,完成比例,预计完成,完成日期,备注,数值\n"
        "PLAN,2024-06,起草中,正常推进,50%,2024年12月31日,,好,\n"
        'PLAN,2024-07,"甲\r\n乙",done,-,,2024-07-15,,—\n'
        "PLAN,2024-08,,,,,,空,\n"
        "PLAN,2024-09,x,忙,101,soon,,,\n"
        f"PLAN,2024-10,{'长' * 1001},,,,,,\n"
    )
    first, second, third, fourth = rows(text)
    assert (first.entry.stage, first.entry.declared, first.entry.share_done) == (
        "起草中",
        "normal",
        Decimal(50),
    )
    assert str(first.entry.expected_on) == "2024-12-31"
    assert first.entry.note == "好"
    assert (second.entry.stage, second.entry.declared, str(second.entry.done_on)) == (
        "甲\n乙",
        "done",
        "2024-07-15",
    )
    assert not first.problems
    assert not second.problems
    assert codes_in(third) == ["not_a_choice", "not_a_date", "out_of_range"]
    assert codes_in(fourth) == ["too_long"]


def test_a_figure_has_no_state_and_a_task_no_qualifier() -> None:
    figure, plain, task = rows(
        "编码,期别,数值,限定,进展,初步数,更正原因\nGROWTH,2024-06,1,以上,好,是,笔误\n"
        "GROWTH,2024-07,1,above,,否,\nPLAN,2024-06,,above,在办,,\n"
    )
    assert codes_in(figure) == ["contradiction"]
    assert (figure.entry.qualifier, figure.entry.preliminary, figure.entry.reason) == (
        "above",
        True,
        "笔误",
    )
    assert (plain.entry.qualifier, plain.entry.preliminary, plain.problems) == ("above", False, ())
    assert codes_in(task) == ["contradiction"]


def test_text_that_was_protected_comes_back() -> None:
    (entry,) = rows("编码,期别,数值,备注\nGROWTH,2024-06,1,'=1+1\n")
    assert entry.entry.note == "=1+1"
    assert entry.original[3] == "=1+1"


def test_a_table_of_one_period_with_its_title() -> None:
    text = (
        "白云区2024年1—6月主要指标,,,,\n,,,,\n指标,计量单位,本月,累计,同比\n"
        "一、综合,,,,\n地区生产总值,亿元,,1234.5,5\n新增企业,户,33,100,\n注:本表为初步数,,,,\n"
    )
    reading_of = reading(text)
    (sheet,) = reading_of.sheets
    assert (sheet.form, sheet.header_row, str(sheet.period_end)) == (Form.LONG, 3, "2024-06-30")
    assert len(sheet.notes) == 1
    assert taken(reading_of) == [GDP_HALF, ("FIRMS", "2024-06-30", Decimal(33))]
    assert (reading_of.tally.rows, reading_of.tally.headings) == (4, 2)


def test_a_table_without_any_period() -> None:
    (entry,) = rows("编码,数值\nGROWTH,1\n")
    assert codes_in(entry) == ["no_year"]
    assert "which period" in problems_in(entry)[0]


def test_a_line_of_text_in_the_values_column_is_no_figure() -> None:
    reading_of = reading("编码,期别,数值\nGROWTH,2024-06,1\n,,以上为初步数\n")
    assert len(list(reading_of)) == 1
    assert (reading_of.tally.headings, reading_of.tally.first_heading) == (1, 3)


@pytest.mark.parametrize(
    ("code", "header", "fits"),
    [
        ("GDP", "累计", True),
        ("GDP", "数值", True),
        ("GDP", "当月", False),
        ("FIRMS", "当月", True),
        ("FIRMS", "数值", True),
        ("FIRMS", "累计", False),
        ("GROWTH", "累计", True),
        ("GROWTH", "当月", True),
    ],
)
def test_totals_and_single_periods_are_not_confused(code: str, header: str, fits: bool) -> None:
    first, second = rows(f"编码,期别,{header}\n{code},2024-03,1\n{code},2024-06,2\n")
    assert codes_in(second) == ([] if fits else ["not_a_total"])
    # The first quarter is both; the first month alone is both for monthly figures
    assert codes_in(first) == ([] if fits or code == "GDP" else ["not_a_total"])


def test_words_in_the_period_cell_count_too() -> None:
    (entry,) = rows("编码,期别,数值\nGDP,2024年6月当月,1\n")
    assert codes_in(entry) == ["not_a_total"]


LEDGER = (
    "白云区台账（2024年）,,,,,\n"
    "指标,单位,1-2月,3月,,4月\n"
    ",,,累计,当月,\n"
    "固定资产投资（万元）,,12,20,8,=\n"
    "新增企业,户,,2,3,—\n"
    "其他,,1,,,\n"
    "行动方案,,,已开工,,\n"
    "工业,,,,,\n"
    "负责人:,,填表人:张三,,,\n"
)


def test_the_ledger_form() -> None:
    reading_of = reading(LEDGER)
    (sheet,) = reading_of.sheets
    assert (sheet.form, sheet.header_row, sheet.year) == (Form.LEDGER, 3, 2024)
    assert [each.header for each in sheet.columns] == [
        "指标", "单位", "1-2月", "3月累计", "3月当月", "4月",
    ]  # fmt: skip
    assert "Some columns hold running totals" in sheet.notes[0].message.msgid
    first, second, same, firms, unknown, task = reading_of
    assert taken([first, second]) == [
        ("FAI", "2024-02-29", Decimal("0.0012")), ("FAI", "2024-03-31", Decimal("0.002")),
    ]  # fmt: skip
    assert same.entry.same_as_last
    assert (firms.column, firms.entry.value) == ("E 3月当月", Decimal(3))
    assert codes_in(unknown) == ["unknown_name"]
    assert (task.code, task.entry.stage, str(task.period_end)) == ("PLAN", "已开工", "2024-03-31")
    assert not task.problems
    assert (reading_of.tally.blank, reading_of.tally.headings) == (4, 2)


def test_a_ledger_without_its_year_asks_for_it() -> None:
    text = "指标,3月,6月\n地区生产总值,1,2\n"
    assert opened(text).sheets[0].needs_year
    assert [codes_in(each) for each in rows(text)] == [["no_year"], ["no_year"]]
    assert [str(each.period_end) for each in rows(text, year=2024)] == ["2024-03-31", "2024-06-30"]
    by_name = rows(text, name="2023年台账.csv")
    assert [str(each.period_end) for each in by_name] == ["2023-03-31", "2023-06-30"]


def test_a_ledger_names_years_in_its_header() -> None:
    text = "指标,2023年12月,2024年3月,备注,数据来源\n地区生产总值,1,2,注,报表\n"
    first, second = rows(text)
    assert taken([first, second]) == [
        ("GDP", "2023-12-31", Decimal(1)), ("GDP", "2024-03-31", Decimal(2)),
    ]  # fmt: skip
    assert (first.entry.note, second.entry.source) == ("注", "报表")


def test_months_beside_their_sum_are_single() -> None:
    text = "2024年,,,,\n编码,1月,2月,3月,合计\nFIRMS,1,2,3,6\nGDP,,,3,\nFAI,,2,3,5\n"
    reading_of = reading(text)
    assert "single periods" in reading_of.sheets[0].notes[0].message.msgid
    *firms, gdp, first, second = reading_of
    assert [each.entry.value for each in firms] == [1, 2, 3]
    assert codes_in(gdp) == codes_in(first) == []
    assert codes_in(second) == ["not_a_total"]


def test_one_month_beside_its_total() -> None:
    text = "2024年,,\n编码,6月,累计\nFIRMS,1,6\nGDP,1,6\n"
    firms, gdp = rows(text)
    assert taken([firms, gdp]) == [
        ("FIRMS", "2024-06-30", Decimal(1)), ("GDP", "2024-06-30", Decimal(6)),
    ]  # fmt: skip


def test_a_header_with_the_totals_above_the_months() -> None:
    text = "编码,累计,,当月,\n,1-2月,3月,1-2月,3月\nFAI,1,2,1,1\n"
    assert [each.entry.value for each in rows(text, year=2024)] == [1, 2]


def test_a_ledgers_code_that_is_unknown_is_refused_whatever_its_cells_hold() -> None:
    (entry,) = rows("编码,3月\nNONE,x\n", year=2024)
    assert codes_in(entry) == ["unknown_code", "not_a_number"]
    (entry,) = rows("编码,3月\nNONE,12万吨\n", year=2024)
    assert codes_in(entry) == ["unknown_code"]


def test_a_header_repeated_for_the_next_page() -> None:
    text = "编码,3月,6月\nGDP,1,2\n编码,3月,6月\nGDP,,\n"
    assert len(rows(text, year=2024)) == 2


def test_a_header_whose_upper_line_says_nothing_of_the_columns() -> None:
    text = "2024年1—6月,,\n编码,完成情况,\n,本月,累计\nFIRMS,1,6\nGDP,,7\n"
    assert [each.entry.value for each in rows(text)] == [1, 7]


def test_a_title_without_a_real_period() -> None:
    for title in ("2024年13月", "2023年6月与2024年6月"):
        (entry,) = rows(f"{title},\n编码,数值\nGROWTH,1\n")
        assert codes_in(entry) == ["no_year"]


def test_a_source_of_two_lines() -> None:
    (entry,) = rows('编码,期别,数值,来源\nGDP,2024-06,1,"甲\r\n乙"\n')
    assert entry.entry.source == "甲\n乙"


def test_spellings_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    from targets.exchange.figures import slots

    monkeypatch.setattr(slots, "_REMEMBERED", 1)
    text = "编码,期别,数值\nGDP,2024-06,1\nRANK,2024-06,1\nGDP,2024-09,1\n"
    assert len(taken(rows(text))) == 3


def test_a_short_row_of_a_ledger() -> None:
    assert [each.entry.value for each in rows("编码,3月,6月\nGDP,1\n", year=2024)] == [1]


def test_the_match_can_be_corrected() -> None:
    text = "甲,乙,丙\nGDP,2024-06,1\n"
    book = opened(text)
    assert book.sheets[0].form is Form.UNRECOGNISED
    mapping = {"表": {0: "code", 1: "period_end", 2: "value"}}
    (sheet,) = sheets_as(book, mapping=mapping)
    assert sheet.form is Form.LONG
    assert {each.how for each in sheet.columns} == {How.CHOSEN}
    assert taken(rows(text, mapping=mapping)) == [("GDP", "2024-06-30", Decimal(1))]


def test_a_column_can_be_left_out() -> None:
    text = "编码,3月,6月\nGDP,1,2\n"
    assert len(rows(text, year=2024, mapping={"表": {1: ""}})) == 1


def test_rows_for_one_slot() -> None:
    text = (
        "编码,期别,数值,来源\nGDP,2024-06,1,甲\nGDP,2024年上半年,1.0,乙\nGROWTH,2024-06,1,\n"
        "GROWTH,2024-06,2,\nRANK,2024-06,x,\nRANK,2024-06,x,\nGDP,2024-09,3,\n"
    )
    reading_of = reading(text)
    same, first, second, unread, last = reading_of
    assert (same.row, [note.params["others"] for note in same.notes]) == (2, ["表!C3"])
    assert not same.problems
    assert codes_in(first) == codes_in(second) == ["duplicate_row"]
    assert "表!C5 says otherwise" in problems_in(first)[0]
    assert "表!C4 says otherwise" in problems_in(second)[0]
    assert codes_in(unread) == ["not_a_number"]
    assert not last.problems
    assert (reading_of.total, reading_of.tally.repeated) == (5, 2)


def test_rows_for_one_slot_on_two_sheets() -> None:
    header = ["编码", "期别", "数值"]
    data = workbook([header, ["GDP", "2024-06", 1]], [header, ["GDP", "2024-06", 2]])
    first, second = rows(data)
    assert "Sheet2!C2" in problems_in(first)[0]
    assert "Sheet1!C2" in problems_in(second)[0]


def test_rows_that_are_no_series_are_not_taken_for_repeated() -> None:
    assert [codes_in(each) for each in rows("编码,期别,数值\nA,2024-06,1\nA,2024-06,1\n")] == [
        ["unknown_code"], ["unknown_code"],
    ]  # fmt: skip


def test_rows_of_another_width() -> None:
    text = (
        "编码,期别,数值,备注\nGDP,2024-03\nGDP,2024-06,1\nGDP,2024-09,1,234.5,\nGDP,2024-12,2,,\n"
    )
    short, fine, split, trailing = rows(text)
    assert codes_in(short) == ["too_few_cells"]
    assert not fine.problems
    assert not trailing.problems
    assert codes_in(split) == [] or split.problems
    (stray,) = rows("编码,期别,数值\nGDP,2024-09,1,234.5\n")
    assert codes_in(stray) == ["too_many_cells"]
    (unnamed,) = rows("编码,期别,数值,\nGDP,2024-09,1,234.5\n")
    assert codes_in(unnamed) == ["too_many_cells"]


def test_a_stray_cell_of_a_workbook_is_left_alone() -> None:
    data = workbook([["编码", "期别", "数值"], ["GDP", "2024-06", 1, None, "看"]])
    assert len(taken(rows(data))) == 1
    beyond = workbook([["编码", "期别", "数值"], ["GDP", "2024-06", 1, None, "=A1"]])
    assert len(taken(rows(beyond))) == 1


def test_other_separators_and_encodings() -> None:
    for text in ("编码\t期别\t数值\nGDP\t2024-06\t1\n", "编码;期别;数值\nGDP;2024-06;1\n"):
        assert len(taken(rows(text))) == 1
    data = "编码,期别,数值\nGDP,2024-06,1\n"
    for encoding in ("gb18030", "utf-8-sig", "utf-16"):
        assert len(taken(rows(data.encode(encoding)))) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ProblemCode.EMPTY_FILE),
        (b" \r\n ", ProblemCode.EMPTY_FILE),
        ("编码,期别,数值\n".encode(), ProblemCode.EMPTY_FILE),
        ("编码,期别,数值\nGDP,2024-06,\n".encode(), ProblemCode.EMPTY_FILE),
        (b"a,b\n1,2\n", ProblemCode.NO_SHEET),
        ("编码,期别,数值\nGDP,\"2024\n".encode(), ProblemCode.BAD_QUOTES),
        (b"%PDF-1.4", ProblemCode.BINARY),
        (b"<html><table></table></html>", ProblemCode.BINARY),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', ProblemCode.BINARY),
        (b"a\0b", ProblemCode.BINARY),
        (b"\xff\xff\xff", ProblemCode.NOT_TEXT),
        (b"PK\x03\x04 nothing", ProblemCode.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing", ProblemCode.DAMAGED),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            ProblemCode.LOCKED,
        ),
    ],
)  # fmt: skip
def test_files_that_are_refused_as_a_whole(data: bytes, code: ProblemCode) -> None:
    assert codes_of(lambda: rows(data)) == [code]


def test_too_large_and_too_many() -> None:
    text = "编码,期别,数值\n" + "GDP,2024-06,1\n" * 3
    assert codes_of(lambda: rows(text, limits=Limits(size=20))) == [ProblemCode.TOO_LARGE]
    problem = only_problem(lambda: rows(text, limits=Limits(rows=2)))
    assert (problem.code, problem.row) == (ProblemCode.TOO_MANY_ROWS, 4)
    wide = "编码,3月,6月\nGDP,1,2\n"
    assert codes_of(lambda: rows(wide, year=2024, limits=Limits(rows=1))) == [
        ProblemCode.TOO_MANY_ROWS
    ]


def test_a_name_decides_nothing() -> None:
    data = workbook([["编码", "期别", "数值"], ["GDP", "2024-06", 1]])
    assert len(taken(rows(data, name="figures.csv"))) == 1
    assert len(taken(rows("编码,期别,数值\nGDP,2024-06,1\n", name="figures.xlsx"))) == 1


def test_sheets_that_are_not_read_are_listed() -> None:
    header: Table = [["编码", "期别", "数值"], ["GDP", "2024-06", 1]]

    def hide(book: object) -> None:
        book["藏"].sheet_state = "hidden"  # type: ignore[index]

    data = changed_workbook(hide, 表=header, 藏=header, 封面=[["白云区"]], 空=[])
    book = opened(data)
    assert [each.form for each in book.sheets] == [
        Form.LONG, Form.UNRECOGNISED, Form.UNRECOGNISED, Form.UNRECOGNISED,
    ]  # fmt: skip
    assert [each.is_hidden for each in book.sheets] == [False, True, False, False]
    assert "hidden" in book.sheets[1].notes[0].message.msgid
    assert "no row names" in book.sheets[2].notes[0].message.msgid
    assert len(rows(data)) == 1
    # Who corrects the match of a hidden sheet wants it read
    assert len(rows(data, mapping={"藏": {2: "value"}})) == 2 - 1  # the same slot again
    assert book.size == len(data)
    assert len(book.sha256) == 64


def test_going_through_twice_gives_the_same() -> None:
    reading_of = reading(LEDGER)
    assert list(reading_of) == list(reading_of)


def test_memory_stays_bounded() -> None:
    lines = [f"GROWTH{number},2024-06,{number}.5\n" for number in range(30_000)]
    series = {f"GROWTH{number}": SeriesShape("", "%", Calendar.MONTHLY) for number in range(30_000)}
    data = ("编码,期别,数值\n" + "".join(lines)).encode()
    tracemalloc.start()
    try:
        count = sum(not each.problems for each in reading(data, series=series))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 30_000
    # Ten thousand rows kept as rows would take more than this for all thirty thousand
    assert peak < 45_000_000


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(SERIES.keys() - {"PLAN"})),
            st.integers(1, 4),
            st.decimals(-(10**9), 10**9, places=4, allow_nan=False),
        ),
        min_size=1,
        unique_by=lambda each: each[:2],
    )
)
def test_any_figures_come_back_from_csv_and_xlsx(
    figures: list[tuple[str, int, Decimal]],
) -> None:
    table = [[code, f"2024-{quarter * 3:02d}", str(value)] for code, quarter, value in figures]
    text = "编码,期别,数值\n" + "".join(f"{','.join(row)}\n" for row in table)
    numbers = [[code, end, float(value)] for code, end, value in table]
    expected = [value for _code, _quarter, value in figures]
    assert [each.entry.value for each in rows(text)] == expected
    assert [
        each.entry.value for each in rows(workbook([["编码", "期别", "数值"], *numbers]))
    ] == expected


def test_series_of_increments_take_the_first_period_of_a_total() -> None:
    series = {
        "A": SeriesShape("甲", "", Calendar.MONTHLY_JAN_FEB, accumulation=Accumulation.INCREMENT)
    }
    first, second = rows("编码,1-2月,1-3月\nA,1,2\n", series=series, year=2024)
    assert not first.problems
    assert codes_in(second) == ["not_a_total"]
    assert "period by period" in problems_in(second)[0]


def test_the_sentence_of_a_file_without_a_table() -> None:
    assert "编码" in said(only_problem(lambda: rows("a,b\n1,2\n")))


def test_a_refused_figure_is_named_by_its_column() -> None:
    """An amount of a period alone is no “as last period”; the refusal names the figure's cell."""
    (entry,) = rows("编码,期别,数值\nFIRMS,2024-06,=\n")
    (problem,) = entry.problems
    assert (problem.code, problem.row, problem.column) == ("not_a_total", 2, "C 数值")
    (ledger,) = rows("编码,2024-06\nFIRMS,=\n")
    assert [each.column for each in ledger.problems] == ["B 2024-06"]
