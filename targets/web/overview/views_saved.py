"""我的视图: the filters of the overview that a person keeps under a name."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from targets import access, clock, formatting
from targets.core.saying.labels import verdict_name
from targets.core.values.facts import Verdict
from targets.models import SavedView, Unit
from targets.reads.overview.overview import Group
from targets.reads.scope.labels import Label, TierLabel, tier_labels
from targets.reads.scope.namesakes import told_apart
from targets.writes.people.saved_views import SavedViewRefused, delete_view, save_view

# ---- The filters of a saved view in the reader's words, not as the address has them


class _Names(NamedTuple):
    """What codes stand for; a code without a name is printed as it is."""

    units: Mapping[str, str]
    tiers: Mapping[str, TierLabel]


def said_in_words(rights: access.Rights, queries: Sequence[str]) -> list[str]:
    """Each address's filters in one line. Two queries, whatever the number of addresses."""
    asked = [QueryDict(query).dict() for query in queries]
    codes = {str(said[name]) for said in asked for name in ("place", "lead") if name in said}
    names = _Names(_unit_names(rights, codes), tier_labels())
    return [_line({name: str(value) for name, value in said.items()}, names) for said in asked]


def _unit_names(rights: access.Rights, codes: set[str]) -> dict[str, str]:
    """Names of places this person may read, and of the units in them."""
    places = access.readable_places(rights).values("id")
    found = Unit.objects.filter(code__in=[code for code in codes if "\0" not in code])
    found = found.filter(Q(id__in=places) | Q(parent_id__in=places))
    labels = [Label(unit.code, unit.name_zh, unit.name_en) for unit in found]
    alike = told_apart(labels)
    return {label.code: formatting.name(alike.get(label.code, label)) for label in labels}


def _line(said: Mapping[str, str], names: _Names) -> str:
    parts = [say(said[name], names) for name, say in _SAID.items() if name in said]
    return " · ".join(part for part in parts if part)


def _year(value: str, _names: _Names) -> str:
    return _("%(year)s") % {"year": value}


def _as_of(value: str, _names: _Names) -> str:
    return _("as of %(month)s") % {"month": value}


def _unit(value: str, names: _Names) -> str:
    return names.units.get(value, value)


def _tier(value: str, names: _Names) -> str:
    return formatting.tier_name(names.tiers[value]) if value in names.tiers else value


def _verdict(value: str, _names: _Names) -> str:
    return formatting.message(verdict_name(Verdict(value))) if value in set(Verdict) else value


def _group(value: str, _names: _Names) -> str:
    grouped = {
        Group.THEME.value: _("by theme"),
        Group.LEAD.value: _("by lead unit"),
        Group.STATUS.value: _("by status"),
    }
    return grouped.get(value, value)


def _text(value: str, _names: _Names) -> str:
    return _("“%(text)s”") % {"text": value}


def _plain(value: str, _names: _Names) -> str:
    return value


def _pending(value: str, _names: _Names) -> str:
    return _("only accepted figures") if value == "no" else ""


def _with(value: str, _names: _Names) -> str:
    return _("beside %(month)s") % {"month": value}


def _since(value: str, _names: _Names) -> str:
    return _("beside what was known on %(day)s") % {"day": value}


def _known(value: str, _names: _Names) -> str:
    return _("as known on %(day)s") % {"day": value}


# In the order of the line; the column that sorts is left unsaid
_SAID: dict[str, Callable[[str, _Names], str]] = {
    "place": _unit,
    "year": _year,
    "as_of": _as_of,
    "known": _known,
    "tier": _tier,
    "lead": _unit,
    "leader": _plain,
    "q": _text,
    "verdict": _verdict,
    "group": _group,
    "pending": _pending,
    "with": _with,
    "since": _since,
}


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
