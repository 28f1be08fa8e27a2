"""The logging grid in words: what each line prints, from the ledger or from what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import words
from targets.core.figures import distance, exact, percentage
from targets.core.outcomes import Assessment, TierAssessment
from targets.core.values import Accumulation, DeclaredState, Phrase
from targets.exchange.writing import plain
from targets.models.vocabulary import DeclaredState as DeclaredChoices
from targets.reads.judged import JudgedSeries
from targets.reads.labels import TierLabel
from targets.reads.log import LogRow
from targets.reads.log_beside import Beside, as_if, beside, is_added_up
from targets.reads.log_signatures import Signature
from targets.reads.overview import is_task
from targets.web.log_form import stored
from targets.writes.grid_lines import Typed

NONE = "—"


class Derived(NamedTuple):
    """The cells that the server computes; scripts print them as they are."""

    previous: str
    previous_label: str  # when it is not the period just before
    change: str
    change_label: str
    last_year: str
    rate: str
    rate_small: str


class Theirs(NamedTuple):
    """What another person wrote into the slot meanwhile."""

    text: str
    mine: str
    author: str
    recorded_at: object


class Line(NamedTuple):
    """One line of the grid as it is printed."""

    number: int
    row: LogRow
    code: str
    name: str
    unit: str
    input_label: str
    is_increment: bool
    typed: Typed
    targets: tuple[tuple[str, str], ...]  # short tier, wording
    derived: Derived
    same_as_before: str  # what the key “=” enters; empty where nothing can be the same
    state: str
    is_filled: bool
    before: str  # tasks: the text of the last entry
    before_label: str
    problems: tuple[tuple[str, str], ...]  # field, sentence
    message: str  # a conversion
    asks_reason: bool
    theirs: Theirs | None
    choice: str

    @property
    def wrong(self) -> frozenset[str]:
        """Fields with a problem."""
        return frozenset(field for field, _sentence in self.problems)

    @property
    def has_extra(self) -> bool:
        """Whether the row beneath is shown from the start."""
        return bool(self.problems or self.message or self.asks_reason or self.theirs)


class Shown(NamedTuple):
    """What was typed and what came of it, when the grid is shown again."""

    typed: Typed | None = None
    problems: Mapping[str, Phrase] = {}
    theirs: Signature | None = None
    choice: str = ""


def line(
    number: int,
    row: LogRow,
    shown: Shown,
    *,
    period_end: date,
    tiers: Mapping[str, TierLabel],
) -> Line:
    """One line, as it stands or as it was sent."""
    series, assessment = row.series, row.series.assessment
    typed = shown.typed or stored(row)
    filled = row.entry is not None and not row.entry.withdrawn
    is_increment = assessment.facts.accumulation is Accumulation.INCREMENT
    return Line(
        number=number,
        row=row,
        code=series.code,
        name=words.name(series),
        unit=words.unit(series),
        input_label=_input_label(series, period_end, is_increment=is_increment),
        is_increment=is_increment,
        typed=typed,
        targets=_targets(series, tiers),
        derived=derived(series, assessment, period_end),
        same_as_before=_same(row, period_end, is_increment=is_increment),
        state=_state(row, filled=filled),
        is_filled=filled,
        before="" if row.before is None else row.before.stage,
        before_label=(
            ""
            if row.before is None
            else words.period(assessment.facts.calendar, row.before.period_end)
        ),
        problems=tuple((field, words.phrase(each)) for field, each in shown.problems.items()),
        message="",
        asks_reason=bool(typed.reason) or "reason" in shown.problems,
        theirs=_theirs(row, typed, shown.theirs),
        choice=shown.choice,
    )


def derived(series: JudgedSeries, assessment: Assessment, period_end: date) -> Derived:
    """The computed cells of one line."""
    if is_task(series):
        return Derived("", "", "", "", "", "", "")
    around = beside(assessment, period_end)
    change, change_label = _change(series, assessment, around)
    rate, small = _rate(series, around)
    return Derived(
        previous=_number(series, around.previous),
        previous_label=_previous_label(assessment, around, period_end),
        change=change,
        change_label=change_label,
        last_year=_number(series, around.last_year),
        rate=rate,
        rate_small=small,
    )


def previewed(row: LogRow, value: Decimal | None, *, period_end: date, today: date) -> Derived:
    """The computed cells as they would be with this value. Writes nothing."""
    assessment = as_if(row.series.assessment, period_end, value, today)
    return derived(row.series, assessment, period_end)


def _input_label(series: JudgedSeries, period_end: date, *, is_increment: bool) -> str:
    calendar = series.assessment.facts.calendar
    if is_increment:
        return words.single_period(calendar, period_end)
    return words.period(calendar, period_end)


def _same(row: LogRow, period_end: date, *, is_increment: bool) -> str:
    """The latest earlier figure as it would be typed; an amount of a period is never “the same”
    by a key."""
    if is_increment or is_task(row.series):
        return ""
    previous = beside(row.series.assessment, period_end).previous
    return "" if previous is None else plain(previous)


def _targets(series: JudgedSeries, tiers: Mapping[str, TierLabel]) -> tuple[tuple[str, str], ...]:
    many = len(series.assessment.tiers) > 1
    found = []
    for tier in series.assessment.tiers:
        label = tiers.get(tier.target.tier)
        short = words.tier_short(label) if many and label is not None else ""
        wording = words.target_wording(tier.target, series.unit_zh, series.unit_en, series.decimals)
        found.append((short, wording))
    return tuple(found)


def _state(row: LogRow, *, filled: bool) -> str:
    if filled:
        return _("Entered")
    if row.entry is not None:
        return _("Withdrawn")
    return _("To enter")


def _number(series: JudgedSeries, value: Decimal | None) -> str:
    if value is None:
        return NONE
    return words.number(value, exact(value, series.decimals))


def _previous_label(assessment: Assessment, around: Beside, period_end: date) -> str:
    """The period of the last figure, where it is not the one just before."""
    end = around.previous_end
    if end is None or (end.month == period_end.month - 1):
        return ""
    return words.period(assessment.facts.calendar, end)


def _change(series: JudgedSeries, assessment: Assessment, around: Beside) -> tuple[str, str]:
    if assessment.facts.accumulation is Accumulation.INCREMENT:
        # The amount is what was typed; the sum is what it makes
        return _number(series, around.year_to_date), _("Year to date")
    if is_added_up(assessment):
        return _number(series, around.amount), ""
    if around.change is None:
        return NONE, ""
    shown = distance(series.measure, around.change, words.series_words(series, {}), signed=True)
    return words.number(shown.value, shown.decimals, signed=True), ""


def _rate(series: JudgedSeries, around: Beside) -> tuple[str, str]:
    """Completion with its distance to the linear pace; for rates the distance to the target."""
    tier = None if around.judged is None else around.judged.headline
    if tier is None:
        return NONE, ""
    if tier.completion_rate is not None:
        return words.figure(percentage(tier.completion_rate)), _pace(tier)
    if tier.gap is None:
        return NONE, ""
    gap = distance(series.measure, tier.gap, words.series_words(series, {}), signed=True)
    return words.number(gap.value, gap.decimals, signed=True), ""


def _pace(tier: TierAssessment) -> str:
    deviation = tier.linear_deviation
    if deviation is None:
        return ""
    shown = words.number(abs(deviation), 1)
    if deviation < 0:
        return _("slow by %(points)s") % {"points": shown}
    return _("ahead by %(points)s") % {"points": shown}


def _theirs(row: LogRow, typed: Typed, signature: Signature | None) -> Theirs | None:
    if signature is None:
        return None
    return Theirs(
        text=_said(row.series, stored(row)),
        mine=_said(row.series, typed),
        author=signature.author,
        recorded_at=signature.recorded_at,
    )


def _said(series: JudgedSeries, typed: Typed) -> str:
    if not is_task(series):
        return typed.value or _("nothing")
    states = dict(declared_choices())
    said = [states.get(typed.declared, typed.declared), typed.stage]
    return " ".join(part for part in said if part) or _("nothing")


def declared_choices() -> list[tuple[str, str]]:
    """States that a lead unit may declare, with their words."""
    return [(state.value, str(DeclaredChoices(state.value).label)) for state in DeclaredState]
