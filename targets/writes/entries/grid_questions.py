"""What the guard asks about the figures of one submission, each beside all the others."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date

from targets.core.guard.guard import Remark
from targets.reads.judging.guarding import guard_inputs
from targets.reads.judging.judged import AsOf
from targets.reads.log.beside import with_values

from .grid_lines import Line
from .grid_reading import brought_by, is_figure


def questions(
    lines: Sequence[Line], changed: Iterable[Line], *, today: date
) -> dict[str, tuple[Remark, ...]]:
    """What is to be asked about the changed lines, by line; lines without a question are left
    out. ``lines`` are all that were sent. Two queries, or none."""
    asked = [
        line
        for line in changed
        if is_figure(line) and line.entry.value is not None and line.entry.value != line.seen.value
    ]
    if not asked:
        return {}
    brought = brought_by(lines)
    guard = guard_inputs({line.row.series.id for line in asked}, AsOf(today, today)).beside(
        {
            (series_id, end): value
            for series_id, values in brought.items()
            for end, value in values.items()
        }
    )
    found: dict[tuple[uuid.UUID, date], tuple[Remark, ...]] = {}
    for line in asked:
        series, value = line.row.series, line.entry.value
        assert value is not None  # noqa: S101 - chosen so
        assessment = series.assessment
        facts = with_values(assessment.facts, brought[series.id])
        beside = series._replace(assessment=assessment._replace(facts=facts))
        remarks = guard.question(
            beside, line.row.period_end, value, same_as_last=line.entry.same_as_last
        )
        if remarks:
            found[line.row.slot_key] = remarks
    found = guard.told_once(found)
    return {line.row.key: found[line.row.slot_key] for line in asked if line.row.slot_key in found}
