"""Summaries of thousands of places: what is stale is worked out anew and kept for the next reader.

A summary is kept only if its series still has the version that its figures were read at. A writer
counts the version up in the transaction that writes, so that what a summary says is either true or
known to be stale, whoever commits first.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from targets.core.judging.place_summary import written
from targets.core.judging.rollup import adds
from targets.models import StoredSummary
from targets.models.keys import new_key
from targets.reads.places.rankable import RankableIndicator
from targets.reads.places.ranked import Comparison, SummarisedPlace
from targets.reads.places.stored_summaries import (
    FreshSummary,
    fresh_summaries,
    key_of,
    stored_summaries,
)

_COLUMNS = (
    "id", "series_id", "place_id", "version", "release_on", "calendar", "period_end", "line",
    "figures",
)  # fmt: skip
_KEY = ("year", "month_end", "tier", "with_pending", "as_of", "judged_by")
_CREATE = f"""
CREATE TEMPORARY TABLE summarised ON COMMIT DROP AS
SELECT {", ".join(_COLUMNS)} FROM targets_storedsummary WITH NO DATA
"""  # noqa: S608 - fixed column names
# A version row has to be there to be held: a writer that makes one meanwhile is waited for. Not
# so one that counts it up, which the insertion would wait for as well
_MAKE_VERSIONS = """
INSERT INTO targets_seriesversion (series_id, place_id, version)
SELECT n.series_id, n.place_id, 0 FROM summarised n
WHERE NOT EXISTS (
    SELECT 1 FROM targets_seriesversion v
    WHERE v.series_id = n.series_id AND v.place_id = n.place_id
)
ORDER BY n.series_id ON CONFLICT DO NOTHING
"""
# Series that are being written just now are left out
_KEEP = f"""
INSERT INTO targets_storedsummary ({", ".join((*_COLUMNS, *_KEY))})
SELECT {", ".join(f"n.{name}" for name in _COLUMNS)}, %(year)s, %(month_end)s, %(tier)s,
    %(pending)s, %(as_of)s, %(judged_by)s
FROM summarised n JOIN targets_seriesversion v USING (series_id, place_id)
WHERE v.version = n.version
ORDER BY n.series_id
FOR SHARE OF v SKIP LOCKED
ON CONFLICT (series_id, year, month_end, tier, with_pending, place_id) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in (*_COLUMNS[3:], "as_of", "judged_by"))}
"""  # noqa: S608 - fixed column names


def summaries(asked: Comparison, indicator: RankableIndicator) -> list[SummarisedPlace]:
    """The place itself and every place below it by one indicator, in stated order.

    One query where nothing was written since they were last asked for. What was known on a past
    day is not kept: ask for it with :func:`~targets.reads.places.ranked.by_indicator`.
    """
    stored = stored_summaries(asked, indicator)
    stale = [each.found.code for each in stored if not each.is_true]
    fresh = fresh_summaries(asked, indicator, stale) if stale else []
    keep(asked, indicator, fresh)
    anew = {each.found.code: each.found for each in fresh}
    found = [anew.get(each.found.code, each.found) for each in stored]
    if not (adds(indicator.measure, is_count=indicator.is_count) and _is_late(asked, found)):
        return found
    # The sum of all is that of an earlier period: figures by period are wanted of all
    stored = stored_summaries(asked, indicator, with_figures=True)
    return [anew.get(each.found.code, each.found) for each in stored]


def _is_late(asked: Comparison, found: Sequence[SummarisedPlace]) -> bool:
    own = asked.place.label.code
    ends = {each.summary.period_end for each in found if each.summary and each.code != own}
    return len(ends - {None}) > 1


def keep(asked: Comparison, indicator: RankableIndicator, fresh: Sequence[FreshSummary]) -> None:
    """Keep what may be kept and is still true; the rest is worked out again next time."""
    rows = [row for each in fresh if each.keeps and (row := _row(each)) is not None]
    if not rows:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy(f"COPY summarised ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_MAKE_VERSIONS)
        cursor.execute(_KEEP, key_of(asked, indicator))
        cursor.execute("DROP TABLE summarised")


def _row(fresh: FreshSummary) -> tuple[object, ...] | None:
    summary = fresh.found.summary
    if summary is None:
        return None
    return (
        new_key(), fresh.series_id, fresh.place_id, fresh.version, fresh.release_on,
        summary.calendar.value, summary.period_end, written(summary), summary.figures,
    )  # fmt: skip


def forget(series_ids: Iterable[uuid.UUID]) -> None:
    """Take away every summary of these series: they are worked out when next asked for."""
    StoredSummary.objects.filter(series_id__in=list(series_ids)).delete()
