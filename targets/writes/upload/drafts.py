"""Rows of an import that a signer of the unit has to sign first: drafts that wait for it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet

from targets.models import Draft, Series, StagedRow, Upload
from targets.reads.scope.closed import closed_periods
from targets.writes.entries.drafts import Slot, delete_drafts, locked_drafts
from targets.writes.entries.grid_stored import typed_out
from targets.writes.entries.ledger import PeriodClosed

if TYPE_CHECKING:
    from targets.writes.entries.submit import Submission

    from .confirm import Confirmation

_WRITTEN = ("new", "changed")


class DraftsChanged(Exception):
    """Nothing was written: colleagues saved drafts of these slots since the preview."""


class Sent(NamedTuple):
    """What was sent to be signed off, and what waited already just so."""

    sent: int
    unchanged: int


def drafted_series(place_id: uuid.UUID, unit_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Series of the place that these units report. One query, or none."""
    if not unit_ids:
        return frozenset()
    rows = Series.objects.filter(place_id=place_id, reporting__in=unit_ids)
    return frozenset(rows.values_list("id", flat=True))


def rows_to_sign(
    upload_id: uuid.UUID, series_ids: Collection[uuid.UUID]
) -> QuerySet[StagedRow, StagedRow]:
    """Rows of these series that would write something."""
    return StagedRow.objects.filter(
        upload_id=upload_id, outcome__in=_WRITTEN, series_id__in=series_ids
    ).order_by("number")


def send_to_be_signed(
    upload: Upload,
    series_ids: Collection[uuid.UUID],
    said: Confirmation,
    submission: Submission,
    now: datetime,
) -> Sent:
    """Keep the rows as drafts that wait for the unit's signer, with what was said at confirming.

    Raises :class:`DraftsChanged`, and :class:`~targets.writes.entries.ledger.PeriodClosed` for a
    closed period that its writer may not revise. Within a transaction.
    """
    rows = list(rows_to_sign(upload.id, series_ids))
    if said.leave_questioned:
        rows = [row for row in rows if not row.questioned]
    if not rows:
        return Sent(0, 0)
    _keep_closed(upload.place_id, rows, said, submission)
    drafts = list(_drafts(rows, said, submission, now))
    standing = locked_drafts(upload.place_id, map(_slot, drafts))
    if any(draft.saved_at > upload.touched_at for draft in standing.values()):
        raise DraftsChanged
    new = [draft for draft in drafts if not _waits_already(standing.get(_slot(draft)), draft)]
    delete_drafts(upload.place_id, [slot for draft in new if (slot := _slot(draft)) in standing])
    Draft.objects.bulk_create(new)
    return Sent(len(new), len(drafts) - len(new))


def _keep_closed(
    place_id: uuid.UUID, rows: list[StagedRow], said: Confirmation, submission: Submission
) -> None:
    ends = sorted({row.period_end for row in rows if row.period_end})
    shut = closed_periods([place_id], ends[0], ends[-1])
    closed: set[date | None] = {end for _place, end in shut}
    met = [end for end in ends if end in closed]
    if not met:
        return
    if not submission.may_revise:
        raise PeriodClosed(met, lacks_reason=False)
    unexplained = {row.period_end for row in rows if not _reason(row, said)}
    if lacking := [end for end in met if end in unexplained]:
        raise PeriodClosed(lacking, lacks_reason=True)


def _drafts(
    rows: list[StagedRow], said: Confirmation, submission: Submission, now: datetime
) -> Iterator[Draft]:
    for row in rows:
        if row.series_id is None or row.period_end is None:
            continue  # refused rows alone lack them
        typed = typed_out(row)._replace(reason=_reason(row, said))
        yield Draft(
            series_id=row.series_id,
            place=submission.place,
            period_end=row.period_end,
            typed=typed.texts,
            seen_id=row.seen_id,
            author_id=submission.author_id,
            saved_at=now,
            sign_off_asked_at=now,
        )


def _reason(row: StagedRow, said: Confirmation) -> str:
    if row.reason:
        return row.reason
    return said.answer if row.questioned and said.answer else said.reason


def _waits_already(standing: Draft | None, draft: Draft) -> bool:
    return (
        standing is not None
        and standing.sign_off_asked_at is not None
        and standing.typed == draft.typed
    )


def _slot(draft: Draft) -> Slot:
    return draft.series_id, draft.period_end
