"""What changed on the page of a series: since the month before, or since a day asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from targets import clock, formatting
from targets.core.changes.messages import change_sentences
from targets.reads.judging.judged import JudgedSeries
from targets.reads.series.changes import Since, series_changes
from targets.web.parts.series_words import Tiers
from targets.web.request.known_on import day_asked
from targets.web.request.query import ViewQuery


def changes_of(
    request: HttpRequest, row: JudgedSeries, wanted: ViewQuery, tiers: Tiers
) -> dict[str, Any]:
    """What the page prints of changes. Raises what :func:`targets.web.request.known_on.day_asked`
    raises."""
    day = day_asked(request, wanted.rights, wanted.at.today, "since")
    since = Since(day, clock.end_of(day)) if day else None
    found = series_changes(row, at=wanted.at, since=since, tier=wanted.tier, sight=wanted.sight)
    said = change_sentences(found, formatting.series_words(row, tiers)) if found else ()
    return {
        "changes": [formatting.phrase(line) for line in said],
        "changes_since": _since(day, wanted.at.as_of),
        "since": day,
    }


def _since(day: date | None, as_of: date) -> str:
    if day is not None:
        return _("since what was known on %(day)s") % {"day": formatting.day(day)}
    before = as_of.replace(day=1) - timedelta(days=1)
    same_year = before.year == as_of.year
    month = formatting.as_of_month(before) if same_year else formatting.day(before)
    return _("since %(month)s") % {"month": month}
