"""Where a year will likely end: a range with its middle, the method and its inputs, and the
chance of meeting each tier. With too little data it says what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from targets.core.judging import progress
from targets.core.judging.bounds import bounds_of
from targets.core.judging.outlooks import (
    LEAST_AMOUNTS,
    LEAST_YEARS,
    AmountOutlook,
    CountOutlook,
    Outlook,
    PastShape,
    ShapeOutlook,
    SpanAmount,
    WholeOutlook,
    amount_outlook,
    past_shape,
    shape_outlook,
    span_amounts,
)
from targets.core.judging.progress import CONTEXT, ZERO
from targets.core.values.distributions import chi_tail
from targets.core.values.facts import (
    Accumulation,
    ActualFact,
    Calendar,
    Measure,
    PaceMethod,
    SeriesFacts,
    TargetFact,
    Unknown,
)
from targets.core.values.periods import LAST_MONTH, ended_periods, is_last_period, period_ends

# ---- Whether a count is of single events (accidents, listings) or of lots (jobs, school places)

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


RANGE_PERCENT = 80  # how much of the distribution the range holds
RANGE_LOW, RANGE_MIDDLE, RANGE_HIGH = 0.1, 0.5, 0.9
_LIKELY = Decimal("0.8")
_UNLIKELY = Decimal("0.2")


class ForecastMethod(StrEnum):
    """How the likely year-end was found; in the order of preference."""

    SHAPES = "shapes"  # how far past years were at the same period
    COUNTS = "counts"  # single events that come at a steady rate
    PERIOD_AMOUNTS = "period_amounts"  # what this year's periods brought


class Likelihood(StrEnum):
    """A chance in words."""

    LIKELY = "likely"  # 80 % or more
    UNCERTAIN = "uncertain"
    UNLIKELY = "unlikely"  # less than 20 %


class Missing(StrEnum):
    """Why there is no forecast; closed list."""

    NOT_APPLICABLE = "not_applicable"  # only amounts that add up during the year have one
    NO_ACTUAL = "no_actual"  # nothing was reported
    GAP = "gap"  # an earlier period amount is missing, so the sum is unknown
    FLOOR = "floor"  # of the latest figure only a floor was published
    YEAR_OVER = "year_over"  # the last figure is known
    PATH = "path"  # the year goes by a stated path, and nothing tells how a departure ends
    PAST_YEARS = "past_years"  # two complete past years are needed
    PAST_YEARS_OR_AMOUNTS = "past_years_or_amounts"  # … or four period amounts
    NOTHING_YET = "nothing_yet"  # zero or less so far: no past shape can be laid on it
    NO_SPREAD = "no_spread"  # all figures are alike; they say nothing about a range


class TierChance(NamedTuple):
    """The chance of ending on the right side of one tier's target, 0–1."""

    target: TargetFact
    chance: Decimal | None = None
    likelihood: Likelihood | None = None
    unknown: Unknown | None = None


class Forecast(NamedTuple):
    """The likely year-end, unrounded; the range holds 80 %, the middle is the median."""

    method: ForecastMethod
    period_end: date
    actual: Decimal
    low: Decimal
    middle: Decimal
    high: Decimal
    tiers: tuple[TierChance, ...]
    outlook: Outlook  # the inputs; gives other ranges and chances


class NotEnough(NamedTuple):
    """No forecast, and what is missing; how much of it there is."""

    missing: Missing
    past_years: int = 0
    amounts: int = 0


class _Known(NamedTuple):
    """What a forecast is made from."""

    facts: SeriesFacts
    period_end: date
    actual: Decimal
    years: tuple[PastShape, ...]
    outcomes: tuple[Decimal, ...]  # of past years
    amounts: tuple[SpanAmount, ...]


Past = Mapping[int, Sequence[ActualFact]]
_ADDING_UP = frozenset({Accumulation.RUNNING_TOTAL, Accumulation.INCREMENT})
_ONLY_YEAR_END = frozenset({Calendar.ANNUAL, Calendar.ONCE})
_EVEN_PACES = frozenset({PaceMethod.LINEAR, PaceMethod.NONE})


def forecast(facts: SeriesFacts, *, as_of: date, past: Past) -> Forecast | NotEnough:
    """The likely year-end from the latest period known at ``as_of``, by the first method that
    applies. ``past`` are accepted figures by year, in the series' calendar; last year's are
    taken from the facts where it lacks them."""
    with localcontext(CONTEXT):
        known = _known(facts, as_of, past)
        if isinstance(known, NotEnough):
            return known
        return next(_forecasts(known), None) or _not_enough(known)


def forecasts(facts: SeriesFacts, *, as_of: date, past: Past) -> tuple[Forecast, ...]:
    """By every method that applies, the preferred one first; to compare methods."""
    with localcontext(CONTEXT):
        known = _known(facts, as_of, past)
        return () if isinstance(known, NotEnough) else tuple(_forecasts(known))


def likelihood(chance: Decimal) -> Likelihood:
    """A chance in the words leaders use."""
    if chance >= _LIKELY:
        return Likelihood.LIKELY
    return Likelihood.UNLIKELY if chance < _UNLIKELY else Likelihood.UNCERTAIN


