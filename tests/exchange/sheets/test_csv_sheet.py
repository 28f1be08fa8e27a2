"""CSV as systems export it: told separators, lines above the header, UTF-16, web pages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from targets.exchange.sheets.decoding import DEFAULT_LIMITS
from targets.exchange.sheets.problems import ProblemCode
from tests.exchange.files import only_problem
from tests.exchange.workbook_files import (
    changed_workbook,
    old_workbook,
    opened,
    rows,
    taken,
    workbook,
)

TABLE = "编码,期别,数值\nfai,2024-06,7\nGrowth,2024-06,—\n"
TAKEN = [("FAI", "2024-06-30", Decimal(7))]
PAGE = "<html><body><table><tr><td>指标</td><td>累计</td></tr></table></body></html>"


def figures(data: bytes | str) -> list[tuple[object, ...]]:
    return [(each.code, str(each.period_end), each.entry.value) for each in rows(data)]


@pytest.mark.parametrize(
    "text",
    ["sep=,\n" + TABLE, "SEP=;\r\n" + TABLE.replace(",", ";"), "sep=|\n" + TABLE.replace(",", "|"),
     '"sep=\t"\n' + TABLE.replace(",", "\t"),
     "\ufeffsep=;\n\n某区统计局;;\n" + TABLE.replace(",", ";")],
)  # fmt: skip
def test_a_first_line_that_tells_the_separator(text: str) -> None:
    assert figures(text) == TAKEN


def test_rows_are_counted_with_that_line() -> None:
    (row, *_others) = rows("sep=;\n编码;期别;数值\nNONE;2024-06;7\n")
    assert row.row == 3
    problem = only_problem(lambda: opened('sep=;\n编码;期别;数值\nFAI;2024-06;"7\n'))
    assert (problem.code, problem.row) == (ProblemCode.BAD_QUOTES, 3)


@pytest.mark.parametrize("above", ["某区统计局,,\n", ",,\n填报单位:统计局\n\n", "一,二\n"])
def test_lines_above_the_header(above: str) -> None:
    assert figures(above + TABLE) == TAKEN


@pytest.mark.parametrize(
    "missing", ["-", "－", "–", "—", "——", "/", "…", "...", "无", "N/A", "n/a", "暂无"]
)
def test_what_stands_for_a_missing_figure(missing: str) -> None:
    assert figures(TABLE.replace("—", missing)) == TAKEN


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_utf_16_without_its_mark(codec: str, separator: str) -> None:
    assert figures(TABLE.replace(",", separator).encode(codec)) == TAKEN


@pytest.mark.parametrize(
    "data",
    [PAGE.encode(), PAGE.encode("utf-16"), PAGE.encode("utf-16-le"), PAGE.encode("gb18030"),
     f"\ufeff\r\n  <!-- 报表 -->\n{PAGE}".encode(), b"<style>td{}</style><table><tr>",
     b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>',
     b"MIME-Version: 1.0\nContent-Type: multipart/related", b"</br><div>1</div>"],
)  # fmt: skip
def test_a_web_page_under_the_name_of_a_workbook(data: bytes) -> None:
    problem = only_problem(lambda: opened(data, name="月报.xls"))
    assert problem.code is ProblemCode.BINARY
    assert "web page" in problem.message.msgid


def test_a_comparison_is_no_web_page() -> None:
    assert figures("<5公里,,\n" + TABLE) == TAKEN


def test_a_long_name_is_kept_as_far_as_a_sheet_has_one() -> None:
    assert opened(TABLE, name=f"{'长' * 200}.csv").sheets[0].name == "长" * 100
    assert opened(TABLE, name=".csv").sheets[0].name == ".csv"
    assert opened(TABLE, name="\x01.csv").sheets[0].name == "CSV"


def escaped(book: object) -> None:
    book.active["A2"] = "FAI_x0000_"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "make",
    [
        lambda: old_workbook([["编码", "期别", "数值\0"], ["FAI\0\0", "2024-06", 7]]),
        lambda: changed_workbook(escaped, [["编码_x0000_", "期别", "数值"], ["", "2024-06", 7]]),
        lambda: workbook([["编码_x0001_", "期别", "数值"], ["FAI_x0000_", "2024-06", "7_x0000_"]]),
        lambda: "编码,期别,数值\x01\nFAI\x02,2024-06,7\n",
    ],
)
def test_what_no_database_holds_is_taken_out(make: Callable[[], bytes | str]) -> None:
    (row,) = rows(make())
    assert taken([row]) == taken(rows("编码,期别,数值\nFAI,2024-06,7\n"))
    assert row.original == ("FAI", "2024-06", "7")


def test_a_line_of_too_many_columns_is_refused_with_its_row() -> None:
    problem = only_problem(lambda: opened(TABLE + "1," * 600 + "1\n"))
    assert (problem.code, problem.row) == (ProblemCode.TOO_LARGE, 4)
    assert "columns" in problem.message.msgid


def test_empty_cells_at_the_end_are_no_columns() -> None:
    assert figures(TABLE.replace("7\n", "7" + "," * 3000 + "\n")) == TAKEN
    assert figures(TABLE + "," * 3000 + "\n") == TAKEN


def test_too_many_cells_are_refused() -> None:
    limits = DEFAULT_LIMITS._replace(cells=20)
    problem = only_problem(lambda: rows(TABLE + "FAI,2024-06,7\n" * 10, limits=limits))
    assert problem.code is ProblemCode.TOO_LARGE
    assert "cells" in problem.message.msgid
