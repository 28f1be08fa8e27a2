"""The verdicts of a series at the end of every period that has passed, from one set of facts."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from targets.core.judging.assessment import assess
from targets.core.judging.outcomes import Assessment
from targets.core.values.facts import SeriesFacts
from targets.core.values.periods import ended_periods


class PeriodVerdict(NamedTuple):
    """How a series stood at a period's end. The figure may be of an earlier period
    (``assessment.on_older_data``)."""

    period_end: date
    assessment: Assessment


def verdicts_by_period(
    facts: SeriesFacts, *, as_of: date, today: date, tier: str | None = None
) -> tuple[PeriodVerdict, ...]:
    """The periods of the series' own calendar that have ended by ``as_of``, each judged with the
    figures until its end against the targets and margins of the facts."""
    return tuple(
        PeriodVerdict(end, assess(facts, as_of=end, today=today, tier=tier))
        for end in ended_periods(facts.calendar, facts.year, as_of)
    )
