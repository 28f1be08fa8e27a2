"""What was published stays published: a correction with a later day takes nothing back before."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from targets.core.values.entry import Entry
from targets.exporting import period_labels
from targets.models import Actual, Lane, Origin, Series, Unit, UnitKind
from targets.reads.briefing.revisions import revisions
from targets.reads.export.actuals import actuals_query, copy_rows
from targets.reads.export.actuals_page import Wanted, entries_after
from targets.reads.judging.history import histories
from targets.reads.judging.judged import AsOf
from targets.reads.scope.visibility import EVERYTHING, OFFICIAL, Visibility
from targets.reads.series.ledger import series_ledger
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.reads.test_sight import APRIL, MAY, PENDING, log, read

# Of the days that entries are replaced on, which is today: the past and the future are years off
PAST, LATER, LAST = date(2020, 1, 1), date(2096, 6, 15), date(2097, 6, 15)
TODAY, ON_LATER = date(2026, 6, 5), date(2096, 6, 15)

Road = Callable[[Series, Visibility, date], list[Decimal]]


def judged(series: Series, sight: Visibility, today: date) -> list[Decimal]:
    value = read(series, sight, today).assessment.actual
    return [] if value is None else [value]


def exported(series: Series, sight: Visibility, today: date) -> list[Decimal]:
    query, parameters = actuals_query(labels=period_labels(), today=today, sight=sight)
    lines = b"".join(copy_rows(query, parameters)).decode().splitlines()
    return [Decimal(row[9]) for row in csv.reader(lines)]


def over_the_api(series: Series, sight: Visibility, today: date) -> list[Decimal]:
    rows = entries_after(series.place_id, Wanted(), None, 10, today=today, sight=sight)
    return [row.value for row in rows if row.value is not None]


def in_the_ledger(series: Series, sight: Visibility, today: date) -> list[Decimal]:
    rows = series_ledger(series.id, today=today, known_at=None, sight=sight, with_people=False)
    standing = [row for row in rows if row.superseded_at is None and not row.withdrawn]
    return [row.value for row in standing if row.value is not None]


@pytest.fixture(params=[judged, exported, over_the_api, in_the_ledger])
def road(request: pytest.FixtureRequest) -> Road:
    found: Road = request.param
    return found


def test_the_published_figure_stays_until_its_correction_is_released(
    roads: Series, road: Road
) -> None:
    log(roads, "40")
    log(roads, "44", release_on=LATER, reason="核实")
    assert road(roads, OFFICIAL, TODAY) == [Decimal(40)]
    assert road(roads, PENDING, TODAY) == [Decimal(40)]
    assert road(roads, EVERYTHING, TODAY) == [Decimal(44)]
    assert road(roads, OFFICIAL, ON_LATER) == [Decimal(44)]


def test_so_does_one_that_had_a_day_of_its_own(roads: Series, road: Road) -> None:
    log(roads, "40", release_on=PAST)
    log(roads, "44", release_on=LATER, reason="核实")
    assert road(roads, OFFICIAL, TODAY) == [Decimal(40)]


def test_a_chain_of_corrections_to_come(roads: Series, road: Road) -> None:
    log(roads, "40")
    log(roads, "44", release_on=LATER, reason="核实")
    log(roads, "45", release_on=LAST, reason="再核实")
    assert road(roads, OFFICIAL, TODAY) == [Decimal(40)]
    assert road(roads, EVERYTHING, TODAY) == [Decimal(45)]
    assert road(roads, OFFICIAL, LAST) == [Decimal(45)]


def test_a_correction_at_once_after_one_to_come(roads: Series, road: Road) -> None:
    log(roads, "40")
    log(roads, "44", release_on=LATER, reason="核实")
    log(roads, "45", reason="公布")
    assert road(roads, OFFICIAL, TODAY) == [Decimal(45)]


def test_a_withdrawal_to_come(roads: Series, road: Road) -> None:
    log(roads, "40")
    withdrawal = Entry(
        roads.id, roads.calendar, MAY, reason="误报", withdrawn=True, release_on=LATER
    )
    write_ledger([withdrawal], Stamp(roads.place_id, None, Origin.GRID), trust_current=True)
    assert road(roads, OFFICIAL, TODAY) == [Decimal(40)]
    assert road(roads, EVERYTHING, TODAY) == []
    assert road(roads, OFFICIAL, ON_LATER) == []


def test_what_was_withdrawn_does_not_come_back(roads: Series, road: Road) -> None:
    log(roads, "40")
    withdrawal = Entry(roads.id, roads.calendar, MAY, reason="误报", withdrawn=True)
    write_ledger([withdrawal], Stamp(roads.place_id, None, Origin.GRID), trust_current=True)
    log(roads, "44", release_on=LATER)
    assert road(roads, OFFICIAL, TODAY) == []


def test_what_was_never_published_does_not_appear(roads: Series, road: Road) -> None:
    log(roads, "40", release_on=LATER)
    log(roads, "44", release_on=LAST, reason="核实")
    assert road(roads, OFFICIAL, TODAY) == []


def test_nor_when_only_its_own_day_comes(roads: Series) -> None:
    log(roads, "40", release_on=LATER)
    log(roads, "44", release_on=LAST, reason="核实")
    for road in (judged, exported, over_the_api):
        assert road(roads, OFFICIAL, ON_LATER) == []


def test_its_own_unit_sees_the_correction(roads: Series, road: Road) -> None:
    units = [
        Unit.objects.create(code=code, name_zh=code, kind=UnitKind.DEPARTMENT, parent=roads.place)
        for code in ("bureau", "other")
    ]
    roads.reporting = units[0]
    roads.save()
    log(roads, "40")
    log(roads, "44", release_on=LATER, reason="核实")
    assert road(roads, Visibility(unit_ids=(units[0].id,)), TODAY) == [Decimal(44)]
    assert road(roads, Visibility(unit_ids=(units[1].id,)), TODAY) == [Decimal(40)]


def test_what_waits_beside_it_is_no_matter(roads: Series, road: Road) -> None:
    log(roads, "40")
    log(roads, "44", release_on=LATER, reason="核实")
    log(roads, "50", lane=Lane.PENDING)
    assert road(roads, OFFICIAL, TODAY) == [Decimal(40)]


def test_replayed_it_is_as_it_was(roads: Series) -> None:
    first = log(roads, "40")
    log(roads, "44", release_on=LATER, reason="核实")
    log(roads, "45", reason="公布")
    middle = Actual.objects.get(value=44).recorded_at
    for known_at, value in ((first.recorded_at, 40), (middle, 40), (timezone.now(), 45)):
        (found,) = entries_after(
            roads.place_id, Wanted(known_at=known_at), None, 10, today=TODAY, sight=OFFICIAL
        )
        assert found.value == Decimal(value)


def test_other_months_are_as_before(roads: Series, road: Road) -> None:
    log(roads, "30", APRIL)
    log(roads, "40")
    log(roads, "31", APRIL, release_on=LATER, reason="核实")
    assert road(roads, OFFICIAL, TODAY)[-1:] == [Decimal(40)] or road is in_the_ledger
    assert Decimal(31) not in road(roads, OFFICIAL, TODAY)


def test_the_past_and_the_revisions_of_a_briefing(roads: Series) -> None:
    log(roads, "40")
    since = timezone.now() - timedelta(microseconds=1)
    log(roads, "42", reason="核实")
    log(roads, "44", release_on=LATER, reason="再核实")
    found = revisions(roads.place_id, at=AsOf(MAY, TODAY), since=since, sight=OFFICIAL)
    assert [(row.before, row.after) for row in found] == [(Decimal(40), Decimal(42))]
    at = AsOf(MAY, TODAY)
    (past,) = histories(at=at, series_ids=[roads.id], sight=OFFICIAL)
    (whole,) = histories(at=at, series_ids=[roads.id], sight=EVERYTHING)
    assert "42" in repr(past.history)
    assert "44" not in repr(past.history)
    assert "44" in repr(whole.history)
