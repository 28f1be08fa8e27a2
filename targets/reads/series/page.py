"""One series in one year: its verdict, every period, every entry, every target revision."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from targets.core.changes.changes import Change, changes
from targets.core.judging.assessment import assess
from targets.core.judging.outcomes import Assessment
from targets.core.values.facts import ActualFact, Reference
from targets.core.values.periods import period_ends
from targets.models import Series, Target
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.judging.splits import WHOLE, SplitFrom, split_from
from targets.reads.places.places import opening_as_of, opening_year, place_facts_by_id
from targets.reads.scope.as_known import ended_by
from targets.reads.scope.labels import Label
from targets.reads.scope.namesakes import apart, told_apart
from targets.reads.scope.visibility import OFFICIAL, Visibility

from .ledger import LedgerEntry, series_ledger

# ---- One series as everybody may see it, for a chart that another site shows


def embedded_series(series_id: uuid.UUID, *, year: int | None, today: date) -> JudgedSeries | None:
    """Official, released figures of one series in a year (None: the latest with targets), as of
    its latest period. None when there is no such series any more. Four queries."""
    place_id = Series.objects.filter(id=series_id).values_list("place_id", flat=True).first()
    place = None if place_id is None else place_facts_by_id(place_id, today)
    if place is None:
        return None
    shown = year or opening_year(place, today)
    at = AsOf(opening_as_of(place, shown, today), today)
    rows = judged_series(year=shown, at=at, series_id=series_id, with_sources=True, sight=OFFICIAL)
    return rows[0] if rows else None


# ---- What became of a series since an earlier day


class Since(NamedTuple):
    """A past day, and its last instant: what was known by then."""

    day: date
    known_at: datetime


def series_changes(
    row: JudgedSeries, *, at: AsOf, since: Since | None, tier: str | None, sight: Visibility
) -> Change | None:
    """What changed up to ``at``; None where status and value are what they were.

    Since a day: against what the page showed on that day, as the ledger, the targets and the
    margins stood then. Two queries. Without one: against the month before, with the same
    knowledge. No query.
    """
    assessment = row.assessment
    if since is None:
        before = at.as_of.replace(day=1) - timedelta(days=1)
        earlier = assess(assessment.facts, as_of=before, today=at.today, tier=tier)
        return changes(earlier, assessment)
    (then,) = judged_series(
        year=assessment.facts.year,
        at=AsOf(min(at.as_of, since.day), since.day, since.known_at),
        series_id=row.id,
        tier=tier,
        with_sources=True,
        sight=sight,
    )
    return changes(then.assessment, assessment)


# ---- The page of a series


class PeriodRow(NamedTuple):
    """One period of the year as it was judged at its end."""

    period_end: date
    entry: ActualFact | None
    assessment: Assessment  # as of the period's end


class TargetRevision(NamedTuple):
    """One row of a target's history, the newest first."""

    tier: str
    comparator: str
    value: Decimal | None
    upper_value: Decimal | None
    comparator_wording: str
    modality: str
    effective_on: date
    reason: str
    document: Label | None
    recorded_at: datetime
    superseded_at: datetime | None
    reference: Reference | None = None
    origin: SplitFrom | None = None  # what it was split from


class Responsibility(NamedTuple):
    """Who answers for a series, beyond what every row already says."""

    checking: Label | None
    supporting: tuple[Label, ...]
    definition_zh: str
    definition_en: str


class SeriesPage(NamedTuple):
    """All that the page of a series prints."""

    row: JudgedSeries
    periods: tuple[PeriodRow, ...]
    ledger: tuple[LedgerEntry, ...]
    revisions: tuple[TargetRevision, ...]
    responsibility: Responsibility
    previous: Label | None  # neighbours in stated order
    next: Label | None
    growth_id: uuid.UUID | None = None  # the place's series of this level's growth


def find_series(place_id: uuid.UUID, indicator_code: str) -> Series | None:
    """The place's series for an indicator, with its units, or None. One query."""
    return (
        Series.objects.filter(place_id=place_id, indicator__code=indicator_code)
        .select_related("indicator", "checking")
        .first()
    )