def _known(facts: SeriesFacts, as_of: date, past: Past) -> _Known | NotEnough:
    if (
        facts.measure is not Measure.AMOUNT
        or facts.accumulation not in _ADDING_UP
        or facts.calendar in _ONLY_YEAR_END
    ):
        return NotEnough(Missing.NOT_APPLICABLE)
    ends = ended_periods(facts.calendar, facts.year, as_of)
    marks = progress.standings(facts.accumulation, ends, facts.actuals)
    at = progress.last_known(marks)
    if at is None:
        is_gap = progress.why_unknown(marks) is Unknown.GAP
        return NotEnough(Missing.GAP if is_gap else Missing.NO_ACTUAL)
    mark = marks[at]
    if mark.is_floor:
        return NotEnough(Missing.FLOOR)
    if is_last_period(mark.period_end) or mark.value is None:
        return NotEnough(Missing.YEAR_OVER)
    if facts.pace is PaceMethod.PATH:
        return NotEnough(Missing.PATH)
    years = {facts.year - 1: facts.last_year} | dict(past)
    shapes = _past_shapes(facts, mark.period_end.month, years)
    outcomes = _outcomes(facts, years)
    return _Known(facts, mark.period_end, mark.value, shapes, outcomes, span_amounts(marks))


def _past_shapes(facts: SeriesFacts, month: int, years: Past) -> tuple[PastShape, ...]:
    found = (
        past_shape(year, facts.accumulation, facts.calendar, years[year], month)
        for year in sorted(years)
        if year < facts.year
    )
    return tuple(shape for shape in found if shape is not None)


def _outcomes(facts: SeriesFacts, years: Past) -> tuple[Decimal, ...]:
    finals = (
        progress.standings(facts.accumulation, period_ends(facts.calendar, year), years[year])[-1]
        for year in years
        if year < facts.year
    )
    return tuple(mark.value for mark in finals if mark.value is not None)


def _forecasts(known: _Known) -> Iterator[Forecast]:
    """By past shapes wherever there are two; by this year alone only where it passes evenly."""
    facts = known.facts
    if len(known.years) >= LEAST_YEARS and known.actual > 0:
        shapes = shape_outlook(known.actual, known.years, can_fall=facts.can_fall)
        if shapes is not None:
            yield _made(known, ForecastMethod.SHAPES, _in_units(known, shapes))
    if facts.pace not in _EVEN_PACES:
        return
    if facts.is_count and not facts.can_fall and are_single_events(known.amounts, _sizes(known)):
        counts = CountOutlook(known.actual, Decimal(known.period_end.month))
        yield _made(known, ForecastMethod.COUNTS, counts)
    if len(known.amounts) >= LEAST_AMOUNTS:
        amounts = amount_outlook(known.actual, known.amounts, can_fall=facts.can_fall)
        if amounts is not None:
            yield _made(known, ForecastMethod.PERIOD_AMOUNTS, _in_units(known, amounts))


def _sizes(known: _Known) -> tuple[Decimal, ...]:
    """What else says how large the year is: its targets, and how past years ended."""
    stated = [each.value for each in known.facts.targets if each.reference is None]
    return (*known.outcomes, *(value for value in stated if value is not None))


def _in_units(known: _Known, outlook: ShapeOutlook | AmountOutlook) -> Outlook:
    is_whole = known.facts.is_count and known.actual == known.actual.to_integral_value()
    return WholeOutlook(outlook) if is_whole else outlook


def _not_enough(known: _Known) -> NotEnough:
    years, amounts = len(known.years), len(known.amounts)
    is_even = known.facts.pace in _EVEN_PACES
    if is_even and amounts >= LEAST_AMOUNTS:
        missing = Missing.NO_SPREAD
    elif years >= LEAST_YEARS:
        missing = Missing.NO_SPREAD if known.actual > 0 else Missing.NOTHING_YET
    elif not is_even or known.facts.calendar in (Calendar.QUARTERLY, Calendar.HALF_YEARLY):
        missing = Missing.PAST_YEARS  # four amounts are a whole year
    else:
        missing = Missing.PAST_YEARS_OR_AMOUNTS
    return NotEnough(missing, years, amounts)


def _made(known: _Known, method: ForecastMethod, outlook: Outlook) -> Forecast:
    return Forecast(
        method=method,
        period_end=known.period_end,
        actual=known.actual,
        low=outlook.quantile(RANGE_LOW),
        middle=outlook.quantile(RANGE_MIDDLE),
        high=outlook.quantile(RANGE_HIGH),
        tiers=tuple(_tier(outlook, target) for target in known.facts.targets),
        outlook=outlook,
    )


def _tier(outlook: Outlook, target: TargetFact) -> TierChance:
    if target.value is None or target.comparator is None or target.reference is not None:
        return TierChance(target, unknown=Unknown.NO_TARGET_VALUE)
    lower, upper, strict = bounds_of(target.comparator, target.value, target)
    is_whole = isinstance(outlook, CountOutlook | WholeOutlook)
    if lower is not None and lower == upper and not is_whole:
        return TierChance(target, unknown=Unknown.NOT_APPLICABLE)  # one point of a continuum
    reached, passed = 1.0, 0.0
    if lower is not None:
        reached = outlook.more_than(lower) if strict else outlook.at_least(lower)
    if upper is not None:
        passed = outlook.at_least(upper) if strict else outlook.more_than(upper)
    chance = max(Decimal(0), Decimal(repr(reached)) - Decimal(repr(passed)))
    return TierChance(target, chance, likelihood(chance))
