"""Where a series' numbers come from, in words: its statements, its units, its ledger."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.values.facts import Comparator, TargetFact
from targets.core.values.figures import exact
from targets.models.vocabulary import Lane, Origin
from targets.reads.judging.judged import JudgedSeries, Statement
from targets.reads.judging.splits import SplitFrom
from targets.reads.ledger.act import Marks
from targets.reads.overview.overview import is_task
from targets.reads.scope.labels import Label
from targets.reads.series.ledger import LedgerEntry
from targets.reads.series.page import SeriesPage, TargetRevision
from targets.web.parts.series_words import NONE, Tiers, declared_name, split_from_words
from targets.web.parts.slot_words import entry_marks


class Stated(NamedTuple):
    """One tier as stated, with every earlier wording."""

    tier: str
    modality: str
    wording: str
    document: str
    stated_on: date | None
    note: str
    origin: str  # what it was split from; empty: nothing
    revisions: tuple[Revised, ...]


class Revised(NamedTuple):
    """One row of a target's history."""

    wording: str
    effective_on: date
    document: str
    reason: str
    is_corrected: bool  # a mistake, ended by a correction


class Answering(NamedTuple):
    """One line of 责任分工."""

    label: str
    names: str


class Entered(NamedTuple):
    """One entry of the ledger."""

    label: str
    said: str
    source: str
    note: str
    reason: str
    author: str
    origin: str
    recorded_at: datetime
    state: str
    is_current: bool
    id: uuid.UUID  # opens the entry in the ledger
    marks: tuple[str, ...]


def stated(page: SeriesPage, tiers: Tiers, *, with_people: bool) -> list[Stated]:
    """The statements in force, each with its history; notes and reasons for people who log in."""
    row = page.row
    found = []
    for tier, statement in zip(row.assessment.tiers, row.statements, strict=True):
        label = tiers.get(tier.target.tier)
        wording = formatting.target_wording(tier.target, row.unit_zh, row.unit_en, row.decimals)
        history = [revision for revision in page.revisions if revision.tier == tier.target.tier]
        found.append(
            Stated(
                tier=formatting.tier_name(label) if label is not None else tier.target.tier,
                modality="" if tier.target.modality == wording else tier.target.modality,
                # A task's statement is its name
                wording=wording or (formatting.name(row) if is_task(row) else NONE),
                document=formatting.name(statement.document),
                stated_on=statement.stated_on,
                note=statement.note if with_people else "",
                origin=split_from_words(_origin(history, statement)),
                revisions=tuple(_revised(row, each, with_people) for each in history)
                if len(history) > 1
                else (),
            )
        )
    return found


def _origin(history: Sequence[TargetRevision], statement: Statement) -> SplitFrom | None:
    """Of the row that the statement is: the newest that counts from its day."""
    of_day = (each for each in history if each.effective_on == statement.effective_on)
    return next((each.origin for each in of_day), None)


def _revised(row: JudgedSeries, revision: TargetRevision, with_people: bool) -> Revised:
    fact = TargetFact(
        tier=revision.tier,
        comparator=Comparator(revision.comparator) if revision.comparator else None,
        value=revision.value,
        upper_value=revision.upper_value,
        comparator_wording=revision.comparator_wording,
        modality=revision.modality,
        reference=revision.reference,
    )
    return Revised(
        wording=formatting.target_wording(fact, row.unit_zh, row.unit_en, row.decimals) or NONE,
        effective_on=revision.effective_on,
        document=formatting.name(revision.document),
        reason=revision.reason if with_people else "",
        is_corrected=revision.superseded_at is not None,
    )


def answering(page: SeriesPage, *, with_people: bool) -> list[Answering]:
    """Who answers for the series; leaders for people who log in."""
    row, duty = page.row, page.responsibility
    lines = [
        Answering(_("Lead unit"), formatting.name(row.lead)),
        Answering(_("Reporting unit"), formatting.name(row.reporting)),
        Answering(_("Checking unit"), formatting.name(duty.checking)),
        Answering(_("Supporting units"), _(", ").join(map(_name, duty.supporting))),
    ]
    if with_people:
        lines.insert(0, Answering(_("Leader in charge"), row.leader))
    return [line._replace(names=line.names or NONE) for line in lines]


def _name(label: Label) -> str:
    return formatting.name(label)


def definition(page: SeriesPage) -> str:
    """What the indicator counts, in the reader's language."""
    duty = page.responsibility
    if formatting.in_chinese() or not duty.definition_en:
        return duty.definition_zh
    return duty.definition_en


def ledger(
    page: SeriesPage, *, year: int | None = None, before: int | None = None
) -> list[Entered]:
    """Entries of a year, or of all years before one; the latest period first."""
    return [
        _entered(page.row, entry)
        for entry in page.ledger
        if (year is None or entry.period_end.year == year)
        and (before is None or entry.period_end.year < before)
    ]


def _entered(row: JudgedSeries, entry: LedgerEntry) -> Entered:
    facts = row.assessment.facts
    period = formatting.entered_period(facts.calendar, facts.accumulation, entry.period_end)
    return Entered(
        label=_("%(period)s of %(year)s") % {"period": period, "year": entry.period_end.year},
        said=_said(row, entry),
        source=entry.source,
        note=entry.note,
        reason=entry.reason,
        author=entry.author,
        origin=str(Origin(entry.origin).label),
        recorded_at=entry.recorded_at,
        state=_state(entry),
        is_current=entry.superseded_at is None and not entry.withdrawn,
        id=entry.id,
        marks=entry_marks(
            Marks(
                preliminary=entry.preliminary,
                same_as_last=entry.same_as_last,
                questioned=entry.rules,
                revision=entry.revision,
                signer=entry.signer,
                release_on=entry.release_on,
            )
        ),
    )


def _said(row: JudgedSeries, entry: LedgerEntry) -> str:
    if entry.withdrawn:
        return NONE
    if entry.value is not None:
        text = formatting.number(entry.value, exact(entry.value, row.decimals))
        is_floor = bool(entry.qualifier)
        return _("more than %(figure)s") % {"figure": text} if is_floor else text
    state = declared_name(entry.declared) if entry.declared else ""
    return _(": ").join(part for part in (state, entry.stage) if part)


def _state(entry: LedgerEntry) -> str:
    if entry.lane == Lane.PENDING:
        return _("Dealt with") if entry.superseded_at is not None else _("to be checked")
    if entry.superseded_at is not None:
        return _("Superseded")
    return _("Withdrawn") if entry.withdrawn else _("Current")
