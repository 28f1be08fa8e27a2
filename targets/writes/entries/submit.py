"""Submitting figures: into the lane that the place's rules say, whoever's door they come by."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction

from targets.core.values.entry import Entry
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Lane, Origin, Unit
from targets.reads.scope.closed import closed_periods

from .ledger import Stamp, Written, lock_place, write_ledger


class Submission(NamedTuple):
    """Who submits, for which place, through which door."""

    place: Unit
    author_id: int | None
    origin: Origin
    import_id: uuid.UUID | None = None
    signer_id: int | None = None  # who signed off for the unit
    address: str = ""
    may_revise: bool = False  # may write into closed periods, with a reason
    only_corrects: bool = False  # may write into nothing else


class PeriodOpen(Exception):
    """Nothing was written: the writer corrects closed periods alone, and these are open (HTTP
    403)."""

    def __init__(self, period_ends: Iterable[date]) -> None:
        self.period_ends = tuple(sorted(period_ends))
        super().__init__(f"{len(self.period_ends)} periods are open")


OPEN_PERIOD = phrase(
    _(
        "While a period is open, only the unit’s own reporters enter its figures. A manager of the "
        "place corrects them once it is closed, with a reason."
    )
)


def lane_of(place: Unit) -> Lane:
    """Where figures of the place are written: to be checked, or, without checking, at once."""
    return Lane.PENDING if place.checks_figures else Lane.OFFICIAL


def stamp_of(submission: Submission) -> Stamp:
    """The stamp of every entry of the submission."""
    lane = lane_of(submission.place)
    return Stamp(
        place_id=submission.place.id,
        author_id=submission.author_id,
        origin=submission.origin,
        lane=lane,
        import_id=submission.import_id,
        signer_id=submission.signer_id,
        address=submission.address,
        may_revise=submission.may_revise,
        settles=lane is Lane.OFFICIAL,
    )


def submit(entries: Iterable[Entry], submission: Submission) -> Written:
    """Submit what is to stand in the slots; all or nothing.

    ``seen_id`` of an entry is what its writer saw in the slot: the entry that waits to be
    checked, else the accepted one, else None. A slot that already says so writes nothing.
    Raises what :func:`~targets.writes.entries.ledger.write_ledger` raises, and :class:`PeriodOpen`.
    """
    entries = list(entries)
    if not submission.only_corrects:
        return write_ledger(entries, stamp_of(submission))
    with transaction.atomic():
        keep_to_closed(submission.place.id, {entry.period_end for entry in entries})
        return write_ledger(entries, stamp_of(submission))


def keep_to_closed(place_id: uuid.UUID, period_ends: Collection[date]) -> None:
    """Refuse periods that are open. Under the place's lock, so that none is reopened before what
    follows is written. Raises :class:`PeriodOpen`."""
    if not period_ends:
        return
    lock_place(place_id)
    closed = closed_periods([place_id], min(period_ends), max(period_ends))
    if still_open := {end for end in period_ends if (place_id, end) not in closed}:
        raise PeriodOpen(still_open)
