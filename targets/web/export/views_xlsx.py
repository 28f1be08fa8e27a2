"""The downloads as XLSX: the same rows and columns as the CSV, typed and formatted."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from targets.exchange.out.actuals import ACTUALS_FILE
from targets.exchange.out.assessments import ASSESSMENTS_FILE
from targets.exchange.out.columns import assessment_values, csv_values, xlsx_columns
from targets.exchange.out.xlsx import XlsxSheet, write_xlsx
from targets.exchange.sheets.headers import FileKind
from targets.exchange.targets.file import TARGETS_FILE
from targets.reads.export.actuals import ExportsBusyError, export_slot
from targets.reads.scope.labels import tier_labels
from targets.web.export import rows as export_rows
from targets.web.export.query import ExportQuery, export_query
from targets.web.parts.downloads import busy, xlsx_answer
from targets.web.request.errors import bad_request, handle_errors
from tracker.postgresql.unhurried import unhurried

_FILES: dict[str, tuple[FileKind, Any]] = {
    "assessments": (ASSESSMENTS_FILE, gettext_lazy("Assessments")),
    "actuals": (ACTUALS_FILE, gettext_lazy("Actuals")),
    "targets": (TARGETS_FILE, gettext_lazy("Targets")),
}
_IN_MEMORY = 2 * 1024 * 1024  # bytes; a longer file goes to disk


class _TooManyRows(Exception):
    """More rows than are made into a workbook."""


@handle_errors
@require_GET
def export_assessments_xlsx(request: HttpRequest) -> HttpResponseBase:
    """Every series judged, one row a tier."""
    query = export_query(request, tier_labels())
    rows = (assessment_values(row) for row in export_rows.assessments(query))
    return _download(request, query, "assessments", rows)


@handle_errors
@require_GET
def export_actuals_xlsx(request: HttpRequest) -> HttpResponseBase:
    """Every actual that counts or waits to be checked."""
    query = export_query(request, tier_labels())
    rows = csv_values(export_rows.actuals(query))
    return _download(request, query, "actuals", rows)


@handle_errors
@require_GET
def export_targets_xlsx(request: HttpRequest) -> HttpResponseBase:
    """Every target in force."""
    query = export_query(request, tier_labels())
    rows = export_rows.targets(query)
    return _download(request, query, "targets", rows)


def _download(
    request: HttpRequest,
    query: ExportQuery,
    kind: str,
    rows: Generator[Sequence[object]],
) -> HttpResponseBase:
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the answer
    file, title = _FILES[kind]
    columns = xlsx_columns(file, get_language() or "zh")
    try:
        # Rows that are left unread have to be given up before the transaction ends: PostgreSQL
        # would wait for their reader
        with unhurried(), export_slot(settings.EXPORT_SLOTS), closing(rows):
            write_xlsx(out, [XlsxSheet(str(title), columns, _bounded(rows))])
    except ExportsBusyError:
        out.close()
        return busy(request)
    except _TooManyRows:
        out.close()
        message = _(
            "There are more than %(most)s rows. Choose a place or a year, or take the CSV, which "
            "has no such limit."
        )
        return bad_request(request, message % {"most": settings.XLSX_ROWS})
    return xlsx_answer(out, f"{query.file_name(kind)}.xlsx")


def _bounded(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    for number, row in enumerate(rows, start=1):
        if number > settings.XLSX_ROWS:
            raise _TooManyRows
        yield row
