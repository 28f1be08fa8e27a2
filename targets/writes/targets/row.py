"""A row of a targets file as what is stated of a series."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from targets.exchange.targets.rows import DEFAULT_TIER, TargetRow
from targets.models import Series

from .write import StatedTarget

# What no targets file says: it is taken over from the row that is revised
UNSAID = frozenset({"allocated_from_id"})
# What a row says by a code, not by the model's own value
_NAMED = frozenset({"series_id", "tier_id", "document_id", "comparator", "reference_id"})


def stated_by(row: TargetRow, series: Series, documents: Mapping[str, uuid.UUID]) -> StatedTarget:
    """Without what it is compared with, which may stand further down in the file. A row without
    a tier has the default one: a task's wording has to stand somewhere."""
    same = {
        name: getattr(row, name) for name in StatedTarget._fields if name not in _NAMED | UNSAID
    }
    return StatedTarget(
        series_id=series.id,
        tier_id=row.tier or DEFAULT_TIER,
        comparator=row.comparator or "",
        document_id=documents.get(row.document),
        **same,
    )
