"""The chart of a series in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.judging.outcomes import TierAssessment
from targets.core.values.facts import Calendar
from targets.core.values.figures import exact
from targets.reads.judging.judged import JudgedSeries
from targets.reads.series.page import SeriesPage
from targets.web.charts.ahead import Ahead
from targets.web.charts.curves import curves
from targets.web.charts.figure import Chart, series_chart
from targets.web.charts.wording import ChartWords
from targets.web.parts.series_words import Tiers, pace_name, tier_wording
from targets.web.series.chart_ahead import ahead_words
from targets.web.series.chart_annotations import explained_periods


def chart_of(page: SeriesPage, tiers: Tiers, ahead: Ahead, growth: JudgedSeries | None) -> Chart:
    """The figures of a series' chart; ``growth`` is the series of its growth indicator."""
    row, published = page.row, None
    if growth is not None:
        published = _words(growth, tiers)._replace(actual=formatting.name(growth))
    return series_chart(
        row.assessment,
        _words(row, tiers)._replace(explained=explained_periods(page, ahead.marks)),
        locale=library_words(),
        ahead=ahead,
        ahead_words=ahead_words(row, ahead, published),
    )


def _words(row: JudgedSeries, tiers: Tiers) -> ChartWords:
    calendar = row.assessment.facts.calendar
    method = curves(row.assessment).pace_method

    def number(value: Decimal) -> str:
        text = formatting.number(value, max(row.decimals, min(2, exact(value, row.decimals))))
        unit = formatting.unit(row)
        if unit in ("%", "percent"):
            return f"{text}%"
        return text + (unit if formatting.in_chinese() else f" {unit}").rstrip()

    def period(end: date) -> str:
        return _("%(period)s of %(year)s") % {
            "period": formatting.period(calendar, end), "year": end.year,
        }  # fmt: skip

    def tier(assessed: TierAssessment) -> str:
        return tier_wording(row, assessed, tiers)

    return ChartWords(
        actual=_("Completed"),
        last_year=_("Same period last year"),
        pace=pace_name(method),
        target=_("Target"),
        title=_title(row),
        period=period,
        single=lambda end: formatting.single_period(calendar, end),
        tick=lambda end: _tick(calendar, end),
        number=number,
        more_than=lambda text: _("more than %(figure)s") % {"figure": text},
        tier=tier,
        group_digits=not formatting.in_chinese(),
        file_name=f"{row.place.code}_{row.code}_{row.assessment.facts.year}",
    )


def _title(row: JudgedSeries) -> str:
    said = {
        "name": formatting.name(row),
        "unit": formatting.unit(row),
        "year": row.assessment.facts.year,
    }
    if not said["unit"]:
        return _("%(name)s, %(year)s") % said
    return _("%(name)s, %(year)s (%(unit)s)") % said


def _tick(calendar: Calendar, end: date) -> str:
    """Months by their own name, to be short; 一季度, 上半年 otherwise."""
    if calendar in (Calendar.QUARTERLY, Calendar.HALF_YEARLY, Calendar.ANNUAL):
        return formatting.period(calendar, end)
    return formatting.single_period(calendar, end)


def library_words() -> dict[str, Any]:
    """The chart library's own words; it ships no Chinese."""
    return {
        "name": "zh-CN" if formatting.in_chinese() else "en",
        "dictionary": {
            "Download plot as a PNG": _("Save as a picture (PNG)"),
            "Reset axes": _("Reset the view"),
            "Taking snapshot - this may take a few seconds": _("Making the picture …"),
            "Snapshot succeeded": _("The picture is saved"),
            "Sorry, there was a problem downloading your snapshot!": _(
                "The picture could not be saved."
            ),
        },
        "format": {},
    }
