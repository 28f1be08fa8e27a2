"""Which series a person checks, as a condition of SQL: the tree is walked up from few units."""

from __future__ import annotations

import uuid
from typing import NamedTuple

# Every unit that checks a series of the rows in question, once, with whether it is in reach.
# Takes the parameter ``reach``: units whose checker the person is; NULL stands for all units
REACHED = """
reached AS (
    SELECT unit_id FROM (SELECT DISTINCT unit_id FROM checked_by) each
    WHERE %(reach)s::uuid[] IS NULL OR EXISTS (
        SELECT 1 FROM targets_unit u WHERE u.id = each.unit_id AND u.above && %(reach)s::uuid[]
    )
)
"""


class Reach(NamedTuple):
    """Whose entries a person accepts and returns."""

    unit_ids: tuple[uuid.UUID, ...] = ()
    everything: bool = False  # superusers

    @property
    def parameter(self) -> list[uuid.UUID] | None:
        """What the condition takes."""
        return None if self.everything else list(self.unit_ids)
