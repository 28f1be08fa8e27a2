"""Logging: one reporting unit, one month, every slot on one page; saved all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from targets import words
from targets.core.periods import month_end
from targets.core.phrases import gettext_noop, phrase
from targets.core.values import Phrase
from targets.reads.judged import AsOf
from targets.reads.labels import tier_labels
from targets.reads.log import LogGrid, LogRow, log_grid
from targets.reads.log_signatures import signatures
from targets.reads.overview import is_task
from targets.reads.sight import EVERYTHING
from targets.web.answering import answering
from targets.web.log_asked import LogAsked, log_asked
from targets.web.log_form import in_conflict, read_grid, stored, undecided
from targets.web.log_screen import Line, Shown, declared_choices, line, previewed
from targets.writes.grid_lines import Typed
from targets.writes.ledger import LedgerConflict
from targets.writes.logging import GridRefused, Logged, log_actuals, needs_reason, read_lines


class Outcome(NamedTuple):
    """A submission that was not taken: what was typed, what is wrong, what was changed by
    others."""

    status: int
    typed: Mapping[uuid.UUID, Typed]
    problems: Mapping[uuid.UUID, Mapping[str, Phrase]] = {}
    conflicts: Collection[uuid.UUID] = ()


@never_cache
@answering
@require_http_methods(["GET", "HEAD", "POST"])
def log_page(request: HttpRequest) -> HttpResponseBase:
    """The grid; a POST saves it and comes back to it, or shows again what could not be taken."""
    said = request.POST if request.method == "POST" else request.GET
    asked = log_asked(request, said)
    grid = _grid(asked)
    if request.method == "POST":
        return _submitted(request, asked, grid)
    return _page(request, asked, grid)


@never_cache
@answering
@require_POST
def log_preview(request: HttpRequest) -> HttpResponseBase:
    """The computed cells as they would be after saving. Writes nothing."""
    asked = log_asked(request, request.POST)
    grid = _grid(asked)
    rows = grid.figures + grid.tasks
    answer = {}
    for read, seen in read_lines(rows, read_grid(request.POST, rows), asked.today):
        series = read.row.series
        cells = previewed(
            read.row, read.content.value, period_end=grid.period_end, today=asked.today
        )
        problems = {field: words.phrase(each) for field, each in read.problems.items()}
        answer[series.code] = {
            "cells": {} if is_task(series) or problems else cells._asdict(),
            "problems": problems,
            "message": "" if read.note is None else words.phrase(read.note),
            "needs_reason": not problems and needs_reason(read, seen),
        }
    return JsonResponse({"rows": answer})


def _grid(asked: LogAsked) -> LogGrid:
    return log_grid(
        asked.place.label.id,
        asked.unit.id,
        asked.period_end,
        at=AsOf(asked.period_end, asked.today),
        sight=EVERYTHING,
    )


def _submitted(request: HttpRequest, asked: LogAsked, grid: LogGrid) -> HttpResponseBase:
    rows = grid.figures + grid.tasks
    typed = read_grid(request.POST, rows)
    shown_before = in_conflict(request.POST, rows)
    if open_conflicts := undecided(request.POST, rows):
        choose = phrase(gettext_noop("Choose which of the two is to stand."))
        problems = {series_id: {"keep": choose} for series_id in open_conflicts}
        return _page(request, asked, grid, Outcome(400, typed, problems, shown_before))
    try:
        logged = log_actuals(
            asked.place.label.id,
            grid,
            typed,
            today=asked.today,
            author_id=request.user.pk,
        )
    except GridRefused as refused:
        return _page(request, asked, grid, Outcome(400, typed, refused.problems, shown_before))
    except LedgerConflict as conflict:
        met = {each.series_id for each in conflict.conflicts}
        return _page(request, asked, _grid(asked), Outcome(409, typed, {}, met))
    _say(request, logged)
    return redirect(_address(asked))


def _say(request: HttpRequest, logged: Logged) -> None:
    if not logged.total:
        messages.info(request, _("Nothing was changed, so nothing was written."))
        return
    parts = [
        ngettext("%(count)s entered", "%(count)s entered", logged.new) % {"count": logged.new},
        ngettext("%(count)s changed", "%(count)s changed", logged.changed)
        % {"count": logged.changed},
        ngettext("%(count)s withdrawn", "%(count)s withdrawn", logged.withdrawn)
        % {"count": logged.withdrawn},
    ]
    counts = (logged.new, logged.changed, logged.withdrawn)
    said = [part for part, count in zip(parts, counts, strict=True) if count]
    messages.success(request, _("Saved: %(counts)s.") % {"counts": _(", ").join(said)})
    for series, note in logged.notes:
        messages.info(request, f"{words.name(series)}: {words.phrase(note)}")


def _address(asked: LogAsked) -> str:
    query = {
        "place": asked.place.label.code,
        "unit": asked.unit.code,
        "period": f"{asked.period_end:%Y-%m}",
    }
    return f"{reverse('targets:log')}?{urlencode(query)}"


def _page(
    request: HttpRequest, asked: LogAsked, grid: LogGrid, outcome: Outcome | None = None
) -> HttpResponse:
    tiers = tier_labels()
    shown = _shown(request, grid, outcome)
    lines = [
        line(number, row, shown[row.series.id], period_end=grid.period_end, tiers=tiers)
        for number, row in enumerate(grid.figures + grid.tasks, start=1)
    ]
    months = words.as_of_month(grid.period_end)
    context = {
        "asked": asked,
        "place": asked.place.label,
        "grid": grid,
        "title": f"{grid.period_end.year}年{months}"
        if words.in_chinese()
        else f"{months} {grid.period_end.year}",
        "period_label": months,
        "figures": [each for each in lines if not is_task(each.row.series)],
        "tasks": [each for each in lines if is_task(each.row.series)],
        "wrong": _summary(lines),
        "is_conflict": outcome is not None and outcome.status == 409,  # noqa: PLR2004
        "states": declared_choices(),
        "unit_name": words.name(asked.unit),
        "units": [(unit.code, words.name(unit)) for unit in asked.units],
        "places": [(place.code, words.name(place)) for place in asked.places],
        "days_left": (grid.due_on - asked.today).days,
        "example": f"{grid.period_end.year}-12",
        "days_late": (asked.today - grid.due_on).days,
        "before_label": _before(grid),
        "due": words.day(grid.due_on),
        "period": f"{grid.period_end:%Y-%m}",
        "to_enter": grid.due - grid.filled,
        "is_collecting": asked.place.collecting_since is not None
        and asked.place.collecting_since <= grid.period_end,
    }
    return render(request, "targets/log.html", context, status=outcome.status if outcome else 200)


def _before(grid: LogGrid) -> str:
    """The month before, as the heading of what stood then; a year begins with none."""
    if grid.period_end.month == 1:
        return ""
    return words.as_of_month(month_end(grid.period_end.year, grid.period_end.month - 1))


def _summary(lines: list[Line]) -> list[Line]:
    """Lines that keep the grid from being saved, for the list at the top."""
    return [each for each in lines if each.problems or each.theirs]


def _shown(
    request: HttpRequest, grid: LogGrid, outcome: Outcome | None
) -> Mapping[uuid.UUID, Shown]:
    rows: tuple[LogRow, ...] = grid.figures + grid.tasks
    if outcome is None:
        return {row.series.id: Shown() for row in rows}
    met = [row for row in rows if row.series.id in outcome.conflicts]
    signed = signatures([row.entry.id for row in met if row.entry is not None]) if met else {}
    theirs = {
        row.series.id: signed[row.entry.id]
        for row in met
        if row.entry is not None and row.entry.id in signed
    }
    found = {}
    for row in rows:
        typed = outcome.typed.get(row.series.id)
        if typed is not None and row.series.id in theirs:
            # From now on the other person's entry has been seen
            typed = typed._replace(seen_id=stored(row).seen_id)
        found[row.series.id] = Shown(
            typed=typed,
            problems=outcome.problems.get(row.series.id, {}),
            theirs=theirs.get(row.series.id),
            choice=request.POST.get(f"keep-{row.series.code}", ""),
        )
    return found
