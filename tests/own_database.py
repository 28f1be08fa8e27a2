"""A database for one process of a test run: copied from one that was migrated once.

The migrated one stays on the server until a migration, a model or a library changes. Of the
copies each process takes the first that nobody else uses, so that two runs at once never meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from itertools import count
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
# What the migrated tables, their rows and their grants come from
MADE_OF = ("targets/migrations", "targets/models", "targets/management/commands/migrate.py")
LIBRARIES = ("Django", "django-axes")
# Advisory locks are the server's: one while databases are made or copied, one for each in use
MAKING, IN_USE = 20261124, 20261125


@contextmanager
def own_database(address: str) -> Iterator[None]:
    """Point Django's connection at a database that is this process's alone, then drop it."""
    origin = str(connection.settings_dict["NAME"])
    wanted = settings.DATABASES["default"].get("TEST", {}).get("NAME") or f"test_{origin}"
    with psycopg.connect(address, autocommit=True) as server:
        name = free_name(server, wanted)
        server.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        try:
            migrated = _migrated(server, wanted)
            _drop(server, name)
            _run(server, "CREATE DATABASE {} TEMPLATE {}", name, migrated)
        finally:
            server.execute("SELECT pg_advisory_unlock(%s)", [MAKING])
        # Nothing of a test has to outlive a failure of power
        _run(server, "ALTER DATABASE {} SET synchronous_commit = off", name)
        _use(name)
        yield
        _use(origin)
        _drop(server, name)


def free_name(server: psycopg.Connection, wanted: str) -> str:
    """The first name that no living process has taken; it is taken until ``server`` is closed."""
    for number in count():
        name = f"{wanted}_{number}"
        key = int.from_bytes(sha256(name.encode()).digest()[:3], "big")
        taken = server.execute("SELECT pg_try_advisory_lock(%s, %s)", [IN_USE, key]).fetchone()
        if taken == (True,):
            return name
    raise AssertionError("numbers do not end")


def _migrated(server: psycopg.Connection, wanted: str) -> str:
    """The database to copy from; made anew when what it is made of has changed."""
    prefix = f"{wanted}_migrated_"
    name = prefix + _digest()
    found = server.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
    ).fetchall()
    if (name,) in found:
        return name
    for (stale,) in found:
        _drop(server, stale)
    unfinished = f"{wanted}_migrating"
    _drop(server, unfinished)
    _run(server, "CREATE DATABASE {}", unfinished)
    origin = str(connection.settings_dict["NAME"])
    _use(unfinished)
    call_command("migrate", verbosity=0, interactive=False)
    _use(origin)
    _run(server, "ALTER DATABASE {} RENAME TO {}", unfinished, name)
    return name


def _digest() -> str:
    made_of = sha256()
    for part in MADE_OF:
        path = ROOT / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            made_of.update(file.read_bytes())
    said = [settings.SERVING_ROLE, settings.INSTALLED_APPS, *map(version, LIBRARIES)]
    made_of.update(repr(said).encode())
    return made_of.hexdigest()[:16]


def _use(name: str) -> None:
    connection.close()
    for place in (settings.DATABASES["default"], connection.settings_dict):
        place["NAME"] = name


def _drop(server: psycopg.Connection, name: str) -> None:
    """Whoever is still connected has been left behind by a test; a worker that vacuums may only
    be waited for."""
    try:
        _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    except psycopg.errors.InsufficientPrivilege:
        _run(server, "DROP DATABASE IF EXISTS {}", name)


def _run(server: psycopg.Connection, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
