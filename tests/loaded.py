"""What tests load again and again, loaded once a process and copied back from then on.

Loading checks every row as a service would, which takes seconds; the tests of loading itself do
that, everybody else is served with the same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import connection, transaction
from psycopg import sql

from targets.sample.loading import load_sample
from targets.writes.targets.shipped import load_shipped
from tests.sample_span import SAMPLE_SPAN

_KEPT: dict[str, list[tuple[str, bytes]]] = {}
# Beside the product's own tables: the people whom entries name
_PEOPLE = "auth_user"


def shipped_data(today: date) -> None:
    """The product's own data, into a database that holds none of it."""
    _loaded(f"shipped {today}", lambda: load_shipped(today=today))


def sample_data() -> None:
    """The Sample District as of 23 November 2026, likewise."""
    _loaded("sample", lambda: load_sample(SAMPLE_SPAN))


def _loaded(key: str, load: Callable[[], object]) -> None:
    if key in _KEPT:
        _copy_back(_KEPT[key])
        return
    load()
    _KEPT[key] = [(table, data) for table in _tables() if (data := _rows(table))]


def _tables() -> list[str]:
    """The product's tables; a series before the figures that point to its calendar."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    own = sorted(name for name in names if name.startswith("targets_"))
    return [_PEOPLE, "targets_series", *(name for name in own if name != "targets_series")]


def _rows(table: str) -> bytes:
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy,
    ):
        return b"".join(bytes(block) for block in copy)


def _copy_back(kept: list[tuple[str, bytes]]) -> None:
    """What migrations brought stands already, under the same or other keys."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, data in kept:
            name = sql.Identifier(table)
            cursor.execute(sql.SQL("CREATE TEMPORARY TABLE kept (LIKE {})").format(name))
            with cursor.copy("COPY kept FROM STDIN") as copy:
                copy.write(data)
            cursor.execute(
                sql.SQL("INSERT INTO {} SELECT * FROM kept ON CONFLICT DO NOTHING").format(name)
            )
            cursor.execute("DROP TABLE kept")
