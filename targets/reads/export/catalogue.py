"""What there is: places, indicators, series of a place; a page at a time, after a key."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from targets.models import Indicator, Membership, Series
from targets.models.unit import UnitQuerySet


def places_after(places: UnitQuerySet, code: str | None, limit: int) -> UnitQuerySet:
    """At most ``limit`` of the places, by code, after this one. One query."""
    rows = places if code is None else places.filter(code__gt=code)
    return rows.select_related("parent").order_by("code")[:limit]


def indicators_after(code: str | None, limit: int) -> QuerySet[Indicator]:
    """At most ``limit`` indicators, by code, after this one. One query."""
    rows = Indicator.objects.select_related("theme", "growth_of").order_by("code")
    return (rows if code is None else rows.filter(code__gt=code))[:limit]


def series_after(place_id: uuid.UUID, key: tuple[int, str] | None, limit: int) -> QuerySet[Series]:
    """At most ``limit`` series of the place in stated order, after this (order, code). Two
    queries."""
    rows = Series.objects.filter(place_id=place_id)
    if key is not None:
        order, code = key
        rows = rows.filter(Q(order__gt=order) | Q(order=order, indicator__code__gt=code))
    return (
        rows.select_related("indicator__theme", "lead", "reporting", "checking")
        .prefetch_related("supporting")
        .order_by("order", "indicator__code")[:limit]
    )


def is_series(place_id: uuid.UUID, code: str) -> bool:
    """Whether the place has a series of this indicator. One query."""
    return Series.objects.filter(place_id=place_id, indicator__code=code).exists()


def memberships_of(person_id: int) -> QuerySet[Membership]:
    """What somebody may do, and where. One query."""
    return (
        Membership.objects.filter(person_id=person_id)
        .select_related("unit")
        .order_by("unit__order", "unit__code", "role")
    )
