"""The rows of an import that cannot be taken, with the reasons in a column of their own."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from targets import formatting
from targets.core.values.entry import Entry
from targets.exchange.figures.workbook import open_book, sheets_as
from targets.exchange.out.refused import (
    REASON_EN,
    REASON_ZH,
    RefusedEntry,
    write_refused_csv,
    write_refused_xlsx,
)
from targets.exchange.sheets.decoding import DEFAULT_LIMITS
from targets.exchange.sheets.parsed_sheet import NO_PERIOD, Book, Form, ParsedRow
from targets.exchange.sheets.problems import FileRefused
from targets.models import StagedRow, Upload
from targets.web.parts.downloads import xlsx_answer
from targets.web.request.errors import handle_errors
from targets.web.request.query import refuse
from targets.web.upload.views import own_upload
from targets.writes.upload.staged import staged_rows, widest_refused
from targets.writes.upload.store import path_of

_IN_MEMORY = 1024 * 1024  # bytes


@never_cache
@handle_errors
@require_safe
def import_refused(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponseBase:
    """The refused rows as CSV or XLSX; mended, the file can be uploaded again."""
    upload = own_upload(request, upload_id)
    kind = request.GET.get("format", "csv")
    if kind not in {"csv", "xlsx"}:
        refuse(_("A file is CSV or XLSX."))
    book = _opened(upload)
    mapping = {
        sheet: {int(index): name for index, name in columns.items()}
        for sheet, columns in upload.mapping.get("columns", {}).items()
    }
    sheets = sheets_as(book, mapping=mapping, year=upload.mapping.get("year"))
    header = REASON_ZH if formatting.in_chinese() else REASON_EN
    name = f"refused_{upload.uploaded_at:%Y%m%d}"
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the answer
    widths = widest_refused(upload.id)
    read = [sheet for sheet in sheets if sheet.form is not Form.UNRECOGNISED]
    if kind == "csv" and len(read) == 1:
        width = widths.get(read[0].name, 0)
        write_refused_csv(out, read[0], _entries(upload), header, width)
        out.seek(0)
        answer = FileResponse(
            out, content_type="text/csv; charset=utf-8", as_attachment=True, filename=f"{name}.csv"
        )
        answer["Cache-Control"] = "no-store"
        return answer
    # Several sheets are one workbook, whatever was asked for
    write_refused_xlsx(out, sheets, _entries(upload), header, widths)
    return xlsx_answer(out, f"{name}.xlsx")


def _opened(upload: Upload) -> Book:
    """The file as it was sent; one that could not be read has no rows to be refused."""
    try:
        with path_of(upload.id).open("rb") as file:
            return open_book(file, file_name=upload.file_name, limits=DEFAULT_LIMITS)
    except FileNotFoundError as gone:
        message = _("There is no such file of yours. Uploaded files are kept for a day.")
        raise Http404(message) from gone
    except FileRefused as refused:
        why = " ".join(formatting.phrase(problem.message) for problem in refused.problems)
        refuse(_("The file could not be read, so it has no refused rows. %(why)s") % {"why": why})


def _entries(upload: Upload) -> Iterator[RefusedEntry]:
    for row in staged_rows(upload.id, outcome="refused"):
        yield RefusedEntry(_brought(row), tuple(row.remarks or ()))


def _brought(row: StagedRow) -> ParsedRow:
    """What the writer of the file needs: where the row stood, and its cells."""
    slot = Entry(row.series_id, row.calendar, row.period_end or NO_PERIOD)
    return ParsedRow(
        row.sheet, row.row, row.column, row.code, slot, "", (), tuple(row.original or ())
    )
