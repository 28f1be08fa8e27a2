"""What has to hold before requests can be served here."""

from __future__ import annotations

import os
import shutil
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.db.migrations.loader import MigrationLoader

LEAST_ROOM = 100 * 1024 * 1024  # bytes free where files are written


def database() -> list[str]:
    """Whether it answers."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return ["the database does not answer"]
    return []


def everything() -> list[str]:
    """Everything that stands in the way, one sentence each, for whoever operates the service."""
    return (database() or migrations()) + folders()


def migrations() -> list[str]:
    """Migrations that are missing in the database, or that this release does not know."""
    loader = MigrationLoader(connections["default"])
    known, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    # Replaced ones stay recorded
    replaced = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    missing = sorted(f"{app}.{name}" for app, name in known - applied)
    unknown = sorted(
        f"{app}.{name}" for app, name in applied - known - replaced if app in loader.migrated_apps
    )
    found = []
    if missing:
        found.append(f"migrations are missing, run manage.py migrate: {', '.join(missing)}")
    if unknown:
        found.append(f"the database is of a later release: {', '.join(unknown)}")
    return found


def folders() -> list[str]:
    """Folders for files that cannot be written to, or have no room."""
    found = []
    for name in ("UPLOAD_FOLDER", "ATTACHMENT_FOLDER"):
        folder = Path(getattr(settings, name))
        standing = next(each for each in (folder, *folder.parents) if each.exists())
        if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
            found.append(f"{name} cannot be written to")
        elif shutil.disk_usage(standing).free < LEAST_ROOM:
            found.append(f"the disk of {name} is full")
    return found


def leave() -> None:
    """Give the connection of this thread back."""
    connections["default"].close()


@cache
def version() -> str:
    """The release, as pyproject.toml names it."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])
