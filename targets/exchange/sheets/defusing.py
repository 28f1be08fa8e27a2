"""Text that a spreadsheet would run as a formula, made harmless; and back, losing nothing.

A text whose first character, leading apostrophes aside, is one of :data:`TRIGGERS` gets one more
apostrophe in front. Reading takes one away under the same condition. ``=1+1`` is written as
``'=1+1``, and a text that really is ``'=1+1`` as ``''=1+1``: every text comes back as it was.
"""

from __future__ import annotations

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "'"


def is_dangerous(text: str) -> bool:
    return text.lstrip(_MARK).startswith(TRIGGERS)


def defused(text: str) -> str:
    return _MARK + text if is_dangerous(text) else text


def undefused(text: str) -> str:
    return text[1:] if text.startswith(_MARK) and is_dangerous(text) else text
