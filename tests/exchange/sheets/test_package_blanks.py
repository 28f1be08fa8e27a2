"""What is blank does not make a workbook too large, and refuses no row."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from targets.exchange.sheets.problems import ProblemCode
from targets.exchange.sheets.xlsx import without_blanks
from tests.exchange.bureau_files import brought, in_every_format, read
from tests.exchange.files import codes_of
from tests.exchange.workbook_files import Table, changed_workbook, old_workbook, repacked, replaced

TABLE: Table = [["2026年"], ["指标", "8月", "9月"], ["接待游客", 500, 612]]
FOUND = {("TOURISM", "2026-08-31"): 500, ("TOURISM", "2026-09-30"): 612}
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("A1048576", " "),
        ("XFD3", "\u3000"),
        ("C1048576", "\u00a0"),
        ("B900000", "\u200b"),
        ("XFD1048576", "\n"),
    ],
)
def test_a_stray_blank_far_outside_the_table(cell: str, value: str) -> None:
    def put(book: Any) -> None:
        book.active[cell] = value

    assert brought(read(changed_workbook(put, TABLE))) == FOUND


def test_a_format_far_outside_the_table() -> None:
    def put(book: Any) -> None:
        book.active["B900000"].number_format = "0.00"
        book.active["ZZ70000"].number_format = "0%"

    assert brought(read(changed_workbook(put, TABLE))) == FOUND


def test_what_stands_far_outside_and_is_not_blank_is_refused() -> None:
    for value in ("看", "=A1", 5):

        def put(book: Any, value: object = value) -> None:
            book.active["A1048576"] = value

        data = changed_workbook(put, TABLE)
        assert codes_of(partial(read, data)) == [ProblemCode.TOO_LARGE]


def _inline(text: bytes) -> bytes:
    """A workbook with one more cell far outside, its text in the cell itself."""
    data = changed_workbook(lambda _book: None, TABLE)
    return replaced(data, SHEET, b"</sheetData>", text + b"</sheetData>")


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="A900000" t="inlineStr"><is><t xml:space="preserve"> </t></is></c>',
        b'<c r="A900000" t="str"><v> </v></c>',
        b'<c r="A900000" t="s"></c>',
        b'<c r="A900000"><v></v></c>',
        b'<c r="A900000" s="1"/>',
    ],
)
def test_blanks_of_every_kind(cell: bytes) -> None:
    data = _inline(b'<row r="900000">' + cell + b"</row>")
    assert brought(read(data)) == FOUND


def test_nothing_to_be_left_out() -> None:
    data = changed_workbook(lambda _book: None, TABLE)
    assert without_blanks(data, SHEET) is None
    without_places = repacked(
        data,
        lambda name, content: content.replace(b' r="A1"', b"") if name == SHEET else content,
    )
    assert without_blanks(without_places, SHEET) is None


def test_a_package_without_shared_texts() -> None:
    data = changed_workbook(lambda _book: None, [[1, 2]])
    data = replaced(data, SHEET, b"</sheetData>", b'<row r="9"><c r="A9" s="0"/></row></sheetData>')
    bare = repacked(data, lambda name, content: None if "sharedStrings" in name else content)
    trimmed = without_blanks(bare, SHEET)
    assert trimmed is not None


def test_a_very_large_sheet_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    from targets.exchange.sheets import xlsx

    monkeypatch.setattr(xlsx, "_MOST", 10)
    assert without_blanks(_inline(b'<row r="9"><c r="A9" s="0"/></row>'), SHEET) is None


def test_blank_rows_are_no_rows() -> None:
    text = "指标,期别,累计\n接待游客,2026-09,612\n  \n , ,\n\u3000,,\n,,\u00a0\n"
    reading = read(text)
    assert [each.row for each in reading] == [2]
    assert (reading.tally.rows, reading.tally.headings) == (1, 0)
    rows: Table = [*TABLE, [" ", None, " "], [None, "\u3000", None]]
    for data in (changed_workbook(lambda _book: None, rows), old_workbook(rows)):
        reading = read(data)
        assert brought(reading) == FOUND
        assert reading.tally.rows == 1


@pytest.mark.parametrize("data", in_every_format("指标,2026年9月\n接待游客,612\n, \n"))
def test_a_stray_blank_in_the_last_row(data: bytes | str) -> None:
    assert brought(read(data)) == {("TOURISM", "2026-09-30"): 612}
