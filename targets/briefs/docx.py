"""A briefing as DOCX in the layout of official documents, for Word and WPS."""

from __future__ import annotations

import io
import re

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.section import _Footer, _Header
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from .content import Block, Brief, Picture, Section
from .docx_layout import Layout, font_table, layout_of, set_page, set_styles
from .docx_table import add_table, picture_grid
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
from .wording import checksum, heading, legend, notes_title, picture_caption, signed

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
