"""How long a login lasts: without activity, and at the longest. What a script asks by itself is no
activity.

The session carries two instants, in seconds since 1970: when its person logged in, and when they
last did something. The second is written at most every five minutes, so most requests write
nothing; somebody who does something just before that is written down counts as idle from then.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext

from tracker.requests.plainly import refused_plainly

LOGGED_IN_AT, ACTIVE_AT = "logged_in_at", "active_at"
_WRITTEN_EVERY, _SHARE = 300, 6  # seconds; of a shorter idle limit the part that is written
_MINUTE, _HOUR = 60, 3600
_FORBIDDEN = 403
_LONGEST_ADDRESS = 2000  # characters
_WORTH_KEEPING, _MOST_TEXTS = 10, 50  # characters of a text; texts of a form
_View = TypeVar("_View", bound=Callable[..., Any])


class Ended(StrEnum):
    """Why a session has ended by itself."""

    IDLE = "idle"
    LENGTH = "length"

    @property
    def sentence(self) -> str:
        """The same for who has to log in again."""
        if self is Ended.IDLE:
            minutes = settings.SESSION_IDLE_MINUTES
            return ngettext(
                "You were logged out because nothing was done for %(count)s minute.",
                "You were logged out because nothing was done for %(count)s minutes.",
                minutes,
            ) % {"count": minutes}
        hours = settings.SESSION_HOURS
        return ngettext(
            "You were logged out: a login lasts %(count)s hour.",
            "You were logged out: a login lasts %(count)s hours.",
            hours,
        ) % {"count": hours}


def no_activity(view: _View) -> _View:
    """Mark a view that a script asks by itself: it keeps nobody logged in, and its script is told
    with 403 that a session has ended, never sent to a form."""
    view.is_no_activity = True  # type: ignore[attr-defined]
    return view


def for_everybody(view: _View) -> _View:
    """Mark a view that does not ask who its reader is: an ended session stands in nobody's way."""
    view.is_for_everybody = True  # type: ignore[attr-defined]
    return view


def written_every() -> int:
    """Seconds after which activity is written again: five minutes, less of a short limit."""
    idle = settings.SESSION_IDLE_MINUTES * _MINUTE
    return min(_WRITTEN_EVERY, idle // _SHARE) if idle else _WRITTEN_EVERY


class SessionLimits:
    """End sessions that are over, and note activity. Stands inside Django's own middlewares of
    sessions and people: the first answers a session that has ended, the second is asked late, so
    that what needs to know nobody reads no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whoever comes with an ended session is nobody to what answers them, and is told so."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        person = _Person(request)
        request.user = SimpleLazyObject(person.find)  # type: ignore[assignment]
        answer = self.get_response(request)
        view = request.resolver_match.func if request.resolver_match else None
        if person.ended is not None:
            # A file that is being sent is one that everybody may read
            if view is None or answer.streaming or getattr(view, "is_for_everybody", False):
                return answer
            return _told(request, person.ended, view)
        if person.is_asked_for and not getattr(view, "is_no_activity", False):
            _note_activity(request)
        return answer


class _Person:
    """Who is behind a request, once somebody asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.is_asked_for = False
        self.ended: Ended | None = None

    def find(self) -> Any:
        """The person as Django knows them; nobody once their session is over."""
        self.is_asked_for = True
        self.ended = _end(self._request)
        return get_user(self._request)


def _told(request: HttpRequest, ended: Ended, view: Any) -> HttpResponse:
    if not _is_navigation(request, usually=not getattr(view, "is_no_activity", False)):
        sentence = gettext("%(ended)s Log in again.") % {"ended": ended.sentence}
        return HttpResponse(sentence, status=_FORBIDDEN, content_type="text/plain")
    if request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(_login(ended, request.get_full_path()))
    return _unsaved(request, ended)


def _is_navigation(request: HttpRequest, *, usually: bool) -> bool:
    """Whether a person looks at the answer; a script that fetches could do nothing with a form.
    ``usually``: for who says neither how it asks nor what it takes."""
    mode, accepted = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Accept")
    if mode is not None:
        return mode == "navigate"
    return usually if accepted is None else "text/html" in accepted


def _login(ended: Ended, address: str) -> str:
    # What fits into no header is not worth coming back to
    way_back = address if len(address) <= _LONGEST_ADDRESS else resolve_url("/")
    query = urlencode({"next": way_back, "ended": ended.value})
    return f"{resolve_url(settings.LOGIN_URL)}?{query}"


def _unsaved(request: HttpRequest, ended: Ended) -> HttpResponse:
    """A form came too late. The page one step back takes on the new login when it is shown again
    (static/js/session.js); a browser that no longer has what was typed there finds it here."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    address = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    is_ours = url_has_allowed_host_and_scheme(
        request.headers.get("Referer", ""), {request.get_host()}, request.is_secure()
    )
    login = _login(ended, address if is_ours and address else resolve_url("/"))
    return refused_plainly(
        gettext(
            "%(ended)s Nothing was saved. Log in in a new window, then come back to this one, go "
            "back one page and send what you typed again."
        )
        % {"ended": ended.sentence},
        _FORBIDDEN,
        heading=gettext("You are logged out"),
        link=(login, gettext("Log in in a new window")),
        typed=_typed(request),
    )


def _typed(request: HttpRequest) -> list[str]:
    """Texts of a form that somebody would not want to write again; no secrets."""
    texts = (
        text
        for name, values in request.POST.lists()
        if not any(secret in name for secret in ("password", "csrf"))
        for text in values
        if len(text.strip()) >= _WORTH_KEEPING and not text.isascii()
    )
    return list(islice(texts, _MOST_TEXTS))


def _now() -> int:
    return int(timezone.now().timestamp())


def _end(request: HttpRequest) -> Ended | None:
    """End the session if it is over."""
    session, now = request.session, _now()
    if SESSION_KEY not in session:
        return None
    ended = None
    logged_in_at, active_at = session.get(LOGGED_IN_AT, now), session.get(ACTIVE_AT, now)
    idle, longest = settings.SESSION_IDLE_MINUTES * _MINUTE, settings.SESSION_HOURS * _HOUR
    if longest and now - logged_in_at >= longest:
        ended = Ended.LENGTH
    elif idle and now - active_at >= idle:
        ended = Ended.IDLE
    if ended:
        session.flush()
    return ended


def _note_activity(request: HttpRequest) -> None:
    """Write down that something was done, unless that was written less than five minutes ago."""
    session, now = request.session, _now()
    if SESSION_KEY in session and now - session.get(ACTIVE_AT, 0) >= written_every():
        session.setdefault(LOGGED_IN_AT, now)  # a login from before there were limits
        session[ACTIVE_AT] = now


@receiver(user_logged_in)
def begin(request: HttpRequest, **_kwargs: Any) -> None:
    """A login begins both; one more by the same person begins them anew."""
    request.session[LOGGED_IN_AT] = request.session[ACTIVE_AT] = _now()
