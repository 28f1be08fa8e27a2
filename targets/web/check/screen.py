"""The check screen in words: what each submitted entry prints, and what it would change."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets import formatting
from targets.core.values.facts import Accumulation, Measure
from targets.core.values.figures import distance, exact
from targets.reads.check.checking import CheckPage, CheckRow
from targets.reads.check.entries import File
from targets.reads.judging.judged import JudgedSeries
from targets.reads.log.beside import is_added_up
from targets.reads.overview.overview import is_task
from targets.reads.scope.labels import Label
from targets.web.check.form import token
from targets.web.check.said import NONE, Act, act, said
from targets.web.parts.glyphs import chip
from targets.writes.checking.check import Seen


class Line(NamedTuple):
    """One submitted entry as it is printed."""

    key: str
    token: str
    code: str
    name: str
    unit: str
    period: str
    is_task: bool
    value: str
    before: str  # the official figure that it corrects; empty for a first report
    marks: tuple[tuple[str, str], ...]  # kind, word
    last: str
    last_label: str
    change: str
    last_year: str
    growth: str
    stage: str
    stage_before: str
    now: SafeString
    then: SafeString
    is_moved: bool  # the verdict changes
    remarks: tuple[str, ...]
    reason: str
    source: str
    note: str
    files: tuple[File, ...]
    author: str
    signer: str
    recorded_at: datetime
    said: tuple[Act, ...]
    is_own: bool
    is_chosen: bool
    follows: str  # the entry below, to go on with

    @property
    def is_clear(self) -> bool:
        """Nothing was asked about it and it may be accepted by this reader."""
        return not self.remarks and not self.is_own

    @property
    def has_more(self) -> bool:
        """Whether there is anything to say beneath the line."""
        return bool(self.remarks or self.reason or self.note or self.files or self.said)


class Group(NamedTuple):
    """What one reporting unit submitted."""

    code: str
    name: str
    figures: tuple[Line, ...]
    tasks: tuple[Line, ...]

    @property
    def number(self) -> int:
        """How many entries."""
        return len(self.figures) + len(self.tasks)


def groups(
    page: CheckPage, *, reader_id: int | None, chosen: Collection[uuid.UUID] = ()
) -> tuple[Group, ...]:
    """What waits, by reporting unit in stated order."""
    by_unit: dict[Label | None, list[CheckRow]] = {}
    for row in page.waiting:
        by_unit.setdefault(row.series.reporting, []).append(row)
    ordered = [row for rows in by_unit.values() for row in sorted(rows, key=_tasks_last)]
    after = {row.entry.id: following.entry.id for row, following in itertools.pairwise(ordered)}
    found = []
    for unit, rows in by_unit.items():
        lines = [
            line(
                row,
                reader_id=reader_id,
                is_chosen=row.entry.id in chosen,
                follows=after.get(row.entry.id),
            )
            for row in rows
        ]
        found.append(
            Group(
                code=unit.code if unit else "",
                name=formatting.name(unit) or _("No reporting unit"),
                figures=tuple(each for each in lines if not each.is_task),
                tasks=tuple(each for each in lines if each.is_task),
            )
        )
    return tuple(found)


def _tasks_last(row: CheckRow) -> bool:
    return is_task(row.series)


def line(
    row: CheckRow, *, reader_id: int | None, is_chosen: bool, follows: uuid.UUID | None
) -> Line:
    """One entry in words."""
    series, entry, around = row.series, row.entry, row.around
    task = is_task(series)
    official = entry.official
    stands = official if official is not None and not official.withdrawn else None
    calendar = series.assessment.facts.calendar
    accumulation = series.assessment.facts.accumulation
    return Line(
        key=str(entry.id),
        token=token(Seen(entry.id, entry.official_id)),
        code=series.code,
        name=formatting.name(series),
        unit=formatting.unit(series),
        period=formatting.entered_period(calendar, accumulation, entry.period_end),
        is_task=task,
        value=_("Withdrawn") if entry.withdrawn else said(series, entry, with_stage=False),
        before="" if stands is None else said(series, stands, with_stage=False),
        marks=tuple(_marks(row)),
        last=NONE if around is None else _number(series, around.previous),
        last_label=(
            formatting.period(calendar, around.previous_end)
            if around is not None and around.previous_end is not None
            else ""
        ),
        change=_change(row),
        last_year=NONE if around is None else _number(series, around.last_year),
        growth=_growth(row),
        stage=entry.stage,
        stage_before="" if stands is None or stands.stage == entry.stage else stands.stage,
        now=_chip(row, then=False),
        then=_chip(row, then=True),
        is_moved=formatting.verdict(row.now) != formatting.verdict(row.then),
        remarks=tuple(_remarks(row)),
        reason=entry.reason,
        source=entry.source,
        note=entry.note,
        files=entry.files,
        author=entry.author,
        signer=entry.signer,
        recorded_at=entry.recorded_at,
        said=tuple(map(act, entry.said)),
        is_own=not entry.accepts_own
        and reader_id is not None
        and reader_id in (entry.author_id, entry.signer_id),
        is_chosen=is_chosen,
        follows="" if follows is None else str(follows),
    )


def _marks(row: CheckRow) -> Iterable[tuple[str, str]]:
    entry = row.entry
    if entry.official is not None and not entry.withdrawn:
        yield "pending", _("correction")
    if entry.revision:
        yield "pending", _("after closing")
    if row.is_late:
        yield "late", pgettext("mark", "late")
    if entry.preliminary:
        yield "preliminary", _("preliminary")
    if entry.same_as_last:
        yield "same", _("same as last period")
    if entry.release_on is not None:
        yield "release", _("not before %(day)s") % {"day": entry.release_on.isoformat()}


def _change(row: CheckRow) -> str:
    series, around = row.series, row.around
    if around is None:
        return NONE
    if is_added_up(series.assessment):
        if series.assessment.facts.accumulation is Accumulation.INCREMENT:
            return _number(series, around.year_to_date)
        return _number(series, around.amount)
    if around.change is None:
        return NONE
    shown = distance(
        series.measure, around.change, formatting.series_words(series, {}), signed=True
    )
    return formatting.number(shown.value, shown.decimals, signed=True)


def _growth(row: CheckRow) -> str:
    if row.growth is None:
        return NONE
    if row.series.measure in (Measure.AMOUNT, Measure.STOCK):
        return formatting.number(row.growth, 1, signed=True) + "%"
    shown = distance(
        row.series.measure, row.growth, formatting.series_words(row.series, {}), signed=True
    )
    return formatting.number(shown.value, shown.decimals, signed=True)


def _remarks(row: CheckRow) -> Iterable[str]:
    """What the guard asks today; where it asks nothing more, what it asked on submission."""
    for remark in row.remarks:
        yield formatting.phrase(remark.message)
    if not row.remarks:
        for code in row.entry.rules:
            yield _("Asked about on submission: %(rule)s.") % {"rule": formatting.rule_name(code)}


def _chip(row: CheckRow, *, then: bool) -> SafeString:
    shown = row.then if then else row.now
    return mark_safe(  # noqa: S308 - our own words and drawing
        chip(shown.verdict, formatting.verdict(shown), small=True)
    )


def _number(series: JudgedSeries, value: Decimal | None) -> str:
    if value is None:
        return NONE
    return formatting.number(value, exact(value, series.decimals))
