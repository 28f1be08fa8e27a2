"""Where the header of a table stands among its lines, and what all its lines say together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from targets.exchange.sheets.parsed_sheet import PERIOD, ColumnMatch, How

from .column_match import match_columns
from .column_words import NO_VALUE
from .reading import GROWTH, UNKNOWN, read_text, unit_alone
from .titles import is_unit_line
from .words import is_figure, is_place, may_be_period, year_alone

Rows = Sequence[tuple[int, Sequence[str]]]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]

IDENTITY = ("code", "name_zh")
SAID = ("value", "stage", "declared", "share_done", GROWTH)
_STRONG = 4  # what a column that makes the form counts for, against one that is only known
_TWO = 2
_MOST_LINES = 6  # of one header
_MONTHS = 12
_MONTH_WORDS = frozenset({"月份", "月"})  # over 1, 2, 3
_LONGEST = 40  # characters of a header; longer ones are sentences
_LABELS = (*IDENTITY, "unit_zh", "place")
_FIGURES = ("value", PERIOD, GROWTH)
_CORNER = re.compile(
    r"[/\\＼／|｜]|(?:月份|时间|期别)\s+(?:指标|项目)|(?:指标|项目)\s+(?:月份|时间|期别)"
)
_ORDINALS = frozenset({"甲", "乙", "丙", "丁", "栏次"})


class Line(Enum):
    """What one line of a sheet is."""

    HEADER = "header"
    WORDS = "words"  # words that are no header's: an upper line, a task, a heading
    TITLE = "title"  # says something of the whole table, or heads a part of it
    FIGURES = "figures"


class Header(NamedTuple):
    """Lines taken for a header. Rows are counted from 0 among those looked at."""

    first: int
    last: int
    lines: tuple[tuple[str, ...], ...]  # for each column its lines from above
    columns: tuple[ColumnMatch, ...]
    score: int


def find_header(
    rows: Rows, merged: Merged, own: Mapping[str, str], start: int = 0, end: int | None = None
) -> Header | None:
    """The first of the headers that name most columns, with all its lines; None when no row
    names a column. It begins with one of the rows from ``start`` to before ``end``."""
    kinds = [line_kind(cells) for _row, cells in rows]
    best: Header | None = None
    seen: set[tuple[int, int]] = set()
    for index in range(start, len(rows) if end is None else end):
        if kinds[index] is not Line.HEADER and not (own and kinds[index] is Line.WORDS):
            continue
        first, last = _extent(rows, kinds, merged, own, index)
        if (first, last) in seen:
            continue
        seen.add((first, last))
        lines = join_lines(rows[first : last + 1], merged)
        columns = with_corner(match_columns(lines, None, own), lines, rows[last + 1 :])
        score = _score(columns)
        if score > (best.score if best else 0):
            best = Header(first, last, lines, columns, score)
    return best


def first_line(rows: Rows) -> Header | None:
    """Where nothing is recognised: the first row with several cells, for a person to say."""
    for index, (_row, cells) in enumerate(rows):
        if sum(bool(cell.strip()) for cell in cells) >= _TWO:
            lines = tuple((cell.strip(),) for cell in cells)
            return Header(index, index, lines, match_columns(lines), 0)
    return None


def line_kind(cells: Sequence[str]) -> Line:
    """What a line is, by its own cells alone. The beginning of a file is gone through once for
    each line that a header might begin with, so what a line was found to be is remembered."""
    return _line_kind(tuple(cells))


@lru_cache(maxsize=512)
def _line_kind(cells: tuple[str, ...]) -> Line:
    filled = [(index, cell.strip()) for index, cell in enumerate(cells) if cell.strip()]
    texts = [text for _index, text in filled]
    if is_ordinals(texts):
        return Line.HEADER
    if any(is_figure(text) and not may_be_period(text) for text in texts):
        return Line.FIGURES
    known = [_is_header_word(text) for text in texts]
    if any(map(may_be_period, texts)) and not all(known):
        return Line.FIGURES
    if len(filled) == 1:
        is_upper = filled[0][0] > 0 and known[0] and not is_unit_line(texts[0])
        return Line.HEADER if is_upper else Line.TITLE
    stated = [_is_statement(text) for text in texts]
    if all(stated):
        return Line.TITLE
    names = [_is_naming(text) for text in texts]
    if any(stated) and not any(names) and not (stated[0] and sum(known) > _TWO):
        return Line.TITLE
    return Line.HEADER if any(known) else Line.WORDS


def is_ordinals(texts: Sequence[str]) -> bool:
    """Is this the line that numbers the columns: 甲, 乙, 1, 2, 3?"""
    numbers = [text.strip("()（）[]") for text in texts if text not in _ORDINALS]
    return (
        len(numbers) > 1
        and (len(numbers) < len(texts) or texts[0] == "1")
        and numbers == [str(number) for number in range(1, len(numbers) + 1)]
    )


def _is_statement(text: str) -> bool:
    """填报单位:统计局, (万元), 2026年9月30日制: said of the table, and no column's header."""
    label = text.replace("：", ":").partition(":")[0].strip()
    has_label = bool(label) and label != text.strip()
    return is_unit_line(text) or (has_label and read_text(text) == UNKNOWN)


