"""A file of actuals → ledger entries of one place; all or nothing.

The file is read, held against the ledger and questioned as an upload is; there is no preview, so
that what a person would have to answer there refuses the file here, unless a reason was given.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import connection, transaction

from targets.core.values.entry import judged_of
from targets.core.values.messages import gettext_noop, phrase
from targets.exchange.figures.workbook import open_book
from targets.exchange.sheets.csv_writing import plain
from targets.exchange.sheets.decoding import DEFAULT_LIMITS, ByteSource, Limits
from targets.exchange.sheets.parsed_sheet import Form
from targets.exchange.sheets.problems import Note, ProblemCode, Problems
from targets.models import Actual, Lane, Origin, StagedRow, Unit, Upload
from targets.models.keys import new_key
from targets.reads.scope.closed import closed_periods
from targets.writes.entries.ledger import Stamp

from . import sql
from .confirm import record_import, write_staged
from .stage import Importer, Staged, stage_book
from .staged import counts, staged_rows


class ImportResult(NamedTuple):
    """What a file of actuals brought, and what has to be said of it."""

    new: int
    changed: int
    unchanged: int
    skipped: int  # slots that once held an entry, or are closed, and were only to be filled
    notes: tuple[Note, ...]


class Door(NamedTuple):
    """Who brings the file, through which door, and why values change."""

    file_name: str
    origin: Origin = Origin.COMMAND
    author_id: int | None = None
    reason: str = ""
    year: int | None = None  # of periods that do not say theirs
    fill_only: bool = False  # leave slots alone that ever held an entry, even a withdrawn one
    may_revise: bool = False  # may write into closed periods, with a reason


def import_actuals(
    place: Unit,
    source: ByteSource,
    door: Door,
    importer: Importer,
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> ImportResult:
    """Bring the figures of a file into the official ledger of ``place``.

    The same file twice changes nothing. A figure that differs from what stands, and one that the
    guard questions, need ``door.reason``. Raises
    :class:`~targets.exchange.sheets.problems.FileRefused` with the row and column of every problem,
    and :class:`~targets.writes.entries.ledger.PeriodClosed`; nothing is written then.
    """
    book = open_book(source, file_name=door.file_name, limits=limits)
    # Never stored: its staged rows are gone before anybody could look for it
    upload = Upload(
        place=place,
        file_name=door.file_name,
        sha256=book.sha256,
        size=book.size,
        mapping={"year": door.year},
    )
    with transaction.atomic():
        staged = stage_book(upload, book, importer, limits=limits, lanes=(Lane.OFFICIAL,))
        skipped = _leave_held(upload) + _leave_closed(upload) if door.fill_only else 0
        _refuse_unclear(staged)
        staged.problems.refuse_if_any()
        if not door.reason and not door.fill_only:
            _refuse_unexplained(upload, staged)
        found = counts(upload)
        import_id = new_key()
        written = write_staged(
            upload.id,
            Stamp(
                place.id,
                door.author_id,
                door.origin,
                import_id=import_id,
                may_revise=door.may_revise,
            ),
            reason=door.reason,
            answer=door.reason,
            trust_current=True,
        )
        record_import(upload, import_id, door.author_id, written, unchanged=found["unchanged"])
        StagedRow.objects.filter(upload_id=upload.id).delete()
    return ImportResult(
        written.new,
        written.changed,
        written.unchanged + found["unchanged"],
        skipped,
        (*_notes(staged), *staged.notes),
    )


def _leave_held(upload: Upload) -> int:
    """Leave out rows whose slot ever held an entry; how many they were."""
    with connection.cursor() as cursor:
        cursor.execute(sql.LEAVE_HELD, {"upload": upload.id, "place_id": upload.place_id})
        return int(cursor.rowcount)


def _leave_closed(upload: Upload) -> int:
    """Leave out rows of closed periods; how many they were."""
    closed = {end for _place, end in closed_periods([upload.place_id], date.min, date.max)}
    rows = StagedRow.objects.filter(upload_id=upload.id, period_end__in=closed)
    return rows.delete()[0] if closed else 0


def _refuse_unclear(staged: Staged) -> None:
    """Where a person would have to choose what a column is, there is nobody here to do it."""
    for sheet in staged.reading.sheets:
        for question in sheet.questions:
            staged.problems.add(
                ProblemCode.QUESTIONED, question.message, row=question.row, column=question.column
            )


def _notes(staged: Staged) -> list[Note]:
    """What has to be said of the whole file: sheets and cells that were passed over."""
    notes = [note for sheet in staged.reading.sheets for note in sheet.notes]
    for sheet in staged.reading.sheets:
        unread = [column.label for column in sheet.columns if not column.column and column.header]
        if unread and sheet.form is not Form.UNRECOGNISED:
            message = phrase(
                gettext_noop("These columns were not read: %(columns)s."),
                columns=", ".join(unread),
            )
            notes.append(Note(message, sheet.header_row, sheet.name))
        notes += sheet.remarks
    notes += [Note(each.message, None, each.sheet) for each in staged.reading.unread]
    for count, msgid in (
        (staged.reading.tally.blank, _BLANK),
        (staged.reading.tally.waiting, _WAITING),
    ):
        if count:
            notes.append(Note(phrase(msgid, count=count), None, ""))
    return notes


_BLANK = gettext_noop("%(count)s rows or cells without a figure were passed over.")
_WAITING = gettext_noop("%(count)s rows were not accepted yet in that export, and were left out.")


def _refuse_unexplained(upload: Upload, staged: Staged) -> None:
    """Without a reason nothing is changed that stands, and nothing written that is questioned."""
    problems = Problems()
    asked = {question.number: question.remarks for question in staged.questions}
    rows = list(staged_rows(upload.id, outcome__in=("new", "changed"), reason=""))
    of_place = Actual.objects.filter(place_id=upload.place_id)
    stands = of_place.in_bulk({row.seen_id for row in rows if row.outcome == "changed"})
    for row in rows:
        for remark in asked.get(row.number, ()):
            problems.add(
                ProblemCode.QUESTIONED,
                remark.message,
                row=row.row,
                column=row.column,
                value="" if row.value is None else plain(row.value),
            )
        before = stands.get(row.seen_id) if row.seen_id and row.outcome == "changed" else None
        if before is not None and judged_of(before) != judged_of(row):
            shown = before.stage if before.value is None else plain(before.value)
            problems.add(
                ProblemCode.NEEDS_REASON,
                phrase(
                    gettext_noop(
                        "The ledger has “%(stored)s” for this period. A changed value needs a "
                        "reason."
                    ),
                    stored=shown,
                ),
                row=row.row,
                column=row.column,
                value=row.stage if row.value is None else plain(row.value),
            )
    problems.refuse_if_any()
