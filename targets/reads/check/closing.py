"""Closing a period: what is missing, how periods stand, who closed and reopened them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from targets.core.judging.status import SHORT
from targets.core.values.facts import Reporting
from targets.core.values.periods import is_period_end
from targets.models import Closing
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.scope.person_names import name_then
from targets.reads.scope.visibility import Visibility

_OWED = frozenset({Reporting.DUE, Reporting.OVERDUE})
_SIGHT = Visibility(with_pending=True, with_words=True, unreleased=True)


class Missing(NamedTuple):
    """What is not as it should be when a period is closed; each in stated order."""

    not_reported: tuple[JudgedSeries, ...]  # for this period
    earlier: tuple[JudgedSeries, ...]  # not reported for a period before
    returned: tuple[JudgedSeries, ...]  # and not submitted again
    waiting: tuple[JudgedSeries, ...]  # submitted and not checked
    unexplained: tuple[JudgedSeries, ...]  # lagging
    due: int  # series that were to report this period
    codes: tuple[str, ...]  # series without an accepted figure

    @property
    def number(self) -> int:
        """How many things are missing: what the closer confirms."""
        return sum(map(len, self._kinds))

    @property
    def reported(self) -> int:
        """How many of the series that were to report this period did."""
        return max(0, self.due - len(self.not_reported) - len(self.returned))

    @property
    def _kinds(self) -> tuple[tuple[JudgedSeries, ...], ...]:
        return (self.not_reported, self.earlier, self.returned, self.waiting, self.unexplained)

    @property
    def digest(self) -> str:
        """The list as one word, so that what is confirmed is what was shown; empty for none."""
        if not self.number:
            return ""
        text = "|".join(",".join(row.code for row in rows) for rows in self._kinds)
        return sha256(text.encode()).hexdigest()[:16]


class Act(NamedTuple):
    """One closing or reopening."""

    action: str
    reason: str
    missing: int
    author: str
    recorded_at: datetime


def is_lagging(row: JudgedSeries) -> bool:
    """Whether the lead unit is asked to explain where the series stands."""
    return row.assessment.verdict in SHORT


def needs_explaining(row: JudgedSeries) -> bool:
    """Whether a lagging series is one that the place collects: others owe nobody a word."""
    end, since = row.assessment.period_end, row.assessment.facts.collecting_since
    return is_lagging(row) and end is not None and since is not None and since <= end


def is_explained(row: JudgedSeries) -> bool:
    """Whether the figure that is judged was explained. Needs a sight with words."""
    end, said = row.assessment.period_end, row.explanation
    return said is not None and end is not None and said.period_end >= end


def missing_of(place_id: uuid.UUID, period_end: date, *, today: date) -> Missing:
    """What is missing from a place's period. Two queries."""
    rows = judged_series(
        year=period_end.year,
        at=AsOf(period_end, today),
        place_ids=[place_id],
        sight=_SIGHT,
    )
    not_reported: list[JudgedSeries] = []
    earlier: list[JudgedSeries] = []
    returned, waiting, codes = [], [], []
    due = 0
    for row in rows:
        facts, reporting = row.assessment.facts, row.assessment.reporting
        is_here = is_period_end(facts.calendar, period_end)
        is_waiting = is_here and period_end in facts.submitted
        is_official = any(
            fact.period_end == period_end and not fact.is_provisional for fact in facts.actuals
        )
        is_due = is_owed(row, period_end)
        # What is reported once may have no period: then it belongs to each until it is done
        is_due = is_due or (reporting in _OWED and row.assessment.reporting_period_end is None)
        due += is_due
        if is_waiting:
            waiting.append(row)
        elif reporting is Reporting.RETURNED:
            returned.append(row)
        elif reporting in _OWED and not is_official:
            (not_reported if is_due else earlier).append(row)
        else:
            continue
        if not is_official:
            codes.append(row.code)
    return Missing(
        not_reported=tuple(not_reported),
        earlier=tuple(earlier),
        returned=tuple(returned),
        waiting=tuple(waiting),
        unexplained=tuple(row for row in rows if needs_explaining(row) and not is_explained(row)),
        due=due,
        codes=tuple(codes),
    )


def is_owed(row: JudgedSeries, period_end: date) -> bool:
    """Whether a report of this period was expected, has come or not."""
    speaks_of = row.assessment.reporting_period_end
    return speaks_of == period_end and row.assessment.reporting not in (
        Reporting.NOT_COLLECTING,
        Reporting.NOT_DUE,
    )


def stands(place_id: uuid.UUID, period_end: date) -> str:
    """The newest act on the period; empty where there was none. One query."""
    newest = (
        Closing.objects.filter(place_id=place_id, period_end=period_end)
        .order_by("-recorded_at")
        .values_list("action", flat=True)
        .first()
    )
    return newest or ""


def period_states(place_id: uuid.UUID, year: int) -> dict[date, str]:
    """The newest act on each period of a year that there was one on. One query."""
    rows = (
        Closing.objects.filter(place_id=place_id, period_end__year=year)
        .order_by("period_end", "-recorded_at")
        .distinct("period_end")
        .values_list("period_end", "action")
    )
    return dict(rows)


def acts_on(place_id: uuid.UUID, period_end: date) -> tuple[Act, ...]:
    """Every closing and reopening of a period, the newest first. One query."""
    rows = (
        Closing.objects.filter(place_id=place_id, period_end=period_end)
        .order_by("-recorded_at")
        .annotate(name=name_then())
        .values_list("action", "reason", "missing", "recorded_at", "name")
    )
    return tuple(
        Act(
            action=action,
            reason=reason,
            missing=len(missing),
            author=name,
            recorded_at=recorded_at,
        )
        for action, reason, missing, recorded_at, name in rows
    )
