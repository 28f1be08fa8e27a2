"""The lines of the grid that were sent, read in order: each beside what its writer saw."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from targets.core.values.entry import Entry, content_of
from targets.core.values.entry import needs_reason as entry_needs_reason
from targets.models import Actual
from targets.reads.log.beside import repeatable, with_values
from targets.reads.log.grid import LogRow
from targets.reads.overview.overview import is_task

from .grid_lines import Line, Typed, entry_in, read_line, says_anything

Brought = dict[uuid.UUID, dict[date, Decimal | None]]


def read_lines(rows: Iterable[LogRow], typed: Mapping[str, Typed], today: date) -> list[Line]:
    """The lines that were sent. At most one query."""
    sent = [(row, typed[row.key]) for row in rows if row.key in typed]
    earlier = _seen_earlier(sent)
    brought: Brought = {}
    lines = []
    for row, text in sent:
        facts = with_values(row.series.assessment.facts, brought.get(row.series.id, {}))
        seen = _seen(row, text, earlier)
        line = read_line(row, text, seen, today, repeatable(facts, row.period_end))
        lines.append(line)
        if is_figure(line):
            brought.setdefault(row.series.id, {})[row.period_end] = line.entry.value
    return lines


def is_figure(line: Line) -> bool:
    """Whether the line's number can be held against others: read, and meant to stand."""
    return (
        not is_task(line.row.series) and "value" not in line.unread and not line.typed.keep_theirs
    )


def brought_by(lines: Iterable[Line]) -> Brought:
    """The figures of the lines, by series and period end."""
    brought: Brought = {}
    for line in lines:
        if is_figure(line):
            brought.setdefault(line.row.series.id, {})[line.row.period_end] = line.entry.value
    return brought


def _seen(row: LogRow, typed: Typed, earlier: Mapping[uuid.UUID, Actual]) -> Entry:
    if typed.seen_id is None:
        return entry_in(row, None)
    if row.entry is not None and row.entry.id == typed.seen_id:
        return entry_in(row, row.entry)
    return entry_in(row, earlier.get(typed.seen_id))


def _seen_earlier(sent: Iterable[tuple[LogRow, Typed]]) -> dict[uuid.UUID, Actual]:
    """Entries that were seen and have been followed by others since."""
    wanted = {
        typed.seen_id: row.slot_key
        for row, typed in sent
        if typed.seen_id is not None and (row.entry is None or row.entry.id != typed.seen_id)
    }
    if not wanted:
        return {}
    found = Actual.objects.filter(
        place_id__in={row.series.place.id for row, _typed in sent},
        id__in=wanted,
        withdrawn=False,
    )
    return {
        entry.id: entry
        for entry in found
        # An id of another slot is nobody's entry here
        if wanted[entry.id] == (entry.series_id, entry.period_end)
    }


def is_touched(line: Line) -> bool:
    """Whether the line would write something, or cannot be read."""
    if line.typed.keep_theirs or is_repeated_return(line):
        return False
    if line.unread or (line.entry.same_as_last and line.entry.value is None):
        return True
    if says_anything(line.entry):
        return content_of(line.entry) != content_of(line.seen)
    return line.seen.says_something or bool(line.entry.note)


def is_repeated_return(line: Line) -> bool:
    """What a checker gave back and nobody changed stays given back; it is submitted again as it
    was only with a reason."""
    returned = line.row.slot.returned
    return (
        returned is not None
        and not line.unread
        and not line.typed.reason
        and content_of(line.entry) == content_of(entry_in(line.row, returned.entry))
    )


def needs_reason(line: Line) -> bool:
    """Whether the line changes what its writer saw standing."""
    return entry_needs_reason(line.entry, line.seen)


def is_stale(line: Line) -> bool:
    """The slot is not as its writer saw it: the conflict comes first, the reason after."""
    current = None if line.row.entry is None else line.row.entry.id
    return current != line.typed.seen_id
