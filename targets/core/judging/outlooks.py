"""Where a year may end: three distributions of its last figure, each with its own inputs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import NamedTuple

from targets.core.judging import progress
from targets.core.judging.progress import CONTEXT, ZERO, Standing
from targets.core.values.distributions import count_quantile, count_tail, t_quantile, t_tail
from targets.core.values.facts import Accumulation, ActualFact, Calendar
from targets.core.values.periods import LAST_MONTH, period_ends

LEAST_YEARS = 2
LEAST_AMOUNTS = 4
_ONE = Decimal(1)
_HALF = Decimal("0.5")
_CERTAIN = 1.0


class PastShape(NamedTuple):
    """How far one past year was at the same period."""

    year: int
    part: Decimal
    whole: Decimal


class SpanAmount(NamedTuple):
    """What came between two known standings, and the months between them."""

    period_end: date
    months: Decimal
    amount: Decimal


class ShapeOutlook(NamedTuple):
    """F = A · exp(m + T · s · √(1 + 1/n)), with m and s of ln(1/S) over n past years and T of
    Student's t with n − 1 degrees."""

    actual: Decimal
    years: tuple[PastShape, ...]
    mean: Decimal  # m
    spread: Decimal  # s, positive
    never_falls: bool  # the year cannot end below the actual

    @property
    def degrees(self) -> int:
        return len(self.years) - 1

    @property
    def scale(self) -> Decimal:
        """What one unit of T is worth in the exponent."""
        return self.spread * (1 + 1 / Decimal(len(self.years))).sqrt()

    def quantile(self, share: float) -> Decimal:
        """The outcome that the year stays below with this probability."""
        with localcontext(CONTEXT):
            value = self.actual * (self.mean + _t(share, self.degrees) * self.scale).exp()
            return max(value, self.actual) if self.never_falls else value

    def at_least(self, outcome: Decimal) -> float:
        """P(F ≥ outcome)."""
        with localcontext(CONTEXT):
            if outcome <= 0 or (self.never_falls and outcome <= self.actual):
                return _CERTAIN
            steps = ((outcome / self.actual).ln() - self.mean) / self.scale
            return t_tail(float(steps), self.degrees)

    def more_than(self, outcome: Decimal) -> float:
        """P(F > outcome); reaching exactly the outcome has no probability of its own, but for
        what is reached already."""
        with localcontext(CONTEXT):
            if outcome <= 0 or (self.never_falls and outcome < self.actual):
                return _CERTAIN
            steps = ((outcome / self.actual).ln() - self.mean) / self.scale
            return t_tail(float(steps), self.degrees)


class AmountOutlook(NamedTuple):
    """F = A + r · x̄ + T · s · √(r + r²/k), per month, with T of Student's t with one degree less
    than there are amounts. An amount over w months weighs w."""

    actual: Decimal
    amounts: tuple[SpanAmount, ...]
    mean: Decimal  # x̄, a month
    spread: Decimal  # s, of one month, positive
    never_falls: bool

    @property
    def degrees(self) -> int:
        return len(self.amounts) - 1

    @property
    def months(self) -> Decimal:
        """k: the months that the amounts cover."""
        return sum((amount.months for amount in self.amounts), ZERO)

    @property
    def left(self) -> Decimal:
        """r: the months that are left."""
        return LAST_MONTH - self.months

    @property
    def scale(self) -> Decimal:
        """What one unit of T is worth."""
        return self.spread * (self.left + self.left * self.left / self.months).sqrt()

    def quantile(self, share: float) -> Decimal:
        """The outcome that the year stays below with this probability."""
        with localcontext(CONTEXT):
            middle = self.actual + self.left * self.mean
            value = middle + _t(share, self.degrees) * self.scale
            return max(value, self.actual) if self.never_falls else value

    def at_least(self, outcome: Decimal) -> float:
        """P(F ≥ outcome)."""
        if self.never_falls and outcome <= self.actual:
            return _CERTAIN
        return self._tail(outcome)

    def more_than(self, outcome: Decimal) -> float:
        """P(F > outcome)."""
        if self.never_falls and outcome < self.actual:
            return _CERTAIN
        return self._tail(outcome)

    def _tail(self, outcome: Decimal) -> float:
        with localcontext(CONTEXT):
            steps = (outcome - self.actual - self.left * self.mean) / self.scale
            return t_tail(float(steps), self.degrees)


