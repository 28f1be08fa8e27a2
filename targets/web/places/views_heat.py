"""热力图: the series of a place × the periods of a year by status; the same as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from targets import access, formatting
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.reads.judging.judged import judged_series
from targets.reads.scope.labels import tier_labels
from targets.web.places.heat_rows import Judged, file_columns, file_rows, heat_map, judged_periods
from targets.web.request.errors import handle_errors
from targets.web.request.links import place_query, replayed
from targets.web.request.query import CHOICES, ViewQuery, choices, parse_query


@handle_errors
@require_safe
def heat_page(request: HttpRequest) -> HttpResponseBase:
    """Every series of the place in a line, a cell a period."""
    offered = choices(access.rights_of_request(request))
    tiers = tier_labels()
    wanted = parse_query(request, tiers, offered=offered)
    known = {wanted.year, *wanted.place.years, *wanted.place.latest_ends}
    context = {
        "asked": wanted,
        "place_name": formatting.name(wanted.place.label),
        "places": offered if len(offered) <= CHOICES else (),
        "years": sorted(known, reverse=True),
        "tiers": tiers.values(),
        "as_of_label": formatting.as_of_month(wanted.at.as_of),
        "map": heat_map(_judged(wanted), wanted),
        "query": place_query(wanted),
    }
    return render(request, "targets/places/heat.html", context)


@handle_errors
@require_GET
def heat_csv(request: HttpRequest) -> HttpResponseBase:
    """A series and period a row."""
    wanted = parse_query(request, tier_labels())
    body = b"".join(csv_chunks(file_columns(), file_rows(_judged(wanted))))
    label = wanted.place.label
    illustrative = "_illustrative" if label.illustrative else ""
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"heat_{label.code}{illustrative}_{wanted.year}{replayed(wanted)}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _judged(wanted: ViewQuery) -> list[Judged]:
    rows = judged_series(
        year=wanted.year,
        at=wanted.at,
        place_ids=[wanted.place.label.id],
        tier=wanted.tier,
        sight=wanted.sight,
    )
    return judged_periods(rows, wanted)
