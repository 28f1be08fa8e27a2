"""The past is not written: the database holds every ledger's stamps against its own clock."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from psycopg import sql
from psycopg.errors import RestrictViolation

from targets.models import Actual, Explanation, Margins, Origin, PathPoint, Series
from targets.models.ledger import ENDABLE_TABLES, LEDGER_TABLES
from targets.reads.check.closing import missing_of
from targets.reads.scope.visibility import EVERYTHING
from targets.reads.series.ledger import series_ledger
from targets.writes.checking.closing import ClosedBy, close_period, reopen_period
from targets.writes.checking.explain import Explaining, Said, explain
from targets.writes.database_time import database_time
from targets.writes.entries.ledger import write_ledger
from targets.writes.targets import write
from targets.writes.targets.margins import set_margins
from targets.writes.targets.write import StatedTarget, correct_target, state_target
from tests.writes.test_ledger import JANUARY, entry, stamp

AHEAD = timedelta(hours=1)
PATHS = "targets_pathpoint"  # written with its target, and stamped by it
STAMPED = [table for table in LEDGER_TABLES if table != PATHS]


def test_no_ledger_is_without_its_guards() -> None:
    models = apps.get_app_config("targets").get_models()
    fields = {m._meta.db_table: {f.name for f in m._meta.fields} for m in models}
    recorded = {table for table, names in fields.items() if "recorded_at" in names}
    ended = {table for table, names in fields.items() if "superseded_at" in names}
    assert recorded == set(STAMPED)
    assert ended == set(ENDABLE_TABLES)


@contextmanager
def refused(said: str) -> Iterator[None]:
    # Where a copy is refused the driver's own error comes through
    errors = (IntegrityError, RestrictViolation)
    with pytest.raises(errors, match=said), transaction.atomic():
        yield


def insert(table: str, **stamps: str) -> None:
    """A row of nothing but its stamps: they are looked at before what is missing."""
    with connection.cursor() as cursor:
        values = sql.SQL(", ").join(
            sql.SQL("{}, {}").format(sql.Literal(name), sql.SQL(at)) for name, at in stamps.items()
        )
        cursor.execute(
            sql.SQL(
                "INSERT INTO {0} SELECT"
                " (jsonb_populate_record(NULL::{0}, jsonb_build_object({1}))).*"
            ).format(sql.Identifier(table), values)
        )


WRONG = ("now() - interval '1 day'", "now() - interval '1 microsecond'",
         "clock_timestamp() + interval '1 hour'", "'infinity'", "'-infinity'")  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("table", STAMPED)
def test_the_serving_role_stamps_no_row_otherwise(table: str, as_serving_role: str) -> None:
    for wrong in WRONG:
        with refused("recorded_at of"):
            insert(table, recorded_at=wrong)
        if table in ENDABLE_TABLES:
            with refused("superseded_at of"):
                insert(table, recorded_at="clock_timestamp()", superseded_at=wrong)
    with refused("null value"):
        insert(table, recorded_at="clock_timestamp()")


@pytest.mark.django_db
def test_the_owner_loads_history(roads: Series) -> None:
    with refused("null value"):
        insert("targets_actual", recorded_at="now() - interval '1 year'")


def test_the_serving_role_ends_no_row_in_the_past_or_the_future(
    roads: Series, as_serving_role: str
) -> None:
    write_ledger([entry(roads, "7.5")], stamp(roads))
    for wrong in WRONG:
        with refused("superseded_at of"), connection.cursor() as cursor:
            cursor.execute(f"UPDATE targets_actual SET superseded_at = {wrong}")
    assert Actual.objects.get().superseded_at is None


def test_a_copy_is_looked_at_like_an_insert(roads: Series, as_serving_role: str) -> None:
    with (
        refused("recorded_at of"),
        connection.cursor() as cursor,
        cursor.copy("COPY targets_closing (id, recorded_at) FROM STDIN") as copy,
    ):
        copy.write_row((uuid.uuid4(), datetime(2024, 1, 1).astimezone()))


def test_nothing_of_the_session_shadows_what_the_guard_looks_at(
    roads: Series, as_serving_role: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE pg_class AS SELECT c.oid, r.oid AS relowner"
            " FROM pg_catalog.pg_class c, pg_catalog.pg_roles r WHERE r.rolname = current_user"
        )
        cursor.execute("SET LOCAL search_path = pg_temp, public")
        cursor.execute("SET LOCAL TimeZone = 'Pacific/Kiritimati'")
        with refused("recorded_at of"):
            insert("targets_closing", recorded_at=WRONG[0])


def test_a_path_is_not_added_to_a_target_of_before(
    roads: Series, serving_role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "database_time", lambda after: database_time() - AHEAD)
    old = state_target(roads.place_id, StatedTarget(roads.id, 2024, "plan", ">=", Decimal(93)))
    monkeypatch.setattr(write, "database_time", database_time)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(serving_role)))
        try:
            with refused("written with its target"):
                PathPoint.objects.create(target=old, period_end=JANUARY, value=Decimal(1))
            again = state_target(
                roads.place_id,
                StatedTarget(roads.id, 2025, "plan", ">=", Decimal(93)),
                path=[(JANUARY.replace(year=2025), Decimal(1))],
            )
            assert again.path.count() == 1
        finally:
            cursor.execute("RESET ROLE")


# ---- A clock that jumped back: what stands was recorded later than now


@pytest.fixture
def ahead(roads: Series) -> Actual:
    """An official entry that was recorded an hour ahead of the clock."""
    row = Actual(series=roads, calendar=roads.calendar, period_end=JANUARY, value=Decimal("7.5"))
    row.recorded_at = database_time() + AHEAD
    row.origin = Origin.GRID
    row.save(force_insert=True)
    return row


def test_a_correction_follows_what_it_ends_by_a_microsecond(
    ahead: Actual, roads: Series, as_serving_role: str
) -> None:
    write_ledger([entry(roads, "8", seen_id=ahead.id)], stamp(roads))
    old, new = Actual.objects.order_by("recorded_at")
    assert new.recorded_at == ahead.recorded_at + timedelta(microseconds=1)
    assert old.superseded_at == new.recorded_at
    known = series_ledger(
        roads.id, today=JANUARY, known_at=ahead.recorded_at, sight=EVERYTHING, with_people=True
    )
    assert [row.value for row in known if row.superseded_at is None] == [Decimal("7.5")]
    third = write_ledger([entry(roads, "9", seen_id=new.id)], stamp(roads))
    assert third.recorded_at == new.recorded_at + timedelta(microseconds=1)


def test_other_slots_of_the_same_write_get_the_same_stamp(
    ahead: Actual, roads: Series, as_serving_role: str
) -> None:
    february = JANUARY.replace(month=2, day=29)
    written = write_ledger(
        [entry(roads, "8", seen_id=ahead.id), entry(roads, "9", february)], stamp(roads)
    )
    current = Actual.objects.filter(superseded_at__isnull=True)
    assert {row.recorded_at for row in current} == {written.recorded_at}


def test_the_future_is_not_reached_by_following_nothing(
    ahead: Actual, roads: Series, as_serving_role: str
) -> None:
    with refused("recorded_at of"):
        insert("targets_actual", recorded_at="clock_timestamp() + interval '59 minutes'")


def test_the_other_ledgers_follow_too(
    roads: Series,
    django_user_model: type[User],
    serving_role: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = database_time() + AHEAD
    author = django_user_model.objects.create_user("closer")
    by = Explaining(roads.place_id, roads.id, JANUARY, author.pk)
    explained = Explanation.objects.create(
        series=roads, period_end=JANUARY, cause="雨", recorded_at=later
    )
    monkeypatch.setattr(write, "database_time", lambda after: later)
    stated = state_target(roads.place_id, StatedTarget(roads.id, 2024, "plan", ">=", Decimal(93)))
    monkeypatch.setattr(write, "database_time", database_time)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(serving_role)))
    try:
        assert explain(Said("大雨", "", None), by._replace(seen_id=explained.id))
        corrected = correct_target(
            roads.place_id, stated, {"value": Decimal(94)}, reason="误", author_id=None
        )
        assert corrected.recorded_at == later + timedelta(microseconds=1)
        assert Explanation.objects.known(None).get().recorded_at > later
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def test_margins_follow_what_they_correct(db: None) -> None:
    wrong = Margins.objects.get()
    later = database_time() + AHEAD
    Margins.objects.filter(id=wrong.id).update(superseded_at=later)
    wrong.id, wrong.recorded_at = uuid.uuid4(), later
    wrong.save(force_insert=True)
    right = Margins.objects.get(id=wrong.id)
    right.id = uuid.uuid4()
    assert set_margins(right, author_id=None).recorded_at == later + timedelta(microseconds=1)


def test_a_reopening_is_newer_than_its_closing(
    roads: Series, django_user_model: type[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    author = django_user_model.objects.create_user("closer")
    by = ClosedBy(roads.place_id, JANUARY, author.pk)
    monkeypatch.setattr(
        "targets.writes.checking.closing.database_time", lambda after=None: database_time() + AHEAD
    )
    today = date(2024, 6, 30)
    closed = close_period(
        by, confirmed=missing_of(roads.place_id, JANUARY, today=today).digest, today=today
    )
    monkeypatch.setattr("targets.writes.checking.closing.database_time", database_time)
    assert reopen_period(by, reason="补报").recorded_at > closed.recorded_at
