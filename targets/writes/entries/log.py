"""Logging: one submission of the grid, checked line by line and written all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction

from targets.core.guard.guard import Remark
from targets.core.values.entry import Entry
from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.core.values.refusals import ProblemCode
from targets.models import Lane
from targets.reads.judging.judged import JudgedSeries
from targets.reads.log.grid import LogGrid

from .drafts import drop_drafts
from .grid_lines import Line, Typed
from .grid_questions import questions
from .grid_reading import is_stale, is_touched, read_lines
from .ledger import PeriodClosed
from .submit import Submission, lane_of, submit


class GridRefused(Exception):
    """Nothing was written: what is wrong, by line and field, and what the guard asks (HTTP 400)."""

    def __init__(
        self,
        problems: Mapping[str, Mapping[str, Phrase]],
        remarks: Mapping[str, tuple[Remark, ...]] | None = None,
    ) -> None:
        super().__init__(f"{len({*problems, *(remarks or {})})} lines cannot be taken")
        self.problems = problems
        self.remarks = remarks or {}


class Logged(NamedTuple):
    """What one submission did, and the conversions that have to be said."""

    new: int
    changed: int
    withdrawn: int
    lane: Lane
    notes: tuple[tuple[JudgedSeries, Phrase], ...] = ()

    @property
    def total(self) -> int:
        """How many slots were written."""
        return self.new + self.changed + self.withdrawn


class Taken(NamedTuple):
    """Lines that would write something, each right, with the guard's rules that spoke."""

    lines: tuple[Line, ...]
    questioned: Mapping[str, str]

    @property
    def notes(self) -> tuple[tuple[JudgedSeries, Phrase], ...]:
        """Conversions that have to be said."""
        return tuple((line.row.series, line.note) for line in self.lines if line.note)

    def entries(self) -> list[Entry]:
        """What is to stand in the slots."""
        return [
            line.entry._replace(questioned=rules)
            if (rules := self.questioned.get(line.row.key))
            else line.entry
            for line in self.lines
        ]


def log_actuals(
    grid: LogGrid, typed: Mapping[str, Typed], submission: Submission, *, today: date
) -> Logged:
    """Submit what was typed in the grid, by line; lines not sent stay as they are. The drafts of
    the lines that were sent go; where somebody corrects for the unit, its drafts stay its own.

    A line that still says what its writer saw writes nothing, even if somebody changed the slot
    meanwhile. Raises :class:`GridRefused`; :class:`~targets.writes.entries.ledger.LedgerConflict`
    when a slot that would change is no longer as it was seen,
    :class:`~targets.writes.entries.drafts.DraftConflict` when a colleague saved a draft of it
    meanwhile; :class:`~targets.writes.entries.ledger.PeriodClosed`. Nothing is written then.
    """
    taken = take_lines(grid, typed, today=today)
    with transaction.atomic():
        logged = write_lines(taken, submission)
        if not submission.only_corrects:
            _drop_sent_drafts(submission.place.id, grid, typed, taken)
    return logged


def _drop_sent_drafts(
    place_id: uuid.UUID, grid: LogGrid, typed: Mapping[str, Typed], taken: Taken
) -> None:
    drop_drafts(
        place_id,
        {
            row.slot_key: typed[row.key].seen_draft
            for row in grid.rows
            if row.key in typed and not typed[row.key].keep_theirs
        },
        touched={line.row.slot_key for line in taken.lines},
    )


def take_lines(grid: LogGrid, typed: Mapping[str, Typed], *, today: date) -> Taken:
    """The lines that would write something, read and questioned. At most three queries.

    Raises :class:`GridRefused`.
    """
    lines = read_lines(grid.rows, typed, today)
    changed = [line for line in lines if is_touched(line)]
    problems = {line.row.key: found for line in changed if (found := _problems(line))}
    asked = questions(lines, changed, today=today)
    unanswered = {
        line.row.key: asked[line.row.key]
        for line in changed
        if line.row.key in asked and not line.typed.reason and not is_stale(line)
    }
    if problems or unanswered:
        raise GridRefused(problems, unanswered)
    rules = {
        key: ",".join(remark.rule.value for remark in remarks) for key, remarks in asked.items()
    }
    return Taken(tuple(changed), rules)


def write_lines(taken: Taken, submission: Submission) -> Logged:
    """Submit lines that were taken. Raises what :func:`~targets.writes.entries.submit.submit`
    raises, and :class:`GridRefused` where a closed period wants a reason."""
    entries = taken.entries()
    lane = lane_of(submission.place)
    if not entries:
        return Logged(0, 0, 0, lane)
    try:
        submit(entries, submission)
    except PeriodClosed as closed:
        if not closed.lacks_reason:
            raise
        raise GridRefused(_without_reason(taken.lines, closed.period_ends)) from closed
    # What is stale and no conflict says what somebody else has said meanwhile
    written = [line for line in taken.lines if not is_stale(line)]
    withdrawn = sum(line.entry.withdrawn for line in written)
    changed = sum(not line.entry.withdrawn and line.row.entry is not None for line in written)
    return Logged(
        new=len(written) - changed - withdrawn,
        changed=changed,
        withdrawn=withdrawn,
        lane=lane,
        notes=taken.notes,
    )


def _problems(line: Line) -> dict[str, Phrase]:
    """What is wrong with a line that would write something. A slot that somebody changed since
    is a conflict first; the reason comes after."""
    if line.unread:
        return line.unread
    if is_stale(line):
        kept = (
            refusal for refusal in line.refusals if refusal.code is not ProblemCode.NEEDS_REASON
        )
        line = line._replace(refusals=tuple(kept))
    return line.problems


def _without_reason(
    lines: Iterable[Line], period_ends: Sequence[date]
) -> dict[str, dict[str, Phrase]]:
    return {
        line.row.key: {
            "reason": phrase(
                _("The period is closed: what is changed in it needs a reason and is a revision.")
            )
        }
        for line in lines
        if line.row.period_end in period_ends and not line.typed.reason
    }
