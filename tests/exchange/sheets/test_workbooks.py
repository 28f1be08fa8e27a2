"""Workbooks: what their cells hold, and the ones that must not be read."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
import xlwt

from targets.exchange.figures.workbook import open_book
from targets.exchange.sheets.cell_texts import cell_text, percent_text
from targets.exchange.sheets.decoding import Limits
from targets.exchange.sheets.number_formats import shows_percent
from targets.exchange.sheets.package_scan import Package
from targets.exchange.sheets.problems import FileRefused, ProblemCode
from targets.exchange.sheets.refusals import damaged
from targets.exchange.sheets.xlsx import _without_panic, read_xlsx
from tests.exchange.files import codes_of, only_problem, said
from tests.exchange.workbook_files import (
    Table,
    changed_workbook,
    codes_in,
    old_workbook,
    opened,
    problems_in,
    repacked,
    replaced,
    rows,
    taken,
    workbook,
)

HEADER = ["编码", "期别", "数值"]
PLAIN = workbook([HEADER, ["GDP", "2024-06", 1]])
MIDNIGHT = datetime(2024, 3, 1)  # noqa: DTZ001 - a spreadsheet's days have no zone
SHEET = "xl/worksheets/sheet1.xml"


def first_sheet(data: bytes) -> list[tuple[int, list[str]]]:
    return [(row, list(cells)) for row, cells in opened(data).raw[0].rows()]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (-0.0, "0"),
        (2300.1, "2300.1"),
        (0.1 + 0.2, "0.3"),
        (1e17, "100000000000000000"),
        (1.5e-7, "0.00000015"),
        (12, "12"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("１２．５", "１２．５"),
        (date(2024, 3, 1), "2024-03-01"),
        (MIDNIGHT, "2024-03-01"),
        (MIDNIGHT.replace(hour=8, minute=30), "2024-03-01 08:30:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(days=2), "2 days, 0:00:00"),
    ],
)
def test_a_value_as_text(value: Any, text: str) -> None:
    assert cell_text(value) == text


def test_percentages() -> None:
    assert percent_text("0.065") == "6.5%"
    assert percent_text("1") == "100%"
    assert percent_text("") == ""
    assert shows_percent("0.0%")
    assert not shows_percent('0.0"%"')
    assert not shows_percent("0.0\\%")
    assert not shows_percent("[Red]0.0")


def test_every_kind_of_cell() -> None:
    def change(book: Any) -> None:
        sheet = book.active
        sheet["B4"] = "１２．５"
        sheet["C4"] = 0.065
        sheet["C4"].number_format = "0.0%"
        sheet["B5"] = date(2024, 3, 1)
        sheet["C5"] = "=1+1"
        sheet["D5"] = "#REF!"
        sheet["D5"].data_type = "e"
        sheet["B9"] = "=SUM(B4:B5)"
        sheet["C6"].number_format = "0%"

    data = changed_workbook(change, [[], [], [None, "甲", "乙"]])
    assert first_sheet(data) == [
        (3, ["", "甲", "乙", ""]),
        (4, ["", "１２．５", "6.5%", ""]),
        (5, ["", "2024-03-01", "=1+1", "#REF!"]),
        (9, ["", "=SUM(B4:B5)"]),
    ]


def test_a_sheet_of_nothing_but_formulas_without_a_result() -> None:
    assert first_sheet(workbook([["=1+1"]])) == [(1, ["=1+1"])]
    assert first_sheet(workbook([[]])) == []


def test_percentages_formulas_and_errors_as_figures() -> None:
    def change(book: Any) -> None:
        sheet = book.active
        for row in range(2, 6):
            sheet.cell(row, 3).number_format = "0.00%"
        sheet["C4"].data_type = "e"

    lines: Table = [
        HEADER, ["GROWTH", "2024-06", 0.065], ["GROWTH", "2024-07", "=C2*2"],
        ["GROWTH", "2024-08", "#DIV/0!"], ["GDP", "2024-06", 0.5],
    ]  # fmt: skip
    share, formula, error, wrong = rows(changed_workbook(change, lines))
    assert taken([share]) == [("GROWTH", "2024-06-30", Decimal("6.5"))]
    assert codes_in(formula) == codes_in(error) == ["formula"]
    assert "=C2*2" in problems_in(formula)[0]
    assert codes_in(wrong) == ["wrong_unit"]


def test_a_formula_with_its_result_is_a_value() -> None:
    data = replaced(PLAIN, SHEET, b"<v>1</v>", b"<f>2-1</f><v>1</v>")
    assert taken(rows(data)) == [("GDP", "2024-06-30", Decimal(1))]
    empty = replaced(PLAIN, SHEET, b't="n"><v>1</v>', b't="str"><f>""</f><v></v>')
    assert codes_of(lambda: rows(empty)) == [ProblemCode.EMPTY_FILE]
    shared = replaced(PLAIN, SHEET, b"<v>1</v>", b'<f t="shared" si="0"/>')
    assert "=…" in problems_in(rows(shared)[0])[0]
    bare = replaced(PLAIN, SHEET, b't="n"><v>1</v>', b't="e"></v>')
    assert codes_of(lambda: rows(bare)) == [ProblemCode.DAMAGED]


def test_an_error_without_a_name() -> None:
    data = replaced(PLAIN, SHEET, b't="n"><v>1</v>', b't="e"><f>A1</f>')
    assert codes_in(rows(data)[0]) == ["formula"]


def test_days_as_headers_and_periods() -> None:
    ledger = workbook([["编码", date(2024, 3, 1), MIDNIGHT.replace(month=6)], ["GDP", 1, 2]])
    assert [str(each.period_end) for each in rows(ledger)] == ["2024-03-31", "2024-06-30"]
    long = workbook([HEADER, ["GDP", date(2024, 6, 1), 1], ["GDP", 202409, 2]])
    assert [str(each.period_end) for each in rows(long)] == ["2024-06-30", "2024-09-30"]


def test_merged_cells_count_for_every_row_where_they_identify() -> None:
    def merge(book: Any) -> None:
        sheet = book.active
        for cells in ("A1:C1", "A3:A5", "C3:C4", "B6:B7"):
            sheet.merge_cells(cells)

    lines: Table = [
        ["2024年指标"], HEADER, ["GROWTH", "2024-06", 1], [None, "2024-07", None],
        [None, "2024-08", 3], ["RANK", "2024-09", 4], ["GROWTH", None, 5], [None, None, None],
    ]  # fmt: skip
    assert taken(rows(changed_workbook(merge, lines))) == [
        ("GROWTH", "2024-06-30", 1), ("GROWTH", "2024-08-31", 3), ("RANK", "2024-09-30", 4),
        ("GROWTH", "2024-09-30", 5),
    ]  # fmt: skip


def test_chart_sheets_are_no_tables() -> None:
    data = changed_workbook(
        lambda book: book.create_chartsheet("图"), [HEADER, ["GDP", "2024-06", 1]]
    )
    assert [each.name for each in opened(data).sheets] == ["Sheet1"]


def test_absolute_paths_in_the_package() -> None:
    part = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as package:
        relations = package.read(part)
    old = b"/xl/worksheets/" if b"/xl/worksheets/" in relations else b"worksheets/"
    new = b"worksheets/" if old.startswith(b"/") else b"/xl/worksheets/"
    assert len(rows(replaced(PLAIN, part, old, new))) == 1


def dropped(*parts: str) -> bytes:
    return repacked(PLAIN, lambda name, content: None if name in parts else content)


def stated_size(data: bytes) -> bytes:
    """A package whose first sheet says it is smaller than it is."""
    raw = bytearray(data)
    at = raw.index(b"PK\x01\x02")
    while raw[at + 46 : at + 46 + len(SHEET)] != SHEET.encode():
        at = raw.index(b"PK\x01\x02", at + 4)
    raw[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(raw)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN[:-200],
        PLAIN[: len(PLAIN) // 2],
        dropped("xl/_rels/workbook.xml.rels"),
        dropped(SHEET),
        stated_size(PLAIN),
        replaced(PLAIN, "xl/workbook.xml", b"<workbook", b"<!DOCTYPE x><workbook"),
        replaced(PLAIN, "xl/styles.xml", b"<styleSheet", b"<!-- --><!ELEMENT a><styleSheet"),
        replaced(PLAIN, "xl/styles.xml", b"numFmtId=\"0\"", b"numFmtId=\"x\""),
        replaced(
            PLAIN, "xl/styles.xml", b"<fonts",
            b'<numFmts><numFmt numFmtId="' + b"9" * 5000 + b'" formatCode="0.0"/></numFmts><fonts',
        ),
        replaced(PLAIN, SHEET, b"<sheetData>", b'<sheetData count="99999999">'),
        replaced(PLAIN, SHEET, b"</row>", b"</row></sheetData>" + b"x" * (1 << 23)),
        replaced(PLAIN, SHEET, b"<sheetData>", b"<!DOCTYPE x><sheetData>"),
    ],
    ids=range(12),
)  # fmt: skip
def test_damaged_packages(data: bytes) -> None:
    assert codes_of(lambda: rows(data)) == [ProblemCode.DAMAGED]


def test_a_package_without_styles_or_with_empty_cells_is_read() -> None:
    assert len(rows(beside(b'<c r="D2"/>'))) == 1
    assert len(rows(beside(b'<c t="e"><v>#N/A</v></c>'))) == 1
    assert len(rows(dropped("xl/styles.xml"))) == 1


@pytest.mark.parametrize(
    "data",
    [
        dropped("xl/workbook.xml"),  # the binary and the open-document forms, and any archive
    ],
)
def test_other_packages(data: bytes) -> None:
    assert codes_of(lambda: rows(data)) == [ProblemCode.BINARY]


def test_a_package_with_a_password() -> None:
    raw = bytearray(PLAIN)
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    problem = only_problem(lambda: rows(bytes(raw)))
    assert problem.code is ProblemCode.LOCKED
    assert "password" in said(problem)


def beside(cells: bytes) -> bytes:
    return replaced(PLAIN, SHEET, b"<v>1</v></c>", b"<v>1</v></c>" + cells)


def shared(times: int) -> bytes:
    """A workbook with a table of texts, as Excel writes it; one of them is repeated."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["GDP", "2024-06", 1])
        for row in range(times):
            sheet.write_string(row + 1, 5, "x" * 700)
    return out.getvalue()


