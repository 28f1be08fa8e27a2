"""File locks that vanish with the process that holds them, however it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.embedded_postgres.errors import EmbeddedPostgresError

PAUSE = 0.05

if sys.platform == "win32":
    import fasteners

    class FileLock:
        """A reader-writer lock on a file."""

        def __init__(self, path: Path) -> None:
            self._lock = fasteners.InterProcessReaderWriterLock(str(path))
            self._release = self._lock.release_write_lock

        def take(self, *, shared: bool) -> bool:
            """Take the lock without waiting; False when somebody else holds it."""
            if shared:
                self._release = self._lock.release_read_lock
                return bool(self._lock.acquire_read_lock(blocking=False))
            self._release = self._lock.release_write_lock
            return bool(self._lock.acquire_write_lock(blocking=False))

        def release(self) -> None:
            """Give the lock back."""
            self._release()

else:
    import fcntl
    import os

    class FileLock:
        """flock: it belongs to the open file, so a child process that inherits it keeps it."""

        def __init__(self, path: Path) -> None:
            self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

        def take(self, *, shared: bool) -> bool:
            """Take the lock without waiting; False when somebody else holds it."""
            kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            try:
                fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        def release(self) -> None:
            """Close our end; the lock is free when every process has closed its own."""
            os.close(self.descriptor)


@contextmanager
def alone(path: Path, *, patience: float) -> Iterator[None]:
    """Hold the lock exclusively, waiting at most `patience` seconds for it."""
    lock = FileLock(path)
    deadline = time.monotonic() + patience
    while not lock.take(shared=False):
        if time.monotonic() > deadline:
            lock.release()
            raise EmbeddedPostgresError(
                f"Another process has held {path} for {patience:.0f} seconds. "
                "Wait until it has started or stopped the database, then try again."
            )
        time.sleep(PAUSE)
    try:
        yield
    finally:
        lock.release()


def is_free(path: Path) -> bool:
    """Whether no process at all holds the lock at this moment."""
    lock = FileLock(path)
    try:
        return lock.take(shared=False)
    finally:
        lock.release()
