"""The computed cells of the logging grid in words, from the ledger or from what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.judging.outcomes import Assessment, TierAssessment
from targets.core.values.facts import Accumulation
from targets.core.values.figures import distance, exact, percentage
from targets.reads.judging.judged import JudgedSeries
from targets.reads.log.beside import Beside, as_if, beside, is_added_up
from targets.reads.log.grid import LogRow
from targets.reads.overview.overview import is_task
from targets.reads.scope.labels import TierLabel

NONE = "—"


class Derived(NamedTuple):
    """The cells that the server computes; scripts print them as they are."""

    previous: str
    previous_label: str  # when it is not the period just before
    change: str
    change_label: str
    last_year: str
    rate: str
    rate_small: str


_NOTHING = Derived("", "", "", "", "", "", "")


def derived(row: LogRow, values: Mapping[date, Decimal | None], today: date) -> Derived:
    """The computed cells of a line as they are with these figures of its series."""
    if is_task(row.series):
        return _NOTHING
    assessment = row.series.assessment
    standing = {fact.period_end: fact.value for fact in assessment.facts.actuals}
    until = {end: value for end, value in values.items() if end <= row.period_end}
    if any(standing.get(end) != value for end, value in until.items()):
        assessment = as_if(assessment, row.period_end, until, today)
    return _cells(row.series, assessment, row.period_end)


def _cells(series: JudgedSeries, assessment: Assessment, period_end: date) -> Derived:
    around = beside(assessment, period_end)
    change, change_label = _change(series, assessment, around)
    rate, small = _rate(series, around)
    return Derived(
        previous=_number(series, around.previous),
        previous_label=_previous_label(assessment, around, period_end),
        change=change,
        change_label=change_label,
        last_year=_number(series, around.last_year),
        rate=rate,
        rate_small=small,
    )


def targets_of(series: JudgedSeries, tiers: Mapping[str, TierLabel]) -> tuple[tuple[str, str], ...]:
    """The year's targets as stated, each with its tier where there are several."""
    many = len(series.assessment.tiers) > 1
    found = []
    for tier in series.assessment.tiers:
        label = tiers.get(tier.target.tier)
        short = formatting.tier_short(label) if many and label is not None else ""
        wording = formatting.target_wording(
            tier.target, series.unit_zh, series.unit_en, series.decimals
        )
        found.append((short, wording))
    return tuple(found)


def figure(series: JudgedSeries, value: Decimal | None) -> str:
    """A figure with the decimals of its series; nothing for none."""
    return "" if value is None else _number(series, value)


def _number(series: JudgedSeries, value: Decimal | None) -> str:
    if value is None:
        return NONE
    return formatting.number(value, exact(value, series.decimals))


def _previous_label(assessment: Assessment, around: Beside, period_end: date) -> str:
    """The period of the last figure, where it is not the one just before."""
    end = around.previous_end
    if end is None or (end.month == period_end.month - 1):
        return ""
    return formatting.period(assessment.facts.calendar, end)


def _change(series: JudgedSeries, assessment: Assessment, around: Beside) -> tuple[str, str]:
    if assessment.facts.accumulation is Accumulation.INCREMENT:
        # The amount is what was typed; the sum is what it makes
        return _number(series, around.year_to_date), _("Year to date")
    if is_added_up(assessment):
        return _number(series, around.amount), ""
    if around.change is None:
        return NONE, ""
    shown = distance(
        series.measure, around.change, formatting.series_words(series, {}), signed=True
    )
    return formatting.number(shown.value, shown.decimals, signed=True), ""


def _rate(series: JudgedSeries, around: Beside) -> tuple[str, str]:
    """Completion with its distance to the linear pace; for rates the distance to the target."""
    tier = None if around.judged is None else around.judged.headline
    if tier is None:
        return NONE, ""
    if tier.completion_rate is not None:
        return formatting.figure(percentage(tier.completion_rate)), _pace(tier)
    if tier.gap is None:
        return NONE, ""
    gap = distance(series.measure, tier.gap, formatting.series_words(series, {}), signed=True)
    return formatting.number(gap.value, gap.decimals, signed=True), ""


def _pace(tier: TierAssessment) -> str:
    deviation = tier.linear_deviation
    if deviation is None:
        return ""
    shown = formatting.number(abs(deviation), 1)
    if deviation < 0:
        return _("slow by %(points)s") % {"points": shown}
    return _("ahead by %(points)s") % {"points": shown}
