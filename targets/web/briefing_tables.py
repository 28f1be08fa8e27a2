"""The tables of a briefing: every cell a value of an assessment, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from targets import words
from targets.briefs.content import Column, Table
from targets.core.changes_words import change_sentences
from targets.core.figures import number
from targets.models.vocabulary import DeclaredState
from targets.reads.briefing import BriefedSeries, OverdueUnit
from targets.reads.briefing_revisions import Revision
from targets.reads.judged import JudgedSeries
from targets.web.briefing_say import NONE, gap_text, rate_text
from targets.web.series_screen import Tiers


def main_table(series: Iterable[BriefedSeries], *, caption: str = "") -> Table:
    """One line a series: target, actual, completion, deviation, status, lead unit."""
    columns = (
        Column(_("Indicator"), 30),
        Column(_("Annual target"), 24),
        Column(_("Latest"), 20, is_number=True),
        Column(_("Period"), 14),
        Column(_("Completion"), 14, is_number=True),
        Column(_("Deviation"), 18, is_number=True),
        Column(_("Status"), 18),
        Column(_("Lead unit"), 24),
    )
    return Table(caption, columns, tuple(main_row(each.row) for each in series))


def main_row(row: JudgedSeries) -> tuple[str, ...]:
    """The cells of one series in the columns of :func:`main_table`."""
    found = row.assessment
    end = found.period_end
    return (
        words.name(row),
        target_text(row),
        actual_text(row),
        NONE if end is None else words.period(found.facts.calendar, end),
        rate_text(row),
        gap_text(row),
        words.verdict(found),
        words.name(row.lead) or NONE,
    )


def attention_table(series: Iterable[BriefedSeries]) -> Table:
    """What lags: the gap, what each month must bring now, and who answers."""
    columns = (
        Column(_("Indicator"), 28),
        Column(_("Annual target"), 22),
        Column(_("Latest"), 20, is_number=True),
        Column(_("Deviation"), 18, is_number=True),
        Column(_("Needed a month"), 18, is_number=True),
        Column(_("Status"), 18),
        Column(_("Lead unit"), 24),
    )
    rows = tuple(
        (
            words.name(each.row),
            target_text(each.row),
            actual_text(each.row),
            gap_text(each.row),
            needed_text(each),
            words.verdict(each.row.assessment),
            words.name(each.row.lead) or NONE,
        )
        for each in series
    )
    return Table("", columns, rows)


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
        words.name(row),
        (entry.stage if entry else "") or declared or NONE,
        NONE if due is None else words.day(due),
        words.verdict(found),
        words.name(row.lead) or NONE,
    )


def overdue_table(units: Iterable[OverdueUnit]) -> Table:
    """Who has not reported, and what."""
    columns = (
        Column(_("Reporting unit"), 30),
        Column(_("Indicators"), 12, is_number=True),
        Column(_("Not reported"), 80),
    )
    joint = "、" if words.in_chinese() else ", "
    rows = tuple(
        (
            words.name(each.unit) or NONE,
            str(len(each.series)),
            joint.join(words.name(row) for row in each.series),
        )
        for each in units
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
    for each in revisions:
        row = known[each.series_id]
        called = words.series_words(row, {})
        after = _("withdrawn") if each.after is None else words.figure(number(each.after, called))
        found.append(
            (
                words.name(each.label),
                words.period(row.assessment.facts.calendar, each.period_end),
                words.figure(number(each.before, called)),
                after,
                each.reason or NONE,
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
        said = change_sentences(each.change, words.series_words(each.row, tiers))
        rows.append(
            (
                words.name(each.row),
                words.verdict(each.before.assessment),
                words.verdict(each.row.assessment),
                " ".join(words.phrase(line) for line in said[1:]),
            )
        )
    return Table("", columns, tuple(rows))


def target_text(row: JudgedSeries) -> str:
    """The headline target as stated."""
    tier = row.assessment.headline
    if tier is None:
        return NONE
    return words.target_wording(tier.target, row.unit_zh, row.unit_en, row.decimals) or NONE


def actual_text(row: JudgedSeries) -> str:
    """The latest figure with its unit."""
    value = row.assessment.actual
    if value is None:
        return NONE
    text = words.figure(number(value, words.series_words(row, {})))
    return _("more than %(figure)s") % {"figure": text} if row.assessment.is_floor else text


def needed_text(each: BriefedSeries) -> str:
    """What each month that is left must bring, marked where it was never seen."""
    if each.needed is None:
        return NONE
    called = words.series_words(each.row, {})
    text = words.figure(number(each.needed.per_month, called))
    return _("%(amount)s (not yet seen)") % {"amount": text} if each.needed.is_unseen else text
