"""A file of figures → staged rows: read in batches, held against the ledger, asked about.

Memory does not grow with the file beyond what its reader holds; each batch is a transaction of
its own, so that whoever waits sees how far it is.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from itertools import islice
from math import inf
from operator import attrgetter
from time import monotonic
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from targets.core.values.entry import OF_ONE_FIELD, Entry, check_content, is_new
from targets.core.values.facts import Accumulation, Calendar, Measure, Name, Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.figures.offers import corrected
from targets.exchange.figures.rules import SeriesShape
from targets.exchange.figures.workbook import Reading, open_book, read_book
from targets.exchange.sheets.decoding import DEFAULT_LIMITS, Limits
from targets.exchange.sheets.parsed_sheet import Book, ParsedRow
from targets.exchange.sheets.problems import Note, ProblemCode, Problems, refused
from targets.models import Actual, Lane, Series, StagedRow, Unit, Upload, UploadState
from targets.reads.scope.closed import closed_periods
from targets.reads.scope.labels import Label, whole_name
from targets.reads.scope.namesakes import told_apart, units_of
from targets.reads.upload.uploads import place_as_named
from targets.writes.database_time import database_time
from targets.writes.entries.submit import OPEN_PERIOD

from . import sql
from .drafts import drafted_series, rows_to_sign
from .guard import Questioned, question_staged
from .staged import counts, summary_of
from .store import path_of

BATCH = 5_000  # rows
READ_SECONDS = 600  # that an upload may be read for
Slot = tuple[uuid.UUID, date]


class Importer(NamedTuple):
    """Who brings the file, as far as reading it goes."""

    today: date
    unit_ids: Collection[uuid.UUID] | None  # units they may submit for; None: every one
    say: Callable[[Phrase], str]  # into the language they read
    corrects: bool = False  # may submit for every unit into closed periods
    checks_names: bool = True  # whether a name in the file has to be the indicator's own
    draft_unit_ids: Collection[uuid.UUID] = ()  # units whose signer has to sign what they bring


class Staged(NamedTuple):
    """What was found while a file's rows were staged."""

    reading: Reading
    problems: Problems
    notes: list[Note]
    questions: list[Questioned]
    offers: int  # refused figures for which another is offered


class _Known(NamedTuple):
    """A series of the place, and why it cannot be imported by this person."""

    id: uuid.UUID
    calendar: str
    decimals: int
    refusal: Phrase | None
    allowed: Collection[date] = ()  # period ends that can be imported all the same
    is_drafted: bool = False  # a signer has to sign it first


class _Read(NamedTuple):
    """An opened file, and what its place has."""

    book: Book
    shapes: Mapping[str, SeriesShape]
    known: Mapping[str, _Known]


def read_upload(upload: Upload, importer: Importer) -> None:
    """Read the file and stage its rows; the upload says at the end what was found.

    Raises :class:`~targets.exchange.sheets.problems.FileRefused` when nothing of it can be used.
    """
    StagedRow.objects.filter(upload=upload).delete()
    limits = DEFAULT_LIMITS._replace(rows=settings.IMPORT_ROWS)
    with path_of(upload.id).open("rb") as file:
        book = open_book(file, file_name=upload.file_name, limits=limits)
    staged = stage_book(upload, book, importer, limits=limits, until=monotonic() + READ_SECONDS)
    reading = staged.reading
    drafted = drafted_series(upload.place_id, importer.draft_unit_ids)
    to_sign = rows_to_sign(upload.id, drafted).count() if drafted else 0
    summary = summary_of(reading, importer.say) | counts(upload)
    summary |= {"offers": staged.offers, "to_sign": to_sign}
    Upload.objects.filter(id=upload.id).update(
        state=UploadState.READY,
        touched_at=database_time(),
        rows_read=reading.total,
        summary=summary,
    )


def stage_book(
    upload: Upload,
    book: Book,
    importer: Importer,
    *,
    limits: Limits,
    lanes: Collection[Lane] = tuple(Lane),
    until: float = inf,
) -> Staged:
    """Stage every row of an opened file, held against what stands in ``lanes``, and ask the
    guard; ``until``: an instant of the monotonic clock. Raises
    :class:`~targets.exchange.sheets.problems.FileRefused`."""
    shapes, known, growth = _series(upload, importer)
    columns: Mapping[str, Mapping[str, str]] = upload.mapping.get("columns", {})
    reading = read_book(
        book,
        place=place_as_named(upload.place),
        series=shapes,
        today=importer.today,
        year=upload.mapping.get("year"),
        mapping={
            sheet: {int(index): name for index, name in names.items()}
            for sheet, names in columns.items()
        },
        growth=growth,
        limits=limits,
    )
    Upload.objects.filter(id=upload.id).update(rows_in_all=reading.total)
    staging = _Staging(upload, importer, _Read(book, shapes, known), lanes, until)
    staging.stage(reading)
    questions = question_staged(
        upload, importer.today, importer.say, lambda: _touch(upload.id, reading.total, until)
    )
    return Staged(reading, staging.problems, staging.notes, questions, staging.offers)


