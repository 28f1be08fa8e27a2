"""PostgreSQL's data folder: made by initdb at once or not at all, and served by one version."""

from __future__ import annotations

import os
import sys
from shutil import rmtree

from tracker.embedded_postgres import programs, roles
from tracker.embedded_postgres.errors import EmbeddedPostgresError
from tracker.embedded_postgres.folders import Folders

PATIENCE = 300.0


def refuse_other_version(folders: Folders) -> None:
    """Refuse data that another major version made, and say the way out."""
    if not folders.cluster.exists():
        return
    try:
        found = (folders.cluster / "PG_VERSION").read_text("ascii").strip()
    except FileNotFoundError:
        raise EmbeddedPostgresError(
            f"{folders.cluster} is not a database. Move it away, then try again."
        ) from None
    if found != programs.MAJOR_VERSION:
        raise EmbeddedPostgresError(
            f"The data in {folders.cluster} were made by PostgreSQL {found}; this release brings "
            f"{programs.MAJOR_VERSION}, which cannot read them. Go back to the release that made "
            f"them, run 'manage.py backup', move the folder {folders.data} away, come back to "
            "this release and run 'manage.py restore'."
        )


def create(folders: Folders, run: programs.Programs, password: str) -> None:
    """Run initdb in a folder that gets its name only when all is done.

    The built-in locale sorts alike on every machine, whatever locales it has.
    """
    target, user = folders.unfinished, run.user
    rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o700)
    word = folders.log / "first-password"
    roles.write_private(word, password)
    try:
        if user:
            os.chown(target, user.uid, user.gid)
            os.chown(word, user.uid, user.gid)
        done = run.run(
            "initdb", "-D", str(target), "-U", roles.SUPERUSER, f"--pwfile={word}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            log=folders.start_log, patience=PATIENCE,
        )  # fmt: skip
    finally:
        word.unlink(missing_ok=True)
    if not done:
        raise EmbeddedPostgresError(failed(folders, "A new database could not be made"))
    target.rename(folders.cluster)


def settings(folders: Folders) -> list[str]:
    """The server's settings, as words of its command line."""
    chosen = {
        "logging_collector": "on",
        "log_directory": str(folders.log),
        # One file a weekday, begun anew each week: at most seven, whatever happens.
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
    }
    if sys.platform != "win32":
        quoted = str(folders.socket).replace('"', '""')
        chosen |= {
            "listen_addresses": "",
            "unix_socket_directories": f'"{quoted}"',
            "unix_socket_permissions": "0700",
        }
    return [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]


def failed(folders: Folders, what: str) -> str:
    """The sentence for a failure: what, where to look, and the log's last lines."""
    try:
        last = folders.start_log.read_text("utf-8", "replace").splitlines()[-3:]
    except OSError:
        last = []
    return f"{what}. See the logs in {folders.log}. " + " / ".join(last)
