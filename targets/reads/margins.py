"""The margins in force at a date, for the installation and for single indicators."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from targets.core.values import Margins as MarginsFact
from targets.models import Margins


class MarginsInForce(NamedTuple):
    """What the core judges with, and who has margins of its own."""

    installation: MarginsFact
    of_indicators: Mapping[uuid.UUID, MarginsFact]

    def of(self, indicator_id: uuid.UUID) -> MarginsFact:
        """The indicator's own margins, else the installation's."""
        return self.of_indicators.get(indicator_id, self.installation)


def margins_in_force(as_of: date, known_at: datetime | None = None) -> MarginsInForce:
    """Margins effective at ``as_of`` as known at ``known_at`` (None: now). One query."""
    rows = (
        Margins.objects.known(known_at)
        .filter(effective_on__lte=as_of)
        .order_by("indicator_id", "-effective_on")
        .distinct("indicator_id")
    )
    found = {row.indicator_id: row.as_values() for row in rows}
    return MarginsInForce(
        installation=found.pop(None, MarginsFact()),
        of_indicators={key: fact for key, fact in found.items() if key is not None},
    )
