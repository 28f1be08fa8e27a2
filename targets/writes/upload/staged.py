"""Rows as they were staged: what they come to, counted and one by one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.db.models import F, Func, IntegerField, Max

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.figures.workbook import Reading
from targets.exchange.sheets.problems import shortened
from targets.models import StagedRow, Upload

from . import sql

# Of one file, as its preview shows them; how many more there are is said
MOST_TABLES, MOST_SENTENCES = 100, 50


def summary_of(reading: Reading, say: Callable[[Phrase], str]) -> dict[str, Any]:
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
                "notes": _bounded([note.message for note in sheet.notes], say),
                "columns": [
                    {
                        "index": column.index,
                        "label": shortened(column.label),
                        "column": column.column,
                        "how": column.how.value,
                        "month": column.month,
                        "year": column.year,
                        "claim": column.claim,
                    }
                    for column in sheet.columns
                ],
            }
            for sheet in reading.sheets[:MOST_TABLES]
        ],
        "more_tables": max(0, len(reading.sheets) - MOST_TABLES),
        "needs_year": any(sheet.needs_year for sheet in reading.sheets),
        "questions": _bounded(_messages(reading, "questions"), say),
        "remarks": _bounded(_messages(reading, "remarks"), say),
        "unread": _bounded([each.message for each in reading.unread], say),
        "blank": tally.blank,
        "headings": tally.headings,
        "repeated": tally.repeated,
    }


def _messages(reading: Reading, name: str) -> list[Phrase]:
    """The notes of all sheets that are to be seen before anything is confirmed."""
    return [note.message for sheet in reading.sheets for note in getattr(sheet, name)]


def _bounded(messages: list[Phrase], say: Callable[[Phrase], str]) -> list[str]:
    """The first sentences, and how many more there are: a page has to stay one that is read."""
    sentences = [say(message) for message in messages[:MOST_SENTENCES]]
    if len(messages) > MOST_SENTENCES:
        more = len(messages) - MOST_SENTENCES
        sentences.append(say(phrase(_("And %(more)s more of this kind."), more=more)))
    return sentences


def counts(upload: Upload) -> dict[str, Any]:
    """How many rows would do what, and what confirming needs."""
    with connection.cursor() as cursor:
        cursor.execute(sql.COUNTS, {"upload": upload.id, "place_id": upload.place_id})
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


def widest_refused(upload_id: uuid.UUID) -> dict[str, int]:
    """For each sheet the cells of the widest row that is refused: more than its header has where
    a separator went astray."""
    found = StagedRow.objects.filter(upload_id=upload_id, outcome="refused", original__isnull=False)
    length = Func(F("original"), function="jsonb_array_length", output_field=IntegerField())
    return dict(found.order_by().values("sheet").annotate(w=Max(length)).values_list("sheet", "w"))
