"""How a place words its briefing, and its draft."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from targets.core.values.periods import month_end
from targets.models import BriefingDraft, Wording

Wordings = Mapping[tuple[str, str], str]  # (key, language) → wording


class Draft(NamedTuple):
    """What was edited so far; ``seen`` tells a later save what it was made from."""

    texts: Mapping[str, Mapping[str, str]]  # language → key → wording
    saved_at: datetime | None

    @property
    def seen(self) -> str:
        """Empty where nothing was saved yet."""
        return "" if self.saved_at is None else self.saved_at.isoformat()


def kept_wordings(place_id: uuid.UUID) -> Wordings:
    """The wordings kept for the place, over those of the installation. One query."""
    rows = Wording.objects.filter(place_id=place_id) | Wording.objects.filter(place=None)
    found = sorted(
        rows.values_list("place_id", "key", "language", "text"), key=lambda row: bool(row[0])
    )
    return {(key, language): text for _place, key, language, text in found}


def briefing_draft(place_id: uuid.UUID, as_of: date, tier: str | None) -> Draft:
    """The draft of a place, month and tier; an empty one where none was saved. One query."""
    row = draft_rows(place_id, as_of, tier).first()
    return Draft({}, None) if row is None else Draft(row.texts, row.saved_at)


def draft_rows(place_id: uuid.UUID, as_of: date, tier: str | None) -> QuerySet[BriefingDraft]:
    """The draft of a month, whichever of its days is the as-of day today. Drafts are kept under
    the month's end; earlier ones were kept under the day they were saved on: the end is first."""
    first, last = as_of.replace(day=1), month_end(as_of.year, as_of.month)
    rows = BriefingDraft.objects.filter(place_id=place_id, tier_id=tier)
    return rows.filter(as_of__range=(first, last)).order_by("-as_of")
