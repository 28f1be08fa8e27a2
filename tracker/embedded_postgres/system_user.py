"""The unprivileged system user who runs the server when the product is started by root."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker.embedded_postgres.errors import EmbeddedPostgresError

OWN_NAME = "target-tracker"


@dataclass(frozen=True)
class SystemUser:
    """Somebody other than root."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Ask the system instead of computing rights: lists of rights and mounts count too."""
        return self.runs(["/bin/sh", "-c", 'cd "$1"', "sh", os.fspath(folder)])

    def runs(self, command: Sequence[str]) -> bool:
        """Whether the command succeeds for this user."""
        try:
            done = subprocess.run(  # noqa: S603
                command,
                user=self.uid,
                group=self.gid,
                extra_groups=[],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        except OSError:
            return False
        return done.returncode == 0


def for_cluster(cluster: Path) -> SystemUser | None:
    """Who runs the server of this data folder; None when we are not root and run it ourselves."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - not on Windows

    if cluster.is_dir() and (uid := cluster.stat().st_uid) != 0:
        # Whoever made the data stays their owner, also when another user appears later.
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            raise EmbeddedPostgresError(
                f"{cluster} belongs to the user number {uid}, whom this system does not know. "
                f"Give it to a system user: chown -R {OWN_NAME} '{cluster}'."
            ) from None
        return SystemUser(name=entry.pw_name, uid=uid, gid=entry.pw_gid)
    found = _named(OWN_NAME) or _created() or _named("postgres")
    if found:
        return found
    raise EmbeddedPostgresError(
        "PostgreSQL refuses to run as root, and no system user could be made for it. "
        f"Create one (useradd --system {OWN_NAME}), or do not run as root, or set DATABASE_URL."
    )


def _created() -> SystemUser | None:
    """Make our own user; None on a system without useradd."""
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OWN_NAME]
    path = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin:/sbin"
    try:
        subprocess.run(  # noqa: S603
            command, env={"PATH": path}, check=False, capture_output=True, stdin=subprocess.DEVNULL
        )
    except OSError:
        return None
    return _named(OWN_NAME)


def _named(name: str) -> SystemUser | None:
    import pwd  # noqa: PLC0415 - not on Windows

    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return SystemUser(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
