"""Who wrote what stands in a slot: asked only when two people met in it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from targets.models import Actual


class Signature(NamedTuple):
    """Who wrote an entry, and when."""

    author: str
    recorded_at: datetime | None


def signatures(entry_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Signature]:
    """Author and instant of entries, by their id. One query."""
    names = ("author__last_name", "author__first_name", "author__username")
    rows = Actual.objects.filter(id__in=entry_ids).values_list("id", "recorded_at", *names)
    return {
        entry_id: Signature(f"{last or ''}{first or ''}" or username or "", recorded_at)
        for entry_id, recorded_at, last, first, username in rows
    }
