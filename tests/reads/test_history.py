"""The past of a place's series: accepted, released, as known on a day, in one query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets import clock
from targets.core.values.entry import Entry
from targets.core.values.facts import Accumulation, ActualFact, Calendar, Measure, PaceMethod
from targets.models import Lane, Origin, Series
from targets.reads.judging.history import histories
from targets.reads.judging.judged import AsOf
from targets.reads.scope.visibility import EVERYTHING
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.places import add_place

TODAY = date(2026, 11, 23)
OCTOBER, LAST_OCTOBER = date(2026, 10, 31), date(2025, 10, 31)
AT = AsOf(TODAY, TODAY)


def enter(series: Series, end: date, value: str, lane: Lane = Lane.OFFICIAL, **more: Any) -> None:
    entry = Entry(series.id, series.calendar, end, Decimal(value), **more)
    write_ledger([entry], Stamp(series.place_id, None, Origin.COMMAND, lane), trust_current=True)


def years(series: Series, at: AsOf = AT, **more: Any) -> Mapping[int, Any]:
    (found,) = histories(at=at, series_ids=[series.id], **more)
    return found.history.years


def test_accepted_figures_by_year(roads: Series) -> None:
    enter(roads, LAST_OCTOBER, "70")
    enter(roads, date(2025, 12, 31), "80", qualifier="above")
    enter(roads, OCTOBER, "75")
    enter(roads, date(2026, 9, 30), "74", Lane.PENDING)
    assert years(roads) == {
        2025: (
            ActualFact(LAST_OCTOBER, Decimal(70)),
            ActualFact(date(2025, 12, 31), Decimal(80), is_floor=True),
        ),
        2026: (ActualFact(OCTOBER, Decimal(75)),),
    }
    assert years(roads, AT._replace(as_of=date(2025, 11, 30))) == {
        2025: (ActualFact(LAST_OCTOBER, Decimal(70)),)
    }


def test_what_is_not_released_is_for_who_may_see_it(roads: Series) -> None:
    enter(roads, OCTOBER, "75", release_on=TODAY + timedelta(days=1))
    assert years(roads) == {}
    assert list(years(roads, sight=EVERYTHING)) == [2026]


def test_the_past_as_known_on_a_day(roads: Series) -> None:
    before = clock.now()
    enter(roads, OCTOBER, "75")
    assert years(roads, AT._replace(known_at=before)) == {}
    assert list(years(roads, AT._replace(known_at=clock.now()))) == [2026]


def test_all_series_of_a_place_in_one_query(roads: Series, task: Series) -> None:
    enter(roads, OCTOBER, "75")
    with CaptureQueriesContext(connection) as queries:
        found = histories(at=AT, place_id=roads.place_id)
    assert len(queries) == 1
    assert [each.id for each in found] == [roads.id, task.id]
    facts = found[0].history.facts
    assert (facts.measure, facts.accumulation) == (Measure.AMOUNT, Accumulation.RUNNING_TOTAL)
    assert (facts.calendar, facts.pace, facts.year) == (Calendar.MONTHLY, PaceMethod.LINEAR, 2026)
    assert found[0].label.code == "ROAD_KM"
    assert found[1].history.years == {}
    assert histories(at=AT) == found
    assert histories(at=AT, place_id=add_place("elsewhere", "别处")[0].id) == ()
