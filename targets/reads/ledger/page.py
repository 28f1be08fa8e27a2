"""数据台账: one page of the ledger of everything, and the whole of it in batches."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from targets.models import Actual, Lane
from targets.reads.scope.visibility import Visibility

from .act import Act
from .rows import acts
from .scope import After, LedgerKind, Scope, ledger_keys, narrowed

# ---- One entry of the ledger opened: what it replaced, what was said of it, what followed


class Slot(NamedTuple):
    """Where an entry stands; asked before anything of it is shown."""

    entry_id: uuid.UUID
    series_id: uuid.UUID
    place_id: uuid.UUID
    code: str
    period_end: date


class Opened(NamedTuple):
    """An entry among all that happened to its slot."""

    entry: Act
    before: Act | None  # what it replaced or, while it waits, would replace
    following: Act | None  # what replaced it
    accepted: Act | None  # the official entry that accepting it made
    checks: tuple[Act, ...]  # what checkers said of it, in the order of time
    history: tuple[Act, ...]  # everything about the slot, newest first


def find_slot(entry_id: uuid.UUID) -> Slot | None:
    """The slot of an entry, or None when there is no such entry. One query."""
    row = (
        Actual.objects.filter(id=entry_id)
        .values_list("id", "series_id", "place_id", "series__indicator__code", "period_end")
        .first()
    )
    return None if row is None else Slot(*row)


def opened_entry(slot: Slot, *, today: date, sight: Visibility) -> Opened | None:
    """The entry as this reader may see it; None where it is not released to them. At most six
    queries."""
    scope = Scope(
        series_ids=(slot.series_id,),
        series_code=slot.code,
        period_end=slot.period_end,
        sight=sight,
    )
    history = acts(ledger_keys(scope, today=today, limit=None), today=today, sight=sight)
    entries = [act for act in history if act.kind is LedgerKind.ENTRY]
    entry = next((act for act in entries if act.id == slot.entry_id), None)
    if entry is None:
        return None
    others = [act for act in entries if act.id != entry.id]
    checks = [act for act in history if act.entry_id == entry.id]
    return Opened(
        entry=entry,
        before=_before(entry, others),
        following=next(
            (
                act
                for act in others
                if _lane(act) == _lane(entry) and act.recorded_at == entry.superseded_at
            ),
            None,
        ),
        accepted=next(
            (
                act
                for act in others
                if _lane(entry) == Lane.PENDING
                and _lane(act) == Lane.OFFICIAL
                and act.recorded_at == entry.superseded_at
            ),
            None,
        ),
        checks=tuple(reversed(checks)),
        history=tuple(history),
    )


def _lane(act: Act) -> object:
    return act.more["lane"]


def _before(entry: Act, others: list[Act]) -> Act | None:
    for act in others:
        if _lane(act) == _lane(entry) and act.superseded_at == entry.recorded_at:
            return act
    if _lane(entry) != Lane.PENDING:
        return None
    return next(
        (
            act
            for act in others
            if _lane(act) == Lane.OFFICIAL
            and act.recorded_at <= entry.recorded_at
            and (act.superseded_at is None or act.superseded_at > entry.recorded_at)
        ),
        None,
    )


# ---- One page of the ledger

PAGE = 50
BATCH = 500


class LedgerPage(NamedTuple):
    """Acts, newest first, and where the next page begins; None on the last."""

    acts: tuple[Act, ...]
    following: After | None


def ledger_page(
    scope: Scope, *, today: date, after: After | None = None, size: int = PAGE
) -> LedgerPage:
    """One page behind ``after``. At most twelve queries, whatever there is to read."""
    return _page(narrowed(scope), today, after, size)


def ledger_acts(scope: Scope, *, today: date, most: int) -> Iterator[Act]:
    """Up to ``most`` acts, newest first, a batch at a time."""
    scope = narrowed(scope)
    after: After | None = None
    left = most
    while left > 0:
        page = _page(scope, today, after, min(BATCH, left))
        yield from page.acts
        left -= len(page.acts)
        after = page.following
        if after is None:
            return


def _page(scope: Scope, today: date, after: After | None, size: int) -> LedgerPage:
    keys = ledger_keys(scope, today=today, limit=size + 1, after=after)
    shown = keys[:size]
    return LedgerPage(
        acts=tuple(acts(shown, today=today, sight=scope.sight)),
        following=After(shown[-1].recorded_at, shown[-1].id) if len(keys) > size else None,
    )
