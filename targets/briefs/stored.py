"""A briefing as plain data and back, so that what was issued is printed again word for word."""

from __future__ import annotations

import json
from typing import Any

from .content import Block, Brief, Column, Line, Picture, Section, Table


def stored(brief: Brief) -> str:
    """The whole content as JSON, without its SHA-256, which stands beside it."""
    return json.dumps(brief._replace(sha256=""), ensure_ascii=False, separators=(",", ":"))


def restored(text: str, sha256: str) -> Brief:
    """What :func:`stored` gave, with the SHA-256 of its data."""
    brief = Brief(*json.loads(text))  # an older one has fewer fields
    return brief._replace(
        sha256=sha256,
        sections=tuple(_section(section) for section in brief.sections),
        notes=tuple(brief.notes),
        labels=tuple((kind, word) for kind, word in brief.labels),
        themes=tuple(_section(theme) for theme in brief.themes),
    )


def _section(found: Any) -> Section:
    key, heading, blocks = found
    return Section(key, heading, tuple(_block(block) for block in blocks))


def _block(found: Any) -> Block:
    key, text, table, pictures = found
    return Block(key, text, None if table is None else _table(table), _pictures(pictures))


def _table(found: Any) -> Table:
    caption, columns, rows = found
    return Table(caption, tuple(Column(*column) for column in columns), tuple(map(tuple, rows)))


def _pictures(found: Any) -> tuple[Picture, ...]:
    pictures = (Picture(*each) for each in found)
    return tuple(
        picture._replace(
            labels=tuple(picture.labels),
            short_labels=tuple(picture.short_labels),
            actual=_line(picture.actual),
            pace=None if picture.pace is None else _line(picture.pace),
            last_year=None if picture.last_year is None else _line(picture.last_year),
        )
        for picture in pictures
    )


def _line(found: Any) -> Line:
    name, values, *floors = found  # older ones know no floors
    return Line(name, tuple(values), *map(tuple, floors))
