"""进度通报: units × periods, on time or not; files of it; 催报."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from targets import access, formatting
from targets.closed_words import closed_sentence
from targets.core.judging.timeliness import Timeliness
from targets.exchange.out.xlsx import Kind, XlsxColumn, XlsxSheet, write_xlsx
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.models import Role
from targets.reads.due.signers import SignOffLine, sign_off_lines
from targets.reads.reporting.matrix import Matrix, reporting_matrix
from targets.reads.scope.closed import closers
from targets.web.parts.downloads import xlsx_answer
from targets.web.parts.slot_words import month_of
from targets.web.reporting import screen
from targets.web.reporting.due_words import sign_off
from targets.web.reporting.query import ReportingQuery, reporting_query
from targets.web.reporting.screen import percent_of, word
from targets.web.reporting.urging import Author, Round, urge_units
from targets.web.request.errors import handle_errors
from targets.web.request.query import CHOICES, choices, refuse
from targets.writes.checking.urge import LONGEST

# ---- The reporting matrix as rows of a file: a unit and period a row, the words of the screen


class Column(NamedTuple):
    """A header and what its column holds."""

    header: str
    kind: Kind = Kind.TEXT


def columns() -> list[Column]:
    """The columns in the reader's language."""
    return [
        Column(_("Place")),
        Column(_("Year"), Kind.INTEGER),
        Column(_("Reporting unit")),
        Column(_("Unit code")),
        Column(_("Period end"), Kind.DATE),
        Column(_("Status")),
        Column(_("Reported"), Kind.INTEGER),
        Column(_("Reports expected"), Kind.INTEGER),
        Column(pgettext("report", "Late"), Kind.INTEGER),
        Column(pgettext("report", "Missing"), Kind.INTEGER),
        Column(_("Returned"), Kind.INTEGER),
        Column(_("On time in the year (%)"), Kind.NUMBER),
    ]


def xlsx_columns() -> list[XlsxColumn]:
    """The same columns for a workbook."""
    return [
        XlsxColumn(column.header, column.kind, decimals=1 if column.kind is Kind.NUMBER else None)
        for column in columns()
    ]


def file_rows(matrix: Matrix, query: ReportingQuery) -> Iterator[tuple[object, ...]]:
    """One row a unit and period that was collected; numbers as numbers."""
    place = formatting.name(query.place.label)
    for row in matrix.rows:
        for end, cell in zip(matrix.ends, row.cells, strict=True):
            if cell.worst is Timeliness.NOT_COLLECTING:
                continue
            yield (
                place, query.year, formatting.name(row.unit), row.unit.code, end, word(cell.worst),
                cell.reported, cell.expected, cell.late, cell.missing, cell.returned,
                percent_of(row.totals),
            )  # fmt: skip


_FEW = 3  # units whose sign-off is shown at once; more are folded, for the matrix comes first
_LEGEND = (
    Timeliness.ON_TIME, Timeliness.LATE, Timeliness.MISSING, Timeliness.RETURNED,
    Timeliness.DUE, Timeliness.CLOSED, Timeliness.NOT_DUE, Timeliness.NOT_COLLECTING,
)  # fmt: skip


@never_cache
@handle_errors
@require_safe
def reporting_page(request: HttpRequest) -> HttpResponseBase:
    """The matrix of a place and year; with a unit and period, what is behind that cell."""
    query = reporting_query(request, request.GET)
    matrix = _matrix(query)
    offered = choices(query.rights)
    urged_end = query.period_end if query.period_end in matrix.ends else None
    urged_end = urged_end or screen.default_urged_end(matrix, query.today)
    context = _context(query, matrix, urged_end) | {
        "places": offered if len(offered) <= CHOICES else (),
        "years": sorted({query.year, query.today.year, *query.place.years}, reverse=True),
    }
    return render(request, "targets/reporting/reporting.html", context)


def _matrix(query: ReportingQuery) -> Matrix:
    return reporting_matrix(query.place, query.year, query.today)


def _context(asked: ReportingQuery, matrix: Matrix, urged_end: date | None) -> dict[str, Any]:
    query = {"place": asked.place.label.code, "year": str(asked.year)}
    return {
        "asked": asked,
        "place": asked.place.label,
        "place_name": formatting.name(asked.place.label),
        "heads": screen.heads(matrix),
        "lines": screen.lines(matrix, asked, urged_end),
        "totals": screen.total_boxes(matrix),
        "all_rate": screen.rate(matrix.all_in_all),
        "all_in_all": matrix.all_in_all,
        "details": screen.details(matrix, asked),
        "detail_unit": next(
            (formatting.name(row.unit) for row in matrix.rows if row.unit.code == asked.unit), ""
        ),
        "detail_period": month_of(asked.period_end) if asked.period_end else "",
        "log_query": urlencode(
            {
                "place": asked.place.label.code,
                "unit": asked.unit,
                "period": f"{asked.period_end:%Y-%m}" if asked.period_end else "",
            }
        ),
        "legend": [screen.mark(state) for state in _LEGEND],
        "periods": [
            (f"{end:%Y-%m}", month_of(end), end == urged_end)
            for end in matrix.ends
            if end <= asked.today
        ],
        "urged_period": month_of(urged_end) if urged_end else "",
        "urged_value": f"{urged_end:%Y-%m}" if urged_end else "",
        "longest": LONGEST,
        "query": urlencode(query),
        "closes": asked.closes,
        "may_correct": access.may_correct(asked.rights, asked.place.above),
        "shut": _shut(asked, matrix, asked.period_end if asked.unit else None),
        "urged_shut": _shut(asked, matrix, urged_end) if asked.may_urge else "",
        "sign_offs": (sign_offs := _sign_offs(asked)),
        "unsigned": sum(line.is_stuck for line in sign_offs),
        "to_be_signed": sum(line.drafts for line in sign_offs),
        "sign_off_lines": [(line.is_stuck, sign_off(line)) for line in sign_offs],
        "few": len(sign_offs) <= _FEW,
        "is_collecting": asked.place.collecting_since is not None,
    }


