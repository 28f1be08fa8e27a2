"""Drafts: what a unit typed and did not submit, one a slot, never overwritten in silence."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q

from targets.models import Draft
from targets.reads.log.grid import LogRow

from .grid_lines import Typed
from .grid_stored import stored

Slot = tuple[uuid.UUID, date]


class DraftConflict(Exception):
    """Nothing was written: colleagues saved drafts of these slots meanwhile (HTTP 409)."""

    def __init__(self, slots: Collection[Slot]) -> None:
        super().__init__(f"{len(slots)} drafts changed meanwhile")
        self.slots = frozenset(slots)


class Drafted(NamedTuple):
    """What saving drafts did."""

    saved: int
    dropped: int  # lines that say again what the ledger says


def save_drafts(
    place_id: uuid.UUID,
    rows: Iterable[LogRow],
    typed: Mapping[str, Typed],
    *,
    author_id: int | None,
    now: datetime,
    asking: Collection[str] = (),
) -> Drafted:
    """Keep what was typed, readable or not, for the lines that were sent.

    A line that says what the page came with is no draft. ``asking`` names lines for which
    sign-off is asked; a draft that is changed asks no longer, one that is not stays as it was
    sent, in the name of who sent it. Raises :class:`DraftConflict`
    when a colleague saved a slot that would change since the page was opened.
    """
    sent = [
        (row, typed[row.key]) for row in rows if row.key in typed and not typed[row.key].keep_theirs
    ]
    with transaction.atomic():
        standing = locked_drafts(place_id, (row.slot_key for row, _text in sent))
        saved: list[Draft] = []
        dropped: list[Slot] = []
        conflicts: set[Slot] = set()
        for row, text in sent:
            draft = standing.get(row.slot_key)
            asks = row.key in asking
            if draft is not None and draft.typed == text.texts and (_asks(draft) or not asks):
                continue
            is_stored = text.texts == stored(row).texts
            if draft is None and is_stored and not asks:
                continue
            if draft is not None and _version(draft) != text.seen_draft:
                conflicts.add(row.slot_key)
            elif is_stored and not asks:
                dropped.append(row.slot_key)
            else:
                saved.append(_draft(row, text, author_id, now, asks=asks))
        if conflicts:
            raise DraftConflict(conflicts)
        delete_drafts(place_id, dropped)
        _save(place_id, saved)
    return Drafted(len(saved), len(dropped))


def drop_drafts(
    place_id: uuid.UUID, seen: Mapping[Slot, str], *, touched: Collection[Slot]
) -> None:
    """Delete the drafts of slots that were submitted, each as the page showed it.

    ``seen`` has the version that was shown, by slot. Raises :class:`DraftConflict` for a touched
    slot that a colleague saved since; untouched ones keep theirs. Within a transaction.
    """
    standing = locked_drafts(place_id, seen)
    changed = {slot for slot, draft in standing.items() if _version(draft) != seen[slot]}
    if changed & set(touched):
        raise DraftConflict(changed & set(touched))
    delete_drafts(place_id, [slot for slot in standing if slot not in changed])


def locked_drafts(place_id: uuid.UUID, slots: Iterable[Slot]) -> dict[Slot, Draft]:
    """Drafts of the place's slots, held until the transaction ends. One query."""
    wanted = set(slots)
    if not wanted:
        return {}
    found = (
        Draft.objects.filter(
            place_id=place_id,
            series_id__in={series_id for series_id, _end in wanted},
            period_end__in={end for _series_id, end in wanted},
        )
        .order_by("series_id", "period_end")
        .select_for_update()
    )
    slots_of = {(draft.series_id, draft.period_end): draft for draft in found}
    return {slot: draft for slot, draft in slots_of.items() if slot in wanted}


def _version(draft: Draft | None) -> str:
    return "" if draft is None else draft.saved_at.isoformat()


def _asks(draft: Draft) -> bool:
    return draft.sign_off_asked_at is not None


def _draft(row: LogRow, text: Typed, author_id: int | None, now: datetime, *, asks: bool) -> Draft:
    return Draft(
        series_id=row.series.id,
        place_id=row.series.place.id,
        period_end=row.period_end,
        typed=text.texts,
        seen_id=text.seen_id,
        author_id=author_id,
        saved_at=now,
        sign_off_asked_at=now if asks else None,
    )


def _save(place_id: uuid.UUID, drafts: list[Draft]) -> None:
    if not drafts:
        return
    delete_drafts(place_id, [(draft.series_id, draft.period_end) for draft in drafts])
    try:
        with transaction.atomic():
            Draft.objects.bulk_create(drafts)
    except IntegrityError as error:
        # A colleague saved the first draft of a slot after it was looked at
        if "draft_once_per_slot" not in str(error):
            raise
        raise DraftConflict({(draft.series_id, draft.period_end) for draft in drafts}) from error


def delete_drafts(place_id: uuid.UUID, slots: Iterable[Slot]) -> None:
    """Delete the drafts of the place's slots. One query, or none."""
    wanted = Q()
    for series_id, end in slots:
        wanted |= Q(series_id=series_id, period_end=end)
    if wanted:
        Draft.objects.filter(wanted, place_id=place_id).delete()
