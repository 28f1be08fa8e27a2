"""The due list: what a person has to log, mend, sign, check and explain."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from targets.core.values.entry import Entry
from targets.models import (
    Actual,
    Check,
    Closing,
    Draft,
    Explanation,
    Indicator,
    Lane,
    Membership,
    Origin,
    Role,
    Series,
    Target,
    Unit,
    Urging,
)
from targets.reads.due.list import DueList, due_list
from targets.reads.scope.duties import Duties, duties_of
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.web.rooms import OCTOBER, TODAY, Rooms, build_rooms, enter

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 19, 12, tzinfo=SHANGHAI)


@pytest.fixture
def rooms(db: None) -> Rooms:
    """Collecting since October 2026: one month is owed."""
    built = build_rooms()
    Unit.objects.filter(id=built.place.id).update(collecting_since=date(2026, 10, 1))
    return built


def due_of(unit: Unit, role: Role, today: date = TODAY) -> DueList:
    person = User.objects.create_user(f"{role}-{User.objects.count()}")
    Membership.objects.create(person=person, unit=unit, role=role)
    return due_list(duties_of([person.pk])[person.pk], today)


def submit(series: Series, value: str, *, author: User | None = None) -> Actual:
    stamp = Stamp(series.place_id, author.pk if author else None, Origin.GRID, lane=Lane.PENDING)
    entry = Entry(series.id, series.calendar, OCTOBER, Decimal(value))
    write_ledger([entry], stamp, trust_current=True)
    return Actual.objects.pending().known(None).get(series=series)


def send_back(entry: Actual, comment: str = "口径不符", at: datetime | None = None) -> None:
    Actual.objects.filter(id=entry.id).update(superseded_at=entry.recorded_at)
    Check.objects.create(
        series_id=entry.series_id, period_end=entry.period_end, entry=entry, verdict="returned",
        comment=comment, recorded_at=at or entry.recorded_at,
    )  # fmt: skip


def promise(series: Series, due_on: date, *, effective_on: date) -> None:
    Target.objects.create(
        series=series, year=2026, tier_id="plan", effective_on=effective_on, value=Decimal(1200),
        comparator=">=", due_on=due_on, recorded_at=NOON,
    )  # fmt: skip


def test_who_reports_nothing_owes_nothing(rooms: Rooms) -> None:
    assert due_of(rooms.works, Role.VIEWER).is_empty
    assert due_list(Duties(0), TODAY).is_empty


def test_what_is_past_its_day_is_overdue_by_unit_and_period(rooms: Rooms) -> None:
    enter(rooms.roads, "71.4")
    due = due_of(rooms.works, Role.REPORTER)
    (line,) = due.overdue
    assert (line.unit.code, line.period_end) == ("testland-works", OCTOBER)
    assert (line.to_enter, line.expected) == (2, 3)
    assert (line.due_on, line.days_late) == (date(2026, 11, 18), 5)
    assert due.to_fill == ()


def test_before_its_day_it_is_to_fill(rooms: Rooms) -> None:
    (line,) = due_of(rooms.works, Role.REPORTER, date(2026, 11, 15)).to_fill
    assert (line.to_enter, line.days_left) == (3, 3)


def test_a_due_day_that_is_off_moves_on(rooms: Rooms) -> None:
    # 18 April 2026 is a Saturday
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=date(2026, 3, 1))
    (line,) = due_of(rooms.finance, Role.REPORTER, date(2026, 4, 20)).to_fill
    assert (line.due_on, line.days_left) == (date(2026, 4, 20), 0)


def test_a_lagged_indicator_has_its_own_line(rooms: Rooms) -> None:
    Indicator.objects.filter(code="HOMES").update(due_months=2)
    due = due_of(rooms.works, Role.REPORTER)
    assert [(line.to_enter, line.expected) for line in due.overdue] == [(2, 2)]
    assert [(line.to_enter, line.due_on) for line in due.to_fill] == [(1, date(2026, 12, 18))]


def test_nothing_before_collecting_began_and_nothing_in_closed_periods(rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=date(2026, 9, 1))
    Closing.objects.create(
        place=rooms.place, period_end=date(2026, 9, 30), action="closed", recorded_at=NOON
    )
    due = due_of(rooms.works, Role.REPORTER)
    assert {line.period_end for line in due.overdue} == {OCTOBER}
    Closing.objects.create(
        place=rooms.place, period_end=date(2026, 9, 30), action="reopened", reason="补报",
        recorded_at=NOON.replace(hour=13),
    )  # fmt: skip
    due = due_of(rooms.works, Role.REPORTER)
    assert [line.period_end for line in due.overdue] == [date(2026, 9, 30), OCTOBER]


def test_what_waits_is_logged_already(rooms: Rooms) -> None:
    submit(rooms.rate, "5.8")
    assert due_of(rooms.finance, Role.REPORTER).is_empty


def test_what_came_back_is_named_with_its_reason(rooms: Rooms) -> None:
    send_back(submit(rooms.rate, "5.8"))
    due = due_of(rooms.finance, Role.REPORTER)
    (line,) = due.returned
    assert line.returned is not None
    assert (line.series.code, line.reason, line.returned.value) == (
        "GROWTH", "口径不符", Decimal("5.8"),
    )  # fmt: skip
    assert due.overdue == (), "it is listed once"
    submit(rooms.rate, "5.9")
    assert due_of(rooms.finance, Role.REPORTER).returned == ()


def test_a_returned_correction_leaves_what_stands(rooms: Rooms) -> None:
    enter(rooms.rate, "5.7")
    send_back(submit(rooms.rate, "5.8"), at=NOON)
    (line,) = due_of(rooms.finance, Role.REPORTER).returned
    assert line.stands
    assert due_of(rooms.finance, Role.REPORTER, date(2026, 12, 31)).returned == ()


def test_drafts_are_counted_and_signers_are_asked(rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.place.id).update(signs_off=True)
    Draft.objects.create(series=rooms.roads, period_end=OCTOBER, typed={}, saved_at=NOON)
    Draft.objects.create(
        series=rooms.homes, period_end=OCTOBER, typed={}, saved_at=NOON, sign_off_asked_at=NOON
    )
    (line,) = due_of(rooms.works, Role.REPORTER).overdue
    assert (line.drafts, line.asked_to_sign) == (2, 1)
    due = due_of(rooms.works, Role.SIGNER)
    assert [(line.unit.code, line.drafts) for line in due.to_sign] == [("testland-works", 1)]
    assert due.overdue == (), "a signer does not report"


def test_what_the_signer_handed_back_is_mended_by_the_unit(rooms: Rooms) -> None:
    Draft.objects.create(
        series=rooms.roads, period_end=OCTOBER, typed={}, saved_at=NOON, handed_back="请核实"
    )
    (line,) = due_of(rooms.works, Role.REPORTER).returned
    assert (line.returned, line.reason) == (None, "请核实")


def test_a_checker_sees_what_waits_and_whose_it_is(rooms: Rooms) -> None:
    checker = User.objects.create_user("checker")
    Membership.objects.create(person=checker, unit=rooms.place, role=Role.CHECKER)
    submit(rooms.roads, "71.4")
    submit(rooms.homes, "900", author=checker)
    submit(rooms.rate, "5.8")
    due = due_list(duties_of([checker.pk])[checker.pk], TODAY)
    assert {(line.unit.code, line.entries, line.own) for line in due.to_check} == {
        ("testland-works", 2, 1), ("testland-finance", 1, 0),
    }  # fmt: skip
    assert due_of(rooms.works, Role.CHECKER).to_check == (), "the place is checked, not the unit"
    Series.objects.filter(id=rooms.rate.id).update(checking=rooms.works)
    assert [line.unit.code for line in due_of(rooms.works, Role.CHECKER).to_check] == [
        "testland-finance"
    ]


def test_a_lagging_series_is_to_be_explained_once_statuses_are_out(rooms: Rooms) -> None:
    enter(rooms.roads, "10")
    assert due_of(rooms.works, Role.REPORTER, date(2026, 11, 20)).to_explain == ()
    (line,) = due_of(rooms.works, Role.REPORTER).to_explain
    assert (line.row.code, line.due_on, line.days_left) == ("ROAD_KM", date(2026, 11, 25), 2)
    assert due_of(rooms.finance, Role.REPORTER).to_explain == ()
    Explanation.objects.create(
        series=rooms.roads, period_end=OCTOBER, cause="征拆滞后", recorded_at=NOON
    )
    assert due_of(rooms.works, Role.REPORTER).to_explain == ()


def test_an_urging_stays_until_everything_is_reported(rooms: Rooms) -> None:
    for hour, message in ((9, "请报送"), (10, "请尽快报送")):
        Urging.objects.create(
            place=rooms.place, unit=rooms.finance, period_end=OCTOBER, message=message,
            recorded_at=NOON.replace(hour=hour),
        )  # fmt: skip
    (urged,) = due_of(rooms.finance, Role.REPORTER).urgings
    assert urged.message == "请尽快报送"
    assert due_of(rooms.works, Role.REPORTER).urgings == ()
    submit(rooms.rate, "5.8")
    assert due_of(rooms.finance, Role.REPORTER).urgings == ()


def test_a_finished_task_owes_no_further_report(rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=date(2026, 9, 1))
    done = Entry(rooms.task.id, "monthly", date(2026, 9, 30), declared="done", stage="竣工")
    write_ledger([done], Stamp(rooms.place.id, None, Origin.COMMAND))
    lines = due_of(rooms.works, Role.REPORTER).overdue
    assert [(line.to_enter, line.expected) for line in lines] == [(2, 3), (2, 2)]


def test_what_is_reported_once_is_due_by_its_target(rooms: Rooms) -> None:
    Series.objects.filter(id=rooms.homes.id).update(calendar="once")
    promise(rooms.homes, date(2026, 12, 10), effective_on=date(2026, 2, 1))
    due = due_of(rooms.works, Role.REPORTER)
    (line,) = due.to_fill
    assert (line.period_end, line.due_on, line.days_left) == (OCTOBER, date(2026, 12, 10), 17)
    assert due_of(rooms.works, Role.REPORTER, date(2026, 11, 1)).to_fill[-1].expected == 2
    promise(rooms.homes, date(2026, 11, 2), effective_on=date(2026, 3, 1))
    late = due_of(rooms.works, Role.REPORTER).overdue
    assert [line.due_on for line in late] == [date(2026, 11, 2), date(2026, 11, 18)]


@pytest.mark.parametrize("copies", [1, 60])
def test_the_number_of_queries_is_fixed(
    rooms: Rooms, django_assert_num_queries: DjangoAssertNumQueries, copies: int
) -> None:
    for number in range(copies):
        indicator = Indicator.objects.create(
            theme=rooms.roads.indicator.theme, code=f"MORE{number}", name_zh=f"更多{number}",
            measure="amount", accumulation="running_total", frequency="monthly", pace="linear",
        )  # fmt: skip
        made = Series.objects.create(
            place=rooms.place, indicator=indicator, calendar="monthly", reporting=rooms.works,
            lead=rooms.works,
        )  # fmt: skip
        send_back(submit(made, "1"))
    person = User.objects.create_user("everything")
    for role in (Role.REPORTER, Role.SIGNER, Role.CHECKER):
        Membership.objects.create(person=person, unit=rooms.place, role=role)
    duties = duties_of([person.pk])[person.pk]
    with django_assert_num_queries(9):
        due = due_list(duties, TODAY)
    assert len(due.returned) == copies
