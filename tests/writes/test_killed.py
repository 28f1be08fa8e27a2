"""A process killed amid accepting many entries, or an import, leaves nothing half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django.fixtures import Settings

from targets.core.values.entry import Entry
from targets.core.values.periods import month_end
from targets.models import Actual, Check, Import, Origin, Unit, UploadState
from targets.reads.scope.checkable import Reach
from targets.writes.checking.check import Checking, Seen, accept
from targets.writes.entries.submit import Submission, submit
from targets.writes.upload.stage import Importer, read_upload
from targets.writes.upload.store import receive
from tests.web.rooms import TODAY, build_rooms

CHECKOUT = Path(__file__).parents[2]
SECONDS = 60  # a bound, not a measure


@pytest.fixture
def waiting(transactional_db: None) -> Unit:
    """Forty entries of two series that wait to be checked."""
    rooms = build_rooms()
    reporter = User.objects.create_user("reporter")
    User.objects.create_user("checker")
    entries = [
        Entry(series.id, series.calendar, month_end(year, month), Decimal(year + month))
        for series in (rooms.roads, rooms.homes)
        for year in (2024, 2025)
        for month in range(1, 11)
    ]
    submit(entries, Submission(rooms.place, reporter.pk, Origin.GRID))
    return rooms.place


def stopped_after(
    statements: int, what: str = "killed_acceptance", of: str = "testland"
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable, "-m", f"tests.writes.{what}",
            str(connection.settings_dict["NAME"]), of, str(statements),
        ],
        cwd=CHECKOUT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def test_killed_anywhere_it_leaves_everything_waiting(waiting: Unit) -> None:
    ended = ""
    statements = 2
    while ended != "accepted":
        process = stopped_after(statements)
        assert process.stdout is not None
        ended = process.stdout.readline().strip()
        if ended == "stopped":
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=SECONDS)
        assert ended in {"stopped", "accepted"}, "it says which"
        if ended == "stopped":
            assert Actual.objects.pending().known(None).count() == 40
            assert not Actual.objects.official().exists()
            assert not Check.objects.exists()
        statements += 4
    assert statements > 10, "it was killed more than twice on the way"
    _everything_is_accepted()


def test_after_a_kill_the_next_checker_can_go_on(waiting: Unit) -> None:
    process = stopped_after(8)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "stopped"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=SECONDS)
    checker = User.objects.get(username="checker")
    seen = [Seen(each) for each in Actual.objects.pending().values_list("id", flat=True)]
    accept(seen, Checking(waiting.id, checker.pk, Reach((waiting.id,))))
    _everything_is_accepted()


def test_an_import_killed_anywhere_writes_nothing(
    transactional_db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.UPLOAD_FOLDER = tmp_path
    rooms = build_rooms()
    reporter = User.objects.create_user("reporter")
    rows = "".join(
        f"{code},{year}-{month:02d},{month * 6 + year % 100}\r\n"
        for code in ("ROAD_KM", "HOMES")
        for year in (2024, 2025)
        for month in range(1, 11)
    )
    upload = receive(
        rooms.place, reporter.pk, "十月.csv", ["编码,期末日期,数值\r\n".encode(), rows.encode()]
    )
    read_upload(upload, Importer(TODAY, None, lambda phrase: phrase.msgid))
    ended, statements = "", 1
    while ended != "done":
        process = stopped_after(statements, "killed_import", str(upload.id))
        assert process.stdout is not None
        ended = process.stdout.readline().strip()
        if ended == "stopped":
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=SECONDS)
        assert ended in {"stopped", "done"}, "it says which"
        if ended == "stopped":
            assert not Actual.objects.exists()
            assert not Import.objects.exists()
            upload.refresh_from_db()
            assert upload.state == UploadState.READY
        statements += 4
    assert statements > 9, "it was killed more than twice on the way"
    assert Actual.objects.pending().known(None).count() == 40
    assert Import.objects.get().rows_new == 40


def _everything_is_accepted() -> None:
    accepted = Actual.objects.official().known(None)
    assert accepted.count() == 40
    assert not Actual.objects.pending().known(None).exists()
    assert Check.objects.count() == 40
    assert set(accepted.values_list("period_end", flat=True)) >= {date(2025, 10, 31)}
