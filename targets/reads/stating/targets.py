"""What the screens of targets read: rows in force, their paths, and who shares them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from targets.core.splitting.allocating import department_code
from targets.core.splitting.splitting import PastYear, year_total
from targets.models import Document, Indicator, Series, Target, Unit, UnitKind
from targets.reads.judging.history import histories
from targets.reads.judging.judged import AsOf
from targets.reads.scope.labels import Label
from targets.reads.scope.visibility import Visibility


class Shared(NamedTuple):
    """One town or department, with the part that stands for it; None: it has none yet."""

    unit: Unit
    part: Target | None


def target_of(series: Series, year: int, tier: str) -> Target | None:
    """The statement that counts last in the year; ended rows are history. One query."""
    return (
        Target.objects.known(None)
        .filter(place_id=series.place_id, series=series, year=year, tier_id=tier)
        .select_related("series__indicator", "document", "reference")
        .order_by("-effective_on")
        .first()
    )


def path_of(target: Target | None) -> dict[date, Decimal]:
    """The amounts planned for each period, by period end. One query."""
    if target is None:
        return {}
    path = target.path.filter(place_id=target.place_id).order_by("period_end")
    return dict(path.values_list("period_end", "value"))


def sharers(whole: Target, kind: str) -> tuple[Shared, ...]:
    """The towns or departments of the place, with the part each one has, or the target that was
    stated for it otherwise. Three queries."""
    found = Unit.objects.filter(parent_id=whole.series.place_id, kind=kind)
    units = list(found.order_by("order", "code"))
    by_series = _part_series(whole, units, kind)
    parts = Target.objects.known(None).filter(
        place_id__in={whole.place_id, *(unit.id for unit in units)},
        series_id__in=by_series,
        year=whole.year,
        tier_id=whole.tier_id,
    )
    by_unit = {by_series[part.series_id]: part for part in parts.order_by("effective_on")}
    return tuple(Shared(unit, by_unit.get(unit.id)) for unit in units)


def _part_series(whole: Target, units: Sequence[Unit], kind: str) -> dict[uuid.UUID, uuid.UUID]:
    """The series that carry the parts, with the unit of each: of the towns that of the same
    indicator; of a department that of its own, by the code that splitting gave it, whoever leads
    it meanwhile. One query."""
    indicator = whole.series.indicator
    if kind == UnitKind.PLACE:
        rows = Series.objects.filter(place__in=units, indicator=indicator)
        return {row.id: row.place_id for row in rows}
    by_code = {department_code(indicator.code, unit.code): unit.id for unit in units}
    rows = Series.objects.filter(place_id=whole.series.place_id, indicator__code__in=by_code)
    return {row.id: by_code[row.indicator.code] for row in rows.select_related("indicator")}


def last_years(
    whole: Target, units: Sequence[Unit], kind: str, at: AsOf, sight: Visibility
) -> dict[uuid.UUID, Decimal]:
    """What each unit's own series had at the end of the year before. Two queries."""
    by_series = _part_series(whole, units, kind)
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


def past_years(series: Series, year: int, at: AsOf, sight: Visibility) -> tuple[PastYear, ...]:
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


def comparable_with(indicator: Indicator) -> QuerySet[Indicator]:
    """Other indicators whose figures can stand in for a target's number: numbers of the same
    kind, in the same unit."""
    return (
        Indicator.objects.filter(measure=indicator.measure, unit_zh=indicator.unit_zh)
        .exclude(id=indicator.id)
        .exclude(accumulation="stage")
    )


def reference_choices(series: Series) -> list[tuple[str, Label]]:
    """The other indicators of the place that a target can be compared with. One query."""
    rows = (
        comparable_with(series.indicator)
        .filter(series__place_id=series.place_id)
        .order_by("series__order")
        .values_list("code", "name_zh", "name_en")
    )
    return [(code, Label(code, zh, en)) for code, zh, en in rows]
