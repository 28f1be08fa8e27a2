"""Downloads: assessments, actuals and targets as CSV, sent as they are made."""

from __future__ import annotations

from collections.abc import Callable, Generator
from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from targets import access, clock, formatting
from targets.exchange.out.actuals import ACTUALS_FILE
from targets.exchange.out.assessments import ASSESSMENTS_FILE
from targets.exchange.sheets.csv_writing import csv_chunks, csv_lines, header_line
from targets.exchange.targets.file import TARGETS_FILE
from targets.reads.export.actuals import ExportsBusyError
from targets.reads.scope.labels import tier_labels
from targets.web.export import rows as export_rows
from targets.web.export.query import ExportQuery, export_query
from targets.web.parts.downloads import ExportStream, busy, csv_answer
from targets.web.request.errors import LoginNeeded, handle_errors
from targets.web.request.query import CHOICES, choices

_ROWS_AT_ONCE = 200


@handle_errors
@require_safe
def export_page(request: HttpRequest) -> HttpResponseBase:
    """What can be downloaded, and of which place, year and month."""
    rights = access.rights_of_request(request)
    offered = choices(rights)
    if not offered and rights.is_anonymous:
        raise LoginNeeded(request)
    tiers = tier_labels()
    query = export_query(request, tiers)
    context = {
        "wanted": query,
        "places": offered if len(offered) <= CHOICES else (),
        "tiers": [(code, formatting.tier_name(tier)) for code, tier in tiers.items()],
        "as_of": request.GET.get("as_of", ""),
        "now": f"{clock.today():%Y-%m}",
    }
    return render(request, "targets/export/export.html", context)


@handle_errors
@require_GET
def export_assessments(request: HttpRequest) -> HttpResponseBase:
    """Every series judged, one row a tier; the overview's filters narrow it."""
    return _download(request, "assessments", _assessments)


@handle_errors
@require_GET
def export_actuals(request: HttpRequest) -> HttpResponseBase:
    """Every actual that counts or waits to be checked, as PostgreSQL writes it."""
    return _download(request, "actuals", _actuals)


@handle_errors
@require_GET
def export_targets(request: HttpRequest) -> HttpResponseBase:
    """Every target in force; the file imports again."""
    return _download(request, "targets", _targets)


_Chunks = Generator[bytes]


def _download(
    request: HttpRequest, kind: str, chunks: Callable[[ExportQuery, str], _Chunks]
) -> HttpResponseBase:
    query = export_query(request, tier_labels())
    try:
        stream = ExportStream(chunks(query, get_language() or "zh"), settings.EXPORT_SLOTS)
    except ExportsBusyError:
        return busy(request)
    return csv_answer(stream, f"{query.file_name(kind)}.csv")


def _assessments(query: ExportQuery, language: str) -> _Chunks:
    yield header_line(ASSESSMENTS_FILE.headers(language))
    rows = export_rows.assessments(query)
    while batch := [row.cells() for row in islice(rows, _ROWS_AT_ONCE)]:
        yield csv_lines(batch).encode()


def _actuals(query: ExportQuery, language: str) -> _Chunks:
    yield from export_rows.actuals_csv(query, list(ACTUALS_FILE.headers(language)))


def _targets(query: ExportQuery, language: str) -> _Chunks:
    yield from csv_chunks(TARGETS_FILE.headers(language), export_rows.targets(query))
