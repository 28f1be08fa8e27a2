"""The logging grid in words: what each line prints, as it stands or as it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.guard.guard import Remark
from targets.core.values.facts import Accumulation, DeclaredState, Phrase
from targets.exchange.sheets.csv_writing import plain
from targets.models.vocabulary import DeclaredState as DeclaredChoices
from targets.reads.judging.judged import JudgedSeries
from targets.reads.log.beside import repeatable, with_values
from targets.reads.log.grid import LogGrid, LogRow
from targets.reads.overview.overview import is_task
from targets.reads.scope.labels import TierLabel
from targets.web.log.cells import Derived, derived, figure, targets_of
from targets.writes.entries.grid_lines import Typed, typed_in
from targets.writes.entries.grid_reading import Brought
from targets.writes.entries.grid_stored import as_typed, shown_first, stored

COUNTED_FIELDS = ("value", "stage", "declared")


class Theirs(NamedTuple):
    """What another person wrote into the slot meanwhile."""

    text: str
    mine: str
    author: str
    recorded_at: datetime | None
    is_draft: bool


class Guarded(NamedTuple):
    """One question of the guard, with the figure it offers."""

    rule: str
    message: str
    suggestion: str
    label: str


class Line(NamedTuple):
    """One line of the grid as it is printed."""

    number: int
    row: LogRow
    key: str
    code: str
    name: str  # of the indicator, or, in the grid of a year, of the period
    label: str  # what a screen reader calls the line's fields
    unit: str
    input_label: str
    is_increment: bool
    is_total: bool
    typed: Typed
    targets: tuple[tuple[str, str], ...]  # short tier, wording
    derived: Derived
    figure: str  # as it is printed; what cannot be read, as it was typed
    same_as_before: str  # what the key “=” enters; empty where nothing can be the same
    state: str
    due: str  # where it differs from the whole grid's
    before: str  # tasks: the text of the last entry
    before_declared: str
    before_label: str
    problems: tuple[tuple[str, str], ...]  # field, sentence
    guard: tuple[Guarded, ...]
    theirs: Theirs | None
    choice: str
    is_locked: bool  # nothing can be typed here
    to_sign: bool  # waits for this reader to sign it off

    @property
    def is_given_back(self) -> bool:
        """It was returned, and stands here as it was."""
        return self.row.slot.returned is not None and self.typed.texts == stored(self.row).texts

    @property
    def is_filled(self) -> bool:
        """Whether something is entered here, submitted or not; a note alone is nothing."""
        says = any(getattr(self.typed, name) for name in COUNTED_FIELDS)
        return says and not self.is_given_back

    @property
    def wrong(self) -> frozenset[str]:
        """Fields with a problem."""
        return frozenset(field for field, _sentence in self.problems)

    @property
    def declared_word(self) -> str:
        """The declared state in words."""
        return dict(declared_choices()).get(self.typed.declared, self.typed.declared)

    @property
    def unknown_state(self) -> str:
        """A word that is none of the states: it stands, and is sent back as it stands."""
        return "" if self.typed.declared in dict(declared_choices()) else self.typed.declared

    @property
    def asks_reason(self) -> bool:
        """Whether the reason's field is shown from the start."""
        return bool(
            self.typed.reason or "reason" in self.wrong or self.guard or self.row.slot.returned
        )

    @property
    def has_extra(self) -> bool:
        """Whether the row beneath is shown from the start."""
        return bool(self.problems or self.asks_reason or self.theirs or self.draft_said)

    @property
    def draft_said(self) -> bool:
        """Whether there is something to be said of a draft."""
        return self.row.slot.draft is not None


class Shown(NamedTuple):
    """What was typed and what came of it, when the grid is shown again."""

    typed: Typed | None = None
    problems: Mapping[str, Phrase] = {}
    remarks: tuple[Remark, ...] = ()
    meets: str = ""  # a conflict: with an “entry” or a “draft”
    choice: str = ""


class Setting(NamedTuple):
    """What the lines of one grid have in common."""

    grid: LogGrid
    tiers: Mapping[str, TierLabel]
    today: date
    is_year: bool
    is_locked: bool
    to_sign: frozenset[str]  # lines that wait for this reader's signature
    figures: Brought  # what the lines as they are shown bring


