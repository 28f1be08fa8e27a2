"""Tokens: whose a secret is, and what somebody has."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from targets.models import Token
from targets.reads.scope.person_names import name_then

SHOWN_DEAD = 20  # revoked and expired ones that the page still lists


class TokenLine(NamedTuple):
    """One token as its person's page lists it; the secret is known to nobody any more."""

    id: uuid.UUID
    name: str
    prefix: str
    scope: str
    made_at: datetime
    expires_on: date
    revoked_at: datetime | None
    used_at: datetime | None
    is_live: bool
    revoked_by: str = ""  # somebody else than its person


class PersonToken(NamedTuple):
    """A token of one of the people somebody administers."""

    id: uuid.UUID
    person: str
    username: str
    name: str
    prefix: str
    scope: str
    made_at: datetime
    expires_on: date
    used_at: datetime | None


def hash_of(secret: str) -> str:
    """What is stored of a secret. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def live_token(secret: str, today: date) -> Token | None:
    """The token with this secret, its person loaded, unless it or its person is dead. One
    query."""
    return (
        Token.objects.select_related("person")
        .filter(
            sha256=hash_of(secret),
            revoked_at__isnull=True,
            expires_on__gte=today,
            person__is_active=True,
        )
        .first()
    )


def is_live(today: date) -> Q:
    """The condition that a token still opens anything, its person apart."""
    return Q(revoked_at__isnull=True, expires_on__gte=today)


def unlisted_tokens(person_id: int, today: date) -> int:
    """How many revoked and expired tokens the page leaves out. One query."""
    dead = Token.objects.filter(person_id=person_id).exclude(is_live(today)).count()
    return max(0, dead - SHOWN_DEAD)


def token_lines(person_id: int, today: date) -> tuple[TokenLine, ...]:
    """The person's tokens: live ones first, then the latest dead ones. Two queries."""
    own = (
        Token.objects.filter(person_id=person_id)
        .annotate(ender=name_then("revoked_by", at="revoked_at"))
        .order_by("-made_at")
    )
    live = own.filter(is_live(today))
    dead = own.exclude(is_live(today))[:SHOWN_DEAD]
    return tuple(
        TokenLine(
            token.id,
            token.name,
            token.prefix,
            token.scope,
            token.made_at,
            token.expires_on,
            token.revoked_at,
            token.used_at,
            alive,
            token.ender if token.revoked_by_id != person_id else "",
        )
        for tokens, alive in ((live, True), (dead, False))
        for token in tokens
    )


def tokens_of(people: QuerySet[User], today: date) -> tuple[PersonToken, ...]:
    """The live tokens of these people, by person. One query."""
    tokens = (
        Token.objects.filter(is_live(today), person__in=people.values("pk"))
        .select_related("person")
        .order_by("person__username", "-made_at")
    )
    return tuple(
        PersonToken(
            token.id,
            f"{token.person.last_name}{token.person.first_name}" or token.person.username,
            token.person.username,
            token.name,
            token.prefix,
            token.scope,
            token.made_at,
            token.expires_on,
            token.used_at,
        )
        for token in tokens
    )
