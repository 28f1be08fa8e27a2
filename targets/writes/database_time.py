"""The database's clock, which stamps every ledger: several machines may serve."""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def database_time() -> datetime:
    """The present instant, also within a transaction that began long ago. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    instant: datetime = now
    return instant
