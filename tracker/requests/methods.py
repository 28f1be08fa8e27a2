"""Pages are read and forms are sent: any other method is refused and does nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.requests.plainly import refused_plainly

METHODS = ("GET", "HEAD", "POST")
_OWN_RULES = "/api/"  # it answers as a problem, and names the methods of each address
_NOT_ALLOWED = 405


class Methods:
    """Refuse what no page answers, and say so wherever a method is refused.

    Django's administration takes every method but POST for reading, and its account forms take
    PUT for sending.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A view that takes fewer methods refuses on its own, without words."""
        if request.method not in METHODS and not request.path_info.startswith(_OWN_RULES):
            return _refused(", ".join(METHODS))
        answer = self.get_response(request)
        if answer.status_code == _NOT_ALLOWED and not answer.content:
            return _refused(answer.get("Allow", ""))
        return answer


def _refused(allowed: str) -> HttpResponse:
    if "POST" in allowed and "GET" not in allowed:
        message = _("This address only takes what a form sends. Go back and use the form's button.")
    else:
        message = _("This address answers %(methods)s only.") % {"methods": allowed}
    answer = refused_plainly(message, _NOT_ALLOWED)
    answer["Allow"] = allowed
    return answer
