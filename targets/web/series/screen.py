"""The page of a series in words: its facts, periods, sources and ledger as they are printed."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from targets import formatting
from targets.core.judging.outcomes import TierAssessment
from targets.core.values.facts import ActualFact, DeclaredState, Measure, PaceMethod
from targets.core.values.figures import distance, percentage, points
from targets.models import Lane
from targets.reads.judging.judged import JudgedSeries
from targets.reads.log.beside import is_added_up
from targets.reads.overview.overview import is_task
from targets.reads.series.page import PeriodRow, SeriesPage
from targets.web.parts.figure_badges import standing
from targets.web.parts.glyphs import chip
from targets.web.parts.series_words import (
    NONE,
    Tiers,
    declared_name,
    no_figure,
    pace_name,
    tier_wording,
)


class Fact(NamedTuple):
    """One of the six facts: label, figure, and what is said beneath it."""

    label: str
    value: str
    small: str = ""


class Period(NamedTuple):
    """One line of 分期数据."""

    label: str
    total: str
    amount: str
    last_year: str
    rate: str
    pace: str
    pace_small: str
    deviation: str
    status: SafeString | str
    source: str
    recorded_at: datetime | None
    corrections: int


class Stage(NamedTuple):
    """One line of a task's progress."""

    label: str
    stage: str
    declared: str
    share: str
    day: date | None  # done on, else expected on
    status: SafeString | str
    source: str
    recorded_at: datetime | None
    corrections: int


def facts(row: JudgedSeries, tiers: Tiers) -> list[Fact]:
    """The six facts of a figure, or those of a task."""
    if is_task(row):
        return _task_facts(row)
    assessment, headline = row.assessment, row.assessment.headline
    return [
        _target_fact(row, tiers),
        Fact(
            _("Latest"),
            _figure(row, assessment.actual, is_floor=assessment.is_floor),
            _period(row, assessment.period_end),
        ),
        _completion_fact(row, headline),
        _pace_fact(headline),
        _change_fact(row),
        Fact(
            _("Same period last year"),
            _figure(row, assessment.last_year_actual, is_floor=assessment.last_year_is_floor),
            _period(row, assessment.period_end) if assessment.last_year_actual is not None else "",
        ),
    ]


def _target_fact(row: JudgedSeries, tiers: Tiers) -> Fact:
    label = _("Annual target")
    headline = row.assessment.headline
    if headline is None:
        return Fact(label, NONE)
    others = [
        tier_wording(row, tier, tiers) for tier in row.assessment.tiers if tier is not headline
    ]
    wording = formatting.target_wording(headline.target, row.unit_zh, row.unit_en, row.decimals)
    return Fact(label, wording or NONE, _("; ").join(others))


def _completion_fact(row: JudgedSeries, tier: TierAssessment | None) -> Fact:
    if tier is not None and tier.completion_rate is not None:
        return Fact(_("Completion"), formatting.figure(percentage(tier.completion_rate)))
    if tier is not None and tier.gap is not None:
        gap = distance(row.measure, tier.gap, formatting.series_words(row, {}), signed=True)
        return Fact(_("Against the target"), formatting.figure(gap))
    is_amount = row.measure is Measure.AMOUNT
    return Fact(_("Completion") if is_amount else _("Against the target"), NONE)


def _pace_fact(tier: TierAssessment | None) -> Fact:
    label = _("Against linear pace")
    if tier is None or tier.linear_deviation is None or tier.linear_pace is None:
        return Fact(label, NONE)
    pace = _("linear pace %(pace)s") % {"pace": formatting.figure(percentage(tier.linear_pace))}
    return Fact(label, formatting.figure(points(tier.linear_deviation, signed=True)), pace)


def _change_fact(row: JudgedSeries) -> Fact:
    assessment = row.assessment
    if is_added_up(assessment):
        return Fact(_("This period"), _figure(row, assessment.period_amount))
    label = _("Against last period")
    if assessment.change is None:
        return Fact(label, NONE)
    shown = distance(row.measure, assessment.change, formatting.series_words(row, {}), signed=True)
    return Fact(label, formatting.figure(shown))


def _task_facts(row: JudgedSeries) -> list[Fact]:
    entry, headline = row.assessment.judged, row.assessment.headline
    due = None if headline is None else headline.target.due_on
    share = None if entry is None else entry.share_done
    return [
        Fact(_("Due"), formatting.day(due) if due else NONE),
        Fact(_("Latest report"), _period(row, row.assessment.period_end) or NONE),
        Fact(_("State"), _declared(entry), _("as declared") if entry else ""),
        Fact(_("Share of works"), NONE if share is None else formatting.figure(percentage(share))),
        Fact(_("Expected"), _day(entry.expected_on) if entry else NONE),
        Fact(_("Done on"), _day(entry.done_on) if entry else NONE),
    ]


