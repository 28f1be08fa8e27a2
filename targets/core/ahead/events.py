"""Whether a count is of single events (accidents, listings) or of whole units that come in lots
(jobs, school places): only of the first is the monthly rate all there is to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from targets.core.judging.outlooks import LEAST_AMOUNTS, SpanAmount
from targets.core.judging.progress import ZERO
from targets.core.values.distributions import chi_tail
from targets.core.values.periods import LAST_MONTH

# Two a month. Of so few, chance alone (√24, a fifth of the year) outweighs what else may move
# them: a rate that itself scatters by half from month to month adds 0.5² × 2 = one half to it.
SMALL_YEAR = 24
# A true count of single events is taken for something else this often. More on the uneven side:
# there the range would be too narrow, which is worse than too wide.
_TOO_UNEVEN = 0.2
_TOO_EVEN = 0.1


def are_single_events(amounts: Sequence[SpanAmount], others: Iterable[Decimal]) -> bool:
    """Whether the amounts of this year may be treated as single events. Where they are too few
    to tell, only if the year is small by them and by ``others``: targets, past years' outcomes.
    """
    total, months = _sum(a.amount for a in amounts), _sum(a.months for a in amounts)
    if any(a.amount < 0 or a.amount != a.amount.to_integral_value() for a in amounts):
        return False
    if len(amounts) >= LEAST_AMOUNTS and total >= len(amounts):
        return _fits(amounts, total, months)
    sizes = [total * LAST_MONTH / months, *others]
    is_known = total > 0 or len(sizes) > 1  # of nothing so far only others know the size
    return is_known and all(size <= SMALL_YEAR for size in sizes)


def _fits(amounts: Sequence[SpanAmount], total: Decimal, months: Decimal) -> bool:
    """The index of dispersion Σ(a − λw)² ÷ λw, with λ the mean a month, against χ². It moves in
    steps of 2 ÷ λ; half a step is the correction for continuity."""
    rate = total / months
    index = _sum((a.amount - rate * a.months) ** 2 / (rate * a.months) for a in amounts)
    half, degrees = 1 / rate, len(amounts) - 1
    is_uneven = chi_tail(float(index - half), degrees) < _TOO_UNEVEN
    is_even = 1 - chi_tail(float(index + half), degrees) < _TOO_EVEN
    return not is_uneven and not is_even


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)
