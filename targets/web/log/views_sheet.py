"""打印报送表: what a unit reports for a month, on paper, to be signed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from targets import clock, formatting
from targets.reads.overview.overview import is_task
from targets.web.log.page import address, grid_of, lines_of
from targets.web.log.query import log_query
from targets.web.log.screen import Shown
from targets.web.parts.slot_words import value_headings
from targets.web.request.errors import handle_errors


@never_cache
@handle_errors
@require_safe
def log_sheet(request: HttpRequest) -> HttpResponseBase:
    """The figures and tasks as they are stored, drafts marked as such, and lines to sign on."""
    query = log_query(request, request.GET)
    grid = grid_of(query)
    lines = lines_of(query, grid, {row.key: Shown() for row in grid.rows})
    months = formatting.as_of_month(grid.period_end)
    year = grid.period_end.year
    context = {
        "asked": query,
        "place": query.place.label,
        "place_name": formatting.name(query.place.label),
        "unit_name": formatting.name(query.unit),
        "title": f"{year}年{months}" if formatting.in_chinese() else f"{months} {year}",
        "grid": grid,
        "figures": [line for line in lines if not is_task(line.row.series)],
        "tasks": [line for line in lines if is_task(line.row.series)],
        "value_heading": value_headings(grid.figures)[0],
        "back": address(query),
        "printed_at": clock.now(),
        "due": formatting.day(grid.due_on),
    }
    return render(request, "targets/log/sheet.html", context)
