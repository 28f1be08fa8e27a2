"""总览一页纸: the overview of a place on one A4 page, for a folder or a fax."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import clock, formatting
from targets.core.judging.outcomes import Assessment, TierAssessment
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import overview
from targets.reads.scope.labels import tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.web.parts.figure_badges import standing
from targets.web.parts.glyphs import chip
from targets.web.parts.heading import rests_on, section_name
from targets.web.parts.marks_shown import mark_words
from targets.web.parts.pace_shown import deviation, pace_lines
from targets.web.parts.summary import summarise
from targets.web.request.errors import handle_errors
from targets.web.request.query import filters, parse_query

_LONGEST_STAGE = 15  # characters of a task's stage: the page is one


class SheetLine(NamedTuple):
    """One series on the sheet."""

    name: str
    target: str
    actual: str
    period: str
    standing: SafeString  # whether the figure waits to be checked, is preliminary
    completion: str
    pace: tuple[str, ...]  # the deviation, where it is not from the linear pace
    stage: str  # of a task, instead of figures
    chip: SafeString
    marks: str  # those of leaders


class SheetSection(NamedTuple):
    """The series of one group."""

    name: str
    lines: tuple[SheetLine, ...]


@handle_errors
@require_safe
def sheet_page(request: HttpRequest) -> HttpResponseBase:
    """What the overview shows with the same address, in the fewest words."""
    tiers = tier_labels()
    query = parse_query(request, tiers)
    narrowed = filters(request, query.tier, sees_people=query.sees_people)
    rules = rules_in_force(query.at.as_of, query.at.known_at)
    found = overview(
        query.place, year=query.year, at=query.at, filters=narrowed, rules=rules,
        sight=query.sight,
    )  # fmt: skip
    context = {
        "asked": query,
        "place_name": formatting.name(query.place.label),
        "overview": found,
        "summary": summarise(found, query, tiers, lambda **_changes: ""),
        "summary_period": formatting.as_of_month(query.at.as_of),
        "sections": [
            SheetSection(
                section_name(section.theme, narrowed.group),
                tuple(_line(row) for row in (*section.quantified, *section.tasks)),
            )
            for section in found.sections
        ],
        "rests_on": rests_on(query, narrowed, found),
        "now": clock.now(),
        "overview_address": f"{reverse('targets:overview')}?{urlencode(request.GET.dict())}",
    }
    return render(request, "targets/overview/sheet.html", context)


def _line(row: JudgedSeries) -> SheetLine:
    assessment = row.assessment
    headline = assessment.headline
    target = headline.target if headline else None
    actual, said = "—", ""
    if assessment.actual is not None:
        more = ">" if assessment.is_floor else ""
        actual = f"{more}{formatting.number(assessment.actual, row.decimals)}"
    elif assessment.judged is not None and assessment.judged.stage:
        stage = assessment.judged.stage
        said = stage if len(stage) <= _LONGEST_STAGE else f"{stage[:_LONGEST_STAGE]}…"
    rate = headline.completion_rate if headline else None
    wording = ""
    if target is not None:
        wording = formatting.target_wording(target, row.unit_zh, row.unit_en, row.decimals)
    shown = chip(assessment.verdict, formatting.verdict(assessment), small=True)
    paced = _paced(headline) if headline else ()
    return SheetLine(
        name=formatting.name(row),
        target=wording,
        actual=actual,
        period=_period(assessment),
        standing=standing(assessment),
        stage=said,
        completion="" if rate is None else f"{formatting.number(rate, 1)}%",
        pace=paced,
        marks=" ".join(mark_words(assessment)) if assessment.actual is not None else "",
        chip=mark_safe(shown),  # noqa: S308 - our own words and drawing
    )


def _paced(tier: TierAssessment) -> tuple[str, ...]:
    """Name, deviation and the linear deviation of a pace that is not the linear one."""
    lines = pace_lines(tier)
    return (f"{lines[0]} {deviation(tier)}", *lines[1:]) if lines else ()


def _period(assessment: Assessment) -> str:
    """The period of the figure; said to be older where a later one has ended without a figure."""
    if assessment.judged is None or assessment.period_end is None:
        return ""
    period = formatting.period(assessment.facts.calendar, assessment.period_end)
    return _("by %(period)s data") % {"period": period} if assessment.on_older_data else period
