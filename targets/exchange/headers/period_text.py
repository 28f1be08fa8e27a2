"""Months, period ends and days as officials write them: 2026-09, 2026年9月, 2026年上半年."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.core.values.periods import LAST_MONTH, month_end
from targets.exchange.sheets.problems import CellRefused, ProblemCode, shortened

FIRST_YEAR, LAST_YEAR = 1949, 2200
_LONGEST = 40

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−~～至到", "-"))
_LOOSE = re.compile(r"\s*([-/年月日号第前全上下季份])\s*")
# A single digit after a point or nothing is refused: Excel turns 2026.10 into 2026.1
_MONTH = re.compile(
    r"([0-9]{4})(?:年([0-9]{1,2})月(?:份|底|末)?|[-/]([0-9]{1,2})|\.?([0-9]{2}))", re.ASCII
)
_YEAR_TO_DATE = re.compile(r"([0-9]{4})(?:年|[-/ ])1月?-([0-9]{1,2})月份?", re.ASCII)
_DAY = re.compile(
    r"""([0-9]{4})(?:
        年([0-9]{1,2})月([0-9]{1,2})[日号]
        | ([-/.])([0-9]{1,2})\4([0-9]{1,2})
        | ([0-9]{2})([0-9]{2})
    )(?:[T\ ]?00?:00(?::00(?:\.0+)?)?)?""",
    re.VERBOSE | re.ASCII,
)
_NAMED = re.compile(r"([0-9]{4})[年 -]?第?(\D.*|[1-4]季度)", re.ASCII)
_NAMES = {
    "一季度": 3, "二季度": 6, "三季度": 9, "四季度": 12,
    "1季度": 3, "2季度": 6, "3季度": 9, "4季度": 12,
    "前三季度": 9, "前三个季度": 9, "前3季度": 9,
    "上半年": 6, "下半年": 12, "全年": 12, "全年度": 12,
    "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12, "H1": 6, "H2": 12,
}  # fmt: skip


class Month(NamedTuple):
    """A month of a year; the end of a period counts as its month."""

    year: int
    month: int

    @property
    def end(self) -> date:
        return month_end(self.year, self.month)


def parse_month(text: str) -> Month:
    """A month, a period (its last month) or a day (its month). Raises :class:`CellRefused`."""
    plain = _plain(text)
    month = _month(plain)
    if month is None:
        day = _day(plain)
        month = None if day is None else Month(day.year, day.month)
    if month is None:
        raise CellRefused(
            ProblemCode.NOT_A_PERIOD,
            phrase(
                _("“%(value)s” is not a month. Write it as 2026-09 or 2026年9月."),
                value=shortened(text),
            ),
        )
    return month


def parse_period_end(text: str) -> date:
    """The last day of the month or period written.

    Raises :class:`CellRefused`; a full date has to be the last day of a month. Whether a
    series has that period is for the caller to ask of its calendar.
    """
    plain = _plain(text)
    day = _day(plain)
    if day is None:
        month = _month(plain)
        if month is None:
            raise CellRefused(
                ProblemCode.NOT_A_PERIOD,
                phrase(
                    _(
                        "“%(value)s” is not a period. Write its last day or month, such as "
                        "2026-09-30, 2026-09 or 2026年9月."
                    ),
                    value=shortened(text),
                ),
            )
        return month.end
    if day != month_end(day.year, day.month):
        raise CellRefused(
            ProblemCode.NOT_A_MONTH_END,
            phrase(
                _("“%(value)s” is not the last day of a month, which is %(end)s."),
                value=shortened(text),
                end=month_end(day.year, day.month),
            ),
        )
    return day


def parse_day(text: str) -> date:
    """A calendar day: 2026-09-30, 2026/9/30, 2026年9月30日. Raises :class:`CellRefused`."""
    day = _day(_plain(text))
    if day is None:
        raise CellRefused(
            ProblemCode.NOT_A_DATE,
            phrase(
                _("“%(value)s” is not a date. Write it as 2026-09-30 or 2026年9月30日."),
                value=shortened(text),
            ),
        )
    return day


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).translate(_DASHES).strip()
    plain = _LOOSE.sub(r"\1", plain)
    if not plain:
        raise CellRefused(ProblemCode.BLANK, phrase(_("The date or period is missing.")))
    return plain


def _month(plain: str) -> Month | None:
    if found := _MONTH.fullmatch(plain) or _YEAR_TO_DATE.fullmatch(plain):
        year, *months = found.groups()
        return _checked(int(year), int(next(filter(None, months))))
    if found := _NAMED.fullmatch(plain.upper()):
        month = _NAMES.get(found[2])
        return None if month is None else _checked(int(found[1]), month)
    return None


def _checked(year: int, month: int) -> Month | None:
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= LAST_MONTH:
        return Month(year, month)
    return None


def _day(plain: str) -> date | None:
    found = _DAY.fullmatch(plain)
    if found is None:
        return None
    year, month, day = (int(group) for group in found.groups() if group and group not in "-/.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
