"""A file of figures → staged rows: read in batches, held against the ledger, asked about.

Memory does not grow with the file beyond what its reader holds; each batch is a transaction of
its own, so that whoever waits sees how far it is.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase
from targets.core.values import TASK_MEASURES, Accumulation, Calendar, Measure, Phrase
from targets.exchange.actual_rules import SeriesShape
from targets.exchange.brought import BroughtRow
from targets.exchange.decoding import DEFAULT_LIMITS
from targets.exchange.figures_file import Reading, open_book, read_book
from targets.models import Series, StagedRow, Upload, UploadState

from . import staging_sql as sql
from .database_time import database_time
from .staging_guard import question_staged
from .uploading import path_of

BATCH = 5_000  # rows


class Importer(NamedTuple):
    """Who brings the file, as far as reading it goes."""

    today: date
    unit_ids: Collection[uuid.UUID] | None  # units they may submit for; None: every one
    say: Callable[[Phrase], str]  # into the language they read


class _Known(NamedTuple):
    """A series of the place, and why it cannot be imported by this person."""

    id: uuid.UUID
    calendar: str
    refusal: str


def read_upload(upload: Upload, importer: Importer) -> None:
    """Read the file and stage its rows; the upload says at the end what was found.

    Raises :class:`~targets.exchange.problems.FileRefused` when nothing of it can be used.
    """
    StagedRow.objects.filter(upload=upload).delete()
    limits = DEFAULT_LIMITS._replace(rows=settings.IMPORT_ROWS)
    with path_of(upload.id).open("rb") as file:
        book = open_book(file, file_name=upload.file_name, limits=limits)
    shapes, known = _series(upload, importer)
    columns: Mapping[str, Mapping[str, str]] = upload.mapping.get("columns", {})
    reading = read_book(
        book,
        place=upload.place.code,
        series=shapes,
        today=importer.today,
        year=upload.mapping.get("year"),
        mapping={
            sheet: {int(index): name for index, name in names.items()}
            for sheet, names in columns.items()
        },
        limits=limits,
    )
    Upload.objects.filter(id=upload.id).update(rows_in_all=reading.total)
    _stage(upload, reading, known, importer)
    question_staged(upload, importer.today, importer.say, lambda: _touch(upload.id, reading.total))
    summary = _summary(reading, importer.say) | counts(upload.id)
    Upload.objects.filter(id=upload.id).update(
        state=UploadState.READY,
        touched_at=database_time(),
        rows_read=reading.total,
        summary=summary,
    )


def _series(upload: Upload, importer: Importer) -> tuple[dict[str, SeriesShape], dict[str, _Known]]:
    shapes: dict[str, SeriesShape] = {}
    known: dict[str, _Known] = {}
    rows = Series.objects.filter(place_id=upload.place_id).select_related("indicator", "reporting")
    for series in rows:
        indicator = series.indicator
        shapes[indicator.code] = SeriesShape(
            name_zh=indicator.name_zh,
            unit_zh=indicator.unit_zh,
            calendar=Calendar(series.calendar),
            is_task=Measure(indicator.measure) in TASK_MEASURES,
            name_en=indicator.name_en,
            accumulation=Accumulation(indicator.accumulation),
        )
        refusal = ""
        if importer.unit_ids is not None and series.reporting_id not in importer.unit_ids:
            unit = series.reporting.name_zh if series.reporting else "—"
            refusal = importer.say(
                phrase(
                    _("This series is reported by %(unit)s, for which you may not submit."),
                    unit=unit,
                )
            )
        known[indicator.code] = _Known(series.id, series.calendar, refusal)
    return shapes, known


def _stage(
    upload: Upload, reading: Reading, known: Mapping[str, _Known], importer: Importer
) -> None:
    rows = enumerate(reading, start=1)
    columns = ", ".join(sql.COLUMNS)
    nothing_before = json.dumps(
        [importer.say(phrase(_("There is no earlier figure of the year to be the same as.")))]
    )
    done = 0
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.NO_WAITING)
            cursor.execute(sql.BROUGHT)
            cursor.execute("DELETE FROM brought")
            with cursor.copy(f"COPY brought ({columns}) FROM STDIN") as copy:
                for number, row in batch:
                    copy.write_row(_cells(number, row, known, importer.say))
            if any(row.same_as_last and row.value is None for _number, row in batch):
                cursor.execute(sql.SAME_AS_LAST)
                cursor.execute(sql.NOTHING_BEFORE, [nothing_before])
            cursor.execute(sql.STAGE, {"upload": upload.id})
            done += len(batch)
            _touch(upload.id, done)


def _cells(
    number: int, row: BroughtRow, known: Mapping[str, _Known], say: Callable[[Phrase], str]
) -> tuple[Any, ...]:
    series = known.get(row.code)
    remarks: list[str] = [say(problem.message) for problem in row.problems]
    if series is not None and series.refusal:
        remarks.append(series.refusal)
    is_refused = bool(remarks)
    if not remarks and row.notes:
        remarks = [say(note) for note in row.notes]
    return (
        number, row.sheet[:100], row.row, row.column[:120], row.code[:64],
        series.id if series else None, series.calendar if series else "",
        row.period_end, row.value, row.qualifier, row.stage[:1000], row.declared,
        row.share_done, row.expected_on, row.done_on, row.source[:300], row.note[:1000],
        row.reason[:500], row.preliminary, row.same_as_last, is_refused,
        json.dumps(remarks) if remarks else None,
        json.dumps(row.original) if is_refused else None,
    )  # fmt: skip


def _touch(upload_id: uuid.UUID, done: int) -> None:
    """How far it is, and that its reader is alive."""
    Upload.objects.filter(id=upload_id).update(rows_read=done, touched_at=database_time())


def _summary(reading: Reading, say: Callable[[Phrase], str]) -> dict[str, Any]:
    tally = reading.tally
    return {
        "sheets": [
            {
                "name": sheet.name,
                "form": sheet.form.value,
                "is_hidden": sheet.is_hidden,
                "header_row": sheet.header_row,
                "unit": sheet.unit,
                "year": sheet.year,
                "needs_year": sheet.needs_year,
                "notes": [say(note.message) for note in sheet.notes],
                "columns": [
                    {
                        "index": column.index,
                        "label": column.label,
                        "column": column.column,
                        "how": column.how.value,
                        "month": column.month,
                        "year": column.year,
                    }
                    for column in sheet.columns
                ],
            }
            for sheet in reading.sheets
        ],
        "blank": tally.blank,
        "headings": tally.headings,
        "repeated": tally.repeated,
    }


def counts(upload_id: uuid.UUID) -> dict[str, Any]:
    """How many rows would do what, and what confirming needs."""
    with connection.cursor() as cursor:
        cursor.execute(sql.COUNTS, [upload_id])
        total, new, changed, unchanged, refused, questioned, unexplained, unanswered, ends = (
            cursor.fetchone()
        )
    return {
        "total": total,
        "new": new,
        "changed": changed,
        "unchanged": unchanged,
        "refused": refused,
        "questioned": questioned,
        "needs_reason": unexplained,
        "needs_answer": unanswered,
        "period_ends": [end.isoformat() for end in sorted(ends or ())],
    }


def staged_rows(upload_id: uuid.UUID, **conditions: Any) -> Iterator[StagedRow]:
    """Rows of an upload in the order of the file."""
    rows = StagedRow.objects.filter(upload_id=upload_id, **conditions).order_by("number")
    yield from rows.iterator(chunk_size=1000)
