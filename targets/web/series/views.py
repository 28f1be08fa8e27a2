"""指标详情: one series in one year, with everything behind its verdict."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import clock, formatting
from targets.core.changes.messages import change_sentences
from targets.core.saying.sentence import sentence
from targets.core.saying.working import working
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import is_task
from targets.reads.scope.labels import tier_labels
from targets.reads.series.outlook import Outlook, series_outlook
from targets.reads.series.page import SeriesPage, Since, find_series, series_changes, series_page
from targets.web.parts.explanations import explanations_of
from targets.web.parts.figure_badges import standing
from targets.web.parts.glyphs import chip
from targets.web.parts.marks_shown import marks_shown
from targets.web.parts.series_words import Tiers
from targets.web.request.errors import handle_errors
from targets.web.request.known_on import day_asked
from targets.web.request.links import link_params, query
from targets.web.request.query import ViewQuery, parse_query
from targets.web.series import screen, sources
from targets.web.series.beside import beside
from targets.web.series.chart_ahead import Cause, ahead_of
from targets.web.series.chart_table import drawn_numbers
from targets.web.series.chart_words import chart_of
from targets.web.series.embed_chart import chart_svg, picture_of
from targets.web.series.outlook import outlook_shown

# ---- What changed on the page of a series: since the month before, or since a day asked for


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


@handle_errors
@require_safe
def series_detail(request: HttpRequest, place: str, code: str) -> HttpResponseBase:
    """The page of one series, as the URL asks for it."""
    tiers = tier_labels()
    wanted = parse_query(request, tiers, code=place)
    series = find_series(wanted.place.label.id, code)
    if series is None:
        raise Http404(_("This place has no series “%(code)s”.") % {"code": code})
    page = series_page(
        series,
        year=wanted.year,
        at=wanted.at,
        tier=wanted.tier,
        sight=wanted.sight,
        with_people=wanted.sees_people,
    )
    outlook = series_outlook(
        series, page.row, at=wanted.at, sight=wanted.sight, growth_id=page.growth_id
    )
    explained = explanations_of(page.row, series, wanted)
    context = (
        _head(page, wanted, tiers)
        | _body(page, wanted, tiers)
        | _chart(page, tiers, outlook, explained, wanted)
        | beside(series, page.row, wanted, tiers)
        | {"outlook": outlook_shown(page.row, outlook, tiers), "kept": link_params(wanted)}
        | changes_of(request, page.row, wanted, tiers)
        | explained
    )
    return render(request, "targets/series/series.html", context)


def _head(page: SeriesPage, wanted: ViewQuery, tiers: Tiers) -> dict[str, Any]:
    row, assessment = page.row, page.row.assessment
    said = sentence(assessment, formatting.series_words(row, tiers))
    chips = [chip(assessment.verdict, formatting.verdict(assessment))]
    chips += [
        chip(
            tier.verdict,
            f"{_short(tier.target.tier, tiers)} {formatting.verdict(assessment, tier)}",
            small=True,
        )
        for tier in assessment.tiers
        if tier is not assessment.headline and assessment.judged is not None
    ]  # fmt: skip
    return {
        "asked": wanted,
        "row": row,
        "name": formatting.name(row),
        "place_name": formatting.name(row.place),
        "theme_name": formatting.name(row.theme),
        "year": wanted.year,
        "years": _years(wanted),
        "as_of": formatting.as_of_month(wanted.at.as_of),
        "chips": mark_safe("".join(chips)),  # noqa: S308 - our own words; tier names are escaped
        "reporting": formatting.reporting(assessment),
        "standing": standing(assessment),
        "marks": marks_shown(assessment),
        "sentence": formatting.phrases(said),
        "facts": screen.facts(row, tiers),
        "previous": page.previous,
        "next": page.next,
        "query": query(wanted),
        "fell_back": assessment.headline_fell_back,
    }


def _short(code: str, tiers: Tiers) -> str:
    label = tiers.get(code)
    return escape(formatting.tier_short(label)) if label is not None else ""


def _body(page: SeriesPage, wanted: ViewQuery, tiers: Tiers) -> dict[str, Any]:
    row, people = page.row, wanted.sees_people
    task = is_task(row)
    return {
        "is_task": task,
        "periods": [] if task else screen.periods(page),
        "stages": screen.stages(page) if task else [],
        "unit": formatting.unit(row),
        "working": [
            formatting.phrase(line)
            for line in working(row.assessment, formatting.series_words(row, tiers))
        ],
        "stated": sources.stated(page, tiers, with_people=people),
        "duties": sources.answering(page, with_people=people),
        "inferred": row.inferred,
        "definition": sources.definition(page),
        "ledger": sources.ledger(page, year=wanted.year),
        "ledger_before": sources.ledger(page, before=wanted.year),
        "with_people": people,
    }


def _chart(
    page: SeriesPage,
    tiers: Tiers,
    outlook: Outlook | None,
    explained: dict[str, Any],
    wanted: ViewQuery,
) -> dict[str, Any]:
    """The chart, its numbers, and the picture that stands there until it is drawn."""
    row = page.row
    if is_task(row):
        return {}
    causes = [
        Cause(each.current.period_end, each.current.cause)
        for each in explained.get("explained", ())
    ]
    growth = outlook.growth.row if outlook is not None and outlook.growth is not None else None
    ahead = ahead_of(page, outlook, causes, today=wanted.at.today)
    chart = chart_of(page, tiers, ahead, growth)
    return {
        "chart": chart._asdict(),
        "has_periods": chart.period is not None,
        "ahead": ahead,
        "mark_kinds": {mark.kind for mark in ahead.marks},
        "drawn": drawn_numbers(row, tiers, ahead, growth),
        "first_picture": chart_svg(picture_of(row, tiers)),
    }


def _years(wanted: ViewQuery) -> list[int]:
    known = {wanted.year, *wanted.place.years, *wanted.place.latest_ends}
    return sorted(known, reverse=True)
