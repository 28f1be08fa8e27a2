"""Growth, level and base: three numbers of which two give the third."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext

from targets.core.consistency_values import (
    Declared,
    Finding,
    FindingCode,
    Number,
    figures_of,
    numbers,
    tier_name,
)
from targets.core.figures import exact, number, percentage, points, stated
from targets.core.guard_base import Trio
from targets.core.periods import cumulative_label, same_period_last_year
from targets.core.phrases import gettext_noop, phrase
from targets.core.progress import CONTEXT, HUNDRED
from targets.core.values import Figure

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


def _base(level: Declared, target: Number) -> Decimal | None:
    """As stated with the target, else last year's figure of the whole year; a floor is no
    base."""
    if target.target.base_value is not None:
        return None if target.target.base_is_floor else target.target.base_value
    known = figures_of(level.facts, last_year=True)
    return next((value for end, value in known.items() if end.month == 12), None)  # noqa: PLR2004


def _targets(level: Declared, growth: Declared, target: Number, other: Number) -> Iterator[Finding]:
    base, implied = _base(level, target), implied_base(target.value, other.value)
    if base is None or base <= 0 or implied is None:
        return
    known = Trio(other.value, target.value, base, growth.is_real_growth)
    if abs(known.implied - known.growth) <= CLOSE:
        return
    gives = base * (HUNDRED + other.value) / HUNDRED
    msgid = (
        gettext_noop(
            "%(tier)s: %(level)s of %(target)s and %(growth)s of %(rate)s need a base of "
            "%(implied)s; from the known base of %(base)s that growth gives %(gives)s, "
            "%(apart)s less than the target."
        )
        if gives < target.value
        else gettext_noop(
            "%(tier)s: %(level)s of %(target)s and %(growth)s of %(rate)s need a base of "
            "%(implied)s; from the known base of %(base)s that growth gives %(gives)s, "
            "%(apart)s more than the target."
        )
    )
    said = phrase(
        msgid,
        tier=tier_name(level, target.target.tier),
        level=level.words.name,
        target=stated(target.value, level.words),
        growth=growth.words.name,
        rate=_rate(other.value),
        implied=number(implied, level.words),
        base=stated(base, level.words),
        gives=number(gives, level.words),
        apart=number(abs(gives - target.value), level.words),
    )
    yield Finding(
        FindingCode.GROWTH_AND_LEVEL,
        (level.key, growth.key),
        said,
        is_grave=not known.agrees(),
        tier=target.target.tier,
    )


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
