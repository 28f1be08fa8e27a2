"""Months and periods as column headers: 3月, 1—3月累计, 一季度, 2024年3月当月, Mar, 2024-03."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from .brought import Basis
from .period_text import FIRST_YEAR, LAST_YEAR

_LONGEST = 40
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−―～~至到", "-"))
_TOTAL_WORDS = ("自年初累计", "本年累计", "累计", "年初至今", "cumulative", "ytd")
_SINGLE_WORDS = ("当月", "本月", "单月", "当期", "当季", "本季", "thismonth", "single")
_FILLER = re.compile(
    r"(?:实际)?完成(?:值|数|额|情况)?|数值|实际值|实际数|数据|合计|[值数额]$|^[自从]"
)
_YEAR = re.compile(r"(?:(\d{4})(?:年度?|[-/. ](?=\D|\d{1,2}\b)|$))|(\d{4})(?=q|h|[a-z])", re.ASCII)
_TRAILING_YEAR = re.compile(r"(?<=[a-z0-9.])[-/,]?(\d{4})$", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})[-/.]?(\d{2})|(\d{4})[-/](\d)", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})月份?(?:底|末)?", re.ASCII)
_RANGE = re.compile(r"1月?份?-(\d{1,2})月份?(?:底|末)?", re.ASCII)
_TO_MONTH = re.compile(r"截?-(\d{1,2})月份?(?:底|末)?", re.ASCII)
_QUARTER = re.compile(r"第?([一二三四1-4])季度?|q([1-4])|([1-4])q", re.ASCII)
_HALF = re.compile(r"h([12])", re.ASCII)
_NAMED = {
    "前二季度": (6, Basis.TOTAL), "前两季度": (6, Basis.TOTAL), "前三季度": (9, Basis.TOTAL),
    "前三个季度": (9, Basis.TOTAL), "前3季度": (9, Basis.TOTAL), "前四季度": (12, Basis.TOTAL),
    "上半年": (6, Basis.TOTAL), "半年": (6, Basis.TOTAL), "下半年": (12, Basis.SINGLE),
    "全年": (12, Basis.TOTAL), "全年度": (12, Basis.TOTAL),
    "firsthalf": (6, Basis.TOTAL), "secondhalf": (12, Basis.SINGLE),
    "firstthreequarters": (9, Basis.TOTAL), "fullyear": (12, Basis.TOTAL),
}  # fmt: skip
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ENGLISH_MONTH = re.compile(r"(?:(jan(?:uary)?)-)?([a-z]{3,9})\.?")
_MONTHS = 12


class HeaderPeriod(NamedTuple):
    """A period that a header names; the year only where it is written."""

    month: int
    year: int | None = None
    basis: Basis = Basis.UNSAID


def period_in_header(text: str) -> HeaderPeriod | None:
    """The period a header or a cell names, and nothing else than that; None for other words."""
    if len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    plain = "".join(plain.split())
    basis = Basis.UNSAID
    for words, said in ((_TOTAL_WORDS, Basis.TOTAL), (_SINGLE_WORDS, Basis.SINGLE)):
        for word in words:
            if word in plain:
                plain, basis = plain.replace(word, "", 1), said
    plain = _FILLER.sub("", plain.replace("(", "").replace(")", ""))
    found = _dated(plain) or _yearly(plain)
    if found is None or not 1 <= found.month <= _MONTHS:
        return None
    if found.year is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return found._replace(basis=basis or found.basis)


def _dated(plain: str) -> HeaderPeriod | None:
    if day := _DAY.fullmatch(plain):
        return HeaderPeriod(int(day[2]), int(day[1]))
    if compact := _COMPACT.fullmatch(plain):
        year, month = (group for group in compact.groups() if group)
        return HeaderPeriod(int(month), int(year))
    return None


def _yearly(plain: str) -> HeaderPeriod | None:
    """A period with its year before it, behind it (English), or without one."""
    year = None
    if found := _YEAR.match(plain):
        year, plain = int(found[1] or found[2]), plain[found.end() :]
    elif found := _TRAILING_YEAR.search(plain):
        year, plain = int(found[1]), plain[: found.start()]
    period = _period(plain)
    return None if period is None else period._replace(year=year)


def _period(plain: str) -> HeaderPeriod | None:
    if month := _MONTH.fullmatch(plain):
        return HeaderPeriod(int(month[1]))
    if span := _RANGE.fullmatch(plain) or _TO_MONTH.fullmatch(plain):
        return HeaderPeriod(int(span[1]), basis=Basis.TOTAL)
    if quarter := _QUARTER.fullmatch(plain):
        return HeaderPeriod(_QUARTERS[next(filter(None, quarter.groups()))] * 3)
    if half := _HALF.fullmatch(plain):
        return HeaderPeriod(int(half[1]) * 6)
    if plain in _NAMED:
        month_number, basis = _NAMED[plain]
        return HeaderPeriod(month_number, basis=basis)
    if (english := _ENGLISH_MONTH.fullmatch(plain)) and (number := _english(english[2])):
        return HeaderPeriod(number, basis=Basis.TOTAL if english[1] else Basis.UNSAID)
    return None


def _english(word: str) -> int | None:
    return next(
        (
            number
            for number, name in enumerate(_ENGLISH, 1)
            if word in (name, name[:3]) or (word == "sept" and name.startswith(word))
        ),
        None,
    )
