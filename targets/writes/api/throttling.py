"""Counting calls a minute: one row a caller, one statement a call, whatever the processes."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

# The database's clock, so that several machines count the same minute
_COUNT = """
INSERT INTO targets_allowance AS a (key, minute, used)
VALUES (%s, date_trunc('minute', statement_timestamp()), 1)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN a.minute = excluded.minute THEN a.used + 1 ELSE 1 END,
    minute = excluded.minute
RETURNING used, ceil(60 - extract(epoch FROM statement_timestamp() - minute))::int
"""
_FORGET = "DELETE FROM targets_allowance WHERE minute < statement_timestamp() - interval '1 day'"


class Counted(NamedTuple):
    """How many calls there were in the present minute, and how long it still lasts."""

    used: int
    seconds_left: int


def count_call(key: str) -> Counted:
    """Count one more call under this key. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key])
        return Counted(*cursor.fetchone())


def count_failure(address: str) -> Counted:
    """Count one more failed authentication from a network address; forget what is old, because
    addresses are many. Two statements."""
    counted = count_call(f"failed {address}")
    if counted.used == 1:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET)
    return counted
