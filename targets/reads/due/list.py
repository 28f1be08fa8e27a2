"""待办: what one person has to log, mend, sign, check and explain, and who urged it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from targets.models import Draft
from targets.reads.due.checking import CheckLine, waiting_lines
from targets.reads.due.closed import ClosedLine, closed_lines
from targets.reads.due.explaining import ExplainLine, explain_lines
from targets.reads.due.series import DueSeries, Owed, due_series, next_end, owed_slots
from targets.reads.due.signers import SignOffLine, sign_off_lines
from targets.reads.due.urgings import Urged, urgings_received
from targets.reads.scope.closed import Closed, PlacePeriod, closed_periods
from targets.reads.scope.duties import Duties
from targets.reads.scope.labels import Label, PlaceLabel
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.slots import Returned, Slot, SlotKey, returned_slots, slots

# A returned correction of a figure that stands asks for nothing more after so many days
CORRECTION_SHOWN = timedelta(days=30)


class FillLine(NamedTuple):
    """One unit and period with the same due day: how much there is to enter."""

    place: PlaceLabel
    unit_id: uuid.UUID
    unit: Label
    period_end: date
    due_on: date
    days_left: int  # negative: days late
    expected: int
    to_enter: int
    drafts: int  # saved and not submitted yet
    asked_to_sign: int  # of the drafts: wait for the unit's signer

    @property
    def days_late(self) -> int:
        """Days since it was due."""
        return -self.days_left


class ReturnedLine(NamedTuple):
    """One slot that came back: from a checker, or from the unit's own signer."""

    series: DueSeries
    period_end: date
    returned: Returned | None  # None: handed back by the signer, before submission
    reason: str
    stands: bool  # a correction came back; the accepted figure stands
    draft_saved: bool  # it is being mended
    freed: bool = False  # sign-off was switched off while it waited, and it was not submitted


class SignLine(NamedTuple):
    """Drafts of one unit and period that wait for its signer."""

    place: PlaceLabel
    unit: Label
    period_end: date
    drafts: int
    oldest_at: datetime


class DueList(NamedTuple):
    """Everything that is due for one person."""

    to_fill: tuple[FillLine, ...]
    overdue: tuple[FillLine, ...]
    returned: tuple[ReturnedLine, ...]
    to_sign: tuple[SignLine, ...]
    to_check: tuple[CheckLine, ...]
    to_explain: tuple[ExplainLine, ...]
    closed: tuple[ClosedLine, ...]  # cut off: nothing to do but to ask for the period
    sign_offs: tuple[SignOffLine, ...]  # of units managed: nobody can sign, or lines wait
    urgings: tuple[Urged, ...]
    next_end: date | None  # the period end that comes next; None: nothing is ever to report

    @property
    def is_empty(self) -> bool:
        """Nothing at all is due."""
        return not any(self[:-1])

    def is_pressing(self, days: int) -> bool:
        """Whether there is a reason to write: due within so many days, overdue, returned, to
        sign, to check, to explain, or waiting for somebody who could sign."""
        soon = any(line.days_left <= days for line in self.to_fill)
        waits = self.overdue or self.returned or self.to_sign or self.to_check or self.to_explain
        stuck = any(line.drafts and line.is_stuck for line in self.sign_offs)
        return soon or stuck or bool(waits)


class _Draft(NamedTuple):
    asked_at: datetime | None
    handed_back: str
    signs_off: bool  # whether units of the place sign off

    @property
    def awaits_sign_off(self) -> bool:
        return self.asked_at is not None and self.signs_off

    @property
    def is_freed(self) -> bool:
        return self.asked_at is not None and not self.signs_off


def due_list(duties: Duties, today: date) -> DueList:
    """What is due for these duties on a day, since collecting began and back to the begin of
    last year. At most nine queries, whatever the number of series, three where a period was closed
    before all was reported, and two for who manages."""
    rules = rules_in_force(today)
    first = date(today.year - 1, 1, 1)
    series = due_series(duties, today)
    mine = {each.id: each for each in series}
    standing = slots(mine, first, today) if mine else {}
    drafts = _drafts(mine, first) if mine else {}
    returned = returned_slots(mine, first, today) if mine else {}
    closed: Mapping[PlacePeriod, Closed] = (
        closed_periods({each.place.id for each in series}, first, today) if mine else {}
    )
    reported = [each for each in series if each.is_reported]
    expected = list(owed_slots(reported, standing, rules, today))
    owed = [each for each in expected if each.place_period not in closed]
    returned = {
        key: found
        for key, found in returned.items()
        if mine[key[0]].is_reported and (mine[key[0]].place.id, key[1]) not in closed
    }
    back = tuple(_returned_lines(mine, standing, drafts, returned, today))
    lines = _fill_lines(owed, drafts, {(line.series.id, line.period_end) for line in back}, today)
    owing = {(line.place.id, line.unit_id, line.period_end) for line in lines} | {
        (line.series.place.id, line.series.unit_id, line.period_end) for line in back
    }
    return DueList(
        to_fill=tuple(line for line in lines if line.days_left >= 0),
        overdue=tuple(line for line in lines if line.days_left < 0),
        returned=back,
        to_sign=_sign_lines(mine, drafts, closed),
        to_check=waiting_lines(duties, today),
        to_explain=explain_lines(duties, series, rules, today),
        closed=closed_lines(expected, closed, set(drafts), today),
        sign_offs=sign_off_lines(duties.managing),
        urgings=urgings_received({unit for _place, unit, _end in owing if unit}, owing, first),
        next_end=min((next_end(each.calendar, today) for each in reported), default=None),
    )