@pytest.mark.parametrize(
    ("limits", "data"),
    [
        (Limits(unpacked=500), PLAIN),
        (Limits(columns=2), PLAIN),
        (Limits(cells=5), PLAIN),
        (Limits(texts=999), shared(2)),
        (Limits(), beside(b'<c r="XFD1048576"><v>1</v></c>')),
        (Limits(), beside(b"\n<c\tr='XFD9'><v>1</v></c>")),
        (Limits(), beside(b"<c><v>1</v></c>" * 600)),
    ],
    ids=range(7),
)  # fmt: skip
def test_packages_that_take_too_much_room(limits: Limits, data: bytes) -> None:
    problem = only_problem(lambda: rows(data, limits=limits))
    assert problem.code is ProblemCode.TOO_LARGE
    assert str(limits.columns) in said(problem)


def test_repeated_texts_are_counted_only_where_they_may_be_too_long() -> None:
    assert len(first_sheet(shared(2))) == 3
    assert len(rows(shared(2), limits=Limits(texts=2000))) == 1


def test_cells_that_do_not_say_where_they_stand() -> None:
    data = replaced(PLAIN, SHEET, b' r="C2"', b"")
    assert len(taken(rows(data))) == 1


def test_too_many_sheets() -> None:
    data = workbook([HEADER], [HEADER])
    assert codes_of(lambda: rows(data, limits=Limits(sheets=1))) == [ProblemCode.TOO_LARGE]
    old = two_old_sheets()
    assert codes_of(lambda: rows(old, limits=Limits(sheets=1))) == [ProblemCode.TOO_LARGE]
    assert codes_of(lambda: rows(old, limits=Limits(columns=2))) == [ProblemCode.TOO_LARGE]


