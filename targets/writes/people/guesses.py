"""Guessing passwords: counted by name, by address and by browser, and slowed down; nobody is locked
out by somebody else.

Beyond so many wrong passwords for a name over all addresses, or from an address over all names,
whoever tries waits for a turn. A turn belongs to one name at one address: nobody else can take it,
so however many guess, the right password is asked for within the wait. Everything is counted
before a password is looked at, in one statement, so that many at once are no way around it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from targets.reads.scope.guesses import name_hash

MOST_ROWS = 20_000  # a flood of made-up names pushes the oldest out
BROWSER_FAILURES = 10  # of a browser in which its person logged in before
_TURN_LASTS = timedelta(minutes=5)

_COUNT = """
INSERT INTO targets_guess AS g (key, used, since)
SELECT key, 1, statement_timestamp() FROM unnest(%(keys)s::text[]) AS key ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN g.since <= statement_timestamp() - %(window)s THEN 1
                ELSE least(g.used + 1, 1000000) END,
    since = CASE WHEN g.since <= statement_timestamp() - %(window)s THEN excluded.since
                 ELSE g.since END
RETURNING key, used
"""
_TAKE_TURN = """
DELETE FROM targets_guess
WHERE key = %(key)s AND due BETWEEN statement_timestamp() - %(lasts)s AND statement_timestamp()
"""
_WAIT = """
INSERT INTO targets_guess AS g (key, used, since, due)
VALUES (%(key)s, 0, statement_timestamp(), statement_timestamp() + %(wait)s)
ON CONFLICT (key) DO UPDATE SET
    due = CASE WHEN g.due < statement_timestamp() - %(lasts)s THEN excluded.due ELSE g.due END,
    since = CASE WHEN g.due < statement_timestamp() - %(lasts)s THEN excluded.since
                 ELSE g.since END
RETURNING greatest(1, ceil(extract(epoch FROM due - statement_timestamp())))::int
"""
# Rows that are being counted up are left alone: two would wait for one another
_FORGET = """
WITH old AS (
    SELECT key FROM targets_guess
    WHERE since <= greatest(
        statement_timestamp() - %(window)s,
        (SELECT since FROM targets_guess ORDER BY since DESC OFFSET %(most)s LIMIT 1)
    )
    FOR UPDATE SKIP LOCKED
) DELETE FROM targets_guess g USING old WHERE g.key = old.key
"""
# In the order in which they are counted: two would wait for one another
_TAKE_BACK = """
WITH mine AS (SELECT key FROM targets_guess WHERE key = ANY(%s) ORDER BY key FOR UPDATE)
UPDATE targets_guess g SET used = greatest(used - 1, 0) FROM mine WHERE g.key = mine.key
"""
_FREE = "DELETE FROM targets_guess WHERE key = ANY(%s) OR key LIKE ANY(%s)"


class Delayed(Exception):
    """The password was not looked at: try again in so many seconds (HTTP 429)."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


class Attempt(NamedTuple):
    """What was counted for one password that may be looked at."""

    keys: tuple[str, ...]


def attempt_login(name: str, address: str) -> Attempt:
    """Count a password for a name from an address. Raises :class:`Delayed`. One statement, two
    more for who has to wait."""
    name_key, address_key = f"name:{name_hash(name)}", f"address:{address}"
    used = _count(name_key, address_key)
    if (
        used[name_key] > settings.LOGIN_NAME_FAILURES
        or used[address_key] > settings.LOGIN_ADDRESS_FAILURES
    ):
        _take_turn(f"turn:{name_hash(name)}:{address}")
    return Attempt((name_key, address_key))


def attempt_known(browser: str) -> Attempt | None:
    """Count a password from a browser in which its person logged in before; None when that was
    done too often for it to count as known."""
    key = f"browser:{browser}"
    return Attempt((key,)) if _count(key)[key] <= BROWSER_FAILURES else None


def attempt_old_password(person_id: int) -> Attempt:
    """Count the old password of who is logged in and wants a new one. Raises :class:`Delayed`."""
    key = f"password:{person_id}"
    if _count(key)[key] > settings.AXES_FAILURE_LIMIT:
        _take_turn(f"turn:password:{person_id}")
    return Attempt((key,))


def was_right(attempt: Attempt) -> None:
    """The password was right: it counts no longer; what others guessed still does."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, [list(attempt.keys)])


def free_name(name: str) -> int:
    """Forget what was guessed for a name; how many rows that were."""
    key = name_hash(name)
    return _free([f"name:{key}"], [f"turn:{key}:%"])


def free_address(address: str) -> int:
    """Forget what was guessed from an address; how many rows that were."""
    return _free([f"address:{address}"], [f"turn:%:{address}"])


def _count(*keys: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        params: dict[str, Any] = {
            "keys": list(keys),
            "window": settings.AXES_COOLOFF_TIME,
            "most": MOST_ROWS,
        }
        cursor.execute(_COUNT, params)
        used = dict(cursor.fetchall())
        if 1 in used.values():
            cursor.execute(_FORGET, params)
    return used


def _take_turn(key: str) -> None:
    """Use the turn that has come, or wait for it. Raises :class:`Delayed`."""
    wait = timedelta(seconds=settings.LOGIN_WAIT_SECONDS)
    params: dict[str, Any] = {"key": key, "wait": wait, "lasts": _TURN_LASTS}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_TURN, params)
        if cursor.rowcount:
            return
        cursor.execute(_WAIT, params)
        raise Delayed(cursor.fetchone()[0])


def _free(keys: list[str], patterns: list[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [keys, patterns])
        return int(cursor.rowcount)
