"""Closing and reopening: what is missing, who comes first, what stays."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from targets.core.values.entry import Entry
from targets.models import Actual, Closing, Origin, Series, Target, Unit
from targets.reads.check.closing import acts_on, missing_of, period_states
from targets.reads.scope.checkable import Reach
from targets.writes.checking.check import Checking, Seen, accept, hand_back
from targets.writes.checking.closing import (
    ClosedBy,
    ClosingRefused,
    StillMissing,
    close_period,
    reopen_period,
)
from targets.writes.checking.explain import Explaining, Said, explain
from targets.writes.entries.ledger import PeriodClosed, Stamp, write_ledger
from targets.writes.entries.submit import Submission, submit

JANUARY, FEBRUARY = date(2024, 1, 31), date(2024, 2, 29)
TODAY = date(2024, 3, 20)


@pytest.fixture
def closer(place: Unit) -> ClosedBy:
    Unit.objects.filter(id=place.id).update(collecting_since=date(2024, 1, 1))
    person = User.objects.create_user("guan", last_name="关")
    return ClosedBy(place.id, JANUARY, person.pk, "10.0.0.9")


def write(series: Series, value: str, end: date = JANUARY, **more: Any) -> None:
    write_ledger(
        [Entry(series.id, series.calendar, end, Decimal(value), **more)],
        Stamp(series.place_id, None, Origin.COMMAND),
        trust_current=True,
    )


def waiting(series: Series, value: str) -> Seen:
    entry = Entry(series.id, series.calendar, JANUARY, Decimal(value), reason="补")
    official = Actual.objects.official().known(None).filter(series=series).first()
    if official is not None:
        entry = entry._replace(seen_id=official.id)
    submit([entry], Submission(series.place, None, Origin.GRID))
    return Seen(
        Actual.objects.pending().known(None).get(series=series).id,
        official.id if official else None,
    )


def close(by: ClosedBy, confirmed: str | None = None) -> Closing:
    """With what is missing confirmed, unless something else is said."""
    if confirmed is None:
        confirmed = missing_of(by.place_id, by.period_end, today=TODAY).digest
    return close_period(by, confirmed=confirmed, today=TODAY)


def test_a_complete_period_is_closed(roads: Series, closer: ClosedBy, as_serving_role: str) -> None:
    write(roads, "7")
    closing = close(closer)
    assert (closing.action, closing.missing, closing.address) == ("closed", [], "10.0.0.9")
    assert period_states(closer.place_id, 2024) == {JANUARY: "closed"}
    (act,) = acts_on(closer.place_id, JANUARY)
    assert (act.author, act.missing) == ("关", 0)


def test_what_is_missing_has_to_be_confirmed(roads: Series, closer: ClosedBy) -> None:
    for confirmed in ("", "2"):
        with pytest.raises(StillMissing) as refused:
            close(closer, confirmed)
        assert refused.value.missing.number == 1
    assert not Closing.objects.exists()
    assert close(closer).missing == ["ROAD_KM"]


def test_each_kind_of_what_is_missing(roads: Series, closer: ClosedBy, task: Series) -> None:
    def found() -> tuple[list[str], ...]:
        missing = missing_of(closer.place_id, JANUARY, today=TODAY)
        kinds = (missing.not_reported, missing.returned, missing.waiting, missing.unexplained)
        return (*([row.code for row in rows] for rows in kinds), list(missing.codes))

    road = ["ROAD_KM"]
    assert found() == (road, [], [], [], road)  # the task is reported once, and not due
    seen = waiting(roads, "7")
    assert found() == ([], [], road, [], road)
    checking = Checking(closer.place_id, closer.author_id, Reach(everything=True))
    hand_back([seen], checking, reason="单位有误")
    assert found() == ([], road, [], [], road)
    accept([waiting(roads, "7")], checking)
    assert found() == ([], [], [], [], [])
    waiting(roads, "8")  # a correction: there is an accepted figure
    assert found() == ([], [], road, [], [])


def test_who_lags_has_to_explain(roads: Series, closer: ClosedBy) -> None:
    Target.objects.create(
        series=roads, year=2024, tier_id="plan", effective_on=date(2024, 1, 1), comparator=">=",
        value=Decimal(1000), recorded_at="2024-01-02T00:00Z",
    )  # fmt: skip
    write(roads, "7")
    assert [row.code for row in missing_of(closer.place_id, JANUARY, today=TODAY).unexplained] == [
        "ROAD_KM"
    ]
    explain(Said("征地拆迁滞后"), Explaining(closer.place_id, roads.id, JANUARY, closer.author_id))
    assert missing_of(closer.place_id, JANUARY, today=TODAY).number == 0
    write(roads, "8", FEBRUARY)  # an explanation of January says nothing of February
    assert missing_of(closer.place_id, FEBRUARY, today=TODAY).unexplained


def test_a_place_that_does_not_collect_lacks_nothing(roads: Series, closer: ClosedBy) -> None:
    Unit.objects.filter(id=closer.place_id).update(collecting_since=None)
    assert missing_of(closer.place_id, JANUARY, today=TODAY).number == 0


def test_only_an_ended_open_period_is_closed(roads: Series, closer: ClosedBy) -> None:
    with pytest.raises(ClosingRefused, match="has not ended"):
        close(closer._replace(period_end=TODAY + timedelta(days=11)))
    close(closer)
    with pytest.raises(ClosingRefused, match="closed already") as refused:
        close(closer)
    assert refused.value.status == 409


def test_reopening_needs_a_reason_and_a_closed_period(
    roads: Series, closer: ClosedBy, as_serving_role: str
) -> None:
    with pytest.raises(ClosingRefused, match="not closed"):
        reopen_period(closer, reason="x")
    close(closer)
    for reason in ("", "长" * 501):
        with pytest.raises(ClosingRefused):
            reopen_period(closer, reason=reason)
    reopen_period(closer, reason="普查修订")
    assert period_states(closer.place_id, 2024) == {JANUARY: "reopened"}
    assert [act.reason for act in acts_on(closer.place_id, JANUARY)] == ["普查修订", ""]
    close(closer)  # again


def test_a_closed_period_stays_closed_under_revisions(roads: Series, closer: ClosedBy) -> None:
    write(roads, "7")
    close(closer)
    standing = Actual.objects.official().known(None).get()
    entry = Entry(roads.id, roads.calendar, JANUARY, Decimal(8), reason="修订", seen_id=standing.id)
    with pytest.raises(PeriodClosed):
        submit([entry], Submission(roads.place, None, Origin.GRID))
    submit([entry], Submission(roads.place, None, Origin.GRID, may_revise=True))
    assert Actual.objects.pending().get().revision
    assert period_states(closer.place_id, 2024) == {JANUARY: "closed"}


def _wait_until_somebody_waits() -> None:
    for _ in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
            )
            (stuck,) = cursor.fetchone()
        if stuck:
            return
        time.sleep(0.01)
    raise AssertionError("the second never waited")


def _meanwhile(first: Callable[[], object], second: Callable[[], object]) -> object:
    """What comes of the second, begun while the first was not finished."""
    outcome: list[object] = []

    def act() -> None:
        try:
            outcome.append(second())
        except (StillMissing, PeriodClosed) as refused:
            outcome.append(refused)
        finally:
            connection.close()

    other = threading.Thread(target=act)
    with transaction.atomic():
        first()
        other.start()
        _wait_until_somebody_waits()
    other.join(30)
    return outcome[0]


def _submit(series: Series) -> None:
    entry = Entry(series.id, series.calendar, JANUARY, Decimal(7))
    submit([entry], Submission(series.place, None, Origin.GRID))


@pytest.mark.django_db(transaction=True)
def test_who_writes_during_a_closing_comes_too_late(roads: Series, closer: ClosedBy) -> None:
    met = _meanwhile(lambda: close(closer), lambda: _submit(roads))
    assert isinstance(met, PeriodClosed)
    assert not Actual.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_closes_while_somebody_writes_sees_what_was_written(
    roads: Series, closer: ClosedBy
) -> None:
    shown = missing_of(closer.place_id, JANUARY, today=TODAY).digest
    met = _meanwhile(lambda: _submit(roads), lambda: close(closer, shown))
    # One thing is missing still, and a different one: the figure waits to be checked
    assert isinstance(met, StillMissing)
    assert [row.code for row in met.missing.waiting] == ["ROAD_KM"]
    assert not Closing.objects.exists()
    assert close(closer).missing == ["ROAD_KM"]
