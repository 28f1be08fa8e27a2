"""The arithmetic behind the pace of a stated path, as phrases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from targets.core.judging.pace import planned_by
from targets.core.values.facts import Figure, PathPoint, Phrase
from targets.core.values.figures import SeriesWords, number, stated
from targets.core.values.messages import gettext_noop, phrase


def path_lines(
    path: Sequence[PathPoint], end: date, whole: Decimal, pace: Figure, words: SeriesWords
) -> list[Phrase]:
    """What was planned up to the period, where it had to be spread, and its share of the target."""
    planned = planned_by(path, end.month)
    assert planned is not None  # noqa: S101 - behind the path there is no pace
    lines = []
    if planned.passed < planned.months:
        lines.append(
            phrase(
                gettext_noop(
                    "Planned so far = %(before)s + %(amount)s × %(passed)s ÷ %(months)s months ="
                    " %(total)s"
                ),
                before=stated(planned.before, words),
                amount=stated(planned.amount, words),
                passed=planned.passed,
                months=planned.months,
                total=number(planned.total, words),
            )
        )
    lines.append(
        phrase(
            gettext_noop("Pace (planned path) = %(part)s ÷ %(whole)s = %(pace)s"),
            part=number(planned.total, words),
            whole=stated(whole, words),
            pace=pace,
        )
    )
    return lines
