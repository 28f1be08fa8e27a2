"""A briefing as slides: key lists, charts and each theme; native text, tables and charts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Emu, Pt

from .content import Brief, Picture, Section, Table
from .packing import (
    CUSTOM_PART,
    CUSTOM_RELATION,
    CUSTOM_TYPE,
    MOMENT,
    clean,
    custom_properties,
    packed,
)
from .palette import DRAFT, INK, MUTED
from .pptx_chart import add_chart
from .pptx_shapes import BODY, MARGIN, ROW, SLIDE, add_lines, add_table, row_lines
from .wording import checksum, heading, legend, notes_title, part_of, signed, width_of

_TITLE_ONLY = 5
_BY_THEME = frozenset({"main", "tasks"})  # sections whose tables the themes hold
_LINES = 13  # of text on a slide
_LETTERS = 44  # Chinese characters on a line of text
_ROOM = 13.0  # rows of a table on a slide, when each takes one line
_BETWEEN = 0.5  # of a row, between two tables
_CHARTS = 4
_TEXT, _LARGE = 20, 28  # points
_SHORT = 2  # lines of text that stand above a table or pictures


class Page(NamedTuple):
    """What stands on one slide; of text, table and pictures one or two are given."""

    text: tuple[str, ...] = ()
    table: Table | None = None
    pictures: tuple[Picture, ...] = ()
    below: Table | None = None  # a second table, where both fit


def pptx_bytes(brief: Brief) -> bytes:
    """The briefing as a PPTX file, 16:9; the same briefing gives the same bytes."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = SLIDE
    _cover(slides, brief)
    for title, section in titled(brief):
        made = pages(section)
        for at, page in enumerate(made, 1):
            part = part_of(at, len(made), brief.language)
            _slide(slides, brief, title + part, page, alone=len(made) == 1)
    _notes(slides, brief)
    _properties(slides, brief)
    held = io.BytesIO()
    slides.save(held)
    return packed(held.getvalue())


def titled(brief: Brief) -> Iterator[tuple[str, Section]]:
    """The sections with their titles. Where there are themes each is a slide of its own after
    the main charts, and the long tables of indicators and tasks, which they hold, are left out."""
    number = 0
    for section in brief.sections:
        is_main = section.key == "main"
        shown = section
        if brief.themes and section.key in _BY_THEME:
            texts = (block._replace(table=None) for block in section.blocks)
            shown = section._replace(
                blocks=tuple(block for block in texts if block.text or block.pictures)
            )
        if shown.blocks or shown is section:
            number += 1
            yield heading(shown.heading, number, brief.language), shown
        if is_main:
            yield from ((theme.heading, theme) for theme in brief.themes)


def pages(section: Section) -> list[Page]:
    """A section cut to slides: what does not fit goes on to the next one."""
    found: list[Page] = []
    for block in section.blocks:
        lines = [line.strip() for line in clean(block.text).split("\n") if line.strip()]
        texts = _filled(lines)
        # The words before a picture or a table have a slide of their own only if they are long
        short = len(texts) == 1 and _height(texts[0]) <= _SHORT
        if block.table is None and not block.pictures:
            if found and texts and found[-1].table is None and not found[-1].pictures:
                texts = _filled([*found.pop().text, *lines])
            found.extend(Page(text) for text in texts)
            continue
        before: tuple[str, ...] = texts[0] if short else ()
        if not short:
            found.extend(Page(text) for text in texts)
        if block.table is not None and found and not before and _fits(found[-1], block.table):
            found[-1] = found[-1]._replace(below=block.table)
        elif block.table is not None:
            found.extend(_tables(block.table, before))
            before = ()
        for at in range(0, len(block.pictures), _CHARTS):
            found.append(Page(before, pictures=block.pictures[at : at + _CHARTS]))
            before = ()
    return found or [Page()]


