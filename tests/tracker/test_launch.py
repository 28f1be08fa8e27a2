"""One command starts everything; a signal stops everything, the database too."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError
from psycopg import pq
from psycopg.errors import DiskFull

from tracker import databases, launch
from tracker.embedded_postgres import EmbeddedPostgres

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 60


@pytest.fixture
def environment(clean_environment: dict[str, str], folder: Path) -> dict[str, str]:
    """As `make run` sets it, with a data folder of the test's own."""
    return clean_environment | {
        "LOCAL": "1",
        "SAMPLE": "no",
        "TRACKER_DATA_DIR": str(folder / "数据 data"),
        "DJANGO_SETTINGS_MODULE": "tests.tracker.served",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def up(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run to the end: for starts that are refused."""
    return subprocess.run(
        [sys.executable, "manage.py", "up", *arguments],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def running(environment: dict[str, str], port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and what it had said when it was ready."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=CHECKOUT,
        env=environment | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("Open"):
                break
        else:
            pytest.fail(said)
        yield process, said
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=PATIENCE)


def get(port: int, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    return connection.getresponse()


def test_first_and_second_run_and_sigterm_during_a_request(environment: dict[str, str]) -> None:
    port, data = free_port(), Path(environment["TRACKER_DATA_DIR"])
    database = EmbeddedPostgres(data)
    with running(environment, port) as (process, said):
        assert f"http://127.0.0.1:{port}/" in said
        assert "Making the tables" in said
        assert "Collecting the static files" in said
        assert get(port, "/static/vendor/plotly.min.js").status == 200
        assert get(port, "/admin/login/").status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert database.ping() == pq.Ping.NO_RESPONSE
    written = data / "administrator"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    name, password = written.read_text().split()
    assert f"Administrator: {name}, password: {password}" in said
    with running(environment, port) as (process, said):
        # Only the work that is left: nothing is made again, and the secret is not repeated.
        assert "Making" not in said
        assert "Collecting" not in said
        assert password not in said
        assert str(written) in said
        request = socket.create_connection(("127.0.0.1", port))
        request.sendall(b"GET /slow/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(0.5)
        began = time.monotonic()
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert time.monotonic() - began < launch.STOP_PATIENCE + 10
        request.close()
    assert database.ping() == pq.Ping.NO_RESPONSE


def test_ctrl_c_while_it_starts(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(free_port())],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    assert "Making the tables" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Open" not in said
    assert "Traceback" not in said
    assert EmbeddedPostgres(Path(environment["TRACKER_DATA_DIR"])).ping() == pq.Ping.NO_RESPONSE


def test_port_in_use(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = up(environment | {"PORT": str(port)})
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"Port {port}" in done.stderr
    assert "PORT=8000" in done.stderr
    assert not (Path(environment["TRACKER_DATA_DIR"]) / "cluster").exists()


@pytest.mark.parametrize(
    ("changes", "arguments", "message"),
    [
        ({}, ["--bind", "0.0.0.0"], "127.0.0.1 only"),
        ({}, ["--bind", "192.0.2.1"], "127.0.0.1 only"),
        ({"LOCAL": "no", "SECRET_KEY": "x" * 50}, [], "needs LOCAL=1"),
        ({"LOCAL": "no"}, [], "SECRET_KEY is not set"),
        ({"ALLOWED_HOSTS": "example.org"}, [], "this machine alone"),
        ({"PORT": "http"}, [], "PORT is 'http': write a whole number"),
        ({"PORT": "70000"}, [], "PORT is 70000"),
        ({"LOCAL": "perhaps"}, [], "LOCAL is 'perhaps': write yes or no"),
        ({"DATABASE_OWNER_URL": "postgresql://a@b/c"}, [], "without DATABASE_URL"),
    ],
)
def test_refused_starts(
    environment: dict[str, str], changes: dict[str, str], arguments: list[str], message: str
) -> None:
    done = up(environment | changes, *arguments)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (Path(environment["TRACKER_DATA_DIR"]) / "cluster").exists()


def test_an_administrator_is_made_once(
    db: None, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    from django.contrib.auth.models import User

    monkeypatch.setattr(databases, "embedded", lambda: EmbeddedPostgres(folder))
    said: list[str] = []
    launch.make_administrator(said.append)
    launch.make_administrator(said.append)
    assert User.objects.filter(is_superuser=True).count() == 1
    password = (folder / "administrator").read_text().split()[1]
    assert User.objects.get(username="admin").check_password(password)
    assert [password in line for line in said] == [True, False]


def test_two_signals_at_once_end_it(environment: dict[str, str]) -> None:
    """Whoever started it and its own starter may both forward one, at any moment."""
    database = EmbeddedPostgres(Path(environment["TRACKER_DATA_DIR"]))
    port = free_port()
    for pair in range(int(os.environ.get("PAIRS", "3"))):
        with running(environment, port) as (process, said):
            assert "Open" in said
            process.terminate()
            time.sleep((pair % 5) * 0.02)
            process.terminate()
            assert process.wait(PATIENCE) == 0
        assert database.ping() == pq.Ping.NO_RESPONSE


def test_signals_without_end_do_not_lock_it() -> None:
    """Thousands a second, while the main thread waits and asks."""
    program = """
import signal, time
from tracker import launch
with launch.Ending() as ending:
    ending.gently = True
    signal.signal(signal.SIGALRM, ending._handle)
    signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
    end = time.monotonic() + 1
    while time.monotonic() < end:
        ending.asked._is_set = False
        ending.asked.wait(0.001)
    signal.setitimer(signal.ITIMER_REAL, 0)
print("ended")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True,
        timeout=30, check=False,
        env=dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )  # fmt: skip
    assert done.stdout == "ended\n", done.stderr


def test_the_server_comes_back_under_the_product(environment: dict[str, str]) -> None:
    database = EmbeddedPostgres(Path(environment["TRACKER_DATA_DIR"]))
    port = free_port()
    with running(environment, port):
        assert get(port, "/healthz").status == 200
        pid = int((database.folders.cluster / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while get(port, "/healthz").status != 200 or database.ping() != pq.Ping.OK:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert get(port, "/").status == 200


def test_a_full_disk_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(say: object) -> list[Callable[[], None]]:
        def step() -> None:
            raise OperationalError from DiskFull("could not extend file")

        return [step]

    monkeypatch.setattr(launch, "steps", no_room)
    with pytest.raises(launch.LaunchError, match="is full: make room"):
        launch.prepare(print)


def interrupt_and_wait() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(5)


def test_signals_only_ask_once_it_serves() -> None:
    with launch.Ending() as ending:
        with pytest.raises(KeyboardInterrupt):
            interrupt_and_wait()
        os.kill(os.getpid(), signal.SIGTERM)
        assert ending.asked.wait(5)