def line(number: int, row: LogRow, shown: Shown, setting: Setting) -> Line:
    """One line, as it stands or as it was sent."""
    series, facts = row.series, row.series.assessment.facts
    typed = shown.typed or shown_first(row)
    values = setting.figures.get(series.id, {})
    is_increment = facts.accumulation is Accumulation.INCREMENT
    period = formatting.entered_period(facts.calendar, facts.accumulation, row.period_end)
    same = repeatable(
        with_values(facts, {end: each for end, each in values.items() if end < row.period_end}),
        row.period_end,
    )
    theirs = _theirs(row, typed, shown.meets)
    if theirs is not None:
        # From now on the other person's entry has been seen
        draft = row.slot.draft
        typed = typed._replace(
            seen_id=None if row.entry is None else row.entry.id,
            seen_draft="" if draft is None else draft.version,
        )
    return Line(
        number=number,
        row=row,
        key=row.key,
        code=series.code,
        name=period if setting.is_year else formatting.name(series),
        label=f"{formatting.name(series)}, {period}"
        if setting.is_year
        else formatting.name(series),
        unit=formatting.unit(series),
        input_label=period,
        is_increment=is_increment,
        is_total=facts.accumulation is Accumulation.RUNNING_TOTAL,
        typed=typed,
        targets=targets_of(series, setting.tiers),
        derived=derived(row, values, setting.today),
        figure=figure(series, values.get(row.period_end)) or typed.value,
        same_as_before="" if same is None else plain(same),
        state=_state(row),
        due=_own_due(row, setting),
        before="" if row.before is None else row.before.stage,
        before_declared=(row.before.declared or "") if row.before is not None else "",
        before_label=(
            "" if row.before is None else formatting.period(facts.calendar, row.before.period_end)
        ),
        problems=tuple((field, formatting.phrase(each)) for field, each in shown.problems.items()),
        guard=guarded(shown.remarks),
        theirs=theirs,
        choice=shown.choice,
        is_locked=setting.is_locked or row.key in setting.to_sign,
        to_sign=row.key in setting.to_sign,
    )


def _own_due(row: LogRow, setting: Setting) -> str:
    """The day a line is due where the bar names another; in a year each line has its own."""
    if setting.is_year or row.due_on == setting.grid.due_on:
        return ""
    return formatting.day(row.due_on)


def guarded(remarks: tuple[Remark, ...]) -> tuple[Guarded, ...]:
    """The guard's questions in the reader's language."""
    return tuple(
        Guarded(
            rule=remark.rule.value,
            message=formatting.phrase(remark.message),
            suggestion="" if remark.suggestion is None else plain(remark.suggestion),
            label=(
                ""
                if remark.suggestion is None
                else _("Change to %(value)s") % {"value": plain(remark.suggestion)}
            ),
        )
        for remark in remarks
    )


def _state(row: LogRow) -> str:
    slot = row.slot
    if slot.draft is not None and slot.draft.awaits_sign_off:
        return _("Awaits sign-off")
    if slot.returned is not None:
        return _("Returned")
    if slot.pending is not None:
        return _("Withdrawal to be checked") if slot.pending.withdrawn else _("To be checked")
    if slot.draft is not None:
        return _("Draft")
    if row.is_filled:
        return _("Entered")
    if slot.official is not None:
        return _("Withdrawn")
    if not slot.is_closed:
        return _("To enter")
    return _("Closed, not reported") if row.is_of_period else _("period closed")


def _theirs(row: LogRow, typed: Typed, meets: str) -> Theirs | None:
    if not meets:
        return None
    slot, mine = row.slot, said(row.series, typed)
    if meets == "draft" and slot.draft is not None:
        theirs = typed_in(slot.draft.typed, seen_id=None, version="")
        return Theirs(
            said(row.series, theirs), mine, slot.draft.author, slot.draft.saved_at, is_draft=True
        )
    if row.entry is not None:
        text = _("nothing") if row.entry.withdrawn else said(row.series, as_typed(row.entry))
        return Theirs(text, mine, row.entry.author, row.entry.recorded_at, is_draft=False)
    if slot.returned is not None:
        text = _("returned: %(reason)s") % {"reason": slot.returned.comment}
        return Theirs(text, mine, slot.returned.author, slot.returned.recorded_at, is_draft=False)
    return Theirs(_("nothing"), mine, "", None, is_draft=False)


def said(series: JudgedSeries, typed: Typed) -> str:
    """What a line says, in one phrase."""
    if not is_task(series):
        return typed.value or _("nothing")
    states = dict(declared_choices())
    parts = [states.get(typed.declared, typed.declared), typed.stage]
    return " ".join(part for part in parts if part) or _("nothing")


def declared_choices() -> list[tuple[str, str]]:
    """States that a lead unit may declare, with their words."""
    return [(state.value, str(DeclaredChoices(state.value).label)) for state in DeclaredState]
