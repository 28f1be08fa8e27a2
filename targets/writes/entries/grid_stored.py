"""A line of the grid as it stands: in the ledger, as a checker gave it back, or as a draft."""

from __future__ import annotations

from datetime import date

from targets.core.values.facts import DeclaredState
from targets.exchange.sheets.csv_writing import plain
from targets.models import StagedRow
from targets.reads.log.grid import LogRow
from targets.reads.overview.overview import is_task
from targets.reads.scope.recorded_entry import RecordedEntry

from .grid_lines import Typed, typed_in


def shown_first(row: LogRow) -> Typed:
    """What the page comes with: the unit's draft, else what is stored."""
    draft = row.slot.draft
    if draft is None:
        return stored(row)
    return typed_in(draft.typed, seen_id=draft.seen_id, version=draft.version)


def stored(row: LogRow) -> Typed:
    """The line as its writer would have typed it: what was given back, to be mended; else what
    stands. The source of an empty slot is what the series' last entry named."""
    seen_id = None if row.entry is None else row.entry.id
    entry = row.entry if row.slot.returned is None else row.slot.returned.entry
    if entry is None or entry.withdrawn:
        # A task's line has no field for a source, so none is carried on unseen
        source = "" if is_task(row.series) else row.slot.earlier_source
        return Typed(source=source, seen_id=seen_id)
    return as_typed(entry)._replace(seen_id=seen_id)


def as_typed(entry: RecordedEntry) -> Typed:
    """An entry as its writer would have typed it."""
    return typed_out(entry)._replace(seen_id=entry.id)


def typed_out(entry: RecordedEntry | StagedRow) -> Typed:
    """What an entry, or a row of an import, says, as one would have typed it."""
    return Typed(
        value="" if entry.value is None else plain(entry.value),
        stage=entry.stage,
        declared=entry.declared,
        share_done="" if entry.share_done is None else plain(entry.share_done),
        expected=_day(entry.done_on if entry.declared == DeclaredState.DONE else entry.expected_on),
        source=entry.source,
        note=entry.note,
        release=_day(entry.release_on),
        preliminary=entry.preliminary,
        same=entry.same_as_last,
    )


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
