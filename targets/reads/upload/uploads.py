"""Imports on their way: a person's files, and one page of what a file would do."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from targets.exchange.figures.place_said import Place
from targets.models import Actual, Import, StagedRow, Unit, Upload
from targets.models.unit import UnitQuerySet
from targets.reads.scope.person_names import name_then

ROWS_A_PAGE = 100
RECENT = 10
OUTCOMES = ("new", "changed", "unchanged", "refused")


class Earlier(NamedTuple):
    """The same bytes, imported before."""

    recorded_at: datetime
    author: str


class StagedLine(NamedTuple):
    """One row of a file and what stands in its slot now."""

    row: StagedRow
    standing: Actual | None


def places_of(unit_ids: UnitQuerySet | None) -> UnitQuerySet:
    """Places with series that these units report; None: with any series."""
    places = Unit.objects.places().order_by("order", "code")
    if unit_ids is None:
        return places.filter(series__isnull=False).distinct()
    return places.filter(series__reporting__in=unit_ids.values("id")).distinct()


def place_as_named(place: Unit) -> Place:
    """The place with the names a file may call it by, and those of all others. One query."""
    others = Unit.objects.places().exclude(id=place.id).values_list("name_zh", "name_en")
    names = (place.name_zh, place.name_en)
    return Place(
        place.code,
        tuple(name for name in names if name),
        frozenset(name for both in others for name in both if name).difference(names),
    )


def places_left_out(unit_ids: UnitQuerySet | None) -> UnitQuerySet:
    """Places one might look for and that :func:`places_of` does not have: those without any
    series, or of these units where no series names one of them as the one that reports it."""
    places = Unit.objects.places().order_by("order", "code")
    if unit_ids is None:
        return places.filter(series__isnull=True)
    own = unit_ids.values("id")
    near = places.filter(Q(id__in=own) | Q(children__in=own))
    return near.exclude(id__in=places_of(unit_ids).order_by().values("id")).distinct()


def recent_uploads(person_id: int) -> list[Upload]:
    """The person's files that wait or were imported lately, the newest first. One query."""
    rows = Upload.objects.filter(person_id=person_id).select_related("place")
    return list(rows.order_by("-uploaded_at")[:RECENT])


def upload_of(upload_id: uuid.UUID, person_id: int) -> Upload | None:
    """An upload, if it is this person's. One query."""
    rows = Upload.objects.filter(id=upload_id, person_id=person_id)
    return rows.select_related("place").first()


def written_ends(upload_id: uuid.UUID) -> frozenset[date]:
    """The ends of the periods into which the file would write something. One query."""
    rows = StagedRow.objects.filter(upload_id=upload_id, outcome__in=("new", "changed"))
    ends = rows.order_by().values_list("period_end", flat=True).distinct()
    return frozenset(end for end in ends if end is not None)


def imported_before(upload: Upload) -> Earlier | None:
    """The last time the same bytes were imported into the same place. One query."""
    found = (
        Import.objects.filter(sha256=upload.sha256, entries__place=upload.place_id)
        .annotate(author_name=name_then())
        .order_by("-recorded_at")
        .first()
    )
    if found is None:
        return None
    return Earlier(found.recorded_at, found.author_name)


def staged_page(upload: Upload, show: str, page: int) -> Sequence[StagedLine]:
    """One page of the rows with this outcome, or that the guard questioned. Two queries."""
    rows = StagedRow.objects.filter(upload=upload)
    rows = rows.exclude(questioned="") if show == "questioned" else rows.filter(outcome=show)
    first = (page - 1) * ROWS_A_PAGE
    found = list(rows.order_by("number")[first : first + ROWS_A_PAGE])
    of_place = Actual.objects.filter(place_id=upload.place_id)
    standing = of_place.in_bulk([row.seen_id for row in found if row.seen_id])
    return [StagedLine(row, standing.get(row.seen_id) if row.seen_id else None) for row in found]
