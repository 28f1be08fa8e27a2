"""数据一致性: findings of a place in sentences, at a fixed number of queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets.models import Indicator, Relation, Role, Series, Target
from tests.web.rooms import Rooms, client_of, noon


def page(client: Client, status: int = 200, language: str = "zh-hans", **asked: str) -> str:
    client.cookies["django_language"] = language
    answer: Any = client.get("/consistency/", {"place": "testland", "year": "2026"} | asked)
    assert answer.status_code == status
    shown: str = answer.content.decode()
    return shown


@pytest.fixture
def part(rooms: Rooms) -> Series:
    """A road that is part of all roads, with a target above the whole's."""
    indicator = Indicator.objects.create(
        code="RURAL", name_zh="农村道路", theme=rooms.roads.indicator.theme, measure="amount",
        accumulation="running_total", pace="linear", frequency="monthly", unit_zh="公里",
        unit_en="km", decimals=1,
    )  # fmt: skip
    series = Series.objects.create(
        place=rooms.place, indicator=indicator, calendar="monthly", order=5, reporting=rooms.works
    )
    Target.objects.create(
        series=series, year=2026, tier_id="plan", effective_on=date(2026, 1, 1),
        comparator=">=", value=Decimal(120), recorded_at=noon(date(2026, 1, 20)),
    )  # fmt: skip
    Relation.objects.create(indicator=indicator, kind="part_of", of=rooms.roads.indicator)
    return series


def test_a_part_above_its_whole_is_said_in_a_sentence(rooms: Rooms, part: Series) -> None:
    shown = page(client_of(rooms.place, Role.MANAGER))
    assert "农村道路" in shown
    assert "新建道路里程" in shown
    assert "120" in shown
    assert 'id="grave"' in shown
    assert "/series/testland/RURAL/" in shown


def test_tiers_in_the_wrong_order(rooms: Rooms) -> None:
    Target.objects.filter(series=rooms.roads, tier_id="stretch").delete()
    Target.objects.create(
        series=rooms.roads, year=2026, tier_id="stretch", effective_on=date(2026, 1, 1),
        comparator=">=", value=Decimal(80), recorded_at=noon(date(2026, 1, 20)),
    )  # fmt: skip
    shown = page(client_of(rooms.works), language="en")
    assert "80" in shown
    assert "Everything that can be compared fits" not in shown


def test_what_fits_is_said_too(rooms: Rooms) -> None:
    shown = page(client_of(rooms.works), language="en", year="2025")
    assert "Everything that can be compared fits" in shown


def test_managers_find_where_it_is_declared_what_belongs_together(rooms: Rooms) -> None:
    declared = "/admin/targets/relation/"
    assert declared in page(client_of(rooms.place, Role.MANAGER))
    assert declared not in page(client_of(rooms.works))
    assert declared not in page(client_of(rooms.place, Role.CHECKER))


def test_queries_do_not_grow_with_the_findings(rooms: Rooms, part: Series) -> None:
    client = client_of(rooms.works)
    page(client)
    with CaptureQueriesContext(connection) as some:
        page(client)
    Relation.objects.create(
        indicator=rooms.homes.indicator, kind="part_of", of=rooms.roads.indicator
    )
    with CaptureQueriesContext(connection) as more:
        page(client)
    assert len(some) == len(more)
    assert len(more) <= 10


@pytest.mark.parametrize("year", ["20266", "soon"])
def test_a_year_that_does_not_exist(rooms: Rooms, year: str) -> None:
    page(client_of(rooms.works), 400, year=year)
