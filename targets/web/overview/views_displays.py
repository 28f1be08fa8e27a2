"""Display links: a place's managers make and revoke them, and a screen shows what they open."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from targets import access, clock, formatting
from targets.exchange.headers.period_text import parse_day
from targets.exchange.sheets.problems import CellRefused
from targets.models import Role
from targets.reads.places.places import PlaceFacts, place_facts
from targets.reads.scope.display_links import display_link, display_link_lines, shows
from targets.reads.scope.labels import tier_labels
from targets.web.overview.views_wall import wall_content
from targets.web.request.errors import handle_errors
from targets.web.request.links import full_address
from targets.web.request.query import forbid, parse_query_of, readable_place
from targets.writes.people.display_links import (
    PREFIX,
    DisplayLinkRefused,
    make_display_link,
    note_use,
    revoke_display_link,
)
from tracker.requests.session_limits import for_everybody

_LONGEST = 100
_GONE, _NOT_FOUND = 410, 404


@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret", "address")
def display_links_page(request: HttpRequest) -> HttpResponseBase:
    """List the links of a place; POST makes one and shows its address this one time."""
    place = _managed_place(request)
    if request.method != "POST":
        return _page(request, place)
    day = request.POST.get("expires_on", "").strip()
    try:
        made = make_display_link(
            place.label.id,
            request.user.pk or 0,
            name=request.POST.get("name", "").strip(),
            expires_on=_day(day),
            now=clock.now(),
            today=clock.today(),
        )
    except CellRefused:
        wrong = _("“%(day)s” is not a day. Write it as 2026-12-31, or leave it out.")
        return _page(request, place, problems={"expires_on": wrong % {"day": day[:40]}})
    except DisplayLinkRefused as refused:
        problems = {
            field or "all": formatting.phrase(sentence)
            for field, sentence in refused.problems.items()
        }
        return _page(request, place, problems=problems)
    address = full_address(request, reverse("targets:display", args=[made.secret]))
    return _page(request, place, made=(made.link.name, address))


@handle_errors
@require_POST
def display_link_revoke(request: HttpRequest, link: uuid.UUID) -> HttpResponseBase:
    """End a link of the place at once."""
    place = _managed_place(request)
    if not revoke_display_link(place.label.id, link, request.user.pk or 0, now=clock.now()):
        raise Http404(_("This place has no such link, or it was revoked already."))
    messages.success(request, _("The link was revoked; its screen shows nothing any more."))
    return redirect(f"{reverse('targets:display_links')}?place={place.label.code}")


@never_cache
@handle_errors
@require_safe
@for_everybody
@sensitive_variables("secret")
def display(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A place's slides as everybody may see them, for a screen that nobody logs in at.

    Whoever asks is nobody here, logged in or not; nothing on the page leads elsewhere.
    """
    request._targets_rights = access.NOBODY  # type: ignore[attr-defined]
    link = None
    if secret.startswith(PREFIX) and len(secret) <= _LONGEST and secret.isascii():
        link = display_link(secret)
    today = clock.today()
    place = place_facts(link.place.code, today, None) if link and shows(link, today) else None
    if link is None or place is None:
        status = _NOT_FOUND if link is None else _GONE
        answer = render(request, "targets/overview/display_ended.html", status=status)
    else:
        note_use(link, clock.now())
        tiers = tier_labels()
        wanted = parse_query_of(request, tiers, access.NOBODY, place)
        answer = render(request, "targets/overview/wall.html", wall_content(request, wanted, tiers))
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _managed_place(request: HttpRequest) -> PlaceFacts:
    """The place that is asked for, if the reader manages it."""
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        forbid(request, rights)
    place = readable_place(request, rights, request.GET.get("place", "").strip())
    if not rights.has_role(Role.MANAGER, place.above):
        raise PermissionDenied(_("Display links are made by who manages the place."))
    return place


def _day(text: str) -> date | None:
    return parse_day(text) if text else None


@sensitive_variables("made")
def _page(
    request: HttpRequest,
    place: PlaceFacts,
    *,
    made: tuple[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> HttpResponse:
    today = clock.today()
    context = {
        "place": place.label,
        "place_name": formatting.name(place.label),
        "links": display_link_lines(place.label.id, today),
        "made": made,
        "problems": problems or {},
        "typed": request.POST if problems else {},
        "earliest": today.isoformat(),
    }
    return render(
        request, "targets/overview/display_links.html", context, status=400 if problems else 200
    )
