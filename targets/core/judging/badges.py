"""The marks that leaders use: half done in June, a good first quarter, lagging for N periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from targets.core.judging.assessment import assess
from targets.core.judging.outcomes import Assessment
from targets.core.judging.status import SHORT
from targets.core.values.facts import TASK_MEASURES, Comparator, Measure, Phrase
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import ended_periods

JUNE, MARCH = 6, 3
HALF = Decimal(50)
_CEILINGS = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_FEWEST = 2  # one period behind is what the verdict says already


class MarkCode(StrEnum):
    """Closed list."""

    PAST_HALF = "past_half"  # 双过半
    GOOD_START = "good_start"  # 开门红
    LAGGING = "lagging"  # 连续N期滞后


class Mark(NamedTuple):
    """A flag beside the verdict, with its words and, where it counts, its number."""

    code: MarkCode
    words: Phrase
    number: int = 0


def marks(assessment: Assessment) -> tuple[Mark, ...]:
    """All that apply."""
    found: list[Mark] = []
    if is_past_half(assessment):
        words = phrase(gettext_noop("Half the year, half the target"))
        found.append(Mark(MarkCode.PAST_HALF, words))
    if is_good_start(assessment):
        found.append(Mark(MarkCode.GOOD_START, phrase(gettext_noop("A good first quarter"))))
    lagging = periods_lagging(assessment)
    if lagging >= _FEWEST:
        words = phrase(gettext_noop("Lagging for %(count)s periods running"), count=lagging)
        found.append(Mark(MarkCode.LAGGING, words, lagging))
    return tuple(found)


def is_past_half(assessment: Assessment) -> bool:
    """In June: half of the year is over, and half of the target or more is done.

    Only of amounts that are to be reached: using up half of a limit is no achievement.
    """
    rate = _rate_to_reach(assessment)
    return assessment.as_of.month == JUNE and rate is not None and rate >= HALF


def is_good_start(assessment: Assessment) -> bool:
    """In March, on figures of the whole first quarter: completion at or above its pace."""
    if assessment.as_of.month != MARCH or _rate_to_reach(assessment) is None:
        return False
    end, headline = assessment.period_end, assessment.headline
    if end is None or end.month != MARCH or headline is None or headline.deviation is None:
        return False
    return headline.deviation >= 0


def _rate_to_reach(assessment: Assessment) -> Decimal | None:
    headline = assessment.headline
    if assessment.facts.measure is not Measure.AMOUNT or headline is None:
        return None
    return None if headline.target.comparator in _CEILINGS else headline.completion_rate


def periods_lagging(assessment: Assessment) -> int:
    """How many known periods, one after the other and up to the judged one, were behind, far
    behind or missed. Periods without a figure neither count nor interrupt."""
    if assessment.verdict not in SHORT or assessment.period_end is None:
        return 0
    count = 1
    for end in reversed(_known_before(assessment, assessment.period_end)):
        if _verdict_at(assessment, end) not in SHORT:
            break
        count += 1
    return count


def _known_before(assessment: Assessment, judged: date) -> list[date]:
    facts = assessment.facts
    if facts.measure not in TASK_MEASURES:
        return [
            point.period_end
            for point in assessment.trend
            if point.deviation is not None and point.period_end < judged
        ]
    ends = ended_periods(facts.calendar, facts.year, assessment.as_of)
    return [
        entry.period_end
        for entry in facts.actuals
        if entry.period_end in ends
        and entry.period_end < judged
        and (entry.stage or entry.declared is not None)
    ]


def _verdict_at(assessment: Assessment, end: date) -> str:
    """What the same facts said at an earlier period's end, against the same tier."""
    tier = None if assessment.headline is None else assessment.headline.target.tier
    return assess(assessment.facts, as_of=end, today=end, tier=tier).verdict
