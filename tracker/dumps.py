"""Backups: PostgreSQL's own dump in one file, which every later version can read."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tracker import databases
from tracker.embedded_postgres import EmbeddedPostgresError, installed_program


class DumpError(Exception):
    """A dump could not be written or read; the message is PostgreSQL's own."""


def write(file: Path) -> None:
    """Write the database of the owner into a new file, which appears only when it is complete."""
    part = file.with_name(file.name + ".part")
    # Created by us first, so that nobody else may read it even while it grows.
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def read(file: Path) -> None:
    """Fill the owner's empty database from a dump: everything or nothing."""
    name = databases.configuration("owner")["NAME"]
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        f"--dbname={name}",
        str(file),
    )


def _run(program: str, *arguments: str) -> None:
    owner = databases.configuration("owner")
    place = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = dict(os.environ) | {name: str(owner[key]) for name, key in place.items()}
    environment["PGDATABASE"] = owner["NAME"]
    for option, value in owner["OPTIONS"].items():
        environment[f"PG{option.upper()}"] = str(value)
    done = subprocess.run(  # noqa: S603
        [_find(program), *arguments],
        env={name: value for name, value in environment.items() if value},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise DumpError(done.stderr.decode("utf-8", "replace").strip())


def _find(program: str) -> str:
    """The embedded server's own program, or for a named server the one that is installed."""
    found = shutil.which(program) if databases.named() else None
    try:
        return found or installed_program(program)
    except EmbeddedPostgresError:
        raise DumpError(f"{program} is not installed here; it comes with PostgreSQL.") from None
