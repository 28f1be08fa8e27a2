"""The overview's tables: figures and tasks, a row a series."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import django_tables2 as tables
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import formatting
from targets.core.changes.changes import moved
from targets.core.judging.outcomes import Assessment, TierAssessment
from targets.core.values.facts import Measure, Reporting, Verdict
from targets.reads.judging.judged import JudgedSeries
from targets.reads.scope.labels import TierLabel
from targets.web.parts.explanations import cause_line
from targets.web.parts.figure_badges import standing
from targets.web.parts.glyphs import chip, progress_mark, trend_mark
from targets.web.parts.marks_shown import marks_shown
from targets.web.parts.pace_shown import deviation, linear, pace_lines

_NOTHING = mark_safe('<span class="nothing">—</span>')
_ORDER = {verdict: position for position, verdict in enumerate(Verdict)}


def _column(label: Any, name: str) -> tables.Column:
    """A column whose cells carry its label, for the cards of a phone."""
    attrs = {"th": {"class": name}, "td": {"class": name, "data-label": label}}
    # Cells render themselves. An accessor that every row has spares the library the message
    # it would write about a missing one, with the whole row in it
    return tables.Column(verbose_name=label, accessor="code", empty_values=(), attrs=attrs)


class SeriesTable(tables.Table):  # type: ignore[misc]
    """What both kinds of row share; ``link`` makes a series' address."""

    class Meta:
        template_name = "targets/overview/_table.html"
        row_attrs = {"class": lambda record: f"row f-{record.assessment.verdict}"}  # noqa: RUF012

    def __init__(
        self,
        rows: Iterable[JudgedSeries],
        *,
        tiers: Mapping[str, TierLabel],
        link: Callable[[JudgedSeries], str],
        caption: str,
        sort: str,
        address: Callable[..., str],
        with_words: bool = False,
        then: Mapping[UUID, Assessment] | None = None,
    ) -> None:
        exclude = ("then",) if then is None else ("change", "trend")
        super().__init__(arranged(rows, sort), orderable=False, exclude=exclude)
        self.then = then or {}
        self.tiers = tiers
        self.link = link
        self.caption = caption
        self.with_words = with_words
        self.sorted_by = sort.removeprefix("-")
        self.direction = "descending" if sort.startswith("-") else "ascending"
        self.sort_links = {
            name: address(sort=f"-{name}" if sort == name else name) for name in _KEYS
        }

    def render_name(self, record: JudgedSeries) -> SafeString:
        cause = cause_line(record) if self.with_words else ""
        return format_html(
            '<a href="{}">{}</a>{}', self.link(record), formatting.name(record), cause
        )

    def render_then(self, record: JudgedSeries) -> SafeString:
        """Status and figure at the other moment; how completion and deviation moved since."""
        before = self.then.get(record.id)
        if before is None:
            return _NOTHING
        shown = chip(before.verdict, formatting.verdict(before), small=True)
        figure = "" if before.actual is None else formatting.number(before.actual, record.decimals)
        lines = [line for line in (figure, *_moved(before, record)) if line]
        rest = "".join(f'<small class="muted">{line}</small>' for line in lines)
        return mark_safe(f"{shown}{rest}")  # noqa: S308 - numbers and our own words

    def render_lead(self, record: JudgedSeries) -> str:
        return formatting.name(record.lead) or _NOTHING

    def render_reporting(self, record: JudgedSeries) -> SafeString:
        word = formatting.reporting(record.assessment)
        kind = "late" if record.assessment.reporting is Reporting.OVERDUE else "said"
        return mark_safe(f'<span class="{kind}">{word}</span>')  # noqa: S308 - our own words