def periods(page: SeriesPage) -> list[Period]:
    """The ended periods of the year, each judged at its own end, the latest first."""
    counts = _corrections(page)
    return [_figure_period(page.row, row, counts) for row in reversed(page.periods)]


def stages(page: SeriesPage) -> list[Stage]:
    """A task's periods with an entry, the latest first."""
    counts = _corrections(page)
    return [
        _stage(page.row, row, row.entry, counts)
        for row in reversed(page.periods)
        if row.entry is not None
    ]


def _corrections(page: SeriesPage) -> Counter[date]:
    entries = Counter(entry.period_end for entry in page.ledger if entry.lane == Lane.OFFICIAL)
    return Counter({end: count - 1 for end, count in entries.items()})


def _figure_period(row: JudgedSeries, at: PeriodRow, corrections: Counter[date]) -> Period:
    label = formatting.period(row.assessment.facts.calendar, at.period_end)
    judged, entry = at.assessment, at.entry
    if judged.period_end != at.period_end or entry is None:
        blank = (NONE,) * 4
        return Period(
            label, *blank, NONE, "", NONE, no_figure(), "", None, corrections[at.period_end]
        )
    tier = judged.headline
    return Period(
        label=label,
        total=_number(row, judged.actual, is_floor=judged.is_floor),
        amount=_number(row, judged.period_amount),
        last_year=_number(row, judged.last_year_actual, is_floor=judged.last_year_is_floor),
        rate=_percent(None if tier is None else tier.completion_rate),
        pace=_percent(None if tier is None else tier.linear_pace),
        pace_small=_pace_used(tier),
        deviation=_deviation(row, tier),
        status=mark_safe(  # noqa: S308 - our own words
            chip(judged.verdict, formatting.verdict(judged), small=True) + standing(entry)
        ),
        source=entry.source,
        recorded_at=entry.recorded_at,
        corrections=corrections[at.period_end],
    )


def _pace_used(tier: TierAssessment | None) -> str:
    """The pace that was judged by, where it is not the linear one."""
    if tier is None or tier.pace is None or tier.pace_method is PaceMethod.LINEAR:
        return ""
    return f"{pace_name(tier.pace_method)} {_percent(tier.pace)}"


def _deviation(row: JudgedSeries, tier: TierAssessment | None) -> str:
    if tier is None:
        return NONE
    shown = tier.deviation if tier.deviation is not None else tier.linear_deviation
    if shown is not None:
        return formatting.number(shown, points(shown).decimals, signed=True)
    if tier.gap is None:
        return NONE
    gap = distance(row.measure, tier.gap, formatting.series_words(row, {}), signed=True)
    return formatting.number(gap.value, gap.decimals, signed=True)


def _stage(
    row: JudgedSeries, at: PeriodRow, entry: ActualFact, corrections: Counter[date]
) -> Stage:
    judged = at.assessment
    share = entry.share_done
    return Stage(
        label=formatting.period(row.assessment.facts.calendar, at.period_end),
        stage=entry.stage,
        declared=_declared(entry),
        share=NONE if share is None else formatting.figure(percentage(share)),
        day=entry.done_on or entry.expected_on,
        status=mark_safe(  # noqa: S308 - our own words
            chip(judged.verdict, formatting.verdict(judged), small=True) + standing(entry)
        ),
        source=entry.source,
        recorded_at=entry.recorded_at,
        corrections=corrections[at.period_end],
    )


def _declared(entry: ActualFact | None) -> str:
    state: DeclaredState | None = None if entry is None else entry.declared
    return declared_name("" if state is None else state.value)


def _day(day: date | None) -> str:
    return NONE if day is None else formatting.day(day)


def _period(row: JudgedSeries, end: date | None) -> str:
    return "" if end is None else formatting.period(row.assessment.facts.calendar, end)


def _percent(value: Decimal | None) -> str:
    return NONE if value is None else formatting.figure(percentage(value))


def _number(row: JudgedSeries, value: Decimal | None, *, is_floor: bool = False) -> str:
    if value is None:
        return NONE
    text = formatting.number(value, row.decimals)
    return _("more than %(figure)s") % {"figure": text} if is_floor else text


def _figure(row: JudgedSeries, value: Decimal | None, *, is_floor: bool = False) -> str:
    """A number with its unit."""
    if value is None:
        return NONE
    text = formatting.number(value, row.decimals)
    unit = formatting.unit(row)
    if unit in ("%", "percent"):
        text += "%"
    elif unit:
        text += unit if formatting.in_chinese() else f" {unit}"
    return _("more than %(figure)s") % {"figure": text} if is_floor else text
