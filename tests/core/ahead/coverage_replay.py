"""Years replayed through the forecast: how often its range holds, of simulated years and of the
Sample District.

``python -m tests.core.ahead.coverage_replay`` prints the tables of docs/calculations.md.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from random import Random

from targets.core.ahead.backtest import History, Replayed, replay, score
from targets.core.ahead.forecast import ForecastMethod
from targets.core.values.facts import ActualFact, Measure, SeriesFacts
from targets.core.values.periods import month_end
from targets.sample.definitions import series as sample_series
from targets.sample.figures import TrueFigures
from targets.sample.span import BROUGHT_OVER, PAST_YEARS
from tests.core.build import YEAR, amounts, series

SHOWN = "as shown"
YEARS = 120  # simulated of each kind


def shaped(random: Random) -> History:
    """Half a year that is a lognormal share of the whole, as the method supposes."""
    made = {}
    for year in range(2015, 2025):
        whole = 1000 * math.exp(random.gauss(0, 0.3))
        part = whole * math.exp(-abs(random.gauss(0.7, 0.1)))
        made[year] = amounts({6: f"{part:.6f}", 12: f"{whole:.6f}"}, year=year)
    return History(series(), made)


def _of(monthly: Callable[[Random], float], *, is_count: bool) -> Callable[[Random], History]:
    """A year of months that are drawn alike."""

    def made(random: Random) -> History:
        total, found = Decimal(0), []
        for month in range(1, 13):
            total += Decimal(repr(monthly(random)))
            found.append(ActualFact(month_end(YEAR, month), total))
        return History(series(is_count=is_count), {YEAR: found})

    return made


def _events(mean: float) -> Callable[[Random], History]:
    """Single events at a steady rate."""

    return _of(lambda random: _poisson(random, mean), is_count=True)


def _clusters(mean: float, times: float) -> Callable[[Random], History]:
    """Events whose rate is drawn anew each month: the variance is so many times the mean."""

    def drawn(random: Random) -> int:
        return _poisson(random, random.gammavariate(mean / (times - 1), times - 1))

    return _of(drawn, is_count=True)


def _poisson(random: Random, mean: float) -> int:
    """Knuth's method."""
    bound, product, count = math.exp(-mean), random.random(), 0
    while product > bound:
        product *= random.random()
        count += 1
    return count


def _spread(mean: int, percent: int) -> Callable[[Random], History]:
    """Whole units whose months scatter by so many percent."""
    return _of(lambda r: max(0, round(r.gauss(mean, mean * percent / 100))), is_count=True)


even = _of(lambda random: random.gauss(100, 20), is_count=False)
SIMULATED: dict[str, Callable[[Random], History]] = {
    **{f"single events, {mean} a month": _events(mean) for mean in (0.5, 1, 3, 8)},
    **{f"clusters, 8 a month, variance {times} × mean": _clusters(8, times) for times in (1.5, 2)},
    "jobs, 860 a month ± 15 %": _spread(860, 15),
    "school places, in lots of 90": _of(lambda r: r.choice((0, 0, 0, 90, 180, 270)), is_count=True),
    "patents, 100 a month ± 3 %": _spread(100, 3),
    "homes, 10 a month ± 10 %": _spread(10, 10),
}


@cache
def simulated(kind: Callable[[Random], History], count: int = YEARS) -> tuple[Replayed, ...]:
    random = Random(20261123)
    return tuple(replay(kind(random) for _ in range(count)))


def sample() -> dict[str, list[Replayed]]:
    """The Sample District's years that have ended, by code; as the command reads them once its
    last year is over."""
    true, found = TrueFigures(), {}
    for row in sample_series():
        each = row.definition
        if each.measure is not Measure.AMOUNT:
            continue
        years = {
            YEAR + year: tuple(
                ActualFact(month_end(YEAR + year, month), value)
                for month, value in sorted(true.entered(each.code, year).items())
            )
            for year in (BROUGHT_OVER, *PAST_YEARS)
        }
        facts = SeriesFacts(
            each.measure,
            each.accumulation,
            each.calendar,
            each.pace,
            YEAR,
            is_count=each.is_count,
            can_fall=each.can_fall,
        )
        found[each.code] = list(replay([History(facts, years)]))
    return found


def of_method(replayed: Sequence[Replayed], method: str) -> list[Replayed]:
    if method == SHOWN:
        return [each for each in replayed if each.is_preferred]
    return [each for each in replayed if each.method.value == method]


METHODS = (*(method.value for method in ForecastMethod), SHOWN)


def _print(name: str, replayed: Sequence[Replayed]) -> None:
    for method in METHODS:
        worth = score(of_method(replayed, method))
        if worth is not None:
            sys.stdout.write(
                f"| {name} | {method} | {worth.forecasts} | {worth.mean_error:.1f} |"
                f" {worth.line_error:.1f} | {worth.held:.1f} |\n"
            )


if __name__ == "__main__":
    for name, kind in SIMULATED.items():
        _print(name, simulated(kind))
    found = sample()
    _print("sample", [each for members in found.values() for each in members])
    for code, members in found.items():
        _print(code, members)