def _is_naming(text: str) -> bool:
    return read_text(text).column in (*IDENTITY, *SAID)


def _is_header_word(text: str) -> bool:
    """Does a header say this: a column, a period, a year, a unit?"""
    if len(text) > _LONGEST or text in NO_VALUE:
        return False
    if read_text(text) != UNKNOWN or year_alone(text) is not None:
        return True
    pieces = text.split()
    if len(pieces) > 1 and match_columns([text])[0].how is not How.NONE:
        return True
    return bool(unit_alone(text)) or is_place(text)


def _extent(
    rows: Rows, kinds: Sequence[Line], merged: Merged, own: Mapping[str, str], index: int
) -> tuple[int, int]:
    """All lines of the header that this line belongs to."""
    first = last = index
    while first > 0 and last - first < _MOST_LINES - 1:
        named = _identity(rows[first : last + 1], merged, own)
        if not _is_upper(rows, kinds, first - 1, named):
            break
        first -= 1
    while last + 1 < len(rows) and last - first < _MOST_LINES - 1:
        named = _identity(rows[first : last + 1], merged, own)
        if not _is_lower(rows, kinds, merged, last + 1, named):
            break
        last += 1
    return first, last


def _identity(rows: Rows, merged: Merged, own: Mapping[str, str]) -> list[int]:
    """The columns that say which indicator a row is of."""
    lines = join_lines(rows, merged)
    return _naming(match_columns(lines, None, own)) if own else _identity_of(lines)


@lru_cache(maxsize=256)
def _identity_of(lines: tuple[tuple[str, ...], ...]) -> list[int]:
    """Remembered, as :func:`line_kind` is: each extension of each candidate asks."""
    return _naming(match_columns(lines))


def _naming(columns: Sequence[ColumnMatch]) -> list[int]:
    return [column.index for column in columns if column.column in IDENTITY]


def _is_upper(rows: Rows, kinds: Sequence[Line], index: int, named: Sequence[int]) -> bool:
    """Does the header begin with this line above it: 上年同期, 本年 over 本月, 累计?"""
    (row, cells), (below, _cells) = rows[index], rows[index + 1]
    if row + 1 != below or kinds[index] not in (Line.HEADER, Line.WORDS):
        return False
    # What stands over the names of the indicators is a title, unless it names them itself
    left = [cell.strip() for cell in cells[: max(named, default=0) + 1] if cell.strip()]
    return all(read_text(each).is_label or read_text(each).column in _LABELS for each in left)


