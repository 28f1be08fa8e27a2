"""Small workbooks for the tests, made with other libraries than the product's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl
import xlwt

from targets.core.values.facts import Accumulation, Calendar, Measure
from targets.exchange.figures.rules import SeriesShape
from targets.exchange.figures.workbook import Reading, open_book, read_book
from targets.exchange.sheets.decoding import DEFAULT_LIMITS, Limits
from targets.exchange.sheets.parsed_sheet import Book, ParsedRow

Table = Sequence[Sequence[Any]]

TODAY = date(2026, 11, 1)
TOTAL, SINGLE = Accumulation.RUNNING_TOTAL, Accumulation.INCREMENT
SERIES = {
    "GDP": SeriesShape("地区生产总值", "亿元", Calendar.QUARTERLY, accumulation=TOTAL),
    "FAI": SeriesShape("固定资产投资", "亿元", Calendar.MONTHLY_JAN_FEB, accumulation=TOTAL),
    "FIRMS": SeriesShape(
        "新增企业", "户", Calendar.MONTHLY, name_en="New firms", accumulation=SINGLE
    ),
    "GROWTH": SeriesShape("工业增速", "%", Calendar.MONTHLY),
    "RANK": SeriesShape("全省排名", "", Calendar.MONTHLY),
    "PLAN": SeriesShape("行动方案", "", Calendar.ONCE, measure=Measure.QUALITATIVE),
    "TWIN1": SeriesShape("绿地率", "%", Calendar.MONTHLY),
    "TWIN2": SeriesShape("绿地率", "%", Calendar.MONTHLY),
}


def workbook(*sheets: Table, **named: Table) -> bytes:
    """An XLSX of these rows, as openpyxl writes it."""
    return changed_workbook(lambda _book: None, *sheets, **named)


def changed_workbook(
    change: Callable[[Any], None],
    *sheets: Table,
    **named: Table,
) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    pairs = [(f"Sheet{number}", rows) for number, rows in enumerate(sheets, 1)]
    for name, rows in [*pairs, *named.items()]:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook(rows: Table, formats: Mapping[str, str] | None = None) -> bytes:
    """An XLS; ``formats`` gives number formats by (A1) cell."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            pattern = (formats or {}).get(f"{chr(65 + column)}{row + 1}", "General")
            if value is not None:
                sheet.write(row, column, value, xlwt.easyxf(num_format_str=pattern))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The same package with parts changed, or left out where ``change`` gives None."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The package with ``old`` replaced in one part, where it has to be."""

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        assert old in content
        return content.replace(old, new)

    return repacked(data, change)


def opened(data: bytes | str, name: str = "表.csv", limits: Limits = DEFAULT_LIMITS) -> Book:
    raw = data.encode() if isinstance(data, str) else data
    return open_book(io.BytesIO(raw), file_name=name, limits=limits)


def reading(data: bytes | str, name: str = "表.csv", **asked: Any) -> Reading:
    """What the file brings to the series above."""
    limits = asked.pop("limits", DEFAULT_LIMITS)
    book = opened(data, name, limits)
    asked = {"place": "BY", "series": SERIES, "today": TODAY, **asked}
    return read_book(book, limits=limits, **asked)


def rows(data: bytes | str, name: str = "表.csv", **asked: Any) -> list[ParsedRow]:
    return list(reading(data, name, **asked))


def taken(entries: Iterable[ParsedRow]) -> list[tuple[object, ...]]:
    """Code, period as text, value; nothing may be wrong."""
    found = list(entries)
    assert [problems_in(entry) for entry in found if entry.problems] == []
    return [(each.code, str(each.period_end), each.entry.value) for each in found]


def problems_in(entry: ParsedRow) -> list[str]:
    """Every sentence, with its parameters and no other."""
    return [each.message.msgid % dict(each.message.params) for each in entry.problems]


def codes_in(entry: ParsedRow) -> list[str]:
    return [each.code.value for each in entry.problems]
