"""大屏: the overview for a meeting-room screen; a script turns its slides and fetches them anew."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import clock, words
from targets.core.reading import whole
from targets.reads.labels import tier_labels
from targets.reads.overview import Filters, overview
from targets.reads.rules import rules_in_force
from targets.web.answering import answering
from targets.web.asked import asked
from targets.web.kept import as_asked
from targets.web.refusals import BadRequest
from targets.web.summary import summarise
from targets.web.wall_screen import slides, waiting
from tracker.session_limits import no_activity

LOOKS = ("dark", "light")
TURN, LEAST_TURN, MOST_TURN = 15, 3, 600  # seconds a slide stands


@answering
@require_safe
@no_activity
def wall_page(request: HttpRequest) -> HttpResponseBase:
    """The whole of a place as slides; without script one long page. As the overview, in as many
    queries."""
    look, seconds = _look(request), _seconds(request)
    tiers = tier_labels()
    wanted = asked(request, tiers)
    found = overview(
        wanted.place,
        year=wanted.year,
        at=wanted.at,
        filters=Filters(tier=wanted.tier),
        rules=rules_in_force(wanted.at.as_of, wanted.at.known_at),
        sight=wanted.sight,
    )
    context = {
        "asked": wanted,
        "place_name": words.name(wanted.place.label),
        "look": look,
        "seconds": seconds,
        "overview": found,
        "summary": summarise(found, wanted, tiers, lambda **_changes: ""),
        "slides": slides(found, tiers),
        "waiting": waiting(found),
        "as_of_label": words.as_of_month(wanted.at.as_of),
        "overview_query": as_asked(request, wanted),
        "now": clock.now(),
    }
    return render(request, "targets/wall.html", context)


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
