"""Sheets as bureaus keep them, and what the reader makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from targets.core.values.facts import Accumulation, Calendar, Phrase
from targets.exchange.figures.rules import SeriesShape
from targets.exchange.figures.workbook import Reading, read_book
from targets.exchange.sheets.parsed_sheet import How

from .workbook_files import changed_workbook, codes_in, old_workbook, opened

TOTAL, SINGLE = Accumulation.RUNNING_TOTAL, Accumulation.INCREMENT
MONTHLY, QUARTERLY = Calendar.MONTHLY, Calendar.QUARTERLY
SERIES = {
    "TOURISM": SeriesShape("接待游客", "万人次", MONTHLY, accumulation=TOTAL),
    "RETAIL": SeriesShape("社会消费品零售总额", "亿元", MONTHLY, accumulation=TOTAL),
    "REVENUE": SeriesShape("一般公共预算收入", "亿元", MONTHLY, accumulation=TOTAL),
    "TAX": SeriesShape("税收收入", "亿元", MONTHLY, accumulation=TOTAL),
    "PATENTS": SeriesShape("发明专利授权量", "件", MONTHLY, accumulation=SINGLE),
    "BRANDS": SeriesShape("新增商标", "件", QUARTERLY, accumulation=SINGLE),
    "JOBLESS": SeriesShape("城镇登记失业率", "%", MONTHLY),
    "GDP": SeriesShape("地区生产总值", "亿元", QUARTERLY, accumulation=TOTAL),
    "GDP_GROWTH": SeriesShape("地区生产总值增速", "%", QUARTERLY),
    "FAI": SeriesShape("固定资产投资", "亿元", MONTHLY, accumulation=TOTAL),
    "FAI_GROWTH": SeriesShape("固定资产投资增速", "%", MONTHLY),
}
GROWTH = {"GDP": "GDP_GROWTH", "FAI": "FAI_GROWTH"}
TODAY = date(2026, 12, 1)


def read(data: bytes | str, name: str = "表.csv", **query: Any) -> Reading:
    query = {"place": "BY", "series": SERIES, "today": TODAY, "growth": GROWTH, **query}
    return read_book(opened(data, name), **query)


def merged(rows: Sequence[Sequence[Any]], *ranges: str) -> bytes:
    """An XLSX of one sheet with these cells merged."""

    def merge(book: Any) -> None:
        for each in ranges:
            book.active.merge_cells(each)

    return changed_workbook(merge, rows)


def in_every_format(text: str) -> list[bytes | str]:
    """The same table as CSV, XLSX and XLS; cells that are numbers are numbers in workbooks."""
    rows = [[_typed(cell) for cell in line.split(",")] for line in text.strip().splitlines()]
    return [text, changed_workbook(lambda _book: None, rows), old_workbook(rows)]


def _typed(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell or None


def brought(reading: Reading) -> dict[tuple[str, str], Decimal | None]:
    """What can be taken: series and period, and the value."""
    found = [each for each in reading if not each.problems]
    assert len({(each.code, each.period_end) for each in found}) == len(found)
    return {(each.code, str(each.period_end)): each.entry.value for each in found}


def refused(reading: Reading) -> dict[tuple[str, str], list[str]]:
    """What cannot: series and period, and why."""
    return {
        (each.code, each.column.partition(" ")[0]): codes_in(each)
        for each in reading
        if each.problems
    }


def unread(reading: Reading) -> list[str]:
    return [said(each.message) for each in reading.unread]


def remarks(reading: Reading) -> list[str]:
    return [said(note.message) for sheet in reading.sheets for note in sheet.remarks]


def questions(reading: Reading) -> list[str]:
    return [said(note.message) for sheet in reading.sheets for note in sheet.questions]


def asked(reading: Reading) -> list[str]:
    """The letters of the columns that a person has to choose."""
    return [
        each.letter for sheet in reading.sheets for each in sheet.columns if each.how is How.ASKED
    ]


def said(message: Phrase) -> str:
    """A sentence with its parameters and no other."""
    return message.msgid % {
        key: said(value) if isinstance(value, Phrase) else value
        for key, value in message.params.items()
    }
