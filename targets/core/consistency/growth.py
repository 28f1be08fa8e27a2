"""Growth, level and base: three numbers of which two give the third."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import NamedTuple

from targets.core.consistency.values import (
    Declared,
    Finding,
    FindingCode,
    Number,
    figures_of,
    numbers,
    tier_name,
)
from targets.core.guard.base import Trio
from targets.core.judging.progress import CONTEXT, HUNDRED, standings
from targets.core.values.facts import Figure
from targets.core.values.figures import exact, number, percentage, points, stated
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import cumulative_label, period_ends, same_period_last_year

# Targets are round numbers; growth that differs by less than this fits
CLOSE = Decimal("0.5")


def implied_base(level: Decimal, growth: Decimal) -> Decimal | None:
    """T ÷ (1 + g): the base from which growth of ``growth`` percent gives the level."""
    with localcontext(CONTEXT):
        factor = (HUNDRED + growth) / HUNDRED
        return level / factor if factor > 0 else None


def find_growth(level: Declared, growth: Declared) -> Iterator[Finding]:
    """The level's and the growth's targets of one tier, and their latest common figures."""
    own, others = numbers(level.facts), numbers(growth.facts)
    for tier, target in own.items():
        other = others.get(tier)
        if other is not None and other.is_ceiling is target.is_ceiling:
            yield from _targets(level, growth, target, other)
    yield from _figures(level, growth)


class _Base(NamedTuple):
    """What the level grows from; of a floor only that it is more than the value."""

    value: Decimal
    is_floor: bool = False


def _base(level: Declared, target: Number) -> _Base | None:
    """As stated with the target, else last year's figure of the whole year. Floors stand in
    where neither is exact, the higher one first."""
    stated_base = target.target.base_value
    exact_bases: list[Decimal] = []
    floors: list[Decimal] = []
    if stated_base is not None:
        (floors if target.target.base_is_floor else exact_bases).append(stated_base)
    facts = level.facts
    ends = period_ends(facts.calendar, facts.year - 1)
    last = standings(facts.accumulation, ends, facts.last_year)[-1]
    if last.value is not None:
        (floors if last.is_floor else exact_bases).append(last.value)
    if exact_bases:
        return _Base(exact_bases[0])
    return _Base(max(floors), is_floor=True) if floors else None


def _targets(level: Declared, growth: Declared, target: Number, other: Number) -> Iterator[Finding]:
    base, implied = _base(level, target), implied_base(target.value, other.value)
    if base is None or base.value <= 0 or implied is None:
        return
    known = Trio(other.value, target.value, base.value, growth.is_real_growth)
    if abs(known.implied - known.growth) <= CLOSE:
        return
    gives = base.value * (HUNDRED + other.value) / HUNDRED
    is_less = gives < target.value
    if base.is_floor and is_less and target.is_ceiling:
        return  # a higher base brings both limits together
    said = phrase(
        _BASE_SENTENCES[base.is_floor, is_less],
        tier=tier_name(level, target.target.tier),
        level=level.words.name,
        target=stated(target.value, level.words),
        growth=growth.words.name,
        rate=_rate(other.value),
        implied=number(implied, level.words),
        base=stated(base.value, level.words),
        gives=number(gives, level.words),
        apart=number(abs(gives - target.value), level.words),
    )
    yield Finding(
        FindingCode.GROWTH_AND_LEVEL,
        (level.key, growth.key),
        said,
        # a base above a floor may be the one that is needed; it cannot be a lower one
        is_grave=not known.agrees() and not (base.is_floor and is_less),
        tier=target.target.tier,
    )


# Whether the base is only a floor, and whether growth from it stays below the target
_BASE_SENTENCES = {
    (False, True): gettext_noop(
        "%(tier)s: %(level)s of %(target)s and %(growth)s of %(rate)s need a base of "
        "%(implied)s; from the known base of %(base)s that growth gives %(gives)s, "
        "%(apart)s less than the target."
    ),
    (False, False): gettext_noop(
        "%(tier)s: %(level)s of %(target)s and %(growth)s of %(rate)s need a base of "
        "%(implied)s; from the known base of %(base)s that growth gives %(gives)s, "
        "%(apart)s more than the target."
    ),
    (True, True): gettext_noop(
        "%(tier)s: %(level)s of %(target)s and %(growth)s of %(rate)s need a base of at least "
        "%(implied)s; known is only that it is above %(base)s, from which that growth gives "
        "%(gives)s, %(apart)s less than the target."
    ),
    (True, False): gettext_noop(
        "%(tier)s: %(level)s of %(target)s and %(growth)s of %(rate)s need a base of "
        "%(implied)s; the base is above %(base)s, from which that growth gives more than "
        "%(gives)s, more than %(apart)s above the target."
    ),
}


def _figures(level: Declared, growth: Declared) -> Iterator[Finding]:
    """What was reported, at the latest period where level, growth and last year's are known."""
    levels, rates = figures_of(level.facts), figures_of(growth.facts)
    bases = figures_of(level.facts, last_year=True)
    ends = [end for end in levels if end in rates and same_period_last_year(end) in bases]
    if not ends:
        return
    end = max(ends)
    base = bases[same_period_last_year(end)]
    if base <= 0:
        return
    known = Trio(rates[end], levels[end], base, growth.is_real_growth)
    if known.agrees():
        return
    msgid = (
        gettext_noop(
            "%(period)s: %(level)s went from %(base)s to %(value)s, which is %(implied)s; "
            "%(growth)s is %(rate)s. Prices alone do not explain %(apart)s."
        )
        if growth.is_real_growth
        else gettext_noop(
            "%(period)s: %(level)s went from %(base)s to %(value)s, which is %(implied)s; "
            "%(growth)s is %(rate)s, %(apart)s apart."
        )
    )
    said = phrase(
        msgid,
        period=cumulative_label(level.facts.calendar, end),
        level=level.words.name,
        base=stated(base, level.words),
        value=stated(levels[end], level.words),
        implied=percentage(known.implied, signed=True),
        growth=growth.words.name,
        rate=_rate(rates[end]),
        apart=points(abs(known.implied - known.growth)),
    )
    keys = (level.key, growth.key)
    yield Finding(FindingCode.GROWTH_AND_LEVEL, keys, said, period_end=end)


def _rate(value: Decimal) -> Figure:
    return Figure(value, max(1, exact(value, 0)), "%", "%")
