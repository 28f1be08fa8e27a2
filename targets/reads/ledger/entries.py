"""Entries of figures as acts of the ledger, each beside what it replaced or would replace."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import connection

from targets.models import Actual, Lane
from targets.reads.scope.person_names import name_then
from targets.reads.scope.visibility import Visibility, released_sql

from .act import CONTENT, LABELS, Act, Content, Marks, act_of, values_of
from .scope import LedgerKind


def entries(ids: list[uuid.UUID], today: date, sight: Visibility) -> list[Act]:
    """Entries of figures, each with what it replaced or would replace. Two queries."""
    rows = values_of(
        Actual, ids, "period_end", "lane", *CONTENT, "reason", "preliminary", "release_on",
        "same_as_last", "questioned", "revision", "origin", "from_import__file_name", "address",
        "superseded_at", "note", "source", *LABELS,
        signer_name=name_then("signer"),
    )  # fmt: skip
    before = _replaced(ids, today, sight)
    return [
        act_of(
            LedgerKind.ENTRY,
            "withdrawn"
            if row["withdrawn"]
            else "official"
            if row["lane"] == Lane.OFFICIAL
            else "submitted",
            row,
            before=before.get(row["id"]),
            after=Content(*(row[name] for name in CONTENT)),
            reason=row["reason"],
            origin=row["origin"],
            file_name=row["from_import__file_name"] or "",
            marks=Marks(
                preliminary=row["preliminary"],
                same_as_last=row["same_as_last"],
                questioned=tuple(filter(None, row["questioned"].split(","))),
                revision=row["revision"],
                signer=row["signer_name"],
                release_on=row["release_on"],
            ),
            more={"lane": row["lane"], "source": row["source"], "note": row["note"]},
        )
        for row in rows
    ]


# What stood in the slot when the entry was written: what it ended in its own lane, else, for
# one that waits, the accepted figure of that moment
_REPLACED = """
SELECT a.id, {columns}
FROM targets_actual a
JOIN targets_series s ON s.id = a.series_id
CROSS JOIN LATERAL (
    SELECT p.* FROM targets_actual p
    WHERE p.series_id = a.series_id AND p.period_end = a.period_end AND p.id <> a.id AND (
        p.lane = a.lane AND p.superseded_at = a.recorded_at
        OR a.lane = 'pending' AND p.lane = 'official' AND p.recorded_at <= a.recorded_at
            AND (p.superseded_at IS NULL OR p.superseded_at > a.recorded_at)
    )
    ORDER BY p.lane = a.lane DESC, p.recorded_at DESC LIMIT 1
) p
WHERE a.id = ANY (%(ids)s) AND {released}
"""


def _replaced(ids: list[uuid.UUID], today: date, sight: Visibility) -> dict[uuid.UUID, Content]:
    query = _REPLACED.format(
        columns=", ".join(f"p.{name}" for name in CONTENT),
        released=released_sql(sight, actual="p"),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"ids": ids, "today": today, "sight_units": list(sight.unit_ids)})
        return {row[0]: Content(*row[1:]) for row in cursor}
