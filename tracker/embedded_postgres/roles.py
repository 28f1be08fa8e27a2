"""The embedded database's roles and passwords: one role owns the tables, the other serves."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tracker.embedded_postgres.errors import EmbeddedPostgresError

DATABASE = "tracker"
SUPERUSER, OWNER, SERVING = "postgres", "tracker_owner", "tracker_serving"


def read_passwords(path: Path) -> dict[str, str]:
    """Password of each role; empty while there is no file."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return {}
    return {line.split(":")[3]: line.split(":")[4] for line in lines if line.count(":") == 4}  # noqa: PLR2004


def make_passwords(path: Path) -> dict[str, str]:
    """Random passwords in a file that only we can read; those that exist stay."""
    if found := read_passwords(path):
        return found
    made = {role: secrets.token_urlsafe(32) for role in (SUPERUSER, OWNER, SERVING)}
    write_private(path, "".join(f"*:*:*:{role}:{password}\n" for role, password in made.items()))
    return made


def write_private(path: Path, content: str) -> None:
    """Write a 0600 file at once: nobody ever sees half of it, or sees it with wider rights."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with open(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(content)
    part.replace(path)


def prepare(place: dict[str, Any], passwords: dict[str, str]) -> None:
    """Create roles and database where they are missing; `place` is host and port.

    The serving role may log in only when everything else is done, so that a login of its
    shows that nothing is left to do, also after an interruption.
    """
    try:
        connection = psycopg.connect(
            **place,
            dbname="postgres",
            user=SUPERUSER,
            password=passwords[SUPERUSER],
            autocommit=True,
        )
    except psycopg.OperationalError as error:
        raise EmbeddedPostgresError(
            f"The embedded database refuses its own administrator ({error}). The passwords file "
            "does not fit the database: put the one back that belongs to it."
        ) from None
    with connection:
        for role in (OWNER, SERVING):
            if not _exists(connection, "pg_roles", "rolname", role):
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        _let_in(connection, OWNER, passwords, "LOGIN CREATEDB CREATEROLE")
        # The tests take on the serving role to see that its limits hold.
        connection.execute(
            sql.SQL("GRANT {} TO {} WITH ADMIN OPTION").format(
                sql.Identifier(SERVING), sql.Identifier(OWNER)
            )
        )
        if not _exists(connection, "pg_database", "datname", DATABASE):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
        _let_in(connection, SERVING, passwords, "LOGIN")


def _exists(connection: psycopg.Connection[Any], table: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    return connection.execute(query, [name]).fetchone() is not None


def _let_in(
    connection: psycopg.Connection[Any], role: str, passwords: dict[str, str], rights: str
) -> None:
    connection.execute(
        sql.SQL("ALTER ROLE {} {} PASSWORD {}").format(
            sql.Identifier(role),
            sql.SQL(rights),
            sql.Literal(passwords[role]),
        )
    )
