"""Tables of a DOCX: three rules, a header on every page, rows that do not break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell

from .content import Column, Table
from .docx_layout import TEXT_WIDTH, Layout, child
from .docx_text import add_text
from .wording import width_of

_THICK, _THIN = "12", "4"  # eighths of a point
_RULE = "7F8B98"
_CELL = "BriefCell"  # the id of the style
_SMALLER = (0.0, 0.5, 1.0, 1.5)  # points less, down to size 5 small (9 pt)
_LOOSE = 1.04  # some fonts are wider than half their height
_MOST_NUMBERS = 0.6  # of the width, that columns of numbers may take from the others
_UNBROKEN = re.compile(r"[!-,.-~]+-?|[^ -~]|-")
_MARGIN = "85"  # twips beside the text of a cell: 1.5 mm


def add_table(document: Document, table: Table, layout: Layout) -> None:
    """The caption, the table, and a little room below it."""
    if table.caption:
        add_text(document.add_paragraph(style="Caption"), table.caption)
    grid = document.add_table(rows=1, cols=len(table.columns))
    size, across = fitted(table, layout.table_size)
    frame(grid, across)
    _rules(grid)
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        _fill(cell, column.title, column, layout, size, is_header=True)
    for row in table.rows:
        cells = grid.add_row().cells
        for cell, text, column in zip(cells, row, table.columns, strict=True):
            _fill(cell, text, column, layout, size)
    for number, line in enumerate(grid.rows):
        properties = line._tr.get_or_add_trPr()
        child(properties, "w:cantSplit")
        if number == 0:
            child(properties, "w:tblHeader")
    after = document.add_paragraph(style="Brief Cell")
    after.paragraph_format.line_spacing = Pt(8)


def fitted(table: Table, size: float) -> tuple[float, list[Emu]]:
    """The size of the type and the widths of the columns.

    As wide as their longest cell where all fit, in slightly smaller type if need be; otherwise
    columns of numbers keep what they need and the others share the rest, as far as there is one.
    """
    for smaller in _SMALLER:
        needed = _needed(table, size - smaller)
        spare = TEXT_WIDTH - sum(needed)
        if spare >= 0:
            return size - smaller, _shared(spare, table.columns, needed)
    size -= _SMALLER[-1]
    needed = _needed(table, size)
    kept = [
        wide if column.is_number else 0.0
        for wide, column in zip(needed, table.columns, strict=True)
    ]
    texts = tuple(column for column in table.columns if not column.is_number)
    if sum(kept) > TEXT_WIDTH * _MOST_NUMBERS or not texts:
        return size, _shared(TEXT_WIDTH, table.columns, [0.0] * len(needed))
    # No narrower than its longest word, or by as much as all have to give
    least = [
        0.0 if column.is_number else wide
        for wide, column in zip(_needed(table, size, by_word=True), table.columns, strict=True)
    ]
    room = TEXT_WIDTH - sum(kept)
    given = min(1.0, room / sum(least))
    words = [wide * given for wide in least if wide]
    rest = _shared(room - sum(words), texts, words)
    places = iter(rest)
    return size, [Emu(int(wide)) if wide else next(places) for wide in kept]


def _needed(table: Table, size: float, *, by_word: bool = False) -> list[float]:
    """How wide each column has to be for its longest cell in one line, or its longest word."""
    measure = _longest_word if by_word else width_of
    half = Pt(size) / 2 * _LOOSE
    beside = int(_MARGIN) * 2 * 635
    longest = [measure(column.title) for column in table.columns]
    for row in table.rows:
        longest = [max(most, measure(text)) for most, text in zip(longest, row, strict=True)]
    return [most * half + beside for most in longest]


def _longest_word(text: str) -> int:
    """The widest part that a line is not broken in: a Latin word, or its part up to a hyphen;
    else a Chinese character."""
    return max(map(width_of, _UNBROKEN.findall(text)), default=0)


def _shared(room: float, columns: Sequence[Column], least: Sequence[float]) -> list[Emu]:
    """Room divided by the shares of the columns, over what each has already."""
    whole = sum(max(column.share, 1) for column in columns)
    return [
        Emu(int(has + room * max(column.share, 1) / whole))
        for has, column in zip(least, columns, strict=True)
    ]


def frame(grid: DocxTable, across: list[Emu]) -> None:
    """Fixed widths, for Word and for WPS, which reads them from another place."""
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    properties = grid._tbl.tblPr
    width = child(properties, "w:tblW", type="dxa", w=str(round(sum(across) / 635)))
    width.set(qn("w:type"), "dxa")
    for column, wide in zip(grid.columns, across, strict=True):
        column.width = wide
        for cell in column.cells:
            cell.width = wide


def _rules(grid: DocxTable) -> None:
    """Thick above and below, thin between the rows."""
    properties = grid._tbl.tblPr
    borders = cast(BaseOxmlElement, OxmlElement("w:tblBorders"))
    for side, thick, colour in (
        ("w:top", _THICK, "000000"),
        ("w:bottom", _THICK, "000000"),
        ("w:insideH", _THIN, _RULE),
    ):
        child(borders, side, val="single", sz=thick, space="0", color=colour)
    margins = cast(BaseOxmlElement, OxmlElement("w:tblCellMar"))
    for side in ("w:left", "w:right"):
        child(margins, side, w=_MARGIN, type="dxa")
    # The schema's order: borders, layout, margins, look
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)


def _fill(
    cell: _Cell, text: str, column: Column, layout: Layout, size: float, *, is_header: bool = False
) -> None:
    """One cell; numbers stand at the right, headers in the face of headings."""
    paragraph = cell.paragraphs[0]
    paragraph._p.style = _CELL  # by its id: looked up by name it takes longer than all the rest
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column.is_number else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = Pt(size * 1.3)
    run = add_text(paragraph, text, face=layout.first if is_header else None)
    run.font.size = Pt(size)
    run.font.bold = True if is_header and layout.first_bold else None


def picture_grid(document: Document, cells: int) -> DocxTable:
    """A table of two columns without rules, for pictures beside each other."""
    grid: DocxTable = document.add_table(rows=-(-cells // 2), cols=2)
    frame(grid, [Emu(Mm(78)), Emu(Mm(78))])
    for row in grid.rows:
        child(row._tr.get_or_add_trPr(), "w:cantSplit")
    return grid
