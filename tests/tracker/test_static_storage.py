"""Collected files are everybody's to read, whoever collected them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from pytest_django.fixtures import Settings

from tracker.static_storage import static_files_are_readable


@pytest.fixture
def collected(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    source, root = tmp_path / "source", tmp_path / "collected"
    (source / "css").mkdir(parents=True)
    (source / "css" / "page.css").write_text("body { color: black }" * 100)
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = root
    settings.STORAGES = dict(django_settings.STORAGES) | {
        "staticfiles": {"BACKEND": "tracker.static_storage.PublicStaticFiles"}
    }
    before = os.umask(0o077)
    try:
        yield root
    finally:
        os.umask(before)


def modes(root: Path) -> dict[str, int]:
    return {
        str(path.relative_to(root)): stat.S_IMODE(path.stat().st_mode)
        for path in (root, *root.rglob("*"))
    }


def test_every_file_is_readable_also_those_of_before(collected: Path) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    found = modes(collected)
    assert any(name.endswith(".gz") for name in found)
    assert "staticfiles.json" in found
    for name, mode in found.items():
        assert mode == (0o755 if (collected / name).is_dir() else 0o644), name
    for name in found:
        (collected / name).chmod(0o700 if (collected / name).is_dir() else 0o600)
    call_command("collectstatic", interactive=False, verbosity=0)
    assert modes(collected) == found


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_the_check_names_what_cannot_be_read_by_whoever_runs_it(collected: Path) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    assert static_files_are_readable(None) == []
    (collected / "staticfiles.json").chmod(0)
    (error,) = static_files_are_readable(None)
    assert "staticfiles.json" in error.msg


def test_the_check_says_what_was_refused(collected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    assert static_files_are_readable(None) == []

    def refuse(path: Path, *_more: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    (error,) = static_files_are_readable(None)
    assert error.id == "tracker.E001"
    assert str(collected) in error.msg
