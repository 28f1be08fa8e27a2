"""What leaves as a file: assessments, actuals and targets as rows, with their words.

Chinese words (labels, wordings, verdicts) are the same whoever asks: a file is read by programs
and by people who never saw the screen. Pages, downloads and commands all come through here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby

from django.utils import translation

from targets import formatting
from targets.core.judging.outcomes import TierAssessment
from targets.core.values.facts import (
    TASK_MEASURES,
    Accumulation,
    Calendar,
    Measure,
    PaceMethod,
    Qualifier,
)
from targets.core.values.periods import month_end
from targets.exchange.out.actuals import ACTUALS_FILE
from targets.exchange.out.assessments import AssessmentRow
from targets.exchange.sheets.csv_writing import header_line
from targets.exchange.targets.rows import Assignment, Role
from targets.models import Series, Target, Unit
from targets.reads.export.actuals import actuals_query, copy_rows
from targets.reads.judging.judged import JudgedSeries
from targets.reads.scope.labels import Label, whole_name
from targets.reads.scope.namesakes import told_apart
from targets.reads.scope.visibility import OFFICIAL, Visibility

_ANY_YEAR = 2023  # labels depend on the month alone


@contextmanager
def _in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def assessment_rows(judged: Iterable[JudgedSeries]) -> Iterator[AssessmentRow]:
    """One row a tier in tier order; a series without a target has one row without a tier."""
    with _in_chinese():
        rows = [
            _assessment_row(series, tier)
            for series in judged
            for tier in (series.assessment.tiers or (None,))
        ]
    yield from rows


def _assessment_row(series: JudgedSeries, tier: TierAssessment | None) -> AssessmentRow:
    assessment = series.assessment
    target = tier.target if tier else None
    statement = (
        series.statements[assessment.tiers.index(tier)] if tier and series.statements else None
    )
    document = statement.document if statement else None
    judged = assessment.judged
    calendar = assessment.facts.calendar
    explained = series.explanation
    return AssessmentRow(
        place=series.place.code,
        code=series.code,
        name_zh=series.name_zh,
        name_en=series.name_en,
        theme=series.theme.code,
        tier=target.tier if target else "",
        headline=tier is not None and tier is assessment.headline,
        year=assessment.facts.year,
        comparator=target.comparator or "" if target else "",
        target=target.value if target else None,
        unit=series.unit_zh,
        wording=_wording(series, tier),
        as_of=assessment.as_of,
        period_end=assessment.period_end,
        period_label=(
            formatting.period(calendar, assessment.period_end) if assessment.period_end else ""
        ),
        actual=assessment.actual,
        qualifier=Qualifier.ABOVE.value if assessment.is_floor else "",
        stage=judged.stage if judged else "",
        completion_rate=tier.completion_rate if tier else None,
        linear_pace=tier.linear_pace if tier else None,
        linear_deviation=tier.linear_deviation if tier else None,
        pace_method=tier.pace_method.value if tier and tier.pace_method != PaceMethod.NONE else "",
        pace=tier.pace if tier else None,
        deviation=tier.deviation if tier else None,
        gap=tier.gap if tier else None,
        verdict=(tier.verdict if tier else assessment.verdict).value,
        verdict_zh=formatting.verdict(assessment, tier),
        reporting_status=assessment.reporting.value,
        provisional=assessment.is_provisional,
        illustrative=series.place.illustrative,
        lead=formatting.name(series.lead),
        reporting_unit=formatting.name(series.reporting),
        source=document.name_zh if document else "",
        actual_source=judged.source if judged else "",
        preliminary=assessment.is_preliminary,
        correction_pending=assessment.has_correction,
        explained_for=explained.period_end if explained else None,
        cause=explained.cause if explained else "",
        measure_taken=explained.measure if explained else "",
        catch_up_on=explained.catch_up_on if explained else None,
        reference=target.reference.code if target and target.reference else "",
    )


def _wording(series: JudgedSeries, tier: TierAssessment | None) -> str:
    if tier is None:
        return ""
    stated = formatting.target_wording(tier.target, series.unit_zh, series.unit_en, series.decimals)
    return f"{tier.target.modality}{stated}" if tier.target.modality != stated else stated


def period_labels() -> dict[tuple[Calendar, Accumulation], Sequence[str]]:
    """The Chinese words of figures as entered, by what their series counts, for the months
    January to December."""
    with _in_chinese():
        return {
            (calendar, accumulation): [
                formatting.entered_period(calendar, accumulation, month_end(_ANY_YEAR, month))
                for month in range(1, 13)
            ]
            for calendar in Calendar
            for accumulation in Accumulation
        }


def actuals_file(
    headers: Sequence[str] = ACTUALS_FILE.columns,
    *,
    place_ids: Sequence[uuid.UUID] | None = None,
    year: int | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    today: date,
    sight: Visibility = OFFICIAL,
    with_notes: bool = True,
) -> Iterator[bytes]:
    """The whole file in batches: mark and header first, then what PostgreSQL writes."""
    query, parameters = actuals_query(
        labels=period_labels(),
        place_ids=place_ids,
        year=year,
        as_of=as_of,
        known_at=known_at,
        today=today,
        sight=sight,
        with_notes=with_notes,
    )
    yield header_line(headers)
    yield from copy_rows(query, parameters)


def target_rows(targets: Iterable[Target], *, with_people: bool = True) -> Iterator[list[object]]:
    """Rows in the columns of ``TARGETS_FILE``: what was stated, importable again.

    Without people: no leader, note or reason, for anonymous readers.
    """
    for target, alike in _told_apart(targets):
        series = target.series
        indicator = series.indicator
        yield [
            series.order,
            indicator.code,
            _role(target).value,
            indicator.name_zh,
            indicator.name_en,
            indicator.theme.code,
            indicator.theme.name_zh,
            indicator.theme.name_en,
            indicator.measure,
            indicator.accumulation,
            target.tier_id,
            target.comparator,
            target.comparator_wording,
            target.modality,
            target.value,
            target.upper_value,
            indicator.unit_zh,
            indicator.unit_en,
            indicator.count_in_name,
            target.year,
            target.base_value,
            target.base_qualifier,
            target.base_year,
            indicator.frequency,
            indicator.jan_feb_merged,
            indicator.pace,
            indicator.is_count,
            indicator.can_fall,
            indicator.decimals,
            *_departments(series, alike),
            (Assignment.INFERRED if series.inferred else Assignment.STATED).value,
            target.document.code if target.document else "",
            target.note if with_people else "",
            series.place.code,
            target.tolerance,
            target.due_on,
            target.effective_on,
            target.reason if with_people else "",
            indicator.higher_is_better,
            _unit(series.checking, alike),
            series.leader if with_people else "",
            series.place.illustrative,
            indicator.growth_of.code if indicator.growth_of else "",
            indicator.growth_is_real,
            target.reference.code if target.reference else "",
        ]


def _told_apart(targets: Iterable[Target]) -> Iterator[tuple[Target, Mapping[str, Label]]]:
    """Each target, place by place, with the units of the place that share a name."""
    for _place, group in groupby(targets, key=lambda target: target.series.place_id):
        found = list(group)
        alike = told_apart(
            Label(unit.code, unit.name_zh, unit.name_en)
            for target in found
            for unit in (
                target.series.lead,
                target.series.reporting,
                target.series.checking,
                *target.series.supporting.all(),
            )
            if unit is not None
        )
        for target in found:
            yield target, alike


def _departments(series: Series, alike: Mapping[str, Label]) -> tuple[str, str, str]:
    return (
        _unit(series.lead, alike),
        ";".join(_unit(unit, alike) for unit in series.supporting.all()),
        _unit(series.reporting, alike),
    )


def _unit(unit: Unit | None, alike: Mapping[str, Label]) -> str:
    """The Chinese name as `import_targets` finds the unit by it."""
    if unit is None:
        return ""
    label = alike.get(unit.code)
    within = None if label is None else label.within
    return whole_name(unit.name_zh, unit.name_en, within).name_zh


def _role(target: Target) -> Role:
    measure = Measure(target.series.indicator.measure)
    if measure in TASK_MEASURES:
        return Role(measure.value)
    if target.value is None and target.reference_id is None:
        return Role.COMMITMENT
    return Role.TARGET if target.comparator else Role.CONTEXT
