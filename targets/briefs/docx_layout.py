"""The layout of official documents (GB/T 9704-2012): sizes, faces, styles of a DOCX.

The standard's page: A4, 37 mm above and 28 mm at the left of a type area of 156 × 225 mm,
22 lines of 28 characters of size 3 (16 pt).
"""

from __future__ import annotations

from typing import NamedTuple, cast
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

_LATIN = "Times New Roman"


class Face(NamedTuple):
    """A typeface: for figures and Latin letters, and for Chinese."""

    latin: str
    eastern: str


class Layout(NamedTuple):
    """What differs between the languages."""

    tag: str  # of the language
    title: Face
    first: Face  # headings of the first order
    second: Face
    body: Face
    foot: Face
    title_size: float
    body_size: float
    small_size: float  # notes and captions
    table_size: float
    pitch: float  # points from line to line
    narrower: int  # twentieths of a point between characters of the body
    first_bold: bool


CHINESE = Layout(
    tag="zh-CN",
    title=Face(_LATIN, "方正小标宋简体"),
    first=Face(_LATIN, "黑体"),
    second=Face(_LATIN, "楷体_GB2312"),
    body=Face(_LATIN, "仿宋_GB2312"),
    foot=Face("宋体", "宋体"),
    title_size=22,  # 二号
    body_size=16,  # 三号
    small_size=12,  # 小四
    table_size=10.5,  # 五号
    pitch=28.95,  # 225 mm ÷ 22
    narrower=-5,  # 28 characters of 16 pt on 156 mm
    first_bold=False,
)
ENGLISH = CHINESE._replace(
    tag="en-GB",
    title=Face(_LATIN, "宋体"),
    first=Face(_LATIN, "黑体"),
    second=Face(_LATIN, "楷体"),
    body=Face(_LATIN, "宋体"),
    foot=Face(_LATIN, "宋体"),
    title_size=20,
    body_size=12,
    small_size=10,
    table_size=9.5,
    pitch=19,
    narrower=0,
    first_bold=True,
)
FOOT_SIZE = 14  # 四号
TEXT_WIDTH = Mm(156)

# What to take where a machine lacks a face: Word and WPS read it from the font table
_INSTEAD = {"方正小标宋简体": "宋体", "仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体"}
_SETTLED = ("Times New Roman", "宋体", "黑体", "仿宋", "楷体")


def layout_of(language: str) -> Layout:
    """The layout of a briefing in this language."""
    return CHINESE if language.lower().startswith("zh") else ENGLISH


def child(parent: BaseOxmlElement, tag: str, **attributes: str) -> BaseOxmlElement:
    """The element ``tag`` below ``parent``, made where it is missing, with these attributes."""
    found = cast(BaseOxmlElement | None, parent.find(qn(tag)))
    if found is None:
        found = cast(BaseOxmlElement, OxmlElement(tag))
        parent.append(found)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), value)
    return found


