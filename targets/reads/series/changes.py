"""What became of a series since an earlier day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from targets.core.changes.changes import Change, changes
from targets.core.judging.assessment import assess
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.scope.visibility import Visibility


class Since(NamedTuple):
    """A past day, and its last instant: what was known by then."""

    day: date
    known_at: datetime


def series_changes(
    row: JudgedSeries, *, at: AsOf, since: Since | None, tier: str | None, sight: Visibility
) -> Change | None:
    """What changed up to ``at``; None where status and value are what they were.

    Since a day: against what the page showed on that day, as the ledger, the targets and the
    margins stood then. Two queries. Without one: against the month before, with the same
    knowledge. No query.
    """
    assessment = row.assessment
    if since is None:
        before = at.as_of.replace(day=1) - timedelta(days=1)
        earlier = assess(assessment.facts, as_of=before, today=at.today, tier=tier)
        return changes(earlier, assessment)
    (then,) = judged_series(
        year=assessment.facts.year,
        at=AsOf(min(at.as_of, since.day), since.day, since.known_at),
        series_id=row.id,
        tier=tier,
        with_sources=True,
        sight=sight,
    )
    return changes(then.assessment, assessment)
