"""A backup is one file, and restoring it gives back what there was, with the rights."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(clean_environment: dict[str, str]) -> dict[str, str]:
    return clean_environment | {"LOCAL": "1"}


def manage(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_and_back(environment: dict[str, str], folder: Path) -> None:
    before = environment | {"TRACKER_DATA_DIR": str(folder / "one")}
    after = environment | {"TRACKER_DATA_DIR": str(folder / "two")}
    file = folder / "备份.dump"
    assert manage(before, "migrate").returncode == 0
    named = before | {"DJANGO_SUPERUSER_PASSWORD": "long enough 123"}
    created = manage(named, "createsuperuser", "--noinput", "--username=某人", "--email=a@b.cn")
    assert created.returncode == 0, created.stderr
    done = manage(before, "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = manage(before, "backup", str(file))
    assert again.returncode == 1
    assert "exists already" in again.stderr
    full = manage(before, "restore", str(file))
    assert full.returncode == 1
    assert "not empty" in full.stderr

    done = manage(after, "restore", str(file))
    assert done.returncode == 0, done.stderr
    # Read by the serving role.
    query = "from django.contrib.auth.models import User; print(User.objects.get().username)"
    assert manage(after, "shell", "-v0", "-c", query).stdout.strip() == "某人"


def test_files_that_are_no_backup(environment: dict[str, str], folder: Path) -> None:
    empty = environment | {"TRACKER_DATA_DIR": str(folder / "data")}
    missing = manage(empty, "restore", str(folder / "nothing"))
    assert missing.returncode == 1
    assert "There is no file" in missing.stderr
    rubbish = folder / "rubbish"
    rubbish.write_bytes(b"\0\1\2 rubbish" * 100)
    refused = manage(empty, "restore", str(rubbish))
    assert refused.returncode == 1
    assert "Nothing was restored" in refused.stderr
    assert "Traceback" not in refused.stderr
