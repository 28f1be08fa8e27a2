"""The data of a briefing in one fixed form, its SHA-256, and how two such data differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

Row = Mapping[str, str | None]


def plain_number(value: Decimal | None) -> str | None:
    """A number without exponent and idle zeros, so that 5, 5.0 and 5E+0 are one figure."""
    if value is None:
        return None
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def canonical(data: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8, figures as text. Raises ``TypeError`` for a number with a
    point, which no two machines need print alike."""
    _refuse_floats(data)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: Any) -> str:
    """The SHA-256 of the canonical form, 64 small hexadecimal digits."""
    return hashlib.sha256(canonical(data)).hexdigest()


def digests(texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The SHA-256 of each text of each language: among the data, they let it vouch for them."""
    return {
        language: {
            key: hashlib.sha256(text.encode()).hexdigest() for key, text in sorted(found.items())
        }
        for language, found in sorted(texts.items())
    }


def differing(issued: Sequence[Row], again: Sequence[Row], *, key: str = "code") -> tuple[str, ...]:
    """Keys of the rows that differ, are gone or are new; in the order issued, new ones last.
    Rows that are alike but in another order all differ: the order is part of the data."""
    before = {str(row[key]): dict(row) for row in issued}
    after = {str(row[key]): dict(row) for row in again}
    found = [name for name in (before | after) if before.get(name) != after.get(name)]
    if found or list(before) == list(after):
        return tuple(found)
    return tuple(before)


def _refuse_floats(data: Any) -> None:
    if isinstance(data, float):
        raise TypeError("figures of a briefing are kept as text")
    for each in data.values() if isinstance(data, Mapping) else data if _is_list(data) else ():
        _refuse_floats(each)


def _is_list(data: Any) -> bool:
    return isinstance(data, (list, tuple))
