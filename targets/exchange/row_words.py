"""Words of a row, or of the heading above it, that say its figure is another's.

A table's rows can stand under 全市 or 上年同期, or say 累计, 计划 beside their figure, where other
tables say so over a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase
from targets.core.values import Accumulation

from .actual_rules import SeriesShape
from .brought import Sheet
from .header_words import is_own_place, is_place, plain_words, year_alone
from .period_headers import period_in_header
from .place_said import Place
from .problems import CellRefused, Problem, ProblemCode, shortened
from .slots import other_place

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


class RowWords:
    """Remembers the last heading of a sheet, and holds rows against it and their own words."""

    def __init__(self, sheet: Sheet, place: Place) -> None:
        self._year = sheet.year
        self._period_end = sheet.period_end
        self._place = place
        self._labels = [each for each in sheet.columns if not each.column and each.header]
        self._above: CellRefused | None = None
        self._basis = ""  # 累计, 当月 as a heading

    def heading(self, cells: Sequence[str]) -> None:
        """A line without figures: does it say that those below are another's?"""
        filled = {each.strip() for each in cells if not _NOTHING.fullmatch(plain_words(each))}
        if len(filled) != 1:
            return
        (text,) = filled
        plain = _NUMBER.sub("", plain_words(text), count=1)
        if is_own_place(plain) or _OWN.fullmatch(plain) or self._is_own_period(plain):
            self._above, self._basis = None, ""
        elif is_place(plain):
            is_own = self._place.is_own(plain)
            self._above = None if is_own else other_place(text, self._place.shown)
        elif _OTHERS.fullmatch(plain) or self._is_other_period(plain):
            self._above = _other_figure(text)
        elif _TOTAL.fullmatch(plain) or _SINGLE.fullmatch(plain):
            self._above, self._basis = None, plain

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

    def problems(
        self, cells: Sequence[str], shape: SeriesShape | None, end: date | None
    ) -> tuple[Problem, ...]:
        """Why a row's figure is not the one its series is entered in."""
        if self._above is not None:
            return (self._above.at(None, "", ""),)
        if self._basis and (wrong := _refusal(self._basis, shape, end)) is not None:
            return (wrong.at(None, "", self._basis),)
        for each in self._labels:
            text = cells[each.index]
            if text and (wrong := _refusal(text, shape, end)) is not None:
                return (wrong.at(None, each.label, text),)
        return ()


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