def two_old_sheets() -> bytes:
    book = xlwt.Workbook()
    for name in ("a", "b"):
        sheet = book.add_sheet(name)
        for column, header in enumerate(HEADER):
            sheet.write(0, column, header)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_prefixed_elements() -> None:
    """Some programs write every element with a prefix."""
    data = repacked(PLAIN, prefixed)
    with pytest.raises(FileRefused):
        rows(data, limits=Limits(columns=2))
    assert len(taken(rows(data))) == 1


def prefixed(name: str, content: bytes) -> bytes:
    if name != SHEET:
        return content
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"is", b"t"):
        for end in (b" ", b">"):
            content = content.replace(b"<" + tag + end, b"<x:" + tag + end)
        content = content.replace(b"</" + tag + b">", b"</x:" + tag + b">")
    return content.replace(b"xmlns=", b"xmlns:x=")


def test_an_unknown_sheet() -> None:
    with pytest.raises(FileRefused):
        Package(PLAIN, Limits()).marks("not there")


# the old form


def test_an_old_workbook() -> None:
    data = old_workbook(
        [
            [None, None, None], HEADER, ["GROWTH", date(2024, 6, 1), 0.065],
            ["GROWTH", "2024-07", 0.07], ["GROWTH", 202408, True], ["GROWTH", "2024-09", 7.25],
        ],
        {"B3": "yyyy-mm", "C3": "0.0%"},
    )  # fmt: skip
    share, plain, flag, last = rows(data)
    assert taken([share, plain, last]) == [
        ("GROWTH", "2024-06-30", Decimal("6.5")), ("GROWTH", "2024-07-31", Decimal("0.07")),
        ("GROWTH", "2024-09-30", Decimal("7.25")),
    ]  # fmt: skip
    assert codes_in(flag) == ["not_a_number"]


