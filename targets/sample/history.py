"""The ledger of the Sample District: every entry ever made, those that were revised included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from targets.core.values.entry import Entry
from targets.core.values.facts import TASK_MEASURES
from targets.core.values.periods import ended_periods

from .definitions import SeriesRow, series
from .figures import TrueFigures
from .span import BROUGHT_OVER, PAST_YEARS, Span
from .tables import Event, Text, events, texts

YEARS = (BROUGHT_OVER, *PAST_YEARS, 0)


class HistoryEntry(NamedTuple):
    """One row of the ledger; ``in_batch`` when it came with its unit's monthly report."""

    code: str
    unit: str
    entry: Entry
    recorded_at: datetime
    superseded_at: datetime | None = None
    in_batch: bool = False

    @property
    def period_end(self) -> date:
        """Of its slot."""
        return self.entry.period_end

    def saying(self, **fields: Any) -> HistoryEntry:
        """The same with other fields of its entry."""
        return self._replace(entry=self.entry._replace(**fields))


class History:
    """Walks the series, years and periods that have ended by the span's last month."""

    def __init__(self, span: Span, figures: TrueFigures) -> None:
        self._span = span
        self._figures = figures
        self._texts: dict[tuple[str, int], dict[int, Text]] = defaultdict(dict)
        for text in texts():
            self._texts[text.code, text.year][text.month] = text
        self._events: dict[tuple[str, int, int | None], list[Event]] = defaultdict(list)
        for event in events():
            self._events[event.code, event.year, event.month].append(event)

    def entries(self) -> Iterator[HistoryEntry]:
        """In the order of the overview, then by period, then by the instant of recording."""
        for row in series():
            for year in YEARS:
                yield from self._year(row, year)

    def _year(self, row: SeriesRow, year: int) -> Iterator[HistoryEntry]:
        code = row.definition.code
        ends = ended_periods(
            row.definition.calendar, self._span.year + year, self._span.last_period_end
        )
        entered = self._figures.entered(code, year)
        texts_of_year = self._texts[code, year]
        is_task = row.definition.measure in TASK_MEASURES
        for end in ends:
            happened = list(self._events[code, year, end.month])
            if year == 0 and end == ends[-1]:
                happened += self._events[code, 0, None]
            slot = Entry(None, row.definition.calendar, end)
            base = HistoryEntry(code, row.reporting, slot, self._span.loaded_at)
            if is_task:
                text = texts_of_year.get(end.month)
                said = None if text is None else self._told(base, text)
            else:
                said = base.saying(value=entered[end.month]) if end.month in entered else None
            if said is not None:
                yield from self._slot(said, year, happened)

    def _told(self, base: HistoryEntry, text: Text) -> HistoryEntry:
        return base.saying(
            stage=text.stage,
            declared=text.declared,
            share_done=text.share_done,
            expected_on=self._span.dated(text.expected),
            done_on=self._span.dated(text.done),
        )

    def _slot(self, said: HistoryEntry, year: int, happened: list[Event]) -> Iterator[HistoryEntry]:
        """All entries of one period, the oldest first: each is ended by the one after it."""
        by_kind: dict[str, list[Event]] = defaultdict(list)
        for event in happened:
            by_kind[event.what].append(event)
        first = self._first(said, year, by_kind)
        if first is None:
            return
        chain = [first]
        for revision in by_kind["revised"]:
            mistaken = (said.entry.value or Decimal(0)) + (revision.by or 0)
            chain[-1] = chain[-1].saying(value=mistaken)
            at = self._days_after(first, revision.days)
            if not self._span.has_happened(at):
                break
            revised = first.saying(value=said.entry.value, reason=revision.words)
            chain.append(revised._replace(recorded_at=at, in_batch=False))
        for withdrawal in by_kind["withdrawn"]:
            at = self._days_after(first, withdrawal.days)
            if self._span.has_happened(at):
                slot = Entry(*said.entry[:3], withdrawn=True, reason=withdrawal.words)
                chain.append(HistoryEntry(said.code, said.unit, slot, at))
        for entry, following in pairwise(chain):
            yield entry._replace(superseded_at=following.recorded_at)
        yield chain[-1]

    def _first(
        self, said: HistoryEntry, year: int, by_kind: dict[str, list[Event]]
    ) -> HistoryEntry | None:
        """What was reported first; None when nothing was, or not yet."""
        if by_kind["missing"]:
            return None
        for event in by_kind["floor"]:
            said = said.saying(value=event.by, qualifier="above")
        for event in by_kind["noted"]:
            said = said.saying(note=event.words)
        for event in by_kind["late"]:
            late = self._span.late_at(said.code, said.period_end, event.days)
            return said._replace(recorded_at=late) if self._span.has_happened(late) else None
        at = self._span.reported_at(said.unit, year, said.period_end)
        return said._replace(recorded_at=at, in_batch=True)

    def _days_after(self, first: HistoryEntry, days: int) -> datetime:
        day = first.recorded_at.date() + timedelta(days=days)
        return self._span.on(day, f"{first.code}|{first.period_end.month}|{days}")
