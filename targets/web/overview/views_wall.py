"""大屏: the overview for a meeting-room screen; a script turns its slides and fetches them anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from targets import clock, formatting
from targets.core.saying.sentence import short_sentence
from targets.core.values.reading import whole
from targets.models import Role
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import (
    Filters,
    Overview,
    ThemeSection,
    is_context,
    is_task,
    overview,
)
from targets.reads.scope.labels import TierLabel, tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.web.parts.figure_badges import standing
from targets.web.parts.glyphs import chip, progress_mark
from targets.web.parts.summary import summarise
from targets.web.request.errors import BadRequest, handle_errors
from targets.web.request.links import params_as_given, place_query
from targets.web.request.query import ViewQuery, parse_query
from tracker.requests.session_limits import no_activity

# ---- The wall: the overview cut to slides that are read from five metres

LINES = 6  # on a slide: a line is two rows of type, each an eightieth of the screen's width
_NAMED = 8  # series without data that are named; the others are counted

Tiers = Mapping[str, TierLabel]


class Line(NamedTuple):
    """One series on a slide."""

    name: str
    value: SafeString  # with its unit
    period: str
    target: str
    gap: str
    mark: SafeString  # the progress mark, hidden from screen readers
    chip: SafeString
    is_task: bool


class Slide(NamedTuple):
    """One screen: a theme or a part of one."""

    key: str
    title: str
    part: str  # 1/2; empty when the theme has one slide
    counts: str
    lines: tuple[Line, ...]


class Waiting(NamedTuple):
    """The series of a theme that have no data."""

    theme: str
    names: str


def slides(found: Overview, tiers: Tiers) -> tuple[Slide, ...]:
    """A slide or more for each theme that has something to show."""
    return tuple(slide for section in found.sections for slide in _theme(section, tiers))


def waiting(found: Overview) -> tuple[Waiting, ...]:
    """What has no data, by theme, for the last slide."""
    missing = (
        (section.theme, [row for row in _judged(section) if not _has_data(row)])
        for section in found.sections
    )
    return tuple(Waiting(formatting.name(theme), _names(rows)) for theme, rows in missing if rows)


def _names(rows: list[JudgedSeries]) -> str:
    named = pgettext("between names", ", ").join(formatting.name(row) for row in rows[:_NAMED])
    if len(rows) <= _NAMED:
        return named
    return _("%(names)s and %(more)s more") % {"names": named, "more": len(rows) - _NAMED}


def _judged(section: ThemeSection) -> Iterable[JudgedSeries]:
    """Figures and tasks; what states no target is for the overview."""
    figures = (row for row in section.quantified if not is_context(row))
    return (*figures, *section.tasks)


def _has_data(row: JudgedSeries) -> bool:
    return row.assessment.judged is not None


def _theme(section: ThemeSection, tiers: Tiers) -> list[Slide]:
    judged = tuple(_judged(section))
    shown = [row for row in judged if _has_data(row)]
    # As many on each slide, rather than one left over
    parts = -(-len(shown) // LINES)
    most = -(-len(shown) // max(parts, 1))
    counts = _("%(shown)s of %(total)s have data") % {"shown": len(shown), "total": len(judged)}
    return [
        Slide(
            key=f"{section.theme.code}-{number}",
            title=formatting.name(section.theme),
            part=f"{number}/{parts}" if parts > 1 else "",
            counts=counts,
            lines=tuple(_line(row, tiers) for row in shown[(number - 1) * most : number * most]),
        )
        for number in range(1, parts + 1)
    ]


def _line(row: JudgedSeries, tiers: Tiers) -> Line:
    assessment, task = row.assessment, is_task(row)
    return Line(
        name=formatting.name(row),
        value=_stage(row) if task else _value(row),
        period=_period(row),
        target=_due(row) if task else _target(row, tiers),
        gap=""
        if task
        else formatting.phrase(short_sentence(assessment, formatting.series_words(row, tiers))),
        mark=mark_safe("" if task else progress_mark(assessment)),  # noqa: S308 - our own drawing
        chip=mark_safe(  # noqa: S308 - our own words and drawing
            chip(assessment.verdict, formatting.verdict(assessment)) + standing(assessment)
        ),
        is_task=task,
    )


def _stage(row: JudgedSeries) -> SafeString:
    judged = row.assessment.judged
    return format_html("{}", judged.stage if judged is not None else "")


def _value(row: JudgedSeries) -> SafeString:
    assessment = row.assessment
    if assessment.actual is None:
        return mark_safe("—")
    more = _("more than") if assessment.is_floor else ""
    unit = "%" if row.unit_zh == "%" else formatting.unit(row)
    number = formatting.number(assessment.actual, row.decimals)
    return format_html("{}<b>{}</b><small>{}</small>", more, number, unit)


def _period(row: JudgedSeries) -> str:
    assessment = row.assessment
    if assessment.period_end is None:
        return ""
    period = formatting.period(assessment.facts.calendar, assessment.period_end)
    if not assessment.on_older_data:
        return period
    return _("by %(period)s data") % {"period": period}


def _target(row: JudgedSeries, tiers: Tiers) -> str:
    headline = row.assessment.headline
    if headline is None:
        return ""
    wording = formatting.target_wording(headline.target, row.unit_zh, row.unit_en, row.decimals)
    label = tiers.get(headline.target.tier)
    short = "" if label is None else formatting.tier_short(label)
    return f"{short} {wording}".strip()


def _due(row: JudgedSeries) -> str:
    due = next((tier.target.due_on for tier in row.assessment.tiers if tier.target.due_on), None)
    return _("due %(month)s") % {"month": formatting.month(due)} if due else ""


LOOKS = ("dark", "light")
TURN, LEAST_TURN, MOST_TURN = 15, 3, 600  # seconds a slide stands


@handle_errors
@require_safe
@no_activity
def wall_page(request: HttpRequest) -> HttpResponseBase:
    """The whole of a place as slides; without script one long page. As the overview, in as many
    queries."""
    tiers = tier_labels()
    query = parse_query(request, tiers)
    links = {
        "overview": f"{reverse('targets:overview')}?{params_as_given(request, query)}",
        "displays": f"{reverse('targets:display_links')}?{place_query(query)}"
        if query.rights.has_role(Role.MANAGER, query.place.above)
        else "",
    }
    return render(
        request, "targets/overview/wall.html", {**wall_content(request, query, tiers), **links}
    )


def wall_content(
    request: HttpRequest, query: ViewQuery, tiers: dict[str, TierLabel]
) -> dict[str, object]:
    """What the slides hold, for whoever may see it; nothing leads away from them. Raises
    :class:`BadRequest` for a look or a number of seconds that does not exist."""
    look, seconds = _look(request), _seconds(request)
    found = overview(
        query.place,
        year=query.year,
        at=query.at,
        filters=Filters(tier=query.tier),
        rules=rules_in_force(query.at.as_of, query.at.known_at),
        sight=query.sight,
    )
    return {
        "asked": query,
        "place_name": formatting.name(query.place.label),
        "look": look,
        "seconds": seconds,
        "found": found,
        "summary": summarise(found, query, tiers, lambda **_changes: ""),
        "slides": slides(found, tiers),
        "waiting": waiting(found),
        "as_of_label": formatting.as_of_month(query.at.as_of),
        "now": clock.now(),
    }


def _look(request: HttpRequest) -> str:
    look = request.GET.get("look") or LOOKS[0]
    if look not in LOOKS:
        raise BadRequest(_("There is no look “%(look)s”: ask for dark or light.") % {"look": look})
    return look


def _seconds(request: HttpRequest) -> int:
    text = request.GET.get("seconds", "").strip()
    if not text:
        return TURN
    seconds = whole(text, LEAST_TURN, MOST_TURN)
    if seconds is None:
        raise BadRequest(
            _("A slide stands from %(least)s to %(most)s seconds; “%(text)s” is not that.")
            % {"least": LEAST_TURN, "most": MOST_TURN, "text": text[:20]}
        )
    return seconds
