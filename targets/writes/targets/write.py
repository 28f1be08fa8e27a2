"""Targets: stated for the first time, revised with a reason, corrected when they were wrong."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint
from django.utils.translation import gettext_lazy as _

from targets.models import Indicator, PathPoint, Target
from targets.models.keys import new_key
from targets.reads.stating.targets import comparable_with
from targets.writes.database_time import database_time
from targets.writes.entries.ledger import lock_place
from targets.writes.entries.versions import count_up


class StatedTarget(NamedTuple):
    """What a document states for one series, year and tier."""

    series_id: uuid.UUID
    year: int
    tier_id: str
    comparator: str = ""
    value: Decimal | None = None
    upper_value: Decimal | None = None
    tolerance: Decimal | None = None
    base_value: Decimal | None = None
    base_qualifier: str = ""
    base_year: int | None = None
    due_on: date | None = None
    comparator_wording: str = ""
    modality: str = ""
    document_id: uuid.UUID | None = None
    note: str = ""
    reference_id: uuid.UUID | None = None  # instead of a value: judged against that indicator
    allocated_from_id: uuid.UUID | None = None  # the part of that target which falls on this one


class TargetConflict(Exception):
    """Nothing was written: someone else changed this target meanwhile (HTTP 409)."""


def first_day(year: int) -> date:
    """A first statement counts from 1 January of its year, whenever it was made."""
    return date(year, 1, 1)


def check_statement(stated: StatedTarget) -> None:
    """Raise :class:`ValidationError` if this statement could not be recorded; writes nothing."""
    _check(Target(**stated._asdict(), effective_on=first_day(stated.year)))


def state_target(
    place_id: uuid.UUID,
    stated: StatedTarget,
    *,
    author_id: int | None = None,
    path: Sequence[tuple[date, Decimal]] = (),
) -> Target:
    """Record the first statement of a target, effective from 1 January of its year.

    Raises :class:`ValidationError` when the statement contradicts itself, and
    :class:`TargetConflict` when the series already has this tier for this year.
    """
    target = Target(**stated._asdict(), effective_on=first_day(stated.year), author_id=author_id)
    return _insert(place_id, target, path)


def revise_target(
    place_id: uuid.UUID,
    current: Target,
    changes: dict[str, Any],
    *,
    effective_on: date,
    reason: str,
    author_id: int | None,
    path: Sequence[tuple[date, Decimal]] | None = None,
) -> Target:
    """Add a row with a later ``effective_on`` and a reason; nothing is ended.

    ``path`` None takes over the path of the row it follows. Raises :class:`ValidationError`
    without a reason or when the date is not later than the row it follows.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("A revision needs a reason.")})
    if effective_on <= current.effective_on:
        raise ValidationError(
            {"effective_on": _("A revision takes effect after the statement it revises.")}
        )
    revised = _following(current, changes, author_id)
    revised.effective_on = effective_on
    revised.reason = reason.strip()
    path = _path_of(current) if path is None else path
    return _insert(place_id, revised, path, follows=current.recorded_at)


def correct_target(
    place_id: uuid.UUID,
    current: Target,
    changes: dict[str, Any],
    *,
    reason: str,
    author_id: int | None,
    path: Sequence[tuple[date, Decimal]] | None = None,
) -> Target:
    """End a row that was recorded wrongly and put the right one in its place, same date.

    ``path`` None takes over the path of the row that is ended. Raises
    :class:`ValidationError` without a reason, :class:`TargetConflict` when the row was ended by
    someone else.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("A correction needs a reason.")})
    right = _following(current, changes, author_id)
    right.effective_on = current.effective_on
    right.reason = reason.strip()
    with transaction.atomic():
        lock_place(place_id)
        now = database_time(after=current.recorded_at)
        standing = Target.objects.known(None).filter(id=current.id, place_id=place_id)
        ended = standing.update(superseded_at=now)
        if not ended:
            raise TargetConflict
        return _insert(place_id, right, _path_of(current) if path is None else path, now)


def _following(current: Target, changes: dict[str, Any], author_id: int | None) -> Target:
    content = {name: getattr(current, name) for name in StatedTarget._fields}
    return Target(**(content | changes), author_id=author_id)


def _path_of(target: Target) -> list[tuple[date, Decimal]]:
    path = target.path.filter(place_id=target.place_id).order_by("period_end")
    return list(path.values_list("period_end", "value"))


def _insert(
    place_id: uuid.UUID,
    target: Target,
    path: Sequence[tuple[date, Decimal]],
    recorded_at: datetime | None = None,
    *,
    follows: datetime | None = None,
) -> Target:
    with transaction.atomic():
        lock_place(place_id)
        target.id, target.place_id = new_key(), place_id
        target.recorded_at = recorded_at or database_time(after=follows)
        _check(target)
        try:
            with transaction.atomic():
                target.save(force_insert=True)
        except IntegrityError as error:
            if "target_current_once" not in str(error):
                raise
            raise TargetConflict from error
        PathPoint.objects.bulk_create(
            PathPoint(target=target, place_id=place_id, period_end=end, value=value)
            for end, value in path
        )
        count_up([target.series_id], place_id)
    return target


def _check(target: Target) -> None:
    """Raise :class:`ValidationError` for a bad field or a statement that contradicts itself.

    Uniqueness is left to the index, whose refusal is a conflict and not a mistake.
    """
    target.clean_fields(
        exclude=[
            "id", "series", "tier", "document", "reference", "allocated_from", "author",
            "recorded_at",
        ]
    )  # fmt: skip
    for constraint in Target._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            constraint.validate(Target, target)
    if target.reference_id is not None:
        _check_reference(target.series_id, target.reference_id)


def _check_reference(series_id: uuid.UUID, reference_id: uuid.UUID) -> None:
    """Figures are held against figures of the same kind in the same unit."""
    own = Indicator.objects.get(series=series_id)
    if not comparable_with(own).filter(id=reference_id).exists():
        message = _(
            "This indicator has another unit or is of another kind: its figures cannot be compared."
        )
        raise ValidationError({"reference": message})
