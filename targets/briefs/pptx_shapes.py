"""Text and tables of a slide, with Chinese and Latin faces set for every run."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import TextFrame, _Run
from pptx.util import Emu, Pt

from .content import Table
from .packing import clean
from .palette import INK
from .wording import width_of

SLIDE = (Emu(12192000), Emu(6858000))  # 16:9
MARGIN = Emu(560000)
BODY = (
    MARGIN,
    Emu(1150000),
    Emu(SLIDE[0] - MARGIN * 2),
    Emu(SLIDE[1] - 1150000 - 450000),
)
EASTERN, LATIN = "微软雅黑", "Arial"
_CELL_SIZE = 14
_SMALL_CELL_SIZE = 12
_MANY = 6  # columns, beyond which the type is smaller
_HEADER, _STRIPE = "17345F", "F5F7FA"
ROW = Emu(370000)
_BESIDE = Emu(60000)
_ABOVE = Emu(30000)  # and below the text of a cell
_LEADING = 1.35  # of the type: from line to line, in the widest of the faces

Area = tuple[Emu, Emu, Emu, Emu]


def add_lines(
    frame: TextFrame,
    lines: Sequence[str],
    *,
    size: float,
    colour: str = INK,
    bold: bool = False,
    align: PP_ALIGN = PP_ALIGN.LEFT,
) -> None:
    """Every line a paragraph of the frame, in these looks."""
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = align
        paragraph.space_after = Pt(size / 4)
        run = paragraph.add_run()
        run.text = clean(line)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(colour)
        set_faces(run)


def set_faces(run: _Run) -> None:
    """The face for each script and the language of the text: spelling is checked by it."""
    run.font.name = LATIN
    properties = run._r.get_or_add_rPr()
    properties.set("lang", "en-GB" if run.text.isascii() else "zh-CN")
    latin = properties.find(qn("a:latin"))
    eastern = OxmlElement("a:ea")
    eastern.set("typeface", EASTERN)
    latin.addnext(eastern)


def add_table(slide: Slide, table: Table, area: Area) -> None:
    """A native table with its header row marked as one."""
    left, top, width, _ = area
    if table.caption:
        box = slide.shapes.add_textbox(left, top, width, Emu(320000))
        add_lines(box.text_frame, (table.caption,), size=14, bold=True)
        top = Emu(top + 340000)
    rows, columns = len(table.rows) + 1, len(table.columns)
    shape = slide.shapes.add_table(rows, columns, left, top, width, Emu(ROW * rows))
    shape.name = clean(table.caption) or shape.name
    grid = shape.table
    grid.first_row, grid.horz_banding = True, True
    whole = sum(max(column.share, 1) for column in table.columns)
    for at, column in enumerate(table.columns):
        grid.columns[at].width = Emu(int(width * max(column.share, 1) / whole))
    size = _type_size(table)
    for down in range(rows):
        grid.rows[down].height = ROW
        texts = table.rows[down - 1] if down else tuple(column.title for column in table.columns)
        for across, (text, column) in enumerate(zip(texts, table.columns, strict=True)):
            align = PP_ALIGN.RIGHT if column.is_number else PP_ALIGN.LEFT
            _cell(grid.cell(down, across), text, size, align, down)


def _type_size(table: Table) -> int:
    """Smaller type where there are many columns."""
    return _SMALL_CELL_SIZE if len(table.columns) > _MANY else _CELL_SIZE


def row_lines(table: Table, row: Sequence[str]) -> float:
    """How many ordinary rows a row takes, as its longest cell wraps."""
    whole = sum(max(column.share, 1) for column in table.columns)
    size = _type_size(table)
    most = 1
    for text, column in zip(row, table.columns, strict=True):
        room = BODY[2] * max(column.share, 1) / whole - _BESIDE * 2
        most = max(most, -(-int(width_of(text) * Pt(size) * 0.5) // int(room)))
    return max(1.0, (most * Pt(size) * _LEADING + _ABOVE * 2) / ROW)


def _cell(cell: _Cell, text: str, size: float, align: PP_ALIGN, down: int) -> None:
    """One cell: white on navy in the header, ink on white or a quiet stripe below."""
    cell.margin_left = cell.margin_right = _BESIDE
    cell.margin_top = cell.margin_bottom = _ABOVE
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    fill = _HEADER if down == 0 else ("FFFFFF" if down % 2 else _STRIPE)
    cell.fill.fore_color.rgb = RGBColor.from_string(fill)
    colour = "FFFFFF" if down == 0 else INK
    add_lines(
        cell.text_frame,
        (text,),
        size=size,
        colour=colour,
        bold=down == 0,
        align=align,
    )
    cell.text_frame.paragraphs[0].space_after = Pt(0)
