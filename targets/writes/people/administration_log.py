"""Lines of the administration's log for what is done outside the administration's own forms.

The log is appended to and never changed (a trigger stamps and guards it). The messages have the
form that Django writes itself, so that they are shown in their reader's language.
"""

from __future__ import annotations

import getpass
import json
from typing import NamedTuple

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

_LONGEST = 200  # characters of an object's words, as the table takes them


class Author(NamedTuple):
    """Who did it: somebody by the product, or by a command of the operating system's user."""

    person_id: int | None
    command: str = ""
    system_user: str = ""


def by_command(command: str) -> Author:
    """The author of what a command does: nobody of the product, by its operating system's user."""
    try:
        system_user = getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        system_user = "?"
    return Author(None, command, system_user)


def record_added(author: Author, row: Model, *, name: str = "", what: str = "") -> None:
    """A row was made; with ``name`` and ``what``, something that belongs to it."""
    more: dict[str, object] = {"name": name, "object": what} if name else {}
    _record(author, row, str(row), CHANGE if name else ADDITION, {"added": more})


def record_changed(author: Author, row: Model | None, *fields: str, words: str = "") -> None:
    """A row was changed: the names of its fields, in English. ``words`` say what it is where
    there is no row."""
    message: dict[str, dict[str, object]] = {"changed": {"fields": list(fields)}}
    _record(author, row, words or str(row), CHANGE, message)


def record_command(command: str, words: str) -> None:
    """A command of manage.py was run: ``words`` is its command line, which holds no secrets."""
    author = by_command(command)
    LogEntry.objects.create(
        user_id=author.person_id,  # type: ignore[misc] # the model knows no line without one
        object_repr=words[:_LONGEST],
        action_flag=CHANGE,
        change_message=f"manage.py {command} ({author.system_user})",
    )


def _record(
    author: Author, row: Model | None, words: str, flag: int, message: dict[str, dict[str, object]]
) -> None:
    if author.command:
        said = message.get("changed") or message["added"]
        said.setdefault("name", f"manage.py {author.command}")
        said.setdefault("object", author.system_user)
    LogEntry.objects.create(
        user_id=author.person_id,  # type: ignore[misc] # the model knows no line without one
        content_type=None if row is None else ContentType.objects.get_for_model(row),
        object_id=None if row is None else str(row.pk),
        object_repr=words[:_LONGEST],
        action_flag=flag,
        change_message=json.dumps([message]),
    )
