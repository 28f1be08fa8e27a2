"""变动情况: what changed in a place between two months, or since what was known on a day."""

from __future__ import annotations

import tempfile
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from targets import access, formatting
from targets.core.changes.changes import Direction
from targets.exchange.out.xlsx import Kind, XlsxColumn, XlsxSheet, write_xlsx
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.reads.changes.place_changes import Compared, Moment, place_changes
from targets.reads.scope.labels import PlaceLabel, TierLabel, tier_labels
from targets.web.changes.rows import change_lines, count_lines, file_columns, file_rows
from targets.web.parts.downloads import xlsx_answer
from targets.web.request.errors import handle_errors
from targets.web.request.links import place_query, replayed
from targets.web.request.other_moment import Other, in_order, month_before, other_asked
from targets.web.request.query import CHOICES, ViewQuery, choices, parse_query

_NUMBERS = (6, 7)  # columns of the file that hold numbers


class _Found(NamedTuple):
    wanted: ViewQuery
    other: Other
    tiers: dict[str, TierLabel]
    rows: tuple[Compared, ...]


@handle_errors
@require_safe
def changes_page(request: HttpRequest) -> HttpResponseBase:
    """Worse, better and otherwise changed series, each with its causes in words."""
    offered = choices(access.rights_of_request(request))
    found = _find(request, offered)
    wanted, other = found.wanted, found.other
    lines = change_lines(found.rows, wanted, other, found.tiers)
    since = f"{other.day:%Y-%m-%d}" if other.day else ""
    context = {
        "asked": wanted,
        "other": other,
        "place_name": formatting.name(wanted.place.label),
        "places": offered if len(offered) <= CHOICES else (),
        "now_name": formatting.month(wanted.at.as_of),
        "groups": [
            (name, lines[each])
            for each, name in (
                (Direction.WORSE, _("Worse")),
                (Direction.BETTER, _("Better")),
                (Direction.OTHER, _("Other changes")),
            )
            if lines[each]
        ],
        "counts": count_lines(found.rows),
        "unchanged": sum(row.change is None for row in found.rows),
        "query": place_query(wanted, **{"with": other.month, "since": since}),
    }
    return render(request, "targets/changes/changes.html", context)


def _find(request: HttpRequest, offered: tuple[PlaceLabel, ...] | None = None) -> _Found:
    tiers = tier_labels()
    wanted = parse_query(request, tiers, offered=offered)
    # A month before the year that is named is judged by its own year's targets
    wanted = wanted._replace(year=min(wanted.year, wanted.at.as_of.year))
    wanted, other = in_order(wanted, other_asked(request, wanted) or month_before(wanted))
    rows = place_changes(
        wanted.place.label.id,
        Moment(wanted.year, wanted.at),
        other.moment,
        tier=wanted.tier,
        sight=wanted.sight,
    )
    return _Found(wanted, other, tiers, rows)


@handle_errors
@require_GET
def changes_csv(request: HttpRequest) -> HttpResponseBase:
    """The changed series as CSV."""
    found = _find(request)
    body = b"".join(csv_chunks(file_columns(), file_rows(found.rows, found.tiers)))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.csv"'
    return answer


@handle_errors
@require_GET
def changes_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The changed series as XLSX: the same rows."""
    found = _find(request)
    out = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - closed by the answer
    columns = [
        XlsxColumn(header, Kind.NUMBER if place in _NUMBERS else Kind.TEXT)
        for place, header in enumerate(file_columns())
    ]
    write_xlsx(out, [XlsxSheet(_("Changes"), columns, file_rows(found.rows, found.tiers))])
    return xlsx_answer(out, f"{_file_name(found)}.xlsx")


def _file_name(found: _Found) -> str:
    label = found.wanted.place.label
    illustrative = "_illustrative" if label.illustrative else ""
    then = found.other.month or f"known_{found.other.day:%Y-%m-%d}"
    now = f"{found.wanted.at.as_of:%Y-%m}{replayed(found.wanted)}"
    return f"changes_{label.code}{illustrative}_{then}_{now}"
