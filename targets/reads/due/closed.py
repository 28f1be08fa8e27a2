"""Periods that were closed before a unit had reported all of them: whom it may ask."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from targets.reads.due.series import Owed
from targets.reads.scope.closed import Closed, Closer, PlacePeriod, closers
from targets.reads.scope.labels import Label, PlaceLabel
from targets.reads.scope.slots import SlotKey

# A closing is news for so many days; while reports would still be due it always is
SHOWN = timedelta(days=30)


class ClosedLine(NamedTuple):
    """One unit and period that was closed although something was still to report."""

    place: PlaceLabel
    unit: Label
    period_end: date
    due_on: date
    expected: int
    lacking: int  # neither accepted nor waiting to be checked
    drafts: int  # of those: saved and never submitted
    closed: Closed
    may_ask: tuple[Closer, ...]  # who may reopen it


def closed_lines(
    expected: Iterable[Owed],
    closed: Mapping[PlacePeriod, Closed],
    drafts: Collection[SlotKey],
    today: date,
) -> tuple[ClosedLine, ...]:
    """What was cut off, the latest period first. Three queries; none where nothing was."""
    groups: dict[tuple[uuid.UUID, uuid.UUID | None, date], list[Owed]] = {}
    for each in expected:
        if each.place_period in closed:
            place_id, end = each.place_period
            groups.setdefault((place_id, each.series.unit_id, end), []).append(each)
    found = []
    for (place_id, _unit, end), owed in groups.items():
        lacking = [each for each in owed if not each.is_filled]
        due_on, shut = max(each.due_on for each in owed), closed[place_id, end]
        if lacking and (due_on >= today or shut.closed_on >= today - SHOWN):
            found.append((owed, lacking, due_on, shut))
    may_ask = closers({shut.place_id for *_rest, shut in found}) if found else {}
    lines = [
        ClosedLine(
            place=owed[0].series.place,
            unit=owed[0].series.unit,
            period_end=shut.period_end,
            due_on=due_on,
            expected=len(owed),
            lacking=len(lacking),
            drafts=sum((each.series.id, each.period_end) in drafts for each in lacking),
            closed=shut,
            may_ask=may_ask[shut.place_id],
        )
        for owed, lacking, due_on, shut in found
    ]
    return tuple(sorted(lines, key=lambda line: line.period_end, reverse=True))
