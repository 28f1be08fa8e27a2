"""Who may keep an answer: said once for all of them, whatever made them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

PAGE, FILE = "private, no-cache", "private, no-store"
# What an answer says on its own and is taken at its word for: never kept, or kept by everybody
NEVER, SHARED = "no-store", "public"
_SECRET = ("login", "password", "token", "display")  # in the name of an address


class Caching:
    """Mark every answer for its reader alone.

    A page may stay with its reader's browser, which asks before it shows it again; a file, a
    token, a display and what belongs to a password are not kept at all. Only an answer that calls
    itself public is left to shared caches, and only without a cookie: embedded charts. Static files
    are answered before this is asked. Logging out empties the browser's cache; what it holds of a
    person's unsaved entries is taken away by the page itself, which knows whose they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say it on the way out: errors and redirects come by here too."""
        answer = self.get_response(request)
        said = {part.strip().lower() for part in answer.get("Cache-Control", "").split(",")}
        if _has_logged_out(request, answer):
            # Not "storage": it would take what others typed on a shared computer and did not save
            answer["Clear-Site-Data"] = '"cache"'
            answer["Cache-Control"] = FILE
        elif NEVER not in said and (SHARED not in said or answer.cookies):
            is_kept = not (answer.has_header("Content-Disposition") or _is_secret(request))
            answer["Cache-Control"] = PAGE if is_kept else FILE
            # The same address reads otherwise for somebody else, and after choosing a language
            patch_vary_headers(answer, ["Cookie"])
        return answer


def _name(request: HttpRequest) -> str:
    """Of the address, here or in the administration; empty where a request came to none."""
    return str((request.resolver_match and request.resolver_match.url_name) or "")


def _is_secret(request: HttpRequest) -> bool:
    return any(word in _name(request) for word in _SECRET)


def _has_logged_out(request: HttpRequest, answer: HttpResponse) -> bool:
    """Whether this ended a session, by the product's own button or the administration's."""
    is_done = request.method == "POST" and answer.status_code < 400  # noqa: PLR2004 - HTTP's line
    return is_done and _name(request) == "logout"
