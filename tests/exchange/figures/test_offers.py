"""Digits beyond what is kept: what the cell shows is offered, and asked about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from targets.exchange.figures.offers import corrected
from targets.exchange.sheets.csv_writing import plain
from targets.exchange.sheets.number_formats import decimals_shown
from targets.exchange.sheets.parsed_sheet import Book, ParsedRow
from tests.exchange.workbook_files import (
    changed_workbook,
    old_workbook,
    opened,
    problems_in,
    reading,
    repacked,
    workbook,
)

COMPUTED = 522.3123456789012
TABLE: list[list[object]] = [["编码", "期别", "数值"], ["FAI", "2024-06", COMPUTED]]


def offered(data: bytes, decimals: int = 2) -> tuple[ParsedRow, Book]:
    (row,) = reading(data)
    book = opened(data)
    found = corrected(row, book, decimals)
    assert found is not None
    (problem,) = found.refused.problems
    assert problem.message.params["value"] == plain(found.taken.entry.value or Decimal(0))
    return found.taken, book


def formatted(pattern: str, value: float = COMPUTED, head: str = "数值") -> bytes:
    def change(book: Any) -> None:
        book.active["C2"].number_format = pattern

    return changed_workbook(change, [["编码", "期别", head], ["FAI", "2024-06", value]])


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("0.00", "522.31"), ("#,##0.0", "522.3"), ("0", "522"), ("0.0000_ ", "522.3123"),
        ('0.000"亿元"', "522.312"), ("#,##0.00;[Red]-#,##0.00", "522.31"),
        # What the cell does not say, the series does
        ("General", "522.31"), ("0.00E+00", "522.31"), ("#,##0,", "522.31"), ("@", "522.31"),
    ],
)  # fmt: skip
def test_the_figure_as_its_cell_shows_it(pattern: str, expected: str) -> None:
    row, _book = offered(formatted(pattern))
    assert (row.entry.value, row.problems) == (Decimal(expected), ())
    (question,) = row.notes
    assert question.params["value"] == expected
    assert question.params["written"] == "522.312345678901"


def test_a_unit_is_converted_first() -> None:
    row, _book = offered(formatted("0.00", 5223123.456789, "数值(万元)"))
    assert row.entry.value == Decimal("522.312346")
    row, _book = offered(formatted("General", 5223123.456789, "数值(万元)"))
    assert row.entry.value == Decimal("522.31")


def test_texts_and_old_workbooks() -> None:
    row, _book = offered("编码,期别,数值\nFAI,2024-06,522.3150000001\n".encode(), 3)
    assert row.entry.value == Decimal("522.315")
    row, _book = offered(old_workbook(TABLE, {"C2": "0.0"}))
    assert row.entry.value == Decimal("522.3")


def test_a_percentage_has_the_decimals_it_shows() -> None:
    data = changed_workbook(
        lambda book: setattr(book.active["C2"], "number_format", "0.0%"),
        [["编码", "期别", "数值"], ["GROWTH", "2024-06", 0.0651234567890123]],
    )
    assert offered(data)[0].entry.value == Decimal("6.5")


def test_what_is_wrong_in_other_ways_stays_so() -> None:
    for text in ("NONE,2024-06,1.123456789", "FAI,2024-06,x", "FAI,2024-05-05,1.123456789"):
        data = f"编码,期别,数值\n{text}\n"
        (row,) = reading(data)
        assert problems_in(row)
        assert corrected(row, opened(data), 2) is None
    (row,) = reading("编码,期别,进展,完成比例\nPLAN,2024-06,起草,88.123\n")
    assert corrected(row, opened(b"a,b\n"), 2) is None


def test_a_workbook_without_styles() -> None:
    data = repacked(
        workbook(TABLE), lambda name, content: None if name == "xl/styles.xml" else content
    )
    assert offered(data)[0].entry.value == Decimal("522.31")


def test_cells_that_were_never_written_show_nothing() -> None:
    book = opened(formatted("0.00"))
    assert book.raw[0].decimals_shown(2, 2) == 2
    assert book.raw[0].decimals_shown(2, 9) is None
    assert book.raw[0].decimals_shown(99, 2) is None


@pytest.mark.parametrize(
    ("pattern", "decimals"),
    [("0", 0), ("0.00", 2), ("# ?/?", None), ("yyyy-mm-dd", None), ("General", None), ("", None),
     ("0.0%", 1), ("#,##0.000", 3), ("0.0,", None), ('"约"0.0', 1), ("[h]:mm", None)],
)  # fmt: skip
def test_what_a_format_shows(pattern: str, decimals: int | None) -> None:
    assert decimals_shown(pattern) == decimals
