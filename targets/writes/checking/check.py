"""Checking: submitted entries accepted, returned, commented on; one or many, all or nothing.

Everything happens under the place's shared lock, rows locked in the order of the ledger's one
write. An entry is named by its id, so that nobody decides on what they have not seen.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import CheckVerdict, Lane, Origin
from targets.models.keys import new_key
from targets.reads.scope.checkable import Reach
from targets.writes.entries.ledger import (
    LedgerConflict,
    PeriodClosed,
    Stamp,
    lock_place,
    write_incoming,
)
from targets.writes.entries.versions import count_up_deciding

from . import sql

LONGEST = 500  # characters of a reason or comment


class Seen(NamedTuple):
    """What the checker had before them: the entry that waits, and what it would replace."""

    entry_id: uuid.UUID
    official_id: uuid.UUID | None = None


class Checking(NamedTuple):
    """Who checks, where, by what right."""

    place_id: uuid.UUID
    author_id: int
    reach: Reach
    address: str = ""
    may_revise: bool = False  # may accept into closed periods, with a reason


class Slot(NamedTuple):
    """An entry named so that a person knows it again."""

    entry_id: uuid.UUID
    series_id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    period_end: date


class Overtaken(NamedTuple):
    """An entry that is no longer what the checker saw: decided by another, or replaced."""

    entry_id: uuid.UUID
    series_id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    period_end: date
    verdict: str  # empty: nobody decided, another entry took its place
    author: str
    recorded_at: datetime | None


class CheckConflict(Exception):
    """Nothing was decided: some entries changed since they were shown (HTTP 409)."""

    def __init__(self, overtaken: Sequence[Overtaken]) -> None:
        super().__init__(f"{len(overtaken)} entries changed meanwhile")
        self.overtaken = tuple(overtaken)


class OwnEntries(Exception):
    """Nothing was accepted: the checker entered or signed some of it (HTTP 403)."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        super().__init__(f"{len(slots)} entries are the checker's own")
        self.slots = tuple(slots)


class NotYours(Exception):
    """Nothing was decided: some entries are not this person's to check (HTTP 403)."""


class CheckRefused(Exception):
    """Nothing was decided: what was asked cannot be done, and why (HTTP 400)."""

    def __init__(self, sentence: Phrase) -> None:
        super().__init__(sentence.msgid)
        self.sentence = sentence


class Decided(NamedTuple):
    """How many entries were decided on; of accepted ones how many corrected a figure, and how
    many said what stood there already."""

    total: int
    corrections: int
    unchanged: int
    recorded_at: datetime


def accept(seen: Iterable[Seen], checking: Checking, *, text: str = "") -> Decided:
    """Make official what waits. ``text`` stays with the checks; it is the reason where a
    closed period is revised.

    Raises :class:`CheckRefused`, :class:`NotYours`, :class:`CheckConflict`,
    :class:`OwnEntries` and :class:`~targets.writes.entries.ledger.PeriodClosed`; nothing is written
    then.
    """
    return _decide(seen, checking, CheckVerdict.ACCEPTED, text)


def hand_back(seen: Iterable[Seen], checking: Checking, *, reason: str) -> Decided:
    """Return what waits to its reporters, with a reason. Raises like :func:`accept`."""
    return _decide(seen, checking, CheckVerdict.RETURNED, reason)


def comment(seen: Iterable[Seen], checking: Checking, *, text: str) -> Decided:
    """Say something of what waits, and decide nothing. Raises like :func:`accept`."""
    return _decide(seen, checking, CheckVerdict.COMMENTED, text)


def _decide(seen: Iterable[Seen], checking: Checking, verdict: CheckVerdict, text: str) -> Decided:
    chosen = {each.entry_id: each for each in seen}
    _refuse_nonsense(len(chosen), verdict, text)
    accepting = verdict is CheckVerdict.ACCEPTED
    with transaction.atomic(), connection.cursor() as cursor:
        lock_place(checking.place_id)
        _load(cursor, chosen.values())
        cursor.execute(sql.LOCK_ROWS, {"place_id": checking.place_id})
        _compare(cursor, checking)
        _keep_out(cursor, checking)
        if overtaken := _overtaken(cursor, with_official=accepting):
            raise CheckConflict(overtaken)
        if accepting:
            _keep_own(cursor)
            _keep_closed(cursor, checking, text)
            recorded_at = _make_official(cursor, checking, text)
        else:
            cursor.execute(sql.NOW)
            (recorded_at,) = cursor.fetchone()
        if verdict is not CheckVerdict.COMMENTED:
            # Whatever of it still waits: returned, or the same as what stands already
            cursor.execute(sql.END, {"recorded_at": recorded_at})
            count_up_deciding(cursor, checking.place_id)
        said: dict[str, Any] = {
            "accepting": accepting,
            "verdict": verdict.value,
            "text": text,
            "author_id": checking.author_id,
            "address": checking.address,
            "recorded_at": recorded_at,
        }
        cursor.execute(sql.INSERT_CHECKS, said)
        cursor.execute(sql.COUNT)
        total, written, corrections = cursor.fetchone()
        cursor.execute("DROP TABLE deciding")
    return Decided(total, corrections, total - written, recorded_at)


