"""The reporting matrix: units × periods, worst state and counts, in few queries."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from targets.core.judging.timeliness import Timeliness
from targets.core.values.entry import Entry
from targets.models import Actual, Check, Lane, Origin, Series, Unit, UnitKind
from targets.models.keys import new_key
from targets.reads.places.places import PlaceFacts, place_facts
from targets.reads.reporting.matrix import Matrix, UnitRow, reporting_matrix
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.web.rooms import OCTOBER, TODAY, Rooms, build_rooms

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def rooms(db: None) -> Rooms:
    built = build_rooms()
    Unit.objects.filter(id=built.place.id).update(collecting_since=date(2026, 10, 1))
    return built


def facts() -> PlaceFacts:
    found = place_facts("testland", TODAY)
    assert found is not None
    return found


def matrix(today: date = TODAY, year: int = 2026) -> Matrix:
    return reporting_matrix(facts(), year, today)


def row(code: str, found: Matrix) -> UnitRow:
    wanted = found.row_of(code)
    assert wanted is not None
    return wanted


def came(
    series: Series, day: int, *, lane: Lane = Lane.OFFICIAL, end: date = OCTOBER, **more: object
) -> Actual:
    """An entry recorded on a day of November."""
    given = {"value": Decimal(1)} | more
    return Actual.objects.create(
        series=series, calendar=series.calendar, period_end=end, lane=lane, origin=Origin.GRID,
        recorded_at=datetime(2026, 11, day, 9, tzinfo=SHANGHAI), **given,
    )  # fmt: skip


def test_on_time_late_and_missing(rooms: Rooms) -> None:
    came(rooms.roads, 18)
    came(rooms.homes, 20, lane=Lane.PENDING)
    found = matrix()
    october = found.ends.index(OCTOBER)
    works = row("testland-works", found)
    assert [slot.state for slot in works.slots[october]] == [
        Timeliness.ON_TIME, Timeliness.LATE, Timeliness.MISSING,
    ]  # fmt: skip
    assert works.slots[october][1].days_late == 2
    cell = works.cells[october]
    assert (cell.worst, cell.reported, cell.expected) == (Timeliness.MISSING, 2, 3)
    assert works.totals.rate == Decimal(100) / 3
    assert found.totals[october].expected == 4
    assert found.all_in_all.missing == 2


def test_nothing_is_asked_before_collecting_began_or_before_a_period_ended(rooms: Rooms) -> None:
    found = matrix()
    states = [cell.worst for cell in row("testland-finance", found).cells]
    assert states[:9] == [Timeliness.NOT_COLLECTING] * 9
    assert states[9:] == [Timeliness.MISSING, Timeliness.NOT_DUE, Timeliness.NOT_DUE]
    assert row("testland-finance", matrix(date(2026, 11, 18))).cells[9].worst is Timeliness.DUE


def test_what_came_back_is_returned_until_it_is_sent_again(rooms: Rooms) -> None:
    first = came(
        rooms.rate, 16, lane=Lane.PENDING,
        superseded_at=datetime(2026, 11, 17, 9, tzinfo=SHANGHAI),
    )  # fmt: skip
    Check.objects.create(
        series=rooms.rate, period_end=OCTOBER, entry=first, verdict="returned", comment="请核实",
        recorded_at=datetime(2026, 11, 17, 9, tzinfo=SHANGHAI),
    )  # fmt: skip
    (slot,) = row("testland-finance", matrix()).slots[9]
    assert slot.state is Timeliness.RETURNED
    assert slot.returned is not None
    assert slot.returned.comment == "请核实"
    came(rooms.rate, 20, lane=Lane.PENDING)
    (slot,) = row("testland-finance", matrix()).slots[9]
    assert slot.state is Timeliness.ON_TIME, "the first submission decides"


def test_what_was_withdrawn_is_missing(rooms: Rooms) -> None:
    came(rooms.rate, 16)
    gone = Entry(rooms.rate.id, "monthly", OCTOBER, withdrawn=True, reason="误报")
    write_ledger([gone], Stamp(rooms.place.id, None, Origin.GRID), trust_current=True)
    (slot,) = row("testland-finance", matrix()).slots[9]
    assert slot.state is Timeliness.MISSING


def test_a_finished_task_is_not_expected_any_more(rooms: Rooms) -> None:
    came(rooms.task, 10, value=None, stage="竣工", declared="done")
    found = row("testland-works", matrix(date(2026, 12, 31)))
    assert [slot.code for slot in found.slots[10]] == ["ROAD_KM", "HOMES"]


def test_series_that_nobody_reports_have_a_row_without_a_unit(rooms: Rooms) -> None:
    Series.objects.filter(id=rooms.rate.id).update(reporting=None)
    last = matrix().rows[-1]
    assert (last.unit_id, last.unit.code) == (None, "")


@pytest.mark.parametrize("units", [2, 200])
def test_the_number_of_queries_is_fixed(
    rooms: Rooms, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    departments = Unit.objects.bulk_create(
        Unit(
            id=new_key(), code=f"unit-{number}", name_zh=f"单位{number}", parent=rooms.place,
            kind=UnitKind.DEPARTMENT,
        )
        for number in range(units)
    )  # fmt: skip
    indicator = rooms.roads.indicator
    for number, department in enumerate(departments):
        indicator.pk, indicator.code = new_key(), f"CODE{number}"
        indicator._state.adding = True
        indicator.save()
        Series.objects.create(
            place=rooms.place, indicator=indicator, calendar="monthly", reporting=department
        )
    place = facts()
    with django_assert_num_queries(5):
        found = reporting_matrix(place, 2026, TODAY)
    assert len(found.rows) == units + 2
    assert len(found.ends) == 12
