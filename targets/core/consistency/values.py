"""What the consistency checks are told, and what they find."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from targets.core.judging.bounds import Bounds, bounds_of
from targets.core.judging.progress import CONTEXT, standings
from targets.core.values.facts import Phrase, SeriesFacts, TargetFact
from targets.core.values.figures import SeriesWords
from targets.core.values.periods import period_ends


class FindingCode(StrEnum):
    """What does not fit; closed list."""

    GROWTH_AND_LEVEL = "growth_and_level"  # growth, level and base are not all true
    PART_ABOVE_WHOLE = "part_above_whole"
    SUM_ABOVE_WHOLE = "sum_above_whole"
    SUM_BELOW_WHOLE = "sum_below_whole"  # only where the parts are declared complete
    SHARE_OFF = "share_off"  # a share that is not its part over its whole
    SHARE_FAR = "share_far"  # a share far from its last value
    TIERS_ORDER = "tiers_order"
    TOWNS_OFF = "towns_off"  # what was split among towns no longer adds up to the whole
    PATH_SUM = "path_sum"  # a path that does not add up to its target
    MILESTONE_DATE = "milestone_date"  # a milestone without a date
    NOT_COMPARABLE = "not_comparable"  # related series in other units or of another kind


class RelationKind(StrEnum):
    """How one series is declared to belong to others."""

    PART_OF = "part_of"
    LEVEL_OF = "level_of"
    SHARE_OF = "share_of"


class Relation(NamedTuple):
    """``series`` is part of ``of``; or is the level whose growth is ``of``; or is the share of
    ``of`` in ``in_``. All are keys of series."""

    series: str
    kind: RelationKind
    of: str
    in_: str = ""
    complete: bool = False  # parts: with all that are declared so, nothing of the whole is left


class Declared(NamedTuple):
    """One series for the checks: its facts, and what sentences call it."""

    key: str
    facts: SeriesFacts
    words: SeriesWords
    is_real_growth: bool = False  # growth at constant prices, beside a level at current ones
    towns: Mapping[str, tuple[Decimal, ...]] = {}  # the targets of towns split off a tier's


class Finding(NamedTuple):
    """One thing that does not fit. What is not grave may be rounding or prices: a note."""

    code: FindingCode
    series: tuple[str, ...]  # keys, the one that speaks first
    sentence: Phrase
    is_grave: bool = True
    tier: str = ""  # of targets; empty: of the figures
    period_end: date | None = None  # of the figures; None: of targets


class Number(NamedTuple):
    """A target that states a number, with its bounds."""

    target: TargetFact
    value: Decimal
    bounds: Bounds

    @property
    def is_two_sided(self) -> bool:
        """Whether it is a corridor, which neither asks for more nor for less."""
        return self.bounds.lower is not None and self.bounds.upper is not None

    @property
    def is_ceiling(self) -> bool:
        """Whether less is asked for."""
        return self.bounds.lower is None


def numbers(facts: SeriesFacts) -> dict[str, Number]:
    """The targets that are judged by a number, by tier and in tier order."""
    return {
        target.tier: Number(
            target, target.value, bounds_of(target.comparator, target.value, target)
        )
        for target in facts.targets
        if target.value is not None and target.comparator is not None
    }


def figures_of(facts: SeriesFacts, *, last_year: bool = False) -> dict[date, Decimal]:
    """The exact years to date at every period end; "more than" proves nothing here."""
    year = facts.year - 1 if last_year else facts.year
    entries = facts.last_year if last_year else facts.actuals
    with localcontext(CONTEXT):
        marks = standings(facts.accumulation, period_ends(facts.calendar, year), entries)
    return {
        mark.period_end: mark.value
        for mark in marks
        if mark.value is not None and not mark.is_floor
    }


def tier_name(declared: Declared, tier: str) -> str:
    """The tier's name in the reader's language."""
    return declared.words.tiers.get(tier, tier)
