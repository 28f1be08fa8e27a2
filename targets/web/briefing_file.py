"""A briefing as a file: DOCX, slides, and the rows of its tables as CSV and XLSX."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _

from targets.briefs.content import Brief
from targets.briefs.docx import docx_bytes
from targets.briefs.pptx import pptx_bytes
from targets.exchange.writing import csv_chunks
from targets.exchange.xlsx_writing import Kind, XlsxColumn, XlsxSheet, write_xlsx

_OFFICE = "application/vnd.openxmlformats-officedocument."


def briefing_file(brief: Brief, kind: str, name: str) -> HttpResponse:
    """The briefing as a download; ``kind`` is one of :data:`KINDS`."""
    make, content_type = KINDS[kind]
    answer = HttpResponse(make(brief), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def headers() -> list[str]:
    """Of the rows: the widest table decides how many cells there are."""
    return [_("Section"), _("Row"), _("Column"), _("Text"), _("Number of the briefing"), "SHA-256"]


def rows(brief: Brief) -> Iterator[list[str]]:
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


def _csv(brief: Brief) -> bytes:
    return b"".join(csv_chunks(headers(), rows(brief)))


def _xlsx(brief: Brief) -> bytes:
    """A sheet a section that has a table, and one that says what it is."""
    held = io.BytesIO()
    about = [
        [brief.title, ""],
        [_("Number of the briefing"), brief.number or brief.draft_mark],
        [_("Issued on"), brief.issued_on],
        [_("Basis"), brief.basis],
        [brief.sha256_label, brief.sha256],
        *(["", note] for note in brief.notes),
    ]
    plain = [XlsxColumn("", Kind.TEXT), XlsxColumn("", Kind.TEXT)]
    sheets = [XlsxSheet(_("About"), plain, about)]
    for section in brief.sections:
        tables = [block.table for block in section.blocks if block.table is not None]
        if tables:
            columns = [XlsxColumn(column.title, Kind.TEXT) for column in tables[0].columns]
            sheets.append(XlsxSheet(section.heading, columns, tables[0].rows))
    write_xlsx(held, sheets)
    return held.getvalue()


KINDS: Mapping[str, tuple[Callable[[Brief], bytes], str]] = {
    "docx": (docx_bytes, f"{_OFFICE}wordprocessingml.document"),
    "pptx": (pptx_bytes, f"{_OFFICE}presentationml.presentation"),
    "xlsx": (_xlsx, f"{_OFFICE}spreadsheetml.sheet"),
    "csv": (_csv, "text/csv; charset=utf-8"),
}
