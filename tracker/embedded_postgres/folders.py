"""Where the embedded database keeps its things, and who may enter them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tracker.embedded_postgres.errors import EmbeddedPostgresError
from tracker.embedded_postgres.system_user import SystemUser

CHECKOUT = Path(__file__).resolve().parents[2]
PORT = "5432"
# sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero included.
SOCKET_LIMIT = 103 if sys.platform == "darwin" else 107
PRIVATE = 0o700
PASS_THROUGH = 0o711


def running_as_root() -> bool:
    """Root of a POSIX system, whom PostgreSQL refuses to serve."""
    return sys.platform != "win32" and os.geteuid() == 0


def data_folder() -> Path:
    """The folder that TRACKER_DATA_DIR names, else one that belongs to this checkout."""
    chosen = os.environ.get("TRACKER_DATA_DIR", "").strip()
    if chosen:
        return Path(os.path.abspath(CHECKOUT / Path(chosen).expanduser()))
    if running_as_root():
        # A checkout under a 0700 home cannot be entered by the database's own user.
        return Path("/var/lib/target-tracker") / _short_name(CHECKOUT)
    return CHECKOUT / ".data"


def _short_name(path: Path) -> str:
    return sha256(os.fsencode(path)).hexdigest()[:16]


@dataclass(frozen=True)
class Folders:
    """Every path of one embedded database."""

    data: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder; exists only when initdb has finished."""
        return self.data / "cluster"

    @property
    def unfinished(self) -> Path:
        """Where initdb works until it has finished."""
        return self.data / "cluster.unfinished"

    @property
    def log(self) -> Path:
        """The folder of the server's logs."""
        return self.data / "log"

    @property
    def start_log(self) -> Path:
        """What initdb and the server say before the rotated log takes over."""
        return self.log / "start.log"

    @property
    def passwords(self) -> Path:
        """The roles' passwords, in the format of libpq's password file."""
        return self.data / "passwords"

    @property
    def socket(self) -> Path:
        """The socket's folder: inside the data folder, or a short one when that will not do."""
        own = self.data / "socket"
        fits = len(os.fsencode(own / f".s.PGSQL.{PORT}")) <= SOCKET_LIMIT
        if fits and "," not in str(own):  # libpq would take it for a list of servers
            return own
        # /tmp and not the temporary folder of the moment: every process must find the same one.
        return Path("/tmp") / f"target-tracker-{_short_name(self.data)}"  # noqa: S108

    def make(self, user: SystemUser | None) -> None:
        """Create what is missing; `user` is the one who runs the server when we are root."""
        _make_ours(self.data, PASS_THROUGH if user else PRIVATE)
        if user and not user.can_enter(self.data):
            raise EmbeddedPostgresError(
                f"The database's system user {user.name} cannot enter {self.data}. "
                "Rights of existing folders are left alone: set TRACKER_DATA_DIR to a folder "
                "that every user may pass through, such as one under /var/lib."
            )
        for folder in (self.log, self.socket):
            _make_private(folder, user)


def _make_ours(folder: Path, mode: int) -> None:
    """Create the folder and its missing parents; existing ones keep their rights."""
    if folder.is_dir():
        return
    try:
        _make_ours(folder.parent, mode | 0o044 if mode == PASS_THROUGH else mode)
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)  # whatever the umask says
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Set TRACKER_DATA_DIR to a folder that you may write to."
        ) from None


def _make_private(folder: Path, user: SystemUser | None) -> None:
    """A folder for the server's user alone; never one that somebody else prepared."""
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    if sys.platform == "win32":
        return
    found = folder.lstat()
    ours = {os.geteuid()} | ({user.uid} if user else set())
    if folder.is_symlink() or found.st_uid not in ours:
        raise EmbeddedPostgresError(
            f"{folder} belongs to somebody else. Remove it, or set TRACKER_DATA_DIR "
            "to a shorter path."
        )
    if user and found.st_uid != user.uid:
        os.chown(folder, user.uid, user.gid)
    folder.chmod(PRIVATE)
