"""The database's clock, which stamps every ledger: several machines may serve."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

# Never before its transaction began, and after what it follows also where the clock jumped back:
# the bounds that the ledgers' triggers hold a stamp against
STAMP = "greatest(clock_timestamp(), transaction_timestamp(), {newest} + interval '1 microsecond')"


def database_time(*, after: datetime | None = None) -> datetime:
    """The present instant, also within a transaction that began long ago. One query.

    ``after`` is when the newest of the rows was recorded that this instant ends or follows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + STAMP.format(newest="%s::timestamptz"), [after])
        (now,) = cursor.fetchone()
    instant: datetime = now
    return instant
