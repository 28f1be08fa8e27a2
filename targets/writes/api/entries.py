"""Many entries brought at once by a program: read item by item, written all or nothing.

The same guard, states and rights as in the logging grid: a questioned figure passes only with a
reason, what stands is changed only with a reason, and figures go where the place's rules say.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from targets.core.values.entry import Entry
from targets.core.values.facts import Name, Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.period_text import parse_period_end
from targets.exchange.sheets.problems import CellRefused, ProblemCode, shortened
from targets.models import Actual, Lane
from targets.reads.due.signers import SignOff, sign_offs_of
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.log.beside import repeatable, with_values
from targets.reads.scope.closed import closed_periods
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import EVERYTHING
from targets.writes.entries.ledger import Written, lock_place
from targets.writes.entries.submit import OPEN_PERIOD, Submission, lane_of, submit

from .guard import guarded
from .items import Item, Lanes, ReadRow, RowProblem
from .rows import read_item, read_period

FORBIDDEN = frozenset({"not_yours", "no_reporting_unit", "needs_sign_off"})


class ItemsRefused(Exception):
    """Nothing was written: everything that is wrong, by row and field."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: each.row))
        super().__init__(f"{len(self.problems)} problems")


class May(NamedTuple):
    """What the writer may do in the place; None: everything."""

    report_for: Collection[uuid.UUID] | None  # units whose series may be logged
    sign_for: Collection[uuid.UUID] | None  # units whose entries may be signed off
    corrects: bool = False  # series of every unit, in closed periods


class Outcome(NamedTuple):
    """What became of one item."""

    row: int
    series: str
    period_end: date
    outcome: str  # new, changed, unchanged
    entry_id: uuid.UUID | None
    questioned: str
    note: Phrase | None


class BulkWritten(NamedTuple):
    """What one call did."""

    written: Written
    lane: Lane
    outcomes: tuple[Outcome, ...]


Slot = tuple[uuid.UUID, date]


def submit_items(
    items: Sequence[Item],
    submission: Submission,
    may: May,
    *,
    today: date,
    problems: Iterable[RowProblem] = (),
) -> BulkWritten:
    """Submit every item, or none. ``problems`` were found in other items before.

    Raises :class:`ItemsRefused` with all that is wrong, and what
    :func:`~targets.writes.entries.submit.submit` raises. To be called within a transaction: what
    stands is read, compared and written at one time.
    """
    found = list(problems)
    at = AsOf(today, today)
    located = _locate(items, submission, at, found)
    closed = _closed(submission.place.id, located) if may.corrects else frozenset()
    sign_offs: dict[uuid.UUID, SignOff] = {}
    permitted = [
        (item, series, end)
        for item, series, end in located
        if (
            (end in closed and series.reporting_id is not None)
            or _is_permitted(item, series, submission, may, found, sign_offs=sign_offs)
        )
        and end is not None
    ]
    slots = _distinct(permitted, found)
    rows = guarded(_read(submission.place.id, slots, today, found), at, found)
    if found:
        raise ItemsRefused(found)
    written = submit([row.entry for row in rows], submission)
    lane = lane_of(submission.place)
    return BulkWritten(written, lane, _outcomes(submission.place.id, rows, written, lane))


def _read(
    place_id: uuid.UUID,
    slots: Mapping[Slot, tuple[Item, JudgedSeries]],
    today: date,
    problems: list[RowProblem],
) -> list[ReadRow]:
    """Every item that can be taken, each beside the others of its call: “as last period” repeats
    what the call itself brings for the period before. One query."""
    standing = _standing(place_id, slots)
    brought: dict[uuid.UUID, dict[date, Decimal | None]] = {}
    rows = []
    for (series_id, end), (item, series) in sorted(slots.items(), key=lambda each: each[0][1]):
        facts = with_values(series.assessment.facts, brought.get(series_id, {}))
        row = read_item(
            item,
            series,
            end,
            standing.get((series_id, end), Lanes()),
            before=repeatable(facts, end),
            today=today,
            problems=problems,
        )
        if row is not None:
            rows.append(row)
            brought.setdefault(series_id, {})[end] = row.entry.value
    return rows


def _locate(
    items: Sequence[Item], submission: Submission, at: AsOf, problems: list[RowProblem]
) -> list[tuple[Item, JudgedSeries, date | None]]:
    """Each item's series, in the year of its period. Two queries, and one a further year."""
    rules = rules_in_force(at.as_of)
    years: dict[int, Mapping[str, JudgedSeries]] = {}
    located = []
    for item in items:
        year = _year_of(item, at.today)
        if year not in years:
            judged = judged_series(
                year=year,
                at=at._replace(as_of=date(year, 12, 31)),
                place_ids=[submission.place.id],
                rules=rules,
                sight=EVERYTHING,
            )
            years[year] = {each.code: each for each in judged}
        series = years[year].get(item.series)
        if series is None:
            problems.append(_unknown(item, submission.place.code))
        else:
            located.append((item, series, read_period(item, series, at.today, problems)))
    return located


