"""The refused rows with their reasons: mended, they are brought again as they are."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
from hypothesis import example, given
from hypothesis import strategies as st

from targets.exchange.figures.workbook import Reading
from targets.exchange.out.refused import (
    REASON_EN,
    RefusedEntry,
    write_refused_csv,
    write_refused_xlsx,
)
from targets.exchange.sheets.defusing import defused
from targets.exchange.sheets.parsed_sheet import ParsedRow
from tests.exchange.workbook_files import problems_in, reading, rows, taken, workbook


def refused(entries: list[ParsedRow]) -> list[RefusedEntry]:
    return [RefusedEntry(each, tuple(problems_in(each))) for each in entries if each.problems]


def as_csv(reading_of: Reading) -> str:
    out = io.BytesIO()
    write_refused_csv(out, reading_of.sheets[0], refused(list(reading_of)))
    return out.getvalue().decode("utf-8-sig")


def as_xlsx(reading_of: Reading, reason: str = REASON_EN) -> bytes:
    out = io.BytesIO()
    write_refused_xlsx(out, reading_of.sheets, refused(list(reading_of)), reason)
    return out.getvalue()


def test_rows_as_they_stood_and_why() -> None:
    text = "编码,期别,数值,备注\nGDP,2024-06,1,\nGDP,2024-05,x,'=1+1\nGROWTH,2024-06\n"
    lines = list(csv.reader(io.StringIO(as_csv(reading(text)))))
    assert lines[0] == ["编码", "期别", "数值", "备注", "未导入原因"]
    assert lines[1][:4] == ["GDP", "2024-05", "x", "'=1+1"]
    assert "no period that ends on" in lines[1][4]
    assert "; “x” is not a number" in lines[1][4]
    assert lines[2][:4] == ["GROWTH", "2024-06", "", ""]
    assert "too few" in lines[2][4] or "has 2 cells" in lines[2][4]


def test_mended_it_is_brought_again() -> None:
    text = "2024年台账,,\n单位:万元,,\n编码,1-2月,3月\nFAI,1x,20\nFIRMS,,2\n"
    first = reading(text)
    written = as_csv(first)
    assert written.startswith("2024年\r\n单位:万元\r\n编码,1-2月,3月,未导入原因\r\n")
    mended = rows(written.replace("1x", "10").replace("FIRMS", "FAI2").replace("FAI2", "GDP"))
    assert [(each.code, each.entry.value) for each in mended][:2] == [
        ("FAI", Decimal("0.001")), ("FAI", Decimal("0.002")),
    ]  # fmt: skip
    again = as_csv(reading(written))
    assert again.count("未导入原因") == 1
    assert again == written


def test_several_reasons_of_one_row_name_their_columns() -> None:
    written = as_csv(reading("编码,3月,6月,9月\nGDP,x,y,3\n", year=2024))
    lines = list(csv.reader(io.StringIO(written)))
    assert len(lines) == 3
    assert lines[2][:4] == ["GDP", "x", "y", "3"]
    assert lines[2][4].startswith("B 3月: ")
    assert "C 6月: " in lines[2][4]


def test_a_workbook_keeps_its_sheets_and_numbers() -> None:
    data = workbook(
        [
            ["白云区2024年1—6月"],
            ["编码", "累计(万元)", "备注"],
            ["GDP", 5, "=1+1"],
            ["NONE", 7, None],
        ],
        [["编码", "期别", "数值"], ["GROWTH", "2024-05", "约12"]],
        [["编码", "期别", "数值"], ["GROWTH", "2024-06", 1]],
    )
    written = as_xlsx(reading(data))
    book = openpyxl.load_workbook(io.BytesIO(written))
    assert book.sheetnames == ["Sheet1", "Sheet2"]
    first = [[cell.value for cell in row] for row in book["Sheet1"].iter_rows()]
    assert first[0][0] == "2024年1—6月"
    assert first[1] == ["编码", "累计(万元)", "备注", "Why not taken"]
    assert first[2][:2] == ["NONE", 7]
    assert book["Sheet2"]["C2"].value == "约12"
    book["Sheet1"]["A3"] = "GDP"
    book["Sheet2"]["C2"] = 12
    out = io.BytesIO()
    book.save(out)
    assert taken(rows(out.getvalue())) == [
        ("GDP", "2024-06-30", Decimal("0.0007")), ("GROWTH", "2024-05-31", Decimal(12)),
    ]  # fmt: skip


def test_a_corrected_match_is_kept() -> None:
    mapping = {"表": {0: "code", 1: "value_total", 2: "", 3: "source", 4: "name_zh"}}
    text = "2024年1—6月,,,,\n甲,乙(万元),数值,丙,\nGDP,x,3,月报,\n"
    written = as_csv(reading(text, mapping=mapping))
    assert written.splitlines()[1] == "code,value_total(万元),× 数值,source,name_zh,未导入原因"
    (entry,) = rows(written.replace("x", "8"))
    assert taken([entry]) == [("GDP", "2024-06-30", Decimal("0.0008"))]
    assert entry.entry.source == "月报"


def test_corrected_periods_are_kept() -> None:
    mapping = {"表": {0: "code", 1: "2024-03", 2: "6月累计", 3: "9月当月"}}
    text = "甲,乙,丙(万元),丁\nGDP,x,y,\n"
    written = as_csv(reading(text, mapping=mapping, year=2024))
    assert written.splitlines()[1] == "code,2024年3月,6月累计(万元),9月当月,未导入原因"
    mended = rows(written.replace("x", "1").replace("y", "2"))
    assert [(str(each.period_end), each.entry.value) for each in mended] == [
        ("2024-03-31", Decimal(1)), ("2024-06-30", Decimal("0.0002")),
    ]  # fmt: skip


def test_values_that_were_chosen_without_a_basis() -> None:
    mapping = {"表": {0: "code", 1: "period_end", 2: "value", 3: "value_single"}}
    written = as_csv(reading("甲,乙,丙,丁\nGDP,2024-06,x,y\n", mapping=mapping))
    assert written.splitlines()[0] == "code,period_end,value,value_single,未导入原因"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
@example(';"')
@example('a;"b;";')
def test_any_text_comes_back(note: str) -> None:
    header, row = ["编码", "期别", "数值", "备注"], ["GDP", "2024-05", "1", note]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, [defused(cell) for cell in row]])
    first = reading(out.getvalue())
    (entry,) = first
    (again,) = reading(as_csv(first))
    assert again.entry.note == entry.entry.note
    (from_workbook,) = reading(as_xlsx(first))
    assert from_workbook.entry.note == entry.entry.note
