"""While the database is away, slow or frozen: a sentence soon, and back by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
