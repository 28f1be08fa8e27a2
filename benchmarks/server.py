"""The product served as in service (waitress, serving role) from the scratch database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks import scratch

_SERVE = (
    "from waitress import serve; from tracker.wsgi import application; "
    "serve(application, listen='127.0.0.1:{port}', threads=4, outbuf_high_watermark=1048576)"
)
ROOT = Path(__file__).resolve().parent.parent


class Server:
    """A running server process on loopback."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._process = psutil.Process(process.pid)

    def get(self, path: str) -> bytes:
        """The body of one answer."""
        with urllib.request.urlopen(self.address + path, timeout=300) as answer:
            body: bytes = answer.read()
        return body

    def memory(self) -> int:
        """Resident bytes now."""
        return int(self._process.memory_info().rss)

    def highest_memory(self) -> int:
        """The most resident bytes so far, where the system says; else those of now."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return self.memory()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024


@contextmanager
def running() -> Iterator[Server]:
    """Start the server, wait until it answers, stop it by its own process id at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE.format(port=port)],
        env=os.environ | scratch.service_environment(),
        cwd=ROOT,
    )
    server = Server(port, process)
    try:
        for _ in range(200):
            try:
                server.get("/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(30)
