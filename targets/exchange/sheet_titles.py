"""What the lines above a table, the sheet's and the file's name say: unit, year, period."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from targets.core.periods import month_end

from .period_headers import period_in_header
from .period_text import FIRST_YEAR, LAST_YEAR

# 填报单位, 责任单位 and 编制单位 are departments
_UNIT = re.compile(r"(?:^|[\s,;，；(（])(?:计量)?单位\s*[:：]\s*([^\s,;，；()（）]{1,20})")
_YEAR = re.compile(r"(?<![0-9])([0-9]{4})\s*(?:年|[-/.](?=[0-9]))")
_BARE_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_PERIOD = re.compile(
    r"(?<![0-9])[0-9]{4}\s*年?\s*(?:"
    r"(?:1\s*月?\s*[-‐‑–—－~～至到]\s*)?[0-9]{1,2}\s*月份?|第?[一二三四1-4]\s*季度|"
    r"前[二两三3]个?季度|[上下]半年|全年)"
)
_UNITS = re.compile(r"[、/]|或")


def units_said(lines: Iterable[str]) -> tuple[str, ...]:
    """The units of a line such as 单位:亿元、%; empty when none is said."""
    for line in lines:
        found = _UNIT.search(unicodedata.normalize("NFKC", line))
        if found:
            return tuple(unit for unit in _UNITS.split(found[1]) if unit)
    return ()


def year_said(*places: Iterable[str]) -> int | None:
    """The one year of the first place (title lines, sheet name, file name) that names any;
    None when that place names two."""
    for lines in places:
        texts = [unicodedata.normalize("NFKC", line) for line in lines]
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


def period_said(lines: Iterable[str]) -> date | None:
    """The one period a title names with its year, 2024年1—6月; None when there are two."""
    ends = set()
    for line in lines:
        for found in _PERIOD.findall(unicodedata.normalize("NFKC", line)):
            period = period_in_header(found)
            if period is not None and period.year is not None:
                ends.add(month_end(period.year, period.month))
    return ends.pop() if len(ends) == 1 else None
