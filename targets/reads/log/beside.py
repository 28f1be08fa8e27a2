"""What stands beside an input of the logging grid, before and after something is typed in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from targets.core.judging import progress
from targets.core.judging.assessment import assess
from targets.core.judging.outcomes import Assessment
from targets.core.judging.progress import CONTEXT
from targets.core.values.facts import Accumulation, ActualFact, Measure, SeriesFacts
from targets.core.values.periods import ended_periods, period_ends


class Beside(NamedTuple):
    """The figures around one slot; None where they are not known."""

    year_to_date: Decimal | None
    previous: Decimal | None  # year to date, at the latest earlier period that has one
    previous_end: date | None
    amount: Decimal | None  # amounts: what the period alone brought
    change: Decimal | None  # others: against the period before
    last_year: Decimal | None  # year to date at the same period's end
    judged: Assessment | None  # None: nothing stands in the slot itself


def beside(assessment: Assessment, period_end: date) -> Beside:
    """The figures around the slot, from the assessment at its period's end. No query."""
    facts = assessment.facts
    with localcontext(CONTEXT):
        ends = ended_periods(facts.calendar, facts.year, period_end)
        marks = progress.standings(facts.accumulation, ends, facts.actuals)
        at = len(marks) - 1
        before = progress.before(marks, at, strictly=False)
        adds_up = is_added_up(assessment)
        past = progress.standings(
            facts.accumulation, period_ends(facts.calendar, facts.year - 1), facts.last_year
        )
        return Beside(
            year_to_date=marks[at].value,
            previous=None if before is None else before.value,
            previous_end=None if before is None else before.period_end,
            amount=progress.period_amount(marks, at) if adds_up else None,
            change=None if adds_up else progress.difference(marks[at], before),
            last_year=next(
                (mark.value for mark in past if mark.period_end.month == period_end.month), None
            ),
            judged=assessment if assessment.period_end == period_end else None,
        )


def is_added_up(assessment: Assessment) -> bool:
    """Whether periods add up over the year: then the period alone has an amount."""
    facts = assessment.facts
    return facts.measure is Measure.AMOUNT and facts.accumulation is not Accumulation.LATEST


def repeatable(facts: SeriesFacts, period_end: date) -> Decimal | None:
    """What “the same as last period” would enter: the latest earlier figure of the year. An
    amount of a period alone is never the same by a key."""
    if facts.accumulation in (Accumulation.INCREMENT, Accumulation.STAGE):
        return None
    earlier = [
        fact.value
        for fact in facts.actuals
        if fact.period_end < period_end and fact.value is not None
    ]
    return earlier[-1] if earlier else None


def with_values(facts: SeriesFacts, values: Mapping[date, Decimal | None]) -> SeriesFacts:
    """The facts as they would be with these figures in the slots (None: none). Figures that
    stay as they are keep what is known of them."""
    standing = {fact.period_end: fact for fact in facts.actuals}
    for end, value in values.items():
        if end.year != facts.year:
            continue
        if value is None:
            standing.pop(end, None)
        elif end not in standing or standing[end].value != value:
            standing[end] = ActualFact(end, value)
    return facts._replace(actuals=tuple(fact for _end, fact in sorted(standing.items())))


def as_if(
    assessment: Assessment,
    period_end: date,
    values: Mapping[date, Decimal | None],
    today: date,
) -> Assessment:
    """The assessment at the period's end as it would be with these figures. Writes nothing."""
    facts = with_values(assessment.facts, values)
    until = tuple(fact for fact in facts.actuals if fact.period_end <= period_end)
    return assess(facts._replace(actuals=until), as_of=period_end, today=today)
