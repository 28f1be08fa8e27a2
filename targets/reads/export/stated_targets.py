"""Targets in force, with their series, for files."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from targets.models import Target
from targets.models.target import TargetQuerySet


def targets_in_force(
    *,
    as_of: date,
    known_at: datetime | None = None,
    place_ids: Sequence[uuid.UUID] | None = None,
    year: int | None = None,
    tier: str | None = None,
) -> TargetQuerySet:
    """Of each series, year and tier the target in force, in stated order. Two queries."""
    chosen = Target.objects.in_force(as_of, known_at)
    if place_ids is not None:
        chosen = chosen.filter(place_id__in=place_ids)
    if year is not None:
        chosen = chosen.filter(year=year)
    if tier is not None:
        chosen = chosen.filter(tier_id=tier)
    rows = Target.objects.filter(id__in=chosen.values("id"))
    if place_ids is not None:
        rows = rows.filter(place_id__in=place_ids)
    return (
        rows.select_related(
            "series__place",
            "series__indicator__theme",
            "series__indicator__growth_of",
            "series__lead",
            "series__reporting",
            "series__checking",
            "document",
            "reference",
        )
        .prefetch_related("series__supporting")
        .order_by(
            "series__place__order",
            "series__place__code",
            "series__indicator__theme__order",
            "series__order",
            "series__indicator__code",
            "year",
            "tier__order",
        )
    )
