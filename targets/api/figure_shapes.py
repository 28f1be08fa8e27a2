"""The shapes of targets, actuals and assessments."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext_noop as _
from pydantic import Field

from targets.core.values.facts import Measure, PaceMethod, Reporting, Verdict

from .shapes import BothOut, NamedOut, Number, Out, Rate

Comparator = Literal["", ">=", ">", "<=", "<", "between", "="]
Declared = Literal["", "not_started", "normal", "slow", "done"]
Qualifier = Literal["", "above"]


class TargetOut(Out):
    """What a document states for one series, year and tier."""

    series: str
    year: int
    tier: str
    effective_on: date
    comparator: Comparator = Field(description=_("Empty: the number is context, not a target."))
    value: Number | None = Field(description=_("Null: the statement has no number."))
    upper_value: Number | None
    tolerance: Number | None
    base_value: Number | None
    base_qualifier: Qualifier
    base_year: int | None
    unit_zh: str
    unit_en: str
    due_on: date | None
    comparator_wording: str = Field(description=_("The comparator as worded in the document."))
    modality: str
    document: NamedOut | None = Field(description=_("Where it was stated; its title as name."))
    note: str
    reason: str = Field(description=_("Why it was revised."))
    recorded_at: datetime
    reference: str | None = Field(
        description=_("Instead of a value: the indicator whose figure it is compared with.")
    )


class TargetPage(Out):
    """A page of targets in force, by series, year and tier."""

    items: list[TargetOut]
    next: str | None = Field(description=_("The next page's cursor; null on the last page."))


class ActualOut(Out):
    """One entry in force."""

    id: uuid.UUID = Field(description=_("Bring it as “seen” when you change the entry."))
    series: str
    period_end: date
    lane: Literal["official", "pending"] = Field(
        description=_("Pending entries wait to be checked and do not count yet.")
    )
    value: Number | None
    unit_zh: str
    unit_en: str
    qualifier: Qualifier = Field(description=_("“above”: only a floor was published."))
    stage: str = Field(description=_("Progress of a task, in words."))
    declared: Declared
    share_done: Number | None = Field(description=_("Percent of the works, 0–100."))
    expected_on: date | None
    done_on: date | None
    source: str
    note: str
    reason: str
    withdrawn: bool
    preliminary: bool = Field(description=_("Its source calls it preliminary."))
    release_on: date | None = Field(
        description=_("Before this day only its unit, checkers and managers see it.")
    )
    same_as_last: bool
    questioned: list[str] = Field(description=_("Rules of the guard that spoke."))
    revision: bool = Field(description=_("Entered after the period was closed."))
    origin: Literal["grid", "import", "api", "command"]
    author: str
    recorded_at: datetime


class ActualPage(Out):
    """A page of entries, by series, period end and lane."""

    items: list[ActualOut]
    next: str | None = Field(description=_("The next page's cursor; null on the last page."))


class VerdictOut(BothOut):
    """A verdict: its stable code, and its word for this kind of indicator."""

    code: Verdict


class ReportingOut(BothOut):
    """Whether the period that is due was reported; never mixed with the verdict."""

    code: Reporting
    period_end: date | None = Field(description=_("The period it speaks of."))
    due_on: date | None


class JudgedTierOut(Out):
    """One tier's judgement."""

    tier: str
    headline: bool
    comparator: Comparator
    target: Number | None
    wording: str = Field(description=_("The target as stated, in Chinese."))
    source: str = Field(description=_("The document that states it."))
    due_on: date | None
    completion_rate: Rate | None
    linear_pace: Rate | None
    linear_deviation: Rate | None
    pace_method: PaceMethod = Field(description=_("The method used, not the one wished for."))
    pace: Rate | None
    deviation: Rate | None = Field(description=_("Completion rate less pace."))
    gap: Number | None = Field(
        description=_("In the series' unit, positive when better than the target.")
    )
    verdict: VerdictOut
    unknown: str | None = Field(description=_("Why there is no completion rate or gap."))
    reference: str | None = Field(
        description=_("The indicator it is compared with; the target is then its figure.")
    )


class ExplanationOut(Out):
    """What the lead unit said of a series that lags."""

    period_end: date
    cause: str
    measure: str
    catch_up_on: date | None


class AssessmentOut(NamedOut):
    """Where one series of one place stands in one year."""

    place: str
    illustrative: bool
    theme: NamedOut
    order: int
    kind: Measure
    unit_zh: str
    unit_en: str
    decimals: int
    year: int
    as_of: date
    period_end: date | None = Field(description=_("The period that was judged."))
    period: BothOut | None = Field(description=_("Its words, such as 1—9月."))
    actual: Number | None = Field(description=_("Year to date at that period's end."))
    qualifier: Qualifier
    stage: str
    declared: Declared
    share_done: Number | None
    actual_source: str
    previous: Number | None = Field(description=_("Year to date one period before."))
    change: Number | None = Field(description=_("Rates, shares, ranks, stocks: against it."))
    period_amount: Number | None = Field(description=_("Amounts: what the period alone brought."))
    last_year: Number | None = Field(description=_("Year to date at the same period last year."))
    on_older_data: bool = Field(description=_("A later period has ended without a figure."))
    provisional: bool = Field(description=_("Rests on entries that wait to be checked."))
    preliminary: bool = Field(description=_("Its source calls it preliminary."))
    correction_pending: bool = Field(description=_("A submitted correction waits."))
    verdict: VerdictOut = Field(description=_("The headline tier's."))
    tiers: list[JudgedTierOut] = Field(description=_("Empty where nothing is stated."))
    reporting: ReportingOut
    sentence: BothOut = Field(description=_("The verdict as an official writes it."))
    lead: NamedOut | None
    reporting_unit: NamedOut | None
    leader: str
    explanation: ExplanationOut | None


class AssessmentPage(Out):
    """A page of assessments, in stated order."""

    place: str
    year: int
    as_of: date
    items: list[AssessmentOut]
    next: str | None = Field(description=_("The next page's cursor; null on the last page."))
