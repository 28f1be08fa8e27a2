"""Summaries of thousands of places as they were kept: read in one query, or told to be stale."""

from __future__ import annotations

import functools
import hashlib
import uuid
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from targets import core
from targets.core.judging.place_summary import read, summarise
from targets.core.values.facts import Calendar
from targets.core.values.periods import month_end

from .rankable import RankableIndicator
from .ranked import Comparison, SummarisedPlace, judged_rows
from .ranked_rows import refers

MANY = 100  # places below, up to which each of them is judged instead


class StoredPlace(NamedTuple):
    """A place as it was kept; ``is_true`` unless something was written or released since, or it
    was never worked out."""

    found: SummarisedPlace
    is_true: bool


class FreshSummary(NamedTuple):
    """A summary worked out now, with what says later whether it is still true."""

    found: SummarisedPlace
    series_id: uuid.UUID | None
    place_id: uuid.UUID
    version: int
    release_on: date | None
    keeps: bool  # may be kept: what it rests on has a version


# Figures by period are read of the place itself, and of all where a sum wants them
_STORED = """
SELECT p.code, p.name_zh, p.name_en, s.id IS NULL OR k.id IS NOT NULL,
    k.calendar, k.period_end, k.line,
    CASE WHEN %(figures)s OR p.id = %(parent)s THEN k.figures ELSE '' END
FROM targets_unit p
LEFT JOIN targets_series s ON s.place_id = p.id AND s.indicator_id = %(indicator)s
LEFT JOIN targets_seriesversion v ON v.series_id = s.id AND v.place_id = s.place_id
LEFT JOIN targets_storedsummary k ON k.series_id = s.id AND k.place_id = s.place_id
    AND k.year = %(year)s
    AND k.month_end = %(month_end)s AND k.tier = %(tier)s AND k.with_pending = %(pending)s
    AND k.as_of = %(as_of)s AND k.judged_by = %(judged_by)s AND k.calendar = s.calendar
    AND k.version = coalesce(v.version, 0)
    AND (k.release_on IS NULL OR (%(plain)s AND k.release_on > %(today)s))
WHERE p.kind = 'place' AND (p.parent_id = %(parent)s OR p.id = %(parent)s)
ORDER BY p."order", p.code
"""
_CALENDARS = {each.value: each for each in Calendar}


def stored_summaries(
    asked: Comparison, indicator: RankableIndicator, *, with_figures: bool = False
) -> list[StoredPlace]:
    """The place itself and every place below, in stated order. One query. Figures by period are
    read of the place itself, and of every place if ``with_figures``."""
    return [_stored(row) for row in stored_rows(asked, indicator, with_figures=with_figures)]


def stored_rows(
    asked: Comparison, indicator: RankableIndicator, *, with_figures: bool = False
) -> list[tuple[Any, ...]]:
    """The same as the columns of the query."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, _parameters(asked, indicator) | {"figures": with_figures})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def fresh_summaries(
    asked: Comparison, indicator: RankableIndicator, places: list[str]
) -> list[FreshSummary]:
    """The places with these codes worked out now. One query, or two where a target is compared
    with another indicator: such a summary also rests on that indicator's figures and is not kept.
    """
    rows = judged_rows(asked, [indicator], places=places, with_versions=True)
    wide = asked.sight.unreleased or bool(asked.sight.unit_ids)
    return [
        FreshSummary(
            SummarisedPlace(
                row.columns.place_code,
                row.columns.place_zh,
                row.columns.place_en,
                None if row.assessment is None else summarise(row.assessment),
            ),
            row.columns.series_id,
            row.columns.place_id,
            row.columns.version or 0,
            row.columns.release_on,
            keeps=row.assessment is not None
            and not refers(row.columns)
            # What is not released yet is seen by some and not by others
            and not (wide and row.columns.release_on is not None),
        )
        for row in rows
    ]


def _parameters(asked: Comparison, indicator: RankableIndicator) -> dict[str, Any]:
    sight = asked.sight
    return key_of(asked, indicator) | {
        "parent": asked.place.label.id,
        "indicator": indicator.id,
        "plain": not (sight.unreleased or sight.unit_ids),
        "today": asked.at.today,
    }


def key_of(asked: Comparison, indicator: RankableIndicator) -> dict[str, Any]:
    """What a summary is kept under, beside its series."""
    as_of = asked.at.as_of
    return {
        "year": asked.year,
        "month_end": month_end(as_of.year, as_of.month),
        "as_of": as_of,
        "tier": asked.tier or "",
        "pending": asked.sight.with_pending,
        "judged_by": judged_by(asked, indicator),
    }


def judged_by(asked: Comparison, indicator: RankableIndicator) -> uuid.UUID:
    """A digest of everything but figures and targets that a summary rests on: how the indicator
    is judged, its margins at that date, the order of the tiers, and the code of the core."""
    rules = (
        indicator.measure, indicator.accumulation, indicator.pace, indicator.higher_is_better,
        indicator.is_count, indicator.can_fall, asked.rules.margins_of(indicator.id), asked.tiers,
    )  # fmt: skip
    return uuid.UUID(bytes=hashlib.sha256(f"{_code()} {rules!r}".encode()).digest()[:16])


@functools.cache
def _code() -> str:
    """A new release may judge otherwise."""
    return digest_of(Path(core.__path__[0]))


def digest_of(folder: Path) -> str:
    """Of every module in the folder and in the rooms below it."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _stored(row: tuple[Any, ...]) -> StoredPlace:
    code, name_zh, name_en, is_true, calendar, period_end, line, figures = row
    summary = None if line is None else read(_CALENDARS[calendar], period_end, line, figures)
    return StoredPlace(SummarisedPlace(code, name_zh, name_en, summary), is_true)