class CountOutlook(NamedTuple):
    """F = A + N: the monthly rate has the gamma distribution (A + ½, months elapsed), from
    Jeffreys' prior, and N of the months left is Poisson with that rate."""

    actual: Decimal  # a whole number, not negative
    elapsed: Decimal  # months

    @property
    def left(self) -> Decimal:
        return LAST_MONTH - self.elapsed

    @property
    def shape(self) -> Decimal:
        return self.actual + _HALF

    def quantile(self, share: float) -> Decimal:
        """The least outcome that the year does not exceed with this probability."""
        more = count_quantile(share, float(self.shape), float(self.elapsed), float(self.left))
        return self.actual + more

    def at_least(self, outcome: Decimal) -> float:
        """P(F ≥ outcome)."""
        return self._tail(math.ceil(outcome - self.actual))

    def more_than(self, outcome: Decimal) -> float:
        """P(F > outcome)."""
        return self._tail(math.floor(outcome - self.actual) + 1)

    def _tail(self, more: int) -> float:
        return count_tail(more, float(self.shape), float(self.elapsed), float(self.left))


class WholeOutlook(NamedTuple):
    """A continuous outlook of what is counted in whole units: F is the whole number nearest to
    it. Without this a narrow range may hold no outcome that is possible at all."""

    of: ShapeOutlook | AmountOutlook

    def quantile(self, share: float) -> Decimal:
        """The least outcome that the year does not exceed with this probability."""
        return self.of.quantile(share).to_integral_value(ROUND_HALF_UP)

    def at_least(self, outcome: Decimal) -> float:
        """P(F ≥ outcome)."""
        return self.of.at_least(math.ceil(outcome) - _HALF)

    def more_than(self, outcome: Decimal) -> float:
        """P(F > outcome)."""
        return self.of.at_least(math.floor(outcome) + _HALF)


Outlook = ShapeOutlook | AmountOutlook | CountOutlook | WholeOutlook


def past_shape(
    year: int,
    accumulation: Accumulation,
    calendar: Calendar,
    actuals: Sequence[ActualFact],
    month: int,
) -> PastShape | None:
    """How far a past year was; None where either figure is unknown, a floor, or not positive."""
    marks = progress.standings(accumulation, period_ends(calendar, year), actuals)
    part = next((_exact(mark) for mark in marks if mark.period_end.month == month), None)
    whole = _exact(marks[-1])
    if part is None or whole is None or part <= 0 or whole <= 0:
        return None
    return PastShape(year, part, whole)


def span_amounts(marks: Sequence[Standing]) -> tuple[SpanAmount, ...]:
    """What came between exact standings. Across a missing figure the amount of the whole span is
    known, and nothing is said of the periods inside."""
    found: list[SpanAmount] = []
    before, passed = ZERO, 0
    for mark in marks:
        value, month = _exact(mark), mark.period_end.month
        if value is not None:
            found.append(SpanAmount(mark.period_end, Decimal(month - passed), value - before))
            before, passed = value, month
    return tuple(found)


def shape_outlook(
    actual: Decimal, years: Sequence[PastShape], *, can_fall: bool
) -> ShapeOutlook | None:
    """None where the past years' shapes are all the same: they give no range."""
    logs = [(year.whole / year.part).ln() for year in years]
    mean = sum(logs, ZERO) / len(logs)
    spread = _spread((_ONE, log - mean) for log in logs)
    if not spread or len({year.part / year.whole for year in years}) == 1:
        return None
    falls = can_fall or any(year.part > year.whole for year in years)
    return ShapeOutlook(actual, tuple(years), mean, spread, not falls)


def amount_outlook(
    actual: Decimal, amounts: Sequence[SpanAmount], *, can_fall: bool
) -> AmountOutlook | None:
    """None where every month brought the same, which gives no range."""
    months = sum((amount.months for amount in amounts), ZERO)
    if all(a.amount * months == actual * a.months for a in amounts):
        return None
    mean = actual / months
    spread = _spread((a.months, a.amount / a.months - mean) for a in amounts)
    falls = can_fall or any(amount.amount < 0 for amount in amounts)
    return AmountOutlook(actual, tuple(amounts), mean, spread, not falls)


def _exact(mark: Standing) -> Decimal | None:
    return None if mark.is_floor else mark.value


def _spread(weighted: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """The standard deviation of one unit of weight."""
    squares = [weight * distance * distance for weight, distance in weighted]
    return (sum(squares, ZERO) / (len(squares) - 1)).sqrt()


def _t(share: float, degrees: int) -> Decimal:
    return Decimal(repr(t_quantile(share, degrees)))
