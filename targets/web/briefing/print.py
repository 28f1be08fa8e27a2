"""A briefing as the page prints it: its content with headings numbered and pictures drawn."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.safestring import SafeString

from targets.briefs.content import Brief, Picture, Table
from targets.briefs.wording import heading, notes_title, picture_caption, width_of
from targets.web.series.embed_chart import Key, picture_svg

SIZE = (480, 200)
_SHORT = 10  # halves of a Chinese character


class Drawn(NamedTuple):
    """One small chart with its caption."""

    caption: str
    svg: SafeString
    sentence: str


class Cell(NamedTuple):
    """One cell of a table."""

    text: str
    is_number: bool
    is_short: bool  # kept in one line: 1—10月 does not break after its dash


class Part(NamedTuple):
    """One paragraph, table or group of charts."""

    text: str
    table: Table | None
    rows: tuple[tuple[Cell, ...], ...]  # of the table
    pictures: tuple[Drawn, ...]


class Chapter(NamedTuple):
    """A section with its numbered heading."""

    key: str
    heading: str
    parts: tuple[Part, ...]


class Printed(NamedTuple):
    """What the template prints."""

    brief: Brief
    chapters: tuple[Chapter, ...]
    legend: tuple[Key, ...]
    notes_title: str


def printed(brief: Brief) -> Printed:
    """Headings get their numbers as on paper; pictures become inline drawings."""
    chapters = tuple(
        Chapter(
            section.key,
            heading(section.heading, number, brief.language),
            tuple(
                Part(
                    block.text,
                    block.table,
                    _rows(block.table),
                    tuple(_drawn(picture, brief) for picture in block.pictures),
                )
                for block in section.blocks
            ),
        )
        for number, section in enumerate(brief.sections, start=1)
    )
    legend = tuple(
        Key("last" if kind == "last_year" else kind, word) for kind, word in brief.labels
    )
    return Printed(brief, chapters, legend, notes_title(brief.language))


def _rows(table: Table | None) -> tuple[tuple[Cell, ...], ...]:
    if table is None:
        return ()
    return tuple(
        tuple(
            Cell(text, column.is_number, width_of(text) <= _SHORT)
            for column, text in zip(table.columns, row, strict=True)
        )
        for row in table.rows
    )


def _drawn(picture: Picture, brief: Brief) -> Drawn:
    return Drawn(
        picture_caption(picture, brief.language),
        picture_svg(picture, SIZE),
        picture.alternative,
    )
