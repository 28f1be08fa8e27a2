"""The check screen: what was submitted for a place and period, beside what it would change."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from targets.core.guard.guard import Remark
from targets.core.judging.assessment import assess
from targets.core.judging.outcomes import Assessment
from targets.core.judging.progress import CONTEXT, percent
from targets.core.values.facts import ActualFact, DeclaredState, Measure
from targets.core.values.periods import due_date
from targets.reads.judging.guarding import GuardInputs, guard_inputs
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.log.beside import Beside, beside
from targets.reads.overview.overview import is_task
from targets.reads.scope.checkable import Reach
from targets.reads.scope.labels import Label
from targets.reads.scope.visibility import Visibility

from .entries import CheckEntry, submitted_entries

# Checkers see what they check before its release, and what waits beside it
_SIGHT = Visibility(with_pending=True, unreleased=True)
_HUNDRED = Decimal(100)


class CheckRow(NamedTuple):
    """One submitted entry, with what a checker needs beside it."""

    series: JudgedSeries
    entry: CheckEntry
    now: Assessment  # on accepted figures alone, as of the period's end
    then: Assessment  # as it would be once this entry is accepted
    around: Beside | None  # figures only: with everything that waits
    growth: Decimal | None  # percent against last year; others: the difference
    remarks: tuple[Remark, ...]  # what the guard asks today
    is_late: bool  # a first report after its due day


class CheckPage(NamedTuple):
    """All that the screen prints of one period."""

    period_end: date
    waiting: tuple[CheckRow, ...]  # in stated order, figures and tasks
    decided: tuple[tuple[JudgedSeries, CheckEntry], ...]  # the latest first
    units: tuple[tuple[Label, int], ...]  # with something waiting, whichever unit is asked for
    is_closed: bool


def check_page(
    place_id: uuid.UUID, period_end: date, *, reach: Reach, today: date, unit: str = ""
) -> CheckPage:
    """What was submitted for the period by series within reach. Five queries; one when
    nothing was.

    ``unit``: code of the one reporting unit that is asked for.
    """
    entries = submitted_entries(place_id, period_end, reach=reach)
    if not entries:
        return CheckPage(period_end, (), (), (), is_closed=False)
    everything = judged_series(
        year=period_end.year,
        at=AsOf(period_end, today),
        place_ids=[place_id],
        with_sources=True,
        sight=_SIGHT,
    )
    known = {
        row.id: row
        for row in everything
        if not unit or (row.reporting is not None and row.reporting.code == unit)
    }
    order = {series_id: position for position, series_id in enumerate(known)}
    shown = sorted(
        (entry for entry in entries if entry.series_id in known),
        key=lambda entry: order[entry.series_id],
    )
    guard = guard_inputs(
        [entry.series_id for entry in shown if entry.waits], AsOf(period_end, today)
    )
    rows = [_row(known[entry.series_id], entry, guard, today) for entry in shown if entry.waits]
    asked = guard.told_once(
        {(row.series.id, period_end): row.remarks for row in rows if row.remarks}
    )
    return CheckPage(
        period_end=period_end,
        waiting=tuple(
            row._replace(remarks=asked.get((row.series.id, period_end), ())) for row in rows
        ),
        decided=_decided(known, (entry for entry in shown if not entry.waits)),
        units=_units(everything, entries),
        is_closed=entries[0].is_closed,
    )


def _units(
    series: Iterable[JudgedSeries], entries: Iterable[CheckEntry]
) -> tuple[tuple[Label, int], ...]:
    """Reporting units of what waits, by name, with how many entries."""
    numbers = Counter(entry.series_id for entry in entries if entry.waits)
    found: Counter[Label] = Counter()
    for row in series:
        if row.reporting is not None and numbers[row.id]:
            found[row.reporting] += numbers[row.id]
    return tuple(found.items())


def _decided(
    known: dict[uuid.UUID, JudgedSeries], entries: Iterable[CheckEntry]
) -> tuple[tuple[JudgedSeries, CheckEntry], ...]:
    found = [entry for entry in entries if entry.decision is not None]
    found.sort(key=lambda each: each.decision.recorded_at if each.decision else each.recorded_at)
    return tuple((known[entry.series_id], entry) for entry in reversed(found))


def _row(series: JudgedSeries, entry: CheckEntry, guard: GuardInputs, today: date) -> CheckRow:
    facts = series.assessment.facts
    everything = series.assessment
    official = everything._replace(
        facts=facts._replace(
            actuals=tuple(fact for fact in facts.actuals if not fact.is_provisional)
        )
    )
    then = _with(official, entry, today)
    around = None
    if not is_task(series):
        around = beside(_with(everything, entry, today), entry.period_end)
    due_on = due_date(entry.period_end, facts.due)
    since = facts.collecting_since
    return CheckRow(
        series=series,
        entry=entry,
        now=assess(official.facts, as_of=entry.period_end, today=today),
        then=then,
        around=around,
        growth=None if around is None else _growth(series.measure, around),
        remarks=(
            ()
            if entry.value is None
            else guard.question(
                series, entry.period_end, entry.value, same_as_last=entry.same_as_last
            )
        ),
        is_late=since is not None
        and since <= entry.period_end
        and entry.official_id is None
        and entry.submitted_on > due_on,
    )


def _with(assessment: Assessment, entry: CheckEntry, today: date) -> Assessment:
    """The assessment as if the entry were official."""
    facts = assessment.facts
    actuals = [fact for fact in facts.actuals if fact.period_end != entry.period_end]
    if not entry.withdrawn:
        actuals.append(
            ActualFact(
                entry.period_end,
                entry.value,
                is_floor=entry.qualifier == "above",
                stage=entry.stage,
                declared=DeclaredState(entry.declared) if entry.declared else None,
                share_done=entry.share_done,
                expected_on=entry.expected_on,
                done_on=entry.done_on,
            )
        )
    actuals.sort(key=lambda fact: fact.period_end)
    return assess(facts._replace(actuals=tuple(actuals)), as_of=entry.period_end, today=today)


def _growth(measure: Measure, around: Beside) -> Decimal | None:
    """Against the same period last year: percent for amounts and stocks, else the difference."""
    if around.year_to_date is None or around.last_year is None:
        return None
    with localcontext(CONTEXT):
        if measure not in (Measure.AMOUNT, Measure.STOCK):
            return around.year_to_date - around.last_year
        if around.last_year <= 0:
            return None
        return percent(around.year_to_date, around.last_year) - _HUNDRED
