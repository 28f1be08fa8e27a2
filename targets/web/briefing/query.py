"""What a briefing is asked for, and who may edit and issue it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from targets import clock
from targets.briefs.content import Brief
from targets.models import Role
from targets.reads.briefing.briefing import BriefingFacts, briefing_facts, previous_as_of
from targets.reads.briefing.issued import IssuedLine, issued_briefings, last_known
from targets.reads.briefing.texts import Draft, briefing_draft, kept_wordings
from targets.reads.scope.labels import tier_labels
from targets.reads.scope.visibility import Visibility
from targets.web.briefing.content import Imprint, brief_of
from targets.web.briefing.say import Sayer, sayer
from targets.web.parts.series_words import Tiers
from targets.web.request.errors import LoginNeeded
from targets.web.request.query import ViewQuery, parse_query

# A briefing states accepted, released figures, with the causes that lead units gave
SIGHT = Visibility(with_words=True)


class BriefingQuery(NamedTuple):
    """One briefing that has not been issued."""

    asked: ViewQuery
    tiers: Tiers
    facts: BriefingFacts
    issued: tuple[IssuedLine, ...]  # of the place, whatever the month
    draft: Draft
    said: Sayer

    def brief(self, imprint: Imprint | None = None) -> Brief:
        """What it says, in the reader's language."""
        return brief_of(
            self.asked.place,
            self.facts,
            self.said,
            self.tiers,
            tier=self.asked.tier,
            imprint=imprint,
        )

    def name(self) -> str:
        """Of its files; Latin letters only."""
        place = self.asked.place.label
        illustrative = "_illustrative" if place.illustrative else ""
        known_on = self.asked.known_on
        known = f"_known_{known_on:%Y-%m-%d}" if known_on else ""
        return f"briefing_{place.code}{illustrative}_{self.asked.at.as_of:%Y-%m}{known}"


def may_write(query: ViewQuery) -> bool:
    """Whether this person edits and issues briefings of the place: its managers."""
    return query.rights.has_role(Role.MANAGER, query.place.above)


def kept_query(query: ViewQuery) -> str:
    """Place, year, month, tier and known day as the query of an address."""
    kept = {
        "place": query.place.label.code,
        "year": str(query.year),
        "as_of": f"{query.at.as_of:%Y-%m}",
        "tier": query.tier or "",
        "known": f"{query.known_on:%Y-%m-%d}" if query.known_on else "",
    }
    return urlencode({key: value for key, value in kept.items() if value})


def only_writers(query: ViewQuery) -> None:
    """Raises ``PermissionDenied`` for everybody else."""
    if not may_write(query):
        raise PermissionDenied(
            _("Only managers of %(place)s edit and issue its briefings.")
            % {"place": query.place.label.name_zh}
        )


def briefing_query(request: HttpRequest, *, to_write: bool = False) -> BriefingQuery:
    """The briefing of a place, month and tier as it would be issued. Drafts are for members:
    raises :class:`LoginNeeded` for anonymous readers, and what ``asked`` raises."""
    tiers = tier_labels()
    query = parse_query(request, tiers)
    if query.rights.is_anonymous:
        raise LoginNeeded(request)
    if to_write:
        only_writers(query)
    return briefing_of(query, tiers)


def briefing_of(query: ViewQuery, tiers: Tiers, sight: Visibility = SIGHT) -> BriefingQuery:
    """Its facts and texts. Ten queries, whatever the number of series."""
    place_id, as_of = query.place.label.id, query.at.as_of
    issued = issued_briefings(place_id)
    since = last_known(issued, as_of, query.at.known_at) or clock.end_of(previous_as_of(as_of))
    facts = briefing_facts(
        query.place, year=query.year, at=query.at, since=since, tier=query.tier, sight=sight
    )
    draft = briefing_draft(place_id, as_of, query.tier)
    said = sayer(kept_wordings(place_id), draft)
    return BriefingQuery(query, tiers, facts, issued, draft, said)
