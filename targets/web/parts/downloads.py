"""A download that is sent as it is made, in a slot that is given back however it ends."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import IO

from django.db import connection
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.utils.translation import gettext as _

from targets.reads.export.actuals import export_slot
from targets.web.request.errors import bad_request
from tracker.postgresql.unhurried import unhurried


class ExportStream:
    """Bytes from a generator, within a transaction that holds an export slot.

    The server calls :meth:`close` when the answer is sent and when its reader went away, also
    before the first byte; a plain generator would not notice the latter.
    """

    def __init__(self, chunks: Generator[bytes], slots: int) -> None:
        self._chunks = chunks
        self._is_over = False
        self._held = ExitStack()
        self._held.enter_context(unhurried())
        try:
            self._held.enter_context(export_slot(slots))
        except BaseException:
            self._held.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except StopIteration:
            self._is_over = True
            self._held.close()
            raise
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the slot back; a query that still runs is cancelled. May be called twice."""
        if self._is_over:
            return
        self._is_over = True
        self._chunks.close()
        # What was cancelled has left the transaction broken; nothing was written in it
        connection.set_rollback(True)
        self._held.close()


def csv_answer(stream: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """The download; a proxy is asked not to hold it back."""
    answer = StreamingHttpResponse(stream, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


RETRY_SECONDS = 10


def busy(request: HttpRequest) -> HttpResponse:
    """As many downloads as allowed are running: the reader is asked to come back."""
    answer = bad_request(
        request, _("Several downloads are running already. Try again in a few seconds."), status=503
    )
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_answer(out: IO[bytes], name: str) -> FileResponse:
    """The workbook as a download."""
    out.seek(0)
    answer = FileResponse(out, content_type=XLSX, as_attachment=True, filename=name)
    answer["Cache-Control"] = "no-store"
    return answer
