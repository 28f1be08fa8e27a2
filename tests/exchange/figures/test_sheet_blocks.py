"""Several tables in one sheet, growth beside levels, and what has to be said of a sheet."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlwt

from targets.exchange.out.refused import RefusedEntry, write_refused_csv, write_refused_xlsx
from targets.exchange.sheets.hidden_parts import HiddenParts
from targets.exchange.sheets.parsed_sheet import Form, Hidden
from tests.exchange.bureau_files import (
    GROWTH,
    brought,
    in_every_format,
    merged,
    questions,
    read,
    refused,
    remarks,
    unread,
)
from tests.exchange.workbook_files import Table, changed_workbook, opened, problems_in

N = None
SEPTEMBER = "2026-09-30"


@pytest.mark.parametrize("data", in_every_format(
    "2026年9月主要经济指标,,,\n一、旅游,,,\n指标,本月,本月止累计,\n接待游客,71.3,612.4,\n,,,\n"
    "二、财政,,,\n指标,年度目标,本月止累计,本月\n一般公共预算收入,430,321.34,30.2\n"
    "税收收入,380,278.7,25.1\n"
))  # fmt: skip
def test_one_table_below_another(data: bytes | str) -> None:
    reading = read(data)
    assert brought(reading) == {
        ("TOURISM", SEPTEMBER): Decimal("612.4"), ("REVENUE", SEPTEMBER): Decimal("321.34"),
        ("TAX", SEPTEMBER): Decimal("278.7"),
    }  # fmt: skip
    name = reading.sheets[0].name
    assert [(each.name, each.header_row) for each in reading.sheets] == [
        (name, 3), (f"{name}!A7", 7),
    ]  # fmt: skip
    assert [sentence.partition("column ")[2][:1] for sentence in unread(reading)] == ["B", "B", "D"]


def test_each_table_says_its_own_period_and_unit() -> None:
    text = (
        "2026年8月主要指标,,\n指标,本月,累计\n接待游客,1,500\n注：2025年数据有调整,,\n\n"
        "2026年9月主要指标,,\n单位：万元、万人次,,\n指标,本月,累计\n接待游客,2,612.4\n税收收入,3,2787000\n"
    )
    assert brought(read(text)) == {
        ("TOURISM", "2026-08-31"): 500, ("TOURISM", SEPTEMBER): Decimal("612.4"),
        ("TAX", SEPTEMBER): Decimal("278.7"),
    }  # fmt: skip


def test_a_header_that_is_only_repeated() -> None:
    text = (
        "2026年9月\n指标,单位,本年,\n,,本月,累计\n接待游客,,1,612.4\n续表\n指标,单位,本年,\n"
        ",,本月,累计\n税收收入,,2,278.7\n"
    )
    reading = read(text)
    assert len(reading.sheets) == 1
    assert brought(reading) == {
        ("TOURISM", SEPTEMBER): Decimal("612.4"), ("TAX", SEPTEMBER): Decimal("278.7"),
    }  # fmt: skip


def test_a_table_without_rows_above_another() -> None:
    text = "2026年9月,\n指标,累计\n二、财政,\n指标,本月\n发明专利授权量,5\n"
    assert brought(read(text)) == {("PATENTS", SEPTEMBER): 5}


def test_tables_far_below_and_without_the_word_for_their_names() -> None:
    rows: Table = [["2026年"], ["指标", "8月", "9月"], ["接待游客", 1, 2], *[["说明", N, N]] * 60]
    below: Table = [["（万元）", "1-8月", "1-9月"], ["税收收入", 2500000, 2787000]]
    found = brought(read(merged([*rows, *below])))
    assert found["TAX", SEPTEMBER] == Decimal("278.7")
    days: Table = [["指标", date(2026, 8, 1), date(2026, 9, 1)], ["税收收入", 250, 278.7]]
    found = brought(read(merged([*rows, *days])))
    assert found["TAX", "2026-08-31"] == 250


@pytest.mark.parametrize("data", in_every_format(
    "2026年9月,,,,,,\n序号,指标,累计,,序号,指标,累计\n1,接待游客,612.4,,1,税收收入,278.7\n"
    "2,一般公共预算收入,321.34,,,,\n"
))  # fmt: skip
def test_tables_side_by_side(data: bytes | str) -> None:
    reading = read(data)
    assert brought(reading) == {
        ("TOURISM", SEPTEMBER): Decimal("612.4"), ("TAX", SEPTEMBER): Decimal("278.7"),
        ("REVENUE", SEPTEMBER): Decimal("321.34"),
    }  # fmt: skip
    assert unread(reading) == []
    assert reading.sheets[1].name.endswith("!E2")


def test_tables_side_by_side_and_one_below() -> None:
    rows: Table = [
        ["2026年9月"], ["指标", "累计", N, "指标", "累计"], ["接待游客", 1, N, "税收收入", 2],
        [N] * 5, ["二、其他"], ["指标", "累计", N, "指标", "累计", "本月"],
        ["一般公共预算收入", 3, N, "社会消费品零售总额", 4, 5],
    ]  # fmt: skip
    reading = read(merged(rows))
    assert list(brought(reading).values()) == [1, 2, 3, 4]


def test_a_second_label_is_no_second_table() -> None:
    text = "2026年9月,,,\n指标,累计,项目,编码\n接待游客,612.4,旅游,TOURISM\n"
    assert len(read(text).sheets) == 1


def test_figures_above_a_header_are_counted() -> None:
    text = "甲,乙,丙\n接待游客,1,2\n接待海外游客,3,4\n指标,期别,累计\n接待游客,2026-09,612.4\n"
    reading = read(text)
    assert unread(reading) == [
        "4 cells with figures were not read: rows 2–3, above the header that was recognised."
    ]
    assert "row 2, above" in unread(read(text.replace("接待海外游客,3,4\n", "")))[0]


def test_refused_rows_of_two_tables_come_back_under_their_own_headers() -> None:
    text = "2026年9月,\n指标,累计\n接待游客,x\n二、财政,\n指标,本月\n税收收入,25.1\n"
    reading = read(text)
    assert refused(reading) == {("TOURISM", "B"): ["not_a_number"], ("TAX", "B"): ["not_a_total"]}
    out = io.BytesIO()
    entries = [RefusedEntry(each, tuple(problems_in(each))) for each in reading]
    write_refused_xlsx(out, reading.sheets, entries, "未导入原因")
    book = openpyxl.load_workbook(out)
    found = [[[cell.value for cell in row][:2] for row in sheet.iter_rows()] for sheet in book]
    assert found == [
        [["2026年9月", N], ["指标", "累计"], ["接待游客", "x"]],
        [["2026年9月", N], ["指标", "本月"], ["税收收入", 25.1]],
    ]


def test_refused_figures_of_two_years_and_of_a_quarter_come_back_as_they_were() -> None:
    for text in (
        "2026年9月,,\n指标,2025年累计,2026年累计\n接待游客,x,y\n",
        "2026年三季度\n金额单位：万元\n指标,数值\n接待游客,5\n",
        "2026年1-9月\n指标,数值\n发明专利授权量,5\n",
    ):
        reading = read(text)
        out = io.BytesIO()
        write_refused_csv(
            out,
            reading.sheets[0],
            [RefusedEntry(each, tuple(problems_in(each))) for each in reading],
        )
        again = read(out.getvalue())
        assert refused(again) == refused(reading)
        assert [each.period_end for each in again] == [each.period_end for each in reading]


def test_growth_beside_a_level_is_for_the_growth_series() -> None:
    data = merged(
        [
            ["2026年1-9月"], ["指标", "计量单位", "累计", "增长(%)"],
            ["地区生产总值", "亿元", 760.2, 5.4], ["固定资产投资", "亿元", "—", 3.1],
            ["税收收入", "亿元", 278.7, 4.2],
        ]
    )  # fmt: skip
    reading = read(data)
    assert brought(reading) == {
        ("GDP_GROWTH", SEPTEMBER): Decimal("5.4"), ("GDP", SEPTEMBER): Decimal("760.2"),
        ("FAI_GROWTH", SEPTEMBER): Decimal("3.1"), ("TAX", SEPTEMBER): Decimal("278.7"),
    }  # fmt: skip
    assert "D 增长(%) are taken for the growth series" in remarks(reading)[0]
    assert unread(reading) == [
        "1 cell with a figure was not read: column D “增长(%)”: there is no growth series for "
        "these rows that you report.",
    ]
    name = reading.sheets[0].name
    left = read(data, mapping={name: {3: ""}})
    assert ("GDP_GROWTH", SEPTEMBER) not in brought(left)
    chosen = read(data, mapping={name: {3: "growth"}})
    assert brought(chosen) == brought(reading)
    # Where nobody says which series grows, none is guessed
    assert ("GDP_GROWTH", SEPTEMBER) not in brought(read(data, growth={}))


def test_growth_of_the_month_is_not_that_of_the_total() -> None:
    text = (
        "2026年1-9月,,,,\n指标,本月,同比±%,累计,同比±%\n固定资产投资,20,1.1,200,3.1%\n"
        "发明专利授权量,104,9,903,8\n"
    )
    growth = {**GROWTH, "PATENTS": "JOBLESS"}
    assert brought(read(text, growth=growth)) == {
        ("FAI", SEPTEMBER): 200, ("FAI_GROWTH", SEPTEMBER): Decimal("3.1"),
        ("PATENTS", SEPTEMBER): 104, ("JOBLESS", SEPTEMBER): 9,
    }  # fmt: skip


@pytest.mark.parametrize("text", [
    "2026年,,,,\n指标,1-6月,增长%,1-9月,增长%\n地区生产总值,500,5.1,760,5.4\n",
    "2026年,,,,\n指标,1-6月,,1-9月,\n,总量,增长%,总量,增长%\n地区生产总值,500,5.1,760,5.4\n",
    "2026年,,,,\n指标,1-6月,1-9月,1-6月增长%,1-9月同比\n地区生产总值,500,760,5.1,5.4\n",
    "指标,期别,累计,同比\n地区生产总值,2026-06,500,5.1%\n地区生产总值,2026-09,760,5.4%\n"
    "固定资产投资,2026-09,,—\n地区生产总值,2026-09,760,5.4%\n",
])  # fmt: skip
def test_growth_of_several_periods(text: str) -> None:
    assert brought(read(text)) == {
        ("GDP", "2026-06-30"): 500, ("GDP_GROWTH", "2026-06-30"): Decimal("5.1"),
        ("GDP", SEPTEMBER): 760, ("GDP_GROWTH", SEPTEMBER): Decimal("5.4"),
    }  # fmt: skip


def test_growth_without_its_level_and_two_growths() -> None:
    assert brought(read("2026年1-9月\n指标,增速(%)\n地区生产总值,5.4\n")) == {
        ("GDP_GROWTH", SEPTEMBER): Decimal("5.4")
    }
    two = read("2026年1-9月\n指标,累计,同比%,增速%\n地区生产总值,760,5.4,6\n")
    assert brought(two) == {("GDP", SEPTEMBER): 760}
    assert "C 同比% / D 增速%" in questions(two)[0]


def test_growth_said_twice_alike_counts_once_and_otherwise_not_at_all() -> None:
    text = "2026年1-9月\n指标,累计,增长%\n地区生产总值,760,5.4\n地区生产总值增速,5.4,\n"
    assert brought(read(text))["GDP_GROWTH", SEPTEMBER] == Decimal("5.4")
    assert "duplicate_row" in refused(read(text.replace("增速,5.4", "增速,5.5")))["GDP_GROWTH", "B"]


def test_hidden_rows_and_columns_are_named() -> None:
    def hide(book: Any) -> None:
        sheet = book.active
        sheet.column_dimensions["B"].hidden = True
        sheet.column_dimensions["F"].hidden = True
        for row in (1, *range(3, 5), 6, 40):
            sheet.row_dimensions[row].hidden = True

    rows: Table = [["2026年"], ["指标", "8月", "9月"], *[["接待游客", 1, 2]] * 5]
    reading = read(changed_workbook(hide, rows))
    assert remarks(reading) == [
        "In “Sheet1” columns are hidden; they count like the others: B 8月.",
        "In “Sheet1” rows are hidden; they count like the others: 3–4, 6.",
    ]
    assert brought(reading)["TOURISM", SEPTEMBER] == 2


def test_hidden_parts_that_do_not_say_where_they_are() -> None:
    parts = HiddenParts()
    parts.look(b'<row hidden="1"><c/></row><row r="7" hidden="true"/><row r="8"/>')
    parts.look(b"<cols><col min='2' " + b'max="3" width="0"/>')
    parts.look(b"<row r='9'/>")
    # Columns before the first are none: a billion of them would fill the memory
    parts.look(b'<col min="-1000000000" max="1" hidden="1"/>')
    assert parts.found() == Hidden(frozenset({6}), frozenset({0, 1, 2}))


def test_many_hidden_rows_are_named_by_the_first() -> None:
    def hide(book: Any) -> None:
        for row in range(3, 43, 2):
            book.active.row_dimensions[row].height = 0
            book.active.row_dimensions[row].hidden = True

    rows: Table = [["2026年"], ["指标", "9月"], *[["接待游客", 2]] * 50]
    assert "19, 21, …" in remarks(read(changed_workbook(hide, rows)))[0]


def test_hidden_parts_of_an_old_workbook() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    rows: Table = [["2026年"], ["指标", "9月"], ["接待游客", 2], ["税收收入", 3]]
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    sheet.col(1).hidden = True
    sheet.row(3).hidden = True
    out = io.BytesIO()
    book.save(out)
    assert remarks(read(out.getvalue())) == [
        "In “表” columns are hidden; they count like the others: B 9月.",
        "In “表” rows are hidden; they count like the others: 4.",
    ]


def test_sheets_that_are_not_read_are_counted() -> None:
    def hide(book: Any) -> None:
        book["藏"].sheet_state = "hidden"

    table: Table = [["指标", "2026年9月"], ["接待游客", 2]]
    data = changed_workbook(
        hide, table, 藏=table, 封面=[["区统计局"]], 其他=[["甲", "乙"], ["一", 3]]
    )
    reading = read(data)
    assert [each.form for each in reading.sheets][1:] == [Form.UNRECOGNISED] * 3
    assert unread(reading) == [
        "1 cell with a figure was not read: the sheet “藏” is hidden.",
        "1 cell with a figure was not read: in the sheet “其他” no row names an indicator and a "
        "value or months.",
    ]


def test_the_decimals_shown_in_a_table_below_another() -> None:
    def show(book: Any) -> None:
        book.active["B6"].number_format = "0.00"

    rows: Table = [
        ["2026年9月"], ["指标", "累计"], ["接待游客", 1], ["二、财政"], ["指标", "本月止累计"],
        ["税收收入", 278.7123],
    ]  # fmt: skip
    first, second = opened(changed_workbook(show, rows)).raw
    assert (first.name, second.name) == ("Sheet1", "Sheet1!A5")
    assert second.decimals_shown(6, 1) == 2
