"""The word, colour family and shape of a verdict: by what is judged, and how."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from targets.core.judging.bounds import bounds_of
from targets.core.judging.outcomes import Assessment, TierAssessment
from targets.core.values.facts import TASK_MEASURES, DeclaredState, Measure, TargetFact, Verdict
from targets.core.values.messages import gettext_noop
from targets.core.values.periods import is_last_period


class Family(StrEnum):
    """Colours."""

    MET = "met"
    GOOD = "good"
    BEHIND = "behind"
    FAR = "far"
    NEUTRAL = "neutral"


class Shape(StrEnum):
    """Marks, readable without colour."""

    TICK = "tick"  # ✓ on a solid chip
    UP = "up"  # ▲
    DOT = "dot"  # ●
    DOWN_HOLLOW = "down_hollow"  # ▽
    DOWN = "down"  # ▼
    CROSS = "cross"  # ✕ on a solid chip
    PART = "part"  # ◔
    RING = "ring"  # dashed ring
    DASH = "dash"  # —


_LOOKS = {
    Verdict.MET: (Family.MET, Shape.TICK),
    Verdict.AHEAD: (Family.GOOD, Shape.UP),
    Verdict.ON_PACE: (Family.GOOD, Shape.DOT),
    Verdict.BEHIND: (Family.BEHIND, Shape.DOWN_HOLLOW),
    Verdict.FAR_BEHIND: (Family.FAR, Shape.DOWN),
    Verdict.MISSED: (Family.FAR, Shape.CROSS),
    Verdict.UNDER_WAY: (Family.NEUTRAL, Shape.PART),
    Verdict.NO_DATA: (Family.NEUTRAL, Shape.RING),
    Verdict.NOT_QUANTIFIED: (Family.NEUTRAL, Shape.DASH),
    Verdict.NO_TARGET: (Family.NEUTRAL, Shape.DASH),
}

# What a running total is called: the words of a verdict where nothing else is known.
_PACED = {
    Verdict.MET: gettext_noop("Met"),
    Verdict.AHEAD: gettext_noop("Ahead of pace"),
    Verdict.ON_PACE: gettext_noop("On pace"),
    Verdict.BEHIND: gettext_noop("Behind pace"),
    Verdict.FAR_BEHIND: gettext_noop("Far behind pace"),
    Verdict.MISSED: gettext_noop("Not met"),
    Verdict.UNDER_WAY: gettext_noop("Under way"),
    Verdict.NO_DATA: gettext_noop("No data"),
    Verdict.NOT_QUANTIFIED: gettext_noop("Not quantified"),
    Verdict.NO_TARGET: gettext_noop("For reference"),
}
_LEVEL = _PACED | {
    Verdict.ON_PACE: gettext_noop("On target"),
    Verdict.BEHIND: gettext_noop("Slightly below target"),
    Verdict.FAR_BEHIND: gettext_noop("Well below target"),
}
# "Ahead of pace" would read as spending too fast.
_LIMIT = _PACED | {
    Verdict.AHEAD: gettext_noop("Within the limit"),
    Verdict.ON_PACE: gettext_noop("Within the limit"),
    Verdict.BEHIND: gettext_noop("Slightly over the limit"),
    Verdict.FAR_BEHIND: gettext_noop("Well over the limit"),
}
_TASK = _PACED | {
    Verdict.MET: gettext_noop("Done"),
    Verdict.ON_PACE: gettext_noop("Progressing"),
    Verdict.BEHIND: gettext_noop("Slow"),
    Verdict.FAR_BEHIND: gettext_noop("Overdue"),
    Verdict.MISSED: gettext_noop("Not completed"),
    Verdict.NO_DATA: gettext_noop("No progress reported"),
}
_MET_EARLY = gettext_noop("Met early")
_DUE_SOON = gettext_noop("Due soon")
_NOT_STARTED = gettext_noop("Not started")


def family(verdict: Verdict) -> Family:
    return _LOOKS[verdict][0]


def shape(verdict: Verdict) -> Shape:
    return _LOOKS[verdict][1]


def verdict_name(verdict: Verdict) -> str:
    """The verdict's word in a legend or filter that covers every kind of series (msgid)."""
    return _PACED[verdict]


def verdict_label(assessment: Assessment, tier: TierAssessment | None = None) -> str:
    """The word on the chip (msgid): of one tier, or of the series as a whole."""
    tier = tier or assessment.headline
    verdict = assessment.verdict if tier is None else tier.verdict
    measure = assessment.facts.measure
    if measure in TASK_MEASURES:
        return _task_label(assessment, verdict)
    if verdict is Verdict.MET:
        is_final = assessment.period_end is not None and is_last_period(assessment.period_end)
        return _PACED[verdict] if is_final else _MET_EARLY
    if tier is None:
        return _PACED[verdict]
    is_way = tier.share_of_way is not None and tier.pace is not None
    if not is_way and measure is not Measure.RANK and _is_limit(tier.target, assessment.actual):
        return _LIMIT[verdict]
    is_paced = measure is Measure.AMOUNT and tier.target.reference is None
    return (_PACED if is_way or is_paced else _LEVEL)[verdict]


def _is_limit(target: TargetFact, actual: Decimal | None) -> bool:
    """A target at most, or one with two bounds whose upper one was passed."""
    if target.comparator is None or target.value is None:
        return False
    bounds = bounds_of(target.comparator, target.value, target)
    if bounds.lower is None:
        return True
    return bounds.upper is not None and actual is not None and actual > bounds.upper


def _task_label(assessment: Assessment, verdict: Verdict) -> str:
    if verdict is Verdict.UNDER_WAY:
        if assessment.due_soon:
            return _DUE_SOON
        entry = assessment.judged
        if entry is not None and entry.declared is DeclaredState.NOT_STARTED:
            return _NOT_STARTED
    return _TASK[verdict]
