"""Past years replayed: what is compared with what, and what is left out."""

from __future__ import annotations

from decimal import Decimal

from targets.core.ahead.backtest import FAILING, History, replay, score
from targets.core.ahead.forecast import ForecastMethod
from targets.core.values.facts import Accumulation
from targets.core.values.periods import month_end
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
    totals = (7, 13, 22, 30, 35, 43, 50, 58, 66, 71, 80, 86)
    year = amounts({month: str(total) for month, total in enumerate(totals, 1)})
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
    assert found.is_failing
    assert not found._replace(held=FAILING).is_failing
