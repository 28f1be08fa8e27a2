"""The page on which a reader makes the address of an embedded chart."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from targets import clock, formatting
from targets.core.values.facts import TASK_MEASURES, Measure
from targets.models import Series
from targets.reads.scope.labels import tier_labels
from targets.reads.series.page import find_series
from targets.web.request.errors import BadRequest, handle_errors
from targets.web.request.links import full_address
from targets.web.request.query import ViewQuery, forbid, parse_query, year_written
from targets.web.series import embed_address
from targets.web.series.embed_address import LANGUAGES, VALID_DAYS, Embedded
from targets.writes.people.administration_log import Author, record_added

FRAME = (640, 440)  # pixels
LATEST = "latest"
_USUAL_DAYS = 90


class Made(NamedTuple):
    """An address as its maker copies it."""

    address: str
    frame: str
    expires_on: str


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def embed_address_page(request: HttpRequest, place: str, code: str) -> HttpResponseBase:
    """What to choose; POST shows the address and the line for another site's page."""
    query = parse_query(request, tier_labels(), code=place)
    if not query.sees_people:
        forbid(request, query.rights)  # whoever publishes a figure has to be known
    series = find_series(query.place.label.id, code)
    if series is None:
        raise Http404(_("This place has no series “%(code)s”.") % {"code": code})
    if Measure(series.indicator.measure) in TASK_MEASURES:
        raise BadRequest(_("“%(name)s” is a task and has no chart.") % _named(series))
    made = _made(request, series, query) if request.method == "POST" else None
    context = {
        "asked": query,
        "name": formatting.name(series.indicator),
        "code": code,
        "place_name": formatting.name(query.place.label),
        "years": sorted({*query.place.years, *query.place.latest_ends}, reverse=True),
        "days": VALID_DAYS,
        "chosen": {
            "year": request.POST.get("year", LATEST),
            "language": request.POST.get("language", get_language()),
            "days": request.POST.get("days", str(_USUAL_DAYS)),
        },
        "made": made,
        "sites": settings.EMBED_SITES,
        "frame": FRAME,
    }
    return render(request, "targets/series/embed_address.html", context)


def _named(series: Series) -> dict[str, str]:
    return {"name": formatting.name(series.indicator)}


def _made(request: HttpRequest, series: Series, query: ViewQuery) -> Made:
    """Sign what was chosen. Raises :class:`BadRequest` for what is not on offer."""
    language, days = request.POST.get("language", ""), request.POST.get("days", "")
    if language not in LANGUAGES:
        raise BadRequest(_("There is no language “%(text)s” here.") % {"text": language[:20]})
    if days not in {str(each) for each in VALID_DAYS}:
        raise BadRequest(
            _("An address is good for %(known)s days; “%(text)s” is none of these.")
            % {"known": " / ".join(map(str, VALID_DAYS)), "text": days[:20]}
        )
    expires_on = clock.today() + timedelta(days=int(days))
    signed = embed_address.sign(Embedded(series.id, _year(request), language, expires_on))
    address = full_address(request, reverse("targets:embed", args=[signed]))
    record_added(
        Author(query.rights.user_id or 0), series,
        name=gettext_noop("address of an embedded chart"), what=expires_on.isoformat(),
    )  # fmt: skip
    frame = format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
        address, formatting.name(series.indicator), *FRAME,
    )  # fmt: skip
    return Made(address, frame, formatting.day(expires_on))


def _year(request: HttpRequest) -> int | None:
    text = request.POST.get("year", "")
    return None if text == LATEST else year_written(text)
