"""What lies ahead of a series, on its page: likely year-end, what is needed, catching up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets.core.values.periods import month_end
from targets.models import Actual, Indicator, Origin, Series, Target, Unit
from tests.web.rooms import Rooms, client_of, enter, noon

SHARES = [4, 9, 15, 22, 30, 40, 49, 58, 67, 77, 88, 100]


def fill(series: Series, year: int, values: list[str]) -> None:
    for month, value in enumerate(values, start=1):
        enter(series, value, month_end(year, month))


def page(client: Client, code: str = "ROAD_KM", language: str = "en", **asked: str) -> str:
    client.cookies["django_language"] = language
    answer: Any = client.get(
        f"/series/testland/{code}/", {"year": "2026", "as_of": "2026-10"} | asked
    )
    assert answer.status_code == 200
    shown: str = answer.content.decode()
    return shown


@pytest.fixture
def paced(rooms: Rooms) -> Rooms:
    """Two past years, and ten months of this year that lag."""
    fill(rooms.roads, 2024, [str(share) for share in SHARES])
    fill(rooms.roads, 2025, [str(Decimal(share) * 2 - (share % 3)) for share in SHARES])
    fill(rooms.roads, 2026, [str(share * Decimal("0.8")) for share in SHARES[:10]])
    return rooms


def test_the_likely_year_end_in_words_and_figures(paced: Rooms) -> None:
    shown = page(client_of(paced.works))
    assert "hard to meet" in shown or "still uncertain" in shown
    assert "Likely year-end" in shown
    assert "By how far past years were at this period" in shown
    assert "2024, Jan–Oct = 77.0 km ÷ 100.0 km = 77.0% of the year" in shown
    assert "plan target" in shown.lower()


def test_what_each_month_must_bring_beside_the_best(paced: Rooms) -> None:
    shown = page(client_of(paced.works))
    assert "Needed a month = (93.0 km − 61.6 km) ÷ 2 = 15.7 km" in shown
    assert "Best so far: 8.0 km in" in shown
    assert "Not seen this year" in shown


def test_the_day_of_catching_up(paced: Rooms) -> None:
    assert "after the year’s end" in page(client_of(paced.works))


def test_in_chinese(paced: Rooms) -> None:
    shown = page(client_of(paced.works), language="zh-hans")
    assert "完成难度较大" in shown or "尚有不确定性" in shown
    assert "后期走势" in shown


def test_too_little_data_says_what_is_missing(rooms: Rooms) -> None:
    enter(rooms.roads, "66")
    shown = page(client_of(rooms.works))
    assert "Not enough data: needed are 2 complete past years (there are 0)" in shown


def test_a_task_has_no_outlook(rooms: Rooms) -> None:
    assert 'id="outlook-h"' not in page(client_of(rooms.works), "AIRFIELD")


def test_a_rate_without_a_level_has_no_outlook(rooms: Rooms) -> None:
    enter(rooms.rate, "5.1")
    assert 'id="outlook-h"' not in page(client_of(rooms.works), "GROWTH")


def test_the_needed_growth_rests_on_the_level(rooms: Rooms) -> None:
    Indicator.objects.filter(id=rooms.rate.indicator_id).update(growth_of=rooms.roads.indicator_id)
    enter(rooms.roads, "48.3", date(2025, 10, 31))
    enter(rooms.roads, "100", date(2025, 12, 31))
    enter(rooms.rate, "2.1")
    shown = page(client_of(rooms.works), "GROWTH")
    assert "Weight of the year so far, from last year = 48.3 km ÷ 100.0 km = 0.483" in shown
    assert "Needed growth for the rest of the year" in shown
    # Where the place has no series of the level, nothing is derived
    Actual.objects.filter(series=rooms.roads).delete()
    Target.objects.filter(series=rooms.roads).delete()
    rooms.roads.delete()
    assert "Needed growth" not in page(client_of(rooms.works), "GROWTH")


def test_past_figures_are_those_known_on_the_day(paced: Rooms) -> None:
    """Everything above was recorded today: on the day before nothing was known."""
    slot = {"series": paced.roads, "calendar": "monthly", "origin": Origin.COMMAND}
    Unit.objects.filter(id=paced.place.id).update(collecting_since=None)
    Actual.objects.filter(series=paced.roads, period_end=month_end(2026, 10)).delete()
    Actual.objects.create(
        **slot,
        period_end=month_end(2026, 10),
        lane="official",
        value=Decimal(60),
        recorded_at=noon(date(2026, 11, 8)),
    )
    assert "there are 0" in page(client_of(paced.works), known="2026-11-10")


def test_marks_stand_beside_the_chip(paced: Rooms) -> None:
    assert "Lagging for" in page(client_of(paced.works))
    client = client_of(paced.works)
    enter(paced.roads, "50", month_end(2026, 6))
    assert "Half the year, half the target" in page(client, as_of="2026-06")


def test_a_growth_rate_adds_a_fixed_number_of_queries(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    page(client, "GROWTH")
    with CaptureQueriesContext(connection) as plain:
        page(client, "GROWTH")
    Indicator.objects.filter(id=rooms.rate.indicator_id).update(growth_of=rooms.roads.indicator_id)
    with CaptureQueriesContext(connection) as paired:
        page(client, "GROWTH")
    assert len(paired) == len(plain) + 3
