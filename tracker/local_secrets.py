"""Secrets of a local installation: made once, kept in 0600 files of the data folder."""

from __future__ import annotations

import secrets
from pathlib import Path

from tracker import databases
from tracker.embedded_postgres import write_private


def data_file(name: str) -> Path:
    """A file of the data folder, which is made when it is missing."""
    database = databases.embedded()
    database.make_folders()
    return database.folders.data / name


def secret_key() -> str:
    """The signing key that outlives a restart, so that people stay logged in."""
    path = data_file("secret_key")
    if not path.is_file():
        write_private(path, secrets.token_urlsafe(50))
    return path.read_text("ascii").strip()
