"""A slot in words: its period, and what an entry says of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.values.facts import Accumulation, Calendar
from targets.core.values.figures import exact
from targets.reads.ledger.act import Marks
from targets.reads.log.grid import LogRow
from targets.web.parts.series_words import declared_name

NONE = "—"


class Says(Protocol):
    """Whatever says something of a slot."""

    @property
    def value(self) -> Decimal | None: ...
    @property
    def qualifier(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def declared(self) -> str: ...
    @property
    def withdrawn(self) -> bool: ...


def period_of(calendar: Calendar, period_end: date) -> str:
    """The year to date: 2026年1—10月; 2026年上半年."""
    return _of_year(formatting.period(calendar, period_end), period_end)


def entered_period_of(calendar: Calendar, accumulation: str, period_end: date) -> str:
    """The period of a figure as entered: 2026年10月 where its series counts each alone."""
    return _of_year(formatting.entered_period(calendar, accumulation, period_end), period_end)


def _of_year(period: str, period_end: date) -> str:
    return _("%(period)s of %(year)s") % {"period": period, "year": period_end.year}


def month_of(period_end: date) -> str:
    """2026年1—10月, whatever the calendars of the series meant."""
    return period_of(Calendar.MONTHLY_JAN_FEB, period_end)


def value_headings(rows: Iterable[LogRow]) -> tuple[str, str]:
    """What stands over this and over the last period's figures: by what all rows take. Ranks, rates
    and stocks are no running totals."""
    kinds = {row.series.assessment.facts.accumulation for row in rows}
    if kinds == {Accumulation.RUNNING_TOTAL}:
        return _("This period, year to date"), _("Last period, year to date")
    if kinds == {Accumulation.INCREMENT}:
        return _("Amount of the period"), _("Amount of the period before")
    return _("This period's figure"), _("Last period's figure")


def said(content: Says, series: formatting.Counted) -> str:
    """131.8公里; 多于2800亿元; 正常推进:主体封顶; 撤回."""
    if content.withdrawn:
        return _("withdrawn")
    if content.value is None:
        state = declared_name(content.declared) if content.declared else ""
        return _(": ").join(part for part in (state, content.stage) if part) or NONE
    text = formatting.number(content.value, exact(content.value, series.decimals))
    unit = series.unit_zh if formatting.in_chinese() or not series.unit_en else series.unit_en
    if unit in {"%", "percent"}:
        text += "%"
    elif unit:
        text += unit if formatting.in_chinese() else f" {unit}"
    return _("more than %(figure)s") % {"figure": text} if content.qualifier else text


def entry_marks(given: Marks) -> tuple[str, ...]:
    """What an entry is beyond what it says, in words."""
    found = [
        text
        for shown, text in (
            (given.revision, _("revised after closing")),
            (given.preliminary, _("preliminary")),
            (given.same_as_last, _("as last period")),
        )
        if shown
    ]
    found += [
        _("questioned: %(rule)s") % {"rule": formatting.rule_name(code)}
        for code in given.questioned
    ]
    if given.signer:
        found.append(_("signed off by %(person)s") % {"person": given.signer})
    if given.release_on is not None:
        found.append(_("released on %(day)s") % {"day": formatting.day(given.release_on)})
    return tuple(found)
