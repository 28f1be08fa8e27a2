"""Parts of a target: what can be split at all, what a part is called, the path that it has."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from targets.core.judging.rollup import adds
from targets.core.splitting.splitting import weighted_points
from targets.core.values.facts import Comparator, Measure, PathPoint, Phrase
from targets.core.values.messages import gettext_noop, phrase


def why_not_split(
    measure: Measure, comparator: Comparator | None, value: Decimal | None, *, is_count: bool
) -> Phrase | None:
    """Why a target has no parts; None where it may be split."""
    if not adds(measure, is_count=is_count):
        return phrase(
            gettext_noop(
                "Rates, shares and ranks never add up, so they are not split: state them for each"
                " place."
            )
        )
    if value is None or comparator is None or comparator is Comparator.BETWEEN:
        return phrase(gettext_noop("Only a target with one number can be split."))
    return None


def department_code(indicator: str, department: str) -> str:
    """The code of the indicator that is a department's part of another."""
    return f"{indicator}.{department}"


def path_of_part(
    path: Sequence[PathPoint], part: Decimal, *, decimals: int
) -> tuple[PathPoint, ...]:
    """The path of a whole (or of what a part was before) in proportion, ending at the part.

    A path without a sum gives no proportion, and so no path.
    """
    if not sum(point.value for point in path):
        return ()
    weights = [Fraction(point.value) for point in path]
    return weighted_points(part, [point.period_end for point in path], weights, decimals)
