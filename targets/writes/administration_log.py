"""Lines of the administration's log for what is done outside the administration's own forms.

The log is appended to and never changed (a trigger stamps and guards it). The messages have the
form that Django writes itself, so that it is shown in its reader's language.
"""

from __future__ import annotations

import json

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

_LONGEST = 200  # characters of an object's words, as the table takes them


def record_added(person_id: int, row: Model, *, name: str = "", what: str = "") -> None:
    """Somebody made a row; with ``name`` and ``what``, something that belongs to it."""
    more = {"name": name, "object": what} if name else {}
    _record(person_id, row, ADDITION if not name else CHANGE, {"added": more})


def record_changed(person_id: int, row: Model, *fields: str) -> None:
    """Somebody changed a row: the names of its fields, in English."""
    _record(person_id, row, CHANGE, {"changed": {"fields": list(fields)}})


def _record(person_id: int, row: Model, flag: int, message: dict[str, object]) -> None:
    LogEntry.objects.create(
        user_id=person_id,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=str(row)[:_LONGEST],
        action_flag=flag,
        change_message=json.dumps([message]),
    )
