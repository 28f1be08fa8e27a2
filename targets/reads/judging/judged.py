"""Rows of the database → plain facts → assessments: the one way a verdict reaches a reader."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from targets.core.judging.assessment import assess_all
from targets.core.judging.outcomes import Assessment
from targets.core.values.facts import Frequency, Measure
from targets.reads.scope.labels import Label, PlaceLabel
from targets.reads.scope.namesakes import apart, told_apart
from targets.reads.scope.rules import RulesInForce, rules_in_force
from targets.reads.scope.visibility import OFFICIAL, Visibility

from .columns import Columns
from .facts import series_facts
from .sql import judged_series_sql


class Statement(NamedTuple):
    """Where a target was stated; aligned with ``assessment.tiers``."""

    target_id: uuid.UUID
    document: Label | None  # the title as name
    stated_on: date | None
    effective_on: date
    note: str
    reason: str


class Explained(NamedTuple):
    """What the lead unit said of a series that lags."""

    period_end: date
    cause: str
    measure: str
    catch_up_on: date | None


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
    lead_id: uuid.UUID | None
    reporting_id: uuid.UUID | None
    checking_id: uuid.UUID | None  # None: whoever checks the place
    explanation: Explained | None  # the latest of the year


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
    rules: RulesInForce | None = None,
    sight: Visibility = OFFICIAL,
    defined: str | None = None,
) -> tuple[JudgedSeries, ...]:
    """All series of the places (None: of every place) in stated order, assessed for ``year``.

    One query for the series with their targets and figures, one for the rules. Sources of
    figures are read only on request, because without them numbers come from the index alone.
    ``sight`` is what the reader may see beyond official and released figures; ``defined`` holds
    frozen definitions to judge by, and by no others (see ``as_defined``).
    """
    rules = rules or rules_in_force(at.as_of, at.known_at)
    rows = _fetch(
        year=year,
        at=at,
        place_ids=place_ids,
        series_id=series_id,
        reporting_id=reporting_id,
        with_sources=with_sources,
        sight=sight,
        defined=defined,
    )
    facts = (series_facts(row, year, rules, sight) for row in rows)
    assessments = assess_all(facts, as_of=at.as_of, today=at.today, tier=tier)
    return _told_apart(
        _judged(row, assessment) for row, assessment in zip(rows, assessments, strict=True)
    )


def _told_apart(rows: Iterable[JudgedSeries]) -> tuple[JudgedSeries, ...]:
    """Units that share a name within a place, each with its own place. One query where any do."""
    found = tuple(rows)
    units: dict[uuid.UUID, dict[str, Label]] = {}
    for row in found:
        of_place = units.setdefault(row.place.id, {})
        for unit in (row.lead, row.reporting):
            if unit is not None:
                of_place[unit.code] = unit
    alike = {place_id: told_apart(each.values()) for place_id, each in units.items()}
    if not any(alike.values()):
        return found
    return tuple(
        row._replace(
            lead=apart(row.lead, alike[row.place.id]),
            reporting=apart(row.reporting, alike[row.place.id]),
        )
        for row in found
    )


def _fetch(
    *,
    year: int,
    at: AsOf,
    place_ids: Sequence[uuid.UUID] | None,
    series_id: uuid.UUID | None,
    reporting_id: uuid.UUID | None,
    with_sources: bool,
    sight: Visibility,
    defined: str | None = None,
) -> list[Columns]:
    query, parameters = judged_series_sql(
        year=year,
        as_of=at.as_of,
        known_at=at.known_at,
        place_ids=place_ids,
        series_id=series_id,
        reporting_id=reporting_id,
        with_sources=with_sources,
        today=at.today,
        sight=sight,
        defined=defined,
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [Columns._make(row) for row in cursor.fetchall()]


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
        measure=Measure(row.measure),
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
        lead_id=row.lead_id,
        reporting_id=row.reporting_id,
        checking_id=row.checking_id,
        explanation=(
            Explained(row.explained_end, row.cause or "", row.measure_taken or "", row.catch_up_on)
            if row.explained_end is not None
            else None
        ),
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
