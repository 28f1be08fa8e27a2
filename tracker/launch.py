"""The product on this machine in one process: database, data, administrator, server."""

from __future__ import annotations

import errno
import logging
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from types import FrameType
from typing import Any, Protocol

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import DiskFull

from tracker import collected, databases, environment, local_secrets
from tracker.embedded_postgres import Watch, write_private
from tracker.requests.local_only import is_loopback
from tracker.serving import served

ADMINISTRATOR = "admin"
DEFAULT_PORT, OTHER_PORT = 8000, 8001
THREADS = 8
# What a request in progress may still take when the product is asked to stop.
STOP_PATIENCE = 5
_TURN = 0.05  # seconds until a signal is noticed
SIGNALS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]


class LaunchError(Exception):
    """The product cannot be started; the message is one line for the person at the keyboard."""


def launch(host: str, port: int, say: Callable[[str], None]) -> None:
    """Start everything, serve until asked to stop, stop everything."""
    refuse_other_machines(host)
    listener = claim(host, port)
    with listener, Ending() as ending:
        try:
            databases.make_ready()
            prepare(say)
            ending.gently = True
            with watched():
                serve(
                    listener,
                    ending.asked,
                    lambda: say(f"Open http://{host}:{port}/ (Ctrl-C ends it)"),
                )
        except KeyboardInterrupt:
            pass
        finally:
            ending.gently = True
            say("Stopping")
            databases.disconnect()
            databases.embedded().leave()
            ending.is_last = True


def refuse_other_machines(host: str) -> None:
    """What is set up here is for this machine: plain http, anybody may read."""
    if not settings.LOCAL:
        raise LaunchError(
            "'up' is for this machine alone and needs LOCAL=1 ('make run' sets it). In service run "
            "tracker.wsgi:application with gunicorn or waitress; see docs/administration.md."
        )
    if not is_loopback("127.0.0.1" if host == "localhost" else host):
        raise LaunchError(
            f"LOCAL=1 may be bound to 127.0.0.1 only, not to {host}. "
            "To serve other machines, leave out LOCAL; see docs/administration.md."
        )


def claim(host: str, port: int) -> socket.socket:
    """Take the port before anything else is started; nobody is answered until all is ready."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":  # where it would let two servers share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise LaunchError(
            f"Port {port} on {host} cannot be used ({reason}). "
            f"Choose another: PORT={OTHER_PORT if port == DEFAULT_PORT else DEFAULT_PORT}."
        ) from None
    return listener


class Flag:
    """An event that a signal's handler may set: one of ``threading`` takes a lock to be set, and
    the handler may run in the very thread that holds it."""

    def __init__(self) -> None:
        self._is_set = False

    def set(self) -> None:
        """Say so, from anywhere."""
        self._is_set = True

    def is_set(self) -> bool:
        """Whether it was said."""
        return self._is_set

    def wait(self, timeout: float) -> bool:
        """Whether it is said within so many seconds."""
        deadline = time.monotonic() + timeout
        while not self._is_set and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, _TURN))
        return self._is_set


class Ending:
    """Ctrl-C and the system's signals: an interruption while setting up, then only a flag.

    An exception raised in a handler lands wherever the main thread happens to be. While setting
    up that is our own code; servers swallow it, and stopping must not be cut short. Whoever
    stops us may send several signals, at once and until the very end.
    """

    def __init__(self) -> None:
        self.asked = Flag()
        self.gently = False
        self.is_last = False  # nothing follows: signals are let be until the process is gone
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Ending:
        self._before = {number: signal.signal(number, self._handle) for number in SIGNALS}
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_IGN if self.is_last else handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.asked.set()
        if not self.gently:
            self.gently = True
            raise KeyboardInterrupt


def prepare(say: Callable[[str], None]) -> None:
    """Take every step. Raises :class:`LaunchError` where the disk has no room for one."""
    try:
        for step in steps(say):
            step()
    except (OperationalError, OSError) as error:
        if not is_disk_full(error):
            raise
        folder = databases.embedded().folders.data
        place = "of the database's server" if databases.named() else f"that holds {folder}"
        raise LaunchError(
            f"The disk {place} is full: make room there, then start again. Nothing that was "
            "recorded is lost."
        ) from error


def is_disk_full(error: BaseException) -> bool:
    """Whether the system, or PostgreSQL, said that there is no room left."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error.__cause__, DiskFull)


def steps(say: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    """What has to be done before serving, in order; each does nothing when it is done already."""
    yield lambda: databases.connect_as("owner")
    yield lambda: migrate(say)
    yield load
    yield lambda: make_administrator(say)
    yield lambda: collected.collect(say)


def migrate(say: Callable[[str], None]) -> None:
    """Bring the tables up to date."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Making the tables")
        call_command("migrate", verbosity=0, interactive=False)


def load() -> None:
    """Load the product's own data, and the illustrative place unless SAMPLE=no."""
    call_command("load_stated_targets", verbosity=0)
    if environment.flag("SAMPLE", default=True):
        call_command("load_sample", verbosity=0)


def make_administrator(say: Callable[[str], None]) -> None:
    """Create the first administrator with a random password; later say where it is written."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - once the applications are ready

    path = local_secrets.data_file("administrator")
    if not User.objects.filter(is_superuser=True).exists():
        password = secrets.token_urlsafe(12)
        write_private(path, f"{ADMINISTRATOR} {password}\n")
        User.objects.create_superuser(ADMINISTRATOR, password=password)
        say(f"Administrator: {ADMINISTRATOR}, password: {password} (also written in {path})")
    elif path.is_file():
        say(f"Administrator: {ADMINISTRATOR}; the first password is written in {path}")


def watched() -> AbstractContextManager[object]:
    """The embedded database started again whenever it dies; another server watches itself."""
    return nullcontext() if databases.named() else Watch(databases.embedded())


class Stop(Protocol):
    """What says that serving is to end."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float) -> bool: ...


def serve(listener: socket.socket, stop: Stop, ready: Callable[[], None]) -> None:
    """Answer requests, as the serving role, until the event is set."""
    from waitress import create_server, wasyncore  # noqa: PLC0415 - only here

    databases.connect_as("serving", pool=True, serves=True)
    # Waiting for a free thread is no reason to fill the terminal.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server: Any = create_server(
        served(),
        sockets=[listener],
        threads=THREADS,
        # A slow reader of a download must not fill the memory: the writer waits instead
        outbuf_high_watermark=1024 * 1024,
        ident=None,
        max_request_body_size=settings.BODY_LIMIT,
        clear_untrusted_proxy_headers=True,
    )
    worker = threading.Thread(target=server.run, name="server", daemon=True)
    worker.start()
    ready()
    while worker.is_alive() and not stop.wait(0.5):
        """Waiting in short turns: on Windows a signal is only seen between them."""
    # In the server's own thread: take no new connections, but answer those there are.
    server.trigger.pull_trigger(lambda: wasyncore.dispatcher.close(server))
    server.task_dispatcher.shutdown(timeout=STOP_PATIENCE)
    if not stop.is_set():
        raise LaunchError("The server ended by itself; see what it wrote above.")


def port_from_environment() -> int:
    """PORT, else 8000."""
    return environment.number("PORT", default=DEFAULT_PORT, least=1, most=65_535)
