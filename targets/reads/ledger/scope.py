"""The ledger of everything as one stream of keys: newest first, page by page, no scan.

Every kind of act is a subquery with its own LIMIT, read from an index that ends in
(recorded_at, id); their union is cut to the page. A page goes on from the key of the last one
shown, never from a row number. The key's second half only parts acts of the same instant.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection

from targets.models import Series, Unit
from targets.reads.scope.visibility import OFFICIAL, Visibility, released_sql

# Up to so many series, their own acts are read and sorted; of more, the newest of all are read
# until enough belong to them
FEW_SERIES = 1000


class LedgerKind(StrEnum):
    """What an act of the ledger is about."""

    ENTRY = "entry"
    CHECK = "check"
    CLOSING = "closing"
    EXPLANATION = "explanation"
    ATTACHMENT = "attachment"
    TARGET = "target"
    MARGINS = "margins"
    IMPORT = "import"
    URGING = "urging"


class After(NamedTuple):
    """The last act shown; the next page begins behind it."""

    recorded_at: datetime
    id: uuid.UUID


class Key(NamedTuple):
    """One act: its kind, its row and its instant."""

    kind: LedgerKind
    id: uuid.UUID
    recorded_at: datetime


class Scope(NamedTuple):
    """What of the ledger is asked for. None narrows nothing."""

    place_ids: tuple[uuid.UUID, ...] | None = None
    unit: Unit | None = None  # that reports the series, or that was urged
    series_code: str = ""
    person_id: int | None = None
    period_end: date | None = None
    kind: LedgerKind | None = None
    series_ids: tuple[uuid.UUID, ...] | None = None  # where they are few: see narrowed()
    sight: Visibility = OFFICIAL

    @property
    def by_series(self) -> bool:
        """Whether only some series are meant, not whole places."""
        return self.unit is not None or bool(self.series_code)


def narrowed(scope: Scope) -> Scope:
    """The scope with its series, where they are few. At most one query."""
    if scope.place_ids is None and not scope.by_series:
        return scope
    rows = _series_of(scope).values_list("id", flat=True)[: FEW_SERIES + 1]
    found = tuple(rows)
    return scope if len(found) > FEW_SERIES else scope._replace(series_ids=found)


def _series_of(scope: Scope) -> Any:
    rows = Series.objects.all()
    if scope.place_ids is not None:
        rows = rows.filter(place_id__in=scope.place_ids)
    if scope.unit is not None:
        rows = rows.filter(reporting=scope.unit)
    if scope.series_code:
        rows = rows.filter(indicator__code=scope.series_code)
    return rows


# Kinds that speak of a series: table and how the released-figures rule reaches them
_OF_SERIES = {
    LedgerKind.ENTRY: "targets_actual",
    LedgerKind.CHECK: "targets_check",
    LedgerKind.EXPLANATION: "targets_explanation",
    LedgerKind.ATTACHMENT: "targets_attachment",
    LedgerKind.TARGET: "targets_target",
}
_ORDER = "ORDER BY x.recorded_at DESC, x.id DESC LIMIT %(limit)s"
_PART = "(SELECT '{kind}' kind, x.id, x.recorded_at FROM {source} {order})"
# Each series' own newest from its own index; without the LIMIT inside, the planner could walk
# back through the ledger of every other series
_PART_BY_SERIES = """(
    SELECT '{kind}' kind, x.id, x.recorded_at FROM targets_series s CROSS JOIN LATERAL (
        SELECT x.id, x.recorded_at FROM {table} x WHERE {inner} {order}
    ) x WHERE s.id = ANY (%(series)s) {order}
)"""
_UNION = "SELECT * FROM ({parts}) x {order}"
_NOT_HIDDEN = """NOT EXISTS (
    SELECT 1 FROM targets_actual a
    WHERE {figure} AND a.release_on > %(today)s AND NOT {released}
)"""
_FILES_OF_SERIES = """x.id IN (
    SELECT a.from_import_id FROM targets_series s
    JOIN targets_actual a ON a.series_id = s.id AND a.place_id = s.place_id
    WHERE s.id = ANY (%(series)s) AND a.from_import_id IS NOT NULL
)"""
_FILES_OF_SOME = """EXISTS (
    SELECT 1 FROM targets_actual a JOIN targets_series s ON s.id = a.series_id
        AND s.place_id = a.place_id
    WHERE a.from_import_id = x.id AND {some}
)"""
_ANY_PLACE = "x.place_id = ANY (%(places)s)"


def ledger_keys(
    scope: Scope, *, today: date, limit: int | None, after: After | None = None
) -> list[Key]:
    """The newest acts of a :func:`narrowed` scope, behind ``after``. One query."""
    parts = [
        part
        for kind in ([scope.kind] if scope.kind is not None else LedgerKind)
        if (part := _part(kind, scope, after))
    ]
    if not parts:
        return []
    query = _UNION.format(parts=" UNION ALL ".join(parts), order=_ORDER)
    parameters = {
        "limit": limit,
        "places": None if scope.place_ids is None else list(scope.place_ids),
        "series": None if scope.series_ids is None else list(scope.series_ids),
        "unit": None if scope.unit is None else scope.unit.id,
        "code": scope.series_code,
        "person": scope.person_id,
        "end": scope.period_end,
        "year": None if scope.period_end is None else scope.period_end.year,
        "today": today,
        "sight_units": list(scope.sight.unit_ids),
        "after_at": after.recorded_at if after else None,
        "after_id": after.id if after else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [Key(LedgerKind(row[0]), row[1], row[2]) for row in cursor]


def _part(kind: LedgerKind, scope: Scope, after: After | None) -> str:
    conditions = ["(x.recorded_at, x.id) < (%(after_at)s, %(after_id)s)"] if after else []
    if scope.person_id is not None:
        conditions.append("x.author_id = %(person)s")
    if kind in _OF_SERIES:
        return _series_part(kind, scope, conditions)
    found = _GENERAL[kind](scope)
    if found is None:
        return ""
    source, more = found
    return _select(kind, source, conditions + more)


def _series_part(kind: LedgerKind, scope: Scope, conditions: list[str]) -> str:
    table = _OF_SERIES[kind]
    if scope.period_end is not None:
        if kind is LedgerKind.TARGET:
            return ""  # a target is a year's
        conditions = [*conditions, "x.period_end = %(end)s"]
    if not scope.sight.unreleased:
        conditions = [*conditions, _seen(kind, scope.sight)]
    if scope.series_ids is None:
        if scope.place_ids is not None or scope.by_series:
            conditions = [*conditions, _some_series(scope)]
        return _select(
            kind,
            f"{table} x JOIN targets_series s ON s.id = x.series_id AND s.place_id = x.place_id",
            conditions,
        )
    inner = " AND ".join(["x.series_id = s.id AND x.place_id = s.place_id", *conditions])
    return _PART_BY_SERIES.format(kind=kind, table=table, inner=inner, order=_ORDER)


def _seen(kind: LedgerKind, sight: Visibility) -> str:
    """Nothing of a figure before its release, for whom it is not released: not the entry, not
    what was said of it."""
    if kind is LedgerKind.TARGET:
        return "true"
    if kind is LedgerKind.ENTRY:
        return released_sql(sight, actual="x")
    figure = "a.id = x.entry_id AND a.place_id = x.place_id" if kind is LedgerKind.CHECK else (
        "a.series_id = x.series_id AND a.place_id = x.place_id AND a.period_end = x.period_end"
        " AND a.superseded_at IS NULL"
    )  # fmt: skip
    return _NOT_HIDDEN.format(figure=figure, released=released_sql(sight))


def _some_series(scope: Scope) -> str:
    wanted = []
    if scope.place_ids is not None:
        wanted.append("s.place_id = ANY (%(places)s)")
    if scope.unit is not None:
        wanted.append("s.reporting_id = %(unit)s")
    if scope.series_code:
        wanted.append(
            "s.indicator_id = (SELECT i.id FROM targets_indicator i WHERE i.code = %(code)s)"
        )
    return " AND ".join(wanted)


_Found = tuple[str, list[str]] | None


def _closings(scope: Scope) -> _Found:
    if scope.by_series:
        return None  # closing is about a whole place
    conditions = [] if scope.place_ids is None else [_ANY_PLACE]
    if scope.period_end is not None:
        conditions.append("x.period_end = %(end)s")
    return "targets_closing x", conditions


def _urgings(scope: Scope) -> _Found:
    if scope.series_code:
        return None
    conditions = [] if scope.place_ids is None else [_ANY_PLACE]
    if scope.unit is not None:
        conditions.append("x.unit_id = %(unit)s")
    if scope.period_end is not None:
        conditions.append("x.period_end = %(end)s")
    return "targets_urging x", conditions


def _margins(scope: Scope) -> _Found:
    """Margins hold everywhere; those of one indicator belong to its series."""
    if scope.unit is not None or scope.period_end is not None:
        return None
    if scope.series_code:
        indicator = "(SELECT i.id FROM targets_indicator i WHERE i.code = %(code)s)"
        return "targets_margins x", [f"x.indicator_id = {indicator}"]
    return "targets_margins x", []


def _imports(scope: Scope) -> _Found:
    """Files are known by their entries; a file that changed nothing belongs to nobody's place."""
    if scope.period_end is not None:
        return None
    if scope.series_ids is not None:
        return "targets_import x", [_FILES_OF_SERIES]
    if scope.place_ids is None and not scope.by_series:
        return "targets_import x", []
    return "targets_import x", [_FILES_OF_SOME.format(some=_some_series(scope))]


_GENERAL = {
    LedgerKind.CLOSING: _closings,
    LedgerKind.URGING: _urgings,
    LedgerKind.MARGINS: _margins,
    LedgerKind.IMPORT: _imports,
}


def _select(kind: LedgerKind, source: str, conditions: Sequence[str]) -> str:
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return _PART.format(kind=kind, source=source + where, order=_ORDER)
