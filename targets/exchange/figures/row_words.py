"""Words of a row, or of the heading above it, that say its figure is another's.

A table's rows can stand under 全市 or 上年同期, or say 累计, 计划 beside their figure, where other
tables say so over a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from targets.core.values.facts import Accumulation
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.periods import period_in_header
from targets.exchange.headers.words import is_own_place, is_place, plain_words, year_alone
from targets.exchange.sheets.parsed_sheet import How, Sheet
from targets.exchange.sheets.problems import CellRefused, Problem, ProblemCode, shortened

from .place_said import Place
from .rules import SeriesShape
from .slots import Slot, other_place

_NUMBER = re.compile(r"[(]?[一二三四五六七八九十0-9]{1,2}(?:[)]、?|[、.])")
_OTHERS = re.compile(
    r"(?:上一?年|去年|前年|往年)?(?:同期|同月|同季)(?:累计)?(?:完成)?[数值]?|"
    r"(?:上一?年|去年|前年|往年)(?:累计|完成|实绩|实际)?(?:完成)?[数值]?|上一?[月季期](?:完成)?[数值]?|"
    r"(?:本年|当年|年度|全年)?(?:计划|目标|预算|预期|预计|预测)(?:任务)?[数值]?|"
    r"(?:累计|当月|本月)?(?:同比|环比)(?:增长|增减|增速|增幅)?[率额]?(?:[(]?%[)]?)?|增速|增幅|增长率"
)
_TOTAL = re.compile(r"(?:本月止|本年|本期|自?年初)?累计(?:完成)?[数值]?|年初至今")
_SINGLE = re.compile(r"(?:当月|本月|当期|当季|本季|单月)(?:完成)?[数值]?")
_OWN = re.compile(
    r"(?:本年度?|今年|当年|本期)(?:累计)?(?:完成|实绩|实际)?(?:完成)?(?:情况)?[数值]?"
)
_NOTHING = re.compile(r"[(]?[一二三四五六七八九十0-9]{0,2}[)]?[、.]?")


class _Heading(NamedTuple):
    """A line above rows that says whose figures, or which, they hold."""

    text: str
    wrong: CellRefused | None = None
    basis: str = ""  # 累计, 当月

    def refusal(self, shape: SeriesShape | None, end: date | None) -> CellRefused | None:
        """Why a figure below it cannot be taken for a series."""
        return self.wrong or (_refusal(self.basis, shape, end) if self.basis else None)


class RowWords:
    """Remembers the last heading of a sheet, and holds rows against it and their own words."""

    def __init__(self, sheet: Sheet, place: Place) -> None:
        self._year = sheet.year
        self._period_end = sheet.period_end
        self._place = place
        # 类别 and its like are labels of the indicator, not of the figure
        self._labels = [
            column for column in sheet.columns if column.how is How.NONE and column.header
        ]
        # A file of refused rows has the heading behind each of them
        self._behind = [
            column for column in sheet.columns if not column.column and not column.header
        ]
        self._above: _Heading | None = None

    def heading(self, cells: Sequence[str]) -> None:
        """A line without figures: does it say that those below are another's?"""
        filled = {cell.strip() for cell in cells if not _NOTHING.fullmatch(plain_words(cell))}
        if len(filled) == 1:
            self._above = self._heading(filled.pop()) or self._above

    def _heading(self, text: str) -> _Heading | None:
        """What a heading says of the rows below it; None where it says nothing of that."""
        plain = _NUMBER.sub("", plain_words(text), count=1)
        if is_own_place(plain) or _OWN.fullmatch(plain) or self._is_own_period(plain):
            return _Heading(text)
        if is_place(plain):
            is_own = self._place.is_own(plain)
            return _Heading(text, None if is_own else other_place(text, self._place.shown))
        if _OTHERS.fullmatch(plain) or self._is_other_period(plain):
            return _Heading(text, _other_figure(text))
        if _TOTAL.fullmatch(plain) or _SINGLE.fullmatch(plain):
            return _Heading(text, basis=plain)
        return None

    def _is_own_period(self, plain: str) -> bool:
        return self._has_period(plain) and not self._is_other_period(plain)

    def _has_period(self, plain: str) -> bool:
        return year_alone(plain) is not None or period_in_header(plain) is not None

    def _is_other_period(self, plain: str) -> bool:
        """2025年, 2025年1—9月, 1—8月 in a table of 2026年1—9月."""
        found, year = period_in_header(plain), year_alone(plain)
        if found is not None:
            year = found.year
            if self._period_end is not None and found.month != self._period_end.month:
                return True
        return year is not None and self._year is not None and year != self._year

    def held(self, slot: Slot) -> Slot:
        """The slot of a row; without a key, and with why, where its figure is not the one that
        its series is entered in."""
        shape, end, cells = slot.ident.shape, slot.moment.period_end, slot.cells
        for label in self._labels:
            text = cells[label.index]
            if text and (wrong := _refusal(text, shape, end)) is not None:
                return _refused(slot, wrong.at(None, label.label, text))
        behind = (cells[each.index].strip() for each in self._behind if cells[each.index].strip())
        said = next(filter(None, map(self._heading, behind)), None)
        heading = said or self._above
        if heading is None or (wrong := heading.refusal(shape, end)) is None:
            return slot
        if said is None:
            slot = slot._replace(cells=[*cells, heading.text])
        return _refused(slot, wrong.at(None, "", heading.text))


def _refused(slot: Slot, problem: Problem) -> Slot:
    return slot._replace(key=-1, problems=(*slot.problems, problem))


def _refusal(text: str, shape: SeriesShape | None, end: date | None) -> CellRefused | None:
    plain = plain_words(text)
    if _OTHERS.fullmatch(plain):
        return _other_figure(text)
    if shape is None or end is None:
        return None
    accumulation = shape.accumulation
    if accumulation is Accumulation.INCREMENT and _TOTAL.fullmatch(plain):
        return _other_figure(text)
    is_total = accumulation is Accumulation.RUNNING_TOTAL and end.month > 1
    return _other_figure(text) if is_total and _SINGLE.fullmatch(plain) else None


def _other_figure(text: str) -> CellRefused:
    return CellRefused(
        ProblemCode.NOT_A_TOTAL,
        phrase(
            _(
                "“%(said)s” in this row or the heading above it says that the figure is not the "
                "one this series is entered in. Take the row out, or correct those words."
            ),
            said=shortened(text.strip()),
        ),
    )