def _series(
    upload: Upload, importer: Importer
) -> tuple[dict[str, SeriesShape], dict[str, _Known], dict[str, str]]:
    """What the place has, by code; and for a level the code of its growth, where there is one
    that this person reports."""
    shapes: dict[str, SeriesShape] = {}
    known: dict[str, _Known] = {}
    closed: frozenset[date] = frozenset()
    alike = told_apart(units_of(upload.place_id)) if importer.unit_ids is not None else {}
    if importer.corrects:
        found = closed_periods([upload.place_id], date.min, importer.today)
        closed = frozenset(end for _place, end in found)
    growths: dict[str, list[str]] = {}
    rows = Series.objects.filter(place_id=upload.place_id).select_related(
        "indicator__growth_of", "reporting"
    )
    for series in rows:
        indicator = series.indicator
        shapes[indicator.code] = SeriesShape(
            name_zh=indicator.name_zh if importer.checks_names else "",
            unit_zh=indicator.unit_zh,
            calendar=Calendar(series.calendar),
            measure=Measure(indicator.measure),
            name_en=indicator.name_en if importer.checks_names else "",
            accumulation=Accumulation(indicator.accumulation),
        )
        refusal: Phrase | None = None
        is_drafted = series.reporting_id in importer.draft_unit_ids
        if (
            importer.unit_ids is not None
            and series.reporting_id not in importer.unit_ids
            and not is_drafted
        ):
            unit = _unit_name(series.reporting, alike)
            refusal = phrase(
                _("This series is reported by %(unit)s, for which you may not submit."), unit=unit
            )
            refusal = OPEN_PERIOD if importer.corrects else refusal
        known[indicator.code] = _Known(
            series.id, series.calendar, indicator.decimals, refusal, closed, is_drafted
        )
        if indicator.growth_of is not None and not refusal:
            growths.setdefault(indicator.growth_of.code, []).append(indicator.code)
    growth = {level: rates[0] for level, rates in growths.items() if len(rates) == 1}
    return shapes, known, growth


def _unit_name(unit: Unit | None, alike: Mapping[str, Label]) -> Name | str:
    if unit is None:
        return "—"
    label = alike.get(unit.code)
    return whole_name(unit.name_zh, unit.name_en, None if label is None else label.within)


