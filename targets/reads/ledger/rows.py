"""Acts of the ledger by their keys, whatever their kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection

from targets.core.values.entry import Entry
from targets.models import (
    Actual,
    Attachment,
    Check,
    Closing,
    Explanation,
    Import,
    Lane,
    Margins,
    Target,
    Urging,
)
from targets.reads.scope.labels import Label
from targets.reads.scope.namesakes import apart, told_apart
from targets.reads.scope.person_names import name_then
from targets.reads.scope.recorded_entry import codes_in
from targets.reads.scope.visibility import Visibility, released_sql

from .act import CONTENT, LABELS, PLACE, Act, Marks, act_of, values_of
from .scope import Key, LedgerKind

# ---- Entries of figures as acts of the ledger, each beside what it replaced or would replace


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
            after=_entry_in(row),
            reason=row["reason"],
            origin=row["origin"],
            file_name=row["from_import__file_name"] or "",
            marks=Marks(
                preliminary=row["preliminary"],
                same_as_last=row["same_as_last"],
                questioned=codes_in(row["questioned"]),
                revision=row["revision"],
                signer=row["signer_name"],
                release_on=row["release_on"],
            ),
            more={"lane": row["lane"], "source": row["source"], "note": row["note"]},
        )
        for row in rows
    ]


def _entry_in(row: Mapping[str, Any], prefix: str = "") -> Entry:
    return Entry(
        row["series__id"],
        row["series__calendar"],
        row["period_end"],
        **{name: row[prefix + name] for name in CONTENT},
    )


# What stood in the slot when the entry was written: what it ended in its own lane, else, for
# one that waits, the accepted figure of that moment
_REPLACED = """
SELECT a.id, p.series_id, p.calendar, p.period_end, {columns}
FROM targets_actual a
JOIN targets_series s ON s.id = a.series_id AND s.place_id = a.place_id
CROSS JOIN LATERAL (
    SELECT p.* FROM targets_actual p
    WHERE p.series_id = a.series_id AND p.place_id = a.place_id AND p.period_end = a.period_end
        AND p.id <> a.id AND (
        p.lane = a.lane AND p.superseded_at = a.recorded_at
        OR a.lane = 'pending' AND p.lane = 'official' AND p.recorded_at <= a.recorded_at
            AND (p.superseded_at IS NULL OR p.superseded_at > a.recorded_at)
    )
    ORDER BY p.lane = a.lane DESC, p.recorded_at DESC LIMIT 1
) p
WHERE a.id = ANY (%(ids)s) AND {released}
"""


def _replaced(ids: list[uuid.UUID], today: date, sight: Visibility) -> dict[uuid.UUID, Entry]:
    query = _REPLACED.format(
        columns=", ".join(f"p.{name}" for name in CONTENT),
        released=released_sql(sight, actual="p"),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"ids": ids, "today": today, "sight_units": list(sight.unit_ids)})
        return {
            row[0]: Entry(*row[1:4], **dict(zip(CONTENT, row[4:], strict=True))) for row in cursor
        }


def acts(keys: Iterable[Key], *, today: date, sight: Visibility) -> list[Act]:
    """The acts in the order of their keys. One query a kind that occurs, two for entries, and
    one where units share a name."""
    by_kind: dict[LedgerKind, list[uuid.UUID]] = {}
    ordered = list(keys)
    for key in ordered:
        by_kind.setdefault(key.kind, []).append(key.id)
    found: dict[tuple[LedgerKind, uuid.UUID], Act] = {}
    for kind, ids in by_kind.items():
        made = entries(ids, today, sight) if kind is LedgerKind.ENTRY else _OTHERS[kind](ids)
        found.update({(kind, act.id): act for act in made})
    every = (act for key in ordered if (act := found.get((key.kind, key.id))) is not None)
    return _told_apart(every)


def _told_apart(every: Iterable[Act]) -> list[Act]:
    """Units that share a name, each with its place. One query where any do."""
    found = list(every)
    alike = told_apart(act.unit for act in found)
    return [act._replace(unit=apart(act.unit, alike)) for act in found] if alike else found


def _checks(ids: list[uuid.UUID]) -> list[Act]:
    fields = [f"entry__{name}" for name in CONTENT]
    rows = values_of(
        Check, ids, "period_end", "verdict", "comment", "address", "entry_id", *fields, *LABELS
    )
    return [
        act_of(
            LedgerKind.CHECK,
            row["verdict"],
            row,
            after=_entry_in(row, "entry__"),
            reason=row["comment"],
            entry_id=row["entry_id"],
        )
        for row in rows
    ]


def _closings(ids: list[uuid.UUID]) -> list[Act]:
    rows = values_of(Closing, ids, "period_end", "action", "reason", "address", "missing", *PLACE)
    return [
        act_of(
            LedgerKind.CLOSING,
            row["action"],
            row,
            reason=row["reason"],
            more={"missing": row["missing"]},
        )
        for row in rows
    ]


def _explanations(ids: list[uuid.UUID]) -> list[Act]:
    rows = values_of(
        Explanation, ids, "period_end", "cause", "measure", "catch_up_on", "address",
        "superseded_at", *LABELS,
    )  # fmt: skip
    names = ("cause", "measure", "catch_up_on")
    return [
        act_of(LedgerKind.EXPLANATION, "explained", row, more={name: row[name] for name in names})
        for row in rows
    ]


def _attachments(ids: list[uuid.UUID]) -> list[Act]:
    names = ("file_name", "media_type", "size", "sha256")
    rows = values_of(Attachment, ids, "period_end", "address", "superseded_at", *names, *LABELS)
    return [
        act_of(LedgerKind.ATTACHMENT, "attached", row, more={name: row[name] for name in names})
        for row in rows
    ]


TARGET = (
    "year", "tier_id", "tier__name_zh", "tier__name_en", "effective_on", "comparator", "value",
    "upper_value", "comparator_wording", "modality", "note", "reference__code",
    "reference__name_zh", "reference__name_en",
)  # fmt: skip


def _targets(ids: list[uuid.UUID]) -> list[Act]:
    rows = values_of(Target, ids, "reason", "superseded_at", *TARGET, *LABELS)
    return [
        act_of(
            LedgerKind.TARGET,
            "stated",
            row,
            reason=row["reason"],
            more={name: row[name] for name in TARGET},
        )
        for row in rows
    ]


MARGINS = ("ahead", "on_pace", "far", "near_least", "near_most", "near_percent")


def _margins(ids: list[uuid.UUID]) -> list[Act]:
    names = ("indicator__code", "indicator__name_zh", "indicator__name_en", "effective_on")
    rows = values_of(Margins, ids, "reason", "superseded_at", *names, *MARGINS)
    return [
        act_of(
            LedgerKind.MARGINS,
            "margins",
            row,
            reason=row["reason"],
            more={name: row[name] for name in (*names, *MARGINS)},
        )
        for row in rows
    ]


def _imports(ids: list[uuid.UUID]) -> list[Act]:
    names = ("rows_new", "rows_changed", "rows_unchanged", "sha256")
    return [
        act_of(
            LedgerKind.IMPORT,
            "imported",
            row,
            file_name=row["file_name"],
            more={name: row[name] for name in names},
        )
        for row in values_of(Import, ids, "file_name", *names)
    ]


def _urgings(ids: list[uuid.UUID]) -> list[Act]:
    unit = ("unit__code", "unit__name_zh", "unit__name_en")
    rows = values_of(Urging, ids, "period_end", "message", *unit, *PLACE)
    return [
        act_of(LedgerKind.URGING, "urged", row, reason=row["message"])._replace(
            unit=Label(*(row[name] for name in unit))
        )
        for row in rows
    ]


_OTHERS = {
    LedgerKind.CHECK: _checks,
    LedgerKind.CLOSING: _closings,
    LedgerKind.EXPLANATION: _explanations,
    LedgerKind.ATTACHMENT: _attachments,
    LedgerKind.TARGET: _targets,
    LedgerKind.MARGINS: _margins,
    LedgerKind.IMPORT: _imports,
    LedgerKind.URGING: _urgings,
}
