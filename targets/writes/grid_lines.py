"""One line of the logging grid: what was typed, read as what is to stand in the slot."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase
from targets.core.values import DeclaredState, Measure, Phrase
from targets.exchange.numbers import ParsedNumber, parse_number
from targets.exchange.period_text import parse_day, parse_month
from targets.exchange.problems import CellRefused, ProblemCode
from targets.exchange.writing import plain
from targets.reads.log import LogRow
from targets.reads.log_slots import CurrentEntry
from targets.reads.overview import is_task

T = TypeVar("T")

LONGEST_STAGE = 200
_LONGEST = {"stage": LONGEST_STAGE, "source": 300, "note": 1000, "reason": 500}
_WHOLE = 100
_SAME = frozenset("=\N{FULLWIDTH EQUALS SIGN}")  # typed alone: as last period
TEXT_FIELDS = (
    "value", "stage", "declared", "share_done", "expected", "source", "note", "reason", "release",
)  # fmt: skip
MARK_FIELDS = ("preliminary", "same")


class Typed(NamedTuple):
    """What one line holds as it was sent: text, and the entry that its writer saw."""

    value: str = ""
    stage: str = ""
    declared: str = ""
    share_done: str = ""
    expected: str = ""  # when it will be done; once declared done, when it was
    source: str = ""
    note: str = ""
    reason: str = ""
    release: str = ""  # the day before which only insiders see the figure
    preliminary: bool = False
    same: bool = False  # entered as the last period's
    seen_id: uuid.UUID | None = None
    seen_draft: str = ""  # the version of the draft that the page showed
    keep_theirs: bool = False  # after a conflict: leave what the other person wrote

    @property
    def texts(self) -> dict[str, str]:
        """Field → text, as a draft keeps it; empty fields are left out."""
        texts = {name: getattr(self, name) for name in TEXT_FIELDS}
        texts |= {name: "1" for name in MARK_FIELDS if getattr(self, name)}
        return {name: text for name, text in texts.items() if text}


def typed_in(draft: Mapping[str, str], *, seen_id: uuid.UUID | None, version: str) -> Typed:
    """What a draft keeps, as it was typed."""
    fields: dict[str, Any] = {name: str(draft.get(name, "")) for name in TEXT_FIELDS}
    fields |= {name: bool(draft.get(name)) for name in MARK_FIELDS}
    return Typed(**fields, seen_id=seen_id, seen_draft=version)


class Content(NamedTuple):
    """What a slot holds, read."""

    value: Decimal | None = None
    stage: str = ""
    declared: str = ""
    share_done: Decimal | None = None
    expected_on: date | None = None
    done_on: date | None = None
    source: str = ""
    note: str = ""
    preliminary: bool = False
    release_on: date | None = None

    @property
    def says_something(self) -> bool:
        """A source or a note alone is no entry."""
        return self[:6] != Content()[:6]

    def differs_in_figure(self, other: Content) -> bool:
        """Whether more than source and note changed."""
        return self[:6] != other[:6]


NOTHING = Content()


def content_of(entry: CurrentEntry | None) -> Content:
    """What an entry says; nothing for an empty or withdrawn slot."""
    if entry is None or entry.withdrawn:
        return NOTHING
    return Content(*(getattr(entry, name) for name in Content._fields))


class Line(NamedTuple):
    """A line read: its content, what is wrong by field, and what has to be said of it."""

    row: LogRow
    typed: Typed
    seen: Content  # what the slot held when its writer saw it
    content: Content
    problems: dict[str, Phrase]
    note: Phrase | None = None  # a conversion
    is_same: bool = False  # entered as the last period's, and equal to it


def read_line(
    row: LogRow, typed: Typed, seen: Content, today: date, repeatable: Decimal | None
) -> Line:
    """Read what was typed. ``seen`` is what the slot held when its writer saw it, ``repeatable``
    the last period's figure where “the same” can be said."""
    reader = _Reader(typed)
    if is_task(row.series):
        content = reader.task(seen, today)
    else:
        reader.repeat(repeatable)
        content = reader.figure(row.series.unit_zh, row.series.measure)
    reader.check_length("reason")
    return Line(
        row=row,
        typed=reader.typed,
        seen=seen,
        content=content,
        problems=reader.problems,
        note=reader.note,
        is_same=reader.typed.same and content.value is not None and content.value == repeatable,
    )