def _height(lines: tuple[str, ...] | list[str]) -> int:
    """How many lines the paragraphs take; two Latin letters are as wide as one character."""
    return sum(-(-max(1, width_of(line)) // (_LETTERS * 2)) for line in lines)


def _filled(lines: list[str]) -> list[tuple[str, ...]]:
    """Paragraphs over as many slides as they need."""
    found: list[list[str]] = []
    for line in lines:
        if found and _height([*found[-1], line]) <= _LINES:
            found[-1].append(line)
        else:
            found.append([line])
    return [tuple(page) for page in found]


def _tables(table: Table, before: tuple[str, ...]) -> list[Page]:
    """A table in parts that fit a slide; every part has the header."""
    parts: list[list[tuple[str, ...]]] = [[]]
    room = _ROOM - _height(before) - row_lines(table, tuple(one.title for one in table.columns))
    left = room
    for row in table.rows:
        lines = row_lines(table, row)
        if lines > left and parts[-1]:
            parts.append([])
            left = room
        parts[-1].append(row)
        left -= lines
    return [
        Page(before if at == 0 else (), table._replace(rows=tuple(rows)))
        for at, rows in enumerate(parts)
    ]


def _rows(table: Table) -> float:
    """How many ordinary rows a table takes with its caption and its header."""
    header = tuple(column.title for column in table.columns)
    return bool(table.caption) + sum(row_lines(table, row) for row in (header, *table.rows))


def _fits(page: Page, table: Table) -> bool:
    """Whether a table fits whole below the one of a page."""
    if page.table is None or page.below is not None or page.pictures:
        return False
    return _height(page.text) + _rows(page.table) + _BETWEEN + _rows(table) <= _ROOM


def _cover(slides: Slides, brief: Brief) -> None:
    """Title, number, basis, issuer and day."""
    slide = slides.slides.add_slide(slides.slide_layouts[_TITLE_ONLY])
    left, width = MARGIN, Emu(SLIDE[0] - MARGIN * 2)
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = left, Emu(1700000), width, Emu(1500000)
    add_lines(title.text_frame, (brief.title,), size=36, bold=True, align=PP_ALIGN.CENTER)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    below = slide.shapes.add_textbox(left, Emu(3400000), width, Emu(1600000))
    lines = tuple(filter(None, (brief.number, brief.issuer, brief.issued_on, brief.basis)))
    add_lines(below.text_frame, lines, size=16, colour=MUTED, align=PP_ALIGN.CENTER)
    _marks(slide, brief)


def _marks(slide: Slide, brief: Brief) -> None:
    """Draft and illustrative marks at the upper right, in red."""
    marks = [brief.draft_mark] if brief.is_draft else []
    marks += [brief.illustrative_mark] if brief.is_illustrative else []
    if marks:
        width = Emu(3000000)
        at = Emu(SLIDE[0] - MARGIN - width)
        box = slide.shapes.add_textbox(at, Emu(120000), width, Emu(330000))
        text = (" · ".join(marks),)
        add_lines(box.text_frame, text, size=14, colour=DRAFT, bold=True, align=PP_ALIGN.RIGHT)


def _slide(slides: Slides, brief: Brief, title: str, page: Page, *, alone: bool = True) -> None:
    """One slide: the heading as its native title, then text, tables or charts. ``alone``: no
    other slide goes on with it, so its type may be larger."""
    slide = slides.slides.add_slide(slides.slide_layouts[_TITLE_ONLY])
    head = slide.shapes.title
    head.left, head.top = MARGIN, Emu(330000)
    head.width, head.height = Emu(SLIDE[0] - MARGIN * 2), Emu(700000)
    add_lines(head.text_frame, (title,), size=28, bold=True, align=PP_ALIGN.LEFT)
    head.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    left, top, width, height = BODY
    if page.text:
        is_text = page.table is None and not page.pictures
        high = height if is_text else Emu(Pt(27) * _height(page.text))
        box = slide.shapes.add_textbox(left, top, width, high)
        size = 18 if not is_text else _size(page.text) if alone else _TEXT
        add_lines(box.text_frame, page.text, size=size, colour=INK)
        top, height = Emu(top + high), Emu(height - high)
    if page.table is not None:
        add_table(slide, page.table, (left, top, width, height))
    if page.table is not None and page.below is not None:
        high = Emu(int(ROW * (_rows(page.table) + _BETWEEN)))
        add_table(slide, page.below, (left, Emu(top + high), width, Emu(height - high)))
    if page.pictures:
        _charts(slide, brief, page.pictures, (left, top, width, height))
    _marks(slide, brief)
    _foot(slide, brief, len(slides.slides))


def _size(lines: tuple[str, ...]) -> int:
    """Type for a slide of text alone: larger where there is little of it."""
    return _LARGE if _height(lines) * 2 <= _LINES else _TEXT


def _charts(
    slide: Slide, brief: Brief, pictures: tuple[Picture, ...], area: tuple[Emu, Emu, Emu, Emu]
) -> None:
    """One chart across, or two beside each other in one or two rows; the legend above."""
    left, top, width, height = area
    words = legend(brief.labels, pictures)
    if words:
        box = slide.shapes.add_textbox(left, top, width, Emu(300000))
        add_lines(box.text_frame, (words,), size=12, colour=MUTED, align=PP_ALIGN.CENTER)
        top, height = Emu(top + 300000), Emu(height - 300000)
    columns = min(2, len(pictures))
    rows = -(-len(pictures) // columns)
    wide, high = width // columns, height // rows
    names = dict(brief.labels)
    for at, picture in enumerate(pictures):
        where = (Emu(left + at % columns * wide), Emu(top + at // columns * high))
        add_chart(slide, picture, names, brief.language, (*where, Emu(wide), Emu(high)))


def _foot(slide: Slide, brief: Brief, number: int) -> None:
    """Place, number and page, small."""
    top = Emu(SLIDE[1] - 380000)
    box = slide.shapes.add_textbox(MARGIN, top, Emu(SLIDE[0] - MARGIN * 2), Emu(300000))
    text = " · ".join(filter(None, (brief.title, brief.number, str(number))))
    add_lines(box.text_frame, (text,), size=11, colour=MUTED, align=PP_ALIGN.RIGHT)


def _notes(slides: Slides, brief: Brief) -> None:
    """Formulas and margins, and the checksum of the data."""
    notes = [f"{number}. {note}" for number, note in enumerate(brief.notes, 1)]
    if brief.issued_by:
        notes.append(signed(brief.issued_by, brief.language))
    if line := checksum(brief.sha256_label, brief.sha256, brief.language):
        notes.append(line)
    title = notes_title(brief.language).rstrip("：")
    made = _filled(notes)
    for text in made:
        _slide(slides, brief, title, Page(text), alone=len(made) == 1)


def _properties(slides: Slides, brief: Brief) -> None:
    """What the file says of itself: no path, no machine, no hour; and the checksum."""
    core = slides.core_properties
    core.title, core.author = clean(brief.title)[:255], clean(brief.issuer)[:255]
    core.last_modified_by = core.author
    core.subject, core.identifier = clean(brief.basis)[:255], clean(brief.number)[:255]
    core.comments, core.keywords = "", ""
    core.language = "zh-CN" if brief.language.lower().startswith("zh") else "en-GB"
    core.created = core.modified = MOMENT
    core.revision = 1
    package = slides.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package.drop_rel(key)  # the template's own first slide
    content = custom_properties({"Data SHA-256": brief.sha256})
    part = Part(PackURI(CUSTOM_PART), CUSTOM_TYPE, package, content)
    package.relate_to(part, CUSTOM_RELATION)