def _shut(query: ReportingQuery, matrix: Matrix, period_end: date | None) -> str:
    """Since when the period is closed, and whom to ask; empty for one that is open."""
    closed = matrix.closed.get(period_end) if period_end else None
    if closed is None:
        return ""
    place_id = query.place.label.id
    return closed_sentence([closed], closers([place_id])[place_id])


def _sign_offs(query: ReportingQuery) -> tuple[SignOffLine, ...]:
    """For who manages the place: units that wait to be signed off, or that nobody can sign for."""
    if not query.rights.has_role(Role.MANAGER, query.place.above):
        return ()
    place_id = query.place.label.id
    return sign_off_lines([place_id], place_id)


@never_cache
@handle_errors
@require_GET
def reporting_csv(request: HttpRequest) -> HttpResponseBase:
    """The matrix as CSV: one row a unit and period."""
    query = reporting_query(request, request.GET)
    headers = [column.header for column in columns()]
    body = b"".join(csv_chunks(headers, file_rows(_matrix(query), query)))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(query)}.csv"'
    return answer


@never_cache
@handle_errors
@require_GET
def reporting_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The matrix as XLSX: the same rows."""
    query = reporting_query(request, request.GET)
    rows = file_rows(_matrix(query), query)
    out = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - closed by the answer
    write_xlsx(out, [XlsxSheet(_("Reporting"), xlsx_columns(), rows)])
    return xlsx_answer(out, f"{_file_name(query)}.xlsx")


def _file_name(query: ReportingQuery) -> str:
    illustrative = "_illustrative" if query.place.label.illustrative else ""
    return f"reporting_{query.place.label.code}{illustrative}_{query.year}"


@never_cache
@handle_errors
@require_POST
def reporting_urge(request: HttpRequest) -> HttpResponseBase:
    """Urge the chosen units to report a period."""
    asked = reporting_query(request, request.POST)
    if not asked.may_urge:
        raise PermissionDenied(
            _("Only those who check or manage what units of the place report urge them.")
        )
    matrix = _matrix(asked)
    end = asked.period_end
    if end is None or end not in matrix.ends or end > asked.today:
        refuse(_("Choose a period that has ended and that units of this place report."))
    if shut := _shut(asked, matrix, end):
        refuse(_("Nobody was urged.") + ("" if formatting.in_chinese() else " ") + shut)
    message = request.POST.get("message", "").strip()
    if len(message) > LONGEST:
        refuse(_("The message has more than %(most)s characters.") % {"most": LONGEST})
    codes = set(request.POST.getlist("units"))
    if not codes:
        refuse(_("Choose the units that are to be urged."))
    if unknown := codes - {row.unit.code for row in matrix.rows}:
        refuse(_("There is no unit “%(code)s”.") % {"code": min(unknown)[:64]})
    chosen = [row for row in matrix.rows if row.unit.code in codes]
    if others := [row for row in chosen if not asked.may_urge_unit(row.unit_id)]:
        raise PermissionDenied(
            _("You check nothing that %(unit)s reports, so you cannot urge it.")
            % {"unit": formatting.name(others[0].unit)}
        )
    position = matrix.ends.index(end)
    owing = [(row, row.cells[position].owed) for row in chosen if row.cells[position].owed]
    person: Any = request.user
    author = Author(person.pk, f"{person.last_name}{person.first_name}" or person.get_username())
    done = urge_units(asked.place, owing, end, message=message, author=author)
    _say(request, done, skipped=len(codes) - len(owing))
    query = {"place": asked.place.label.code, "year": asked.year, "period": f"{end:%Y-%m}"}
    return redirect(f"{reverse('targets:reporting')}?{urlencode(query)}")


def _say(request: HttpRequest, done: Round, *, skipped: int) -> None:
    if not done.units:
        messages.info(request, _("These units owe nothing for the period; nobody was urged."))
        return
    count = len(done.units)
    messages.success(
        request,
        ngettext(
            "%(count)s unit was urged: %(units)s. It stands on their due list.",
            "%(count)s units were urged: %(units)s. It stands on their due lists.",
            count,
        )
        % {"count": count, "units": _(", ").join(done.units)},
    )
    if done.reached:
        messages.success(
            request, _("Written to: %(people)s.") % {"people": _(", ").join(done.reached)}
        )
    if done.missed:
        missed = [
            _("%(person)s (%(why)s)") % {"person": person, "why": why}
            for person, why in done.missed
        ]
        messages.warning(
            request, _("Not written to: %(people)s.") % {"people": _(", ").join(missed)}
        )
    if done.without_reporter:
        messages.warning(
            request,
            _("Nobody reports for %(units)s; only the matrix shows the urging.")
            % {"units": _(", ").join(done.without_reporter)},
        )
    if skipped > 0:
        messages.info(
            request,
            ngettext(
                "%(count)s unit owes nothing and was left out.",
                "%(count)s units owe nothing and were left out.",
                skipped,
            )
            % {"count": skipped},
        )
