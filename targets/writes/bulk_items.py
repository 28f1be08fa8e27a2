"""What a program brings for one slot, what stands there, and what is wrong with it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import NamedTuple

from targets.core.values import Phrase
from targets.reads.judged import JudgedSeries

from .ledger import Entry

_JUDGED = ("value", "qualifier", "stage", "declared", "share_done", "expected_on", "done_on")


class Item(NamedTuple):
    """What was brought for one slot. ``row`` counts from 1."""

    row: int
    series: str
    period: str
    value: str = ""  # digits as written
    unit: str = ""
    qualifier: str = ""
    stage: str = ""
    declared: str = ""
    share_done: str = ""
    expected_on: date | None = None
    done_on: date | None = None
    source: str = ""
    note: str = ""
    reason: str = ""
    withdrawn: bool = False
    preliminary: bool = False
    release_on: date | None = None
    same_as_last: bool = False
    seen_id: uuid.UUID | None = None
    says_seen: bool = False  # False: whatever stands there now is replaced


class RowProblem(NamedTuple):
    """One thing that is wrong with one item."""

    row: int
    field: str
    code: str
    message: Phrase
    rule: str = ""  # the guard's
    suggestion: str = ""


class Standing(NamedTuple):
    """What stands in a slot now, in either lane."""

    official: Entry | None = None
    official_id: uuid.UUID | None = None
    pending: Entry | None = None
    pending_id: uuid.UUID | None = None

    @property
    def seen_id(self) -> uuid.UUID | None:
        """What a reader sees there: what waits to be checked, else what is accepted."""
        return self.pending_id or self.official_id

    @property
    def entry(self) -> Entry | None:
        """Its content; None for an empty or withdrawn slot."""
        entry = self.pending or self.official
        return None if entry is None or entry.withdrawn else entry


class ReadRow(NamedTuple):
    """An item read: what is to stand, beside what stands."""

    item: Item
    series: JudgedSeries
    entry: Entry
    standing: Standing
    note: Phrase | None = None  # a conversion

    @property
    def is_changed(self) -> bool:
        """Whether the figure or the state itself differs from what stands."""
        stands = self.standing.entry
        if stands is None:
            return not self.entry.withdrawn
        return self.entry.withdrawn or any(
            getattr(self.entry, name) != getattr(stands, name) for name in _JUDGED
        )
