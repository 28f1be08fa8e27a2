"""Which rows and columns of a sheet a spreadsheet does not show."""

from __future__ import annotations

import re

from .parsed_sheet import Hidden

_TAG = re.compile(rb"<(?:\w+:)?(col|row)\s([^<>]*)")
_ATTRIBUTE = re.compile(rb"\b(r|min|max|hidden|width|ht)=[\"']([^\"']*)[\"']")
_SIGNS = (b"hidden", b'width="0"', b'ht="0"')
_YES = (b"1", b"true")
_ROWS = 100_000  # more hidden rows than that are not listed one by one
_COLUMNS = 500


class HiddenParts:
    """Gathers the hidden rows and columns of a sheet's XML, piece by piece."""

    def __init__(self) -> None:
        self._rows: set[int] = set()
        self._columns: set[int] = set()

    def look(self, piece: bytes) -> None:
        """A piece that cuts no tag."""
        if not any(sign in piece for sign in _SIGNS):
            return
        for kind, text in _TAG.findall(piece):
            facts = dict(_ATTRIBUTE.findall(text))
            if facts.get(b"hidden") not in _YES and facts.get(b"width", facts.get(b"ht")) != b"0":
                continue
            first = int(facts.get(b"r", facts.get(b"min", b"0")))
            if kind == b"col":
                last = min(int(facts.get(b"max", b"0")), _COLUMNS)
                self._columns.update(range(max(first - 1, 0), last))
            elif first and len(self._rows) < _ROWS:
                self._rows.add(first - 1)

    def found(self) -> Hidden:
        return Hidden(frozenset(self._rows), frozenset(self._columns))
