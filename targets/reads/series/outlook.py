"""Where a series will likely end, and what the rest of its year must bring."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from targets.core.ahead.forecast import Forecast, NotEnough, forecast
from targets.core.ahead.needed import (
    Allowed,
    CatchUp,
    Needed,
    NeededGrowth,
    allowed,
    catch_up,
    needed,
    needed_growth,
)
from targets.core.values.facts import TASK_MEASURES, ActualFact, SeriesFacts, TargetFact
from targets.models import Series
from targets.reads.judging.history import histories
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.scope.visibility import Visibility


class TierOutlook(NamedTuple):
    """What one tier's target still asks for; None where nothing, or where it is unknown."""

    target: TargetFact
    needed: Needed | None
    growth: NeededGrowth | None
    catch_up: CatchUp | None
    allowed: Allowed | None = None


class PublishedGrowth(NamedTuple):
    """The growth indicator of a level, as published, and what its headline target still needs."""

    row: JudgedSeries
    needed: NeededGrowth | None


class Outlook(NamedTuple):
    """What lies ahead of a series at its as-of date."""

    forecast: Forecast | NotEnough
    tiers: tuple[TierOutlook, ...]
    level: JudgedSeries | None  # of a growth rate: the level that it is the growth of
    years: Mapping[int, Sequence[ActualFact]]  # the figures of every year, for the chart
    growth: PublishedGrowth | None = None  # of a level: its own growth indicator


def series_outlook(
    series: Series,
    row: JudgedSeries,
    *,
    at: AsOf,
    sight: Visibility,
    growth_id: uuid.UUID | None = None,
) -> Outlook | None:
    """None for tasks. One query for past years; for a growth rate more for its level, for a level
    more for its growth (``growth_id``)."""
    facts = row.assessment.facts
    if facts.measure in TASK_MEASURES:
        return None
    (past,) = histories(at=at, series_ids=[series.id], sight=sight)
    level = _level(series, row, at, sight)
    return Outlook(
        forecast=forecast(facts, as_of=at.as_of, past=past.history.years),
        tiers=tuple(
            TierOutlook(
                target=target,
                needed=needed(facts, target, as_of=at.as_of),
                growth=(
                    needed_growth(facts, target, level.assessment.facts, as_of=at.as_of)
                    if level is not None
                    else None
                ),
                catch_up=catch_up(facts, target, as_of=at.as_of),
                allowed=allowed(facts, target, as_of=at.as_of),
            )
            for target in facts.targets
        ),
        level=level,
        years=past.history.years,
        growth=_growth(facts, growth_id, at, sight),
    )


def _growth(
    facts: SeriesFacts, growth_id: uuid.UUID | None, at: AsOf, sight: Visibility
) -> PublishedGrowth | None:
    if growth_id is None:
        return None
    (row,) = judged_series(year=facts.year, at=at, series_id=growth_id, sight=sight)
    headline = row.assessment.headline
    return PublishedGrowth(
        row,
        None
        if headline is None
        else needed_growth(row.assessment.facts, headline.target, facts, as_of=at.as_of),
    )


def _level(series: Series, row: JudgedSeries, at: AsOf, sight: Visibility) -> JudgedSeries | None:
    """The level's own series of the same place, if there is one."""
    if series.indicator.growth_of_id is None:
        return None
    own = Series.objects.filter(
        place_id=series.place_id, indicator_id=series.indicator.growth_of_id
    ).values_list("id", flat=True)
    level_id = own.first()
    if level_id is None:
        return None
    (level,) = judged_series(year=row.assessment.facts.year, at=at, series_id=level_id, sight=sight)
    return level
