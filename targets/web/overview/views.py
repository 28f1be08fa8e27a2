"""总览: where a place stands in a year, everything server-rendered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import access, clock, formatting
from targets.core.judging.outcomes import Assessment
from targets.core.values.periods import as_of_month, month_end
from targets.reads.changes.place_changes import judged_then
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import Group, Overview, overview
from targets.reads.scope.labels import Label, TierLabel, tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.web.overview.tables import FiguresTable, TasksTable
from targets.web.parts.heading import rests_on, section_name, waiting
from targets.web.parts.summary import summarise
from targets.web.request.errors import handle_errors
from targets.web.request.links import params_as_given, query, without
from targets.web.request.other_moment import Other, other_asked
from targets.web.request.query import CHOICES, ViewQuery, choices, filters, parse_query


class Section(NamedTuple):
    """One theme as printed."""

    theme: Label
    name: str
    quantified: int
    with_data: int
    tasks: int
    tables: tuple[FiguresTable | TasksTable, ...]


class MonthChoice(NamedTuple):
    """A month that can be asked for."""

    value: str
    label: str
    chosen: bool


@handle_errors
@require_safe
def overview_page(request: HttpRequest) -> HttpResponseBase:
    """The overview of one place, as the URL asks for it."""
    rights = access.rights_of_request(request)
    offered = choices(rights)
    tiers = tier_labels()
    wanted = parse_query(request, tiers, offered=offered)
    narrowed = filters(request, wanted.tier, sees_people=wanted.sees_people)
    rules = rules_in_force(wanted.at.as_of, wanted.at.known_at)
    found = overview(
        wanted.place,
        year=wanted.year,
        at=wanted.at,
        filters=narrowed,
        rules=rules,
        sight=wanted.sight,
    )
    other = other_asked(request, wanted)
    then = (
        judged_then(wanted.place.label.id, other.moment, tier=wanted.tier, sight=wanted.sight)
        if other
        else None
    )
    context = {
        "asked": wanted,
        "place_name": formatting.name(wanted.place.label),
        "filters": narrowed,
        "overview": found,
        "summary": summarise(found, wanted, tiers, _address(request)),
        "sections": _sections(request, found, wanted, tiers, narrowed.group, then=then),
        "other": other,
        "uncompared": without(request, "with", "since"),
        "groups": [(each.value, _grouped_by(each), each is narrowed.group) for each in Group],
        "rests_on": rests_on(wanted, narrowed, found),
        "margins": rules.margins,
        "tiers": tiers.values(),
        "as_of_label": formatting.as_of_month(wanted.at.as_of),
        "summary_period": formatting.as_of_month(wanted.at.as_of),
        "series_query": query(wanted),
        "now": clock.now(),
        "query": urlencode(_kept(request, wanted)),
        "query_as_asked": urlencode(_said(request, wanted)),
        "wall_query": params_as_given(request, wanted),
    } | _choices(request, offered, found, wanted, other)
    return render(request, "targets/overview/overview.html", context)


def _kept(request: HttpRequest, wanted: ViewQuery, **changes: str) -> dict[str, str]:
    """The URL's parameters with what was defaulted filled in."""
    moment = {"year": str(wanted.year), "as_of": f"{wanted.at.as_of:%Y-%m}"}
    return _said(request, wanted, **(moment | changes))


def _said(request: HttpRequest, wanted: ViewQuery, **changes: str) -> dict[str, str]:
    """The URL's parameters as they are, with the place."""
    said: dict[str, Any] = request.GET.dict() | {"place": wanted.place.label.code} | changes
    return {key: value for key, value in said.items() if value}


def _address(request: HttpRequest) -> Any:
    def address(**changes: str) -> str:
        kept = request.GET.dict() | changes
        return "?" + urlencode({key: value for key, value in kept.items() if value})

    return address


