"""What a place has issued: its briefings, which of them were replaced, what was known last."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from targets.models import Briefing


class IssuedLine(NamedTuple):
    """One briefing in the list of those issued."""

    id: uuid.UUID
    number: str
    as_of: date
    tier: str | None
    recorded_at: datetime
    known_at: datetime
    author_name: str


def issued_briefings(place_id: uuid.UUID) -> tuple[IssuedLine, ...]:
    """All of the place, newest month first, without what they say. One query."""
    rows = Briefing.objects.filter(place_id=place_id).order_by("-as_of", "-recorded_at", "-id")
    return tuple(IssuedLine(*row) for row in rows.values_list(*_COLUMNS))


_COLUMNS = ("id", "number", "as_of", "tier_id", "recorded_at", "known_at", "author_name")


def about(line: IssuedLine) -> tuple[int, int, str]:
    """What a briefing is about: a later one about the same replaces it. The day within the month
    does not matter: what was issued before the month ended is replaced by what is issued after."""
    return line.as_of.year, line.as_of.month, line.tier or ""


def replacements(lines: Iterable[IssuedLine]) -> Mapping[uuid.UUID, IssuedLine]:
    """Each briefing that is no longer the last word → the one that is."""
    last: dict[tuple[int, int, str], IssuedLine] = {}
    lines = sorted(lines, key=lambda line: (line.recorded_at, line.id), reverse=True)
    found = {}
    for line in lines:
        standing = last.setdefault(about(line), line)
        if standing is not line:
            found[line.id] = standing
    return found


def standing(lines: Iterable[IssuedLine], as_of: date, tier: str | None) -> IssuedLine | None:
    """The briefing in force about a month and tier; None where none was issued."""
    wanted = (as_of.year, as_of.month, tier or "")
    found = (line for line in lines if about(line) == wanted)
    return max(found, key=lambda line: (line.recorded_at, line.id), default=None)


def last_known(
    lines: Iterable[IssuedLine], before: date, known_at: datetime | None = None
) -> datetime | None:
    """When the last briefing about an earlier month was issued: what is revised since then.
    ``known_at``: of those issued until then; None: until now."""
    first_day = before.replace(day=1)
    found = [
        line
        for line in lines
        if line.as_of < first_day and (known_at is None or line.recorded_at <= known_at)
    ]
    latest = max(found, key=lambda line: (line.as_of, line.recorded_at), default=None)
    return None if latest is None else latest.known_at