def _closed(
    place_id: uuid.UUID, located: Sequence[tuple[Item, JudgedSeries, date | None]]
) -> frozenset[date]:
    """Periods of the items that are closed, and stay so until this transaction ends. Two
    queries."""
    ends = [end for _item, _series, end in located if end is not None]
    if not ends:
        return frozenset()
    lock_place(place_id)
    return frozenset(end for _place, end in closed_periods([place_id], min(ends), max(ends)))


def _year_of(item: Item, today: date) -> int:
    """What year to look the series up in; a period that cannot be is refused later."""
    try:
        year = parse_period_end(item.period).year
    except CellRefused:
        return today.year
    return min(year, today.year)


def _unknown(item: Item, place: str) -> RowProblem:
    return RowProblem(
        item.row,
        "series",
        ProblemCode.UNKNOWN_CODE.value,
        phrase(
            _("There is no series “%(code)s” in %(place)s."),
            code=shortened(item.series),
            place=place,
        ),
    )


def _is_permitted(
    item: Item,
    series: JudgedSeries,
    submission: Submission,
    may: May,
    problems: list[RowProblem],
    *,
    sign_offs: dict[uuid.UUID, SignOff],
) -> bool:
    """Whether the writer may log this series. ``sign_offs``: who signs for units met before."""
    unit = series.reporting_id
    refusal: tuple[str, Phrase] | None = None
    if unit is None:
        refusal = (
            "no_reporting_unit",
            phrase(
                _("No unit reports “%(code)s”. A manager has to name one first."), code=series.code
            ),
        )
    elif may.report_for is not None and unit not in may.report_for:
        refusal = (
            "not_yours",
            OPEN_PERIOD
            if may.corrects
            else phrase(
                _("You may not log for the unit that reports “%(code)s”."), code=series.code
            ),
        )
    elif submission.place.signs_off and may.sign_for is not None and unit not in may.sign_for:
        refusal = ("needs_sign_off", _needs_sign_off(series, unit, submission, sign_offs))
    if refusal is not None:
        problems.append(RowProblem(item.row, "series", *refusal))
    return refusal is None


def _needs_sign_off(
    series: JudgedSeries,
    unit: uuid.UUID,
    submission: Submission,
    sign_offs: dict[uuid.UUID, SignOff],
) -> Phrase:
    """Who signs for the unit, or whom to ask where nobody can. One query for each unit."""
    if unit not in sign_offs:
        sign_offs |= sign_offs_of([unit])
    label = series.reporting
    name = Name(label.name_zh, label.name_en) if label is not None else Name(str(unit))
    return sign_offs[unit].no_program(
        name, submission.author_id, accepts_own=submission.place.accepts_own
    )


def _distinct(
    located: Iterable[tuple[Item, JudgedSeries, date]], problems: list[RowProblem]
) -> dict[Slot, tuple[Item, JudgedSeries]]:
    """One item a slot; a second one is a problem."""
    slots: dict[Slot, tuple[Item, JudgedSeries]] = {}
    for item, series, end in located:
        first = slots.setdefault((series.id, end), (item, series))
        if first[0] is not item:
            problems.append(
                RowProblem(
                    item.row,
                    "period",
                    ProblemCode.DUPLICATE_ROW.value,
                    phrase(
                        _("The same series and period stand in row %(row)s already."),
                        row=first[0].row,
                    ),
                )
            )
    return slots


_CONTENT = tuple(name for name in Entry._fields if name not in ("series_id", "seen_id"))


def _standing(place_id: uuid.UUID, slots: Collection[Slot]) -> dict[Slot, Lanes]:
    """What stands in the slots, in either lane. One query."""
    rows = (
        Actual.objects.known(None)
        .filter(
            place_id=place_id,
            series_id__in={series_id for series_id, _end in slots},
            period_end__in={end for _series_id, end in slots},
        )
        .values_list("id", "lane", "series_id", *_CONTENT)
    )
    found: dict[Slot, Lanes] = {}
    for entry_id, lane, series_id, *content in rows:
        entry = Entry(series_id, *content)
        slot = series_id, entry.period_end
        known = found.get(slot, Lanes())
        found[slot] = (
            known._replace(official=entry, official_id=entry_id)
            if lane == Lane.OFFICIAL
            else known._replace(pending=entry, pending_id=entry_id)
        )
    return found


def _outcomes(
    place_id: uuid.UUID, rows: list[ReadRow], written: Written, lane: Lane
) -> tuple[Outcome, ...]:
    """What became of each item. One query."""
    made = {
        (series_id, end): entry_id
        for entry_id, series_id, end in Actual.objects.filter(
            place_id=place_id,
            lane=lane,
            recorded_at=written.recorded_at,
            series_id__in={row.series.id for row in rows},
            period_end__in={row.entry.period_end for row in rows},
        ).values_list("id", "series_id", "period_end")
    }
    outcomes = []
    for row in sorted(rows, key=lambda each: each.item.row):
        lanes, slot = row.lanes, (row.series.id, row.entry.period_end)
        before = lanes.pending_id if lane is Lane.PENDING else lanes.official_id
        outcome = "unchanged" if slot not in made else "changed" if before else "new"
        outcomes.append(
            Outcome(
                row.item.row,
                row.series.code,
                row.entry.period_end,
                outcome,
                made.get(slot, lanes.seen_id),
                row.entry.questioned if slot in made else "",
                row.note,
            )
        )
    return tuple(outcomes)
