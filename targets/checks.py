"""Deploy checks that only the database can answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from targets.models.ledger import LEDGER_TABLES


@register(Tags.database, deploy=True)
def serving_role_owns_nothing(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """The role that serves must not own the ledgers, or it could switch their guards off."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(
                    "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s)"
                    " AND c.relkind = 'r' AND pg_has_role(current_user, c.relowner, 'USAGE')",
                    [list(LEDGER_TABLES)],
                )
                owned = sorted(name for (name,) in cursor.fetchall())
        except DatabaseError as error:
            messages.append(
                Error(
                    f"The database cannot be asked who owns the ledgers: {error}",
                    hint="Start it, or mend DATABASE_URL.",
                    id="targets.E002",
                )
            )
            continue
        if owned:
            messages.append(
                Error(
                    f"The serving role owns ledger tables: {', '.join(owned)}.",
                    hint="Serve with a role of its own; see “Two roles” in docs/administration.md.",
                    id="targets.E001",
                )
            )
    return messages


@register(Tags.database, deploy=True)
def serving_role_can_write(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Every write brings what it writes through a temporary table."""
    statement = (
        "SELECT current_user WHERE NOT"
        " has_database_privilege(current_user, current_database(), 'TEMPORARY')"
    )
    return [
        Error(
            f"The serving role {role} may not create temporary tables: nothing can be written.",
            hint="Run manage.py migrate as the database's owner, which grants it, or "
            "GRANT TEMPORARY ON DATABASE … TO the role.",
            id="targets.E003",
        )
        for (role,) in _rows(databases, statement)
    ]


@register(Tags.database, deploy=True)
def units_know_what_is_over_them(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Rights are told by what each unit keeps of the units over it, so that has to be the tree."""
    statement = (
        "SELECT string_agg(u.code, ', ' ORDER BY u.code) FROM targets_unit u"
        " LEFT JOIN targets_unit p ON p.id = u.parent_id"
        " WHERE u.above IS DISTINCT FROM coalesce(p.above, '{}') || u.id HAVING count(*) > 0"
    )
    return [
        Error(
            f"These units do not know what is over them: {codes}.",
            hint="Somebody switched a trigger off. As the owner: ALTER TABLE targets_unit ENABLE "
            "TRIGGER ALL, then UPDATE targets_unit SET parent_id = parent_id for the uppermost of "
            "them.",
            id="targets.E004",
        )
        for (codes,) in _rows(databases, statement)
    ]


def _rows(databases: Sequence[str] | None, statement: str) -> Iterator[tuple[Any, ...]]:
    """What the databases answer; one that cannot be asked is said by the first check."""
    for alias in databases or ():
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(statement)
                yield from cursor.fetchall()
        except DatabaseError:
            continue
