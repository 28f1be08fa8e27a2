"""What the serving role may do: everything on ordinary tables, append and end on ledgers.

It appends to the administration's log, keeps no list of people's names and takes nobody away,
and leaves to migrations what they bring. A row keeps its key, by which ledgers name it, and no
function lends it the rights of who made it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from .ledger import ENDABLE_TABLES, LEDGER_TABLES

APPENDED_TABLES = (*LEDGER_TABLES, "django_admin_log")
# Made by migrations, or by a trigger with its owner's rights
READ_TABLES = (
    "django_migrations", "django_content_type", "auth_permission", "targets_personname",
)  # fmt: skip


def grant_to_serving_role(connection: BaseDatabaseWrapper, role: str) -> None:
    """Give ``role`` exactly what serving needs on every table of the schema.

    Run by the owner after every migration; running it again changes nothing. Does nothing when
    the role owns the tables itself (one role for all, which the deploy check reports).
    """
    # At once: a server that goes on meanwhile is refused nothing
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            return
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            message = f"The serving role “{role}” does not exist; see docs/administration.md."
            raise LookupError(message)
        name = sql.Identifier(role)
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        cursor.execute(
            sql.SQL("GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(
                name
            )
        )
        _let_change_all_but_keys(cursor, name)
        _lend_nothing(cursor)
        cursor.execute(
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name)
        )
        cursor.execute(
            sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(
                sql.Identifier(str(connection.settings_dict["NAME"])), name
            )
        )
        cursor.execute(sql.SQL("REVOKE DELETE ON TABLE auth_user FROM {}").format(name))
        for table in (*APPENDED_TABLES, *READ_TABLES):
            cursor.execute(
                sql.SQL("REVOKE ALL ON TABLE {} FROM {}").format(sql.Identifier(table), name)
            )
            cursor.execute(
                sql.SQL("GRANT SELECT ON TABLE {} TO {}").format(sql.Identifier(table), name)
            )
        for table in APPENDED_TABLES:
            cursor.execute(
                sql.SQL("GRANT INSERT ON TABLE {} TO {}").format(sql.Identifier(table), name)
            )
        for table in ENDABLE_TABLES:
            cursor.execute(
                sql.SQL("GRANT UPDATE (superseded_at) ON TABLE {} TO {}").format(
                    sql.Identifier(table), name
                )
            )


def _let_change_all_but_keys(cursor: CursorWrapper, name: sql.Identifier) -> None:
    cursor.execute(sql.SQL("REVOKE UPDATE ON ALL TABLES IN SCHEMA public FROM {}").format(name))
    cursor.execute(
        "SELECT relname, array_agg(attname ORDER BY attnum) FROM pg_class"
        " JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND attnum > 0 AND NOT attisdropped AND NOT EXISTS (SELECT FROM pg_index"
        " WHERE indisprimary AND indrelid = pg_class.oid AND attnum = ANY (indkey))"
        " GROUP BY relname"
    )
    for table, columns in cursor.fetchall():
        cursor.execute(
            sql.SQL("GRANT UPDATE ({}) ON TABLE {} TO {}").format(
                sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table), name
            )
        )


def _lend_nothing(cursor: CursorWrapper) -> None:
    """Functions that run with their owner's rights are used by triggers that stand, and by nobody
    who makes another; a dump forgets that everybody's right to them was taken away."""
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND proname LIKE 'targets_%'"
        " AND pronamespace = 'public'::regnamespace"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC").format(sql.SQL(function)))
