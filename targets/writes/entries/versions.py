"""The version of a series: counted up by whoever writes its figures or targets, as they write."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection
from django.db.backends.utils import CursorWrapper

# In the order of their keys, so that two writers of the same series wait and do not block
# each other
_COUNT_UP = """
INSERT INTO targets_seriesversion (series_id, place_id, version)
SELECT series_id, %(place_id)s, 1 FROM ({series}) written WHERE series_id IS NOT NULL
GROUP BY series_id ORDER BY series_id
ON CONFLICT (series_id, place_id) DO UPDATE SET version = targets_seriesversion.version + 1
"""
_OF_INCOMING = _COUNT_UP.format(
    series="SELECT series_id FROM incoming WHERE changed OR other_id IS NOT NULL"
)
_OF_DECIDING = _COUNT_UP.format(series="SELECT series_id FROM deciding")
_NAMED = _COUNT_UP.format(series="SELECT unnest(%(series)s::uuid[]) series_id")


def count_up_incoming(cursor: CursorWrapper, place_id: uuid.UUID) -> None:
    """Of the series of the place that the temporary table of the ledger's one write changes."""
    cursor.execute(_OF_INCOMING, {"place_id": place_id})


def count_up_deciding(cursor: CursorWrapper, place_id: uuid.UUID) -> None:
    """Of the series of the place whose entries are accepted or returned."""
    cursor.execute(_OF_DECIDING, {"place_id": place_id})


def count_up(series_ids: Iterable[uuid.UUID], place_id: uuid.UUID) -> None:
    """Of these series of the place, within the transaction that writes their targets."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, {"series": list(series_ids), "place_id": place_id})
