"""A briefing as DOCX in the layout of official documents, for Word and WPS."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import cast

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer, _Header
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell

from .content import Block, Brief, Column, Picture, Section, Table
from .docx_layout import TEXT_WIDTH, Layout, child, font_table, layout_of, set_page, set_styles
from .docx_text import add_field, add_text
from .packing import (
    CUSTOM_PART,
    CUSTOM_RELATION,
    CUSTOM_TYPE,
    MOMENT,
    clean,
    custom_properties,
    packed,
)
from .palette import DRAFT
from .pictures import DOTS_PER_INCH, picture_png
from .wording import checksum, heading, legend, notes_title, picture_caption, signed, width_of

# ---- Tables of a DOCX: three rules, a header on every page, rows that do not break

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


# ---- The file

# A line that is a heading of the second order: (一)严重滞后, (1) Far behind
_SECOND = re.compile(r"[((](?:[一二三四五六七八九十]+|\d{1,2})[))]\s*[^。.;;]{1,40}")
_PICTURE = (Mm(73), Mm(41))


def docx_bytes(brief: Brief) -> bytes:
    """The briefing as a DOCX file; the same briefing gives the same bytes."""
    layout = layout_of(brief.language)
    document = docx.Document()
    set_page(document, layout)
    set_styles(document, layout)
    _edges(document, brief, layout)
    _front(document, brief)
    for number, section in enumerate(brief.sections, 1):
        _section(document, brief, section, number, layout)
    _signature(document, brief, layout)
    _notes(document, brief)
    _properties(document, brief, layout)
    held = io.BytesIO()
    document.save(held)
    return packed(held.getvalue())


def _edges(document: Document, brief: Brief, layout: Layout) -> None:
    """The header with number and marks; the page number outside at the foot."""
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        _header(header, brief)
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT, layout)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, layout)


def _header(header: _Header, brief: Brief) -> None:
    """Draft and illustrative marks in red, else the number."""
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph.style = "Brief Small"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    marks = [brief.draft_mark] if brief.is_draft else []
    marks += [brief.illustrative_mark] if brief.is_illustrative else []
    if marks:
        run = add_text(paragraph, " · ".join(marks))
        run.font.bold = True
        run.font.color.rgb = RGBColor.from_string(DRAFT)
    rest = [brief.number] if brief.number else []
    if rest:
        add_text(paragraph, (" · " if marks else "") + rest[0])


def _page_number(footer: _Footer, side: WD_ALIGN_PARAGRAPH, layout: Layout) -> None:
    """— 1 —, one character from the outer edge of the type area."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = "Brief Foot"
    paragraph.alignment = side
    outer = Pt(layout.body_size)
    if side == WD_ALIGN_PARAGRAPH.RIGHT:
        paragraph.paragraph_format.right_indent = outer
    else:
        paragraph.paragraph_format.left_indent = outer
    add_text(paragraph, "— ")
    add_field(paragraph, "PAGE", "1")
    add_text(paragraph, " —")


def _front(document: Document, brief: Brief) -> None:
    """Number, title, and on what it rests."""
    if brief.number:
        number = document.add_paragraph()
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_text(number, brief.number)
    add_text(document.add_paragraph(style="Title"), brief.title)
    if brief.basis:
        basis = document.add_paragraph(style="Brief Small")
        basis.alignment = WD_ALIGN_PARAGRAPH.CENTER
        basis.paragraph_format.space_after = Pt(10)
        add_text(basis, brief.basis)


def _section(
    document: Document, brief: Brief, section: Section, number: int, layout: Layout
) -> None:
    """A heading of the first order with its paragraphs, tables and pictures."""
    title = heading(section.heading, number, brief.language)
    add_text(document.add_paragraph(style="Heading 1"), title)
    for block in section.blocks:
        _paragraphs(document, block)
        if block.table is not None:
            add_table(document, block.table, layout)
        if block.pictures:
            _pictures(document, brief, block.pictures)


