"""进度通报: the month's briefing as a draft, its files, and the list of those issued."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from targets import access, formatting
from targets.core.values.periods import month_end
from targets.reads.briefing.issued import IssuedLine, issued_briefings, replacements
from targets.reads.scope.labels import tier_labels
from targets.web.briefing.file import KINDS, briefing_file
from targets.web.briefing.print import printed
from targets.web.briefing.query import (
    BriefingQuery,
    briefing_of,
    briefing_query,
    kept_query,
    may_write,
)
from targets.web.briefing.rows import series_rows
from targets.web.request.errors import handle_errors
from targets.web.request.query import CHOICES, ViewQuery, choices, parse_query


class Issued(NamedTuple):
    """One briefing in the list, and the one that replaced it."""

    line: IssuedLine
    replaced_by: IssuedLine | None


@never_cache
@handle_errors
@require_safe
def briefing_page(request: HttpRequest) -> HttpResponseBase:
    """The draft of a place and month for members; for everybody what was issued."""
    offered = choices(access.rights_of_request(request))
    tiers = tier_labels()
    query = parse_query(request, tiers, offered=offered)
    place = query.place
    context: dict[str, Any] = {
        "asked": query,
        "place_name": formatting.name(place.label),
        "places": offered if len(offered) <= CHOICES else (),
        "months": _months(query),
        "tiers": tiers.values(),
        "query": kept_query(query),
        "present": kept_query(query._replace(known_on=None)),
        "may_write": may_write(query),
        "kinds": KINDS,
    }
    if query.rights.is_anonymous:
        issued = issued_briefings(place.label.id)
    else:
        draft = briefing_of(query, tiers)
        issued = draft.issued
        context |= {"brief": printed(draft.brief()), "next_number": _next_number(draft)}
    context |= {
        "issued": _of_year(issued, query.year),
        "other_years": _other_years(issued, query),
        "years": sorted({query.year, *place.years, *place.latest_ends}, reverse=True),
    }
    return render(request, "targets/briefing/briefing.html", context)


@never_cache
@handle_errors
@require_safe
def briefing_draft_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The draft as a file, marked as one."""
    if kind not in KINDS:
        raise Http404
    draft = briefing_query(request)
    rows = series_rows(draft.asked.place, draft.facts, draft.tiers)
    return briefing_file(draft.brief(), rows, kind, f"{draft.name()}_draft")


def _of_year(issued: tuple[IssuedLine, ...], year: int) -> tuple[Issued, ...]:
    """The briefings about a year, each with what replaced it."""
    replaced = replacements(issued)
    return tuple(Issued(line, replaced.get(line.id)) for line in issued if line.as_of.year == year)


def _other_years(
    issued: tuple[IssuedLine, ...], query: ViewQuery
) -> tuple[tuple[int, int, str], ...]:
    """Each other year with briefings: how many, and where they are listed."""
    found = [line.as_of.year for line in issued if line.as_of.year != query.year]
    address, code = reverse("targets:briefing"), query.place.label.code
    return tuple(
        (year, found.count(year), f"{address}?{urlencode({'place': code, 'year': year})}")
        for year in sorted(set(found), reverse=True)
    )


def _months(query: ViewQuery) -> list[tuple[str, str, bool]]:
    today, year = query.at.today, query.year
    last = 12 if year < today.year else today.month if year == today.year else 0
    return [
        (
            f"{year}-{month:02d}",
            formatting.as_of_month(month_end(year, month)),
            (year, month) == (query.at.as_of.year, query.at.as_of.month),
        )
        for month in range(1, last + 1)
    ]


def _next_number(draft: BriefingQuery) -> str:
    """What the number will probably be; whoever issues may write another."""
    as_of = draft.asked.at.as_of
    number = _("No. %(month)s of %(year)s") % {"month": as_of.month, "year": as_of.year}
    if any(line.number == number for line in draft.issued):
        return _("%(number)s (corrected)") % {"number": number}
    return number
