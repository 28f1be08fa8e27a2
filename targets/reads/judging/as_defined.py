"""Definitions as they were frozen: what was issued is judged again as it was judged then.

The ledgers are replayed by their own times. What series are judged by (pace, calendar, whether a
count can fall …) and which series there are is kept by no ledger, so a briefing keeps it itself.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from targets.models import Series, Tier

from .judged import JudgedSeries

Defined = Mapping[str, str]  # one series as frozen: property → its value as text

# How properties are found: of the series itself, else of its indicator
_OF_SERIES = ("calendar",)
_OF_INDICATORS = (
    "code", "measure", "accumulation", "frequency", "pace", "higher_is_better", "is_count",
    "can_fall",
)  # fmt: skip


class Redefined(NamedTuple):
    """A property of a series that is not what it was; ``now`` None: the series is gone."""

    code: str  # as frozen
    name: str
    then: str
    now: str | None


def definitions(rows: Iterable[JudgedSeries]) -> list[dict[str, str]]:
    """What the series are judged by, as text."""
    return [_defined(row) for row in rows]


def _defined(row: JudgedSeries) -> dict[str, str]:
    facts = row.assessment.facts
    return {
        "id": str(row.id),
        "indicator": str(row.indicator_id),
        "code": row.code,
        "measure": row.measure.value,
        "accumulation": facts.accumulation.value,
        "frequency": row.frequency.value,
        "calendar": facts.calendar.value,
        "pace": facts.pace.value,
        "higher_is_better": _yes(facts.higher_is_better),
        "is_count": _yes(facts.is_count),
        "can_fall": _yes(facts.can_fall),
    }


def tier_order() -> list[dict[str, str]]:
    """Which tier is the headline depends on their order. One query."""
    rows = Tier.objects.order_by("code").values_list("code", "order")
    return [{"code": code, "order": str(order)} for code, order in rows]


def laid_over(series: Sequence[Defined], tiers: Sequence[Defined]) -> str:
    """For ``judged_series(defined=…)``: the frozen columns by the keys of their rows."""
    return json.dumps(
        {
            "series": {each["id"]: _only(each, _OF_SERIES) for each in series},
            "indicators": {each["indicator"]: _only(each, _OF_INDICATORS) for each in series},
            "tiers": {tier["code"]: _only(tier, ("order",)) for tier in tiers},
        }
    )


def redefined(series: Sequence[Defined]) -> tuple[Redefined, ...]:
    """What is defined otherwise today, in the order frozen. One query."""
    now = {
        str(each.id): each
        for each in Series.objects.filter(
            id__in=[uuid.UUID(each["id"]) for each in series]
        ).select_related("indicator")
    }
    found = []
    for each in series:
        row = now.get(each["id"])
        if row is None:
            found.append(Redefined(each["code"], "id", each["id"], None))
            continue
        for name in _OF_INDICATORS + _OF_SERIES:
            value = _text(getattr(row if name in _OF_SERIES else row.indicator, name))
            if value != each[name]:
                found.append(Redefined(each["code"], name, each[name], value))
    return tuple(found)


def _only(each: Defined, names: Iterable[str]) -> dict[str, str]:
    return {name: each[name] for name in names}


def _text(value: Any) -> str:
    return _yes(value) if isinstance(value, bool) else str(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
