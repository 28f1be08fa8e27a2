"""Which database, and as whom: a server named in the environment, else the embedded one."""

from __future__ import annotations

import atexit
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from tracker import environment
from tracker.embedded_postgres import OWNER, SERVING, EmbeddedPostgres
from tracker.postgresql.connection import Connection

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


# Whether requests are answered here; commands take their time
_serves = True


def take_time() -> None:
    """Let every statement of this process last: it runs a command and serves nobody."""
    global _serves  # noqa: PLW0603 - settled once, before the settings are read
    _serves = False


def configuration(role: str, *, pool: bool = False, serves: bool | None = None) -> dict[str, Any]:
    """Django's settings for the owner or the serving role; starts nothing.

    Where requests are served, no statement of the serving role lasts longer than
    DATABASE_SECONDS, on the server and here, but for files in and out.
    """
    serving = environment.database("DATABASE_URL")
    if serving is None:
        if environment.database("DATABASE_OWNER_URL"):
            raise ImproperlyConfigured("DATABASE_OWNER_URL is set without DATABASE_URL: set both.")
        chosen = embedded().connection(OWNER if role == "owner" else SERVING)
    elif role == "owner":
        chosen = environment.database("DATABASE_OWNER_URL") or serving
    else:
        chosen = serving
    is_bounded = role != "owner" and (_serves if serves is None else serves)
    seconds = environment.number("DATABASE_SECONDS", default=8, least=0, most=3600)
    chosen["OPTIONS"] = _noticing(is_bounded) | chosen["OPTIONS"]
    return chosen | {"SECONDS": seconds if is_bounded else 0} | _reuse(chosen["OPTIONS"], pool=pool)


def _noticing(is_bounded: bool) -> dict[str, Any]:
    """libpq's parameters that notice a server that has gone, unless the address names others."""
    return {
        "connect_timeout": 2 if is_bounded else 30,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    }


def _reuse(options: dict[str, Any], *, pool: bool) -> dict[str, Any]:
    """Reused connections decide throughput: a pool for threads, lasting ones for processes."""
    unnamed_cursors = environment.flag("DISABLE_SERVER_SIDE_CURSORS", default=False)
    common = {"DISABLE_SERVER_SIDE_CURSORS": unnamed_cursors}
    if pool:
        size = environment.number("DATABASE_POOL_SIZE", default=8, least=1, most=200)
        pooled = {
            "min_size": 1,
            "max_size": size,
            "connection_class": Connection,
            # Given up soon and begun again by who asks next: back within seconds of the server
            "reconnect_timeout": 1,
        }
        return common | {
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options | {"pool": pooled},
        }
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


def connect_as(role: str, *, pool: bool = False, serves: bool | None = None) -> None:
    """Turn Django's default connection over to another role, in place and for this thread."""
    from django.conf import settings  # noqa: PLC0415 - the settings import this module
    from django.db import connection  # noqa: PLC0415

    connection.close()
    for place in (settings.DATABASES["default"], connection.settings_dict):
        place.update(configuration(role, pool=pool, serves=serves))


def disconnect() -> None:
    """Close this thread's connection and the pool of all threads."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    if "pool" in connection.settings_dict["OPTIONS"]:
        connection.close_pool()  # type: ignore[attr-defined]