def _is_lower(
    rows: Rows, kinds: Sequence[Line], merged: Merged, index: int, named: Sequence[int]
) -> bool:
    """Does the header go on with this line: 累计, 当月, (亿元) under what spans them?"""
    (row, cells), (above, upper) = rows[index], rows[index - 1]
    filled = [(column, cell.strip()) for column, cell in enumerate(cells) if cell.strip()]
    if row != above + 1 or not filled:
        return False
    texts = [text for _column, text in filled]
    if is_ordinals(texts) or (all(map(_is_month, texts)) and _MONTH_WORDS.intersection(upper)):
        return True
    names = {text for column, text in filled if column in named}
    if names.difference(cell.strip() for cell in upper):
        return False
    if all(_is_header_word(text) for _column, text in filled):
        return bool(named) or kinds[index] is Line.HEADER
    spans = [(left, right) for left, right in _extents(merged, above - 1).items() if right > left]
    return kinds[index] is not Line.FIGURES and all(
        any(left <= column <= right for left, right in spans) for column, _text in filled
    )


def join_lines(rows: Rows, merged: Merged) -> tuple[tuple[str, ...], ...]:
    """For each column what its lines say, from above; what spans several columns counts for
    each of them."""
    width = max((len(cells) for _row, cells in rows), default=0)
    lines: list[list[str]] = []
    for number, (row, cells) in enumerate(rows):
        below = rows[number + 1][1] if number + 1 < len(rows) else ()
        filled = [cell.strip() for cell in cells] + [""] * (width - len(cells))
        if is_ordinals([cell for cell in filled if cell]):
            continue
        lines.append(_spread(filled, below, row - 1, merged))
    return tuple(tuple(line[column] for line in lines if line[column]) for column in range(width))


def _spread(cells: Sequence[str], below: Sequence[str], row: int, merged: Merged) -> list[str]:
    """A line with its merged cells filled; a cell that is not merged spans the blank ones
    beside it under which something stands."""
    extents = _extents(merged, row)
    spread, spanning, until = list(cells), "", -1
    for column, cell in enumerate(cells):
        if cell or column in extents:
            spanning, until = cell, extents.get(column, -1)
        elif until >= column or (until < 0 and column < len(below) and below[column].strip()):
            spread[column] = spanning
    return spread


def _is_month(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= _MONTHS


def _extents(merged: Merged, row: int) -> dict[int, int]:
    """The merged cells of a row: their first and their last column."""
    return {left: right for (top, left), (bottom, right) in merged if top <= row <= bottom}


def _score(columns: Sequence[ColumnMatch]) -> int:
    found = {column.column for column in columns}
    is_said = any(name in found for name in SAID) or any(
        column.how is How.ASKED for column in columns
    )
    strong = any(name in found for name in IDENTITY) + is_said
    known = sum(column.how is not How.NONE for column in columns)
    # A title alone, and a row of figures with one month among them, are no header
    if known < _TWO and not strong:
        return 0
    return strong * _STRONG + (PERIOD in found) * _STRONG + known


def with_corner(
    columns: Sequence[ColumnMatch], lines: Sequence[Sequence[str]], below: Rows
) -> tuple[ColumnMatch, ...]:
    """The columns with one for the names where the corner above them is empty or holds the
    unit."""
    figures = [
        column.index for column in columns if column.column in _FIGURES or column.how is How.ASKED
    ]
    if not figures or any(column.column in IDENTITY for column in columns):
        return tuple(columns)
    for column in columns[: figures[0]]:
        text = " ".join(lines[column.index])
        is_corner = unit_alone(text) or _CORNER.search(text) if text else len(figures) > 1
        if column.how is How.CHOSEN or not is_corner:
            continue
        names = [cells[column.index].strip() for _row, cells in below if column.index < len(cells)]
        if any(len(name) > 1 and not is_figure(name) for name in names):
            named = column._replace(column="name_zh", how=How.SYNONYM, unit=unit_alone(text))
            return (*columns[: column.index], named, *columns[column.index + 1 :])
    return tuple(columns)
