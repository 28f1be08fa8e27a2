"""The export of all actuals against psql: time, first byte, memory, and the bound on many."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import ClientCursor

from benchmarks import programs, scratch
from benchmarks.server import Server
from benchmarks.timing import Claim
from targets.exporting import period_labels
from targets.reads.export.actuals import actuals_query
from targets.reads.scope.visibility import EVERYTHING

ROUNDS = 5
_CHUNK = 64 * 1024


class Read(NamedTuple):
    """One export read to its end."""

    seconds: float
    first_byte: float  # seconds until the first byte of data
    size: int


def copy_statement() -> str:
    """The SQL text that both sides run, as psql's \\copy takes it: on one line."""
    query, parameters = actuals_query(
        labels=period_labels(), today=date(scratch.YEAR + 1, 3, 1), sight=EVERYTHING
    )
    with psycopg.connect(scratch.serving_address()) as server:
        text = ClientCursor(server).mogrify(query, parameters)
    return "\\copy (" + " ".join(text.split()) + ") to stdout with (format csv)"


def claims(server: Server) -> list[Claim]:
    """Command and download against psql, in turns."""
    statement = copy_statement()
    works: dict[str, Callable[[], Read]] = {
        "psql": lambda: _psql(statement),
        "command": _command,
        "download": lambda: _download(server),
    }
    taken: dict[str, list[Read]] = {name: [] for name in works}
    server.get("/export/actuals.csv?place=bench-1")  # warm: code loaded, connection open
    before = server.memory()
    for turn in range(ROUNDS + 1):
        for name, work in works.items():
            read = work()
            if turn:
                taken[name].append(read)
    grown = server.highest_memory() - before
    best = {name: min(reads, key=lambda read: read.seconds) for name, reads in taken.items()}
    first = {name: sorted(read.first_byte for read in reads)[ROUNDS // 2]
             for name, reads in taken.items()}  # fmt: skip
    return [
        Claim(
            f"export, {name} : psql \\copy of the same SQL",
            best[name].seconds / best["psql"].seconds,
            1.3,
            "×",
            f"{best[name].seconds:.2f} s : {best['psql'].seconds:.2f} s, "
            f"{best[name].size / 1e6:.0f} MB; best of {ROUNDS}",
        )
        for name in ("command", "download")
    ] + [
        Claim(
            "download, first byte of data after psql's",
            (first["download"] - first["psql"]) * 1000,
            50,
            "ms",
            f"{first['download'] * 1000:.0f} ms − {first['psql'] * 1000:.0f} ms; median",
        ),
        Claim("download, growth of the server's memory", grown / 1e6, 10, "MB",
              f"highest resident size over {ROUNDS + 1} downloads"),
    ]  # fmt: skip


def bounded(server: Server, slots: int) -> Claim:
    """So many slow readers fill the slots; the next is told to come back."""
    streams = [urllib.request.urlopen(f"{server.address}/export/actuals.csv", timeout=60)
               for _ in range(slots)]  # fmt: skip
    refused, retry = 0, ""
    try:
        urllib.request.urlopen(f"{server.address}/export/actuals.csv", timeout=60).close()
    except urllib.error.HTTPError as error:
        refused, retry = error.code, error.headers.get("Retry-After", "")
    finally:
        for stream in streams:
            stream.close()
    told = refused == 503 and retry.isdecimal()
    return Claim("one export more than allowed is refused with 503 and Retry-After",
                 0 if told else 1, 0, "", f"status {refused}, Retry-After {retry}")  # fmt: skip


def _consume(stream: object, began: float) -> Read:
    """Read to the end; the first byte of data comes after the mark and the header."""
    read: Callable[[int], bytes] = stream.read1 if hasattr(stream, "read1") else stream.read  # type: ignore[attr-defined]
    seen, size, first = b"", 0, 0.0
    while block := read(_CHUNK):
        size += len(block)
        if not first:
            seen += block
            if b"bench-" in seen:
                first = time.perf_counter() - began
    return Read(time.perf_counter() - began, first, size)


def _process(arguments: list[str], environment: dict[str, str]) -> Read:
    began = time.perf_counter()
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        read = _consume(process.stdout, began)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return read


def _psql(statement: str) -> Read:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "export.sql"
        script.write_text(statement + "\n", encoding="utf-8")
        return _process(
            [programs.program("psql"), "-X", "-q", "-f", str(script)],
            programs.environment(scratch.serving_address()),
        )


def _command() -> Read:
    manage = Path(__file__).resolve().parent.parent / "manage.py"
    return _process(
        [sys.executable, str(manage), "export_actuals"], os.environ | scratch.service_environment()
    )


def _download(server: Server) -> Read:
    began = time.perf_counter()
    with urllib.request.urlopen(f"{server.address}/export/actuals.csv", timeout=300) as answer:
        return _consume(answer, began)
