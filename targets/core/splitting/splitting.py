"""Breaking a target down: over the periods of its year, or among the parts it is shared by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from targets.core.judging.progress import CONTEXT, ZERO, standings
from targets.core.values.facts import Accumulation, ActualFact, Calendar, PathPoint, Phrase
from targets.core.values.figures import SeriesWords, stated
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import cumulative_label, month_end, period_ends


class YearMethod(StrEnum):
    """How a year's target is spread over its periods."""

    LINEAR = "linear"
    LAST_YEAR_SHAPE = "last_year_shape"
    MEAN_SHAPE = "mean_shape"  # the mean of several years' shapes


class PartMethod(StrEnum):
    """How a target is shared among its parts."""

    EQUAL = "equal"
    WEIGHTS = "weights"
    LAST_YEAR = "last_year"  # by what each part had last year
    BY_HAND = "by_hand"


class PastYear(NamedTuple):
    """One past year's entries, in the series' own calendar."""

    year: int
    calendar: Calendar
    accumulation: Accumulation
    actuals: tuple[ActualFact, ...]


class YearSplit(NamedTuple):
    """The path, and the years whose shape it has; without points it says why."""

    points: tuple[PathPoint, ...]
    years: tuple[int, ...] = ()
    problems: tuple[Phrase, ...] = ()  # of years that could not be used


class Part(NamedTuple):
    """One town or department: its weight, last year's figure, or what was put in by hand."""

    key: str
    name: str
    number: Decimal | None = None


class PartSplit(NamedTuple):
    """Each part's target by its key; empty with a reason where it could not be shared."""

    targets: Mapping[str, Decimal]
    problem: Phrase | None = None


class Allocation(StrEnum):
    """What the parts are to the whole."""

    EXACT = "exact"
    OVER = "over"
    UNDER = "under"


class SplitCheck(NamedTuple):
    """The parts against the whole. A part without a target is named, not counted as zero."""

    allocation: Allocation
    whole: Decimal
    total: Decimal
    difference: Decimal  # total − whole: positive is too much
    missing: tuple[str, ...]  # names
    sentence: Phrase


def split_year(
    target: Decimal,
    calendar: Calendar,
    year: int,
    method: YearMethod = YearMethod.LINEAR,
    *,
    decimals: int = 0,
    past: Sequence[PastYear] = (),
) -> YearSplit:
    """The year's target spread over the periods of ``calendar``, to the last digit.

    ``past`` gives the shapes: last year's alone, or the mean of all years known to the end.
    Every year counts the same, whatever its size. Without a calendar the year has one point.
    """
    ends = period_ends(calendar, year)
    if calendar is Calendar.ONCE:
        ends = ends[-1:]
    if method is YearMethod.LINEAR:
        return YearSplit(weighted_points(target, ends, _months(ends), decimals))
    if method is YearMethod.LAST_YEAR_SHAPE:
        past = [each for each in past if each.year == year - 1]
    shapes: list[tuple[int, list[Fraction]]] = []
    problems: list[Phrase] = []
    for each in past:
        found = _shape(each, [end.month for end in ends])
        if isinstance(found, Phrase):
            problems.append(found)
        else:
            shapes.append((each.year, found))
    if not past:
        problems.append(phrase(gettext_noop("There are no past figures to take a shape from.")))
    if not shapes:
        return YearSplit((), (), tuple(problems))
    weights = [sum(column, Fraction(0)) for column in zip(*[s for _, s in shapes], strict=True)]
    years = tuple(sorted(each for each, _ in shapes))
    return YearSplit(weighted_points(target, ends, weights, decimals), years, tuple(problems))


def year_total(past: PastYear) -> Decimal | None:
    """What a past year came to; None where its end is unknown or only a floor."""
    ends = period_ends(past.calendar, past.year)
    last = standings(past.accumulation, ends, past.actuals)[-1]
    return None if last.is_floor else last.value


def _months(ends: Sequence[date]) -> list[Fraction]:
    """How many months each period has: January and February together two."""
    months = [0, *[end.month for end in ends]]
    return [Fraction(later - earlier) for earlier, later in pairwise(months)]


def _shape(past: PastYear, months: Sequence[int]) -> list[Fraction] | Phrase:
    """What each period brought, as a part of that year; or why there is no shape."""
    marks = standings(past.accumulation, period_ends(past.calendar, past.year), past.actuals)
    known = {m.period_end.month: m.value for m in marks if m.value is not None and not m.is_floor}
    before, shares = ZERO, list[Fraction]()
    for month in months:
        value = known.get(month)
        if value is None or value < before:
            msgid = (
                gettext_noop("%(year)s has no shape: there is no exact figure for %(period)s.")
                if value is None
                else gettext_noop("%(year)s has no shape: its running total fell in %(period)s.")
            )
            period = cumulative_label(past.calendar, month_end(past.year, month))
            return phrase(msgid, year=str(past.year), period=period)
        shares.append(Fraction(value) - Fraction(before))
        before = value
    if not before:
        return phrase(
            gettext_noop("%(year)s has no shape: its figure is zero."), year=str(past.year)
        )
    return [share / Fraction(before) for share in shares]


