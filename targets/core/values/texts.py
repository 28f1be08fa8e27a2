"""What a text can hold that is to be stored, printed and sent on."""

from __future__ import annotations

import re

# What no database or XML file takes, and nobody sees: control characters but tab and line ends,
# halves of characters (lone surrogates), noncharacters
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def storable(text: str, instead: str = "") -> str:
    """The text with ``instead`` for each character that cannot be stored; almost always the same
    one."""
    return _UNSTORABLE.sub(instead, text)


def is_storable(text: str) -> bool:
    return _UNSTORABLE.search(text) is None
