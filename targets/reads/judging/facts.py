"""Columns of the one query → the plain facts that the core judges."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from targets.core.values.facts import (
    Accumulation,
    ActualFact,
    Calendar,
    Comparator,
    DeclaredState,
    Measure,
    PaceMethod,
    PathPoint,
    Reference,
    SeriesFacts,
    TargetFact,
)
from targets.reads.scope.rules import RulesInForce
from targets.reads.scope.visibility import Visibility

from .columns import Columns


def series_facts(row: Columns, year: int, rules: RulesInForce, sight: Visibility) -> SeriesFacts:
    """What the core judges of one row of the query, as this reader may see it."""
    actuals, submitted = _actuals(row, with_pending=sight.with_pending)
    first_day = date(year, 1, 1)
    split = next((n for n, fact in enumerate(actuals) if fact.period_end >= first_day), None)
    split = len(actuals) if split is None else split
    # Only accepted figures are a base
    past = tuple(fact for fact in actuals[:split] if not fact.is_provisional)
    earlier: tuple[ActualFact, ...] = ()
    if row.pace == PaceMethod.MEAN_SHAPE:
        earlier = tuple(fact for fact in past if fact.period_end.year < year - 1)
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
        last_year=past[len(earlier) :],
        earlier=earlier,
        margins=rules.margins_of(row.indicator_id),
        collecting_since=row.collecting_since,
        due=rules.due_of(row.due_day, row.due_months),
        submitted=submitted,
        returned=frozenset(row.returned_ends or ()) - submitted,
    )


# Looking a member up by its value costs a call; a page does it hundreds of times
_MEASURES = {member.value: member for member in Measure}
_ACCUMULATIONS = {member.value: member for member in Accumulation}
_CALENDARS = {member.value: member for member in Calendar}
_PACES = {member.value: member for member in PaceMethod}
_COMPARATORS: dict[str, Comparator | None] = {"": None} | {m.value: m for m in Comparator}
_DECLARED: dict[str, DeclaredState | None] = {"": None} | {m.value: m for m in DeclaredState}


_NO_ACTUALS: tuple[tuple[ActualFact, ...], frozenset[date]] = ((), frozenset())


def _actuals(row: Columns, *, with_pending: bool) -> tuple[tuple[ActualFact, ...], frozenset[date]]:
    """The figures that count, and the period ends with an entry that waits. A pending entry
    fills an empty slot; beside an official one it is only said to be there."""
    if not row.period_ends:
        return _NO_ACTUALS
    facts = tuple(_entries(row))
    if "pending" not in row.lanes:
        return facts, frozenset()
    submitted = frozenset(fact.period_end for fact in facts if fact.is_provisional)
    official = {fact.period_end for fact in facts if not fact.is_provisional}
    return tuple(
        fact
        if fact.is_provisional
        else fact._replace(has_correction=with_pending and fact.period_end in submitted)
        for fact in facts
        if not fact.is_provisional or (with_pending and fact.period_end not in official)
    ), submitted


def _entries(row: Columns) -> Iterator[ActualFact]:
    if row.stages is None:
        for end, value, floor, lane, preliminary in zip(
            row.period_ends or (),
            row.values,
            row.qualifiers,
            row.lanes,
            row.preliminaries,
            strict=True,
        ):
            yield ActualFact(
                end,
                value,
                floor == "above",
                is_provisional=lane == "pending",
                is_preliminary=preliminary,
            )
        return
    columns: Any = zip(
        row.period_ends or (),
        row.values,
        row.qualifiers,
        row.stages,
        row.declared,
        row.shares_done,
        row.expected_ons,
        row.done_ons,
        row.sources,
        row.recorded_ats,
        (lane == "pending" for lane in row.lanes),
        row.preliminaries,
        strict=True,
    )
    for end, value, floor, stage, declared, *rest in columns:
        yield ActualFact(end, value, floor == "above", stage, _DECLARED.get(declared), *rest)


def _targets(row: Columns) -> Iterator[TargetFact]:
    references = _references(row) if row.compared else {}
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
            reference=references.get(row.reference_ids[position]),
        )


def _references(row: Columns) -> dict[uuid.UUID | None, Reference]:
    """What the targets are compared with, each with the figures that count."""
    references: dict[uuid.UUID | None, Reference] = {}
    for position, key in enumerate(row.compared or ()):
        if key not in references:
            references[key] = Reference(
                code=row.compared_codes[position],
                name_zh=row.compared_zh[position],
                name_en=row.compared_en[position],
                accumulation=_ACCUMULATIONS[row.compared_accumulations[position]],
                calendar=_CALENDARS[row.compared_calendars[position]],
            )
        end = row.compared_ends[position]
        if end is not None:
            floor = row.compared_qualifiers[position] == "above"
            entry = ActualFact(end, row.compared_values[position], floor)
            references[key] = references[key]._replace(actuals=(*references[key].actuals, entry))
    return references
