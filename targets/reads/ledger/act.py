"""One act of the ledger: who, when, what, why, by which door; and how a row becomes one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models.functions import Coalesce

from targets.core.values.entry import JUDGED, Entry
from targets.core.values.facts import Accumulation, Calendar
from targets.reads.scope.labels import Label, PlaceLabel
from targets.reads.scope.person_names import name_then

from .scope import LedgerKind


class SeriesLabel(NamedTuple):
    """A series as a line of the ledger needs it."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    decimals: int
    calendar: Calendar
    accumulation: Accumulation


class Marks(NamedTuple):
    """What an entry is beyond what it says."""

    preliminary: bool = False
    same_as_last: bool = False
    questioned: tuple[str, ...] = ()  # codes of the guard's rules
    revision: bool = False
    signer: str = ""
    release_on: date | None = None


class Act(NamedTuple):
    """One act. People, reasons and addresses are for whom the view prints them to."""

    kind: LedgerKind
    action: str
    id: uuid.UUID
    recorded_at: datetime
    superseded_at: datetime | None
    author: str
    place: PlaceLabel | None = None
    series: SeriesLabel | None = None
    unit: Label | None = None
    period_end: date | None = None
    before: Entry | None = None
    after: Entry | None = None
    reason: str = ""
    origin: str = ""
    file_name: str = ""  # of the import it came from
    address: str = ""
    marks: Marks = Marks()
    entry_id: uuid.UUID | None = None  # of the entry that a check is about
    more: Mapping[str, Any] = {}


# What a line of the ledger prints of an entry
CONTENT = (*JUDGED, "withdrawn")
PLACE = (
    "place__id", "place__code", "place__name_zh", "place__name_en", "place__illustrative",
)  # fmt: skip
LABELS = (
    "series__id", "series__indicator__code", "series__indicator__name_zh",
    "series__indicator__name_en", "series__indicator__unit_zh", "series__indicator__unit_en",
    "series__indicator__decimals", "series__calendar", "series__indicator__accumulation",
    *PLACE,
    "series__reporting__code", "series__reporting__name_zh", "series__reporting__name_en",
)  # fmt: skip


def values_of(
    model: type[models.Model], ids: list[uuid.UUID], *names: str, **people: Coalesce
) -> Any:
    """The rows with these keys as mappings, with who made them, named as then, and further
    ``people``. One query."""
    rows = model._default_manager.filter(id__in=ids).order_by()
    people["author_name"] = name_then()
    return rows.annotate(**people).values("id", "recorded_at", *people, *names)


def act_of(kind: LedgerKind, action: str, row: Mapping[str, Any], **more: Any) -> Act:
    """An act from its row: what all kinds share, and what this one has beside it."""
    series = place = unit = None
    if "series__id" in row:
        labels = [row[name] for name in LABELS]
        series = SeriesLabel._make((*labels[:7], Calendar(labels[7]), Accumulation(labels[8])))
        place = PlaceLabel(*labels[9:14])
        unit = Label(*labels[14:]) if labels[14] else None
    elif "place__id" in row:
        place = PlaceLabel(*(row[name] for name in PLACE))
    return Act(
        kind=kind,
        action=action,
        id=row["id"],
        recorded_at=row["recorded_at"],
        superseded_at=row.get("superseded_at"),
        author=row["author_name"],
        place=place,
        series=series,
        unit=unit,
        period_end=row.get("period_end"),
        address=row.get("address", ""),
        **more,
    )
