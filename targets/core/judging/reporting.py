"""Whether the period that is due was reported: never mixed with the verdict."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from targets.core.values.facts import Calendar, Reporting, SeriesFacts
from targets.core.values.periods import due_date


class ReportingFact(NamedTuple):
    status: Reporting
    period_end: date | None = None  # the period it speaks of
    due_on: date | None = None


def reporting(
    facts: SeriesFacts,
    ends: Sequence[date],
    reported: Collection[date],
    *,
    as_of: date,
    today: date,
    due_on: date | None = None,
    is_done: bool = False,
) -> ReportingFact:
    """What is known of the latest period that had ended by ``as_of``.

    ``ends`` are the year's ended periods, ``reported`` the period ends with an entry, ``due_on``
    the target's date (for what is reported once). A task declared done owes no further report.
    """
    since = facts.collecting_since
    reported = facts.submitted.union(reported)
    if facts.calendar is Calendar.ONCE:
        return _once(since, ends, reported, as_of=as_of, due_on=due_on)
    if not ends:
        status = Reporting.NOT_COLLECTING if since is None else Reporting.NOT_DUE
        return ReportingFact(status)
    period_end = ends[-1]
    by = due_date(period_end, facts.due)
    if since is None or since > period_end:
        status = Reporting.NOT_COLLECTING
    elif period_end in reported or is_done:
        status = Reporting.REPORTED
    elif period_end in facts.returned:
        status = Reporting.RETURNED
    else:
        status = Reporting.DUE if today <= by else Reporting.OVERDUE
    return ReportingFact(status, period_end, by)


def _once(
    since: date | None,
    ends: Sequence[date],
    reported: Collection[date],
    *,
    as_of: date,
    due_on: date | None,
) -> ReportingFact:
    """Any entry of the year will do, and only the target's own date makes it overdue."""
    entered = [end for end in ends if end in reported]
    if since is None or since > as_of:
        return ReportingFact(Reporting.NOT_COLLECTING, None, due_on)
    if entered:
        return ReportingFact(Reporting.REPORTED, entered[-1], due_on)
    if due_on is None or due_on >= as_of:
        return ReportingFact(Reporting.NOT_DUE, None, due_on)
    status = Reporting.NOT_COLLECTING if due_on < since else Reporting.OVERDUE
    return ReportingFact(status, None, due_on)
