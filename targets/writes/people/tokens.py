"""Tokens: made, shown once, revoked."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Token, TokenScope
from targets.reads.scope.tokens import hash_of, is_live
from targets.writes.people.administration_log import Author, record_added, record_changed

PREFIX = "tt_"
LONGEST_DAYS = 366
MOST_TOKENS = 20  # that a person may have alive
_RANDOM_BYTES = 32
_SHOWN = 9  # characters of a secret by which its person knows it again
_LONGEST_NAME = 100
_USED_EVERY = timedelta(minutes=1)


class SecretRefused(Exception):
    """No secret was made: what is wrong, by field (HTTP 400)."""

    def __init__(self, problems: dict[str, Phrase]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


class TokenRefused(SecretRefused):
    """No token was made."""


class NewToken(NamedTuple):
    """A token just made, with the secret that is shown this one time."""

    token: Token
    secret: str


def make_token(
    person_id: int, *, name: str, scope: str, expires_on: date | None, now: datetime, today: date
) -> NewToken:
    """Make a token for a person. Raises :class:`TokenRefused` with everything that is wrong."""
    problems = _problems(name, scope, expires_on, today)
    with transaction.atomic():
        # Two at once must not both be the twentieth
        User.objects.select_for_update().get(pk=person_id)
        living = Token.objects.filter(is_live(today), person_id=person_id).count()
        if living >= MOST_TOKENS:
            problems[""] = phrase(
                _("You have %(count)s tokens already. Revoke one that nobody needs any more."),
                count=living,
            )
        if problems or expires_on is None:
            raise TokenRefused(problems)
        secret = new_secret(PREFIX)
        token = Token.objects.create(
            person_id=person_id,
            name=name,
            prefix=secret[:_SHOWN],
            sha256=hash_of(secret),
            scope=scope,
            made_at=now,
            expires_on=expires_on,
        )
        record_added(Author(person_id), token)
    return NewToken(token, secret)


def _problems(name: str, scope: str, expires_on: date | None, today: date) -> dict[str, Phrase]:
    problems: dict[str, Phrase] = {}
    if not name:
        problems["name"] = phrase(_("Give the token a name, such as the program that will use it."))
    elif wrong := wrong_name(name):
        problems["name"] = wrong
    if scope not in TokenScope.values:
        problems["scope"] = phrase(_("Choose what the token may do: read, or read and write."))
    latest = today + timedelta(days=LONGEST_DAYS)
    if expires_on is None:
        problems["expires_on"] = phrase(
            _("Say until which day the token is valid, such as %(day)s."),
            day=latest.isoformat(),
        )
    elif not today <= expires_on <= latest:
        problems["expires_on"] = phrase(
            _("A token is valid until a day from today to %(latest)s (%(days)s days)."),
            latest=latest,
            days=LONGEST_DAYS,
        )
    return problems


def wrong_name(name: str) -> Phrase | None:
    """What is wrong with the name that somebody gives a secret; None where nothing is."""
    if len(name) > _LONGEST_NAME:
        return phrase(
            _("The text has %(length)s characters; at most %(longest)s are possible."),
            length=len(name),
            longest=_LONGEST_NAME,
        )
    if not name.isprintable():
        return phrase(_("The name has characters that cannot be shown."))
    return None


def new_secret(prefix: str) -> str:
    """256 random bits behind letters by which people and programs know what it is."""
    return prefix + secrets.token_urlsafe(_RANDOM_BYTES)


def revoke_token(person_id: int, token_id: uuid.UUID, *, now: datetime) -> bool:
    """End a token of this person at once; False when there is none of theirs to end."""
    own = User.objects.filter(pk=person_id)
    return revoke_token_of(own, token_id, revoked_by=person_id, now=now)


def revoke_token_of(
    people: QuerySet[User], token_id: uuid.UUID, *, revoked_by: int, now: datetime
) -> bool:
    """End a token of one of these people at once; False when there is none to end."""
    with transaction.atomic():
        token = (
            Token.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(id=token_id, person__in=people.values("pk"), revoked_at__isnull=True)
            .first()
        )
        if token is None:
            return False
        token.revoked_at, token.revoked_by_id = now, revoked_by
        token.save(update_fields=["revoked_at", "revoked_by"])
        record_changed(Author(revoked_by), token, "revoked at")
    return True


def revoke_all_tokens(person_id: int, *, now: datetime) -> int:
    """End every token of this person; how many there were."""
    return Token.objects.filter(person_id=person_id, revoked_at__isnull=True).update(revoked_at=now)


def note_use(token: Token, now: datetime) -> None:
    """Remember when a token was last used, to the minute: most calls write nothing."""
    if token.used_at is None or token.used_at <= now - _USED_EVERY:
        Token.objects.filter(id=token.id).update(used_at=now)