def series_page(
    series: Series, *, year: int, at: AsOf, tier: str | None, sight: Visibility, with_people: bool
) -> SeriesPage:
    """Everything the page of one series prints. Six queries, whatever its history."""
    (row,) = judged_series(
        year=year, at=at, series_id=series.id, tier=tier, with_sources=True, sight=sight
    )
    checking = (
        Label(series.checking.code, series.checking.name_zh, series.checking.name_en)
        if series.checking
        else None
    )
    supporting = [
        Label(*names)
        for names in series.supporting.order_by("order", "code").values_list(
            "code", "name_zh", "name_en"
        )
    ]
    alike = told_apart([row.lead, row.reporting, checking, *supporting])
    row = row._replace(lead=apart(row.lead, alike), reporting=apart(row.reporting, alike))
    stated = _stated_order(series.place_id)
    labels = [each.label for each in stated]
    position = next(n for n, label in enumerate(labels) if label.code == row.code)
    return SeriesPage(
        row=row,
        periods=_periods(row.assessment, at, tier),
        ledger=series_ledger(
            series.id, today=at.today, known_at=at.known_at, sight=sight, with_people=with_people
        ),
        revisions=_revisions(series, year, at.known_at),
        responsibility=Responsibility(
            checking=apart(checking, alike),
            supporting=tuple(alike.get(unit.code, unit) for unit in supporting),
            definition_zh=series.indicator.definition_zh,
            definition_en=series.indicator.definition_en,
        ),
        previous=labels[position - 1] if position else None,
        next=labels[position + 1] if position + 1 < len(labels) else None,
        growth_id=next((each.id for each in stated if each.growth_of == series.indicator_id), None),
    )


def _periods(assessment: Assessment, at: AsOf, tier: str | None) -> tuple[PeriodRow, ...]:
    """Each ended period judged at its own end, by the same function as the headline."""
    entries: Mapping[date, ActualFact] = {
        entry.period_end: entry for entry in assessment.facts.actuals
    }
    ends = [
        end
        for end in period_ends(assessment.facts.calendar, assessment.facts.year)
        if end <= at.as_of
    ]
    return tuple(
        PeriodRow(
            period_end=end,
            entry=entries.get(end),
            assessment=assess(assessment.facts, as_of=end, today=at.today, tier=tier),
        )
        for end in ends
    )


class _Stated(NamedTuple):
    """A series of the place, and the indicator it is the growth of."""

    id: uuid.UUID
    growth_of: uuid.UUID | None
    label: Label


def _stated_order(place_id: uuid.UUID) -> list[_Stated]:
    rows = (
        Series.objects.filter(place_id=place_id)
        .order_by("indicator__theme__order", "indicator__theme__code", "order", "indicator__code")
        .values_list(
            "id",
            "indicator__growth_of_id",
            "indicator__code",
            "indicator__name_zh",
            "indicator__name_en",
        )
    )
    return [_Stated(key, growth_of, Label(code, zh, en)) for key, growth_of, code, zh, en in rows]


def _revisions(series: Series, year: int, known_at: datetime | None) -> tuple[TargetRevision, ...]:
    """What had been stated; what was corrected later than the day stood on it."""
    stated = Target.objects.filter(place_id=series.place_id, series=series, year=year)
    if known_at is not None:
        stated = stated.filter(recorded_at__lte=known_at)
    rows = stated.select_related("document", "reference", *WHOLE).order_by(
        "tier__order", "-effective_on", "-recorded_at"
    )
    return tuple(
        TargetRevision(
            tier=row.tier_id,
            comparator=row.comparator,
            value=row.value,
            upper_value=row.upper_value,
            comparator_wording=row.comparator_wording,
            modality=row.modality,
            effective_on=row.effective_on,
            reason=row.reason,
            document=(
                Label(row.document.code, row.document.title_zh, row.document.title_en)
                if row.document
                else None
            ),
            recorded_at=row.recorded_at,
            superseded_at=ended_by(row.superseded_at, known_at),
            reference=(
                Reference(row.reference.code, row.reference.name_zh, row.reference.name_en)
                if row.reference
                else None
            ),
            origin=split_from(row),
        )
        for row in rows
    )
