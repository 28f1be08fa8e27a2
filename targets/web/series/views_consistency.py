"""数据一致性: what does not fit among the targets and figures of a place."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from targets import access, formatting
from targets.core.consistency.values import Finding
from targets.reads.scope.labels import tier_labels
from targets.reads.series.consistency import Checked, findings, year_as_stated
from targets.web.request.errors import handle_errors
from targets.web.request.links import query
from targets.web.request.query import ViewQuery, parse_query


class Link(NamedTuple):
    """One series that a finding speaks of."""

    name: str
    address: str


class Line(NamedTuple):
    """One finding as printed."""

    sentence: str
    is_grave: bool
    series: tuple[Link, ...]


@handle_errors
@require_safe
def consistency_page(request: HttpRequest) -> HttpResponseBase:
    """Every finding of a place and year in a sentence, grave ones first."""
    tiers = tier_labels()
    wanted = parse_query(request, tiers)
    checked = findings(
        place_id=wanted.place.label.id,
        year=wanted.year,
        at=year_as_stated(wanted.year, wanted.at),
        named=lambda row: formatting.series_words(row, tiers),
        tiers=tuple(tiers),
        sight=wanted.sight,
    )
    lines = [_line(finding, checked, wanted) for finding in checked.findings]
    known = {wanted.year, *wanted.place.years, *wanted.place.latest_ends}
    context = {
        "asked": wanted,
        "place_name": formatting.name(wanted.place.label),
        "years": sorted(known, reverse=True),
        "grave": [line for line in lines if line.is_grave],
        "notes": [line for line in lines if not line.is_grave],
        "examined": len(checked.rows),
        "manages": access.may_state(wanted.rights, wanted.place.above),
    }
    return render(request, "targets/series/consistency.html", context)


def _line(finding: Finding, checked: Checked, wanted: ViewQuery) -> Line:
    rows = {row.code: row for row in checked.rows}
    said = query(wanted)
    links = tuple(
        Link(
            formatting.name(rows[code]),
            f"{reverse('targets:series', args=[rows[code].place.code, code])}?{said}",
        )
        for code in dict.fromkeys(finding.series)
        if code in rows
    )
    return Line(formatting.phrase(finding.sentence), finding.is_grave, links)
