"""What a briefing says, in one language and ready to print: web page, DOCX and slides print this.

Everything is text already. Numbers were worded where the assessments are; nothing here is
computed.
"""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """One column of a table."""

    title: str
    share: int  # of the table's width; the shares need not add up to anything
    is_number: bool = False  # set to the right


class Table(NamedTuple):
    """A table under a paragraph; every row has a text for each column."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class Line(NamedTuple):
    """One line of a picture: a value for each label, None where it is not known."""

    name: str
    values: tuple[float | None, ...]
    floors: tuple[int, ...] = ()  # places of the values that are only a floor: “more than”


class Picture(NamedTuple):
    """A small chart of one main indicator: actual, target, pace and last year over the periods."""

    title: str  # the indicator
    alternative: str  # the sentence that says what is to be seen
    unit: str
    labels: tuple[str, ...]  # of the periods, as 1, 2 … 12, or Q1 … Q4
    actual: Line
    target: float | None = None
    pace: Line | None = None
    last_year: Line | None = None
    family: str = "neutral"  # met, good, behind, far, neutral: the colour of the verdict
    decimals: int = 2  # of the last figure, where it is printed
    is_rank: bool = False  # the first place is drawn on top
    last_text: str = ""  # the last figure as the tables print it, without its unit
    target_text: str = ""  # the target's number, with the decimals it was stated with
    short_labels: tuple[str, ...] = ()  # of the periods in digits and Latin: 1-2, Q1, H1


class Block(NamedTuple):
    """One paragraph, table or picture group of a section, in its order."""

    key: str  # of an edited paragraph; empty for what cannot be edited
    text: str = ""
    table: Table | None = None
    pictures: tuple[Picture, ...] = ()


class Section(NamedTuple):
    """A heading of the first order (一、…) with its blocks."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


class Brief(NamedTuple):
    """A whole briefing in one language."""

    language: str  # zh-hans or en
    place: str
    title: str  # 白云区2026年1—10月主要指标进度通报
    number: str  # empty while it is a draft
    issuer: str
    issued_on: str  # worded date; empty while it is a draft
    issued_by: str
    basis: str  # tier, as-of month, known on
    is_draft: bool
    draft_mark: str  # 草稿 / Draft
    sections: tuple[Section, ...]
    notes: tuple[str, ...]  # formulas and margins
    sha256: str
    sha256_label: str  # 数据校验码(SHA-256)
    is_illustrative: bool = False
    illustrative_mark: str = ""
    labels: tuple[tuple[str, str], ...] = ()  # legend of pictures: actual, target, pace, last_year
    themes: tuple[Section, ...] = ()  # the rows of main indicators and tasks again: slides
