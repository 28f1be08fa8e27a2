"""嵌入图: the chart of one series for other sites, by a signed address and without cookies."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import clock, formatting
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import is_task
from targets.reads.scope.labels import tier_labels
from targets.reads.series.page import embedded_series
from targets.web.parts.figure_badges import standing
from targets.web.parts.glyphs import chip
from targets.web.series import embed_address, embed_chart
from targets.web.series.screen import facts
from tracker.requests.session_limits import for_everybody

FRESH = 300  # seconds that a cache may keep a chart

_View = Callable[[HttpRequest, str], HttpResponseBase]


def _framed(view: _View) -> _View:
    """Of all addresses this one alone may be shown in a frame, on the configured sites."""

    @wraps(view)
    def answered(request: HttpRequest, signed: str) -> HttpResponseBase:
        sites = settings.EMBED_SITES
        allowed = csp_replace({"frame-ancestors": [SELF, *sites]})
        response = allowed(lambda asking: view(asking, signed))(request)
        if sites:
            # This header knows no list of sites; browsers go by the policy above
            response.xframe_options_exempt = True  # type: ignore[attr-defined]
        else:
            response["X-Frame-Options"] = "SAMEORIGIN"
        return response

    return answered


@_framed
@require_safe
@for_everybody
def embed(_request: HttpRequest, signed: str) -> HttpResponse:
    """The chart behind a signed address: official, released figures, whoever asks."""
    today = clock.today()
    try:
        wanted = embed_address.read(signed, today)
    except embed_address.Tampered:
        return _refused(_("This address was not made here, or not all of it was copied."), 403)
    except embed_address.Expired:
        message = _("This address has expired. Ask whoever made it for a new one.")
        return _refused(message, 410)
    with translation.override(wanted.language):
        row = embedded_series(wanted.series_id, year=wanted.year, today=today)
        if row is None or is_task(row):
            return _refused(_("This indicator is no longer here."), 410)
        response = HttpResponse(render_to_string("targets/series/embed.html", _context(row)))
    response["Content-Language"] = wanted.language
    response["Cache-Control"] = f"public, max-age={FRESH}"
    return response


def _refused(message: str, status: int) -> HttpResponse:
    """A page that fits a frame and says what is wrong."""
    context = {"message": message, "chinese": formatting.in_chinese()}
    response = HttpResponse(
        render_to_string("targets/series/embed_refused.html", context), status=status
    )
    response["Cache-Control"] = "no-store"
    return response


def _context(row: JudgedSeries) -> dict[str, object]:
    assessment, tiers = row.assessment, tier_labels()
    picture = embed_chart.picture_of(row, tiers)
    end, judged = assessment.period_end, assessment.judged
    mark = chip(assessment.verdict, formatting.verdict(assessment)) + standing(assessment)
    return {
        "chinese": formatting.in_chinese(),
        "row": row,
        "name": formatting.name(row),
        "place_name": formatting.name(row.place),
        "year": assessment.facts.year,
        "chip": mark_safe(mark),  # noqa: S308 - our own words and drawing
        "sentence": picture.alternative,
        "unit": picture.unit,
        "period": formatting.period(assessment.facts.calendar, end) if end is not None else "",
        "facts": facts(row, tiers)[:2],
        "chart": embed_chart.chart_svg(picture),
        "keys": embed_chart.keys_of(picture),
        "has_floors": embed_chart.has_floors(picture),
        "source": judged.source if judged is not None else "",
    }
