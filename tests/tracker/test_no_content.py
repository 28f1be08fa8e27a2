"""``HEAD`` brings no content on the wire, and the next answer on the connection is right."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.test import RequestFactory

from tests.tracker.test_launch import free_port
from tracker import databases, launch
from tracker.requests.no_content import NoContent

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 60
SERVERS = {
    "gunicorn": ["gunicorn", "--bind", "127.0.0.1:{}", "--keep-alive", "60", "--threads", "2"],
    "waitress": ["waitress", "--listen", "127.0.0.1:{}", "--threads", "2"],
}
# Pages of each kind of answer that ask no database: 200, 404, 405, redirect, JSON, a file
ADDRESSES = ("/login/", "/nothing/here", "/logout/", "/due", "/api/openapi.json",
             "/static/icon.svg", "/api/v1/nothing")  # fmt: skip


class Connection:
    """One connection that is kept, read byte by byte as HTTP frames it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._read = self._socket.makefile("rb")

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *error: object) -> None:
        self._read.close()
        self._socket.close()

    def ask(self, method: str, address: str, *more: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by their small names, and content."""
        lines = [f"{method} {address} HTTP/1.1", "Host: 127.0.0.1", *more, "", ""]
        self._socket.sendall("\r\n".join(lines).encode())
        first = self._read.readline().decode()
        assert first.startswith("HTTP/1.1 "), (method, address, first)
        headers: dict[str, str] = {}
        while line := self._read.readline().decode().strip():
            name, _colon, text = line.partition(":")
            headers[name.lower()] = text.strip()
        status = int(first.split()[1])
        if method == "HEAD" or status in {204, 304}:
            return status, headers, b""
        if "content-length" in headers:
            return status, headers, self._read.read(int(headers["content-length"]))
        return status, headers, b"".join(self._chunks())

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._read.readline(), 16):
            yield self._read.read(size + 2)[:-2]
        self._read.readline()

    @property
    def is_over(self) -> bool:
        """Whether the server closed it, with nothing more in it."""
        return self._read.read() == b""


@contextmanager
def served(server: str, environment: dict[str, str]) -> Iterator[int]:
    """The product under a server, as the documentation starts it; its port."""
    port = free_port()
    command = [part.format(port) for part in SERVERS[server]]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "tracker.wsgi:application"],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _turn in range(PATIENCE * 10):
            assert process.poll() is None
            with socket.socket() as probe:
                probe.settimeout(PATIENCE)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            threading.Event().wait(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def launched(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The server of `make run`, without its database."""
    monkeypatch.setattr(databases, "connect_as", lambda *_role, **_pool: None)
    port, stop, ready = free_port(), threading.Event(), threading.Event()
    with launch.claim("127.0.0.1", port) as listener:
        serving = threading.Thread(target=launch.serve, args=(listener, stop, ready.set))
        serving.start()
        try:
            assert ready.wait(PATIENCE)
            yield port
        finally:
            stop.set()
            serving.join(PATIENCE)


def heads_are_bare(port: int) -> None:
    """Every kind of answer, by HEAD and then by GET on the same connection."""
    for address in ADDRESSES:
        with Connection(port) as connection:
            head = connection.ask("HEAD", address)
            again = connection.ask("HEAD", address)
            status, _headers, content = connection.ask("GET", address)
            assert (head[0], again[0]) == (status, status), address
            assert int(head[1]["content-length"]) == len(content), address
        with Connection(port) as connection:
            connection.ask("HEAD", address)
            assert connection.ask("GET", "/login/")[0] == 200
            connection.ask("HEAD", address, "Connection: close")
            assert connection.is_over, address


@pytest.mark.parametrize(
    "server",
    [pytest.param("gunicorn", marks=pytest.mark.skipif(sys.platform == "win32", reason="POSIX")),
     "waitress"],
)  # fmt: skip
def test_head_under_the_servers_of_the_documentation(
    clean_environment: dict[str, str], folder: Path, server: str
) -> None:
    environment = clean_environment | {
        "LOCAL": "1",
        "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:9/none",
        "TRACKER_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    with served(server, environment) as port:
        heads_are_bare(port)


def test_head_under_the_server_of_make_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with launched(monkeypatch) as port:
        heads_are_bare(port)


class Answered:
    """What a server is told, and what it would send."""

    def __init__(self, view: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._view = view
        self.status = ""
        self.headers: dict[str, str] = {}
        self.closed: list[str] = []

    def __call__(self, method: str) -> bytes:
        environ = RequestFactory().generic(method, "/").environ
        answer: Any = NoContent(self._application)(environ, self._start)
        content = b"".join(answer)
        answer.close()
        return content

    def _start(self, status: str, headers: list[tuple[str, str]], *_raised: object) -> None:
        self.status, self.headers = status, dict(headers)

    def _application(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        answer: Any = self._view(HttpRequest())
        start(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
        answer._resource_closers.append(lambda: self.closed.append("closed"))
        return answer


def test_what_is_streamed_is_not_made_and_is_closed() -> None:
    made: list[int] = []

    def rows() -> Iterator[bytes]:
        made.append(1)
        yield b"rows"

    asked = Answered(lambda _request: StreamingHttpResponse(rows()))
    assert asked("HEAD") == b""
    assert (made, asked.closed) == ([], ["closed"])
    assert asked.headers["Content-Length"] == "0"  # else a server marks the end of chunks
    assert asked("GET") == b"rows"
    assert (made, asked.closed) == ([1], ["closed", "closed"])


def test_a_file_keeps_its_length(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1234")
    asked = Answered(lambda _request: FileResponse((tmp_path / "a.csv").open("rb")))
    assert (asked("HEAD"), asked.headers["Content-Length"]) == (b"", "4")


@pytest.mark.parametrize(("status", "content"), [(204, b""), (304, b""), (200, b"said")])
def test_answers_without_content(status: int, content: bytes) -> None:
    asked = Answered(lambda _request: HttpResponse(b"said", status=status))
    assert asked("GET") == content
    assert asked.closed == ["closed"]
    assert asked.status.startswith(str(status))
    assert ("Content-Length" in asked.headers) is False
