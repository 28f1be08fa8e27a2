"""How well forecasts would have done: complete past years replayed month by month.

Figures are taken as they stand today. What was revised since was not known then, so real
forecasts were a little worse off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from targets.core.ahead.forecast import Forecast, ForecastMethod, forecasts
from targets.core.judging import progress
from targets.core.judging.progress import CONTEXT, HUNDRED, ZERO
from targets.core.values.facts import ActualFact, SeriesFacts
from targets.core.values.periods import LAST_MONTH, period_ends


class History(NamedTuple):
    """One series with its accepted figures of every year; the facts say what kind it is."""

    facts: SeriesFacts
    years: Mapping[int, Sequence[ActualFact]]


class Replayed(NamedTuple):
    """One forecast of the past beside what came of it. Errors are percent of the outcome."""

    method: ForecastMethod
    is_preferred: bool  # the product would have shown this one
    period_end: date
    error: Decimal  # of the middle
    line_error: Decimal  # of the straight line, A · 12 / months
    held: bool  # the outcome lay in the range


# The ten or so forecasts of one year share its fate, so of one series a few years tell little:
# three quarters of the nominal share, and no less, may still be bad luck.
FAILING = Decimal(60)


class Score(NamedTuple):
    """What a number of forecasts were worth; percentages, unrounded."""

    forecasts: int
    mean_error: Decimal
    line_error: Decimal  # of the straight line, at the same periods
    held: Decimal  # nominally 80

    @property
    def is_failing(self) -> bool:
        """Whether the range held so seldom that it should not be relied on."""
        return self.held < FAILING


def replay(histories: Iterable[History]) -> Iterator[Replayed]:
    """Every forecast that could have been made in years whose outcome is known and positive."""
    for history in histories:
        for year in sorted(history.years):
            yield from _replay_year(history, year)


def score(replayed: Iterable[Replayed]) -> Score | None:
    """None for no forecasts at all."""
    found = list(replayed)
    if not found:
        return None
    with localcontext(CONTEXT):
        count = Decimal(len(found))
        return Score(
            len(found),
            sum((each.error for each in found), ZERO) / count,
            sum((each.line_error for each in found), ZERO) / count,
            HUNDRED * sum(each.held for each in found) / count,
        )


def _replay_year(history: History, year: int) -> list[Replayed]:
    facts = history.facts
    ends = period_ends(facts.calendar, year)
    final = progress.standings(facts.accumulation, ends, history.years[year])[-1]
    if final.value is None or final.is_floor or final.value <= 0:
        return []
    found: list[Replayed] = []
    for end in ends[:-1]:
        known = tuple(entry for entry in history.years[year] if entry.period_end <= end)
        if not any(entry.period_end == end and entry.value is not None for entry in known):
            continue  # nothing new came with this period
        made = forecasts(
            facts._replace(year=year, actuals=known, last_year=(), targets=()),
            as_of=end,
            past={past: history.years[past] for past in history.years if past < year},
        )
        with localcontext(CONTEXT):
            found += [_compared(each, each is made[0], final.value) for each in made]
    return found


def _compared(made: Forecast, is_preferred: bool, outcome: Decimal) -> Replayed:
    line = made.actual * LAST_MONTH / made.period_end.month
    return Replayed(
        method=made.method,
        is_preferred=is_preferred,
        period_end=made.period_end,
        error=HUNDRED * abs(made.middle - outcome) / outcome,
        line_error=HUNDRED * abs(line - outcome) / outcome,
        held=made.low <= outcome <= made.high,
    )
