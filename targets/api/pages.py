"""Pages: opaque cursors that say where the last one ended, and answers that need no resending."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from .problems import ProblemFound

T = TypeVar("T")

MOST = 1000
USUAL = 200


def cursor_after(*key: str | int | date) -> str:
    """The key of the last row given, as the cursor of the next page."""
    plain = [each.isoformat() if isinstance(each, date) else each for each in key]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def key_of(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The key a cursor stands for, or None without one. Kinds are str, int and date; raises
    :class:`ProblemFound` for a cursor that this API never gave."""
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != len(kinds):
            raise ValueError
        return tuple(_part(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise ProblemFound(
            "invalid",
            _("The cursor is not one that this API gave. Leave it out to begin anew."),
            errors=[
                {
                    "field": "cursor",
                    "code": "bad_cursor",
                    "detail": _("The cursor is not one that this API gave."),
                }
            ],
        ) from error


_MOST_ORDER = 2**31 - 1


def _part(part: object, kind: type) -> object:
    if kind is date and isinstance(part, str):
        return date.fromisoformat(part)
    if kind is int and isinstance(part, int) and not isinstance(part, bool):
        if not 0 <= part <= _MOST_ORDER:
            raise ValueError
        return part
    if kind is str and isinstance(part, str) and "\0" not in part and part.isprintable():
        return part
    raise ValueError


def cut(rows: Sequence[T], limit: int, key: Callable[[T], str]) -> tuple[list[T], str | None]:
    """One page of rows that were asked for with one more than ``limit``, and the cursor of the
    next page (None: this is the last)."""
    if len(rows) <= limit:
        return list(rows), None
    page = list(rows[:limit])
    return page, key(page[-1])
