"""Rows of the database → plain facts → assessments: the one way a verdict reaches a reader."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from targets.core.assessment import assess_all
from targets.core.values import (
    Accumulation,
    ActualFact,
    Assessment,
    Calendar,
    Comparator,
    DeclaredState,
    Frequency,
    Measure,
    PaceMethod,
    PathPoint,
    SeriesFacts,
    TargetFact,
)

from .judged_sql import Columns, judged_series_sql
from .labels import Label, PlaceLabel
from .margins import MarginsInForce, margins_in_force


class Statement(NamedTuple):
    """Where a target was stated; aligned with ``assessment.tiers``."""

    target_id: uuid.UUID
    document: Label | None  # the title as name
    stated_on: date | None
    effective_on: date
    note: str
    reason: str


class JudgedSeries(NamedTuple):
    """One series of one place in one year: what it is, who answers for it, where it stands."""

    id: uuid.UUID
    indicator_id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    order: int
    theme: Label
    theme_order: int
    place: PlaceLabel
    measure: Measure
    frequency: Frequency
    unit_zh: str
    unit_en: str
    decimals: int
    count_in_name: int | None
    lead: Label | None
    reporting: Label | None
    leader: str
    inferred: bool
    statements: tuple[Statement, ...]
    assessment: Assessment


class AsOf(NamedTuple):
    """Both times of a read and the day it is made on."""

    as_of: date  # valid time: entries with period_end ≤ as_of
    today: date
    known_at: datetime | None = None  # recorded time; None: now


def judged_series(
    *,
    year: int,
    at: AsOf,
    place_ids: Sequence[uuid.UUID] | None = None,
    series_id: uuid.UUID | None = None,
    reporting_id: uuid.UUID | None = None,
    tier: str | None = None,
    with_sources: bool = False,
    due_day: int,
    margins: MarginsInForce | None = None,
) -> tuple[JudgedSeries, ...]:
    """All series of the places (None: of every place) in stated order, assessed for ``year``.

    One query for the series with their targets and figures, one for the margins. Sources of
    figures are read only on request, because without them numbers come from the index alone.
    """
    margins = margins or margins_in_force(at.as_of, at.known_at)
    rows = _fetch(
        year=year,
        at=at,
        place_ids=place_ids,
        series_id=series_id,
        reporting_id=reporting_id,
        with_sources=with_sources,
    )
    facts = (_facts(row, year, margins, due_day) for row in rows)
    assessments = assess_all(facts, as_of=at.as_of, today=at.today, tier=tier)
    return tuple(
        _judged(row, assessment) for row, assessment in zip(rows, assessments, strict=True)
    )


def _fetch(
    *,
    year: int,
    at: AsOf,
    place_ids: Sequence[uuid.UUID] | None,
    series_id: uuid.UUID | None,
    reporting_id: uuid.UUID | None,
    with_sources: bool,
) -> list[Columns]:
    query, parameters = judged_series_sql(
        year=year,
        as_of=at.as_of,
        known_at=at.known_at,
        place_ids=place_ids,
        series_id=series_id,
        reporting_id=reporting_id,
        with_sources=with_sources,
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [Columns._make(row) for row in cursor.fetchall()]


def _facts(row: Columns, year: int, margins: MarginsInForce, due_day: int) -> SeriesFacts:
    actuals = _actuals(row)
    first_day = date(year, 1, 1)
    split = next((n for n, fact in enumerate(actuals) if fact.period_end >= first_day), None)
    split = len(actuals) if split is None else split
    return SeriesFacts(
        measure=_MEASURES[row.measure],
        accumulation=_ACCUMULATIONS[row.accumulation],
        calendar=_CALENDARS[row.calendar],
        pace=_PACES[row.pace],
        year=year,
        higher_is_better=row.higher_is_better,
        is_count=row.is_count,
        can_fall=row.can_fall,
        targets=tuple(_targets(row)) if row.tiers else (),
        actuals=actuals[split:],
        last_year=actuals[:split],
        margins=margins.of(row.indicator_id),
        collecting_since=row.collecting_since,
        due_day=due_day,
    )


# Looking a member up by its value costs a call; a page does it hundreds of times
_MEASURES = {member.value: member for member in Measure}
_ACCUMULATIONS = {member.value: member for member in Accumulation}
_CALENDARS = {member.value: member for member in Calendar}
_PACES = {member.value: member for member in PaceMethod}
_COMPARATORS: dict[str, Comparator | None] = {"": None} | {m.value: m for m in Comparator}
_DECLARED: dict[str, DeclaredState | None] = {"": None} | {m.value: m for m in DeclaredState}


def _actuals(row: Columns) -> tuple[ActualFact, ...]:
    if not row.period_ends:
        return ()
    if row.stages is not None:
        columns: Any = zip(
            row.period_ends,
            row.values,
            row.qualifiers,
            row.stages,
            row.declared,
            row.shares_done,
            row.expected_ons,
            row.done_ons,
            row.sources,
            row.recorded_ats,
            strict=True,
        )
        return tuple(
            ActualFact(end, value, floor == "above", stage, _DECLARED[declared], *rest)
            for end, value, floor, stage, declared, *rest in columns
        )
    return tuple(
        ActualFact(end, value, floor == "above")
        for end, value, floor in zip(row.period_ends, row.values, row.qualifiers, strict=True)
    )


def _targets(row: Columns) -> Iterator[TargetFact]:
    paths: dict[str, list[PathPoint]] = {}
    for tier, end, value in zip(
        row.path_tiers or (), row.path_ends or (), row.path_values or (), strict=True
    ):
        paths.setdefault(tier, []).append(PathPoint(end, value))
    for position, tier in enumerate(row.tiers):
        yield TargetFact(
            tier=tier,
            comparator=_COMPARATORS[row.comparators[position]],
            value=row.target_values[position],
            upper_value=row.upper_values[position],
            tolerance=row.tolerances[position],
            base_value=row.base_values[position],
            base_is_floor=row.base_qualifiers[position] == "above",
            due_on=row.due_ons[position],
            comparator_wording=row.comparator_wordings[position],
            modality=row.modalities[position],
            path=tuple(paths.get(tier, ())),
        )


def _judged(row: Columns, assessment: Assessment) -> JudgedSeries:
    return JudgedSeries(
        id=row.id,
        indicator_id=row.indicator_id,
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        order=row.order,
        theme=Label(row.theme_code, row.theme_zh, row.theme_en),
        theme_order=row.theme_order,
        place=PlaceLabel(
            row.place_id, row.place_code, row.place_zh, row.place_en, row.illustrative
        ),
        measure=_MEASURES[row.measure],
        frequency=Frequency(row.frequency),
        unit_zh=row.unit_zh,
        unit_en=row.unit_en,
        decimals=row.decimals,
        count_in_name=row.count_in_name,
        lead=Label(row.lead_code, row.lead_zh, row.lead_en) if row.lead_code else None,
        reporting=(
            Label(row.reporting_code, row.reporting_zh, row.reporting_en)
            if row.reporting_code
            else None
        ),
        leader=row.leader,
        inferred=row.inferred,
        statements=tuple(_statements(row)) if row.tiers else (),
        assessment=assessment,
    )


def _statements(row: Columns) -> Iterator[Statement]:
    for position, target_id in enumerate(row.target_ids):
        code = row.document_codes[position]
        yield Statement(
            target_id=target_id,
            document=(
                Label(code, row.document_zh[position], row.document_en[position])
                if code is not None
                else None
            ),
            stated_on=row.stated_ons[position],
            effective_on=row.effective_ons[position],
            note=row.notes[position],
            reason=row.reasons[position],
        )
