"""Past years replayed: what is compared with what, and what is left out."""

from __future__ import annotations

import math
import random
from decimal import Decimal

import pytest

from targets.core.backtest import History, replay, score
from targets.core.forecast import ForecastMethod
from targets.core.periods import month_end
from targets.core.values import (
    Accumulation,
    ActualFact,
    Calendar,
    Measure,
    PaceMethod,
    SeriesFacts,
)
from tests.core.build import YEAR, amounts, rate, rounded, series

SHAPES, COUNTS, AMOUNTS = ForecastMethod
YEARS = {
    2021: amounts({6: "40", 12: "100"}, year=2021),
    2022: amounts({6: "50", 12: "100"}, year=2022),
    2023: amounts({6: "40", 12: "80"}, year=2023),
}


def test_a_year_is_forecast_from_the_years_before_it() -> None:
    """2023 from 0.4 and 0.5: 40 × √(2.5 × 2) = 89.44 against 80; the straight line is right."""
    (found,) = replay([History(series(), YEARS)])
    assert (found.method, found.is_preferred, found.period_end) == (
        SHAPES,
        True,
        month_end(2023, 6),
    )
    assert rounded(found.error, 4) == Decimal("11.8034")
    assert found.line_error == 0
    assert found.held


def test_every_method_that_applies_is_compared() -> None:
    year = amounts({month: str(10 * month + month % 2) for month in range(1, 13)})
    found = list(replay([History(series(is_count=True), YEARS | {YEAR: year})]))
    of_year = [each for each in found if each.period_end.year == YEAR]
    assert [
        (e.period_end.month, e.method, e.is_preferred)
        for e in of_year
        if 4 < e.period_end.month < 7
    ] == [
        (5, COUNTS, True),
        (5, AMOUNTS, False),
        (6, SHAPES, True),
        (6, COUNTS, False),
        (6, AMOUNTS, False),
    ]
    assert max(each.period_end.month for each in of_year) == 11  # the year's end needs none


def test_a_month_without_a_figure_is_no_forecast_of_its_own() -> None:
    year = amounts({1: "1", 2: "2", 4: "3", 5: None, 12: "9"})
    found = replay([History(series(is_count=True), {YEAR: year})])
    assert [each.period_end.month for each in found] == [1, 2, 4]


def test_what_has_no_outcome_is_left_out() -> None:
    facts = series(is_count=True)
    for year in (
        amounts({6: "5"}),
        amounts({6: "5", 12: "9"}, floors=(12,)),
        amounts({6: "0", 12: "0"}),
    ):
        assert not list(replay([History(facts, {YEAR: year})]))
    assert not list(replay([History(rate(), {YEAR: amounts({6: "5", 12: "9"})})]))
    summed = facts._replace(accumulation=Accumulation.INCREMENT)
    assert not list(replay([History(summed, {YEAR: amounts({6: "5", 12: "9"})})]))


def test_a_score_is_the_mean_and_the_share_that_held() -> None:
    assert score([]) is None
    (one,) = replay([History(series(), YEARS)])
    found = score([one, one._replace(error=Decimal(1), line_error=Decimal(3), held=False)])
    assert found is not None
    assert (found.forecasts, rounded(found.mean_error, 4)) == (2, Decimal("6.4017"))
    assert (found.line_error, found.held) == (Decimal("1.5"), 50)


def _poisson(draw: random.Random, mean: float) -> int:
    """How many events come in a month at this rate (Knuth's method)."""
    bound, product, count = math.exp(-mean), draw.random(), 0
    while product > bound:
        product *= draw.random()
        count += 1
    return count


@pytest.mark.parametrize("rate", [0.5, 1.0, 3.0, 8.0])
def test_the_count_range_holds_near_its_share_for_true_single_events(rate: float) -> None:
    """docs/calculations.md prints these; whole numbers make a range of 80 hold a little more."""
    draw = random.Random(7)
    histories = []
    for _ in range(150):
        total, entries = 0, []
        for month in range(1, 13):
            total += _poisson(draw, rate)
            entries.append(ActualFact(month_end(2023, month), Decimal(total)))
        facts = SeriesFacts(
            Measure.AMOUNT, Accumulation.RUNNING_TOTAL, Calendar.MONTHLY, PaceMethod.LINEAR, 2024,
            is_count=True,
        )  # fmt: skip
        histories.append(History(facts, {2023: entries}))
    found = score(each for each in replay(histories) if each.method is ForecastMethod.COUNTS)
    assert found is not None
    assert 80 <= found.held <= 90
