"""区域比较: the places below a place by one indicator or index, ranked, with their roll-up."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from targets.core.judging.assessment import assess_all
from targets.core.judging.outcomes import Assessment
from targets.core.judging.place_summary import PlaceSummary, summarise
from targets.core.judging.ranking import Part, Ranking, rank_index, rank_places
from targets.core.judging.rollup import Child, Composite, RolledUp, roll_up
from targets.core.values.facts import Calendar
from targets.reads.judging.judged import AsOf
from targets.reads.scope.labels import Label, PlaceLabel
from targets.reads.scope.rules import RulesInForce
from targets.reads.scope.visibility import Visibility

from .places import PlaceFacts
from .rankable import RankableIndex, RankableIndicator
from .ranked_rows import ranked_facts, refers
from .ranked_sql import COMPARED_NAMES, RankedColumns, ranked_sql

_BEFORE_COMPARED = RankedColumns._fields.index("compared")


class Comparison(NamedTuple):
    """Which places are compared, when, by whose rules, and as whom."""

    place: PlaceFacts  # the places below this one
    year: int
    at: AsOf
    tiers: tuple[str, ...]  # in their order
    tier: str | None
    rules: RulesInForce
    sight: Visibility
    english: bool = False


class SummarisedPlace(NamedTuple):
    """A place with the numbers it is compared by; no summary where it does not keep the
    indicator."""

    code: str
    name_zh: str
    name_en: str
    summary: PlaceSummary | None


class RankedPlace(NamedTuple):
    """One place below. Without a summary it does not keep the indicator; its key and its
    assessment are there where it is shown."""

    place: PlaceLabel | SummarisedPlace
    summary: PlaceSummary | None
    assessment: Assessment | None


class ByIndicator(NamedTuple):
    """The places by one indicator. ``ranking.rows`` point at ``places``."""

    indicator: RankableIndicator
    places: tuple[RankedPlace, ...]  # in stated order
    own: Assessment | None  # the place itself
    calendar: Calendar | None  # of the places; None: none of them keeps the indicator
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


class JudgedRow(NamedTuple):
    """A row of the query with what the core makes of it; None where nothing is kept."""

    columns: RankedColumns
    assessment: Assessment | None


def by_indicator(asked: Comparison, indicator: RankableIndicator) -> ByIndicator:
    """The places below by one indicator. One query, and one more where a target is compared with
    another indicator instead of a number."""
    rows = judged_rows(asked, [indicator])
    summaries = [
        SummarisedPlace(
            row.columns.place_code,
            row.columns.place_zh,
            row.columns.place_en,
            None if row.assessment is None else summarise(row.assessment),
        )
        for row in rows
    ]
    return _shown(asked, _ranked(asked, indicator, summaries), rows)


def by_summaries(
    asked: Comparison,
    indicator: RankableIndicator,
    summaries: Sequence[SummarisedPlace],
    *,
    shown: slice,
) -> ByIndicator:
    """The same from summaries in stated order, the place's own among them; only the places of
    these rows of the ranking are judged. One query, or two as above."""
    ranked = _ranked(asked, indicator, summaries)
    wanted = [ranked.places[row.position].place.code for row in ranked.ranking.rows[shown]]
    rows = judged_rows(asked, [indicator], places=[*wanted, asked.place.label.code])
    return _shown(asked, ranked, rows)


def _shown(asked: Comparison, ranked: ByIndicator, rows: Sequence[JudgedRow]) -> ByIndicator:
    """With what was judged of the places that are shown."""
    judged = {row.columns.place_code: row for row in rows}
    own = judged.get(asked.place.label.code)
    return ranked._replace(
        places=tuple(
            shown
            if (row := judged.get(shown.place.code)) is None
            else RankedPlace(_label(row), shown.summary, row.assessment)
            for shown in ranked.places
        ),
        own=own.assessment if own else None,
    )


def _ranked(
    asked: Comparison, indicator: RankableIndicator, summaries: Sequence[SummarisedPlace]
) -> ByIndicator:
    own, english = asked.place.label.code, asked.english
    below = [place for place in summaries if place.code != own]
    itself = next((place.summary for place in summaries if place.code == own), None)
    return ByIndicator(
        indicator=indicator,
        places=tuple([RankedPlace(each, each.summary, None) for each in below]),
        own=None,
        calendar=next((each.summary.calendar for each in below if each.summary), None),
        ranking=rank_places(
            [each.summary for each in below],
            indicator.measure,
            higher_is_better=indicator.higher_is_better,
        ),
        rolled=roll_up(
            [Child(each.code, _name(each, english=english), each.summary) for each in below],
            itself,
            measure=indicator.measure,
            is_count=indicator.is_count,
        ),
    )


def by_index(asked: Comparison, index: RankableIndex) -> ByIndex:
    """The places below by a composite index. One query."""
    indicators = [part.indicator for part in index.parts]
    found: dict[PlaceLabel, dict[uuid.UUID, Assessment]] = {}
    for row in judged_rows(asked, indicators):
        own = found.setdefault(_label(row), {})
        if row.assessment is not None and row.columns.indicator_id is not None:
            own[row.columns.indicator_id] = row.assessment
    found.pop(asked.place.label, None)
    parts = [tuple(own.get(indicator.id) for indicator in indicators) for own in found.values()]
    english = asked.english
    named = [
        *((part.indicator.code, _name(part.indicator, english=english), part.weight)
          for part in index.parts),
        *((each.label.code, _name(each.label, english=english), each.weight)
          for each in index.unkept),
    ]  # fmt: skip
    missing = (None,) * len(index.unkept)
    ranking, composites = rank_index(
        _name(index, english=english),
        [
            [Part(*part, own) for part, own in zip(named, (*kept, *missing), strict=True)]
            for kept in parts
        ],
    )
    return ByIndex(index, tuple(map(IndexedPlace, found, parts, composites)), ranking)


def _name(
    named: SummarisedPlace | Label | RankableIndex | RankableIndicator, *, english: bool
) -> str:  # fmt: skip
    return named.name_en if english and named.name_en else named.name_zh


def _label(row: JudgedRow) -> PlaceLabel:
    return PlaceLabel(*row.columns[:5])


def judged_rows(
    asked: Comparison,
    indicators: Sequence[RankableIndicator],
    *,
    places: Sequence[str] | None = None,
    with_versions: bool = False,
) -> list[JudgedRow]:
    """A row a place and indicator it keeps, one for a place that keeps none, in stated order.

    ``places`` limits them to these codes; ``with_versions`` reads what a stored summary needs.
    """
    rows = _fetch(asked, indicators, places=places, with_versions=with_versions)
    if any(refers(row) for row in rows):
        rows = _fetch(
            asked, indicators, places=places, with_versions=with_versions, with_compared=True
        )
    rows.sort(key=lambda row: (row.place_order, row.place_code))
    by_id = {indicator.id: indicator for indicator in indicators}
    order = {code: position for position, code in enumerate(asked.tiers)}
    facts = (
        ranked_facts(
            row, by_id[row.indicator_id], order,
            year=asked.year, rules=asked.rules, sight=asked.sight,
        )
        for row in rows
        if row.indicator_id is not None
    )  # fmt: skip
    at = asked.at
    assessments = iter(assess_all(facts, as_of=at.as_of, today=at.today, tier=asked.tier))
    return [JudgedRow(row, next(assessments) if row.indicator_id else None) for row in rows]


def _fetch(
    asked: Comparison,
    indicators: Sequence[RankableIndicator],
    *,
    places: Sequence[str] | None = None,
    with_versions: bool = False,
    with_compared: bool = False,
) -> list[RankedColumns]:
    query, parameters = ranked_sql(
        asked.place.label.id,
        indicators,
        year=asked.year,
        as_of=asked.at.as_of,
        known_at=asked.at.known_at,
        today=asked.at.today,
        sight=asked.sight,
        places=places,
        with_versions=with_versions,
        with_compared=with_compared,
    )
    cut, rest = _BEFORE_COMPARED, _BEFORE_COMPARED + len(COMPARED_NAMES)
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [RankedColumns(*(*row[:cut], row[cut:rest], *row[rest:])) for row in cursor]
