"""Sign-off inside a unit: asked for by its reporter, given or refused by its signer."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Draft, Origin, Unit
from targets.reads.judging.judged import AsOf
from targets.reads.log.grid import LogGrid, LogRow, log_grid

from .drafts import DraftConflict, Drafted, delete_drafts, locked_drafts, save_drafts
from .grid_lines import Line, Typed, typed_in
from .ledger import LedgerConflict, PeriodClosed
from .log import GridRefused, Logged, Taken, take_lines, write_lines
from .submit import Submission, lane_of


class SignOffRefused(Exception):
    """Nothing was done: why it cannot be signed off or handed back (HTTP 400)."""

    def __init__(self, message: Phrase) -> None:
        super().__init__(message.msgid)
        self.message = message


def ask_sign_off(
    place_id: uuid.UUID,
    grid: LogGrid,
    typed: Mapping[str, Typed],
    *,
    today: date,
    now: datetime,
    author_id: int | None,
    may_revise: bool,
) -> Drafted:
    """Keep what was typed as drafts that wait for the unit's signer.

    Everything is read and questioned as if it were submitted. Raises
    :class:`~targets.writes.entries.log.GridRefused`,
    :class:`~targets.writes.entries.drafts.DraftConflict`, and
    :class:`~targets.writes.entries.ledger.PeriodClosed`.
    """
    taken = take_lines(grid, typed, today=today)
    closed = {line.row.period_end for line in taken.lines if line.row.slot.is_closed}
    if closed and not may_revise:
        raise PeriodClosed(sorted(closed), lacks_reason=False)
    asking = {line.row.key for line in taken.lines}
    if not asking:
        raise SignOffRefused(
            phrase(_("Nothing new was entered, so there is nothing to be signed off."))
        )
    drafted = save_drafts(place_id, grid.rows, typed, author_id=author_id, now=now, asking=asking)
    return drafted._replace(saved=len(asking))


def may_sign(row: LogRow, person_id: int | None, *, accepts_own: bool) -> bool:
    """Whether the line waits for this signer: nobody signs what they typed themselves, unless
    the place lets people accept their own."""
    draft = row.slot.draft
    return (
        draft is not None
        and draft.awaits_sign_off
        and (accepts_own or draft.author_id != person_id)
    )


def sign(
    grid: LogGrid, picked: Mapping[str, str], submission: Submission, *, today: date
) -> Logged:
    """Submit the drafts of the picked lines as they were shown; each entry names its author and
    the signer. ``picked``: line → version of the draft that was shown.

    Raises :class:`SignOffRefused`, and what
    :func:`~targets.writes.entries.log.log_actuals` raises.
    """
    with transaction.atomic():
        rows = _picked(grid, picked, submission)
        drafts = _as_shown(submission.place.id, rows, picked)
        typed = {
            row.key: typed_in(drafts[row.slot_key].typed, seen_id=drafts[row.slot_key].seen_id,
                              version=picked[row.key])
            for row in rows
        }  # fmt: skip
        taken = take_lines(grid, typed, today=today)
        by_author = defaultdict(list)
        for line in taken.lines:
            by_author[drafts[line.row.slot_key].author_id].append(line)
        logged = Logged(0, 0, 0, lane_of(submission.place), taken.notes)
        for author_id, lines in by_author.items():
            part = write_lines(
                taken._replace(lines=tuple(lines)), submission._replace(author_id=author_id)
            )
            logged = logged._replace(
                new=logged.new + part.new,
                changed=logged.changed + part.changed,
                withdrawn=logged.withdrawn + part.withdrawn,
            )
        delete_drafts(submission.place.id, drafts)
    return logged


def hand_back(grid: LogGrid, picked: Mapping[str, str], reason: str, submission: Submission) -> int:
    """Give the picked lines back to their reporter, with a reason. How many."""
    if not reason:
        raise SignOffRefused(phrase(_("Say why the lines are handed back.")))
    with transaction.atomic():
        rows = _picked(grid, picked, submission)
        drafts = _as_shown(submission.place.id, rows, picked)
        Draft.objects.filter(
            place=submission.place, id__in=[draft.id for draft in drafts.values()]
        ).update(sign_off_asked_at=None, handed_back=reason)
    return len(drafts)


class SignOffEnded(NamedTuple):
    """What became of the lines that waited when a place stopped signing off."""

    submitted: int
    left: tuple[tuple[Unit, date, int], ...]  # unit, period and lines that have to be sent again


def end_sign_off(place: Unit, *, today: date) -> SignOffEnded:
    """Submit what waits to be signed off in a place whose units sign off no more, in the name of
    who sent it: they have said it, and nobody is asked any longer.

    What cannot be taken as it was sent (somebody changed the slot, the period was closed, the
    guard asks anew) stays a draft of its unit, which is told so. Nothing is lost.
    """
    waiting = Draft.objects.filter(place=place, sign_off_asked_at__isnull=False)
    with transaction.atomic():
        grids = set(waiting.values_list("series__reporting_id", "period_end"))
        submitted = sum(
            _submit_waiting(log_grid(place.id, unit_id, end, at=AsOf(end, today)), place, today)
            for unit_id, end in sorted(grids, key=str)
            if unit_id is not None
        )
        left = Counter(waiting.values_list("series__reporting_id", "period_end"))
    units = Unit.objects.in_bulk([unit_id for unit_id, _end in left if unit_id is not None])
    return SignOffEnded(
        submitted,
        tuple(
            (units.get(unit_id, place), end, count)
            for (unit_id, end), count in sorted(left.items(), key=lambda each: str(each[0]))
        ),
    )


def _submit_waiting(grid: LogGrid, place: Unit, today: date) -> int:
    """The lines of one grid that wait, as far as they can be taken. How many."""
    waiting = (
        row.slot_key
        for row in grid.rows
        if row.slot.draft is not None and row.slot.draft.sign_off_asked_at is not None
    )
    drafts = locked_drafts(place.id, waiting)
    typed = {
        row.key: typed_in(draft.typed, seen_id=draft.seen_id, version="")
        for row in grid.rows
        if (draft := drafts.get(row.slot_key)) is not None
    }
    typed, taken = _what_can_be_taken(grid, typed, today)
    touched = {line.row.key for line in taken.lines}
    # What says again what stands by now has nothing to submit; a return is to be answered
    said_again = (
        row.slot_key
        for row in grid.rows
        if row.key in typed and row.key not in touched and row.slot.returned is None
    )
    delete_drafts(place.id, said_again)
    by_author: dict[int | None, list[Line]] = defaultdict(list)
    for line in taken.lines:
        by_author[drafts[line.row.slot_key].author_id].append(line)
    return sum(
        _submit_lines(taken._replace(lines=tuple(lines)), Submission(place, author_id, Origin.GRID))
        for author_id, lines in by_author.items()
    )


def _what_can_be_taken(
    grid: LogGrid, typed: dict[str, Typed], today: date
) -> tuple[dict[str, Typed], Taken]:
    while True:
        try:
            return typed, take_lines(grid, typed, today=today)
        except GridRefused as refused:
            wrong = {*refused.problems, *refused.remarks}
            typed = {key: text for key, text in typed.items() if key not in wrong}


def _submit_lines(taken: Taken, submission: Submission) -> int:
    """Submit the lines; those whose slots were changed meanwhile are left as they are."""
    try:
        written = write_lines(taken, submission).total
    except PeriodClosed:
        return 0
    except LedgerConflict as conflict:
        met = {(each.series_id, each.period_end) for each in conflict.conflicts}
        lines = tuple(line for line in taken.lines if line.row.slot_key not in met)
        return _submit_lines(taken._replace(lines=lines), submission)
    delete_drafts(submission.place.id, (line.row.slot_key for line in taken.lines))
    return written


def _picked(grid: LogGrid, picked: Mapping[str, str], submission: Submission) -> list[LogRow]:
    rows = [row for row in grid.rows if row.key in picked]
    if not rows:
        raise SignOffRefused(phrase(_("Mark at least one line.")))
    own = [
        row
        for row in rows
        if row.slot.draft is not None
        and row.slot.draft.author_id == submission.signer_id
        and not submission.place.accepts_own
    ]
    if own:
        raise SignOffRefused(
            phrase(_("You typed this yourself; somebody else of the unit has to sign it off."))
        )
    return rows


def _as_shown(
    place_id: uuid.UUID, rows: list[LogRow], picked: Mapping[str, str]
) -> dict[tuple[uuid.UUID, date], Draft]:
    """The drafts, locked. Raises :class:`DraftConflict` when one is not what was shown, or no
    longer waits."""
    drafts = locked_drafts(place_id, (row.slot_key for row in rows))
    changed = {
        row.slot_key
        for row in rows
        if (draft := drafts.get(row.slot_key)) is None
        or draft.sign_off_asked_at is None
        or draft.saved_at.isoformat() != picked[row.key]
    }
    if changed:
        raise DraftConflict(changed)
    return drafts