class FiguresTable(SeriesTable):
    """量化指标: everything that is a number."""

    class Meta(SeriesTable.Meta):
        pass

    kind = "figures"

    name = _column(gettext_lazy("Indicator"), "name")
    target = _column(gettext_lazy("Annual target"), "target")
    actual = _column(gettext_lazy("Latest"), "actual")
    completion = _column(gettext_lazy("Completion"), "completion")
    progress = _column(gettext_lazy("Progress"), "progress")
    deviation = _column(gettext_lazy("Deviation"), "deviation")
    change = _column(gettext_lazy("Against last period"), "change")
    trend = _column(gettext_lazy("Trend"), "trend")
    status = _column(gettext_lazy("Status"), "status")
    then = _column(gettext_lazy("Then"), "then")
    lead = _column(gettext_lazy("Lead unit"), "lead")
    reporting = _column(gettext_lazy("Report"), "reporting")

    def render_target(self, record: JudgedSeries) -> SafeString:
        lines = []
        for tier in record.assessment.tiers:
            target = tier.target
            wording = formatting.target_wording(
                target, record.unit_zh, record.unit_en, record.decimals
            )
            modality = ""
            if formatting.in_chinese() and target.modality and target.modality != wording:
                modality = f'<span class="modality">{escape(target.modality)}</span>'
            short = escape(formatting.tier_short(self.tiers[target.tier]))
            lines.append(
                f'<span class="tier"><span class="muted">{short}</span> {modality}'
                f"{escape(wording) or '—'}</span>"
            )
        return mark_safe("".join(lines)) if lines else _NOTHING  # noqa: S308 - escaped above

    def render_actual(self, record: JudgedSeries) -> SafeString:
        assessment = record.assessment
        if assessment.actual is None or assessment.period_end is None:
            return _NOTHING
        number = formatting.number(assessment.actual, record.decimals)
        more = _("more than") if assessment.is_floor else ""
        unit = "%" if record.unit_zh == "%" else formatting.unit(record)
        period = formatting.period(assessment.facts.calendar, assessment.period_end)
        older = _("by %(period)s data") % {"period": period} if assessment.on_older_data else period
        return mark_safe(  # noqa: S308 - numbers, our words and an escaped unit
            f'<span class="muted">{more}</span><b>{number}</b><small>{escape(unit)}</small>'
            f'<span class="period">{escape(older)}</span>{standing(assessment)}'
        )

    def render_completion(self, record: JudgedSeries) -> str:
        headline = record.assessment.headline
        if headline is None or headline.completion_rate is None:
            return _NOTHING
        return formatting.number(headline.completion_rate, 1) + "%"

    def render_progress(self, record: JudgedSeries) -> SafeString:
        """Beneath the bar the pace that its tick stands for, where that is not the linear one."""
        headline = record.assessment.headline
        lines = pace_lines(headline) if headline else ()
        named = "".join(f'<small class="pace">{line} </small>' for line in lines)
        return mark_safe(progress_mark(record.assessment) + named)  # noqa: S308 - ours

    def render_deviation(self, record: JudgedSeries) -> SafeString:
        assessment = record.assessment
        shown = [_distance(record, tier) for tier in _headline_first(assessment)]
        if not shown or shown[0] is None:
            return _NOTHING
        rest = "".join(f"<small>{text}</small>" for text in shown[1:] if text)
        return mark_safe(f"{shown[0]}{rest}")  # noqa: S308 - numbers

    def render_change(self, record: JudgedSeries) -> str:
        assessment = record.assessment
        value = assessment.change
        if assessment.facts.measure is Measure.AMOUNT:
            value = assessment.period_amount
            if value is None:
                return _NOTHING
            return formatting.number(value, record.decimals)
        if value is None:
            return _NOTHING
        return formatting.number(value, record.decimals, signed=True)

    def render_trend(self, record: JudgedSeries) -> SafeString:
        return mark_safe(trend_mark(record.assessment))  # noqa: S308 - our own drawing

    def render_status(self, record: JudgedSeries) -> SafeString:
        return status(record.assessment)


