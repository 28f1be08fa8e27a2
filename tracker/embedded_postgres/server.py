"""Starting, joining and stopping the embedded server.

Three file locks carry the whole protocol, because the system frees them however a process ends:
`start.lock` is held while somebody starts or stops; every process that uses the server holds
`users.lock` shared, so the last one to leave knows it is the last; the server's own processes
inherit `alive.lock`, so "is any of them left" needs no process id, which may be a zombie's or
somebody else's by now. Whether the server *works* is asked by connecting.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo, pq

from tracker.embedded_postgres import cluster, locks, programs, roles, system_user
from tracker.embedded_postgres.errors import EmbeddedPostgresError
from tracker.embedded_postgres.folders import PORT, Folders, data_folder

PAUSE = 0.02
TALK_AFTER = 10.0
START_PATIENCE = 60.0
RECOVERY_PATIENCE = 600.0
STOP_PATIENCE = 60.0
# Whoever waits for the start lock may have to wait for somebody else's recovery.
LOCK_PATIENCE = RECOVERY_PATIENCE + START_PATIENCE


class EmbeddedPostgres:
    """One embedded database, as one process uses it."""

    def __init__(self, data: Path | None = None) -> None:
        self.folders = Folders(data or data_folder())
        self._use: locks.FileLock | None = None
        self._used_by = 0
        self._process: subprocess.Popen[bytes] | None = None

    # ---- what the rest of the product asks for

    def connection(self, role: str) -> dict[str, Any]:
        """Django's settings for a role; without a password while there is none yet."""
        place = self._place()
        return {
            "ENGINE": "tracker.postgresql",
            "NAME": roles.DATABASE,
            "USER": role,
            "PASSWORD": roles.read_passwords(self.folders.passwords).get(role, ""),
            "HOST": place["host"],
            "PORT": place["port"],
            "OPTIONS": {},
        }

    def make_folders(self) -> system_user.SystemUser | None:
        """Create the data folder; the system user who runs the server, if it is not ourselves."""
        user = system_user.for_cluster(self.folders.cluster)
        self.folders.make(user)
        return user

    def join(self, *, may_go_on: Callable[[], bool] = lambda: True) -> None:
        """Use the server, starting it when nobody has; returns when it takes connections.

        ``may_go_on`` is asked while waiting: False gives up, as when the product ends meanwhile.
        Raises :class:`EmbeddedPostgresError`.
        """
        if self._joined() and self.ping() == pq.Ping.OK:
            return
        try:
            self._join(may_go_on)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The folder of the embedded database, {self.folders.data}, cannot be written to: "
                f"{error.strerror or error}. Make room there or mend its rights, then try again."
            ) from error

    def _join(self, may_go_on: Callable[[], bool]) -> None:
        user = self.make_folders()
        with locks.alone(self._lock("start"), patience=LOCK_PATIENCE):
            joined_before = self._joined()
            if not self._joined():
                self._use = locks.FileLock(self._lock("users"))
                self._use.take(shared=True)
                self._used_by = os.getpid()
            try:
                self._run_until_it_answers(user, may_go_on)
                self._prepare_if_needed()
            except BaseException:
                # Whoever used it before goes on: it may be there again at the next attempt
                if not joined_before:
                    self._leave()
                raise

    def leave(self) -> None:
        """Stop using the server; whoever leaves last stops it."""
        if self._joined():
            with locks.alone(self._lock("start"), patience=LOCK_PATIENCE):
                self._leave()

    def ping(self) -> pq.Ping:
        """Whether the server answers: OK, REJECT while it recovers or stops, else no response."""
        address = conninfo.make_conninfo(
            **self._place(), dbname="postgres", user=roles.SERVING, connect_timeout=5
        )
        return pq.Ping(pq.PGconn.ping(address.encode()))

    def has_ended(self) -> bool:
        """Whether no process of the server is left. Unlike :meth:`ping`, which libpq waits in
        with all threads of the process, this never waits."""
        if sys.platform == "win32":
            return self.ping() == pq.Ping.NO_RESPONSE
        return locks.is_free(self._lock("alive"))

    # ---- how

    def _joined(self) -> bool:
        # A forked child inherits the lock but is no user of its own.
        return self._use is not None and self._used_by == os.getpid()

    def _lock(self, name: str) -> Path:
        return self.folders.data / f"{name}.lock"

    def _place(self) -> dict[str, Any]:
        if sys.platform != "win32":
            return {"host": str(self.folders.socket), "port": PORT}
        chosen = self.folders.data / "port"
        return {
            "host": "127.0.0.1",
            "port": chosen.read_text("ascii") if chosen.is_file() else PORT,
        }

    def _leave(self) -> None:
        if self._use is not None:
            self._use.release()
            self._use = None
        last = locks.FileLock(self._lock("users"))
        try:
            if last.take(shared=False):
                self._stop()
        finally:
            last.release()

    def _run_until_it_answers(
        self, user: system_user.SystemUser | None, may_go_on: Callable[[], bool]
    ) -> None:
        """Start the server unless somebody has; recovery after a crash may take its time."""
        cluster.refuse_other_version(self.folders)
        began, told, started = time.monotonic(), False, False
        while (state := self.ping()) != pq.Ping.OK:
            waited = time.monotonic() - began
            if not may_go_on():
                raise EmbeddedPostgresError("The product ends before the database answers.")
            # Processes of a killed server, or one that is just beginning, are waited for.
            left_alone = state == pq.Ping.NO_RESPONSE and locks.is_free(self._lock("alive"))
            if left_alone and not started:
                self._start(programs.available(self.folders.data, user))
                started, began = True, time.monotonic()
                continue
            ended = started and left_alone and sys.platform != "win32"
            if ended or waited > (RECOVERY_PATIENCE if state == pq.Ping.REJECT else START_PATIENCE):
                raise EmbeddedPostgresError(
                    cluster.failed(self.folders, "The embedded database does not start")
                )
            if waited > TALK_AFTER and not told:
                told = True
                sys.stderr.write(
                    f"The database is recovering, please wait; its log is in {self.folders.log}\n"
                )
            time.sleep(PAUSE)

    def _start(self, run: programs.Programs) -> None:
        passwords = roles.make_passwords(self.folders.passwords)
        if not self.folders.cluster.exists():
            cluster.create(self.folders, run, passwords[roles.SUPERUSER])
        if sys.platform == "win32":
            self._start_on_windows(run)
            return
        if self._process is not None:
            self._process.poll()  # of a server that died: a zombie's number looks alive
        # No process of this server is left, whatever numbers the files name.
        (self.folders.cluster / "postmaster.pid").unlink(missing_ok=True)
        for left in self.folders.socket.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)
        alive = locks.FileLock(self._lock("alive"))
        try:
            alive.take(shared=False)
            with self.folders.start_log.open("ab") as output:
                self._process = run.start(
                    [
                        run.path("postgres"),
                        "-D",
                        str(self.folders.cluster),
                        *cluster.settings(self.folders),
                    ],
                    output=output.fileno(),
                    keep_open=(alive.descriptor,),
                )
        finally:
            alive.release()

    def _start_on_windows(self, run: programs.Programs) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        (self.folders.data / "port").write_text(port, "ascii")
        options = subprocess.list2cmdline(
            [*cluster.settings(self.folders), "-h", "127.0.0.1", "-p", port]
        )
        # pg_ctl and not the server itself: it gives up the rights of an administrator.
        run.run(
            "pg_ctl", "start", "-W", "-D", str(self.folders.cluster), "-o", options,
            log=self.folders.start_log, patience=START_PATIENCE,
        )  # fmt: skip

    def _prepare_if_needed(self) -> None:
        passwords = roles.read_passwords(self.folders.passwords)
        if not passwords:
            raise EmbeddedPostgresError(
                f"The file {self.folders.passwords} is missing, without which nobody can log in "
                "to the embedded database. Put it back, or restore a backup into a new data folder."
            )
        try:
            psycopg.connect(
                **self._place(), dbname=roles.DATABASE, user=roles.SERVING,
                password=passwords[roles.SERVING], connect_timeout=30,
            ).close()  # fmt: skip
        except psycopg.OperationalError:
            roles.prepare(self._place(), passwords)

    def _stop(self) -> None:
        """Close all connections, write everything down, and be sure that nobody is left."""
        if self.ping() == pq.Ping.NO_RESPONSE and locks.is_free(self._lock("alive")):
            return
        run = programs.available(self.folders.data, system_user.for_cluster(self.folders.cluster))
        run.run(
            "pg_ctl", "stop", "-m", "fast", "-w", "-t", str(int(STOP_PATIENCE)),
            "-D", str(self.folders.cluster),
            log=self.folders.start_log, patience=STOP_PATIENCE + 5,
        )  # fmt: skip
        deadline = time.monotonic() + TALK_AFTER
        while not locks.is_free(self._lock("alive")) and time.monotonic() < deadline:
            time.sleep(PAUSE)
        if self._process is not None:
            self._process.poll()
        if self.ping() != pq.Ping.NO_RESPONSE:
            sys.stderr.write(
                f"The database did not stop in time; its log is in {self.folders.log}\n"
            )
