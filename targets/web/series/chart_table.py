"""The numbers of a series' chart as tables: every view of it, for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.values.facts import Calendar, Measure
from targets.core.values.figures import exact
from targets.reads.judging.judged import JudgedSeries
from targets.web.charts.ahead import Ahead
from targets.web.charts.curves import Curves, Point, curves
from targets.web.parts.series_words import NONE, Tiers, pace_name, tier_wording
from targets.web.series.chart_ahead import (
    change_name,
    change_text,
    fan_words,
    needed_name,
    uncompared_words,
)


class DrawnPeriod(NamedTuple):
    """One period of the chart: what each view shows there."""

    label: str
    actual: str
    amount: str
    last_year: str
    last_amount: str
    pace: str
    needed: str
    growth: str
    said: tuple[str, ...]  # its marks and its cause


class PastRow(NamedTuple):
    """One period in this year and those before."""

    label: str
    figures: tuple[str, ...]


class Drawn(NamedTuple):
    """The chart as tables."""

    periods: tuple[DrawnPeriod, ...]
    targets: tuple[str, ...]
    pace_name: str  # empty: no pace is drawn
    has_amounts: bool
    needed_name: str  # empty: nothing is needed, and no limit is left
    growth_name: str  # empty: there is nothing to compare
    notes: tuple[str, ...]  # the likely range, how the rest must grow
    growth_notes: tuple[str, ...]  # where year on year comes from, and why it is missing
    years: tuple[int, ...]
    past: tuple[PastRow, ...]
    has_said: bool
    has_floors: bool


def drawn_numbers(
    row: JudgedSeries, tiers: Tiers, ahead: Ahead, growth: JudgedSeries | None
) -> Drawn:
    """What the chart draws, as numbers."""
    drawn = curves(row.assessment)
    said = _said(ahead)
    return Drawn(
        periods=tuple(
            DrawnPeriod(
                label=label,
                actual=_number(row, drawn.actual, end),
                amount=_number(row, drawn.amounts, end),
                last_year=_number(row, drawn.last_year, end),
                last_amount=_number(row, drawn.last_amounts, end),
                pace=_number(row, drawn.pace, end),
                needed=_number(row, ahead.needed, end),
                growth=_growth(row, ahead, growth, end),
                said=tuple(said.get(end, ())),
            )
            for end, label in _ends(row, drawn, ahead, growth)
        ),
        targets=tuple(tier_wording(row, target.tier, tiers) for target in drawn.targets),
        pace_name=pace_name(drawn.pace_method) if drawn.pace else "",
        has_amounts=drawn.has_periods,
        needed_name=needed_name(ahead) if ahead.needed else "",
        growth_name=_growth_name(ahead, growth),
        notes=tuple(_notes(row, ahead, growth)),
        growth_notes=tuple(_growth_notes(row, ahead, growth)),
        years=_years(row, ahead),
        past=tuple(_past(row, drawn, ahead)),
        has_said=bool(said),
        has_floors=_has_floors(drawn, ahead),
    )


def _ends(
    row: JudgedSeries, drawn: Curves, ahead: Ahead, growth: JudgedSeries | None
) -> list[tuple[date, str]]:
    """The periods of the chart, and those of a growth indicator that is reported more often."""
    calendar = row.assessment.facts.calendar
    ends: dict[date, Calendar] = dict.fromkeys(drawn.ends, calendar)
    if ahead.published is not None and growth is not None:
        for point in ahead.published.drawn.actual:
            ends.setdefault(point.period_end, growth.assessment.facts.calendar)
    return [(end, formatting.period(each, end)) for end, each in sorted(ends.items())]


def _number(row: JudgedSeries, points: Iterable[Point], end: date) -> str:
    point = next((point for point in points if point.period_end == end), None)
    if point is None:
        return NONE
    text = formatting.number(point.value, row.decimals)
    return _("more than %(figure)s") % {"figure": text} if point.is_floor else text


def _percent(value: Decimal, row: JudgedSeries) -> str:
    return f"{formatting.number(value, max(row.decimals, min(2, exact(value, row.decimals))))}%"


def _growth_name(ahead: Ahead, growth: JudgedSeries | None) -> str:
    if growth is not None and ahead.published is not None:
        return f"{formatting.name(growth)} (%)" if ahead.published.drawn.actual else ""
    return change_name() if ahead.compared else ""


def _growth(row: JudgedSeries, ahead: Ahead, growth: JudgedSeries | None, end: date) -> str:
    if growth is not None and ahead.published is not None:
        return _number(growth, ahead.published.drawn.actual, end)
    for each in ahead.compared:
        if each.period_end == end and each.change is not None:
            return change_text(row, each.change)
        if each.period_end == end and each.uncompared is not None:
            return uncompared_words(each.uncompared)
    return NONE


def _notes(row: JudgedSeries, ahead: Ahead, growth: JudgedSeries | None) -> Iterable[str]:
    if ahead.fan is not None:
        yield fan_words(row, ahead)
    rest, of = ahead.rest, row
    if growth is not None and ahead.published is not None:
        rest, of = ahead.published.rest, growth
    if rest:
        yield _("Needed growth of the rest of the year: %(growth)s") % {
            "growth": _percent(rest[0].value, of)
        }


def _growth_notes(row: JudgedSeries, ahead: Ahead, growth: JudgedSeries | None) -> Iterable[str]:
    if growth is not None and ahead.published is not None:
        yield _("Figures as published for %(name)s; none is computed from the level.") % {
            "name": formatting.name(growth)
        }
        return
    if row.measure in (Measure.RATE, Measure.SHARE):
        yield _("The figures of both years subtracted, in percentage points.")
    elif ahead.compared:
        yield _(
            "Computed from the figures of both years as they stand; this is no published growth."
        )
    for each in ahead.compared:
        if each.uncompared is not None:
            calendar = row.assessment.facts.calendar
            yield _("%(name)s: %(value)s") % {
                "name": formatting.period(calendar, each.period_end),
                "value": uncompared_words(each.uncompared),
            }


def _years(row: JudgedSeries, ahead: Ahead) -> tuple[int, ...]:
    if not ahead.past:
        return ()
    return (row.assessment.facts.year, *(past.year for past in ahead.past))


def _past(row: JudgedSeries, drawn: Curves, ahead: Ahead) -> Iterable[PastRow]:
    calendar = row.assessment.facts.calendar
    if ahead.past:
        for end in drawn.ends:
            years = (drawn.actual, *(past.points for past in ahead.past))
            figures = tuple(_number(row, points, end) for points in years)
            yield PastRow(formatting.period(calendar, end), figures)


def _said(ahead: Ahead) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for mark in ahead.marks:
        found.setdefault(mark.point.period_end, []).append(mark.text)
    for remark in ahead.remarks:
        found.setdefault(remark.point.period_end, []).append(remark.whole)
    return found


def _has_floors(drawn: Curves, ahead: Ahead) -> bool:
    past = [point for each in ahead.past for point in each.points]
    return any(
        point.is_floor
        for points in (drawn.actual, drawn.last_year, drawn.amounts, drawn.last_amounts, past)
        for point in points
    )
