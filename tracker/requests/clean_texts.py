"""Requests without what cannot be stored or read: one place, before anything looks into them."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from targets.core.values.texts import is_storable, storable
from tracker.requests.plainly import refused_plainly

_OWN_RULES = "/api/"  # it refuses such a text by its field, so that programs learn of it


_UTF_8 = {"utf-8", "ascii"}
_BAD = 400


class CleanCookies:
    """Take out cookies that nobody was given: one can bring NUL in disguise, and would be looked
    up as a session's key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before sessions and languages are looked for."""
        request.COOKIES = {
            name: text for name, text in request.COOKIES.items() if is_storable(name + text)
        }
        return self.get_response(request)


class CleanTexts:
    """Take NUL and what else no database holds out of queries and forms.

    A person cannot see these characters: they come with what is pasted. In a form they are left
    out, since refusing would lose what was typed beside them. In a query each is made visible
    instead: what is asked for so is nothing there is, and never something else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Clean the query; the form waits for its turn. No address has such a path, and no page
        of ours sends anything but UTF-8."""
        claimed = request.encoding
        if claimed and codecs.lookup(claimed).name not in _UTF_8:
            request.encoding = "utf-8"
            return refused_plainly(_("The request has to be written in UTF-8."), _BAD)
        if not request.path_info.startswith(_OWN_RULES):
            if not is_storable(request.path_info):
                raise Http404
            request.GET = cleaned(request.GET, "\N{REPLACEMENT CHARACTER}")  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: tuple[Any, ...], _named: dict[str, Any]
    ) -> None:
        """Clean the form, which the protection against forged requests has read by now."""
        if request.method == "POST" and not request.path_info.startswith(_OWN_RULES):
            request.POST = cleaned(request.POST)  # type: ignore[assignment]


def cleaned(fields: QueryDict, instead: str = "") -> QueryDict:
    """The same fields with storable names and values; the very same where they are."""
    if all(
        is_storable(text) for name, values in fields.lists() for text in (name, *map(str, values))
    ):
        return fields
    copy = QueryDict(mutable=True, encoding=fields.encoding)
    for name, values in fields.lists():
        for value in values:
            copy.appendlist(storable(name, instead), storable(str(value), instead))
    copy._mutable = False  # as Django does with what it parsed
    return copy
