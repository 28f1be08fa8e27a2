"""大屏: the overview for a meeting-room screen; a script turns its slides and fetches them anew."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import clock, formatting
from targets.core.values.reading import whole
from targets.models import Role
from targets.reads.overview.overview import Filters, overview
from targets.reads.scope.labels import TierLabel, tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.web.overview.wall_screen import slides, waiting
from targets.web.parts.summary import summarise
from targets.web.request.errors import BadRequest, handle_errors
from targets.web.request.links import params_as_given, place_query
from targets.web.request.query import ViewQuery, parse_query
from tracker.requests.session_limits import no_activity

LOOKS = ("dark", "light")
TURN, LEAST_TURN, MOST_TURN = 15, 3, 600  # seconds a slide stands


@handle_errors
@require_safe
@no_activity
def wall_page(request: HttpRequest) -> HttpResponseBase:
    """The whole of a place as slides; without script one long page. As the overview, in as many
    queries."""
    tiers = tier_labels()
    wanted = parse_query(request, tiers)
    links = {
        "overview": f"{reverse('targets:overview')}?{params_as_given(request, wanted)}",
        "displays": f"{reverse('targets:display_links')}?{place_query(wanted)}"
        if wanted.rights.has_role(Role.MANAGER, wanted.place.above)
        else "",
    }
    return render(
        request, "targets/overview/wall.html", {**wall_content(request, wanted, tiers), **links}
    )


def wall_content(
    request: HttpRequest, wanted: ViewQuery, tiers: dict[str, TierLabel]
) -> dict[str, object]:
    """What the slides hold, for whoever may see it; nothing leads away from them. Raises
    :class:`BadRequest` for a look or a number of seconds that does not exist."""
    look, seconds = _look(request), _seconds(request)
    found = overview(
        wanted.place,
        year=wanted.year,
        at=wanted.at,
        filters=Filters(tier=wanted.tier),
        rules=rules_in_force(wanted.at.as_of, wanted.at.known_at),
        sight=wanted.sight,
    )
    return {
        "asked": wanted,
        "place_name": formatting.name(wanted.place.label),
        "look": look,
        "seconds": seconds,
        "found": found,
        "summary": summarise(found, wanted, tiers, lambda **_changes: ""),
        "slides": slides(found, tiers),
        "waiting": waiting(found),
        "as_of_label": formatting.as_of_month(wanted.at.as_of),
        "now": clock.now(),
    }


def _look(request: HttpRequest) -> str:
    look = request.GET.get("look") or LOOKS[0]
    if look not in LOOKS:
        raise BadRequest(_("There is no look “%(look)s”: ask for dark or light.") % {"look": look})
    return look


def _seconds(request: HttpRequest) -> int:
    text = request.GET.get("seconds", "").strip()
    if not text:
        return TURN
    seconds = whole(text, LEAST_TURN, MOST_TURN)
    if seconds is None:
        raise BadRequest(
            _("A slide stands from %(least)s to %(most)s seconds; “%(text)s” is not that.")
            % {"least": LEAST_TURN, "most": MOST_TURN, "text": text[:20]}
        )
    return seconds
