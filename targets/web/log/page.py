"""The page of a logging grid: its bar, its lines, its buttons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from targets import formatting
from targets.closed_words import shut_notice
from targets.core.guard.guard import Remark
from targets.core.values.facts import Accumulation, Phrase
from targets.core.values.periods import month_end
from targets.reads.due.signers import sign_offs_of
from targets.reads.judging.judged import AsOf
from targets.reads.log.grid import LogGrid, LogRow, log_grid, log_year
from targets.reads.overview.overview import is_task
from targets.reads.scope.closed import closed_periods, closers
from targets.reads.scope.labels import tier_labels
from targets.web.log.query import LogQuery
from targets.web.log.screen import Line, Setting, Shown, declared_choices, line
from targets.web.parts.slot_words import value_headings
from targets.writes.entries.grid_lines import Typed
from targets.writes.entries.grid_questions import questions
from targets.writes.entries.grid_reading import Brought, brought_by, is_touched, read_lines
from targets.writes.entries.grid_stored import shown_first
from targets.writes.entries.sign import may_sign
from targets.writes.entries.submit import OPEN_PERIOD

CONFLICT = 409


class Outcome(NamedTuple):
    """A submission that was not taken, or a page shown again: what was typed, what is wrong,
    what was changed by others."""

    status: int
    typed: Mapping[str, Typed]
    problems: Mapping[str, Mapping[str, Phrase]] = {}
    remarks: Mapping[str, tuple[Remark, ...]] = {}
    meets: Mapping[str, str] = {}  # line → a conflict with an “entry” or a “draft”
    message: str = ""  # of the whole submission


def grid_of(query: LogQuery) -> LogGrid:
    """The grid that is asked for. Three queries.

    Who corrects closed periods for a unit sees what stands: its drafts are its own.
    """
    grid = _whole_grid(query)
    if not query.only_corrects:
        return grid
    rows = (row._replace(slot=row.slot._replace(draft=None)) for row in grid.rows)
    return grid._replace(rows=tuple(rows))


def _whole_grid(query: LogQuery) -> LogGrid:
    if query.series_id is not None:
        found = log_year(
            query.place.label.id, query.series_id, query.period_end.year, today=query.today
        )
        assert found is not None  # noqa: S101 - it was just found
        return found
    return log_grid(
        query.place.label.id,
        query.unit.id,
        query.period_end,
        at=AsOf(query.period_end, query.today),
    )


def to_sign(query: LogQuery, grid: LogGrid) -> frozenset[str]:
    """Lines that wait for this reader to sign them off."""
    if not (query.place.signs_off and query.unit.signs):
        return frozenset()
    waiting = [
        row
        for row in grid.rows
        if may_sign(row, query.rights.user_id, accepts_own=query.place.accepts_own)
    ]
    if any(row.slot.is_closed for row in waiting) and not query.may_revise():
        waiting = [row for row in waiting if not row.slot.is_closed]
    return frozenset(row.key for row in waiting)


def address(asked: LogQuery, name: str = "") -> str:
    """Where this grid stands; ``name`` asks for another page of the same place and period."""
    if asked.is_year and not name:
        where = reverse("targets:log_year", args=[asked.place.label.code, asked.series_code])
        return f"{where}?{urlencode({'year': asked.period_end.year})}"
    query = {
        "place": asked.place.label.code,
        "unit": asked.unit.code,
        "period": f"{asked.period_end:%Y-%m}",
    }
    return f"{reverse('targets:' + (name or 'log'))}?{urlencode(query)}"


def page(
    request: HttpRequest, query: LogQuery, grid: LogGrid, outcome: Outcome | None = None
) -> HttpResponse:
    """The grid as it stands, or as it was sent with what is to be said of it."""
    context = _bar(query, grid) | _lines(request, query, grid, outcome)
    return render(
        request,
        "targets/log/year.html" if query.is_year else "targets/log/log.html",
        context,
        status=outcome.status if outcome else 200,
    )


def lines_of(
    query: LogQuery,
    grid: LogGrid,
    shown: Mapping[str, Shown],
    *,
    is_locked: bool = False,
    signing: Collection[str] = (),
) -> list[Line]:
    """Every line of the grid. One query, and one where a draft was made of what is no more."""
    typed = {row.key: shown[row.key].typed or shown_first(row) for row in grid.rows}
    setting = Setting(
        grid=grid,
        tiers=tier_labels(),
        today=query.today,
        is_year=query.is_year,
        is_locked=is_locked,
        to_sign=frozenset(signing),
        figures=_figures(grid, shown, typed, query.today),
    )
    return [
        line(number, row, shown[row.key], setting) for number, row in enumerate(grid.rows, start=1)
    ]


def _figures(
    grid: LogGrid, shown: Mapping[str, Shown], typed: Mapping[str, Typed], today: date
) -> Brought:
    """What the lines bring as they are shown. A line as it stands needs no reading."""
    if any(shown[row.key].typed for row in grid.rows):
        return brought_by(read_lines(grid.rows, typed, today))
    unread = {row.key: typed[row.key] for row in grid.rows if row.slot.draft or row.slot.returned}
    brought = brought_by(read_lines(grid.rows, unread, today)) if unread else {}
    for row in grid.rows:
        if row.key not in unread and not is_task(row.series):
            entry = row.entry
            value = None if entry is None or entry.withdrawn else entry.value
            brought.setdefault(row.series.id, {})[row.period_end] = value
    return brought


def _lines(
    request: HttpRequest, query: LogQuery, grid: LogGrid, outcome: Outcome | None
) -> dict[str, Any]:
    is_revising = grid.is_closed and query.may_revise()
    is_open = query.has_ended if not query.is_year else bool(grid.rows)
    writes = query.unit.reports or (query.only_corrects and grid.is_closed)
    is_locked = not (is_open and writes) or (
        grid.is_closed and not query.is_year and not is_revising
    )
    signing = to_sign(query, grid)
    shown = _questioned(grid, _shown(request, grid, outcome), outcome, query.today)
    lines = lines_of(query, grid, shown, is_locked=is_locked, signing=signing)
    if grid.is_closed and not is_revising:
        lines = [
            each._replace(is_locked=each.is_locked or each.row.slot.is_closed) for each in lines
        ]
    if query.only_corrects:
        lines = [
            each._replace(is_locked=each.is_locked or not each.row.slot.is_closed) for each in lines
        ]
    filled = sum(each.is_filled for each in lines)
    # Of a closed period as the due list and the matrix count it
    wanted = [row for row in grid.rows if row.is_of_period]
    reported = sum(row.is_filled for row in wanted)
    return {
        "counts": counts_sentence().format(due=grid.due, filled=filled, rest=grid.due - filled),
        "counts_sentence": counts_sentence(),
        "reported": reported,
        "wanted": len(wanted),
        "lacking": len(wanted) - reported,
        "figures": [each for each in lines if not is_task(each.row.series)],
        "tasks": [each for each in lines if is_task(each.row.series)],
        "wrong": [each for each in lines if each.problems or each.theirs or each.guard],
        "is_conflict": outcome is not None and outcome.status == CONFLICT,
        "message": outcome.message if outcome else "",
        "is_wrong": outcome is not None and outcome.status != 200,  # noqa: PLR2004
        "is_open": is_open,
        "is_locked": is_locked,
        "is_revising": is_revising,
        "shut": _shut(query, grid, may_revise=is_revising),
        "open_note": formatting.phrase(OPEN_PERIOD) if query.only_corrects and is_open else "",
        "is_shut": grid.is_closed and not query.is_year and is_locked,
        "signing": len(signing),
        "awaiting": sum(
            row.slot.draft is not None and row.slot.draft.awaits_sign_off for row in grid.rows
        ),
        "nobody_signs": nobody_signs(query),
        "freed": sum(row.slot.draft is not None and row.slot.draft.is_freed for row in grid.rows),
        "handed_back": next(
            (
                row.slot.draft.handed_back
                for row in grid.rows
                if row.slot.draft is not None and row.slot.draft.handed_back
            ),
            "",
        ),
        "hand_back_reason": request.POST.get("hand_back_reason", ""),
    }


def _shut(query: LogQuery, grid: LogGrid, *, may_revise: bool) -> str:
    """Since when its periods are closed and by whom; whom to ask, or what a revision needs."""
    ends = {row.period_end for row in grid.rows if row.slot.is_closed}
    if not ends:
        return ""
    place_id = query.place.label.id
    found = closed_periods([place_id], min(ends), max(ends)).values()
    closed = [each for each in found if each.period_end in ends]
    return shut_notice(closed, closers([place_id])[place_id], may_revise=may_revise)


def _bar(query: LogQuery, grid: LogGrid) -> dict[str, Any]:
    months = formatting.as_of_month(grid.period_end)
    year = grid.period_end.year
    month = f"{year}年{months}" if formatting.in_chinese() else f"{months} {year}"
    name = formatting.name(grid.series)
    kinds = {row.series.assessment.facts.accumulation for row in grid.figures}
    all_totals = kinds == {Accumulation.RUNNING_TOTAL}
    scope = f"{query.unit.code}:{grid.period_end:%Y-%m}"
    if query.is_year:
        scope = f"{query.series_code}:{year}"
    return {
        "asked": query,
        "place": query.place.label,
        "grid": grid,
        "title": f"{name} {year}" if query.is_year else month,
        "year": year,
        "years": (year - 1, year + 1 if year < query.today.year else None),
        "value_heading": value_headings(grid.figures)[0],
        "marks_totals": not all_totals,
        "period_label": ""
        if query.is_year
        else (months if all_totals else formatting.month(grid.period_end)),
        "states": declared_choices(),
        "unit_name": formatting.name(query.unit),
        "units": [(unit.code, formatting.name(unit)) for unit in query.units],
        "places": [(place.code, formatting.name(place)) for place in query.places],
        "days_left": (grid.due_on - query.today).days,
        "example": f"{year}-12",
        "days_late": (query.today - grid.due_on).days,
        "before_label": "" if query.is_year else _before(grid),
        "due": formatting.day(grid.due_on),
        "period": f"{grid.period_end:%Y-%m}",
        "is_collecting": query.place.collecting_since is not None
        and query.place.collecting_since <= grid.period_end,
        "draft_key": f"log:{query.rights.user_id}:{query.place.label.code}:{scope}",
        "sheet_url": "" if query.is_year else address(query, "log_sheet"),
        "workbook_url": "" if query.is_year else _if_there(query, "log_workbook"),
    }


def nobody_signs(query: LogQuery) -> str:
    """That nobody can sign what this reporter sends, and whom to ask; empty where somebody can.
    One query where units sign off, else none."""
    if not (query.place.signs_off and query.unit.reports):
        return ""
    sentence = sign_offs_of([query.unit.id])[query.unit.id].nobody(
        query.rights.user_id,
        accepts_own=query.place.accepts_own,
        may_name=query.rights.is_superuser,
    )
    return "" if sentence is None else formatting.phrase(sentence)


def counts_sentence() -> str:
    """How much there is to fill in; the script that counts while one types says the same."""
    return _("to report {due} · entered {filled} · to enter {rest}")


def _if_there(query: LogQuery, name: str) -> str:
    try:
        return address(query, name)
    except NoReverseMatch:
        return ""


def _before(grid: LogGrid) -> str:
    """The month before, as the heading of what stood then; a year begins with none."""
    if grid.period_end.month == 1:
        return ""
    return formatting.as_of_month(month_end(grid.period_end.year, grid.period_end.month - 1))


def _shown(request: HttpRequest, grid: LogGrid, outcome: Outcome | None) -> Mapping[str, Shown]:
    if outcome is None:
        return {row.key: Shown() for row in grid.rows}
    return {row.key: _shown_again(request, row, outcome) for row in grid.rows}


def _questioned(
    grid: LogGrid, shown: Mapping[str, Shown], outcome: Outcome | None, today: date
) -> Mapping[str, Shown]:
    """What the guard asks about drafts, whenever they are opened again, and about what was typed
    and is shown again. Two queries, or none; a refused page brings its questions along."""
    if outcome is not None and outcome.status != 200:  # noqa: PLR2004
        return shown
    typed = {
        row.key: shown[row.key].typed or shown_first(row)
        for row in grid.rows
        if shown[row.key].typed or row.slot.draft
    }
    if not typed:
        return shown
    lines = read_lines(grid.rows, typed, today)
    asked = questions(lines, [line for line in lines if is_touched(line)], today=today)
    return {key: each._replace(remarks=asked.get(key, ())) for key, each in shown.items()}


def _shown_again(request: HttpRequest, row: LogRow, outcome: Outcome) -> Shown:
    return Shown(
        typed=outcome.typed.get(row.key),
        problems=outcome.problems.get(row.key, {}),
        remarks=outcome.remarks.get(row.key, ()),
        meets=outcome.meets.get(row.key, ""),
        choice=request.POST.get(f"keep-{row.key}", ""),
    )
