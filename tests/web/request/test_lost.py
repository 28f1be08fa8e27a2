"""What a reader is told when the database failed them: what is true, and nothing else."""

from __future__ import annotations

import logging
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import Client
from psycopg import errors

from targets.models import Actual, Role
from tests.web.rooms import Rooms, client_of
from tracker.log_format import without_rows
from tracker.postgresql.base import CommitUnknown, DatabaseWrapper
from tracker.postgresql.connection import NotConnected, Silent

pytestmark = pytest.mark.django_db


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception, *, cause: Exception | None) -> None:
    """Every page fails so, in the middle of its work."""
    error.__cause__ = cause

    def fail(*_arguments: Any, **_more: Any) -> None:
        raise error

    monkeypatch.setattr("targets.access.rights_of_request", fail)


REASONS = [
    (OperationalError(), NotConnected("no"), 503, "暂时无法访问"),
    (OperationalError(), psycopg.OperationalError("server closed"), 503, "暂时无法访问"),
    (OperationalError(), errors.AdminShutdown("bye"), 503, "暂时无法访问"),
    (OperationalError(), errors.CannotConnectNow("starting"), 503, "暂时无法访问"),
    (OperationalError(), errors.TooManyConnections("full"), 503, "暂时无法访问"),
    (InterfaceError(), psycopg.InterfaceError("closed"), 503, "暂时无法访问"),
    (OperationalError(), errors.QueryCanceled("timeout"), 503, "太久"),
    (OperationalError(), Silent("frozen"), 503, "太久"),
    (OperationalError(), errors.DeadlockDetected("x"), 503, "同时"),
    (OperationalError(), errors.SerializationFailure("x"), 503, "同时"),
    (OperationalError(), errors.LockNotAvailable("x"), 503, "同时"),
    (OperationalError(), errors.ReadOnlySqlTransaction("x"), 503, "只能查询"),
    (OperationalError(), errors.DiskFull("x"), 507, "磁盘"),
]


@pytest.mark.parametrize(("error", "cause", "status", "words"), REASONS)
def test_who_reads_is_told_why_and_when_to_come_back(  # noqa: PLR0917
    rooms: Rooms,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    cause: Exception,
    status: int,
    words: str,
) -> None:
    client = Client(raise_request_exception=False)
    failing(monkeypatch, error, cause=cause)
    answer = client.get("/")
    text = answer.content.decode()
    assert answer.status_code == status
    assert answer["Retry-After"] == "5"
    assert words in text
    assert "。 " not in text
    assert "保存" not in text
    # One line, and no trace
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.exc_info is None
    english = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "Try again" in english
    as_json = client.get("/", headers={"accept": "application/json"})
    assert as_json.status_code == status
    assert words in as_json.json()["detail"]


@pytest.mark.parametrize(
    ("error", "cause", "unknown"),
    [
        (OperationalError(), NotConnected("no"), False),
        (OperationalError(), errors.QueryCanceled("x"), False),
        (OperationalError(), errors.DeadlockDetected("x"), False),
        (OperationalError(), psycopg.OperationalError("server closed the connection"), True),
        (OperationalError(), errors.AdminShutdown("bye"), True),
        (OperationalError(), Silent("frozen"), True),
        (CommitUnknown(), psycopg.OperationalError("gone"), True),
    ],
)
def test_who_sends_is_never_told_that_nothing_was_saved_unless_it_is_so(
    rooms: Rooms,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    cause: Exception,
    unknown: bool,
) -> None:
    client = client_of(rooms.place, Role.MANAGER)
    client.raise_request_exception = False
    failing(monkeypatch, error, cause=cause)
    text = client.post("/log/", {"place": "testland"}).content.decode()
    assert ("是否已保存" in text) is unknown
    assert ("未保存任何内容" in text) is not unknown


