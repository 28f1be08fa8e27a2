"""The deviation of a tier as tables print it: by which pace, and the linear one beside it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.judging.outcomes import TierAssessment
from targets.core.values.facts import PaceMethod
from targets.web.parts.series_words import pace_name


def is_paced_otherwise(tier: TierAssessment) -> bool:
    """Whether the deviation is not the one from the linear pace, which is then named too. At the
    year's end every pace is all of it, and there is nothing to tell apart."""
    return (
        tier.deviation is not None
        and tier.deviation != tier.linear_deviation
        and tier.pace_method not in {PaceMethod.LINEAR, PaceMethod.NONE}
    )


def linear(tier: TierAssessment) -> str:
    """The deviation from the linear pace, called so; empty where there is none."""
    if tier.linear_deviation is None:
        return ""
    return _("linear %(points)s") % {"points": _points(tier.linear_deviation)}


def pace_lines(tier: TierAssessment) -> tuple[str, ...]:
    """Which pace the deviation is from and what the linear one says; nothing for the linear."""
    if not is_paced_otherwise(tier):
        return ()
    return tuple(line for line in (pace_name(tier.pace_method), linear(tier)) if line)


def deviation(tier: TierAssessment) -> str:
    """Against the pace that judged, signed; empty where there is none."""
    return "" if tier.deviation is None else _points(tier.deviation)


def _points(value: Decimal) -> str:
    return formatting.number(value, 1, signed=True)
