"""What a program brings for one slot, what stands there, and what is wrong with it."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from targets.core.values.entry import Entry, needs_reason
from targets.core.values.facts import Phrase
from targets.reads.judging.judged import JudgedSeries


class Item(NamedTuple):
    """What was brought for one slot. ``row`` counts from 1. ``entry`` holds all that is read
    without knowing the series."""

    row: int
    series: str
    period: str
    entry: Entry
    value: str = ""  # digits as written
    unit: str = ""
    share_done: str = ""
    says_seen: bool = False  # False: whatever stands there now is replaced


class RowProblem(NamedTuple):
    """One thing that is wrong with one item."""

    row: int
    field: str
    code: str
    message: Phrase
    rule: str = ""  # the guard's
    suggestion: str = ""


class Lanes(NamedTuple):
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
        """Its content, a withdrawn one too; None for a slot that was never filled."""
        return self.pending or self.official


class ReadRow(NamedTuple):
    """An item read: what is to stand, beside what stands."""

    item: Item
    series: JudgedSeries
    entry: Entry
    lanes: Lanes
    note: Phrase | None = None  # a conversion

    @property
    def is_changed(self) -> bool:
        """Whether the figure or the state itself differs from what stands."""
        stands = self.lanes.entry
        if stands is None or stands.withdrawn:
            return not self.entry.withdrawn
        return needs_reason(self.entry, stands)
