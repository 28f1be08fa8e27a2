"""Log lines without what people entered, and without addresses that open something themselves."""

from __future__ import annotations

import logging
import re

# PostgreSQL quotes whole rows. From the word to the end of the paragraph: such a row may have lines
# of its own
_QUOTED = re.compile(
    r"^(DETAIL|CONTEXT|QUERY|STATEMENT|WHERE):.*?(?=^\S*(?:HINT|LINE \d+):|^$|^Traceback|\Z)",
    re.MULTILINE | re.DOTALL,
)
# Who reads the log must not see what a screen or another site shows
_SECRET_ADDRESS = re.compile(r"/(display|embed)/[^/\s?\"']+")


def without_secrets(text: str) -> str:
    """The text without the parts of addresses that are a right to read."""
    return _SECRET_ADDRESS.sub(r"/\1/…", text)


def without_rows(text: str) -> str:
    """The text with such details left out."""
    return _QUOTED.sub(r"\1: left out\n", text)


class WithoutRows(logging.Formatter):
    """Django's style of lines, for messages and traces alike."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry, cleaned at its end: a message may quote an error too."""
        return without_secrets(without_rows(super().format(record)))
