"""What a spreadsheet's number format shows."""

from __future__ import annotations

import re

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # texts, escaped characters, colours


# What every workbook has without saying it (ECMA-376, 18.8.30), as far as it shows decimals
USUAL_FORMATS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
}  # fmt: skip
_DIGITS = re.compile(r"[0#?,]*[0#?](?:\.([0#?]+))?(,?)")
_OF_A_DAY = re.compile(r"[ymdhs]|general|@|e[+-]|/", re.IGNORECASE)


def decimals_shown(pattern: str) -> int | None:
    """How many decimals the format shows; None where it does not say: General, a day, a
    fraction, a number in thousands."""
    plain = _LITERAL.sub("", pattern).partition(";")[0]
    found = _DIGITS.search(plain)
    if found is None or found[2] or _OF_A_DAY.search(plain):
        return None
    return len(found[1] or "")


def shows_percent(pattern: str) -> bool:
    """Does the format show 0.065 as 6.5%?"""
    return "%" in _LITERAL.sub("", pattern)
