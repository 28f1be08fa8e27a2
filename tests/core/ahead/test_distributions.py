"""The distributions against printed tables and against sums that a reader can check."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from targets.core.values.distributions import (
    beta_share,
    chi_tail,
    count_quantile,
    count_tail,
    t_quantile,
    t_tail,
)


# The two-sided 80, 90, 95 and 99 % of the printed table
@pytest.mark.parametrize(
    ("degrees", "values"),
    [
        (1, (3.078, 6.314, 12.706, 63.657)),
        (2, (1.886, 2.920, 4.303, 9.925)),
        (3, (1.638, 2.353, 3.182, 5.841)),
        (5, (1.476, 2.015, 2.571, 4.032)),
        (10, (1.372, 1.812, 2.228, 3.169)),
        (30, (1.310, 1.697, 2.042, 2.750)),
        (120, (1.289, 1.658, 1.980, 2.617)),
    ],
)
def test_students_t_is_the_printed_table(degrees: int, values: tuple[float, ...]) -> None:
    shares = (0.9, 0.95, 0.975, 0.995)
    for share, value in zip(shares, values, strict=True):
        assert t_quantile(share, degrees) == pytest.approx(value, abs=5e-4)
        assert t_quantile(1 - share, degrees) == pytest.approx(-value, abs=5e-4)
        assert t_tail(t_quantile(share, degrees), degrees) == pytest.approx(1 - share)


def test_students_t_in_the_middle_and_far_out() -> None:
    assert t_quantile(0.5, 4) == 0.0
    assert t_tail(0.0, 4) == 0.5
    assert t_tail(-2.571, 5) == pytest.approx(0.975, abs=5e-5)
    assert t_tail(float("inf"), 3) == 0.0
    assert t_tail(float("-inf"), 3) == 1.0


# The upper 95, 20, 5 and 1 % of the printed table
@pytest.mark.parametrize(
    ("degrees", "values"),
    [
        (1, (0.00393, 1.642, 3.841, 6.635)),
        (3, (0.352, 4.642, 7.815, 11.345)),
        (5, (1.145, 7.289, 11.070, 15.086)),
        (10, (3.940, 13.442, 18.307, 23.209)),
    ],
)
def test_chi_squared_is_the_printed_table(degrees: int, values: tuple[float, ...]) -> None:
    for share, value in zip((0.95, 0.2, 0.05, 0.01), values, strict=True):
        assert chi_tail(value, degrees) == pytest.approx(share, abs=1e-4)


def test_chi_squared_far_out() -> None:
    """With two degrees it is exp(−x ÷ 2)."""
    assert chi_tail(0, 4) == chi_tail(-3, 4) == 1.0
    assert chi_tail(4.6, 2) == pytest.approx(math.exp(-2.3))
    assert 0 <= chi_tail(2000, 3) < 1e-9
    assert 0 <= chi_tail(50_000, 3) < 1e-9


@pytest.mark.parametrize(("x", "expected"), [(-0.1, 0), (0, 0), (1, 1), (1.5, 1), (0.3, 0.3)])
def test_the_beta_function_of_the_even_distribution(x: float, expected: float) -> None:
    assert beta_share(x, 1, 1) == pytest.approx(expected)


def exact_tail(count: int, shape: Fraction, elapsed: int, left: int) -> float:
    """1 − Σ of the first terms. Γ(a + n) ÷ Γ(a) ÷ n! is rational; only p^a is not."""
    stays = Fraction(elapsed, elapsed + left)
    term, total = Fraction(1), Fraction(0)
    for n in range(count):
        total += term
        term *= (shape + n) / (n + 1) * (1 - stays)
    return 1.0 - float(total) * math.pow(stays, shape)


@pytest.mark.parametrize(
    "shape", [Fraction(1, 2), Fraction(7, 2), Fraction(87, 2), Fraction(401, 2)]
)
@pytest.mark.parametrize(("elapsed", "left"), [(1, 11), (6, 6), (11, 1)])
def test_the_negative_binomial_is_its_own_sum(shape: Fraction, elapsed: int, left: int) -> None:
    mean = float(shape) * left / elapsed
    for count in {0, 1, int(mean / 2), int(mean), int(mean * 1.3) + 1, int(mean * 3)}:
        assert count_tail(count, float(shape), elapsed, left) == pytest.approx(
            exact_tail(count, shape, elapsed, left), abs=1e-9
        )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("shape", [0.5, 3.5, 43.5, 30000.5])
def test_a_quantile_of_counts_is_the_first_that_is_enough(share: float, shape: float) -> None:
    count = count_quantile(share, shape, 6, 6)
    assert 1 - count_tail(count + 1, shape, 6, 6) >= share
    assert count == 0 or 1 - count_tail(count, shape, 6, 6) < share


def test_what_is_certain_of_counts() -> None:
    assert count_tail(0, 3.5, 6, 6) == 1.0
    assert count_tail(-4, 3.5, 6, 6) == 1.0
