"""Whole numbers, keys and moments out of text from outside: bounded before they are read.

Python refuses to read more than 4,300 digits, and takes more for a number or a key than people
write: signs, underscores, braces. Here such a text is simply none.
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime

_DIGITS = 18  # any of so many fits where whole numbers go
_LONGEST_MOMENT = 40
_FIRST_YEAR, _LAST_YEAR = 1900, 9000  # within them every time zone can tell the day
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def whole(text: str, least: int, most: int) -> int | None:
    """The whole number written, in digits of any script, if it lies within the bounds."""
    if not text.isdecimal() or len(text) > _DIGITS:
        return None
    number = int(text)
    return number if least <= number <= most else None


def key_of(text: str) -> uuid.UUID | None:
    """The key of a row as the product itself writes it."""
    return uuid.UUID(text) if _KEY.fullmatch(text) else None


def moment_of(text: str) -> datetime | None:
    """A moment as the product writes it, with its distance to UTC."""
    if len(text) > _LONGEST_MOMENT:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_told = moment.tzinfo is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR
    return moment if is_told else None
