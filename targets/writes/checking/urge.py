"""催报: units that owe figures are urged to report; every urging is an entry of the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date

from django.db import transaction

from targets.models import Urging
from targets.writes.database_time import database_time

LONGEST = 500  # characters of the message


def urge(
    place_id: uuid.UUID,
    unit_ids: Collection[uuid.UUID],
    period_end: date,
    *,
    message: str,
    author_id: int | None,
) -> tuple[Urging, ...]:
    """Record that these units were urged to report the period; one row a unit.

    Who may urge, and which units owe anything, was asked before. Raises :class:`ValueError`
    for a message longer than :data:`LONGEST`.
    """
    if len(message) > LONGEST:
        text = f"a message has at most {LONGEST} characters"
        raise ValueError(text)
    with transaction.atomic():
        now = database_time()
        return tuple(
            Urging.objects.bulk_create(
                Urging(
                    place_id=place_id,
                    unit_id=unit_id,
                    period_end=period_end,
                    message=message,
                    author_id=author_id,
                    recorded_at=now,
                )
                for unit_id in unit_ids
            )
        )