def _paragraphs(document: Document, block: Block) -> None:
    """Every line a paragraph; a short numbered one is a heading of the second order."""
    paragraph = None
    for line in filter(None, (line.strip() for line in clean(block.text).split("\n"))):
        style = "Heading 2" if _SECOND.fullmatch(line) else "Brief Body"
        paragraph = document.add_paragraph(style=style)
        add_text(paragraph, line)
    if paragraph is not None and block.pictures:
        paragraph.paragraph_format.keep_with_next = True


def _pictures(document: Document, brief: Brief, pictures: tuple[Picture, ...]) -> None:
    """Two beside each other, each under its caption; the legend once, in words."""
    words = legend(brief.labels, pictures)
    if words:
        paragraph = document.add_paragraph(style="Brief Small")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        add_text(paragraph, words)
    grid = picture_grid(document, len(pictures))
    for at, picture in enumerate(pictures):
        _picture(grid.cell(at // 2, at % 2), picture, brief.language)
    document.add_paragraph(style="Brief Cell").paragraph_format.line_spacing = Pt(8)


def _picture(cell: _Cell, picture: Picture, language: str) -> None:
    """The caption, and the chart with its sentence for who cannot see it."""
    caption = cell.paragraphs[0]
    caption.style = "Caption"
    add_text(caption, picture_caption(picture, language))
    paragraph = cell.add_paragraph(style="Brief Cell")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = 1.0  # an exact height would cut the picture off
    wide, high = _PICTURE
    png = picture_png(
        picture,
        width=round(wide.inches * DOTS_PER_INCH),
        height=round(high.inches * DOTS_PER_INCH),
    )
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=wide, height=high)
    described = shape._inline.docPr
    described.set("descr", clean(picture.alternative))
    described.set("title", clean(picture.title))
    described.set("name", clean(picture.title))


def _signature(document: Document, brief: Brief, layout: Layout) -> None:
    """Issuer and day at the right, four characters from the edge, kept on one page."""
    for text, is_last in ((brief.issuer, False), (brief.issued_on, True)):
        if not text:
            continue
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(layout.body_size * 4)
        paragraph.paragraph_format.keep_with_next = not is_last
        if not is_last:
            paragraph.paragraph_format.space_before = Pt(layout.pitch)
        add_text(paragraph, text)


def _notes(document: Document, brief: Brief) -> None:
    """Formulas and margins, who signed, and the checksum of the data."""
    title = document.add_paragraph(style="Brief Small")
    title.paragraph_format.space_before = Pt(12)
    title.paragraph_format.keep_with_next = True
    add_text(title, notes_title(brief.language)).font.bold = True
    lines = [f"{number}. {note}" for number, note in enumerate(brief.notes, 1)]
    if brief.issued_by:
        lines.append(signed(brief.issued_by, brief.language))
    for line in lines:
        paragraph = document.add_paragraph(style="Brief Small")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        add_text(paragraph, line)
    if line := checksum(brief.sha256_label, brief.sha256, brief.language):
        paragraph = document.add_paragraph(style="Brief Small")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        # Small enough for one line: it is compared by eye
        add_text(paragraph, line).font.size = Pt(9)


def _properties(document: Document, brief: Brief, layout: Layout) -> None:
    """What the file says of itself: no path, no machine, no hour; and the checksum."""
    core = document.core_properties
    core.title, core.author = clean(brief.title)[:255], clean(brief.issuer)[:255]
    core.last_modified_by = core.author
    core.subject, core.identifier = clean(brief.basis)[:255], clean(brief.number)[:255]
    core.comments, core.keywords, core.language = "", "", layout.tag
    core.created = core.modified = MOMENT
    core.revision = 1
    package = document.part.package
    for relation in list(package.rels.values()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[relation.rId]  # the template's own first page
    content = custom_properties({"Data SHA-256": brief.sha256})
    package.relate_to(Part(PackURI(CUSTOM_PART), CUSTOM_TYPE, content, package), CUSTOM_RELATION)
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = font_table()
    settings = document.settings.element
    theme = settings.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), layout.tag)
        theme.set(qn("w:eastAsia"), "zh-CN")