def test_merged_errors_and_odd_days_of_an_old_workbook() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for column, header in enumerate(HEADER):
        sheet.write(0, column, header)
    sheet.write_merge(1, 2, 0, 0, "GROWTH")
    sheet.write(1, 1, "2024-06")
    sheet.write(2, 1, "2024-07")
    sheet.write(1, 2, 1)
    sheet.row(2).set_cell_error(2, "#DIV/0!")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write(3, 0, 0.25, day)
    sheet.write(3, 1, 1e9, day)
    hidden = book.add_sheet("藏")
    hidden.visibility = 1
    out = io.BytesIO()
    book.save(out)
    first, second = rows(out.getvalue())
    assert taken([first]) == [("GROWTH", "2024-06-30", Decimal(1))]
    assert codes_in(second) == ["formula"]
    book_read = opened(out.getvalue())
    assert [each.is_hidden for each in book_read.sheets] == [False, True]
    assert list(book_read.raw[0].rows())[3][1][:2] == ["0.25", "1000000000"]


def test_a_new_workbook_that_the_reader_finds_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine

    from targets.exchange.sheets import xlsx

    class Locked:
        @staticmethod
        def from_filelike(_file: object) -> None:
            raise python_calamine.PasswordError

    monkeypatch.setattr(xlsx, "CalamineWorkbook", Locked)
    assert codes_of(lambda: rows(PLAIN)) == [ProblemCode.LOCKED]


def test_a_sheet_wider_than_its_package_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the scan misses, the reader's own count does not."""
    from targets.exchange.sheets.package_scan import SheetMarks

    monkeypatch.setattr(Package, "marks", lambda _self, _name: SheetMarks({}, {}))
    assert codes_of(lambda: rows(PLAIN, limits=Limits(columns=2))) == [ProblemCode.TOO_LARGE]


# whatever the bytes


def flipped(data: bytes, chance: random.Random) -> bytes:
    raw = bytearray(data)
    for _each in range(chance.randint(1, 12)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


def mangled(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        victim = chance.choice(package.namelist())
    return repacked(data, lambda name, part: flipped(part, chance) if name == victim else part)


@pytest.mark.parametrize("change", [flipped, mangled])
def test_damage_of_any_kind_is_refused_or_read(
    change: Callable[[bytes, random.Random], bytes],
) -> None:
    chance = random.Random(3)
    seeds = [PLAIN] if change is mangled else [PLAIN, two_old_sheets()]
    outcomes = set()
    for _each in range(300):
        data = change(chance.choice(seeds), chance)
        try:
            open_book(io.BytesIO(data), file_name="x")
            outcomes.add("read")
        except FileRefused as refusal:
            outcomes.add(refusal.problems[0].code.value)
    assert "damaged" in outcomes


@pytest.mark.parametrize("shown", ["0%", "0.0%"])
def test_a_percentage_that_nobody_entered(shown: str) -> None:
    """Scripts write empty cells for what they format, also right of everything."""

    def change(book: Any) -> None:
        book.active["D2"].number_format = shown

    (sheet,) = read_xlsx(changed_workbook(change, [["a", "b"], ["x", 1]]), Limits())
    assert [list(cells) for _row, cells in sheet.rows()] == [["a", "b"], ["x", "1"]]


def test_a_day_that_is_shown_as_a_percentage() -> None:
    def change(book: Any) -> None:
        book.active["B1"].number_format = "yyyy%"

    (sheet,) = read_xlsx(changed_workbook(change, [["x", date(2026, 1, 2)]]), Limits())
    assert [list(cells) for _row, cells in sheet.rows()] == [["x", "2026-01-02"]]


@pytest.mark.parametrize(
    ("shown", "number"),
    [("yyyy-mm-dd", -1e308), ("[h]:mm", -1e15), ("[h]:mm", 1e15), ("hh:mm", -1e308)],
)
def test_a_day_that_cannot_be(shown: str, number: float) -> None:
    """For the reader of values some are a panic, which is no exception to Python."""

    def change(book: Any) -> None:
        book.active["B2"].number_format = shown

    (sheet,) = read_xlsx(changed_workbook(change, [["a", "b"], ["x", number]]), Limits())
    problem = only_problem(lambda: list(sheet.rows()))
    assert (problem.code, problem.row) == (ProblemCode.DAMAGED, 2)


def test_what_is_no_fault_of_the_file_goes_on() -> None:
    with pytest.raises(KeyboardInterrupt), _without_panic(damaged):
        raise KeyboardInterrupt
