"""The one ledger write: append, end, conflict, all or nothing, as the serving role."""

from __future__ import annotations

import threading
import time
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, connection, transaction

from targets.core.values.entry import Entry
from targets.models import Actual, Origin, Series
from targets.writes.entries import ledger
from targets.writes.entries.ledger import LedgerConflict, Stamp, write_ledger

JANUARY, FEBRUARY = date(2024, 1, 31), date(2024, 2, 29)


def entry(series: Series, value: str, period_end: date = JANUARY, **more: object) -> Entry:
    return Entry(series.id, series.calendar, period_end, Decimal(value), **more)  # type: ignore[arg-type]


def stamp(series: Series, author: User | None = None) -> Stamp:
    return Stamp(series.place_id, author.pk if author else None, Origin.GRID)


def test_a_first_entry_is_recorded_with_everything(
    roads: Series, as_serving_role: str, django_user_model: type[User]
) -> None:
    author = django_user_model.objects.create_user("reporter")
    written = write_ledger([entry(roads, "7.5", source="月报", note="初")], stamp(roads, author))
    row = Actual.objects.get()
    assert (written.new, written.changed, written.unchanged) == (1, 0, 0)
    assert (row.value, row.source, row.note, row.lane) == (Decimal("7.5"), "月报", "初", "official")
    assert row.author == author
    assert row.origin == "grid"
    assert row.recorded_at == written.recorded_at
    assert row.superseded_at is None


def test_the_same_again_writes_nothing(roads: Series, as_serving_role: str) -> None:
    write_ledger([entry(roads, "7.5")], stamp(roads))
    again = write_ledger([entry(roads, "7.50")], stamp(roads))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert Actual.objects.count() == 1


def test_a_change_ends_the_row_it_saw_at_the_instant_of_the_new_one(
    roads: Series, as_serving_role: str
) -> None:
    write_ledger([entry(roads, "7.5")], stamp(roads))
    seen = Actual.objects.get()
    write_ledger([entry(roads, "8", seen_id=seen.id, reason="漏报")], stamp(roads))
    old, new = Actual.objects.order_by("recorded_at")
    assert old.superseded_at == new.recorded_at
    assert (new.value, new.reason, new.superseded_at) == (Decimal(8), "漏报", None)


def test_a_slot_that_changed_meanwhile_is_a_conflict_and_nothing_is_written(
    roads: Series, as_serving_role: str, django_user_model: type[User]
) -> None:
    first = django_user_model.objects.create_user("first", last_name="王", first_name="芳")
    write_ledger([entry(roads, "7.5")], stamp(roads, first))
    with pytest.raises(LedgerConflict) as caught:
        write_ledger([entry(roads, "1", FEBRUARY), entry(roads, "9")], stamp(roads))
    (conflict,) = caught.value.conflicts
    assert (conflict.value, conflict.author) == (Decimal("7.5"), "王芳")
    assert conflict.current_id == Actual.objects.get().id
    assert Actual.objects.count() == 1


def test_an_entry_ended_meanwhile_is_a_conflict(roads: Series) -> None:
    write_ledger([entry(roads, "7.5")], stamp(roads))
    stale = Actual.objects.get().id
    write_ledger([entry(roads, "8", seen_id=stale)], stamp(roads))
    with pytest.raises(LedgerConflict):
        write_ledger([entry(roads, "9", seen_id=stale)], stamp(roads))
    assert list(Actual.objects.known(None).values_list("value", flat=True)) == [Decimal(8)]


def test_a_command_may_replace_whatever_stands(roads: Series) -> None:
    write_ledger([entry(roads, "7.5")], stamp(roads))
    written = write_ledger([entry(roads, "8")], stamp(roads), trust_current=True)
    assert (written.new, written.changed) == (0, 1)


def test_a_withdrawal_is_an_entry_without_content_with_a_reason(
    roads: Series, as_serving_role: str
) -> None:
    write_ledger([entry(roads, "7.5")], stamp(roads))
    seen = Actual.objects.get().id
    withdrawal = Entry(
        roads.id, "monthly", JANUARY, withdrawn=True, reason="口径有误", seen_id=seen
    )
    write_ledger([withdrawal], stamp(roads))
    assert Actual.objects.known(None).get().withdrawn
    unreasoned = withdrawal._replace(reason="", period_end=FEBRUARY, seen_id=None)
    with pytest.raises(IntegrityError, match="actual_says_something"), transaction.atomic():
        write_ledger([unreasoned], stamp(roads))


def test_a_task_is_logged_as_text_and_state(task: Series, as_serving_role: str) -> None:
    said = Entry(task.id, "once", JANUARY, stage="开工", declared="normal", share_done=Decimal(20))
    write_ledger([said], stamp(task))
    row = Actual.objects.get()
    assert (row.stage, row.declared, row.value) == ("开工", "normal", None)


