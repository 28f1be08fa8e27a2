"""Which database, and as whom: a server named in the environment, else the embedded one."""

from __future__ import annotations

import atexit
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from tracker import environment
from tracker.embedded_postgres import OWNER, SERVING, EmbeddedPostgres

NO_DATABASE = (
    "DATABASE_URL is not set. In service give it a PostgreSQL server "
    "(postgresql://user:password@host:5432/database); the embedded database is for LOCAL=1."
)


@cache
def embedded() -> EmbeddedPostgres:
    """This process's use of the embedded database."""
    return EmbeddedPostgres()


def named() -> bool:
    """Whether the environment names a server."""
    return bool(environment.text("DATABASE_URL") or environment.text("DATABASE_OWNER_URL"))


def configuration(role: str, *, pool: bool = False) -> dict[str, Any]:
    """Django's settings for the owner or the serving role; starts nothing."""
    serving = environment.database("DATABASE_URL")
    if serving is None:
        if environment.database("DATABASE_OWNER_URL"):
            raise ImproperlyConfigured("DATABASE_OWNER_URL is set without DATABASE_URL: set both.")
        chosen = embedded().connection(OWNER if role == "owner" else SERVING)
    elif role == "owner":
        chosen = environment.database("DATABASE_OWNER_URL") or serving
    else:
        chosen = serving
    return chosen | _reuse(chosen["OPTIONS"], pool=pool)


def _reuse(options: dict[str, Any], *, pool: bool) -> dict[str, Any]:
    """Reused connections decide throughput: a pool for threads, lasting ones for processes."""
    unnamed_cursors = environment.flag("DISABLE_SERVER_SIDE_CURSORS", default=False)
    common = {"DISABLE_SERVER_SIDE_CURSORS": unnamed_cursors}
    if pool:
        size = environment.number("DATABASE_POOL_SIZE", default=8, least=1, most=200)
        pooled = {"min_size": 1, "max_size": size, "timeout": 10}
        return common | {"CONN_MAX_AGE": 0, "OPTIONS": options | {"pool": pooled}}
    age = environment.number("CONN_MAX_AGE", default=600, least=0, most=86_400)
    return common | {"CONN_MAX_AGE": age, "CONN_HEALTH_CHECKS": True}


def serving_role() -> str:
    """The name of the role that answers requests."""
    return str(configuration("serving")["USER"])


def make_ready() -> None:
    """Start the embedded database when it is the one; it is left when the process ends."""
    if not named():
        atexit.register(embedded().leave)
        embedded().join()


def connect_as(role: str, *, pool: bool = False) -> None:
    """Turn Django's default connection over to another role, in place and for this thread."""
    from django.conf import settings  # noqa: PLC0415 - the settings import this module
    from django.db import connection  # noqa: PLC0415

    connection.close()
    for place in (settings.DATABASES["default"], connection.settings_dict):
        place.update(configuration(role, pool=pool))


def disconnect() -> None:
    """Close this thread's connection and the pool of all threads."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    if "pool" in connection.settings_dict["OPTIONS"]:
        connection.close_pool()  # type: ignore[attr-defined]
