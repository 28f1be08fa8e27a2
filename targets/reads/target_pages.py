"""What the screens of targets read: rows in force, their paths, and what was split off them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Sum

from targets.core.splitting import PastYear, year_total
from targets.models import Document, Indicator, Series, Target, Unit, UnitKind

from .history import histories
from .judged import AsOf
from .labels import Label
from .sight import Sight


class Allocated(NamedTuple):
    """What of a target was given to towns or departments."""

    parts: int
    total: Decimal


class Shared(NamedTuple):
    """One town or department, with the part that stands for it; None: it has none yet."""

    unit: Unit
    part: Target | None


def target_of(series: Series, year: int, tier: str) -> Target | None:
    """The statement that counts last in the year; ended rows are history. One query."""
    return (
        Target.objects.known(None)
        .filter(series=series, year=year, tier_id=tier)
        .select_related("series__indicator", "document", "reference")
        .order_by("-effective_on")
        .first()
    )


def path_of(target: Target | None) -> dict[date, Decimal]:
    """The amounts planned for each period, by period end. One query."""
    if target is None:
        return {}
    return dict(target.path.values_list("period_end", "value"))


def allocated(place_id: uuid.UUID, year: int) -> dict[tuple[uuid.UUID, str], Allocated]:
    """What was split off the targets of a place, by series and tier. One query."""
    rows = (
        Target.objects.known(None)
        .filter(
            allocated_from__series__place_id=place_id,
            year=year,
            id__in=_latest_of_parts(place_id, year),
        )
        .values("allocated_from__series_id", "tier_id")
        .annotate(count=Count("id"), total=Sum("value"))
    )
    return {
        (row["allocated_from__series_id"], row["tier_id"]): Allocated(
            row["count"], row["total"] or Decimal(0)
        )
        for row in rows
    }


def _latest_of_parts(place_id: uuid.UUID, year: int) -> QuerySet[Target, Any]:
    """Of each part the row that counts last."""
    return (
        Target.objects.known(None)
        .filter(series_id__in=_part_series(place_id, year), year=year)
        .order_by("series_id", "tier_id", "-effective_on")
        .distinct("series_id", "tier_id")
        .values("id")
    )


def _part_series(place_id: uuid.UUID, year: int) -> QuerySet[Target, Any]:
    return (
        Target.objects.known(None)
        .filter(allocated_from__series__place_id=place_id, year=year)
        .values("series_id")
    )


def sharers(whole: Target, kind: str) -> tuple[Shared, ...]:
    """The towns or departments of the place, with the part each one has, or the target that was
    stated for it otherwise. Two queries."""
    place_id = whole.series.place_id
    units = Unit.objects.filter(parent_id=place_id, kind=kind).order_by("order", "code")
    indicator = whole.series.indicator
    parts = Target.objects.known(None).filter(year=whole.year, tier_id=whole.tier_id)
    if kind == UnitKind.PLACE:
        parts = parts.filter(series__place__parent_id=place_id, series__indicator=indicator)
    else:
        parts = parts.filter(
            series__place_id=place_id, series__indicator__code__startswith=f"{indicator.code}."
        )
    parts = parts.select_related("series").order_by("effective_on")
    by_unit: dict[uuid.UUID | None, Target] = {}
    for part in parts:
        series = part.series
        by_unit[series.place_id if kind == UnitKind.PLACE else series.lead_id] = part
    return tuple(Shared(unit, by_unit.get(unit.id)) for unit in units)


def last_years(
    whole: Target, units: Sequence[Unit], kind: str, at: AsOf, sight: Sight
) -> dict[uuid.UUID, Decimal]:
    """What each unit's own series had at the end of the year before. Two queries."""
    indicator = whole.series.indicator
    if kind == UnitKind.PLACE:
        series = Series.objects.filter(place__in=units, indicator=indicator)
        by_series = {row.id: row.place_id for row in series}
    else:
        series = Series.objects.filter(
            place_id=whole.series.place_id,
            lead__in=units,
            indicator__code__startswith=f"{indicator.code}.",
        )
        by_series = {row.id: row.lead_id for row in series if row.lead_id is not None}
    if not by_series:
        return {}
    found: dict[uuid.UUID, Decimal] = {}
    for past in histories(at=at, series_ids=list(by_series), sight=sight):
        facts = past.history.facts
        total = year_total(
            PastYear(
                whole.year - 1,
                facts.calendar,
                facts.accumulation,
                tuple(past.history.years.get(whole.year - 1, ())),
            )
        )
        if total is not None:
            found[by_series[past.id]] = total
    return found


def past_years(series: Series, year: int, at: AsOf, sight: Sight) -> tuple[PastYear, ...]:
    """The years before with figures, the oldest first. One query."""
    (past,) = histories(at=at, series_ids=[series.id], sight=sight)
    facts = past.history.facts
    return tuple(
        PastYear(each, facts.calendar, facts.accumulation, tuple(past.history.years[each]))
        for each in sorted(past.history.years)
        if each < year
    )


def document_choices() -> list[tuple[str, Label]]:
    """Every document, the newest first, by its code. One query."""
    rows = Document.objects.order_by("-stated_on", "code").values_list(
        "code", "title_zh", "title_en"
    )
    return [(code, Label(code, zh, en)) for code, zh, en in rows]


def reference_choices(series: Series) -> list[tuple[str, Label]]:
    """The other indicators of the place that a target can be compared with. One query."""
    rows = (
        Indicator.objects.filter(series__place_id=series.place_id)
        .exclude(id=series.indicator_id)
        .exclude(accumulation="stage")
        .order_by("series__order")
        .values_list("code", "name_zh", "name_en")
    )
    return [(code, Label(code, zh, en)) for code, zh, en in rows]
