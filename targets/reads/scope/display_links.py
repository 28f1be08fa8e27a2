"""Display links: whose secret it is, and what a place has."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from targets.models import DisplayLink
from targets.reads.scope.person_names import name_then
from targets.reads.scope.tokens import hash_of

SHOWN_DEAD = 20  # revoked and expired ones that the page still lists


class DisplayLinkLine(NamedTuple):
    """One link as its place's page lists it; the secret is known to nobody any more."""

    id: uuid.UUID
    name: str
    made_at: datetime
    made_by: str
    expires_on: date | None
    revoked_at: datetime | None
    revoked_by: str
    used_at: datetime | None
    is_live: bool


def is_live(today: date) -> Q:
    """The condition that a link still shows something."""
    return Q(revoked_at__isnull=True) & (Q(expires_on__isnull=True) | Q(expires_on__gte=today))


def display_link(secret: str) -> DisplayLink | None:
    """The link with this secret, its place loaded, whether it still shows anything or not."""
    return DisplayLink.objects.select_related("place").filter(sha256=hash_of(secret)).first()


def shows(link: DisplayLink, today: date) -> bool:
    """Whether this link still shows anything."""
    return link.revoked_at is None and (link.expires_on is None or link.expires_on >= today)


def display_link_lines(place_id: uuid.UUID, today: date) -> tuple[DisplayLinkLine, ...]:
    """The place's links: live ones first, then the latest dead ones. Two queries."""
    own = (
        DisplayLink.objects.filter(place_id=place_id)
        .annotate(
            maker=name_then("made_by", at="made_at"), ender=name_then("revoked_by", at="revoked_at")
        )
        .order_by("-made_at")
    )
    live = own.filter(is_live(today))
    dead = own.exclude(is_live(today))[:SHOWN_DEAD]
    return tuple(
        DisplayLinkLine(
            link.id,
            link.name,
            link.made_at,
            link.maker,
            link.expires_on,
            link.revoked_at,
            link.ender,
            link.used_at,
            alive,
        )
        for links, alive in ((live, True), (dead, False))
        for link in links
    )