class _Staging:
    """Stages rows in batches, and keeps what is wrong with them."""

    def __init__(
        self,
        upload: Upload,
        importer: Importer,
        read: _Read,
        lanes: Collection[Lane],
        until: float,
    ) -> None:
        self._until = until
        self.problems = Problems()
        self.notes: list[Note] = []
        self.offers = 0
        self._takes_offers = bool(upload.mapping.get("as_shown"))
        self._book, self._shapes, self._known = read
        self._upload = upload
        self._importer = importer
        self._lanes = [str(lane) for lane in lanes]
        self._parameters: dict[str, Any] = {
            "upload": upload.id,
            "place_id": upload.place_id,
            "lanes": self._lanes,
        }

    def stage(self, reading: Reading) -> None:
        """Every row, in batches of one transaction each; those that repeat the period before once
        all figures of the file are there."""
        rows = enumerate(reading, start=1)
        done = 0
        repeating: list[tuple[int, ParsedRow]] = []
        while batch := list(islice(rows, BATCH)):
            repeating += [each for each in batch if _repeats(each[1])]
            with transaction.atomic():
                self._stage([each for each in batch if not _repeats(each[1])])
                done += len(batch)
                _touch(self._upload.id, done, self._until)
        if repeating:
            with transaction.atomic():
                self._stage(repeating)

    def _stage(self, batch: list[tuple[int, ParsedRow]]) -> None:
        standing = self._standing(row for _number, row in batch if row.problems)
        columns = ", ".join(sql.COLUMNS)
        with connection.cursor() as cursor:
            cursor.execute(sql.NO_WAITING)
            cursor.execute(sql.BROUGHT)
            cursor.execute("DELETE FROM brought")
            with cursor.copy(f"COPY brought ({columns}) FROM STDIN") as copy:
                for number, row in batch:
                    copy.write_row(self._cells(number, self._held_against(row, standing)))
            if any(_repeats(row) for _number, row in batch):
                self._repeat(cursor)
            cursor.execute(sql.STAGE, self._parameters)

    def _repeat(self, cursor: CursorWrapper) -> None:
        """“As last period” becomes the figure that it repeats, or is refused."""
        cursor.execute(sql.SAME_AS_LAST, self._parameters)
        message = phrase(_("There is no earlier figure of the year that could be repeated."))
        cursor.execute(sql.NOTHING_BEFORE, [json.dumps([self._importer.say(message)])])
        for row, column in cursor.fetchall():
            self.problems.add(ProblemCode.NOTHING_BEFORE, message, row=row, column=column)

    def _standing(self, rows: Iterable[ParsedRow]) -> dict[Slot, Actual]:
        """What stands in the slots of rows that might say the same. One query, or none."""
        slots = {
            (self._known[row.code].id, row.period_end)
            for row in rows
            if row.code in self._known and row.period_end is not None and _is_of_one_field(row)
        }
        if not slots:
            return {}
        found = Actual.objects.known(None).filter(
            place_id=self._upload.place_id,
            series_id__in={series_id for series_id, _end in slots},
            period_end__in={end for _series_id, end in slots},
            lane__in=self._lanes,
        )
        return {(each.series_id, each.period_end): each for each in found.order_by("lane")}

    def _held_against(self, row: ParsedRow, standing: Mapping[Slot, Actual]) -> ParsedRow:
        """The row without refusals of what stands already just so."""
        known, end = self._known.get(row.code), row.period_end
        stands = standing.get((known.id, end)) if known and end else None
        if stands is None or not _is_of_one_field(row):
            return row
        entry = row.entry
        refusals = check_content(entry, self._shapes[row.code], self._importer.today)
        return (
            row
            if any(is_new(refusal, entry, stands) for refusal in refusals)
            else row._replace(problems=())
        )

    def _corrected(self, row: ParsedRow, series: _Known | None) -> ParsedRow:
        """A figure with too many digits as it is offered, once the person said to take it so."""
        offer = corrected(row, self._book, series.decimals) if series else None
        if offer is None:
            return row
        self.offers += not self._takes_offers
        return offer.taken if self._takes_offers else offer.refused

    def _cells(self, number: int, read: ParsedRow) -> tuple[Any, ...]:
        series = self._known.get(read.code)
        row = self._corrected(read, series)
        for problem in row.problems:
            self.problems.append(problem)
        messages = [problem.message for problem in row.problems]
        is_allowed = series is not None and row.period_end in series.allowed
        if series is not None and series.refusal is not None and not is_allowed:
            messages.append(series.refusal)
        if series is not None and series.is_drafted and row.entry.qualifier:
            messages.append(
                phrase(
                    _(
                        "“Above” cannot be kept in a draft that is to be signed: enter the figure "
                        "itself, or have a signer of the unit import this row."
                    )
                )
            )
        is_refused = bool(messages)
        if not messages and row.notes:
            messages = list(row.notes)
            self.notes += [Note(note, row.row, row.column) for note in row.notes]
        remarks = [self._importer.say(message) for message in messages]
        return (
            number, row.sheet, row.row, row.column[:120], row.code[:64],
            series.id if series else None, series.calendar if series else "",
            row.period_end, *_staged(_NOTHING if is_refused else row.entry), is_refused,
            json.dumps(remarks) if remarks else None,
            # “As last period” may still find nothing to repeat
            json.dumps(row.original) if is_refused or _repeats(row) else None,
        )  # fmt: skip


def _repeats(row: ParsedRow) -> bool:
    return row.entry.same_as_last and row.entry.value is None and not row.problems


def _is_of_one_field(row: ParsedRow) -> bool:
    return bool(row.problems) and all(problem.code in OF_ONE_FIELD for problem in row.problems)


# What a refused row was read as goes into no column: it may be beyond what the column holds
_NOTHING = Entry(None, "", date.min)
_staged = attrgetter(*(field.name for field in sql.STAGED))


def _touch(upload_id: uuid.UUID, done: int, until: float) -> None:
    """How far it is, and that its reader is alive. Raises
    :class:`~targets.exchange.sheets.problems.FileRefused` when it is too late."""
    if monotonic() > until:
        raise refused(
            ProblemCode.TOO_LARGE,
            phrase(
                _("Reading this file takes more than %(minutes)s minutes. Split it."),
                minutes=READ_SECONDS // 60,
            ),
        )
    Upload.objects.filter(id=upload_id).update(rows_read=done, touched_at=database_time())