class TasksTable(SeriesTable):
    """重点任务: milestones, programmes, qualitative commitments."""

    class Meta(SeriesTable.Meta):
        pass

    kind = "tasks"

    name = _column(gettext_lazy("Task"), "name")
    stage = _column(gettext_lazy("Latest progress"), "stage")
    due = _column(gettext_lazy("Due"), "due")
    status = _column(gettext_lazy("State"), "status")
    then = _column(gettext_lazy("Then"), "then")
    lead = _column(gettext_lazy("Lead unit"), "lead")
    reporting = _column(gettext_lazy("Report"), "reporting")

    def render_stage(self, record: JudgedSeries) -> SafeString:
        judged = record.assessment.judged
        if judged is None or not judged.stage:
            return _NOTHING
        return format_html(
            '<span class="clamp">{}</span>{}', judged.stage, standing(record.assessment)
        )

    def render_due(self, record: JudgedSeries) -> str:
        due = next((t.target.due_on for t in record.assessment.tiers if t.target.due_on), None)
        return formatting.month(due) if due else _NOTHING

    def render_status(self, record: JudgedSeries) -> SafeString:
        assessment = record.assessment
        shown = status(assessment)
        if assessment.judged is None:
            return shown
        declared = _("as declared")
        return mark_safe(f'{shown}<small class="muted">{declared}</small>')  # noqa: S308


def status(assessment: Assessment) -> SafeString:
    """The headline's chip, then the other tiers small, then the marks that leaders use."""
    parts = [chip(assessment.verdict, formatting.verdict(assessment))]
    if assessment.actual is not None:
        parts += [
            chip(tier.verdict, formatting.verdict(assessment, tier), small=True)
            for tier in assessment.tiers
            if tier is not assessment.headline
        ]
        parts.append(marks_shown(assessment))
    return mark_safe("".join(parts))  # noqa: S308 - our own words and drawings


def _headline_first(assessment: Assessment) -> list[TierAssessment]:
    return sorted(assessment.tiers, key=lambda tier: tier is not assessment.headline)


def _distance(record: JudgedSeries, tier: TierAssessment) -> str | None:
    if tier.deviation is not None:
        return deviation(tier)
    if tier.gap is not None:
        return formatting.number(tier.gap, max(record.decimals, 0), signed=True)
    if tier.linear_deviation is not None:
        return f'<small class="muted">{linear(tier)}</small>'
    return None


def _moved(before: Assessment, record: JudgedSeries) -> Iterator[str]:
    """Completion and deviation of amounts; of the others how far from the target they moved."""
    found = moved(before, record.assessment)
    if found.completion is not None:
        yield _("completion %(points)s") % {
            "points": formatting.number(found.completion, 1, signed=True)
        }
    if found.deviation is not None:
        yield _("deviation %(points)s") % {
            "points": formatting.number(found.deviation, 1, signed=True)
        }
    elif found.completion is None and found.gap is not None:
        gap = formatting.number(found.gap, max(record.decimals, 0), signed=True)
        yield _("deviation %(points)s") % {"points": gap}


def _headline_number(row: JudgedSeries, name: str) -> Decimal | None:
    headline = row.assessment.headline
    return getattr(headline, name) if headline else None


_KEYS: dict[str, Callable[[JudgedSeries], Any]] = {
    "name": lambda row: row.order,
    "actual": lambda row: row.assessment.actual,
    "completion": lambda row: _headline_number(row, "completion_rate"),
    "deviation": lambda row: (
        _headline_number(row, "deviation")
        if _headline_number(row, "deviation") is not None
        else _headline_number(row, "gap")
    ),
    "status": lambda row: _ORDER[row.assessment.verdict],
    "lead": lambda row: row.lead.code if row.lead else None,
    "reporting": lambda row: row.assessment.reporting.value,
}


def arranged(rows: Iterable[JudgedSeries], sort: str) -> list[JudgedSeries]:
    """Rows by the column named (a leading “-” turns it round), unknown ones last."""
    rows = list(rows)
    key = _KEYS.get(sort.removeprefix("-"))
    if key is None:
        return rows
    known = [row for row in rows if key(row) is not None]
    known.sort(key=key, reverse=sort.startswith("-"))
    return known + [row for row in rows if key(row) is None]
