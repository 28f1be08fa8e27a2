"""The guard: questions asked of a figure before it is saved.

It warns and never forbids. One likely mistake is named, not three signs of the same one: last
year's figure first, then a slip, then a repeated figure, then figures that cannot all be true,
then the merely unusual.
Every rule, its threshold and its reason stand in docs/guard.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import TypeVar

from targets.core.guard import levels, totals
from targets.core.guard.base import find_contradiction, find_same_as_last_year, trio, vouches
from targets.core.guard.messages import Asked
from targets.core.guard.ordinary import FirstLook
from targets.core.guard.past import past_of, usual_amount
from targets.core.guard.values import GuardRule, Remark, Sibling
from targets.core.judging.progress import CONTEXT
from targets.core.values.facts import TASK_MEASURES, Accumulation, Measure, SeriesFacts
from targets.core.values.figures import SeriesWords
from targets.core.values.periods import is_period_end, same_period_last_year

__all__ = ["FirstLook", "GuardRule", "Remark", "Sibling", "look_at", "question", "told_once"]

SeriesKey = TypeVar("SeriesKey", bound=Hashable)


def question(
    facts: SeriesFacts,
    period_end: date,
    value: Decimal,
    *,
    unit_zh: str = "",
    unit_en: str = "",
    decimals: int = 2,
    history: Sequence[tuple[date, Decimal]] = (),
    sibling: Sibling | None = None,
    same_as_last: bool = False,
) -> tuple[Remark, ...]:
    """What is to be asked about a figure, as entered, at one period's end; most often nothing.

    ``history`` holds every official figure of the series, any year, ascending; without it last
    year's and this year's facts are all there is to compare with. An entry of the period itself,
    in either, is what would be replaced and says nothing. ``same_as_last``: entered with the key
    “=”.
    """
    if facts.measure in TASK_MEASURES or facts.accumulation is Accumulation.STAGE:
        return ()
    if not is_period_end(facts.calendar, period_end):
        return ()  # refused elsewhere; there is nothing like it to compare with
    facts = _as_entered(facts)
    with localcontext(CONTEXT):
        look = FirstLook(facts, period_end.year, history)
        is_ordinary = look.is_ordinary(period_end, value, same_as_last=same_as_last)
        if is_ordinary and sibling is None:
            return ()
        words = SeriesWords("", unit_zh, unit_en, decimals)
        asked = Asked(past_of(facts, period_end, history), value, words, sibling)
        if is_ordinary:
            found = find_contradiction(asked, trio(asked))
        else:
            found = in_full(asked, same_as_last=same_as_last)
    return () if found is None else (found,)


def look_at(
    facts: SeriesFacts, year: int, history: Sequence[tuple[date, Decimal]] = ()
) -> FirstLook:
    """A year prepared for questions about many of its figures. Whoever looks at them does so
    under the guard's own arithmetic, ``localcontext(CONTEXT)``."""
    return FirstLook(_as_entered(facts), year, history)


def _as_entered(facts: SeriesFacts) -> SeriesFacts:
    """Only amounts add up."""
    if facts.measure is Measure.AMOUNT or facts.accumulation is Accumulation.LATEST:
        return facts
    return facts._replace(accumulation=Accumulation.LATEST)


def in_full(asked: Asked, *, same_as_last: bool) -> Remark | None:
    """Every rule: the likeliest explanation, if there is anything to explain."""
    known = trio(asked)
    vouched = vouches(known)
    if asked.past.facts.accumulation is Accumulation.LATEST:
        slip = levels.find_slip(asked)
        same = None if same_as_last else levels.find_same(asked)
        same = same or levels.find_above_whole(asked)
        jump = None if vouched else levels.find_jump(asked)
    else:
        usual = usual_amount(asked.past)
        slip = totals.find_slip(asked, usual, vouched=vouched)
        same = None if same_as_last else totals.find_same(asked)
        jump = None if vouched else totals.find_jump(asked, usual)
    sent_again = None if vouched or same_as_last else find_same_as_last_year(asked)
    return sent_again or slip or same or find_contradiction(asked, known) or jump


def told_once(
    asked: Mapping[tuple[SeriesKey, date], tuple[Remark, ...]],
    level_of: Mapping[SeriesKey, SeriesKey],
) -> dict[tuple[SeriesKey, date], tuple[Remark, ...]]:
    """The questions about figures that come together, each contradiction asked once.

    ``level_of`` has the level of every growth rate. Level and growth that contradict each other
    would both be asked about: the level is, and its sentence names the growth. Where another
    question explains the contradiction (the level, the growth or last year's base looks
    mistyped), that one is asked alone.
    """
    growths: dict[SeriesKey, list[SeriesKey]] = {}
    for growth, level in level_of.items():
        growths.setdefault(level, []).append(growth)

    def is_explained(series: SeriesKey, end: date) -> bool:
        level = level_of.get(series, series)
        if level != series and (level, end) in asked:
            return True
        others = [(growth, end) for growth in growths.get(level, ())]
        others.append((level, same_period_last_year(end)))
        return any(slot in asked and not _contradicts(asked[slot]) for slot in others)

    return {
        slot: remarks
        for slot, remarks in asked.items()
        if not (_contradicts(remarks) and is_explained(*slot))
    }


def _contradicts(remarks: tuple[Remark, ...]) -> bool:
    return any(remark.rule is GuardRule.CONTRADICTS_BASE for remark in remarks)
