"""While the database is away, slow or frozen: a sentence soon, and back by itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg import pq

from tests.tracker.between import Between
from tests.tracker.test_embedded_postgres import CHECKOUT, kill_server, processes_of
from tests.tracker.test_launch import environment, free_port, get, running
from tests.tracker.test_no_content import served
from tracker.embedded_postgres import EmbeddedPostgres

__all__ = ["environment"]

# Generous: what is asserted is that nobody waits for a timeout of the old kind, 10 to 130 seconds
SOON, BACK = 5.0, 30.0


def timed(port: int, path: str) -> tuple[int, str, float]:
    """Status, Retry-After and seconds."""
    began = time.monotonic()
    answer = get(port, path)
    answer.read()
    return answer.status, answer.headers.get("Retry-After", ""), time.monotonic() - began


def is_away(port: int, path: str) -> None:
    status, retry, seconds = timed(port, path)
    assert (status, retry) == (503, "5"), path
    assert seconds < SOON, path


def comes_back(port: int, path: str = "/") -> None:
    deadline = time.monotonic() + BACK
    while timed(port, path)[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the server's processes in /proc")
def test_the_embedded_server_frozen_and_killed(environment: dict[str, str]) -> None:
    database = EmbeddedPostgres(Path(environment["TRACKER_DATA_DIR"]))
    port = free_port()
    with running(environment, port):
        assert timed(port, "/")[0] == 200
        frozen = processes_of(database)
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        try:
            status, _retry, seconds = timed(port, "/healthz")
            assert status == 503
            assert seconds < 2.5  # two seconds are promised; a loaded machine has its own pace
            for path in ("/", "/series/baiyun/GDP/", "/export/", "/"):
                is_away(port, path)
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)
        comes_back(port)
        kill_server(database)
        comes_back(port)
        assert database.ping() == pq.Ping.OK


@contextmanager
def external(environment: dict[str, str]) -> Iterator[tuple[Between, dict[str, str]]]:
    """A server of one's own, migrated, behind a road that can be cut."""
    database = EmbeddedPostgres(Path(environment["TRACKER_DATA_DIR"]))
    database.join()
    road = Between(database.folders.socket / ".s.PGSQL.5432")
    addresses = {
        name: f"postgresql://{role}:{quote(database.connection(role)['PASSWORD'])}"
        f"@127.0.0.1:{road.port}/tracker"
        for name, role in (
            ("DATABASE_URL", "tracker_serving"),
            ("DATABASE_OWNER_URL", "tracker_owner"),
        )
    }
    try:
        for command in ("migrate", "load_stated_targets", "collectstatic --noinput"):
            subprocess.run(
                [sys.executable, "manage.py", *command.split(), "--verbosity=0"],
                cwd=CHECKOUT, env=environment | addresses, check=True, timeout=120,
            )  # fmt: skip
        yield road, environment | addresses
    finally:
        road.close()
        database.leave()


MACHINE = """
from datetime import timedelta
from django.contrib.auth.models import User
from targets import clock
from targets.writes.people.tokens import make_token
root = User.objects.create_superuser("machine-of-root")
print(make_token(root.pk, name="x", scope="write", expires_on=clock.today() + timedelta(days=9),
                 now=clock.now(), today=clock.today()).secret)
"""
WRITTEN = """
from targets.models import Actual
print(Actual.objects.filter(note="{note}").count())
"""


def shell(known: dict[str, str], code: str) -> str:
    """What the product's own shell prints, as the owner."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=CHECKOUT, env=known | {"DATABASE_ROLE": "owner"}, check=True, timeout=60,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


def submit(port: int, secret: str, note: str) -> HTTPResponse:
    """One figure, with a key that is its note."""
    item = {"series": "GDP_TOTAL", "period": "2023-12", "value": "2950", "note": note,
            "reason": "again"}  # fmt: skip
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": note,
               "Content-Type": "application/json"}  # fmt: skip
    body = json.dumps({"items": [item]})
    connection.request("POST", "/api/v1/places/baiyun/actuals", body, headers)
    return connection.getresponse()


class CutAtCommit:
    """Loses one piece: the commit of the API's write, which follows the claim of its key."""

    def __init__(self) -> None:
        self.is_due = self.is_done = False

    def see(self, piece: bytes) -> None:
        """What the product sends."""
        self.is_due = self.is_due or b"targets_call" in piece

    def cuts(self, piece: bytes) -> bool:
        """Whether this is the piece."""
        cut = self.is_due and not self.is_done and b"COMMIT" in piece
        self.is_done = self.is_done or cut
        return cut


def repeats_write_once(road: Between, known: dict[str, str], port: int) -> None:
    """The road is cut at the commit, before the server has it or after: the same call again
    writes what is not written yet, and nothing twice."""
    secret = shell(known, MACHINE)
    for note, direction, written in (
        ("lost-on-its-way", "lose", 0), ("lost-on-its-way-back", "swallow", 1),
    ):  # fmt: skip
        commit = CutAtCommit()
        road.sent = commit.see
        setattr(road, direction, commit.cuts)
        answer = submit(port, secret, note)
        text = answer.read().decode()
        assert (answer.status, commit.is_done) == (503, True), text
        assert "Idempotency-Key" in text
        assert shell(known, WRITTEN.format(note=note)) == str(written)
        comes_back(port)
        answer = submit(port, secret, note)
        assert answer.status == 200, answer.read().decode()
        assert answer.headers.get("Idempotency-Replayed") == ("true" if written else None)
        assert shell(known, WRITTEN.format(note=note)) == "1"


@pytest.mark.parametrize("server", ["gunicorn", "waitress"])
def test_an_external_server_that_goes_and_comes(environment: dict[str, str], server: str) -> None:
    pool = {"DATABASE_POOL": "yes"} if server == "waitress" else {}
    with external(environment) as (road, known), served(server, known | pool) as port:
        assert timed(port, "/")[0] == 200
        for _again in range(2):
            road.is_open = False
            road.cut()
            for path in ("/", "/healthz", "/readyz", "/series/baiyun/GDP/", "/"):
                status, _retry, seconds = timed(port, path)
                assert status == 503, path
                assert seconds < SOON, path
            road.is_open = True
            comes_back(port)
        # A connection that was cut while nobody used it is no error of anybody's
        road.cut()
        comes_back(port)
        repeats_write_once(road, known, port)
