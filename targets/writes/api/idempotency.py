"""Calls that may be repeated: the same key answers the same, and its write happens once.

The key is stored in the transaction of the write that it stands for, so no crash leaves one
without the other. A second call with a key that is being worked on waits for the first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from targets.models import Call
from targets.models.keys import new_key

KEPT_DAYS = 30
WAIT_SECONDS = 5  # less than a statement may take
LONGEST_KEY = 100

# A row that somebody else inserted and has not committed is waited for
_CLAIM = """
INSERT INTO targets_call (id, person_id, key, request_sha256, made_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (person_id, key) DO NOTHING
"""


class Answer(NamedTuple):
    """What a call is answered: the status and the body, as JSON has it."""

    status: int
    body: dict[str, Any]


class Refused(Exception):
    """Nothing was written, and this is the answer: kept under the key like any other."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


class KeyReused(Exception):
    """The key stands for another request of this person (HTTP 422)."""


class CallUnderWay(Exception):
    """The same call is being worked on, and takes longer than one waits for it (HTTP 409)."""


class Answered(NamedTuple):
    """An answer, and whether it was given before."""

    answer: Answer
    replayed: bool


def answer_once(
    person_id: int, key: str, fingerprint: str, perform: Callable[[], Answer], *, now: datetime
) -> Answered:
    """Perform the call, unless this person's key was answered before: then answer that again.

    ``fingerprint`` is the SHA-256 of everything that makes the request what it is. When
    ``perform`` raises :class:`Refused`, what it wrote is undone and the refusal is kept; any
    other exception undoes everything, the key included. Raises :class:`KeyReused` and
    :class:`CallUnderWay`.
    """
    with transaction.atomic():
        if not _claim(person_id, key, fingerprint, now):
            return _again(person_id, key, fingerprint)
        try:
            with transaction.atomic():
                answer = perform()
        except Refused as refused:
            answer = refused.answer
        own = Call.objects.filter(person_id=person_id)
        own.filter(key=key).update(status=answer.status, answer=answer.body)
        own.filter(made_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return Answered(answer, replayed=False)


def _claim(person_id: int, key: str, fingerprint: str, now: datetime) -> bool:
    """Whether the key is now ours; waits for whoever holds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        try:
            cursor.execute(_CLAIM, [new_key(), person_id, key, fingerprint, now])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise CallUnderWay from error
            raise
        is_ours: bool = cursor.rowcount == 1
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    return is_ours


def _again(person_id: int, key: str, fingerprint: str) -> Answered:
    call = Call.objects.get(person_id=person_id, key=key)
    if call.request_sha256 != fingerprint:
        raise KeyReused
    return Answered(Answer(call.status or 0, call.answer or {}), replayed=True)
