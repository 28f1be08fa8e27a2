"""Months and periods as column headers: 3月, 1—3月累计, 一季度, 2024年3月当月, Mar, 2024-03.

A day names a period only where it is the first or the last of a month: the first is what a
spreadsheet makes of 2024-3. Of 1-9 it makes the ninth of January: :func:`range_made_a_day`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from targets.core.values.periods import month_end
from targets.exchange.sheets.parsed_sheet import Basis

from .period_text import FIRST_YEAR, LAST_YEAR

_LONGEST = 40
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−―～~至到", "-"))
_WRITTEN = "十[一二]?|[一二三四五六七八九]"
_MONTH_IN_WORDS = re.compile(
    rf"(?<![一二三四五六七八九十])(?:{_WRITTEN})(?=月|[‐‑‒–—−―~～至到-](?:{_WRITTEN})月)"
)
_IN_WORDS = dict(zip("一二三四五六七八九", range(1, 10), strict=True)) | {
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_TOTAL_WORDS = ("自年初累计", "本年累计", "累计", "年初至今", "cumulative", "ytd")
_SINGLE_WORDS = ("当月", "本月", "单月", "当期", "当季", "本季", "thismonth", "single")
MONTHS_OF = {"当月": 1, "本月": 1, "单月": 1, "thismonth": 1, "当季": 3, "本季": 3}
_FILLER = re.compile(
    r"(?:实际)?完成(?:值|数|额|情况)?|数值|实际值|实际数|数据|合计|[值数额]$|^[自从]"
)
_YEAR = re.compile(r"(?:(\d{4})(?:年度?|[-/. ](?=\D|\d{1,2}\b)|$))|(\d{4})(?=q|h|[a-z])", re.ASCII)
_TRAILING_YEAR = re.compile(r"(?<=[a-z0-9.])[-/,]?(\d{4})$", re.ASCII)
_MIDNIGHT = re.compile(r"(?<=\d)t?00?:00(?::00(?:\.0+)?)?$", re.ASCII)
_DAY = re.compile(r"(?:截?-)?(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})(?:[-/.])(\d{1,2})[-/.](\d{1,2})", re.ASCII)
_ENGLISH_DAY = re.compile(r"0?(\d{1,2})-jan(?:-\d{2,4})?", re.ASCII)
# Of 2026.10, once it is a number, 2026.1 is left: what that means only its neighbours say
_COMPACT = re.compile(r"(\d{4})[-/.]?(\d{2})|(\d{4})[-/](\d)|(\d{4})\.([2-9])", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})月份?(?:底|末)?", re.ASCII)
_RANGE = re.compile(r"(\d{1,2})(月?份?)(?:1日)?-(\d{1,2})(月?)份?(?:底|末|(\d\d)日)?", re.ASCII)
_TO_MONTH = re.compile(r"截?-(\d{1,2})月份?(?:底|末)?", re.ASCII)
_QUARTER = re.compile(r"第?([一二三四1-4])季度?|q([1-4])|([1-4])q", re.ASCII)
_QUARTERS_SO_FAR = re.compile(r"第?[一1](?:季度?)?-第?([二三四2-4])季度?", re.ASCII)
_HALF = re.compile(r"h([12])", re.ASCII)
_NAMED = {
    "前二季度": 6, "前两季度": 6, "前三季度": 9, "前三个季度": 9, "前3季度": 9, "前四季度": 12,
    "上半年": 6, "半年": 6, "全年": 12, "全年度": 12,
    "firsthalf": 6, "firstthreequarters": 9, "fullyear": 12,
}  # fmt: skip
_SECOND_HALF = frozenset({"下半年", "secondhalf"})
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ENGLISH_MONTH = re.compile(r"(?:(jan(?:uary)?)-)?([a-z]{3,9})\.?")
_MONTHS, _HALF_YEAR, _QUARTER_YEAR = 12, 6, 3
_LEAP_YEAR = 2024


class HeaderPeriod(NamedTuple):
    """A period that a header names; the year and the length only where they are written."""

    month: int
    year: int | None = None
    basis: Basis = Basis.UNSAID
    months: int = 0  # how many its words say it has: 3 for 二季度, 1 for 6月当月


def months_in_figures(text: str) -> str:
    """九月 as 9月, 一至九月 as 1至9月; 一季度 stays."""
    return _MONTH_IN_WORDS.sub(lambda found: str(_IN_WORDS[found[0]]), text)


def period_in_header(text: str) -> HeaderPeriod | None:
    """The period a header or a cell names, and nothing else than that; None for other words."""
    if len(text) > _LONGEST:
        return None
    plain = _MIDNIGHT.sub("", _plain(text))
    basis, months = Basis.UNSAID, 0
    for words, said in ((_TOTAL_WORDS, Basis.TOTAL), (_SINGLE_WORDS, Basis.SINGLE)):
        for word in words:
            if word in plain:
                plain, basis = plain.replace(word, "", 1), said
                months = MONTHS_OF.get(word, 0)
    plain = _FILLER.sub("", plain.replace("(", "").replace(")", ""))
    day = _day(plain)
    found = _of_day(day) if day else _compact(plain) or _yearly(plain)
    if found is None or not 1 <= found.month <= _MONTHS:
        return None
    if found.year is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return found if not basis else found._replace(basis=basis, months=months or found.months)


def range_made_a_day(text: str) -> int | None:
    """The month up to which the figures run where a spreadsheet made a day of a range: of 1-9
    the ninth of January. None for everything else."""
    plain = _MIDNIGHT.sub("", _plain(text))
    month, day = "1", ""
    if found := _day(plain):
        _year, month, day = found.groups()
    elif found := _ENGLISH_DAY.fullmatch(plain):
        day = found[1]
    last = int(day or 0)
    return last if int(month) == 1 and 1 < last <= _MONTHS else None


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).translate(DASHES).casefold()
    return months_in_figures("".join(plain.split()))


def _day(plain: str) -> re.Match[str] | None:
    return _DAY.fullmatch(plain) or _ISO_DAY.fullmatch(plain)


def _of_day(day: re.Match[str]) -> HeaderPeriod | None:
    year, month, number = (int(group or 0) for group in day.groups())
    if not 1 <= month <= _MONTHS or not (number == 1 or _is_last(year, month, number)):
        return None
    return HeaderPeriod(month, year or None)


def _compact(plain: str) -> HeaderPeriod | None:
    if found := _COMPACT.fullmatch(plain):
        year, month = (int(group) for group in found.groups() if group)
        return HeaderPeriod(month, year)
    return None


def _is_last(year: int, month: int, day: int) -> bool:
    """Without a year the last of February may be either."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return day == month_end(year, month).day
    return day in (month_end(_LEAP_YEAR, month).day, month_end(_LEAP_YEAR + 1, month).day)


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
    if span := _RANGE.fullmatch(plain):
        return _span(span)
    if span := _TO_MONTH.fullmatch(plain):
        return HeaderPeriod(int(span[1]), basis=Basis.TOTAL)
    if quarter := _QUARTER.fullmatch(plain):
        return _quarter(_QUARTERS[next(filter(None, quarter.groups()))])
    if quarters := _QUARTERS_SO_FAR.fullmatch(plain):
        return HeaderPeriod(_QUARTERS[quarters[1]] * _QUARTER_YEAR, basis=Basis.TOTAL)
    if plain in _SECOND_HALF or ((half := _HALF.fullmatch(plain)) and half[1] == "2"):
        return HeaderPeriod(_MONTHS, basis=Basis.SINGLE, months=_HALF_YEAR)
    if plain in _NAMED or half:
        return HeaderPeriod(_NAMED.get(plain, _HALF_YEAR), basis=Basis.TOTAL)
    return _english_period(plain)


