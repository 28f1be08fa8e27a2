"""The clauses of a verdict sentence: one tier's distance, completion and pace."""

from __future__ import annotations

from decimal import Decimal

from targets.core.judging.outcomes import Assessment, TierAssessment
from targets.core.judging.progress import ZERO
from targets.core.judging.references import reference_name
from targets.core.saying.labels import verdict_label
from targets.core.values.facts import (
    Comparator,
    Figure,
    Measure,
    PaceMethod,
    Phrase,
    Reference,
    Unknown,
)
from targets.core.values.figures import SeriesWords, distance, percentage, points, stated
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import is_last_period

PACE_NAMES = {
    PaceMethod.PATH: gettext_noop("the planned path"),
    PaceMethod.LAST_YEAR_SHAPE: gettext_noop("last year’s pace"),
    PaceMethod.MEAN_SHAPE: gettext_noop("the mean pace of past years"),
}
_LINEAR = gettext_noop("linear pace")
_CEILINGS = (Comparator.AT_MOST, Comparator.LESS_THAN)


def tier_name(tier: TierAssessment, words: SeriesWords) -> str:
    """What the tier is called in the reader's language."""
    return words.tiers.get(tier.target.tier, tier.target.tier)


def level_clause(assessment: Assessment, tier: TierAssessment, words: SeriesWords) -> Phrase | None:
    """The distance to the target, and for the headline its verdict."""
    is_headline = tier is assessment.headline
    label = phrase(verdict_label(assessment, tier))
    if tier.unknown is Unknown.NO_REFERENCE and tier.target.reference is not None:
        return phrase(
            gettext_noop("%(reference)s has no figure for this period (%(label)s)"),
            reference=reference_name(tier.target.reference),
            label=label,
        )
    if tier.gap is None:
        return None
    if assessment.is_floor:  # how far beyond a floor the figure lies is not known
        return label if is_headline else None
    apart = distance_clause(assessment, tier, tier.gap, words)
    if not is_headline:
        return apart
    if tier.share_of_way is not None:
        return phrase(
            gettext_noop("%(distance)s, %(share)s of the way from the base (%(label)s)"),
            distance=apart,
            share=percentage(tier.share_of_way),
            label=label,
        )
    return phrase(gettext_noop("%(distance)s (%(label)s)"), distance=apart, label=label)


def distance_clause(
    assessment: Assessment, tier: TierAssessment, gap: Decimal, words: SeriesWords
) -> Phrase:
    """How far the figure is from one tier's target, and on which side."""
    measure, name = assessment.facts.measure, tier_name(tier, words)
    if tier.target.reference is not None:
        return _beside_reference(assessment, tier, tier.target.reference, words)
    if not gap:
        return phrase(gettext_noop("level with the %(tier)s"), tier=name)
    if measure is Measure.RANK:
        msgid = (
            gettext_noop("%(gap)s better than the %(tier)s")
            if gap > 0
            else gettext_noop("%(gap)s short of the %(tier)s")
        )
    elif gap > 0 and tier.target.comparator in (Comparator.BETWEEN, Comparator.EQUAL):
        return phrase(gettext_noop("within the %(tier)s"), tier=name)
    elif _is_above(assessment, tier):
        msgid = gettext_noop("%(gap)s above the %(tier)s")
    else:
        msgid = gettext_noop("%(gap)s below the %(tier)s")
    return phrase(msgid, gap=distance(measure, abs(gap), words), tier=name)


def _beside_reference(
    assessment: Assessment, tier: TierAssessment, reference: Reference, words: SeriesWords
) -> Phrase:
    """How far the figure is from the reference's own figure, whatever the comparator asks."""
    value, actual = tier.target.value or ZERO, assessment.actual or ZERO
    measure = assessment.facts.measure
    if actual == value:
        msgid = gettext_noop("level with %(reference)s (%(figure)s)")
    elif actual > value:
        msgid = gettext_noop("%(gap)s above %(reference)s (%(figure)s)")
    else:
        msgid = gettext_noop("%(gap)s below %(reference)s (%(figure)s)")
    return phrase(
        msgid,
        gap=distance(measure, abs(actual - value), words),
        reference=reference_name(reference),
        figure=stated(value, words),
    )


def _is_above(assessment: Assessment, tier: TierAssessment) -> bool:
    """Outside its bounds, a figure above the (lower) stated value is beyond the upper one."""
    actual, stated = assessment.actual, tier.target.value
    return actual is not None and stated is not None and actual > stated


def amount_clause(
    assessment: Assessment, tier: TierAssessment, words: SeriesWords
) -> Phrase | None:
    """Completion, and for the headline its pace and verdict."""
    is_headline = tier is assessment.headline
    label = phrase(verdict_label(assessment, tier))
    if tier.completion_rate is None:
        return label if is_headline else None
    rate = _rate(assessment, tier, tier.completion_rate, words)
    if not is_headline:
        return rate
    end = assessment.period_end
    is_final = end is not None and is_last_period(end)
    if is_final or assessment.is_floor or tier.linear_deviation is None:
        return phrase(gettext_noop("%(rate)s (%(label)s)"), rate=rate, label=label)
    return phrase(
        gettext_noop("%(rate)s, %(pace)s (%(label)s)"),
        rate=rate,
        pace=_paces(tier, tier.linear_deviation),
        label=label,
    )


def _rate(
    assessment: Assessment, tier: TierAssessment, rate: Decimal, words: SeriesWords
) -> Phrase:
    share: Figure | Phrase = percentage(rate)
    if assessment.is_floor:
        share = phrase(gettext_noop("at least %(figure)s"), figure=percentage(rate))
    is_ceiling = tier.target.comparator in _CEILINGS
    if len(assessment.tiers) == 1:
        msgid = (
            gettext_noop("%(rate)s of the annual limit")
            if is_ceiling
            else gettext_noop("%(rate)s of the annual target")
        )
        return phrase(msgid, rate=share)
    msgid = (
        gettext_noop("%(rate)s of the limit in the %(tier)s")
        if is_ceiling
        else gettext_noop("%(rate)s of the %(tier)s")
    )
    return phrase(msgid, rate=share, tier=tier_name(tier, words))


def _paces(tier: TierAssessment, linear_deviation: Decimal) -> Phrase:
    """Linear pace is always quoted; the pace that was judged by beside it."""
    is_ceiling = tier.target.comparator in _CEILINGS
    linear = _beside(linear_deviation, _LINEAR, is_ceiling)
    used = PACE_NAMES.get(tier.pace_method)
    if used is None or tier.deviation is None:
        return linear
    return phrase(
        gettext_noop("%(first)s, %(rest)s"),
        first=linear,
        rest=_beside(tier.deviation, used, is_ceiling),
    )


def _beside(deviation: Decimal, pace: str, is_ceiling: bool) -> Phrase:
    name = phrase(pace)
    if not deviation:
        return phrase(gettext_noop("level with %(pace)s"), pace=name)
    if is_ceiling:
        msgid = (
            gettext_noop("%(gap)s below %(pace)s")
            if deviation > 0
            else gettext_noop("%(gap)s above %(pace)s")
        )
    else:
        msgid = (
            gettext_noop("%(gap)s ahead of %(pace)s")
            if deviation > 0
            else gettext_noop("%(gap)s behind %(pace)s")
        )
    return phrase(msgid, gap=points(abs(deviation)), pace=name)
