"""The logging grid's fields: named, filled and read back. Nothing is judged here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from targets.core.values import DeclaredState
from targets.exchange.writing import plain
from targets.reads.log import CurrentEntry, LogRow
from targets.writes.grid_lines import Typed

TEXT_FIELDS = (
    "value", "stage", "declared", "share_done", "expected", "source", "note", "reason",
)  # fmt: skip
THEIRS, MINE = "theirs", "mine"


def read_grid(post: Mapping[str, str], rows: Iterable[LogRow]) -> dict[uuid.UUID, Typed]:
    """What was sent for the rows of the grid; a row that was not sent is left out. Fields of
    series that are not in the grid are not looked at, so nobody logs what is not theirs."""
    return {
        row.series.id: read_typed(post, row.series.code)
        for row in rows
        if f"seen-{row.series.code}" in post
    }


def read_typed(post: Mapping[str, str], code: str) -> Typed:
    """One line as it was sent."""
    texts = {field: _text(post, field, code) for field in TEXT_FIELDS}
    return Typed(
        **texts,
        seen_id=_key(post.get(f"seen-{code}", "")),
        keep_theirs=post.get(f"keep-{code}") == THEIRS,
    )


def _text(post: Mapping[str, str], field: str, code: str) -> str:
    # Browsers send CRLF for the line ends of a text area; NUL is nothing a database keeps
    sent = post.get(f"{field}-{code}", "")
    return sent.replace("\r\n", "\n").replace("\0", "").strip()


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def undecided(post: Mapping[str, str], rows: Iterable[LogRow]) -> set[uuid.UUID]:
    """Lines whose conflict was shown and for which neither figure was chosen."""
    return {
        row.series.id
        for row in rows
        if f"conflict-{row.series.code}" in post
        and post.get(f"keep-{row.series.code}") not in (THEIRS, MINE)
    }


def in_conflict(post: Mapping[str, str], rows: Iterable[LogRow]) -> set[uuid.UUID]:
    """Lines whose conflict was shown."""
    return {row.series.id for row in rows if f"conflict-{row.series.code}" in post}


def stored(row: LogRow) -> Typed:
    """The line as it stands in the ledger, as its writer would have typed it; the source of an
    empty slot is what the series' last entry named."""
    entry = row.entry
    if entry is None or entry.withdrawn:
        return Typed(
            source="" if row.before is None else row.before.source,
            seen_id=None if entry is None else entry.id,
        )
    return Typed(
        value="" if entry.value is None else plain(entry.value),
        stage=entry.stage,
        declared=entry.declared,
        share_done="" if entry.share_done is None else plain(entry.share_done),
        expected=_day(entry),
        source=entry.source,
        note=entry.note,
        seen_id=entry.id,
    )


def _day(entry: CurrentEntry) -> str:
    day = entry.done_on if entry.declared == DeclaredState.DONE else entry.expected_on
    return "" if day is None else day.isoformat()
