"""Saving the draft of a briefing: the text around the numbers, checked, nobody's work lost."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db import IntegrityError, transaction

from targets.briefs.free_text import FREE, validate_free
from targets.briefs.substitution import WordingRefused
from targets.briefs.wordings import SENTENCES, validate_wording
from targets.core.values.facts import Phrase
from targets.core.values.periods import month_end
from targets.models import BriefingDraft
from targets.reads.briefing.texts import draft_rows
from targets.writes.database_time import database_time


class DraftOf(NamedTuple):
    """Whose draft: a place, a month, a tier."""

    place_id: uuid.UUID
    as_of: date  # any day of the month
    tier: str | None


class DraftRefused(Exception):
    """Nothing was saved; ``problems``: key of the sentence → why."""

    def __init__(self, problems: Mapping[str, Phrase]) -> None:
        super().__init__("refused")
        self.problems = problems


class DraftConflict(Exception):
    """Somebody saved the draft since it was opened; nothing was saved."""


def check_text(key: str, language: str, text: str) -> None:
    """A sentence keeps its numbers, a paragraph of the place's own has none. Raises
    :class:`~targets.briefs.substitution.WordingRefused`."""
    if key in FREE:
        validate_free(text)
    else:
        validate_wording(key, language, text)


def save_draft(
    of: DraftOf, language: str, texts: Mapping[str, str], *, seen: str, author_id: int | None
) -> BriefingDraft:
    """Keep the wordings of one language; those equal to the shipped ones are kept too.

    ``seen`` is what :attr:`targets.reads.briefing.texts.Draft.seen` was when the form was made.
    Raises :class:`DraftRefused`, :class:`DraftConflict`.
    """
    problems: dict[str, Phrase] = {}
    for key, text in texts.items():
        try:
            check_text(key, language, text)
        except WordingRefused as refused:
            problems[key] = refused.reason
    if problems:
        raise DraftRefused(problems)
    kept = {key: texts[key].strip() for key in (*SENTENCES, *FREE) if key in texts}
    try:
        with transaction.atomic():
            return _save(of, language, kept, seen, author_id)
    except IntegrityError as error:
        if "briefingdraft" not in str(error):
            raise
        raise DraftConflict from error


def _save(
    of: DraftOf, language: str, kept: dict[str, str], seen: str, author_id: int | None
) -> BriefingDraft:
    row = draft_rows(of.place_id, of.as_of, of.tier).select_for_update().first()
    if (row.saved_at.isoformat() if row else "") != seen:
        raise DraftConflict
    if row is None:
        row = BriefingDraft(place_id=of.place_id, tier_id=of.tier)
    # Not today: the month's draft is the same one tomorrow
    row.as_of = month_end(of.as_of.year, of.as_of.month)
    row.texts = {**row.texts, language: kept}
    row.author_id = author_id
    row.saved_at = database_time()
    row.save()
    return row
