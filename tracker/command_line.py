"""What a command of manage.py needs before Django starts: the right role, a running database."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

# Commands that create tables, own what they load, or make test databases.
AS_OWNER = frozenset(
    {
        "add_place",
        "createsuperuser",
        "flush",
        "import_targets",
        "load_sample",
        "load_stated_targets",
        "loaddata",
        "migrate",
        "remove_stale_contenttypes",
        "backup",
        "restore",
        "sqlflush",
        "test",
    }
)
# Commands that never connect; `up` starts the database itself, after it has its port.
WITHOUT_DATABASE = frozenset(
    {
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "sendtestemail",
        "startapp",
        "version",
    }
)
# Commands that change people, rights, rules or data, or take all of it out: a line of the
# administration's log says that they ran. `unlock` writes its own, with whom it freed.
WRITTEN_DOWN = frozenset(
    {
        "add_place",
        "backup",
        "changepassword",
        "createsuperuser",
        "flush",
        "import_actuals",
        "import_targets",
        "load_sample",
        "load_stated_targets",
        "loaddata",
        "restore",
    }
)
# What is done in these is known to nobody afterwards: that they were opened is written first
OPENED = frozenset({"dbshell", "shell"})


def role_for(arguments: Sequence[str]) -> str:
    """The role of a command line: owner, serving, or none where no database is touched."""
    command = arguments[1] if len(arguments) > 1 else "help"
    words = set(arguments[1:])
    if command.startswith("-") or command in WITHOUT_DATABASE or words & {"--help", "-h"}:
        return "none"
    if command == "check" and not any(word.startswith("--database") for word in words):
        return "none"
    return "owner" if command in AS_OWNER else "serving"


def prepare(arguments: Sequence[str]) -> None:
    """Choose the role, read the settings, and have a database ready for what uses one."""
    use_utf8()
    role = role_for(arguments)
    role = os.environ.setdefault("DATABASE_ROLE", role)
    if set(arguments[1:2]) <= {"help", "--help", "-h", "version", "--version"}:
        return
    from tracker import databases  # noqa: PLC0415 - only now is the encoding settled

    databases.take_time()
    from django.conf import settings  # noqa: PLC0415

    known = settings.DATABASES
    if role == "none" or not known or arguments[1] == "up" or databases.named():
        return
    signal.signal(signal.SIGTERM, _leave)
    databases.make_ready()
    databases.connect_as(role)


def write_down(arguments: Sequence[str], *, is_done: bool) -> None:
    """Leave a line about a command that was carried out (``is_done``) or is about to be."""
    command, words = arguments[1] if len(arguments) > 1 else "", set(arguments[2:])
    wanted = WRITTEN_DOWN if is_done else OPENED
    if command not in wanted or words & {"--dry-run", "--help", "-h"}:
        return
    from django.db import DatabaseError  # noqa: PLC0415

    from targets.writes.people.administration_log import record_command  # noqa: PLC0415

    try:
        record_command(command, " ".join(arguments[1:]))
    except DatabaseError as error:
        # A shell is what one mends such a database with
        if is_done:
            raise
        sys.stderr.write(f"The administration's log takes no line of this: {error}\n")


def _leave(number: int, frame: FrameType | None) -> None:
    """End as Python ends, so that the last user of the embedded database stops it; a second
    signal, which callers like to send, does not cut that short."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def use_utf8() -> None:
    """Begin anew in UTF-8 mode where the locale would read our paths otherwise."""
    if sys.getfilesystemencoding() == "utf-8":
        return
    if sys.stdout.isatty():
        # The terminal still speaks the locale's encoding.
        os.environ.setdefault("PYTHONIOENCODING", f"{sys.stdout.encoding}:replace")
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.argv])  # noqa: S606
