"""Whose figures a file says it holds: in its column of places, and in the lines above a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.words import place_in
from targets.exchange.sheets.csv_sheet import LOOKED_AT
from targets.exchange.sheets.parsed_sheet import RawSheet
from targets.exchange.sheets.problems import FileRefused, Problem, ProblemCode, shortened

from .series_index import name_key

_TITLE = 3  # a line above a table has at most so many filled cells
_SHORTEST, _LONGEST = 2, 40  # characters of a place's name
# 地区:上海市, 行政区划：…; alone in its cell the name stands in the next one
_LABEL = re.compile(
    r"(?:填报|统计|所属|数据)?(?:地区|区域|行政区划?|区划|辖区|区县|市县|地市)(?:名称)?"
    r"|region|area|place|district",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"(?:^|[\s,，;；、(（])(?:{_LABEL.pattern})\s*:\s*([^\s,，;；()（）]+)", re.IGNORECASE
)
_OF_THE_WHOLE = re.compile(r"(?:本级|全域|全境|合计|汇总|全[区县市镇省州])+$")
_OF_A_KIND = re.compile("[全本我]([国省市州县旗镇乡])")
_ABOVE = re.compile(r".*[省市区县州盟旗镇乡]|.*街道")  # before a name: 广东省广州市白云区
_BRACKETS = re.compile(r"[()\[\]【】]")
_OF_A_TIME = re.compile(r"[0-9]{4}\s*年|[0-9]{1,2}\s*月|上半年|季度")


class Place(NamedTuple):
    """The place a file is read for: its code, and the names it goes by."""

    code: str
    names: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()  # names of all other places

    @property
    def shown(self) -> str:
        return self.names[0] if self.names else self.code

    def is_meant(self, written: str) -> bool:
        """Is this place meant: by its code or a name, 广州市白云区, 白云区本级?"""
        plain = unicodedata.normalize("NFKC", written).strip()
        if plain.casefold() in ("", self.code.casefold()):
            return True
        key = name_key(_BRACKETS.sub("", plain))
        bare = _OF_THE_WHOLE.sub("", key)
        return not bare or any(_is_name(bare, name_key(name)) for name in self.names if name)

    def is_own(self, part: str) -> bool:
        """Of a header's or heading's words: 全市 is this place where it is a city; 广州市白云区
        where its name is 白云区."""
        name = place_in(part)
        whole = _OF_A_KIND.fullmatch(name)
        if whole:
            return any(name.endswith(whole[1]) for name in self.names)
        return self.is_meant(name)


def _is_name(bare: str, name: str) -> bool:
    if bare == name:
        return True
    return bare.endswith(name) and _ABOVE.fullmatch(bare.removesuffix(name)) is not None


def refuse_other_place(sheets: Iterable[RawSheet], place: Place) -> None:
    """Raise :class:`~.problems.FileRefused` where a line above a table names another place:
    its figures would go into the wrong ledger, and nothing in the rows would show it."""
    for sheet in sheets:
        if sheet.is_hidden:
            continue
        for row, cells in islice(sheet.rows(), LOOKED_AT):
            filled = [cell.strip() for cell in cells if cell.strip()]
            if len(filled) > _TITLE:
                continue
            for written, line in _said(filled, place):
                if not place.is_meant(written):
                    raise FileRefused((_other(written, line, sheet.name, place, row),))


def _said(filled: Sequence[str], place: Place) -> Iterator[tuple[str, str]]:
    """The places a line names, each with the words that name it."""
    lines = [unicodedata.normalize("NFKC", cell) for cell in filled]
    for line in lines:
        for found in _SAID.finditer(line):
            yield found[1], line
        if _OF_A_TIME.search(line) and (titled := _titled(line, place)):
            yield titled, line
    for label, name in pairwise(lines):
        if _LABEL.fullmatch(label.rstrip(": ")) and label.endswith(":"):
            yield name, f"{label}{name}"


def _titled(line: str, place: Place) -> str:
    """The longest name of another place that a title begins with, 东山县2026年1—9月; after this
    place's own it is that of a part."""
    start = line.lstrip("《“\"' ")
    own = next((name for name in place.names if name and name in start), "")
    start = start.partition(own)[2] if own else start
    for length in range(min(_LONGEST, len(start)), _SHORTEST - 1, -1):
        if start[:length] in place.others:
            return start[:length]
    return ""


def _other(written: str, line: str, sheet: str, place: Place, row: int) -> Problem:
    return Problem(
        ProblemCode.OTHER_PLACE,
        phrase(
            _(
                "Above the table (sheet %(sheet)s, row %(row)s) stands “%(line)s”, and the file "
                "is read for “%(place)s”. Choose the place the figures belong to, or correct "
                "that line."
            ),
            sheet=sheet,
            row=row,
            line=shortened(line),
            place=place.shown,
        ),
        row,
        value=shortened(written),
    )
