"""Who calls: a bearer token, its person, what they may; and how often they called."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from targets import access, clock
from targets.models import Token, TokenScope
from targets.reads.scope.tokens import live_token
from targets.writes.api.throttling import Counted, count_call, count_failure
from targets.writes.people.tokens import PREFIX, note_use
from tracker.requests.client_address import counted_address

from .problems import ProblemFound

_LONGEST = 100
_CHALLENGE = 'Bearer realm="target-tracker"'


class Caller(NamedTuple):
    """Whose token it is, and what the person may do today."""

    token: Token
    person: User
    rights: access.Rights

    def must_write(self) -> None:
        """Refuse a token that only reads."""
        if self.token.scope != TokenScope.WRITE:
            raise ProblemFound(
                "forbidden",
                _("This token only reads. Make one that may write to submit figures."),
            )


class TokenAuth(HttpBearer):
    """``Authorization: Bearer tt_…``. Cookies of a logged-in browser open nothing here, so no
    other site can make a browser write."""

    def __call__(self, request: HttpRequest) -> Caller:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise ProblemFound(
                "unauthorised",
                _("Send the header “Authorization: Bearer” with a token of your account page."),
                headers={"WWW-Authenticate": _CHALLENGE},
            )
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller behind a secret. Three queries, four once a minute."""
        known = None
        if token.startswith(PREFIX) and len(token) <= _LONGEST and token.isascii():
            known = live_token(token, clock.today())
        if known is None:
            _refuse_failure(request)
        _refuse_beyond(count_call(f"token {known.id}"), settings.API_PER_MINUTE)
        note_use(known, clock.now())
        person = known.person
        assert isinstance(person, User)  # noqa: S101 - AUTH_USER_MODEL is django's own
        return Caller(known, person, access.rights_of(person))


def _refuse_failure(request: HttpRequest) -> NoReturn:
    """401, until an address has failed too often for one minute."""
    _refuse_beyond(count_failure(counted_address(request)), settings.API_FAILURES_PER_MINUTE)
    raise ProblemFound(
        "unauthorised",
        _("The token is unknown, expired or revoked, or its person is no longer active."),
        headers={"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'},
    )


def _refuse_beyond(counted: Counted, most: int) -> None:
    if counted.used > most:
        raise ProblemFound(
            "too-many",
            _("At most %(most)s a minute are answered. Try again in %(seconds)s s.")
            % {"most": most, "seconds": counted.seconds_left},
            headers={"Retry-After": str(max(1, counted.seconds_left))},
        )


def caller_of(request: HttpRequest) -> Caller:
    """Who was let in for this request."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller
