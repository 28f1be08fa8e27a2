"""The month's briefing: where a place stands, stood last period, what came between."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from targets.core.ahead.forecast import Forecast, NotEnough, forecast
from targets.core.ahead.needed import CatchUp, Needed, NeededGrowth, catch_up, needed, needed_growth
from targets.core.changes.changes import Change, changes
from targets.core.judging.status import SHORT
from targets.core.values.facts import Reporting, Verdict
from targets.reads.judging.history import SeriesHistory, histories
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.overview.overview import Filters, Overview, arrange, is_quantified, is_task
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.labels import Label
from targets.reads.scope.rules import RulesInForce, rules_in_force
from targets.reads.scope.visibility import OFFICIAL, Visibility

from .revisions import Revision, Since, revisions

_GOOD = (Verdict.MET, Verdict.AHEAD)


class BriefedSeries(NamedTuple):
    """One series: now, last period, what became of it, and what an official asks next."""

    row: JudgedSeries
    before: JudgedSeries | None  # None: last period it did not exist
    change: Change | None
    needed: Needed | None
    growth: NeededGrowth | None  # a growth rate whose level is a series of the place too
    catch_up: CatchUp | None
    outlook: Forecast | NotEnough | None  # None: a task


class OverdueUnit(NamedTuple):
    """A unit that has not reported, with its series; None: no unit was named."""

    unit: Label | None
    series: tuple[JudgedSeries, ...]


class BriefingFacts(NamedTuple):
    """All that a briefing says, before it is worded."""

    at: AsOf
    before_at: AsOf
    rules: RulesInForce
    now: Overview
    before: Overview
    series: tuple[BriefedSeries, ...]  # in stated order
    good: tuple[BriefedSeries, ...]  # met early or ahead
    attention: tuple[BriefedSeries, ...]  # lagging, worst first
    tasks: tuple[BriefedSeries, ...]
    overdue: tuple[OverdueUnit, ...]
    revisions: tuple[Revision, ...]
    changed: tuple[BriefedSeries, ...]  # whose status changed
    with_words: bool  # explanations and reasons are among them; else nothing is known of any

    def count_change(self, verdict: Verdict) -> int:
        """How many quantified series more than last period have this verdict."""
        return self.now.verdicts.get(verdict, 0) - self.before.verdicts.get(verdict, 0)


def previous_as_of(as_of: date) -> date:
    """The end of the month before; for January it lies in the year before."""
    return as_of.replace(day=1) - timedelta(days=1)


def briefing_facts(
    place: PlaceFacts,
    *,
    year: int,
    at: AsOf,
    since: Since,
    tier: str | None = None,
    sight: Visibility = OFFICIAL,
) -> BriefingFacts:
    """One place in a year: six queries, whatever the number of series.

    Last period is judged with the same knowledge; in January there is none in the year, so
    nothing is compared but what the last day of the year before left: no data.
    """
    before_at = at._replace(as_of=previous_as_of(at.as_of))
    place_ids = [place.label.id]
    rules = rules_in_force(at.as_of, at.known_at)
    now = judged_series(year=year, at=at, place_ids=place_ids, tier=tier, rules=rules, sight=sight)
    before = judged_series(year=year, at=before_at, place_ids=place_ids, tier=tier, sight=sight)
    pasts = {
        history.id: history for history in histories(at=at, place_id=place_ids[0], sight=sight)
    }
    earlier = {row.id: row for row in before}
    levels = {row.indicator_id: row for row in now}
    briefed = tuple(_briefed(row, earlier, pasts.get(row.id), levels, at.as_of) for row in now)
    return BriefingFacts(
        at=at,
        before_at=before_at,
        rules=rules,
        now=arrange(now, Filters(tier=tier)),
        before=arrange(before, Filters(tier=tier)),
        series=briefed,
        good=tuple(each for each in briefed if is_quantified(each.row) and _is(each, _GOOD)),
        attention=_worst_first(briefed),
        tasks=tuple(each for each in briefed if is_task(each.row)),
        overdue=_overdue(now),
        revisions=revisions(place_ids[0], at=at, since=since, sight=sight),
        changed=tuple(each for each in briefed if each.change and each.change.is_status),
        with_words=sight.with_words,
    )


def _briefed(
    row: JudgedSeries,
    earlier: Mapping[uuid.UUID, JudgedSeries],
    past: SeriesHistory | None,
    levels: Mapping[uuid.UUID, JudgedSeries],
    as_of: date,
) -> BriefedSeries:
    facts, headline, before = row.assessment.facts, row.assessment.headline, earlier.get(row.id)
    target = None if headline is None else headline.target
    lags = row.assessment.verdict in SHORT
    level = levels.get(past.growth_of) if past and past.growth_of else None
    return BriefedSeries(
        row=row,
        before=before,
        change=None if before is None else changes(before.assessment, row.assessment),
        needed=None if target is None else needed(facts, target, as_of=as_of),
        growth=(
            None
            if target is None or level is None or not lags
            else needed_growth(facts, target, level.assessment.facts, as_of=as_of)
        ),
        catch_up=None if target is None or not lags else catch_up(facts, target, as_of=as_of),
        outlook=(
            None
            if is_task(row)
            else forecast(facts, as_of=as_of, past=past.history.years if past else {})
        ),
    )


def _is(each: BriefedSeries, verdicts: Iterable[Verdict]) -> bool:
    return each.row.assessment.verdict in verdicts


def _worst_first(briefed: Iterable[BriefedSeries]) -> tuple[BriefedSeries, ...]:
    """By severity; the order stated where two are alike."""
    found = [each for each in briefed if is_quantified(each.row) and _is(each, SHORT)]
    return tuple(sorted(found, key=lambda each: -(each.row.assessment.severity or 0)))


def _overdue(rows: Iterable[JudgedSeries]) -> tuple[OverdueUnit, ...]:
    """Reporting units with their overdue series, in stated order; the most overdue first."""
    units: dict[Label | None, list[JudgedSeries]] = {}
    for row in rows:
        if row.assessment.reporting is Reporting.OVERDUE:
            units.setdefault(row.reporting or row.lead, []).append(row)
    found = (OverdueUnit(unit, tuple(series)) for unit, series in units.items())
    return tuple(sorted(found, key=lambda each: -len(each.series)))
