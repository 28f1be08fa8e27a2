"""What a chart says, handed over in the reader's language, and how a text is written into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from html import escape
from typing import NamedTuple

from targets.core.judging.outcomes import TierAssessment
from targets.web.charts.curves import Point


class ChartWords(NamedTuple):
    """What the chart says, already in the reader's language."""

    actual: str
    last_year: str
    pace: str
    target: str
    title: str  # with its unit: a saved picture has to say what it shows
    period: Callable[[date], str]  # year to date
    single: Callable[[date], str]  # the period alone
    tick: Callable[[date], str]  # year to date, short, for the axis
    number: Callable[[Decimal], str]  # with its unit
    more_than: Callable[[str], str]  # of a floor
    tier: Callable[[TierAssessment], str]  # 计划目标 5.5%以上
    group_digits: bool
    file_name: str
    explained: Mapping[date, tuple[str, ...]] = {}  # beneath a period's figure, a line each

    def said(self, point: Point) -> str:
        """The number of a point with its unit; of a floor that it is more."""
        text = self.number(point.value)
        return self.more_than(text) if point.is_floor else text


class AheadWords(NamedTuple):
    """What the additions say, already in the reader's language."""

    fan: str  # the likely year-end: 93.1—98.4公里, middle 95.2公里
    needed: str  # each remaining period; of a limit: at most
    rest: str  # how the rest of the year must grow
    years: str  # the title of several years
    growth: str  # the title of year on year
    change: str  # what one computed change is called
    growth_unit: str
    change_number: Callable[[Decimal], str] = str  # signed, with its unit
    published: ChartWords | None = None  # of the growth indicator


def lines(*texts: str) -> str:
    """Texts below each other, for a hover box. The library reads ``<`` as the beginning of a
    tag and ``&`` as that of a character's name; here both are what somebody wrote."""
    return "<br>".join(plain(text) for text in texts if text)


def plain(text: str) -> str:
    """A text that the library prints as it is."""
    return escape(text, quote=False)
