"""Who has to wait before a password of theirs is looked at: names, and network addresses."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime
from typing import NamedTuple

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet

from targets.models import Guess

_LONGEST_NAME = 150


class DelayedName(NamedTuple):
    """A person's name for which wrong passwords were tried."""

    username: str
    name: str
    used: int  # over all addresses, in the present window; 0: no more than usual
    locked_at: tuple[str, ...]  # addresses at which the name is locked


class DelayedAddress(NamedTuple):
    """An address from which wrong passwords were tried for many names."""

    address: str
    used: int
    since: datetime


class Delays(NamedTuple):
    """All of them now."""

    names: tuple[DelayedName, ...]
    unknown_names: int  # that nobody has
    addresses: tuple[DelayedAddress, ...]


def name_hash(name: str) -> str:
    """What a name is counted by, however it is written; no row holds the name itself, because
    people type passwords there."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()[:_LONGEST_NAME]
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def delays(people: QuerySet[User], *, is_everybody: bool, now: datetime) -> Delays:
    """Delays of these people; ``is_everybody``: also of addresses and of names that nobody has.
    Three queries."""
    since = now - settings.AXES_COOLOFF_TIME
    rows = list(Guess.objects.filter(since__gt=since).exclude(key__startswith="turn:"))
    names = {
        row.key.removeprefix("name:"): row
        for row in rows
        if row.key.startswith("name:") and row.used > settings.LOGIN_NAME_FAILURES
    }
    locked: dict[str, list[str]] = {}
    attempts = AccessAttempt.objects.filter(
        attempt_time__gt=since, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    ).values_list("username", "ip_address")
    for username, address in attempts:
        locked.setdefault(username or "", []).append(address or "")
    found = []
    for person in people.only("username", "last_name", "first_name"):
        row = names.pop(name_hash(person.username), None)
        addresses = tuple(sorted(locked.get(person.username, ())))
        if row or addresses:
            name = f"{person.last_name}{person.first_name}" or person.username
            found.append(DelayedName(person.username, name, row.used if row else 0, addresses))
    if not is_everybody:
        return Delays(tuple(found), 0, ())
    addresses_now = tuple(
        DelayedAddress(row.key.removeprefix("address:"), row.used, row.since)
        for row in sorted(rows, key=lambda row: -row.used)
        if row.key.startswith("address:") and row.used > settings.LOGIN_ADDRESS_FAILURES
    )
    return Delays(tuple(found), len(names), addresses_now)
