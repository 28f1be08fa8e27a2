"""The briefing's facts: both periods, what came between, in a fixed number of queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pytest_django.fixtures import DjangoAssertNumQueries

from targets import clock
from targets.core.ahead.forecast import Forecast
from targets.core.values.entry import Entry
from targets.core.values.facts import Verdict
from targets.core.values.periods import month_end
from targets.models import Origin, Series
from targets.reads.briefing.briefing import BriefingFacts, briefing_facts, previous_as_of
from targets.reads.judging.judged import AsOf
from targets.reads.places.places import place_facts
from targets.reads.scope.visibility import EVERYTHING, OFFICIAL, Visibility
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.write import StatedTarget, state_target

TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 31)
AMOUNTS = ["5", "11", "20", "24", "31", "36", "42", "47", "52", "58"]


def log(series: Series, values: list[str], first: int = 1, reason: str = "") -> None:
    entries = [
        Entry(series.id, series.calendar, month_end(2026, month), Decimal(value), reason=reason)
        for month, value in enumerate(values, start=first)
    ]
    write_ledger(entries, Stamp(series.place_id, None, Origin.GRID), trust_current=True)


def state(series: Series, value: str) -> None:
    state_target(series.place_id, StatedTarget(series.id, 2026, "plan", ">=", Decimal(value)))


def read(
    series: Series, at: AsOf | None = None, sight: Visibility = EVERYTHING, **more: object
) -> BriefingFacts:
    place = place_facts(series.place.code, TODAY)
    assert place is not None
    more.setdefault("since", clock.now())
    return briefing_facts(place, year=2026, at=at or AsOf(OCTOBER, TODAY), sight=sight, **more)  # type: ignore[arg-type]


def test_where_it_stands_now_and_stood_last_period(roads: Series) -> None:
    state(roads, "93")
    log(roads, AMOUNTS)
    found = read(roads)
    (series,) = found.series
    assert found.attention == (series,)
    assert found.good == found.tasks == ()
    assert series.row.assessment.actual == 58
    assert series.before is not None
    assert series.before.assessment.actual == 52
    assert series.change is not None
    assert series.needed is not None
    assert series.needed.per_month == Decimal("17.5")
    assert series.catch_up is not None
    assert isinstance(series.outlook, Forecast)
    assert found.now.verdicts[Verdict.FAR_BEHIND] == 1
    assert found.count_change(Verdict.FAR_BEHIND) == 0


def test_met_early_is_good_and_a_changed_status(roads: Series) -> None:
    state(roads, "55")
    log(roads, AMOUNTS)
    found = read(roads)
    assert found.good == found.changed == found.series
    assert found.attention == ()
    assert (found.count_change(Verdict.MET), found.count_change(Verdict.AHEAD)) == (1, -1)


def test_revisions_since_an_instant(roads: Series) -> None:
    state(roads, "93")
    log(roads, AMOUNTS[:9])
    since = clock.now()
    log(roads, ["50", "58"], first=9, reason="核实")
    (found,) = read(roads, since=since).revisions
    assert (found.before, found.after, found.reason) == (Decimal(52), Decimal(50), "核实")
    assert read(roads, since=since, sight=OFFICIAL).revisions[0].reason == ""
    assert read(roads).revisions == ()
    known = AsOf(OCTOBER, TODAY, since)
    assert read(roads, known, since=since).revisions == ()
    log(roads, ["52"], first=9, reason="恢复")
    assert read(roads, since=since).revisions == ()


def test_the_month_before_january_is_last_december() -> None:
    assert previous_as_of(date(2026, 1, 31)) == date(2025, 12, 31)
    assert previous_as_of(date(2026, 3, 15)) == date(2026, 2, 28)


def test_the_number_of_queries_is_fixed(
    roads: Series, task: Series, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    state(roads, "93")
    log(roads, AMOUNTS)
    place = place_facts(roads.place.code, TODAY)
    assert place is not None
    now = clock.now()
    with django_assert_num_queries(6):
        briefing_facts(place, year=2026, at=AsOf(OCTOBER, TODAY), since=now, sight=EVERYTHING)
