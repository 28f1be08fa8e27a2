"""What a spreadsheet's number format shows."""

from __future__ import annotations

import re

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # texts, escaped characters, colours


def shows_percent(pattern: str) -> bool:
    """Does the format show 0.065 as 6.5%?"""
    return "%" in _LITERAL.sub("", pattern)
