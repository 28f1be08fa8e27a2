"""Browsers in which somebody logged in before: guesses elsewhere do not slow them down.

A signed cookie holds, for the last few people who logged in, who they are, a mark of their password
(a new password ends it) and a random name of the browser, by which its own guesses are counted. It
opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac

from targets.writes.people.guesses import Delayed

COOKIE = "known_browser"
MOST_PEOPLE = 5  # of one browser; a shared computer forgets whoever logged in longest ago
_SALT = "targets.known_browser.1"
_LASTS = 180 * 24 * 3600  # seconds
_LONGEST = 1000  # characters; a cookie of ours is shorter
_TOO_MANY = 429


class Known(NamedTuple):
    """One person of a browser."""

    person_id: int
    mark: str  # of the password
    browser: str


class KnownBrowsers:
    """Give the cookie to who logged in, and tell who has to wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add whoever has logged in, or changed their password, with this request."""
        answer = self.get_response(request)
        person: User | None = getattr(request, "logged_in_person", None)
        if person is not None:
            others = [known for known in _read(request) if known.person_id != person.pk]
            own = Known(person.pk, _mark(person), secrets.token_urlsafe(9))
            answer.set_cookie(
                COOKIE,
                signing.dumps([own, *others][:MOST_PEOPLE], salt=_SALT),
                max_age=_LASTS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for who has to wait, by whatever form they came."""
        if not isinstance(exception, Delayed):
            return None
        context = {"seconds": exception.seconds, "address": request.get_full_path()}
        answer = render(request, "targets/account/delayed.html", context, status=_TOO_MANY)
        answer["Retry-After"] = str(exception.seconds)
        return answer


def browser_of(request: HttpRequest, name: str) -> str:
    """The name of this browser if the person with this name logged in here before, else empty. A
    query only where there is such a cookie."""
    known = _read(request)
    if not known:
        return ""
    person = get_user_model().objects.filter(username=name).first()
    if not isinstance(person, User):
        return ""
    return next(
        (
            each.browser
            for each in known
            if each.person_id == person.pk and constant_time_compare(each.mark, _mark(person))
        ),
        "",
    )


def remember(request: HttpRequest, person: User) -> None:
    """Have the answer to this request make its browser known."""
    request.logged_in_person = person  # type: ignore[attr-defined]


def is_known(request: HttpRequest, _credentials: dict[str, object] | None = None) -> bool:
    """What axes asks before it counts: whether the login form knows this browser."""
    return bool(getattr(request, "is_known_browser", False))


def _mark(person: User) -> str:
    """Of a password: another one has another mark, and the password cannot be told from it."""
    return salted_hmac(_SALT, person.password, algorithm="sha256").hexdigest()[:16]


def _read(request: HttpRequest) -> list[Known]:
    """Who is in the cookie; nobody in one that is not ours or of before."""
    text = request.COOKIES.get(COOKIE, "")
    if not text or len(text) > _LONGEST:
        return []
    try:
        rows = signing.loads(text, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return []
    return [Known(*row) for row in rows]


@receiver(user_logged_in)
def _remember_login(request: HttpRequest, user: User, **_kwargs: object) -> None:
    remember(request, user)
