"""我的视图: the filters of the overview that a person keeps under a name."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from targets import access, clock, formatting
from targets.models import SavedView
from targets.web.overview.saved_words import said_in_words
from targets.writes.people.saved_views import SavedViewRefused, delete_view, save_view

SCREEN = "overview"
# What the overview understands; anything else is not kept
_KEPT = ("place", "year", "as_of", "tier", "lead", "leader", "q", "verdict", "group", "pending",
         "sort", "with", "since", "known")  # fmt: skip


class ViewLine(NamedTuple):
    """One saved view as printed."""

    id: uuid.UUID
    name: str
    address: str
    filters: str


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: HttpRequest) -> HttpResponse:
    """The reader's views; with filters in the address, a form to keep them under a name."""
    query = _kept(request.GET)
    if request.method != "POST":
        return _page(request, query)
    query = _kept(QueryDict(request.POST.get("query", "")))
    name = request.POST.get("name", "")
    try:
        save_view(_person(request), name=name, screen=SCREEN, query=query, now=clock.now())
    except SavedViewRefused as refused:
        return _page(request, query, name, formatting.phrase(refused.reason))
    messages.success(request, _("The view was saved."))
    return redirect("targets:saved_views")


@require_POST
@login_required
def saved_view_delete(request: HttpRequest, view: uuid.UUID) -> HttpResponse:
    """Delete one of the reader's own views."""
    if not delete_view(_person(request), view):
        raise Http404(_("You have no such view."))
    messages.success(request, _("The view was deleted."))
    return redirect("targets:saved_views")


def _person(request: HttpRequest) -> int:
    assert request.user.pk is not None  # noqa: S101 - only who is logged in comes here
    return request.user.pk


def _kept(said: QueryDict) -> str:
    kept = QueryDict(mutable=True)
    for name in _KEPT:
        value = said.get(name)
        if isinstance(value, str) and value:
            kept[name] = value
    return kept.urlencode()


def _page(request: HttpRequest, query: str, name: str = "", problem: str = "") -> HttpResponse:
    rows = list(SavedView.objects.filter(person_id=_person(request)))
    overview = reverse("targets:overview")
    said = said_in_words(access.rights_of_request(request), [query, *(row.query for row in rows)])
    context = {
        "views": [
            ViewLine(row.id, row.name, f"{overview}?{row.query}", filters)
            for row, filters in zip(rows, said[1:], strict=True)
        ],
        "query": query,
        "filters": said[0],
        "name": name,
        "problem": problem,
    }
    return render(
        request, "targets/overview/saved_views.html", context, status=400 if problem else 200
    )
