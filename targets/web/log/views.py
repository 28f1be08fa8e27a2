"""Logging: one unit and month, or one series and year, every slot on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from targets import formatting
from targets.reads.overview.overview import is_task
from targets.web.log.actions import answer_post
from targets.web.log.cells import derived
from targets.web.log.form import read_grid
from targets.web.log.page import grid_of, page
from targets.web.log.query import log_asked
from targets.web.log.screen import guarded
from targets.web.request.errors import handle_errors
from targets.writes.entries.grid_questions import questions
from targets.writes.entries.grid_reading import brought_by, is_touched, needs_reason, read_lines


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def log_page(request: HttpRequest) -> HttpResponseBase:
    """The grid of one unit and month; a POST does what its button says and comes back to it, or
    shows again what could not be taken."""
    if request.method == "POST":
        return answer_post(request, log_asked(request, request.POST))
    asked = log_asked(request, request.GET)
    return page(request, asked, grid_of(asked))


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def log_year_page(request: HttpRequest, place: str, code: str) -> HttpResponseBase:
    """The grid of one series over the periods of a year; the same lines, the same write."""
    said = request.POST if request.method == "POST" else request.GET
    asked = log_asked(request, said.dict() | {"place": place, "series": code})
    if request.method == "POST":
        return answer_post(request, asked)
    return page(request, asked, grid_of(asked))


@never_cache
@handle_errors
@require_POST
def log_preview(request: HttpRequest) -> HttpResponseBase:
    """The computed cells as they would be after saving, and what would be said. Writes nothing."""
    asked = log_asked(request, request.POST)
    grid = grid_of(asked)
    lines = read_lines(grid.rows, read_grid(request.POST, grid.rows), asked.today)
    asked_of = questions(lines, [each for each in lines if is_touched(each)], today=asked.today)
    values = brought_by(lines)
    answer = {}
    for line in lines:
        series = line.row.series
        problems = {field: formatting.phrase(each) for field, each in line.wrong_so_far.items()}
        remarks = guarded(asked_of.get(line.row.key, ()))
        cells = {}
        if not is_task(series) and not problems:
            cells = derived(line.row, values.get(series.id, {}), asked.today)._asdict()
        answer[line.row.key] = {
            "cells": cells,
            "problems": problems,
            "message": "" if line.note is None else formatting.phrase(line.note),
            "needs_reason": not problems and (needs_reason(line) or bool(remarks)),
            "guard": [each._asdict() for each in remarks],
        }
    return JsonResponse({"rows": answer})
