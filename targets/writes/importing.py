"""A file of actuals → ledger entries of one place; all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import connection, transaction

from targets.core.phrases import gettext_noop, phrase
from targets.core.values import TASK_MEASURES, Calendar, Measure
from targets.exchange.actual_rules import SeriesShape
from targets.exchange.actuals_file import ActualRow, read_actuals
from targets.exchange.decoding import DEFAULT_LIMITS, ByteSource, Limits
from targets.exchange.parsed import Parsed
from targets.exchange.problems import Note, ProblemCode, Problems
from targets.models import Actual, Import, Origin, Series, Unit
from targets.models.keys import new_key

from .ledger import Entry, Stamp, write_ledger


class ImportResult(NamedTuple):
    """What a file of actuals brought, and what has to be said of it."""

    new: int
    changed: int
    unchanged: int
    skipped: int  # slots that once held an entry and were only to be filled
    notes: tuple[Note, ...]


class Door(NamedTuple):
    """Who brings the file, through which door, and why values change."""

    file_name: str
    origin: Origin = Origin.COMMAND
    author_id: int | None = None
    reason: str = ""
    fill_only: bool = False  # leave slots alone that ever held an entry, even a withdrawn one


def import_actuals(
    place: Unit,
    source: ByteSource,
    door: Door,
    *,
    today: date,
    limits: Limits = DEFAULT_LIMITS,
) -> ImportResult:
    """Bring the figures of a file into the official ledger of ``place``.

    The same file twice changes nothing. A value that differs from what stands needs
    ``door.reason``. Raises :class:`~targets.exchange.problems.FileRefused` with the row and
    column of every problem; nothing is written then.
    """
    own = Series.objects.filter(place=place).select_related("indicator")
    series = {each.indicator.code: each for each in own}
    parsed = read_actuals(
        source,
        place=place.code,
        series={code: _shape(each, named=not door.fill_only) for code, each in series.items()},
        today=today,
        limits=limits,
    )
    with transaction.atomic():
        return _write(place, series, parsed, door)


def _shape(series: Series, *, named: bool) -> SeriesShape:
    return SeriesShape(
        name_zh=series.indicator.name_zh if named else "",
        unit_zh=series.indicator.unit_zh,
        calendar=Calendar(series.calendar),
        is_task=Measure(series.indicator.measure) in TASK_MEASURES,
    )


def _write(
    place: Unit, series: Mapping[str, Series], parsed: Parsed[ActualRow], door: Door
) -> ImportResult:
    rows = parsed.rows
    if door.fill_only:
        held = _slots_ever_held(place)
        rows = tuple(row for row in rows if (series[row.code].id, row.period_end) not in held)
    elif not door.reason:
        _refuse_changes(series, rows)
    import_id = new_key()
    written = write_ledger(
        (_entry(series[row.code], row, door.reason) for row in rows),
        Stamp(place.id, door.author_id, door.origin, import_id=import_id),
        trust_current=True,
    )
    if written.new or written.changed:
        # The entries' foreign key to this row is checked at the end of the transaction
        Import.objects.create(
            id=import_id,
            file_name=door.file_name,
            sha256=parsed.sha256,
            rows_new=written.new,
            rows_changed=written.changed,
            rows_unchanged=written.unchanged,
            author_id=door.author_id,
            recorded_at=written.recorded_at,
        )
    return ImportResult(
        written.new, written.changed, written.unchanged, len(parsed.rows) - len(rows), parsed.notes
    )


def _entry(series: Series, row: ActualRow, reason: str) -> Entry:
    return Entry(
        series_id=series.id,
        calendar=series.calendar,
        period_end=row.period_end,
        value=row.value,
        qualifier=row.qualifier,
        stage=row.stage,
        declared=row.declared or "",
        share_done=row.share_done,
        expected_on=row.expected_on,
        done_on=row.done_on,
        source=row.source,
        note=row.note,
        reason=reason,
        preliminary=row.preliminary,
        release_on=row.release_on,
    )


def _slots_ever_held(place: Unit) -> set[tuple[uuid.UUID, date]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT a.series_id, a.period_end FROM targets_actual a"
            " JOIN targets_series s ON s.id = a.series_id WHERE s.place_id = %s",
            [place.id],
        )
        return set(cursor.fetchall())


def _refuse_changes(series: Mapping[str, Series], rows: Iterable[ActualRow]) -> None:
    """A figure that is stored otherwise is changed only with a reason."""
    rows = tuple(rows)
    named = {series[row.code].id for row in rows}
    standing = {
        (series_id, end): content
        for series_id, end, *content in Actual.objects.official()
        .known(None)
        .filter(series_id__in=named, withdrawn=False)
        .values_list("series_id", "period_end", *_JUDGED)
    }
    problems = Problems()
    for row in rows:
        stands = standing.get((series[row.code].id, row.period_end))
        if stands is None:
            continue
        brought = [getattr(row, name) or None for name in _JUDGED[1:]]
        if stands[0] != row.value or [each or None for each in stands[1:]] != brought:
            shown = stands[0] if stands[0] is not None else stands[1]
            problems.add(
                ProblemCode.CONTRADICTION,
                phrase(
                    gettext_noop(
                        "The ledger has “%(stored)s” for this period. A changed value needs a "
                        "reason."
                    ),
                    stored=str(shown),
                ),
                row=row.row,
                column="value" if row.value_text else "stage",
                value=row.value_text or row.stage,
            )
    problems.refuse_if_any()


_JUDGED = ("value", "stage", "qualifier", "declared", "share_done", "expected_on", "done_on")
