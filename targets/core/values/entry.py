"""What an entry of the ledger of actuals is, and what it may say: one check behind every door.

The logging grid, the interface, uploads, the workbook to fill in and the command all read what was
brought into an :class:`Entry` and print what :func:`check_entry` refuses. Statements
that write follow :data:`FIELDS`; columns of files and shapes of the API name those they have.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple, Protocol

from targets.core.values.facts import (
    TASK_MEASURES,
    Accumulation,
    Calendar,
    DeclaredState,
    Measure,
    Phrase,
    Qualifier,
)
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.core.values.periods import is_period_end, period_ends
from targets.core.values.refusals import ProblemCode, Refusal
from targets.core.values.texts import is_storable


class Entry(NamedTuple):
    """What is to stand in one slot from now on."""

    series_id: uuid.UUID | None  # None while only its code is known
    calendar: str
    period_end: date
    value: Decimal | None = None  # in the unit of the series
    qualifier: str = ""
    stage: str = ""
    declared: str = ""
    share_done: Decimal | None = None  # percent
    expected_on: date | None = None
    done_on: date | None = None
    source: str = ""
    note: str = ""
    reason: str = ""
    withdrawn: bool = False
    preliminary: bool = False
    release_on: date | None = None
    same_as_last: bool = False
    questioned: str = ""  # codes of the guard's rules that spoke, with commas between
    seen_id: uuid.UUID | None = None  # the current row the writer saw; None: an empty slot

    @property
    def says_something(self) -> bool:
        """A source, a note or a share of works alone is no entry."""
        return self.value is not None or bool(self.stage or self.declared)


class Kind(StrEnum):
    """What a field holds."""

    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    DAY = "day"
    MARK = "mark"  # yes or no


class Role(StrEnum):
    """What a field is to the entry."""

    FIGURE = "figure"  # what a figure says; a task has none of it
    TASK = "task"  # what a task says; a figure has none of it
    BESIDE = "beside"  # content of both; changing it alone needs no reason
    REMARK = "remark"  # kept with the entry, and no reason to write one


class Field(NamedTuple):
    """One field of an entry. ``longest`` is in characters; ``digits`` are those in all and those
    after the point."""

    name: str
    kind: Kind
    role: Role
    longest: int = 0
    digits: tuple[int, int] = (0, 0)
    choices: tuple[str, ...] = ()


FIELDS = (
    Field("value", Kind.NUMBER, Role.FIGURE, digits=(24, 8)),
    Field("qualifier", Kind.CHOICE, Role.FIGURE, 5, choices=tuple(Qualifier)),
    Field("stage", Kind.TEXT, Role.TASK, 1000),
    Field("declared", Kind.CHOICE, Role.TASK, 11, choices=("", *DeclaredState)),
    Field("share_done", Kind.NUMBER, Role.TASK, digits=(5, 2)),
    Field("expected_on", Kind.DAY, Role.TASK),
    Field("done_on", Kind.DAY, Role.TASK),
    Field("source", Kind.TEXT, Role.BESIDE, 300),
    Field("note", Kind.TEXT, Role.BESIDE, 1000),
    Field("reason", Kind.TEXT, Role.REMARK, 500),
    Field("withdrawn", Kind.MARK, Role.BESIDE),
    Field("preliminary", Kind.MARK, Role.BESIDE),
    Field("release_on", Kind.DAY, Role.BESIDE),
    Field("same_as_last", Kind.MARK, Role.REMARK),
    Field("questioned", Kind.TEXT, Role.REMARK, 200),
)
FIELD = {field.name: field for field in FIELDS}
# What an entry says: a difference in it is a new entry of the ledger
CONTENT = tuple(field.name for field in FIELDS if field.role is not Role.REMARK)
OF_FIGURES = tuple(field.name for field in FIELDS if field.role is Role.FIGURE)
OF_TASKS = tuple(field.name for field in FIELDS if field.role is Role.TASK)
# What it is judged by: changing it, where something stands, needs a reason
JUDGED = OF_FIGURES + OF_TASKS
TEXTS = tuple((field.name, field.longest) for field in FIELDS if field.kind is Kind.TEXT)
content_of = attrgetter(*CONTENT)
judged_of = attrgetter(*JUDGED)

HIGHEST_SHARE = 100
_TASK_START = Entry._fields.index(OF_TASKS[0])
_TASK_PART = slice(_TASK_START, _TASK_START + len(OF_TASKS))
_NO_TASK = ("", "", None, None, None)


class EntrySeries(Protocol):
    """What the check has to know of a series."""

    @property
    def calendar(self) -> Calendar: ...
    @property
    def measure(self) -> Measure: ...
    @property
    def accumulation(self) -> Accumulation: ...


class Standing(NamedTuple):
    """What stands in the slot (a withdrawn entry too), and the figure that “as last period”
    repeats: the latest earlier one of the year."""

    entry: Entry | None = None
    before: Decimal | None = None


def check_entry(
    entry: Entry, series: EntrySeries, today: date, standing: Standing | None = None
) -> tuple[Refusal, ...]:
    """Everything for which the entry cannot be taken. What it says that may be right and has to
    be asked about (a share above 100 %, a figure far from the others) the guard asks.

    ``standing`` is None while it is not known: a file is checked before it is held against the
    ledger, and once more, where something was refused, beside what stands. What stands already
    is never refused again.
    """
    refusals = [
        *check_period(entry.period_end, series.calendar, today),
        *check_content(entry, series, today),
    ]
    if standing is None:
        return tuple(refusals)
    return (
        *(each for each in refusals if is_new(each, entry, standing.entry)),
        *_check_standing(entry, series, standing),
    )


def check_period(period_end: date, calendar: Calendar, today: date) -> tuple[Refusal, ...]:
    """Why the period cannot be: the calendar does not have it, or it has not ended."""
    if not is_period_end(calendar, period_end):
        months = ", ".join(str(end.month) for end in period_ends(calendar, period_end.year))
        message = phrase(
            _(
                "This series has no period that ends on %(end)s. Its periods end with the "
                "months %(months)s."
            ),
            end=period_end,
            months=months,
        )
        return (Refusal("period_end", ProblemCode.NO_SUCH_PERIOD, message),)
    if period_end > today:
        message = phrase(_("The period ends on %(end)s and has not ended yet."), end=period_end)
        return (Refusal("period_end", ProblemCode.NOT_ENDED, message),)
    return ()


def check_content(entry: Entry, series: EntrySeries, today: date) -> tuple[Refusal, ...]:
    """What is wrong with the entry by itself."""
    if (
        entry.value is not None
        and entry[_TASK_PART] == _NO_TASK
        and not (
            entry.qualifier or entry.note or entry.reason or entry.withdrawn or entry.same_as_last
        )
        and len(entry.source) <= FIELD["source"].longest
        and series.measure not in _LOOKED_AT
        and is_storable(entry.source)
    ):
        return ()  # a plain figure, as most are
    found = [*check_texts(entry)]
    if entry.withdrawn:
        found += _check_empty(entry)
    elif series.measure in TASK_MEASURES:
        found += _check_task(entry, series, today)
    else:
        found += _check_figure(entry, series)
    return tuple(found)


_LOOKED_AT = TASK_MEASURES | {Measure.SHARE}


def needs_reason(entry: Entry, standing: Entry | None) -> bool:
    """Changing or emptying what stands needs a reason; source and note may be added without."""
    if standing is None or not standing.says_something:
        return False
    return entry.withdrawn or judged_of(entry) != judged_of(standing)


def is_new(refusal: Refusal, entry: Entry, standing: object) -> bool:
    """Whether the refusal is of something new: what stands as it is was taken once, and blocks
    nothing."""
    if standing is None or refusal.code not in OF_ONE_FIELD:
        return True
    return bool(getattr(entry, refusal.field) != getattr(standing, refusal.field))


OF_ONE_FIELD = frozenset(
    {
        ProblemCode.OUT_OF_RANGE,
        ProblemCode.TOO_LONG,
        ProblemCode.NOT_A_CHOICE,
        ProblemCode.NOT_A_TOTAL,
    }
)


def _check_standing(entry: Entry, series: EntrySeries, standing: Standing) -> Iterator[Refusal]:
    """What is wrong with the entry beside what stands."""
    if entry.withdrawn and standing.entry is None:
        yield Refusal(
            "withdrawn",
            ProblemCode.NOTHING_TO_WITHDRAW,
            phrase(_("Nothing stands in this period that could be withdrawn.")),
        )
    adds_up = series.accumulation is Accumulation.INCREMENT
    if entry.same_as_last and not adds_up and not _is_same_entry(entry, standing.entry):
        if standing.before is None:
            yield Refusal(
                "same_as_last",
                ProblemCode.NOTHING_BEFORE,
                phrase(_("There is no earlier figure of the year that could be repeated.")),
            )
        elif entry.value is not None and entry.value != standing.before:
            yield Refusal(
                "same_as_last",
                ProblemCode.CONTRADICTION,
                phrase(_("The value differs from the last period's.")),
            )
    if needs_reason(entry, standing.entry) and not entry.reason:
        yield Refusal("reason", ProblemCode.NEEDS_REASON, reason_wanted(entry))


def reason_wanted(entry: Entry) -> Phrase:
    """The sentence for a change of what stands without a reason."""
    return phrase(
        _("A figure that stands in the ledger is withdrawn only with a reason.")
        if entry.withdrawn
        else _("A figure that stands in the ledger is changed only with a reason.")
    )


def _is_same_entry(entry: Entry, standing: Entry | None) -> bool:
    return standing is not None and standing.same_as_last and entry.value == standing.value


def _is_empty(content: object) -> bool:
    """Zero says something."""
    return content is None or content is False or content == ""


def check_texts(entry: Entry) -> Iterator[Refusal]:
    """Texts that are too long or hold what cannot be stored."""
    for name, longest in TEXTS:
        text = getattr(entry, name)
        if len(text) > longest:
            yield Refusal(
                name,
                ProblemCode.TOO_LONG,
                phrase(
                    _("The text has %(length)s characters; at most %(longest)s are possible."),
                    length=len(text),
                    longest=longest,
                ),
            )
        if text and not is_storable(text):
            yield Refusal(
                name,
                ProblemCode.NOT_TEXT,
                phrase(_("The text has a character that cannot be stored. Type it anew.")),
            )


def _check_empty(entry: Entry) -> Iterator[Refusal]:
    for name in (*JUDGED, "same_as_last"):
        if not _is_empty(getattr(entry, name)):
            yield Refusal(
                name,
                ProblemCode.CONTRADICTION,
                phrase(_("What is withdrawn has no content: leave this field out.")),
            )


def _check_figure(entry: Entry, series: EntrySeries) -> Iterator[Refusal]:
    for name in OF_TASKS:
        if not _is_empty(getattr(entry, name)):
            yield foreign(name, series.measure)
    if entry.qualifier not in FIELD["qualifier"].choices:
        yield _no_choice("qualifier", entry.qualifier)
    if entry.same_as_last and series.accumulation is Accumulation.INCREMENT:
        yield Refusal(
            "same_as_last",
            ProblemCode.NOT_A_TOTAL,
            phrase(
                _(
                    "This series is entered period by period: enter the period's own amount, "
                    "even if it is the last one's again."
                )
            ),
        )
    if entry.value is None:
        if not entry.same_as_last:
            yield _nothing_said("value", entry)
    elif series.measure is Measure.SHARE and entry.value < 0:
        yield Refusal("value", ProblemCode.OUT_OF_RANGE, phrase(_("A share is not below 0.")))


def _check_task(entry: Entry, series: EntrySeries, today: date) -> Iterator[Refusal]:
    for name in (*OF_FIGURES, "same_as_last"):
        if not _is_empty(getattr(entry, name)):
            yield foreign(name, series.measure)
    if entry.declared not in FIELD["declared"].choices:
        yield _no_choice("declared", entry.declared)
    if not entry.stage and not entry.declared:
        yield _nothing_said("stage", entry)
    if entry.share_done is not None and not 0 <= entry.share_done <= HIGHEST_SHARE:
        yield Refusal(
            "share_done",
            ProblemCode.OUT_OF_RANGE,
            phrase(_("A share of works is from 0 to 100.")),
        )
    if entry.done_on is not None and entry.done_on > today:
        yield Refusal(
            "done_on",
            ProblemCode.OUT_OF_RANGE,
            phrase(_("A task that is done was done on a day that has come.")),
        )


def foreign(name: str, measure: Measure) -> Refusal:
    """The refusal of a figure's field for a task, or of a task's for a figure."""
    return Refusal(
        name,
        ProblemCode.CONTRADICTION,
        phrase(
            _("This is a task: it has text and a declared state, and no figure.")
            if measure in TASK_MEASURES
            else _("This is a figure: only tasks have text and a declared state.")
        ),
    )


def _no_choice(name: str, value: str) -> Refusal:
    choices = ", ".join(each for each in FIELD[name].choices if each)
    return Refusal(
        name,
        ProblemCode.NOT_A_CHOICE,
        phrase(
            _("“%(value)s” is not possible here. Possible are: %(choices)s."),
            value=value[:40],
            choices=choices,
        ),
    )


def _nothing_said(name: str, entry: Entry) -> Refusal:
    """A figure has a value, a task words or a state. An unknown figure is no entry."""
    return Refusal(
        name,
        ProblemCode.NOTHING_SAID,
        phrase(_("A note alone is not kept: enter the figure too."))
        if name == "value" and entry.note
        else phrase(
            _(
                "The row says nothing: a figure needs a value, a task text or a declared "
                "state. An unknown figure is no row."
            )
        ),
    )