def _refuse_nonsense(count: int, verdict: CheckVerdict, text: str) -> None:
    if not count:
        raise CheckRefused(phrase(_("Nothing is selected: select the entries first.")))
    if verdict is CheckVerdict.RETURNED and not text:
        raise CheckRefused(phrase(_("Say why it is returned, so that its reporter can mend it.")))
    if verdict is CheckVerdict.COMMENTED and not text:
        raise CheckRefused(phrase(_("A comment needs words.")))
    if len(text) > LONGEST:
        raise CheckRefused(
            phrase(
                _("The text has %(length)s characters; at most %(longest)s are possible."),
                length=len(text),
                longest=LONGEST,
            )
        )


def _load(cursor: CursorWrapper, chosen: Iterable[Seen]) -> None:
    cursor.execute(sql.CREATE)
    columns = "entry_id, seen_official_id, result_id, check_id"
    with cursor.copy(f"COPY deciding ({columns}) FROM STDIN") as copy:
        for each in chosen:
            copy.write_row((each.entry_id, each.official_id, new_key(), new_key()))
    cursor.execute("ANALYZE deciding")


def _compare(cursor: CursorWrapper, checking: Checking) -> None:
    cursor.execute(sql.COMPARE, {"author_id": checking.author_id, "place_id": checking.place_id})


def _keep_out(cursor: CursorWrapper, checking: Checking) -> None:
    """The right is looked up where the series stands now, not where the page had it."""
    cursor.execute(
        sql.NOT_THEIRS, {"place_id": checking.place_id, "reach": checking.reach.parameter}
    )
    (count,) = cursor.fetchone()
    if count:
        raise NotYours(f"{count} entries are checked by others")


def _overtaken(cursor: CursorWrapper, *, with_official: bool) -> list[Overtaken]:
    cursor.execute(sql.CHANGED, {"with_official": with_official})
    return [Overtaken._make(row) for row in cursor.fetchall()]


def _keep_own(cursor: CursorWrapper) -> None:
    """Nobody accepts what they entered or signed, whatever their rights."""
    cursor.execute(sql.OWN)
    if rows := cursor.fetchall():
        raise OwnEntries([Slot._make(row) for row in rows])


def _keep_closed(cursor: CursorWrapper, checking: Checking, text: str) -> None:
    cursor.execute(sql.MARK_CLOSED, {"place_id": checking.place_id})
    cursor.execute(sql.INTO_CLOSED)
    rows = cursor.fetchall()
    if rows and not checking.may_revise:
        raise PeriodClosed([end for end, _lacks in rows], lacks_reason=False)
    if not text and any(lacks for _end, lacks in rows):
        raise PeriodClosed([end for end, lacks in rows if lacks], lacks_reason=True)


def _make_official(cursor: CursorWrapper, checking: Checking, text: str) -> datetime:
    """Bring what waits into the accepted lane, by the ledger's one write; when it was done."""
    stamp = Stamp(
        place_id=checking.place_id,
        author_id=None,
        origin=Origin.GRID,
        lane=Lane.OFFICIAL,
        may_revise=checking.may_revise,
        settles=True,
        as_submitted=True,
    )
    try:
        # The slots were locked and compared with what the checker saw
        written = write_incoming(
            lambda incoming: incoming.execute(sql.FILL, {"text": text}), stamp, trust_current=True
        )
    except LedgerConflict as conflict:
        # A command filled an empty official slot after it was compared: a row cannot be locked
        # before it exists
        _compare(cursor, checking)
        raise CheckConflict(_overtaken(cursor, with_official=True)) from conflict
    return written.recorded_at
