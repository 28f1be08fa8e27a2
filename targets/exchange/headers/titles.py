"""What the lines above a table, the sheet's and the file's name say: unit, year, period."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from targets.core.values.periods import month_end
from targets.exchange.sheets.parsed_sheet import Basis

from .period_text import FIRST_YEAR, LAST_YEAR
from .periods import HeaderPeriod, months_in_figures, period_in_header
from .units import is_unit, units_in

# 填报单位, 责任单位 and 编制单位 are departments
_UNIT = re.compile(
    r"(?:^|(?<=[\s,;(、。]))(?:(金额|货币)|计量|数据|数量|统计)?单位\s*(:)?\s*([^\s;()。:]{1,40})"
)
_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]{1,40})[)\]】]")
_MONEY = re.compile("元$")
_YEAR = re.compile(r"(?<![0-9])([0-9]{4})\s*(?:年|[-/.](?=[0-9]))")
_BARE_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_DASH = r"[-‐‑‒–—−―－~～至到]"
_DATE = r"[0-9]{4}\s*[-/.年]\s*[0-9]{1,2}\s*(?:[-/.月]\s*(?:[0-9]{1,2}\s*[日号]?)?)?"
# When a table was filled in, made, printed or sent is no period of its figures
_MADE_WORDS = (
    "填报|填表|制表|制作|报送|报出|上报|印发|发布|公布|签发|签批|截止|打印|导出|下载|生成|提交|更新|编制|"
    "编印|审核|审批|录入|出表|修订|刊发|收到|成文"
)
_MADE = re.compile(
    rf"(?:(?:{_MADE_WORDS})[^0-9:,;()]{{0,6}}[:]?|[^\s:,;()0-9]{{0,8}}(?:日期|时点)\s*:?)"
    rf"\s*\(?\s*({_DATE})"
)
_MADE_BEHIND = re.compile(rf"({_DATE})\s*(?:{_MADE_WORDS}|制(?![造定]))")
_SPAN_OF_DAYS = re.compile(
    rf"(?:([0-9]{{4}})年)?1月1日{_DASH}(?:[0-9]{{4}}年)?([0-9]{{1,2}})月([0-9]{{1,2}})日"
)
_DAY = re.compile(r"(?<![0-9])(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}[日号]")
_PERIOD = re.compile(
    r"(?<![0-9])(?:[0-9]{4}年?度?[-/.]?)?(?:"
    rf"[0-9]{{1,2}}月?份?{_DASH}[0-9]{{1,2}}月份?|[0-9]{{1,2}}月份?(?!以来)|"
    rf"第?[一1](?:季度?)?{_DASH}第?[二三四2-4]季度|第?[一二三四1-4]季度|"
    r"前[二两三3四]个?季度|[上下]半年|全年)"
    r"|(?<![0-9])[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?(?![0-9])"
)


class Units(NamedTuple):
    """Units said of a whole table. 金额单位 speaks of what is counted in money, of nothing else."""

    names: tuple[str, ...] = ()
    is_money: bool = False


class TitlePeriod(NamedTuple):
    """The period a title names, and what that says of a figure below it."""

    month: int
    year: int | None
    basis: Basis
    months: int

    def end(self, year: int | None) -> date | None:
        known = self.year or year
        return None if known is None else month_end(known, self.month)


def units_said(lines: Iterable[str]) -> Units:
    """The units of the first line that says any: 单位:亿元、%, 计量单位 万元, (万元), 万元."""
    for line in lines:
        plain = unicodedata.normalize("NFKC", line).strip()
        for found in _UNIT.finditer(plain):
            units = units_in(found[3])
            # Without a colon only what is a unit counts: 单位负责人 is a person
            if units and (found[2] or all(map(is_unit, units))):
                is_money = bool(found[1]) and all(map(_MONEY.search, units))
                return Units(units, is_money)
        for bare in (plain, *_IN_BRACKETS.findall(plain)):
            units = units_in(bare)
            if units and all(map(is_unit, units)):
                return Units(units)
    return Units()


def is_unit_line(text: str) -> bool:
    """Does the cell say a unit, (万元), 金额单位:万元, and nothing else?"""
    plain = unicodedata.normalize("NFKC", text).strip().strip("()[]【】 ")
    found = _UNIT.fullmatch(plain)
    units = units_in(found[3] if found else plain)
    return bool(units) and (bool(found and found[2]) or all(map(is_unit, units)))


def year_said(*places: Iterable[str]) -> int | None:
    """The one year of the first place (title lines, sheet name, file name) that names any;
    None when that place names two."""
    for lines in places:
        texts = [_without_making(line) for line in lines]
        years = {
            int(found)
            for pattern in (_YEAR, _BARE_YEAR)
            for text in texts
            for found in pattern.findall(text)
            if FIRST_YEAR <= int(found) <= LAST_YEAR
        }
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def year_of_making(lines: Iterable[str], month: int) -> int | None:
    """The year of the last such month that had ended when the table was filled in."""
    years = set()
    for line in lines:
        plain = unicodedata.normalize("NFKC", line)
        for found in (*_MADE.findall(plain), *_MADE_BEHIND.findall(plain)):
            numbers = [int(number) for number in re.findall("[0-9]+", found)]
            year, made = numbers[0], numbers[1]
            years.add(year if made >= month else year - 1)
    return years.pop() if len(years) == 1 else None


def period_said(lines: Iterable[str]) -> TitlePeriod | None:
    """The one period a title names, 2024年1—6月, 1—6月; None when there are two."""
    periods: list[HeaderPeriod] = []
    for line in lines:
        text = months_in_figures("".join(_without_making(line).split()))
        text = _SPAN_OF_DAYS.sub(_as_months, text)
        text = _DAY.sub(_as_month, text)
        found = (period_in_header(each) for each in _PERIOD.findall(text))
        periods += [each for each in found if each is not None]
    months = {period.month for period in periods}
    years = {period.year for period in periods} - {None}
    if len(months) != 1 or len(years) > 1:
        return None
    bases = {(period.basis, period.months) for period in periods}
    basis, length = bases.pop() if len(bases) == 1 else (Basis.UNSAID, 0)
    return TitlePeriod(months.pop(), years.pop() if years else None, basis, length)


def joined_rows(rows: Iterable[Sequence[str]]) -> list[str]:
    """Each line of a title as one text: its label and what it says may be two cells."""
    return [" ".join(cell.strip() for cell in cells if cell.strip()) for cells in rows]


def _without_making(line: str) -> str:
    plain = unicodedata.normalize("NFKC", line)
    return _MADE_BEHIND.sub(" ", _MADE.sub(" ", plain))


def _as_months(days: re.Match[str]) -> str:
    """From the first of January to the last day of a month: as many months."""
    until = period_in_header(f"{days[2]}月{days[3]}日")
    year = f"{days[1]}年" if days[1] else ""
    return "" if until is None else f"{year}1-{days[2]}月"


def _as_month(day: re.Match[str]) -> str:
    """The last day of a month stands for the month; any other names no period."""
    period = period_in_header(day[0])
    if period is None or re.search("月0?1[日号]", day[0]):
        return " "
    return day[0].partition("月")[0] + "月"
