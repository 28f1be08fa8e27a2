"""What stands beside an input of the logging grid, before and after something is typed in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from targets.core import progress
from targets.core.assessment import assess
from targets.core.outcomes import Assessment
from targets.core.periods import ended_periods, period_ends
from targets.core.progress import CONTEXT
from targets.core.values import Accumulation, ActualFact, Measure


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


def as_if(
    assessment: Assessment, period_end: date, value: Decimal | None, today: date
) -> Assessment:
    """The assessment as it would be with this value (None: none) in the slot. Writes nothing."""
    others = [fact for fact in assessment.facts.actuals if fact.period_end != period_end]
    if value is not None:
        others.append(ActualFact(period_end, value))
    facts = assessment.facts._replace(
        actuals=tuple(sorted(others, key=lambda fact: fact.period_end))
    )
    return assess(facts, as_of=period_end, today=today)
