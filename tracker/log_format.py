"""Log lines without what people entered: PostgreSQL quotes whole rows in its details."""

from __future__ import annotations

import logging
import re

# From the word to the end of the paragraph: a quoted row may have lines of its own
_QUOTED = re.compile(
    r"^(DETAIL|CONTEXT|QUERY|STATEMENT|WHERE):.*?(?=^\S*(?:HINT|LINE \d+):|^$|^Traceback|\Z)",
    re.MULTILINE | re.DOTALL,
)


def without_rows(text: str) -> str:
    """The text with such details left out."""
    return _QUOTED.sub(r"\1: left out\n", text)


class WithoutRows(logging.Formatter):
    """Django's style of lines, for messages and traces alike."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry, cleaned at its end: a message may quote an error too."""
        return without_rows(super().format(record))
