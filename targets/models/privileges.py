"""What the serving role may do: everything on ordinary tables, append and end on ledgers.

It appends to the administration's log, keeps no list of people's names and takes nobody away,
and leaves to migrations what they bring.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
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
    with connection.cursor() as cursor:
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
            sql.SQL(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}"
            ).format(name)
        )
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
