"""A briefing as a file: DOCX, slides, and the rows of its series as CSV and XLSX."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from targets.briefs.content import Brief
from targets.briefs.docx import docx_bytes
from targets.briefs.pptx import pptx_bytes
from targets.briefs.wording import heading
from targets.exchange.out.xlsx import Kind, XlsxColumn, XlsxSheet, write_xlsx
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.web.briefing.rows import Row, cells, sheet_columns

_OFFICE = "application/vnd.openxmlformats-officedocument."
# Tables that are about no single series; what is about one stands in its row
_OTHER_TABLES = frozenset({"reporting", "revisions", "changes"})
Rows = Sequence[Row] | None  # None: issued before rows were frozen


def briefing_file(
    brief: Brief, rows: Rows, kind: str, name: str, *, with_words: bool = True
) -> HttpResponse:
    """The briefing as a download; ``kind`` is one of :data:`KINDS`. Without words the columns of
    the explanations are left out."""
    make, content_type = KINDS[kind]
    answer = HttpResponse(make(brief, rows, with_words), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _table(
    brief: Brief, rows: Rows, *, with_words: bool
) -> tuple[list[XlsxColumn], Iterator[list[object]]]:
    if rows is None:
        return _printed_columns(), _printed_cells(brief)
    return (
        sheet_columns(brief, with_words=with_words),
        cells(brief, rows, with_words=with_words),
    )


def _printed_columns() -> list[XlsxColumn]:
    titles = (_("Section"), _("Row"), _("Column"), _("Text"), _("Number of the briefing"))
    return [XlsxColumn(title) for title in (*titles, "SHA-256")]


def _printed_cells(brief: Brief) -> Iterator[list[object]]:
    """Every cell of every table with its section, row and column: what the page prints."""
    for section in brief.sections:
        at = 0
        for block in section.blocks:
            if block.table is None:
                continue
            for row in block.table.rows:
                at += 1
                for column, text in zip(block.table.columns, row, strict=True):
                    yield [
                        section.heading, str(at), column.title, text, brief.number, brief.sha256,
                    ]  # fmt: skip


def _csv(brief: Brief, rows: Rows, with_words: bool) -> bytes:
    columns, found = _table(brief, rows, with_words=with_words)
    return b"".join(csv_chunks([column.header for column in columns], found))


def _xlsx(brief: Brief, rows: Rows, with_words: bool) -> bytes:
    """What it is, a row a series, and the tables that are about no single series."""
    held = io.BytesIO()
    about = [
        [_("Number of the briefing"), brief.number or brief.draft_mark],
        [_("Issued on"), brief.issued_on],
        [_("Basis"), brief.basis],
        [brief.sha256_label, brief.sha256],
        *([_("Note"), note] for note in brief.notes),
    ]
    plain = [XlsxColumn(_("Item"), width=22), XlsxColumn(_("Content"), width=66)]
    columns, found = _table(brief, rows, with_words=with_words)
    sheets = [
        XlsxSheet(_("About"), plain, about, [brief.title]),
        XlsxSheet(_("Data by indicator"), columns, found),
    ]
    for number, section in enumerate(brief.sections, start=1):
        tables = [block.table for block in section.blocks if block.table is not None]
        if tables and section.key in _OTHER_TABLES:
            titles = [XlsxColumn(column.title, Kind.TEXT) for column in tables[0].columns]
            # Numbered: two sheets cannot be called alike, and headings can be edited
            name = heading(section.heading, number, brief.language)
            sheets.append(XlsxSheet(name, titles, tables[0].rows))
    write_xlsx(held, sheets)
    return held.getvalue()


KINDS: Mapping[str, tuple[Callable[[Brief, Rows, bool], bytes], str]] = {
    "docx": (lambda brief, _rows, _words: docx_bytes(brief), f"{_OFFICE}wordprocessingml.document"),
    "pptx": (
        lambda brief, _rows, _words: pptx_bytes(brief),
        f"{_OFFICE}presentationml.presentation",
    ),
    "xlsx": (_xlsx, f"{_OFFICE}spreadsheetml.sheet"),
    "csv": (_csv, "text/csv; charset=utf-8"),
}
