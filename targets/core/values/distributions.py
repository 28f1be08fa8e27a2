"""Three distributions in floats: Student's t, χ², and the negative binomial of a count that goes
on."""

from __future__ import annotations

import math
from functools import lru_cache

_EXACT = 1e-14  # relative width at which halving an interval stops
_HALF = 0.5


def t_tail(value: float, degrees: int) -> float:
    """P(T > value) of Student's t."""
    both = beta_share(degrees / (degrees + value * value), degrees / 2, _HALF)
    return both / 2 if value >= 0 else 1 - both / 2


@lru_cache(maxsize=1024)
def t_quantile(share: float, degrees: int) -> float:
    """The value that T stays below with the probability ``share``, 0 < share < 1."""
    if share == _HALF:
        return 0.0
    if share < _HALF:
        return -t_quantile(1 - share, degrees)
    low, high = 0.0, 1.0
    while t_tail(high, degrees) > 1 - share:
        low, high = high, 2 * high
    while high - low > _EXACT * high:
        middle = (low + high) / 2
        if t_tail(middle, degrees) > 1 - share:
            low = middle
        else:
            high = middle
    return high


def chi_tail(value: float, degrees: int) -> float:
    """P(X > value) of χ²."""
    return 1 - _gamma_share(degrees / 2, value / 2)


def count_tail(count: int, shape: float, elapsed: float, left: float) -> float:
    """P(N ≥ count) of how many more come in the time left.

    The rate has the gamma distribution of that ``shape`` over the time ``elapsed``; what comes
    is Poisson. Together that is negative binomial.
    """
    if count <= 0:
        return 1.0
    return beta_share(left / (elapsed + left), count, shape)


@lru_cache(maxsize=1024)
def count_quantile(share: float, shape: float, elapsed: float, left: float) -> int:
    """The smallest count that N does not exceed with at least the probability ``share``."""
    low, high = -1, 0
    while count_tail(high + 1, shape, elapsed, left) > 1 - share:
        low, high = high, 2 * high + 1
    while high - low > 1:
        middle = (low + high) // 2
        if count_tail(middle + 1, shape, elapsed, left) > 1 - share:
            low = middle
        else:
            high = middle
    return high


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), 0 ≤ x ≤ 1, a and b positive."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(1 - x, b, a)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    log += a * math.log(x) + b * math.log1p(-x)
    return math.exp(log) / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of I_x(a, b), from the inside; it settles after some √(a + b)
    terms while x is on the near side of the mean."""
    value = 1.0
    for m in range(60 + int(6 * math.sqrt(a + b)), 0, -1):
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        value = 1 + even / (1 + odd / value)
    return 1 - (a + b) * x / ((a + 1) * value)


def _gamma_share(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(a, x), by its series; every term is
    positive and, once n passes x − a, less than the one before."""
    if x <= 0:
        return 0.0
    term = total = 1 / a
    n = a
    while term > total * _EXACT:
        n += 1
        term *= x / n
        total += term
    return min(1.0, total * math.exp(a * math.log(x) - x - math.lgamma(a)))
