"""One line of the logging grid: what was typed, read as what is to stand in the slot."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from targets.core.values.entry import FIELD, Entry, Standing, check_entry, judged_of
from targets.core.values.facts import DeclaredState, Phrase
from targets.core.values.refusals import ProblemCode, Refusal
from targets.exchange.headers.numbers import parse_number
from targets.exchange.headers.period_text import parse_day, parse_month
from targets.exchange.sheets.csv_writing import plain
from targets.exchange.sheets.problems import CellRefused
from targets.models import Actual
from targets.reads.log.grid import LogRow
from targets.reads.overview.overview import is_task
from targets.reads.scope.recorded_entry import RecordedEntry

T = TypeVar("T")

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


class Line(NamedTuple):
    """A line read: the entry it makes, what is wrong, and what has to be said of it."""

    row: LogRow
    typed: Typed
    seen: Entry  # what the slot held when its writer saw it; nothing for an empty one
    entry: Entry
    unread: dict[str, Phrase]  # by field: text that cannot be read
    refusals: tuple[Refusal, ...]  # of the entry
    note: Phrase | None = None  # a conversion

    @property
    def problems(self) -> dict[str, Phrase]:
        """What is wrong, by field as typed."""
        found = dict(self.unread)
        for refusal in self.refusals:
            found.setdefault(_TYPED_AS.get(refusal.field, refusal.field), refusal.message)
        return found

    @property
    def wrong_so_far(self) -> dict[str, Phrase]:
        """The same while the line is still being typed."""
        refusals = (refusal for refusal in self.refusals if refusal.code not in _WHEN_SAVED)
        return self._replace(refusals=tuple(refusals)).problems


# Where the grid has one input for what an entry keeps apart
_TYPED_AS = {
    "period_end": "value",
    "same_as_last": "value",
    "expected_on": "expected",
    "done_on": "expected",
    "release_on": "release",
}
_WHEN_SAVED = {ProblemCode.NOTHING_SAID, ProblemCode.NEEDS_REASON, ProblemCode.NOT_ENDED}


def entry_in(row: LogRow, current: RecordedEntry | Actual | None) -> Entry:
    """What stands in the line's slot; an entry that says nothing for an empty or withdrawn one."""
    series = row.series
    slot = Entry(series.id, series.assessment.facts.calendar, row.period_end)
    if current is None or current.withdrawn:
        return slot
    return slot._replace(**{name: getattr(current, name) for name in FIELD}, seen_id=current.id)


def read_line(row: LogRow, typed: Typed, seen: Entry, today: date, before: Decimal | None) -> Line:
    """Read what was typed. ``seen`` is what the slot held when its writer saw it, ``before`` the
    latest earlier figure of the year, where there is one."""
    reader = _Reader(row, typed, seen)
    entry = reader.task() if is_task(row.series) else reader.figure(before)
    # “As last period” where nothing can be repeated is refused; it never empties the line
    is_emptied = not (reader.unread or entry.same_as_last or says_anything(entry))
    if seen.says_something and is_emptied:
        entry = Entry(*entry[:3], reason=entry.reason, withdrawn=True, seen_id=entry.seen_id)
    refusals = check_entry(entry, row.series.assessment.facts, today, Standing(seen, before))
    return Line(row, reader.typed, seen, entry, reader.unread, refusals, reader.note)


def says_anything(entry: Entry) -> bool:
    """Whether anything was typed that belongs to a figure or a task."""
    return any(each not in ("", None) for each in judged_of(entry))


class _Reader:
    """Reads one line field by field and collects what cannot be read."""

    def __init__(self, row: LogRow, typed: Typed, seen: Entry) -> None:
        self.typed = typed
        self.unread: dict[str, Phrase] = {}
        self.note: Phrase | None = None
        self._row = row
        self._seen = seen

    def figure(self, before: Decimal | None) -> Entry:
        is_repeated = self.typed.value in _SAME
        if is_repeated and before is not None:
            # Shown again as the figure that it stands for
            self.typed = self.typed._replace(value=plain(before), same=True)
        value = None if self.typed.value in _SAME else self._value()
        # "Above", the mark and what the guard asked belong to the figure they were said of
        shown = self._shown
        kept = shown if value is not None and value == shown.value else Entry(*shown[:3])
        is_same = self.typed.same and value is not None and value == before
        return self._entry(
            value=value,
            qualifier=kept.qualifier,
            same_as_last=is_repeated or is_same or kept.same_as_last,
            questioned=kept.questioned,
            reason=self.typed.reason or (kept.reason if kept.questioned else ""),
            source=self.typed.source,
            note=self.typed.note,
        )

    @property
    def _shown(self) -> Entry:
        """What the line came with: what was given back, to be mended; else what stood."""
        returned = self._row.slot.returned
        return self._seen if returned is None else entry_in(self._row, returned.entry)

    def _value(self) -> Decimal | None:
        unit = self._row.series.unit_zh
        parsed = self._parsed("value", lambda text: parse_number(text, unit))
        self.note = None if parsed is None else parsed.note
        return None if parsed is None else parsed.value

    def task(self) -> Entry:
        typed, shown = self.typed, self._shown
        share = self._parsed("share_done", lambda text: parse_number(text, "%", decimals=2))
        day = self._parsed("expected", day_or_month)
        if typed.declared == DeclaredState.DONE:
            expected_on, done_on = shown.expected_on, day
        else:
            # A state that stays keeps the day; a line that was emptied keeps nothing
            is_kept = shown.declared == typed.declared and bool(typed.stage or typed.declared)
            expected_on, done_on = day, shown.done_on if is_kept else None
        # The grid shows no note or source for tasks; what an import brought, or its draft, stays
        return self._entry(
            stage=typed.stage,
            declared=typed.declared,
            share_done=None if share is None else share.value,
            expected_on=expected_on,
            done_on=done_on,
            reason=typed.reason,
            source=typed.source or shown.source,
            note=typed.note or shown.note,
        )

    def _entry(self, **content: Any) -> Entry:
        return Entry(
            self._row.series.id,
            self._row.series.assessment.facts.calendar,
            self._row.period_end,
            preliminary=self.typed.preliminary,
            release_on=self._parsed("release", parse_day),
            seen_id=self.typed.seen_id,
            **content,
        )

    def _parsed(self, field: str, parse: Callable[[str], T]) -> T | None:
        text = getattr(self.typed, field)
        if not text:
            return None
        try:
            return parse(text)
        except CellRefused as error:
            self.unread[field] = error.message
            return None


def day_or_month(text: str) -> date:
    """A day, or a month for its last day. Raises :class:`CellRefused`."""
    try:
        return parse_day(text)
    except CellRefused:
        return parse_month(text).end