def _english_period(plain: str) -> HeaderPeriod | None:
    if (english := _ENGLISH_MONTH.fullmatch(plain)) and (number := _english(english[2])):
        return HeaderPeriod(number, basis=Basis.TOTAL if english[1] else Basis.UNSAID)
    return None


def _span(span: re.Match[str]) -> HeaderPeriod | None:
    """From January a running total; from another month single months together: 4—6月."""
    first, _from, last, to, day = span.groups()
    start, end = int(first), int(last)
    if not 1 <= start <= end <= _MONTHS or (start > 1 and not to):
        return None
    if day and not _is_last(0, end, int(day)):
        return None
    if start == 1:
        return HeaderPeriod(end, basis=Basis.TOTAL)
    return HeaderPeriod(end, basis=Basis.SINGLE, months=end - start + 1)


def _quarter(number: int) -> HeaderPeriod:
    """A quarter alone; only the first is its running total too."""
    basis = Basis.UNSAID if number == 1 else Basis.SINGLE
    return HeaderPeriod(number * _QUARTER_YEAR, basis=basis, months=_QUARTER_YEAR)


def _english(word: str) -> int | None:
    return next(
        (
            number
            for number, name in enumerate(_ENGLISH, 1)
            if word in (name, name[:3]) or (word == "sept" and name.startswith(word))
        ),
        None,
    )
