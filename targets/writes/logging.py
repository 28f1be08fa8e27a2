"""Logging: one submission of the grid, checked line by line and written all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase
from targets.core.values import Phrase
from targets.models import Actual, Origin
from targets.reads.judged import JudgedSeries
from targets.reads.log import LogGrid, LogRow

from .grid_lines import NOTHING, Content, Line, Typed, content_of, read_line
from .ledger import Entry, Stamp, write_ledger


class GridRefused(Exception):
    """Nothing was written: what is wrong, by series and field (HTTP 400)."""

    def __init__(self, problems: Mapping[uuid.UUID, Mapping[str, Phrase]]) -> None:
        super().__init__(f"{len(problems)} lines cannot be taken")
        self.problems = problems


class Logged(NamedTuple):
    """What one submission did, and the conversions that have to be said."""

    new: int
    changed: int
    withdrawn: int
    notes: tuple[tuple[JudgedSeries, Phrase], ...] = ()

    @property
    def total(self) -> int:
        """How many slots were written."""
        return self.new + self.changed + self.withdrawn


def log_actuals(
    place_id: uuid.UUID,
    grid: LogGrid,
    typed: Mapping[uuid.UUID, Typed],
    *,
    today: date,
    author_id: int | None,
) -> Logged:
    """Bring the official ledger to what was typed in the grid; lines not sent stay as they are.

    A line that still says what its writer saw writes nothing, even if somebody changed the slot
    meanwhile. Raises :class:`GridRefused`, and
    :class:`~targets.writes.ledger.LedgerConflict` when a slot that would change is no longer as
    it was seen. Nothing is written then.
    """
    if grid.period_end > today:
        raise GridRefused(_not_ended(grid, typed))
    lines = read_lines(grid.figures + grid.tasks, typed, today)
    changed = [(line, seen) for line, seen in lines if _is_touched(line, seen)]
    problems = {
        line.row.series.id: found for line, seen in changed if (found := _problems(line, seen))
    }
    if problems:
        raise GridRefused(problems)
    entries = [_entry(line, seen, grid.period_end) for line, seen in changed]
    if not entries:
        return Logged(0, 0, 0)
    written = write_ledger(entries, Stamp(place_id, author_id, Origin.GRID))
    withdrawn = sum(entry.withdrawn for entry in entries)
    return Logged(
        new=written.new,
        changed=max(0, written.changed - withdrawn),
        withdrawn=withdrawn,
        notes=tuple((line.row.series, line.note) for line, _seen in changed if line.note),
    )


def read_lines(
    rows: Iterable[LogRow], typed: Mapping[uuid.UUID, Typed], today: date
) -> list[tuple[Line, Content]]:
    """The lines that were sent, each with what its writer saw. At most one query."""
    sent = [(row, typed[row.series.id]) for row in rows if row.series.id in typed]
    earlier = _seen_earlier(sent)
    lines = []
    for row, text in sent:
        seen = _seen(row, text, earlier)
        lines.append((read_line(row, text, seen, today), seen))
    return lines


def _seen(row: LogRow, typed: Typed, earlier: Mapping[uuid.UUID, Content]) -> Content:
    if typed.seen_id is None:
        return NOTHING
    if row.entry is not None and row.entry.id == typed.seen_id:
        return content_of(row.entry)
    return earlier.get(typed.seen_id, NOTHING)


def _seen_earlier(sent: Iterable[tuple[LogRow, Typed]]) -> dict[uuid.UUID, Content]:
    """Entries that were seen and have been followed by others since."""
    wanted = {
        typed.seen_id: row.series.id
        for row, typed in sent
        if typed.seen_id is not None and (row.entry is None or row.entry.id != typed.seen_id)
    }
    if not wanted:
        return {}
    found = Actual.objects.filter(id__in=wanted, withdrawn=False)
    return {
        entry.id: Content(*(getattr(entry, name) for name in Content._fields))
        for entry in found
        # An id of another series is nobody's entry here
        if wanted[entry.id] == entry.series_id
    }


def _is_touched(line: Line, seen: Content) -> bool:
    if line.typed.keep_theirs:
        return False
    if line.problems:
        return True
    if line.content.says_something:
        return line.content != seen
    return seen.says_something or bool(line.content.note)


def _problems(line: Line, seen: Content) -> dict[str, Phrase]:
    """What is wrong with a line that would write something."""
    found = dict(line.problems)
    if found:
        return found
    if not line.content.says_something and not seen.says_something:
        found["value"] = phrase(_("A note alone is not kept: enter the figure too."))
    elif needs_reason(line, seen) and not line.typed.reason and not _is_stale(line):
        found["reason"] = phrase(
            _("A figure that stands in the ledger is withdrawn only with a reason.")
            if not line.content.says_something
            else _("A figure that stands in the ledger is changed only with a reason.")
        )
    return found


def needs_reason(line: Line, seen: Content) -> bool:
    """Changing or emptying what stands needs a reason; source and note may be added without."""
    return seen.says_something and line.content.differs_in_figure(seen)


def _is_stale(line: Line) -> bool:
    """The slot is not as its writer saw it: the conflict comes first, the reason after."""
    current = None if line.row.entry is None else line.row.entry.id
    return current != line.typed.seen_id


def _entry(line: Line, seen: Content, period_end: date) -> Entry:
    series, entry = line.row.series, line.row.entry
    calendar = series.assessment.facts.calendar
    if not line.content.says_something:
        return Entry(
            series.id,
            calendar,
            period_end,
            reason=line.typed.reason,
            withdrawn=True,
            seen_id=line.typed.seen_id,
        )
    # "Above" belongs to the number it was said of
    is_same = entry is not None and line.content.value == seen.value
    return Entry(
        series_id=series.id,
        calendar=calendar,
        period_end=period_end,
        qualifier=entry.qualifier if entry is not None and is_same else "",
        reason=line.typed.reason,
        seen_id=line.typed.seen_id,
        **line.content._asdict(),
    )


def _not_ended(
    grid: LogGrid, typed: Mapping[uuid.UUID, Typed]
) -> dict[uuid.UUID, dict[str, Phrase]]:
    message = phrase(
        _("The period ends on %(end)s and has not ended yet."),
        end=grid.period_end,
    )
    return {series_id: {"value": message} for series_id in typed}
