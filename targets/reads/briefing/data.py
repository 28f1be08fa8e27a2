"""The figures of a briefing as they are frozen: text only, and only what the ledgers hold.

What is set today and not replayed, such as due days, names and decimals, is left out: it would
make a true briefing look false later. What verdicts rest on and no ledger keeps is frozen too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from targets.briefs.canonical import plain_number
from targets.core.judging.outcomes import TierAssessment
from targets.reads.judging.as_defined import definitions, laid_over, tier_order
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import OFFICIAL

Data = dict[str, Any]


def briefing_data(
    place: PlaceFacts, *, year: int, at: AsOf, before_as_of: date, tier: str | None
) -> Data:
    """Official, released figures of a place at two as-of dates, with their verdicts and with what
    they are judged by. Five queries. ``at.known_at`` has to be given: later it is replayed."""
    if at.known_at is None:
        raise ValueError("frozen figures name the instant they were known at")
    now = _judged(place, year, at, tier)
    return {
        "place": place.label.code,
        "year": str(year),
        "as_of": at.as_of.isoformat(),
        "before": before_as_of.isoformat(),
        "today": at.today.isoformat(),
        "tier": tier or "",
        "series": definitions(now),
        "tiers": tier_order(),
        "rows": [_row(row) for row in now],
        "rows_before": [
            _row(row) for row in _judged(place, year, at._replace(as_of=before_as_of), tier)
        ],
    }


def briefing_data_again(place: PlaceFacts, issued: Mapping[str, Any], at: AsOf) -> Data:
    """The same from the ledgers as they were known then: of the same series, judged by the frozen
    definitions. What was issued before definitions were frozen is judged by today's. Four
    queries."""
    year, tier = int(issued["year"]), issued["tier"] or None
    before_as_of = date.fromisoformat(issued["before"])
    defined = laid_over(issued["series"], issued["tiers"]) if "series" in issued else None
    return {
        **issued,
        "rows": [_row(row) for row in _judged(place, year, at, tier, defined)],
        "rows_before": [
            _row(row)
            for row in _judged(place, year, at._replace(as_of=before_as_of), tier, defined)
        ],
    }


def _judged(
    place: PlaceFacts, year: int, at: AsOf, tier: str | None, defined: str | None = None
) -> list[JudgedSeries]:
    judged = judged_series(
        year=year,
        at=at,
        place_ids=[place.label.id],
        tier=tier,
        rules=rules_in_force(at.as_of, at.known_at),
        sight=OFFICIAL,
        defined=defined,
    )
    return sorted(judged, key=lambda row: row.code)


def _row(row: JudgedSeries) -> Data:
    found = row.assessment
    entry = found.judged
    return {
        "code": row.code,
        "verdict": found.verdict.value,
        "period_end": _day(found.period_end),
        "actual": plain_number(found.actual),
        "is_floor": "yes" if found.is_floor else "no",
        "last_year": plain_number(found.last_year_actual),
        "stage": entry.stage if entry else "",
        "declared": entry.declared.value if entry and entry.declared else "",
        "tiers": [_tier(tier) for tier in found.tiers],
    }


def _tier(tier: TierAssessment) -> Data:
    target = tier.target
    return {
        "tier": target.tier,
        "verdict": tier.verdict.value,
        "comparator": target.comparator.value if target.comparator else "",
        "target": plain_number(target.value),
        "upper": plain_number(target.upper_value),
        "due_on": _day(target.due_on),
        "pace_method": tier.pace_method.value,
    } | {name: _rounded(getattr(tier, name)) for name in _RATIOS}


_RATIOS = ("completion_rate", "pace", "deviation", "linear_pace", "linear_deviation", "gap")
_KEPT = Decimal("1e-8")  # as fine as the ledger; what is beyond is the machine's


def _rounded(value: Decimal | None) -> str | None:
    return plain_number(None if value is None else value.quantize(_KEPT))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
