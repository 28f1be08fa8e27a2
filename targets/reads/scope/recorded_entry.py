"""An entry as the ledger has it: what it says, and how it came there."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from targets.core.values.entry import FIELD

from .person_names import name_then_sql


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEntry:
    """The fields of :data:`~targets.core.values.entry.FIELDS` as they were recorded. What a screen
    needs beside them it adds in a class of its own."""

    id: uuid.UUID
    period_end: date
    lane: str
    value: Decimal | None
    qualifier: str
    stage: str
    declared: str
    share_done: Decimal | None  # percent
    expected_on: date | None
    done_on: date | None
    source: str
    note: str
    reason: str
    withdrawn: bool
    preliminary: bool
    release_on: date | None
    same_as_last: bool
    questioned: str  # codes of the guard's rules that spoke, with commas between
    revision: bool
    recorded_at: datetime
    author: str

    @property
    def rules(self) -> tuple[str, ...]:
        """The codes of the guard's rules that spoke on submission."""
        return codes_in(self.questioned)


_COLUMNS = ("id", "period_end", "lane", *FIELD, "revision", "recorded_at")
WIDTH = len(_COLUMNS) + 1


def entry_sql(row: str = "a") -> str:
    """The columns of an entry, in the order that :func:`entry_values` reads them."""
    return ", ".join((*(f"{row}.{name}" for name in _COLUMNS), name_then_sql(row)))


def entry_values(columns: Sequence[Any]) -> dict[str, Any]:
    """The values of a :class:`RecordedEntry`, by name, from the first :data:`WIDTH` columns."""
    return dict(zip((*_COLUMNS, "author"), columns[:WIDTH], strict=True))


def codes_in(questioned: str) -> tuple[str, ...]:
    """The codes that the ledger keeps with commas between."""
    return tuple(code for code in questioned.split(",") if code)