def weighted_points(
    target: Decimal, ends: Sequence[date], weights: Sequence[Fraction], decimals: int
) -> tuple[PathPoint, ...]:
    """A path that ends at the target, each period by its weight."""
    units, step = _units(target, decimals)
    amounts = _spread(units, weights)
    with localcontext(CONTEXT):
        return tuple(
            PathPoint(end, amount * step) for end, amount in zip(ends, amounts, strict=True)
        )


def _units(target: Decimal, decimals: int) -> tuple[int, Decimal]:
    """The target in whole steps: the series' last decimal, or the target's own if finer."""
    step = Decimal(1).scaleb(-_decimals_of(target, decimals))
    with localcontext(CONTEXT):
        return int(target / step), step


def _decimals_of(value: Decimal, decimals: int) -> int:
    """Decimals enough to keep the value whole, however many it has."""
    exponent = value.normalize(CONTEXT).as_tuple().exponent
    return max(decimals, -exponent if isinstance(exponent, int) else 0)


def _floors(units: int, weights: Sequence[Fraction]) -> tuple[list[int], list[Fraction], int]:
    """Each one's whole units, what it lost by that, and the units that are left over."""
    whole = sum(weights, Fraction(0))
    quotas = [units * weight / whole for weight in weights]
    floors = [quota.numerator // quota.denominator for quota in quotas]
    rests = [quota - floor for quota, floor in zip(quotas, floors, strict=True)]
    return floors, rests, units - sum(floors)


def _spread(units: int, weights: Sequence[Fraction]) -> list[int]:
    """Largest remainder over time. Equal periods take what is left evenly over the year: five
    in twelve months are not all due by May."""
    amounts, rests, left = _floors(units, weights)
    for rest in sorted(set(rests), reverse=True):
        tied = [index for index, each in enumerate(rests) if each == rest]
        taken = min(left, len(tied))
        for place, index in enumerate(tied):
            amounts[index] += (place + 1) * taken // len(tied) - place * taken // len(tied)
        left -= taken
    return amounts


def split_parts(
    target: Decimal, parts: Sequence[Part], method: PartMethod, *, decimals: int = 0
) -> PartSplit:
    """The target shared among its parts, to the last digit; by hand it is what was put in.

    Largest remainder; among equals the greater weight first, then the lower key, so that the
    order in which the parts are named decides nothing.
    """
    if method is PartMethod.BY_HAND:
        return PartSplit({part.key: part.number for part in parts if part.number is not None})
    problem = _why_not(parts, method)
    if problem is not None:
        return PartSplit({}, problem)
    ordered = sorted(parts, key=lambda part: part.key)
    weights = [
        Fraction(1) if method is PartMethod.EQUAL else Fraction(part.number or ZERO)
        for part in ordered
    ]
    units, step = _units(target, decimals)
    amounts, rests, left = _floors(units, weights)
    ranked = sorted(range(len(ordered)), key=lambda at: (-rests[at], -weights[at]))
    for index in ranked[:left]:
        amounts[index] += 1
    with localcontext(CONTEXT):
        found = {part.key: n * step for part, n in zip(ordered, amounts, strict=True)}
    return PartSplit({part.key: found[part.key] for part in parts})


def _why_not(parts: Sequence[Part], method: PartMethod) -> Phrase | None:
    if not parts:
        return phrase(gettext_noop("There is nobody to share the target."))
    if method is PartMethod.EQUAL:
        return None
    is_past = method is PartMethod.LAST_YEAR
    for part in parts:
        if part.number is None:
            msgid = (
                gettext_noop("%(part)s has no figure for last year; share it another way.")
                if is_past
                else gettext_noop("%(part)s has no weight.")
            )
            return phrase(msgid, part=part.name)
        if part.number < 0:
            msgid = (
                gettext_noop("Last year’s figure of %(part)s is below zero; share it another way.")
                if is_past
                else gettext_noop("The weight of %(part)s is below zero.")
            )
            return phrase(msgid, part=part.name)
    if not any(part.number for part in parts):
        return phrase(
            gettext_noop("Last year’s figures are all zero; share it another way.")
            if is_past
            else gettext_noop("At least one weight has to be above zero.")
        )
    return None


def check_split(whole: Decimal, parts: Sequence[Part], words: SeriesWords) -> SplitCheck:
    """The sum of the parts' targets against the whole."""
    with localcontext(CONTEXT):
        total = sum((part.number for part in parts if part.number is not None), ZERO)
        difference = total - whole
    missing = tuple(part.name for part in parts if part.number is None)
    if not difference:
        said = phrase(gettext_noop("The parts add up to %(whole)s."), whole=stated(whole, words))
        return SplitCheck(Allocation.EXACT, whole, total, difference, missing, said)
    is_over = difference > 0
    msgid = (
        gettext_noop("The parts add up to %(total)s, %(apart)s more than the whole, %(whole)s.")
        if is_over
        else gettext_noop(
            "The parts add up to %(total)s, %(apart)s less than the whole, %(whole)s."
        )
    )
    said = phrase(
        msgid,
        total=stated(total, words),
        apart=stated(abs(difference), words),
        whole=stated(whole, words),
    )
    allocation = Allocation.OVER if is_over else Allocation.UNDER
    return SplitCheck(allocation, whole, total, difference, missing, said)
