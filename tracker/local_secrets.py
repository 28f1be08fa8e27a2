"""Secrets of a local installation: made once, kept in 0600 files of the data folder."""

from __future__ import annotations

import secrets

from tracker import databases
from tracker.embedded_postgres import data_folder, write_private


def secret_key() -> str:
    """The signing key that outlives a restart, so that people stay logged in."""
    databases.embedded().make_folders()
    path = data_folder() / "secret_key"
    if not path.is_file():
        write_private(path, secrets.token_urlsafe(50))
    return path.read_text("ascii").strip()
