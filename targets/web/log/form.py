"""The logging grid's fields: named, filled and read back. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from targets.core.values.reading import key_of
from targets.reads.log.grid import LogRow
from targets.writes.entries.grid_lines import MARK_FIELDS, TEXT_FIELDS, Typed
from targets.writes.entries.grid_stored import shown_first

_OF_LINES = frozenset({"stage"})  # text areas
THEIRS, MINE = "theirs", "mine"
ACTIONS = ("submit", "draft", "sign_off", "sign", "hand_back")


def read_grid(post: Mapping[str, str], rows: Iterable[LogRow]) -> dict[str, Typed]:
    """What was sent for the rows of the grid, by line; a row that was not sent is left out.
    Fields of series that are not in the grid are not looked at, so nobody logs what is not
    theirs."""
    return {row.key: read_typed(post, row) for row in rows if f"seen-{row.key}" in post}


def read_typed(post: Mapping[str, str], row: LogRow) -> Typed:
    """One line as it was sent. A text that comes back as the page showed it, or that the page
    has no field for, is the text that stands, to the letter: browsers change line ends, and what
    a file brought may begin or end with blanks."""
    key, shown = row.key, shown_first(row)
    fields: dict[str, Any] = {}
    for field in TEXT_FIELDS:
        stands = getattr(shown, field)
        sent = _as_sent(field, post.get(f"{field}-{key}", stands))
        fields[field] = stands if sent == _as_sent(field, stands) else sent
    fields |= {field: bool(post.get(f"{field}-{key}")) for field in MARK_FIELDS}
    return Typed(
        **fields,
        seen_id=key_of(post.get(f"seen-{key}", "")),
        seen_draft=post.get(f"draft-{key}", ""),
        keep_theirs=post.get(f"keep-{key}") == THEIRS,
    )


def _as_sent(field: str, text: str) -> str:
    """What comes of a text in a browser: its own line ends, none in a field of one line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if field not in _OF_LINES:
        text = text.replace("\n", "")
    return text.strip()


def undecided(post: Mapping[str, str], rows: Iterable[LogRow]) -> set[str]:
    """Lines whose conflict was shown and for which neither figure was chosen."""
    return {key for key in in_conflict(post, rows) if post.get(f"keep-{key}") not in (THEIRS, MINE)}


def in_conflict(post: Mapping[str, str], rows: Iterable[LogRow]) -> set[str]:
    """Lines whose conflict was shown."""
    return {row.key for row in rows if f"conflict-{row.key}" in post}


def picked(post: Mapping[str, str], rows: Iterable[LogRow]) -> dict[str, str]:
    """Lines that the signer marked, with the version of the draft that was shown."""
    return {row.key: post.get(f"draft-{row.key}", "") for row in rows if f"pick-{row.key}" in post}


def corrected(post: Mapping[str, str], rows: Iterable[LogRow]) -> tuple[str, str] | None:
    """Without script: the line whose correction by the guard was taken, and the correction."""
    for row in rows:
        value = post.get(f"take-{row.key}")
        if value is not None:
            return row.key, value.strip()
    return None


def copied(post: Mapping[str, str], rows: Iterable[LogRow]) -> LogRow | None:
    """Without script: the task whose last text is to be copied."""
    action = post.get("do", "")
    return next((row for row in rows if action == f"copy-{row.key}"), None)
