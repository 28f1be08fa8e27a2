"""数据台账: one page of the ledger of everything, and the whole of it in batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from .act import Act
from .rows import acts
from .scope import After, Scope, ledger_keys, narrowed

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
