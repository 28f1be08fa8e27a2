"""All actuals as one COPY: PostgreSQL writes the file, we pass it on.

A row per entry leaves the server as finished CSV; nothing is parsed or kept, so memory stays
constant and the first row comes as soon as the index gives it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import ClientCursor

from targets.core.values.facts import Accumulation, Calendar
from targets.exchange.out.sql_cells import sql_defused, sql_moment, sql_plain, sql_yes
from targets.models import Actual
from targets.reads.scope.as_known import known_sql
from targets.reads.scope.visibility import (
    OFFICIAL,
    Visibility,
    released_sql,
    seen_actuals_sql,
    seen_sql,
)

BATCH = 64 * 1024  # bytes handed on at once
_LOCK_CLASS = 0x7461_7267  # our own namespace among PostgreSQL's advisory locks


class ExportsBusyError(Exception):
    """As many exports as allowed are running on this database already."""


def actuals_query(
    *,
    labels: Mapping[tuple[Calendar, Accumulation], Sequence[str]],
    place_ids: Sequence[uuid.UUID] | None = None,
    year: int | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    today: date,
    sight: Visibility = OFFICIAL,
    with_notes: bool = True,
) -> tuple[str, dict[str, Any]]:
    """The SELECT of the file's rows, in the columns of ``ACTUALS_FILE``, and its parameters. One
    query, whether any figure is withheld at all.

    Entries current now, or at ``known_at``, ordered by (series, period end, lane) along the
    index: official ones, and those that wait if ``sight`` has them. ``labels`` are the twelve
    words for January to December, by calendar and by what the series counts.
    """
    # Along the index of what stands, unless something published may stand in for what is not
    if known_at is None and not _withholds(today):
        actuals, seen = "targets_actual", f"{known_sql('a', None)} AND {released_sql(sight)}"
    else:
        actuals, seen = seen_actuals_sql(sight, known_at), seen_sql(sight, known_at)
    conditions = [seen, "NOT a.withdrawn"]
    if not sight.with_pending:
        conditions.append("a.lane = 'official'")
    parameters: dict[str, Any] = {
        "place_ids": None if place_ids is None else list(place_ids),
        "zone": settings.TIME_ZONE,
        "today": today,
        "known_at": known_at,
        "sight_units": list(sight.unit_ids),
    }
    if place_ids is not None:
        conditions.append("s.place_id = ANY (%(place_ids)s)")
    if year is not None:
        conditions.append("a.period_end BETWEEN %(first)s AND %(last)s")
        parameters |= {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    if as_of is not None:
        conditions.append("a.period_end <= %(as_of)s")
        parameters["as_of"] = as_of
    cases = []
    for number, (kind, words) in enumerate(labels.items()):
        cases.append(f"WHEN '{' '.join(kind)}' THEN (%(labels{number})s::text[])[{_MONTH}]")
        parameters[f"labels{number}"] = list(words)
    columns = [
        "p.code",
        "i.code",
        sql_defused("i.name_zh"),
        sql_defused("i.name_en"),
        "t.code",
        sql_defused("i.unit_zh"),
        sql_defused("i.unit_en"),
        "a.period_end",
        f"CASE a.calendar || ' ' || i.accumulation {' '.join(cases)} END",
        sql_plain("a.value"),
        "a.qualifier",
        sql_defused("a.stage"),
        "a.declared",
        sql_plain("a.share_done"),
        "a.expected_on",
        "a.done_on",
        sql_defused("a.source"),
        sql_defused("a.note") if with_notes else "''",
        sql_moment("a.recorded_at AT TIME ZONE %(zone)s"),
        sql_yes("p.illustrative"),
        "a.lane",
        sql_yes("a.preliminary"),
        "a.release_on",
    ]
    query = (
        f"SELECT {', '.join(columns)}"  # noqa: S608 - fixed fragments
        f" FROM {actuals} a"
        " JOIN targets_series s ON s.id = a.series_id AND s.place_id = a.place_id"
        " JOIN targets_indicator i ON i.id = s.indicator_id"
        " JOIN targets_theme t ON t.id = i.theme_id"
        " JOIN targets_unit p ON p.id = s.place_id"
        f" WHERE {' AND '.join(conditions)} ORDER BY a.series_id, a.period_end, a.lane"
    )
    return query, parameters


def _withholds(today: date) -> bool:
    """Whether any figure that stands waits for its day."""
    standing = Actual.objects.known(None)
    return standing.filter(release_on__isnull=False, release_on__gt=today).exists()


_MONTH = "extract(month FROM a.period_end)::int"


def copy_rows(query: str, parameters: Mapping[str, Any]) -> Iterator[bytes]:
    """The query's rows as CSV lines with CRLF ends, in batches of about 64 KB.

    PostgreSQL sends one message a row, ended by a line feed; only that end is exchanged, so line
    feeds inside quoted text stay as they are.
    """
    with connection.cursor() as cursor:
        # The server takes no parameters with COPY, and Django's debugging cursor passes none
        statement = ClientCursor(connection.connection).mogrify(
            f"COPY ({query}) TO STDOUT (FORMAT csv)", parameters
        )
        with cursor.copy(statement) as copy:
            yield from _batches(copy)


def _batches(rows: Iterable[bytes | bytearray | memoryview]) -> Iterator[bytes]:
    batch: list[memoryview | bytes] = []
    size = 0
    for row in rows:
        line = memoryview(row)[:-1]
        batch.append(line)
        size += len(line)
        if size >= BATCH:
            batch.append(b"")
            yield b"\r\n".join(batch)
            batch, size = [], 0
    if batch:
        batch.append(b"")
        yield b"\r\n".join(batch)


@contextmanager
def export_slot(slots: int) -> Iterator[None]:
    """One of so many places for running exports, held to the end of the block.

    Slots are advisory locks of the transaction: they count across processes and machines, and
    are free again however the export ends. Raises :class:`ExportsBusyError` when all are taken.
    """
    with transaction.atomic():
        for slot in range(slots):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, slot])
                (held,) = cursor.fetchone()
            if held:
                break
        else:
            raise ExportsBusyError
        yield
