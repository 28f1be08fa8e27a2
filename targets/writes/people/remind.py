"""Messages to people, counted before they are sent: nobody gets more than configured.

A message takes one of the day's numbers first. Sent, it is marked. Surely not sent (the server
refused it, or was not reached), it gives its number back and the next run tries again. When
nobody knows, as after a crash, the number stays taken: better one message too few.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from django.db import connection

from targets.models import Correspondence, Digest
from targets.models.keys import new_key

_TRIES = 5  # others may take numbers meanwhile


class Kind(StrEnum):
    """What a message is."""

    DIGEST = "digest"
    URGING = "urging"


_TAKE = """
INSERT INTO targets_digest (id, person_id, day, number, kind)
SELECT %(id)s, %(person)s, %(day)s, min(n), %(kind)s FROM generate_series(1, %(most)s) n
WHERE NOT EXISTS (
    SELECT 1 FROM targets_digest d
    WHERE d.person_id = %(person)s AND d.day = %(day)s AND d.number = n
)
HAVING min(n) IS NOT NULL
ON CONFLICT DO NOTHING
RETURNING id
"""


def take_number(person_id: int, day: date, kind: Kind, *, most: int) -> uuid.UUID | None:
    """Reserve one of the day's ``most`` messages to a person; its key, or None when all are
    taken, or when the day's digest is. To be called outside a transaction: what is reserved has
    to be seen by others before anything is sent."""
    for _try in range(_TRIES):
        with connection.cursor() as cursor:
            cursor.execute(
                _TAKE,
                {"id": new_key(), "person": person_id, "day": day, "kind": kind, "most": most},
            )
            row = cursor.fetchone()
        if row is not None:
            return uuid.UUID(str(row[0]))
        taken = Digest.objects.filter(person_id=person_id, day=day)
        if taken.count() >= most:
            return None
        if kind is Kind.DIGEST and taken.filter(kind=kind).exists():
            return None
    return None


def mark_sent(message_id: uuid.UUID, now: datetime) -> None:
    """The message left."""
    Digest.objects.filter(id=message_id, sent_at__isnull=True).update(sent_at=now)


def give_back(message_id: uuid.UUID) -> None:
    """The message surely did not leave: its number is free again."""
    Digest.objects.filter(id=message_id, sent_at__isnull=True).delete()


def choose_correspondence(person_id: int, *, language: str, wants_digest: bool) -> None:
    """Keep how a person wants to be written to."""
    Correspondence.objects.update_or_create(
        person_id=person_id,
        defaults={"language": language, "wants_digest": wants_digest},
    )
