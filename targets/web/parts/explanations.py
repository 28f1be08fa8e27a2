"""Explanations as a series' page prints them: for readers who log in."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from targets import access, formatting
from targets.models import Series
from targets.reads.check.closing import is_explained, is_lagging, needs_explaining
from targets.reads.judging.judged import JudgedSeries
from targets.reads.series.explanations import ExplanationEntry, explanations
from targets.web.request.query import ViewQuery

LONGEST_LINE = 80  # characters of a cause on the overview; all of it stands on the series page


class Explained(NamedTuple):
    """What stands for one period, and what was said before."""

    label: str
    current: ExplanationEntry
    earlier: tuple[ExplanationEntry, ...]


def explanations_of(row: JudgedSeries, series: Series, wanted: ViewQuery) -> dict[str, Any]:
    """The part on cause, measures and catch-up date; nothing for anonymous readers. At most two
    queries."""
    if not wanted.sees_people:
        return {}
    calendar = row.assessment.facts.calendar
    may_explain = row.assessment.period_end is not None and access.may_explain(
        wanted.rights, series, wanted.place.above
    )
    address = reverse("targets:explain", args=[row.place.code, row.code])
    query = urlencode({"year": wanted.year, "as_of": f"{wanted.at.as_of:%Y-%m}"})
    return {
        "explained": [
            Explained(formatting.period(calendar, explanation.current.period_end), *explanation)
            for explanation in explanations(
                row.place.id,
                row.id,
                wanted.year,
                up_to=wanted.at.as_of,
                known_at=wanted.at.known_at,
            )
        ],
        "needs_explaining": needs_explaining(row),
        "is_explained": is_explained(row),
        "explain_url": f"{address}?{query}" if may_explain else "",
    }


def cause_line(row: JudgedSeries) -> SafeString:
    """The small line beneath a lagging series' name: its cause, or that none was given."""
    if is_lagging(row) and is_explained(row) and row.explanation is not None:
        cause = row.explanation.cause
        if len(cause) > LONGEST_LINE:
            cause = cause[: LONGEST_LINE - 1] + "…"
        return format_html('<span class="cause">{}{}</span>', _("Cause: "), cause)
    if needs_explaining(row):
        return format_html('<span class="cause none">{}</span>', _("no cause given"))
    return mark_safe("")


def cause_mark(row: JudgedSeries) -> str:
    """Whether a lagging series was explained, in a word."""
    if is_lagging(row) and is_explained(row):
        return _("explained")
    return _("not explained") if needs_explaining(row) else ""
