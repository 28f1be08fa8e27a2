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
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext

from tracker.plainly import refused_plainly

LOGGED_IN_AT, ACTIVE_AT = "logged_in_at", "active_at"
WRITTEN_EVERY = 300  # seconds
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


def without_session(view: _View) -> _View:
    """Mark a view that shows everybody the same: the session is not even read."""
    view.is_without_session = True  # type: ignore[attr-defined]
    return view


class SessionLimits:
    """End sessions that are over, and note activity. Stands inside Django's own, which saves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """An ended session is gone from the server before anything asks whose it was."""
        view = _view(request)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        is_asked = has_session and not getattr(view, "is_without_session", False)
        request.session_ended = _end(request) if is_asked else None  # type: ignore[attr-defined]
        answer = self.get_response(request)
        if is_asked and not getattr(view, "is_no_activity", False):
            _note_activity(request)
        return answer

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Whoever came with an ended session is told so before anything is done."""
        ended: Ended | None = request.session_ended  # type: ignore[attr-defined]
        # A program brings its own proof, whatever cookie comes along
        if ended is None or "Authorization" in request.headers:
            return None
        if getattr(view, "is_for_everybody", False):
            return None
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


def _view(request: HttpRequest) -> Any:
    """What will answer; None where nothing does, which is a page for its reader too."""
    try:
        return resolve(request.path_info).func
    except Resolver404:
        return None


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
    if SESSION_KEY in session and now - session.get(ACTIVE_AT, 0) >= WRITTEN_EVERY:
        session.setdefault(LOGGED_IN_AT, now)  # a login from before there were limits
        session[ACTIVE_AT] = now


@receiver(user_logged_in)
def begin(request: HttpRequest, **_kwargs: Any) -> None:
    """A login begins both; one more by the same person begins them anew."""
    request.session[LOGGED_IN_AT] = request.session[ACTIVE_AT] = _now()
