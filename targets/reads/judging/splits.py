"""What was split: the parts that stand of a place's targets, and what its own were split from."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from targets.core.values.facts import Comparator, TargetFact
from targets.models import Target
from targets.reads.scope.labels import Label

# What split_from reads beside the part, for select_related
WHOLE = ("series", "allocated_from__series__place", "allocated_from__series__indicator")


class Allotments(NamedTuple):
    """What of a target was given to whom. The same target can be given to towns and, beside
    that, to departments: each is a whole of its own."""

    towns: tuple[Decimal, ...] = ()
    departments: tuple[Decimal, ...] = ()


class SplitFrom(NamedTuple):
    """The target that a part was split from, as it then stood."""

    place: Label
    indicator: Label
    is_same_place: bool  # the part is a department's, of another indicator
    target: TargetFact
    unit_zh: str
    unit_en: str
    decimals: int


class Splits(NamedTuple):
    """Down and up from a place's targets of a year."""

    given: Mapping[tuple[uuid.UUID, str], Allotments]  # by series and tier of the whole
    origins: Mapping[uuid.UUID, SplitFrom]  # by the target that is a part


def splits_of(place_id: uuid.UUID, year: int, known_at: datetime | None = None) -> Splits:
    """Both for every target of the place that counts last in the year. One query."""
    targets = Target.objects.known(known_at).filter(year=year)
    concerned = Q(allocated_from__place_id=place_id) | Q(
        place_id=place_id, allocated_from__isnull=False
    )
    latest = (
        targets.filter(series_id__in=targets.filter(concerned).values("series_id"))
        .order_by("series_id", "tier_id", "-effective_on")
        .distinct("series_id", "tier_id")
        .values("id")
    )
    given: dict[tuple[uuid.UUID, str], Allotments] = {}
    origins: dict[uuid.UUID, SplitFrom] = {}
    parts = Target.objects.filter(concerned, id__in=latest).select_related(*WHOLE)
    for part in parts.order_by("id"):
        origin = split_from(part)
        whole = part.allocated_from
        if origin is None or whole is None:
            continue
        if part.series.place_id == place_id:
            origins[part.id] = origin
        if whole.series.place_id == place_id and part.value is not None:
            key = (whole.series_id, part.tier_id)
            given[key] = _with(given.get(key, Allotments()), part.value, origin)
    return Splits(given, origins)


def _with(known: Allotments, value: Decimal, origin: SplitFrom) -> Allotments:
    if origin.is_same_place:
        return known._replace(departments=(*known.departments, value))
    return known._replace(towns=(*known.towns, value))


def split_from(part: Target) -> SplitFrom | None:
    """What a target was split from; None: it is no part. Read ``WHOLE`` beside it."""
    whole = part.allocated_from
    if whole is None:
        return None
    place, indicator = whole.series.place, whole.series.indicator
    return SplitFrom(
        Label(place.code, place.name_zh, place.name_en),
        Label(indicator.code, indicator.name_zh, indicator.name_en),
        part.series.place_id == place.id,
        TargetFact(
            whole.tier_id,
            Comparator(whole.comparator) if whole.comparator else None,
            whole.value,
            comparator_wording=whole.comparator_wording,
        ),
        indicator.unit_zh,
        indicator.unit_en,
        indicator.decimals,
    )