def test_what_was_committed_before_a_failure_counts(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(rooms.place, Role.MANAGER)
    client.raise_request_exception = False
    monkeypatch.setattr(DatabaseWrapper, "has_committed", True)
    failing(monkeypatch, OperationalError(), cause=NotConnected("no"))
    monkeypatch.setattr("tracker.requests.failures.has_committed", lambda: True)
    assert "是否已保存" in client.post("/log/", {}).content.decode()


def test_other_failures_are_logged_with_their_trace(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    failing(monkeypatch, RuntimeError("ours"), cause=None)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "保存" not in answer.content.decode()
    assert caplog.records[-1].exc_info is not None
    failing(monkeypatch, OperationalError(), cause=errors.UndefinedObject("no such role"))
    assert client.get("/").status_code == 500


def test_the_interface_says_it_as_a_problem(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any) -> None:
        error = OperationalError()
        error.__cause__ = NotConnected("no")
        raise error

    monkeypatch.setattr("targets.api.caller.TokenAuth.__call__", fail)
    answer = Client(raise_request_exception=False).get("/api/v1/places")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["type"].endswith("#problem-unavailable")


def test_the_log_quotes_no_rows(rooms: Rooms) -> None:
    with pytest.raises(IntegrityError) as caught:
        Actual.objects.create(series=rooms.roads, period_end="2026-10-31", note="机密的话")
    said = without_rows(f"{caught.value.__cause__}")
    assert "机密的话" in str(caught.value)
    assert "机密的话" not in said
    assert "violates" in said or "null value" in said


def test_a_quoted_row_of_several_lines_is_left_out_whole() -> None:
    trace = (
        "psycopg.errors.NotNullViolation: null value\n"
        'DETAIL:  Failing row contains (1, 机密\n第二行, x).\nCONTEXT:  COPY a, line 1: "机密"\n'
        "\nThe above exception was the direct cause\n"
    )
    assert "机密" not in without_rows(trace)
    assert "第二行" not in without_rows(trace)
    assert "The above exception" in without_rows(trace)


@pytest.fixture
def readied(tmp_path: Any, settings: Any) -> Any:
    settings.UPLOAD_FOLDER = tmp_path / "uploads"
    settings.ATTACHMENT_FOLDER = tmp_path / "attachments"
    return settings


def test_ready(client: Client, db: None, readied: Any) -> None:
    answer = client.get("/readyz", headers={"host": "10.0.0.7"})
    assert answer.json()["problems"] == []
    assert answer.status_code == 200
    assert answer.json()["version"]


def test_not_ready_with_what_stands_in_the_way(
    client: Client, db: None, readied: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.readiness.os.access", lambda *_more: False)
    monkeypatch.setattr(
        "tracker.readiness.migrations", lambda: ["migrations are missing: targets.0099"]
    )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == [
        "migrations are missing: targets.0099",
        "UPLOAD_FOLDER cannot be written to",
        "ATTACHMENT_FOLDER cannot be written to",
    ]


def test_a_full_disk_is_not_ready(
    client: Client, db: None, readied: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nothing:
        free = 0

    monkeypatch.setattr("tracker.readiness.shutil.disk_usage", lambda _folder: Nothing)
    assert client.get("/readyz").json()["problems"] == [
        "the disk of UPLOAD_FOLDER is full",
        "the disk of ATTACHMENT_FOLDER is full",
    ]


def test_missing_and_unknown_migrations_are_named(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    from tracker import readiness

    assert readiness.migrations() == []
    MigrationRecorder.Migration.objects.filter(app="targets", name="0012_ledger_stamps").delete()
    MigrationRecorder.Migration.objects.create(app="targets", name="0999_of_later")
    missing, unknown = readiness.migrations()
    assert "targets.0012_ledger_stamps" in missing
    assert "targets.0999_of_later" in unknown


def test_probes_are_asked_by_number(client: Client, db: None) -> None:
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200
    assert client.get("/", headers={"host": "10.0.0.7"}).status_code == 400


def test_commands_take_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker import databases

    assert databases.configuration("serving")["SECONDS"] == 8
    assert databases.configuration("owner")["SECONDS"] == 0
    monkeypatch.setattr(databases, "_serves", False)
    assert databases.configuration("serving")["SECONDS"] == 0
    assert databases.configuration("serving", serves=True)["SECONDS"] == 8
