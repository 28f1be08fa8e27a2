"""Folders for embedded databases, which a system user has to be able to enter."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker.embedded_postgres import EmbeddedPostgres


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that everybody may pass through; pytest's own are closed to other users."""
    made = Path(tempfile.mkdtemp(prefix="tt-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def embedded(folder: Path) -> Iterator[Callable[..., EmbeddedPostgres]]:
    """Makes users of an embedded database; all of them have left when the test ends."""
    made: list[EmbeddedPostgres] = []

    def make(data: Path | None = None) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(data or folder / "data"))
        return made[-1]

    yield make
    for one in made:
        one.leave()
        if one.folders.socket.parent != one.folders.data:
            shutil.rmtree(one.folders.socket, ignore_errors=True)


@pytest.fixture
def clean_environment() -> dict[str, str]:
    """What a child process gets: no settings of ours, none of the test run's."""
    ours = ("DATABASE_", "TRACKER_", "SECRET_KEY", "LOCAL", "ALLOWED_HOSTS", "DJANGO_", "TEST_DB")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"}
