"""What a reader sees beyond official, released figures: facts that ``access`` works out."""

from __future__ import annotations

import uuid
from typing import NamedTuple


class Sight(NamedTuple):
    """What one reader sees of one place. The default is what everybody sees."""

    with_pending: bool = False  # figures that wait to be checked, marked as provisional
    with_words: bool = False  # explanations, which are for readers who log in
    unreleased: bool = False  # figures before their release date, of the whole place
    # … and of series that these units or units below them report or check
    unit_ids: tuple[uuid.UUID, ...] = ()


OFFICIAL = Sight()
EVERYTHING = Sight(with_pending=True, with_words=True, unreleased=True)

_INSIDE = """EXISTS (
    WITH RECURSIVE above(id, parent_id) AS (
        SELECT u.id, u.parent_id FROM targets_unit u
        WHERE u.id IN ({series}.reporting_id, {series}.lead_id, {series}.checking_id,
            {series}.place_id)
        UNION
        SELECT u.id, u.parent_id FROM targets_unit u JOIN above x ON u.id = x.parent_id
    ) SELECT 1 FROM above WHERE id = ANY (%(sight_units)s)
)"""


def released_sql(sight: Sight, *, actual: str = "a", series: str = "s") -> str:
    """The condition that hides figures before their release date from this reader.

    Takes the parameters ``today`` and ``sight_units``. Cheap terms come first: the tree is
    walked for unreleased figures alone.
    """
    if sight.unreleased:
        return "true"
    released = f"{actual}.release_on IS NULL OR {actual}.release_on <= %(today)s"
    if not sight.unit_ids:
        return f"({released})"
    inside = _INSIDE.format(series=series)
    return f"(CASE WHEN {released} THEN true ELSE {inside} END)"
