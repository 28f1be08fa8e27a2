"""The tables of a briefing: every cell a value of an assessment, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from targets import formatting
from targets.briefs.content import Column, Table
from targets.core.changes.messages import change_sentences
from targets.core.values.figures import number
from targets.models.vocabulary import DeclaredState
from targets.reads.briefing.briefing import BriefedSeries, OverdueUnit
from targets.reads.briefing.revisions import Revision
from targets.reads.judging.judged import JudgedSeries
from targets.web.briefing.say import NONE, gap_text, rate_text
from targets.web.parts.series_words import Tiers

_NEEDED = 4  # the column of what the rest of the year must bring


def main_table(series: Iterable[BriefedSeries], *, caption: str = "") -> Table:
    """One line a series: target, actual, completion, deviation, status, lead unit."""
    columns = (
        Column(_("Indicator"), 32),
        Column(_("Annual target"), 22),
        Column(_("Latest"), 19, is_number=True),
        Column(_("Period"), 14),
        Column(_("Completion"), 15, is_number=True),
        Column(_("Deviation"), 20, is_number=True),
        Column(_("Status"), 18),
        Column(_("Lead unit"), 28),
    )
    return Table(caption, columns, tuple(main_row(each.row) for each in series))


def main_row(row: JudgedSeries) -> tuple[str, ...]:
    """The cells of one series in the columns of :func:`main_table`."""
    found = row.assessment
    end = found.period_end
    return (
        formatting.name(row),
        target_text(row),
        actual_text(row),
        NONE if end is None else formatting.period(found.facts.calendar, end),
        rate_text(row),
        gap_text(row),
        formatting.verdict(found),
        formatting.name(row.lead) or NONE,
    )


def attention_table(series: Iterable[BriefedSeries]) -> Table:
    """What lags: the gap, what the rest of the year must bring, where that is known of any, and
    who answers."""
    columns = (
        Column(_("Indicator"), 28),
        Column(_("Annual target"), 22),
        Column(_("Latest"), 20, is_number=True),
        Column(_("Deviation"), 18, is_number=True),
        Column(_("Needed from here"), 22),
        Column(_("Status"), 18),
        Column(_("Lead unit"), 24),
    )
    rows = tuple(
        (
            formatting.name(each.row),
            target_text(each.row),
            actual_text(each.row),
            gap_text(each.row),
            needed_text(each),
            formatting.verdict(each.row.assessment),
            formatting.name(each.row.lead) or NONE,
        )
        for each in series
    )
    table = Table("", columns, rows)
    return table if any(row[_NEEDED] != NONE for row in rows) else _without(table, _NEEDED)


def _without(table: Table, column: int) -> Table:
    """The table without one of its columns."""
    return table._replace(
        columns=table.columns[:column] + table.columns[column + 1 :],
        rows=tuple(row[:column] + row[column + 1 :] for row in table.rows),
    )


def tasks_table(series: Iterable[BriefedSeries]) -> Table:
    """Tasks with what was reported last, and when they are due."""
    columns = (
        Column(_("Task"), 36),
        Column(_("Latest progress"), 50),
        Column(_("Due"), 18),
        Column(_("State"), 18),
        Column(_("Lead unit"), 24),
    )
    return Table("", columns, tuple(_task_row(each.row) for each in series))


def _task_row(row: JudgedSeries) -> tuple[str, ...]:
    found = row.assessment
    due = None if found.headline is None else found.headline.target.due_on
    entry = found.judged
    declared = str(DeclaredState(entry.declared.value).label) if entry and entry.declared else ""
    return (
        formatting.name(row),
        (entry.stage if entry else "") or declared or NONE,
        NONE if due is None else formatting.day(due),
        formatting.verdict(found),
        formatting.name(row.lead) or NONE,
    )


def overdue_table(units: Iterable[OverdueUnit]) -> Table:
    """Who has not reported, and what."""
    columns = (
        Column(_("Reporting unit"), 30),
        Column(_("Overdue reports"), 12, is_number=True),
        Column(_("Not reported"), 80),
    )
    joint = "、" if formatting.in_chinese() else ", "
    rows = tuple(
        (
            formatting.name(late.unit) or NONE,
            str(len(late.series)),
            joint.join(formatting.name(row) for row in late.series),
        )
        for late in units
    )
    return Table("", columns, rows)


def revisions_table(revisions: Iterable[Revision], rows: Iterable[JudgedSeries]) -> Table:
    """Figures that read otherwise than last period."""
    columns = (
        Column(_("Indicator"), 30),
        Column(_("Period"), 18),
        Column(_("Before"), 18, is_number=True),
        Column(_("Now"), 18, is_number=True),
        Column(_("Reason"), 40),
    )
    known = {row.id: row for row in rows}
    found = []
    for revision in revisions:
        row = known[revision.series_id]
        facts = row.assessment.facts
        period = formatting.entered_period(facts.calendar, facts.accumulation, revision.period_end)
        if revision.period_end.year != facts.year:
            period = _("%(period)s of %(year)s") % {
                "period": period,
                "year": revision.period_end.year,
            }
        after = revision.after
        found.append(
            (
                formatting.name(revision.label),
                period,
                figure_text(row, revision.before, is_floor=revision.before_is_floor),
                _("withdrawn")
                if after is None
                else figure_text(row, after, is_floor=revision.after_is_floor),
                revision.reason or NONE,
            )
        )
    return Table("", columns, tuple(found))


def changes_table(changed: Iterable[BriefedSeries], tiers: Tiers) -> Table:
    """Whose status is another than last period, and why."""
    columns = (
        Column(_("Indicator"), 30),
        Column(_("Status last period"), 18),
        Column(_("Status now"), 18),
        Column(_("Why"), 70),
    )
    rows = []
    for each in changed:
        if each.change is None or each.before is None:
            continue
        said = change_sentences(each.change, formatting.series_words(each.row, tiers))
        rows.append(
            (
                formatting.name(each.row),
                formatting.verdict(each.before.assessment),
                formatting.verdict(each.row.assessment),
                formatting.phrases(tuple(said[1:])),
            )
        )
    return Table("", columns, tuple(rows))


def target_text(row: JudgedSeries) -> str:
    """The headline target as stated."""
    tier = row.assessment.headline
    if tier is None:
        return NONE
    return formatting.target_wording(tier.target, row.unit_zh, row.unit_en, row.decimals) or NONE


def actual_text(row: JudgedSeries) -> str:
    """The latest figure with its unit."""
    value = row.assessment.actual
    return NONE if value is None else figure_text(row, value, is_floor=row.assessment.is_floor)


def figure_text(row: JudgedSeries, value: Decimal, *, is_floor: bool) -> str:
    """A figure with its unit; a published floor says that it is one."""
    text = formatting.figure(number(value, formatting.series_words(row, {})))
    return _("more than %(figure)s") % {"figure": text} if is_floor else text


def needed_text(each: BriefedSeries) -> str:
    """What each month that is left must bring, marked where it was never seen; how a rate must
    grow in what is left of the year."""
    called = formatting.series_words(each.row, {})
    if each.growth is not None:
        shown = formatting.figure(number(each.growth.growth, called))
        return _("growth of %(growth)s") % {"growth": shown}
    if each.needed is None:
        return NONE
    text = _("%(amount)s a month") % {
        "amount": formatting.figure(number(each.needed.per_month, called))
    }
    return _("%(amount)s (not yet seen)") % {"amount": text} if each.needed.is_unseen else text
