"""What an answer says when nothing was written because a period is closed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from targets.api.problems import ProblemFound
from targets.closed_words import refused_as_closed, refused_one_by_one
from targets.exchange.headers.period_text import parse_period_end
from targets.writes.api.items import Item
from targets.writes.entries.ledger import PeriodClosed


def closed_problem(
    place_id: uuid.UUID, items: Iterable[Item], closed: PeriodClosed
) -> ProblemFound:
    """The items of closed periods, each with since when and whom to ask."""
    ends, lacks_reason = closed.period_ends, closed.lacks_reason
    field = "reason" if lacks_reason else "period"
    said = refused_one_by_one(place_id, ends, lacks_reason=lacks_reason)
    return ProblemFound(
        "period-closed",
        refused_as_closed(place_id, ends, lacks_reason=lacks_reason),
        errors=[
            {
                "row": item.row,
                "pointer": f"/items/{item.row - 1}/{field}",
                "field": field,
                "code": "period_closed",
                "detail": said[end],
            }
            for item in items
            if (end := parse_period_end(item.period)) in said
            and not (lacks_reason and item.entry.reason)
        ],
    )
