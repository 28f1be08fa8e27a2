"""Rows of the ranking's query → the plain facts that the core judges, by the one way there is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from targets.core.values.facts import SeriesFacts
from targets.reads.judging.columns import Columns
from targets.reads.judging.facts import series_facts
from targets.reads.scope.rules import RulesInForce
from targets.reads.scope.visibility import Visibility

from .rankable import RankableIndicator
from .ranked_sql import RankedColumns

# Of what a ranking does not read there is nothing
_BLANK: Columns = Columns(*[None] * len(Columns._fields))  # type: ignore[arg-type]
_TIER, _EFFECTIVE, _REFERENCE, _PATH = 0, 1, 11, 12


def ranked_facts(
    row: RankedColumns,
    indicator: RankableIndicator,
    tiers: dict[str, int],
    *,
    year: int,
    rules: RulesInForce,
    sight: Visibility,
) -> SeriesFacts:
    """What the core judges of one place; ``tiers`` gives the order of the tiers."""
    columns = _BLANK._replace(
        indicator_id=indicator.id,
        measure=indicator.measure.value,
        accumulation=indicator.accumulation,
        pace=indicator.pace.value,
        higher_is_better=indicator.higher_is_better,
        is_count=indicator.is_count,
        can_fall=indicator.can_fall,
        due_day=indicator.due_day,
        due_months=indicator.due_months,
        calendar=row.calendar,
        collecting_since=row.collecting_since,
        **_targets(row, tiers),
        **_figures(row),
    )
    return series_facts(columns, year, rules, sight)


def refers(row: RankedColumns) -> bool:
    """Whether a target of the place is compared with another indicator instead of a number."""
    return any(target[_REFERENCE] is not None for target in row.targets or ())


def _targets(row: RankedColumns, tiers: dict[str, int]) -> dict[str, Any]:
    """The target of each tier that was in force, in the order of the tiers."""
    if row.targets is None:
        return {"tiers": []}
    latest: dict[str, list[Any]] = {}
    for target in row.targets:
        known = latest.get(target[_TIER])
        if known is None or target[_EFFECTIVE] > known[_EFFECTIVE]:
            latest[target[_TIER]] = target
    stated = sorted(latest.values(), key=lambda target: tiers[target[_TIER]])
    points = [
        (target[_TIER], date.fromisoformat(end), Decimal(value))
        for target in stated
        for end, value in target[_PATH] or ()
    ]
    targets: dict[str, Any] = {
        "tiers": [target[0] for target in stated],
        "comparators": [target[2] for target in stated],
        "target_values": [_number(target[3]) for target in stated],
        "upper_values": [_number(target[4]) for target in stated],
        "tolerances": [_number(target[5]) for target in stated],
        "base_values": [_number(target[6]) for target in stated],
        "base_qualifiers": [target[7] for target in stated],
        "due_ons": [target[8] and date.fromisoformat(target[8]) for target in stated],
        "comparator_wordings": [target[9] for target in stated],
        "modalities": [target[10] for target in stated],
        "reference_ids": [target[11] and UUID(target[11]) for target in stated],
        "path_tiers": [tier for tier, _end, _value in points],
        "path_ends": [end for _tier, end, _value in points],
        "path_values": [value for _tier, _end, value in points],
    }
    if row.compared[0] is not None:
        names = ("compared", "compared_codes", "compared_zh", "compared_en",
                 "compared_accumulations", "compared_calendars", "compared_ends",
                 "compared_values", "compared_qualifiers")  # fmt: skip
        targets |= dict(zip(names, row.compared, strict=True))
    return targets


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _figures(row: RankedColumns) -> dict[str, Any]:
    """Official figures, and those that wait, by period end: the official one of a slot first."""
    if row.pending_ends is None:
        return _lane(row.ends, row.values, row.floor_ends, row.preliminary_ends, "official")
    official = _entries(
        _lane(row.ends, row.values, row.floor_ends, row.preliminary_ends, "official")
    )
    pending = _entries(
        _lane(
            row.pending_ends,
            row.pending_values,
            row.pending_floor_ends,
            row.pending_preliminary_ends,
            "pending",
        )
    )
    entries = sorted(official + pending, key=lambda entry: (entry[0], entry[3]))
    return {name: [entry[n] for entry in entries] for n, name in enumerate(_NAMES)}


_NAMES = ("period_ends", "values", "qualifiers", "lanes", "preliminaries")


def _lane(
    ends: list[date] | None,
    values: list[Any] | None,
    floors: list[date] | None,
    preliminaries: list[date] | None,
    lane: str,
) -> dict[str, Any]:
    ends = ends or []
    count = len(ends)
    return {
        "period_ends": ends,
        "values": values or [],
        "qualifiers": [
            "above" if end in floors else "" for end in ends
        ] if floors else ("",) * count,
        "lanes": (lane,) * count,
        "preliminaries": [
            end in preliminaries for end in ends
        ] if preliminaries else (False,) * count,
    }  # fmt: skip


def _entries(lane: dict[str, Any]) -> list[tuple[Any, ...]]:
    return list(zip(*(lane[name] for name in _NAMES), strict=True))
