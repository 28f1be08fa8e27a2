"""Issuing a briefing: its texts and figures are frozen, numbered once in a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max

from targets.briefs.canonical import digest, digests
from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Actual, Briefing, Tier
from targets.reads.briefing.data import briefing_data
from targets.reads.judging.judged import AsOf
from targets.reads.places.places import PlaceFacts
from targets.writes.database_time import database_time
from targets.writes.entries.ledger import lock_place

LONGEST = 60  # characters of a number


class Issuing(NamedTuple):
    """Who issues what."""

    place: PlaceFacts
    number: str  # as printed: 2026年第10期
    year: int
    as_of: date
    before_as_of: date
    today: date
    tier: str | None
    author_id: int | None
    author_name: str
    address: str = ""


class IssueRefused(Exception):
    """Nothing was issued; ``reason`` says why (HTTP 400, or 409 where the number is taken)."""

    def __init__(self, reason: Phrase, *, is_taken: bool = False) -> None:
        super().__init__(reason.msgid)
        self.reason = reason
        self.is_taken = is_taken


# Language → key → text, given the instant that the figures were known at
Texts = Callable[[datetime], Mapping[str, Mapping[str, str]]]


def issue(by: Issuing, texts: Texts) -> Briefing:
    """Freeze a briefing with the ledger as it stands; ``texts`` are made from the same instant.

    Who writes into the place's ledgers is waited for, so that nothing recorded before
    ``known_at`` can appear later. Raises :class:`IssueRefused`.
    """
    number = by.number.strip()
    check_number(number)
    with transaction.atomic():
        lock_place(by.place.label.id, exclusively=True)
        # Everything that stands was known, also where the clock jumped back
        newest = Actual.objects.aggregate(newest=Max("recorded_at"))["newest"]
        now = database_time(after=newest)
        at = AsOf(by.as_of, by.today, now)
        said = texts(now)
        data = briefing_data(
            by.place, year=by.year, at=at, before_as_of=by.before_as_of, tier=by.tier
        ) | {"number": number, "known_at": now.isoformat(), "texts": digests(said)}
        tier = None if by.tier is None else Tier.objects.get(code=by.tier)
        try:
            with transaction.atomic():
                return Briefing.objects.create(
                    place_id=by.place.label.id,
                    number=number,
                    year=by.year,
                    as_of=by.as_of,
                    tier=tier,
                    known_at=now,
                    texts={language: dict(found) for language, found in said.items()},
                    data=data,
                    sha256=digest(data),
                    author_id=by.author_id,
                    author_name=by.author_name,
                    address=by.address,
                    recorded_at=now,
                )
        except IntegrityError as error:
            if "briefing_number_once" not in str(error):
                raise
            taken = _("Number %(number)s was issued already: choose the next one.")
            raise IssueRefused(phrase(taken, number=number), is_taken=True) from error


def check_number(number: str) -> None:
    """Raises :class:`IssueRefused` for what cannot be a number."""
    if not number:
        raise IssueRefused(phrase(_("A briefing needs a number, such as 2026年第10期.")))
    if len(number) > LONGEST or not number.isprintable():
        raise IssueRefused(
            phrase(_("A number is one line of at most %(longest)s characters."), longest=LONGEST)
        )
