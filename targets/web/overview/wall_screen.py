"""The wall: the overview cut to slides that are read from five metres."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets import formatting
from targets.core.saying.sentence import short_sentence
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import Overview, ThemeSection, is_context, is_task
from targets.reads.scope.labels import TierLabel
from targets.web.parts.figure_badges import standing
from targets.web.parts.glyphs import chip, progress_mark

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
