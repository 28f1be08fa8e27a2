"""A series in the words that several screens say: its tiers, its pace, what was declared."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from targets import formatting
from targets.core.judging.outcomes import TierAssessment
from targets.core.values.facts import PaceMethod, Verdict
from targets.models.vocabulary import DeclaredState as DeclaredChoices
from targets.reads.judging.judged import JudgedSeries
from targets.reads.judging.splits import SplitFrom
from targets.reads.scope.labels import TierLabel
from targets.web.parts.glyphs import chip

NONE = "—"


Tiers = Mapping[str, TierLabel]


def tier_wording(row: JudgedSeries, tier: TierAssessment, tiers: Tiers) -> str:
    """A tier's name with its target: 计划目标 5.5%以上."""
    wording = formatting.target_wording(tier.target, row.unit_zh, row.unit_en, row.decimals)
    label = tiers.get(tier.target.tier)
    return f"{formatting.tier_name(label)} {wording}" if label is not None else wording


def no_figure() -> SafeString:
    """The mark of a period without a figure."""
    return mark_safe(chip(Verdict.NO_DATA, _("No data"), small=True))  # noqa: S308 - our own words


def pace_name(method: PaceMethod) -> str:
    """What the pace is called on screens."""
    return {
        PaceMethod.PATH: _("Planned path"),
        PaceMethod.LAST_YEAR_SHAPE: _("Last year’s pace"),
        PaceMethod.MEAN_SHAPE: _("Mean pace of past years"),
        PaceMethod.LINEAR: _("Linear pace"),
        PaceMethod.NONE: _("No pace"),
    }[method]


def declared_name(state: str) -> str:
    """What a lead unit declared, in words."""
    return str(DeclaredChoices(state).label) if state else NONE


def split_from_words(origin: SplitFrom | None) -> str:
    """What a part was split from: the place's target, or another indicator's of this place."""
    if origin is None:
        return ""
    whole = origin.indicator if origin.is_same_place else origin.place
    target = formatting.target_wording(
        origin.target, origin.unit_zh, origin.unit_en, origin.decimals
    )
    return _("split from %(of)s: %(target)s") % {"of": formatting.name(whole), "target": target}
