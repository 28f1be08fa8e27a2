"""How often a range of 80 % holds: where its model is true, where it is not, and in the sample."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from targets.core.ahead.backtest import Replayed, score
from tests.core.ahead.coverage_replay import (
    METHODS,
    SHOWN,
    SIMULATED,
    even,
    of_method,
    sample,
    shaped,
    simulated,
)

# The eight forecasts of a simulated year resemble one another, so 120 years are worth a few
# hundred forecasts: two standard errors are some 5 points on either side of 80. Whole numbers
# widen a range to the next possible outcome: the fewer events, the more it holds.
LEAST, MOST = 75, 88
SINGLE = [each for each in SIMULATED if each.startswith("single")]
OTHER = [each for each in SIMULATED if not each.startswith(("single", "clusters"))]
FEW = {"single events, 0.5 a month": 95}


def held(replayed: Sequence[Replayed], method: str = SHOWN) -> float:
    worth = score(of_method(replayed, method))
    assert worth is not None
    return float(worth.held)


def test_a_range_holds_as_often_as_it_says_where_its_model_is_true() -> None:
    assert 76 <= held(simulated(shaped, 60), "shapes") <= 84
    assert 76 <= held(simulated(even, 60), "period_amounts") <= 84


@pytest.mark.parametrize("kind", SIMULATED)
def test_the_range_that_is_shown_of_a_count_holds_near_its_share(kind: str) -> None:
    """Single events, lots, and what comes more evenly than chance: by whichever method is shown."""
    assert LEAST <= held(simulated(SIMULATED[kind])) <= FEW.get(kind, MOST)


@pytest.mark.parametrize("kind", SINGLE)
def test_single_events_are_mostly_taken_for_such(kind: str) -> None:
    shown = of_method(simulated(SIMULATED[kind]), SHOWN)
    counts = of_method(shown, "counts")
    assert len(counts) > 0.7 * len(shown)
    assert held(counts, "counts") >= LEAST


@pytest.mark.parametrize("kind", OTHER)
def test_what_comes_in_lots_or_evenly_is_not(kind: str) -> None:
    replayed = simulated(SIMULATED[kind])
    assert len(of_method(replayed, "counts")) <= 0.05 * len(replayed)


def test_the_samples_ranges_hold() -> None:
    """Of each method, and of each series that has a year's worth of forecasts. The sample's
    scatter lies in the year to date, so what one month lacks the next one brings, and its small
    counts come like clockwork: ranges that suppose chance hold more often there than 80 times.
    Less than 75 would be too narrow; of one series, whose ten to thirty forecasts come of one to
    three years, less than 60."""
    found = sample()
    everything = [each for members in found.values() for each in members]
    for method in METHODS:
        assert 75 <= held(everything, method) <= (100 if method == "counts" else 97), method
        for code, members in found.items():
            if len(of_method(members, method)) >= 9:
                assert held(members, method) >= 60, (code, method)
    assert not found["SEWER_KM"]  # goes by a stated path
    assert not found["TAX_REVENUE"]  # uneven, and there are no two past years to go by