def _choices(
    request: HttpRequest,
    offered: tuple[Any, ...],
    found: Overview,
    wanted: ViewQuery,
    other: Other | None,
) -> dict[str, Any]:
    as_of, today, year = wanted.at.as_of, wanted.at.today, wanted.year
    last = 12 if year < today.year else today.month if year == today.year else 0
    months = tuple(
        MonthChoice(
            f"{year}-{month:02d}",
            formatting.as_of_month(month_end(year, month)),
            (as_of.year, as_of.month) == (year, month),
        )
        for month in range(1, last + 1)
    )
    years = sorted({*wanted.place.years, *wanted.place.latest_ends, year}, reverse=True)
    return {
        "places": offered if len(offered) <= CHOICES else (),
        "has_sample": any(place.code == "sample" for place in offered),
        "years": years,
        "months": months,
        "earlier": _step(request, wanted, -1, today),
        "later": _step(request, wanted, 1, today),
        "published": sum(row.assessment.judged is not None for row in found.rows),
        "manages": wanted.rights.manages,
        "waiting": waiting(found),
        "without_pending": "?" + urlencode(_said(request, wanted, pending="no")),
        "with_pending": without(request, "pending"),
        "present": without(request, "known"),
        "opened": [name for name in ("year", "as_of") if not request.GET.get(name, "").strip()],
        "beside": _beside(months, wanted, other),
    }


def _beside(
    months: tuple[MonthChoice, ...], wanted: ViewQuery, other: Other | None
) -> tuple[MonthChoice, ...]:
    """The months that can stand beside the one shown: the earlier ones of the year, the last
    December, and the one that does."""
    shown = f"{wanted.at.as_of:%Y-%m}"
    labels = {month.value: month.label for month in months if month.value < shown}
    december = month_end(wanted.year - 1, 12)
    labels[f"{december:%Y-%m}"] = formatting.month(december)
    if other is not None and other.month:
        labels.setdefault(other.month, other.name)
    chosen = other.month if other is not None else ""
    return tuple(
        MonthChoice(value, label, value == chosen)
        for value, label in sorted(labels.items(), reverse=True)
    )


def _step(request: HttpRequest, wanted: ViewQuery, step: int, today: date) -> str:
    """The address of the month before or after, filters kept; empty where there is none."""
    month = wanted.at.as_of.month + step
    if wanted.at.as_of.year != wanted.year or not 1 <= month <= 12:  # noqa: PLR2004
        return ""
    if (wanted.year, month) > (today.year, today.month):
        return ""
    end = as_of_month(wanted.year, month, today)
    return "?" + urlencode(_kept(request, wanted, as_of=f"{end:%Y-%m}"))


def _grouped_by(group: Group) -> str:
    return {
        Group.THEME: _("by theme"),
        Group.LEAD: _("by lead unit"),
        Group.STATUS: _("by status"),
    }[group]


def _sections(
    request: HttpRequest,
    found: Overview,
    wanted: ViewQuery,
    tiers: dict[str, TierLabel],
    group: Group,
    *,
    then: Mapping[UUID, Assessment] | None = None,
) -> tuple[Section, ...]:
    sort, address = request.GET.get("sort", ""), _address(request)

    said = query(wanted)

    def link(row: JudgedSeries) -> str:
        return f"{reverse('targets:series', args=[row.place.code, row.code])}?{said}"

    sections = []
    for section in found.sections:
        name = section_name(section.theme, group)
        tables: list[FiguresTable | TasksTable] = []
        shared = {"tiers": tiers, "link": link, "caption": name, "sort": sort, "address": address}
        shared["with_words"] = wanted.sees_people
        shared["then"] = then
        if section.quantified:
            tables.append(FiguresTable(section.quantified, **shared))
        if section.tasks:
            tables.append(TasksTable(section.tasks, **shared))
        sections.append(
            Section(
                theme=section.theme,
                name=name,
                quantified=len(section.quantified),
                with_data=sum(row.assessment.actual is not None for row in section.quantified),
                tasks=len(section.tasks),
                tables=tuple(tables),
            )
        )
    return tuple(sections)