class _Reader:
    """Reads one line field by field and collects what is wrong."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.problems: dict[str, Phrase] = {}
        self.note: Phrase | None = None

    def repeat(self, repeatable: Decimal | None) -> None:
        """“=” alone is the last period's figure."""
        if self.typed.value not in _SAME:
            return
        if repeatable is None:
            self.problems["value"] = phrase(
                _("There is no earlier figure of the year that could be repeated.")
            )
        else:
            self.typed = self.typed._replace(value=plain(repeatable), same=True)

    def figure(self, unit: str, measure: Measure) -> Content:
        parsed = None
        if "value" not in self.problems:
            parsed = self._parsed("value", lambda text: parse_number(text, unit))
        value = None if parsed is None else parsed.value
        self.note = None if parsed is None else parsed.note
        if value is not None and measure is Measure.SHARE and not 0 <= value <= _WHOLE:
            self.problems["value"] = phrase(_("A share is from 0 to 100."))
        return Content(
            value=value,
            source=self._text("source"),
            note=self._text("note"),
            preliminary=self.typed.preliminary,
            release_on=self._parsed("release", parse_day),
        )

    def task(self, seen: Content, today: date) -> Content:
        declared = self._declared()
        share = self._parsed("share_done", _share)
        day = self._parsed("expected", day_or_month)
        is_done = declared == DeclaredState.DONE
        if is_done and day is not None and day > today:
            self.problems["expected"] = phrase(
                _("A task that is done was done on a day that has come.")
            )
        if is_done:
            expected_on, done_on = seen.expected_on, day
        else:
            expected_on, done_on = day, seen.done_on if seen.declared == declared else None
        if not self.typed.expected and not is_done:
            expected_on = None
        # The grid has no note or source for tasks; what an import brought stays
        return Content(
            stage=self._text("stage"),
            declared=declared,
            share_done=None if share is None else share.value,
            expected_on=expected_on,
            done_on=done_on,
            source=seen.source,
            note=seen.note,
            preliminary=self.typed.preliminary,
            release_on=self._parsed("release", parse_day),
        )

    def check_length(self, field: str) -> None:
        text = getattr(self.typed, field)
        if len(text) > _LONGEST[field]:
            self.problems[field] = phrase(
                _("The text has %(length)s characters; at most %(longest)s are possible."),
                length=len(text),
                longest=_LONGEST[field],
            )

    def _text(self, field: str) -> str:
        self.check_length(field)
        return str(getattr(self.typed, field))

    def _declared(self) -> str:
        if self.typed.declared in {"", *DeclaredState}:
            return self.typed.declared
        self.problems["declared"] = phrase(_("Choose one of the states of the list."))
        return ""

    def _parsed(self, field: str, parse: Callable[[str], T]) -> T | None:
        text = getattr(self.typed, field)
        if not text:
            return None
        try:
            return parse(text)
        except CellRefused as error:
            self.problems[field] = error.message
            return None


def _share(text: str) -> ParsedNumber:
    parsed = parse_number(text, "%", decimals=2)
    if not 0 <= parsed.value <= _WHOLE:
        raise CellRefused(ProblemCode.OUT_OF_RANGE, phrase(_("A share of works is from 0 to 100.")))
    return parsed


def day_or_month(text: str) -> date:
    """A day, or a month for its last day. Raises :class:`CellRefused`."""
    try:
        return parse_day(text)
    except CellRefused:
        return parse_month(text).end