def set_page(document: Document, layout: Layout) -> None:
    """A4 with the standard's margins, its grid of lines, and pages with two sides."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance = Mm(22)
    section.footer_distance = Mm(23)  # the number stands 7 mm below the type area
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    # A grid of lines only: one of characters too is spread apart by LibreOffice
    child(section._sectPr, "w:docGrid", type="lines", linePitch=str(round(layout.pitch * 20)))
    document.settings.odd_and_even_pages_header_footer = True


def set_styles(document: Document, layout: Layout) -> None:
    """The styles of the body, the title, the headings, captions and notes."""
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    child(defaults, "w:lang", val=layout.tag, eastAsia="zh-CN", bidi="ar-SA")
    faces(defaults, layout.body)
    body = _style(document, "Normal", layout.body, layout.body_size, layout)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.paragraph_format.widow_control = True
    title = _style(document, "Title", layout.title, layout.title_size, layout)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(layout.title_size * 1.5)
    title.paragraph_format.space_after = Pt(layout.pitch / 2)
    title.paragraph_format.keep_with_next = True
    for name, face in (("Heading 1", layout.first), ("Heading 2", layout.second)):
        heading = _style(document, name, face, layout.body_size, layout)
        heading.font.bold = layout.first_bold
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
        indent(heading, layout)
    caption = _style(document, "Caption", layout.first, layout.small_size, layout)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(layout.pitch / 4)
    caption.paragraph_format.space_after = Pt(3)
    body = _own(document, "Brief Body", layout.body, layout.body_size, layout)
    indent(body, layout)
    if layout.narrower:
        own = body.element.get_or_add_rPr()
        # Before the size: Word's schema is a sequence
        spacing = child(own, "w:spacing", val=str(layout.narrower))
        own.find(qn("w:sz")).addprevious(spacing)
    _own(document, "Brief Small", layout.body, layout.small_size, layout)
    _own(document, "Brief Cell", layout.body, layout.table_size, layout)
    _own(document, "Brief Foot", layout.foot, FOOT_SIZE, layout)


def _own(document: Document, name: str, face: Face, size: float, layout: Layout) -> ParagraphStyle:
    """A style of our own; small ones have lines of their own height, off the grid."""
    style = cast(ParagraphStyle, document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = document.styles["Normal"]
    _dress(style, face, size, layout)
    return style


def _style(
    document: Document, name: str, face: Face, size: float, layout: Layout
) -> ParagraphStyle:
    """A built-in style, rid of what the template gave it: the navigation pane knows its name."""
    style = cast(ParagraphStyle, document.styles[name])
    for tag in ("w:rPr", "w:pPr"):
        found = style.element.find(qn(tag))
        if found is not None:
            kept = found.find(qn("w:outlineLvl"))
            for inner in list(found):
                if inner is not kept:
                    found.remove(inner)
    _dress(style, face, size, layout)
    return style


def _dress(style: ParagraphStyle, face: Face, size: float, layout: Layout) -> None:
    """Face, size, black, and lines of an exact height."""
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    faces(style.element.get_or_add_rPr(), face)
    body = size >= layout.body_size
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(layout.pitch if body else size * 1.45)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    if not body:
        found = child(style.element.get_or_add_pPr(), "w:snapToGrid", val="0")
        _in_order(found)


def _in_order(snap: BaseOxmlElement) -> None:
    """Word wants ``snapToGrid`` before spacing, indents and alignment."""
    parent = snap.getparent()
    for tag in ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"):
        later = parent.find(qn(tag))
        if later is not None:
            later.addprevious(snap)
            return


def faces(properties: BaseOxmlElement, face: Face) -> None:
    """Set the faces of a style or a run, for every script, and no face of the theme."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = cast(BaseOxmlElement, OxmlElement("w:rFonts"))
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script, name in (
        ("ascii", face.latin),
        ("hAnsi", face.latin),
        ("eastAsia", face.eastern),
        ("cs", face.latin),
    ):
        fonts.set(qn(f"w:{script}"), name)


def indent(style: ParagraphStyle, layout: Layout) -> None:
    """Two characters before the first line, whatever the size of the type."""
    style.paragraph_format.first_line_indent = Pt(layout.body_size * 2)
    if layout.tag == CHINESE.tag:
        found = style.element.get_or_add_pPr().find(qn("w:ind"))
        found.set(qn("w:firstLineChars"), "200")


def font_table() -> bytes:
    """The font table: for each face the one to take where a machine has it not."""
    entries = [(name, _INSTEAD.get(name)) for name in (*_INSTEAD, *_SETTLED)]
    fonts = "".join(
        f'<w:font w:name="{escape(name)}">'
        + (f'<w:altName w:val="{escape(instead)}"/>' if instead else "")
        + ("" if name == _LATIN else '<w:charset w:val="86"/>')
        + "</w:font>"
        for name, instead in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w='
        f'"http://schemas.openxmlformats.org/wordprocessingml/2006/main">{fonts}</w:fonts>'
    ).encode()
