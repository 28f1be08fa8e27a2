"""The guard asked about what a program brings, each figure beside the others of its call."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal

from targets.core.guard.guard import Remark
from targets.core.values.facts import ActualFact
from targets.exchange.sheets.csv_writing import plain
from targets.reads.judging.guarding import Slot, guard_inputs
from targets.reads.judging.judged import AsOf, JudgedSeries

from .items import ReadRow, RowProblem


def guarded(rows: list[ReadRow], at: AsOf, problems: list[RowProblem]) -> list[ReadRow]:
    """Ask the guard about every figure that would change; a fixed number of queries. What is
    questioned passes with a reason, and carries the rules that spoke."""
    asked = [row for row in rows if row.entry.value is not None and row.is_changed]
    if not asked:
        return rows
    brought = {
        (row.series.id, row.entry.period_end): None if row.entry.qualifier else row.entry.value
        for row in rows
        if row.entry.value is not None or row.entry.withdrawn
    }
    guard = guard_inputs({row.series.id for row in asked}, at).beside(brought)
    seen: dict[tuple[uuid.UUID, int], JudgedSeries] = {}
    found: dict[Slot, tuple[Remark, ...]] = {}
    for row in asked:
        end, value = row.entry.period_end, row.entry.value
        assert value is not None  # noqa: S101 - chosen so
        key = row.series.id, end.year
        if key not in seen:
            seen[key] = _with_brought(row.series, brought)
        remarks = guard.question(seen[key], end, value, same_as_last=row.entry.same_as_last)
        if remarks:
            found[row.series.id, end] = remarks
    questioned: dict[int, str] = {}
    found = guard.told_once(found)
    for row in asked:
        remarks = found.get((row.series.id, row.entry.period_end), ())
        if remarks and not row.entry.reason:
            problems.extend(
                RowProblem(
                    row.item.row,
                    "value",
                    "questioned",
                    remark.message,
                    remark.rule.value,
                    "" if remark.suggestion is None else plain(remark.suggestion),
                )
                for remark in remarks
            )
        elif remarks:
            questioned[row.item.row] = ",".join(remark.rule.value for remark in remarks)
    return [
        row._replace(entry=row.entry._replace(questioned=questioned.get(row.item.row, "")))
        for row in rows
    ]


def _with_brought(series: JudgedSeries, brought: Mapping[Slot, Decimal | None]) -> JudgedSeries:
    """The series as if the figures brought with the same call stood already: what the guard
    holds each of them against."""
    facts = series.assessment.facts

    def merged(known: tuple[ActualFact, ...], year: int) -> tuple[ActualFact, ...]:
        found = {fact.period_end: fact for fact in known}
        found |= {
            end: ActualFact(end, value)
            for (series_id, end), value in brought.items()
            if series_id == series.id and end.year == year and value is not None
        }
        return tuple(found[end] for end in sorted(found))

    facts = facts._replace(
        actuals=merged(facts.actuals, facts.year), last_year=merged(facts.last_year, facts.year - 1)
    )
    return series._replace(assessment=series.assessment._replace(facts=facts))
