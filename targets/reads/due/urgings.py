"""催报 that were received: the last one of each unit and period that still owes something."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from targets.models import Urging
from targets.reads.scope.labels import Label, PlaceLabel
from targets.reads.scope.namesakes import told_apart
from targets.reads.scope.person_names import name_then


class Urged(NamedTuple):
    """A unit was urged to report a period."""

    place: PlaceLabel
    unit: Label
    period_end: date
    message: str
    author: str
    recorded_at: datetime


def urgings_received(
    unit_ids: Collection[uuid.UUID],
    owing: Collection[tuple[uuid.UUID, uuid.UUID | None, date]],
    first: date,
) -> tuple[Urged, ...]:
    """The newest urging of each place, unit and period in ``owing``; newest first. One query."""
    if not unit_ids:
        return ()
    rows = (
        Urging.objects.filter(unit_id__in=unit_ids, period_end__gte=first)
        .order_by("place_id", "unit_id", "period_end", "-recorded_at")
        .distinct("place_id", "unit_id", "period_end")
        .select_related("place", "unit")
    )
    named = rows.annotate(name=name_then()).values_list(
        "place_id", "place__code", "place__name_zh", "place__name_en", "place__illustrative",
        "unit__code", "unit__name_zh", "unit__name_en",
        "unit_id", "period_end", "message", "recorded_at", "name",
    )  # fmt: skip
    found = [
        Urged(
            PlaceLabel(*row[:5]),
            Label(*row[5:8]),
            row[9],
            row[10],
            row[12],
            row[11],
        )
        for row in named
        if (row[0], row[8], row[9]) in owing
    ]
    alike = told_apart(urged.unit for urged in found)
    found = [each._replace(unit=alike.get(each.unit.code, each.unit)) for each in found]
    return tuple(sorted(found, key=lambda urged: urged.recorded_at, reverse=True))
