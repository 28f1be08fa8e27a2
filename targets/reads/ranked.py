"""区域比较: the places below a place by one indicator or index, ranked, with their roll-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from targets.core.assessment import assess_all
from targets.core.outcomes import Assessment
from targets.core.ranking import Part, Ranking, rank_index, rank_places
from targets.core.rollup import Child, Composite, RolledUp, roll_up

from .judged import AsOf
from .labels import PlaceLabel
from .places import PlaceFacts
from .rankable import RankableIndex, RankableIndicator
from .ranked_rows import ranked_facts, refers
from .ranked_sql import COMPARED_NAMES, RankedColumns, ranked_sql
from .rules import RulesInForce
from .sight import Sight

_BEFORE_COMPARED = RankedColumns._fields.index("compared")


class RankedPlace(NamedTuple):
    """One place below; without an assessment it does not keep the indicator."""

    place: PlaceLabel
    assessment: Assessment | None


class ByIndicator(NamedTuple):
    """The places by one indicator. ``ranking.rows`` point at ``places``."""

    indicator: RankableIndicator
    places: tuple[RankedPlace, ...]  # in stated order
    own: Assessment | None  # the place itself
    ranking: Ranking
    rolled: RolledUp  # names of missing places in the reader's language


class IndexedPlace(NamedTuple):
    """One place below with its parts; without a composite it keeps none of them."""

    place: PlaceLabel
    parts: tuple[Assessment | None, ...]  # as the index has them
    composite: Composite | None


class ByIndex(NamedTuple):
    """The places by a composite index."""

    composite: RankableIndex
    places: tuple[IndexedPlace, ...]
    ranking: Ranking


class _Found(NamedTuple):
    places: tuple[PlaceLabel, ...]  # below, in stated order
    own: PlaceLabel
    assessments: dict[tuple[object, object], Assessment]  # by place and indicator


def by_indicator(
    place: PlaceFacts,
    indicator: RankableIndicator,
    *,
    year: int,
    at: AsOf,
    tiers: Sequence[str],
    tier: str | None,
    rules: RulesInForce,
    sight: Sight,
    english: bool = False,
) -> ByIndicator:
    """The places below by one indicator; ``tiers`` in their order. One query, and one more where
    a target is compared with another indicator instead of a number."""
    found = _find(
        place, [indicator], year=year, at=at, tiers=tiers, tier=tier, rules=rules, sight=sight
    )
    places = tuple(
        RankedPlace(label, found.assessments.get((label.id, indicator.id)))
        for label in found.places
    )
    own = found.assessments.get((found.own.id, indicator.id))
    return ByIndicator(
        indicator=indicator,
        places=places,
        own=own,
        ranking=rank_places([each.assessment for each in places]),
        rolled=roll_up(
            [
                Child(each.place.code, _name(each.place, english=english), each.assessment)
                for each in places
            ],
            own,
        ),
    )


def by_index(
    place: PlaceFacts,
    index: RankableIndex,
    *,
    year: int,
    at: AsOf,
    tiers: Sequence[str],
    tier: str | None,
    rules: RulesInForce,
    sight: Sight,
    english: bool = False,
) -> ByIndex:
    """The places below by a composite index. One query."""
    indicators = [part.indicator for part in index.parts]
    found = _find(
        place, indicators, year=year, at=at, tiers=tiers, tier=tier, rules=rules, sight=sight
    )
    parts = [
        tuple(found.assessments.get((label.id, each.id)) for each in indicators)
        for label in found.places
    ]
    ranking, composites = rank_index(
        _name(index, english=english),
        [
            [
                Part(part.indicator.code, _name(part.indicator, english=english), part.weight, own)
                for part, own in zip(index.parts, assessments, strict=True)
            ]
            for assessments in parts
        ],
    )
    places = tuple(map(IndexedPlace, found.places, parts, composites))
    return ByIndex(index, places, ranking)


def _name(named: PlaceLabel | RankableIndex | RankableIndicator, *, english: bool) -> str:
    return named.name_en if english and named.name_en else named.name_zh


def _find(
    place: PlaceFacts,
    indicators: Sequence[RankableIndicator],
    *,
    year: int,
    at: AsOf,
    tiers: Sequence[str],
    tier: str | None,
    rules: RulesInForce,
    sight: Sight,
) -> _Found:
    rows = _fetch(place, indicators, year, at, sight)
    if any(refers(row) for row in rows):
        rows = _fetch(place, indicators, year, at, sight, with_compared=True)
    by_id = {each.id: each for each in indicators}
    order = {code: position for position, code in enumerate(tiers)}
    kept = [row for row in rows if row.indicator_id is not None]
    facts = (
        ranked_facts(row, by_id[row.indicator_id], order, year=year, rules=rules, sight=sight)
        for row in kept
        if row.indicator_id is not None
    )
    assessments = assess_all(facts, as_of=at.as_of, today=at.today, tier=tier)
    below = sorted(
        {
            (row.place_order, row.place_code, PlaceLabel(*row[:5]))
            for row in rows
            if row.place_id != place.label.id
        }
    )
    return _Found(
        places=tuple(label for _order, _code, label in below),
        own=place.label,
        assessments={
            (row.place_id, row.indicator_id): assessment
            for row, assessment in zip(kept, assessments, strict=True)
        },
    )


def _fetch(
    place: PlaceFacts,
    indicators: Sequence[RankableIndicator],
    year: int,
    at: AsOf,
    sight: Sight,
    *,
    with_compared: bool = False,
) -> list[RankedColumns]:
    query, parameters = ranked_sql(
        place.label.id,
        indicators,
        year=year,
        as_of=at.as_of,
        known_at=at.known_at,
        today=at.today,
        sight=sight,
        with_compared=with_compared,
    )
    cut, rest = _BEFORE_COMPARED, _BEFORE_COMPARED + len(COMPARED_NAMES)
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [RankedColumns(*(*row[:cut], row[cut:rest], *row[rest:])) for row in cursor]
