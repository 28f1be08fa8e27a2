"""The other moment that a reader compares with: a month with today's knowledge, or a past day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from targets import clock, formatting
from targets.reads.changes.place_changes import Moment
from targets.reads.judging.judged import AsOf
from targets.web.request.known_on import day_asked
from targets.web.request.query import ViewQuery, month_asked


class Other(NamedTuple):
    """The moment, how the address says it, and how it is called."""

    moment: Moment
    name: str
    month: str  # as in ?with=
    day: date | None  # as in ?since=


def other_asked(request: HttpRequest, query: ViewQuery) -> Other | None:
    """From ``?since=`` (what was known on that day) or ``?with=`` (another month); None without.

    Raises :class:`~targets.web.refusals.BadRequest` for what is no day or month, or has not come.
    """
    day = day_asked(request, query.rights, query.at.today, "since")
    if day is not None:
        at = AsOf(min(query.at.as_of, day), day, clock.end_of(day))
        name = _("what was known on %(day)s") % {"day": formatting.day(day)}
        return Other(Moment(query.year, at), name, "", day)
    text = request.GET.get("with", "").strip()
    if not text:
        return None
    end = month_asked(text, query.at.today)
    return _month(end, query)


def month_before(query: ViewQuery) -> Other:
    """The month before the one that is shown."""
    return _month(query.at.as_of.replace(day=1) - timedelta(days=1), query)


def in_order(query: ViewQuery, other: Other) -> tuple[ViewQuery, Other]:
    """The later of two months as what is shown, the earlier as what it is compared with."""
    if other.day is not None or other.moment.at.as_of <= query.at.as_of:
        return query, other
    later = query._replace(year=other.moment.year, at=other.moment.at)
    return later, _month(query.at.as_of, later)


def _month(end: date, query: ViewQuery) -> Other:
    shown = query.at.as_of
    # A year can be looked at from a later one: its December from February
    is_of_year = end.year == shown.year or query.year <= end.year <= shown.year
    moment = Moment(query.year if is_of_year else end.year, query.at._replace(as_of=end))
    return Other(moment, formatting.month(end), f"{end:%Y-%m}", None)
