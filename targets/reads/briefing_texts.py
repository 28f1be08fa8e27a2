"""How a place words its briefing, its draft, and what it has issued."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from targets.models import Briefing, BriefingDraft, Wording

Wordings = Mapping[tuple[str, str], str]  # (key, language) → wording


class Draft(NamedTuple):
    """What was edited so far; ``seen`` tells a later save what it was made from."""

    texts: Mapping[str, Mapping[str, str]]  # language → key → wording
    saved_at: datetime | None

    @property
    def seen(self) -> str:
        """Empty where nothing was saved yet."""
        return "" if self.saved_at is None else self.saved_at.isoformat()


class IssuedLine(NamedTuple):
    """One briefing in the list of those issued."""

    id: uuid.UUID
    number: str
    as_of: date
    recorded_at: datetime
    author_name: str


def kept_wordings(place_id: uuid.UUID) -> Wordings:
    """The wordings kept for the place, over those of the installation. One query."""
    rows = Wording.objects.filter(place_id=place_id) | Wording.objects.filter(place=None)
    found = sorted(
        rows.values_list("place_id", "key", "language", "text"), key=lambda row: bool(row[0])
    )
    return {(key, language): text for _place, key, language, text in found}


def briefing_draft(place_id: uuid.UUID, as_of: date, tier: str | None) -> Draft:
    """The draft of a place, month and tier; an empty one where none was saved. One query."""
    row = BriefingDraft.objects.filter(place_id=place_id, as_of=as_of, tier_id=tier).first()
    return Draft({}, None) if row is None else Draft(row.texts, row.saved_at)


def issued_briefings(place_id: uuid.UUID, *, most: int) -> tuple[IssuedLine, ...]:
    """The latest of the place, newest month first. One query."""
    rows = Briefing.objects.filter(place_id=place_id).order_by("-as_of", "-recorded_at")
    return tuple(
        IssuedLine(*row)
        for row in rows.values_list("id", "number", "as_of", "recorded_at", "author_name")[:most]
    )


def last_known(place_id: uuid.UUID, before: date) -> datetime | None:
    """When the last briefing about an earlier month was issued: what is revised since. One
    query."""
    rows = Briefing.objects.filter(place_id=place_id, as_of__lt=before)
    return rows.order_by("-as_of", "-recorded_at").values_list("known_at", flat=True).first()
