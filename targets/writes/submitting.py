"""Submitting figures: into the lane that the place's rules say, whoever's door they come by."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from targets.core.entry import Entry
from targets.models import Lane, Origin, Unit

from .ledger import Stamp, Written, write_ledger


class Submission(NamedTuple):
    """Who submits, for which place, through which door."""

    place: Unit
    author_id: int | None
    origin: Origin
    import_id: uuid.UUID | None = None
    signer_id: int | None = None  # who signed off for the unit
    address: str = ""
    may_revise: bool = False  # may write into closed periods, with a reason


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
    Raises what :func:`~targets.writes.ledger.write_ledger` raises.
    """
    return write_ledger(entries, stamp_of(submission))