def _drafts(series: Mapping[uuid.UUID, DueSeries], first: date) -> Mapping[SlotKey, _Draft]:
    rows = Draft.objects.filter(
        place_id__in={each.place.id for each in series.values()},
        series_id__in=list(series),
        period_end__gte=first,
    ).values_list("series_id", "period_end", "sign_off_asked_at", "handed_back", "place__signs_off")
    return {(row[0], row[1]): _Draft(*row[2:]) for row in rows}


def _fill_lines(
    owed: Iterable[Owed],
    drafts: Mapping[SlotKey, _Draft],
    returned: Collection[SlotKey],
    today: date,
) -> list[FillLine]:
    """Owed slots by unit, period and due day, the longest overdue first."""
    groups: dict[tuple[uuid.UUID, uuid.UUID | None, date, date], list[Owed]] = {}
    for each in owed:
        key = (each.series.place.id, each.series.unit_id, each.period_end, each.due_on)
        groups.setdefault(key, []).append(each)
    lines = []
    for found in groups.values():
        missing = [
            each
            for each in found
            if not each.is_filled and (each.series.id, each.period_end) not in returned
        ]
        if not missing:
            continue
        series, saved = (
            found[0].series,
            [
                draft
                for each in missing
                if (draft := drafts.get((each.series.id, each.period_end))) is not None
            ],
        )
        lines.append(
            FillLine(
                place=series.place,
                unit_id=series.unit_id or series.place.id,
                unit=series.unit,
                period_end=found[0].period_end,
                due_on=found[0].due_on,
                days_left=(found[0].due_on - today).days,
                expected=len(found),
                to_enter=len(missing),
                drafts=len(saved),
                asked_to_sign=sum(draft.awaits_sign_off for draft in saved),
            )
        )
    return sorted(lines, key=lambda line: (line.due_on, line.period_end))


def _returned_lines(
    mine: Mapping[uuid.UUID, DueSeries],
    standing: Mapping[SlotKey, Slot],
    drafts: Mapping[SlotKey, _Draft],
    returned: Mapping[SlotKey, Returned],
    today: date,
) -> Iterable[ReturnedLine]:
    """What came back to the units and was not submitted again; newest first."""
    for key, found in sorted(returned.items(), key=lambda item: item[1].recorded_at, reverse=True):
        series, slot = mine[key[0]], standing.get(key)
        if slot is not None and slot.pending_at is not None:
            continue
        stands = slot is not None and slot.official_at is not None
        if stands and timezone.localtime(found.recorded_at).date() < today - CORRECTION_SHOWN:
            continue
        yield ReturnedLine(series, key[1], found, found.comment, stands, key in drafts)
    for key, draft in drafts.items():
        if key in returned or not mine[key[0]].is_reported:
            continue
        if draft.handed_back or draft.is_freed:
            yield ReturnedLine(
                mine[key[0]], key[1], None, draft.handed_back, False, True, draft.is_freed
            )


def _sign_lines(
    mine: Mapping[uuid.UUID, DueSeries],
    drafts: Mapping[SlotKey, _Draft],
    closed: Collection[PlacePeriod],
) -> tuple[SignLine, ...]:
    groups: dict[tuple[uuid.UUID, uuid.UUID | None, date], list[datetime]] = {}
    labels: dict[tuple[uuid.UUID, uuid.UUID | None, date], DueSeries] = {}
    for (series_id, end), draft in drafts.items():
        series = mine[series_id]
        is_open = (series.place.id, end) not in closed
        if series.is_signed and draft.asked_at is not None and draft.awaits_sign_off and is_open:
            key = (series.place.id, series.unit_id, end)
            groups.setdefault(key, []).append(draft.asked_at)
            labels[key] = series
    return tuple(
        SignLine(labels[key].place, labels[key].unit, key[2], len(asked), min(asked))
        for key, asked in sorted(groups.items(), key=lambda item: min(item[1]))
    )