def test_one_slot_cannot_be_named_twice(roads: Series) -> None:
    with pytest.raises(ValueError, match="twice"):
        write_ledger([entry(roads, "1"), entry(roads, "2")], stamp(roads))
    assert not Actual.objects.exists()


@pytest.mark.parametrize("day", [date(2024, 1, 30), date(2024, 2, 1)])
def test_the_database_refuses_a_period_end_that_does_not_exist(roads: Series, day: date) -> None:
    with pytest.raises(IntegrityError, match="actual_period_end_exists"), transaction.atomic():
        write_ledger([entry(roads, "1", day)], stamp(roads))


@pytest.mark.parametrize(
    ("calendar", "refused", "accepted"),
    [
        ("monthly_jan_feb", [1], [2, 3, 12]),
        ("quarterly", [1, 2, 4, 11], [3, 6, 9, 12]),
        ("half_yearly", [3, 9], [6, 12]),
        ("annual", [6], [12]),
    ],
)
def test_the_database_knows_every_calendar(
    roads: Series, calendar: str, refused: list[int], accepted: list[int]
) -> None:
    from targets.core.values.periods import month_end

    Series.objects.filter(pk=roads.pk).update(calendar=calendar)
    roads.refresh_from_db()
    for month in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            write_ledger([entry(roads, "1", month_end(2024, month))], stamp(roads))
    for month in accepted:
        write_ledger([entry(roads, "1", month_end(2024, month))], stamp(roads))
    assert Actual.objects.count() == len(accepted)


def test_the_calendar_in_the_row_is_that_of_the_series(roads: Series) -> None:
    write_ledger([entry(roads, "1")._replace(calendar="once")], stamp(roads))
    with pytest.raises(IntegrityError, match="actual_calendar_and_place_of_series"):
        connection.check_constraints()


def test_the_serving_role_cannot_touch_what_is_written(roads: Series, as_serving_role: str) -> None:
    write_ledger([entry(roads, "7.5")], stamp(roads))
    refused = [
        "UPDATE targets_actual SET value = 9",
        "DELETE FROM targets_actual",
        "TRUNCATE targets_actual CASCADE",
        "DELETE FROM targets_target",
        "UPDATE targets_target SET value = 1",
        "UPDATE targets_margins SET ahead = 1",
        "DELETE FROM targets_import",
        "UPDATE targets_pathpoint SET value = 1",
        "ALTER TABLE targets_actual DISABLE TRIGGER ALL",
        "DROP TABLE targets_actual CASCADE",
    ]
    for statement in refused:
        with (
            pytest.raises(DatabaseError) as caught,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert isinstance(caught.value.__cause__, psycopg.errors.InsufficientPrivilege), statement
    assert Actual.objects.get().value == Decimal("7.5")


def test_an_ended_row_stays_ended_even_for_the_owner(roads: Series) -> None:
    write_ledger([entry(roads, "7.5")], stamp(roads))
    seen = Actual.objects.get().id
    write_ledger([entry(roads, "8", seen_id=seen)], stamp(roads))
    for statement in (
        "UPDATE targets_actual SET superseded_at = NULL WHERE superseded_at IS NOT NULL",
        "UPDATE targets_actual SET superseded_at = now() WHERE superseded_at IS NOT NULL",
        "UPDATE targets_actual SET value = 1, superseded_at = now() WHERE superseded_at IS NULL",
    ):
        with (
            pytest.raises(Exception, match="ended, never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_guards_hold_for_a_login_of_the_serving_role(serving_dsn: str) -> None:
    with psycopg.connect(serving_dsn) as server:
        (owns,) = server.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
            " WHERE r.rolname = current_user"
        ).fetchone() or (None,)
        assert owns == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server.execute("DELETE FROM targets_actual")


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_an_empty_slot_one_wins_one_is_told(roads: Series) -> None:
    """Neither sees the other's row while comparing: only the unique index tells them apart."""
    outcome: list[object] = []

    def second() -> None:
        try:
            outcome.append(write_ledger([entry(roads, "2")], stamp(roads)))
        except LedgerConflict as error:
            outcome.extend(error.conflicts)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        write_ledger([entry(roads, "1")], stamp(roads))
        other.start()
        _wait_until_somebody_waits()
    other.join(30)
    (conflict,) = outcome
    assert isinstance(conflict, ledger.Conflict)
    assert conflict.value == Decimal(1)
    assert Actual.objects.get().value == Decimal(1)


def _wait_until_somebody_waits() -> None:
    for _ in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
            )
            (waiting,) = cursor.fetchone()
        if waiting:
            return
        time.sleep(0.01)
    raise AssertionError("the second writer never waited")
