"""The numbers that the chart of a series draws: its year, the year before, pace and targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from targets.core.judging import progress
from targets.core.judging.outcomes import Assessment, TierAssessment
from targets.core.judging.pace import shape_of
from targets.core.judging.progress import CONTEXT, HUNDRED, Standing
from targets.core.judging.yardstick import Yardstick, yardstick
from targets.core.judging.year_on_year import Compared, year_on_year
from targets.core.values.facts import Accumulation, Measure, PaceMethod, SeriesFacts
from targets.core.values.periods import period_ends


class Point(NamedTuple):
    """One drawn number."""

    period_end: date
    value: Decimal
    is_floor: bool = False  # only “more than this” was published


class TargetLine(NamedTuple):
    """One tier's stated number, drawn across the year."""

    tier: TierAssessment
    values: tuple[Decimal, ...]  # two when it is a range


class Curves(NamedTuple):
    """Everything the chart draws; unknown periods are left out, so lines show gaps."""

    ends: tuple[date, ...]
    actual: tuple[Point, ...]
    last_year: tuple[Point, ...]  # at this year's period ends
    pace: tuple[Point, ...]
    pace_method: PaceMethod
    targets: tuple[TargetLine, ...]
    amounts: tuple[Point, ...]  # what each period alone brought
    last_amounts: tuple[Point, ...]
    compared: tuple[Compared, ...]  # this year's figures against last year's

    @property
    def has_periods(self) -> bool:
        """Whether periods add up, so that they can be drawn one by one."""
        return bool(self.amounts or self.last_amounts)


def curves(assessment: Assessment) -> Curves:
    """The curves of one series in one year, up to the assessment's day."""
    facts = assessment.facts
    with localcontext(CONTEXT):
        ends = period_ends(facts.calendar, facts.year)
        past_ends = period_ends(facts.calendar, facts.year - 1)
        actuals = [fact for fact in facts.actuals if fact.period_end <= assessment.as_of]
        this_year = progress.standings(facts.accumulation, ends, actuals)
        last_year = progress.standings(facts.accumulation, past_ends, facts.last_year)
        yard = _yard(assessment, last_year)
        adds_up = _adds_up(facts)
        return Curves(
            ends=ends,
            actual=_points(this_year, ends),
            last_year=_points(last_year, ends),
            pace=_pace(yard, ends),
            pace_method=PaceMethod.NONE if yard is None else yard.method,
            targets=tuple(_targets(assessment)),
            amounts=_amounts(facts.accumulation, this_year, ends) if adds_up else (),
            last_amounts=_amounts(facts.accumulation, last_year, ends) if adds_up else (),
            compared=year_on_year(facts.measure, this_year, last_year),
        )


def _adds_up(facts: SeriesFacts) -> bool:
    return facts.measure is Measure.AMOUNT and facts.accumulation is not Accumulation.LATEST


def _points(marks: Sequence[Standing], ends: Sequence[date]) -> tuple[Point, ...]:
    return tuple(
        Point(end, mark.value, mark.is_floor)
        for mark, end in zip(marks, ends, strict=True)
        if mark.value is not None
    )


def _amounts(
    accumulation: Accumulation, marks: Sequence[Standing], ends: Sequence[date]
) -> tuple[Point, ...]:
    found = zip(ends, progress.period_amounts(accumulation, marks), strict=True)
    return tuple(Point(end, *amount) for end, amount in found if amount is not None)


def _yard(assessment: Assessment, last_year: Sequence[Standing]) -> Yardstick | None:
    if assessment.headline is None:
        return None
    facts = assessment.facts
    return yardstick(facts, assessment.headline.target, shape_of(facts, last_year))


def _pace(yard: Yardstick | None, ends: Sequence[date]) -> tuple[Point, ...]:
    """What the pace asks for at each period's end; nothing where no pace is judged by."""
    if yard is None or yard.whole is None or yard.method is PaceMethod.NONE:
        return ()
    points = []
    for end in ends:
        pace = yard.paces.get(end.month)
        if pace is None:
            continue
        part = yard.whole * pace / HUNDRED
        points.append(Point(end, part if yard.base is None else yard.base - part))
    # The year's end alone is the target itself
    return tuple(points) if len(points) > 1 else ()


def _targets(assessment: Assessment) -> list[TargetLine]:
    targets = []
    for tier in assessment.tiers:
        target = tier.target
        if target.value is None or target.comparator is None:
            continue
        values = [target.value]
        if target.upper_value is not None:
            values.append(target.upper_value)
        targets.append(TargetLine(tier, tuple(values)))
    return targets
