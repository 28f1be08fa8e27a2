"""What submitted entries say and what was decided about them, in words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.values.entry import Entry
from targets.core.values.figures import exact, percentage
from targets.reads.check.checking import CheckPage
from targets.reads.check.entries import CheckEntry, Said
from targets.reads.judging.judged import JudgedSeries
from targets.web.parts.series_words import declared_name

NONE = "—"


class Act(NamedTuple):
    """One act of checking in the slot."""

    word: str
    comment: str
    author: str
    recorded_at: datetime
    verdict: str


class DecidedLine(NamedTuple):
    """One entry that was accepted or returned, for the list at the foot."""

    code: str
    name: str
    unit_name: str
    value: str
    act: Act


def said(series: JudgedSeries, entry: CheckEntry | Entry, *, with_stage: bool = True) -> str:
    """What an entry says: its figure, or a task's state with its share and day."""
    if entry.withdrawn:
        return _("Withdrawn")
    if entry.value is not None:
        text = formatting.number(entry.value, exact(entry.value, series.decimals))
        return _("more than %(figure)s") % {"figure": text} if entry.qualifier else text
    parts = [declared_name(entry.declared) if entry.declared else ""]
    if entry.share_done is not None:
        parts.append(formatting.figure(percentage(entry.share_done)))
    if day := entry.done_on or entry.expected_on:
        text = _("done on %(day)s") if entry.done_on else _("expected on %(day)s")
        parts.append(text % {"day": day.isoformat()})
    if with_stage:
        parts.append(entry.stage)
    return _(", ").join(part for part in parts if part) or NONE


def act(done: Said) -> Act:
    """One act of checking in words."""
    names = {
        "accepted": _("Accepted"),
        "returned": _("Returned"),
        "commented": _("Comment"),
    }
    return Act(names[done.verdict], done.comment, done.author, done.recorded_at, done.verdict)


def decided(page: CheckPage) -> tuple[DecidedLine, ...]:
    """What was accepted and returned in the period, the latest first."""
    return tuple(
        DecidedLine(
            code=series.code,
            name=formatting.name(series),
            unit_name=formatting.name(series.reporting),
            value=said(series, entry),
            act=act(entry.decision),
        )
        for series, entry in page.decided
        if entry.decision is not None
    )
