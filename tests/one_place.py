"""One place with one paced series and one task: what the writes are tried on."""

from __future__ import annotations

import pytest

from targets.models import Indicator, Series, Theme, Tier, Unit
from targets.writes.targets.places import add_place


@pytest.fixture
def place(db: None) -> Unit:
    Tier.objects.get_or_create(
        code="plan",
        defaults={"name_zh": "计划目标", "name_en": "Plan", "short_zh": "计划", "short_en": "Plan",
                  "order": 10},
    )  # fmt: skip
    return add_place("testland", "测试区")[0]


@pytest.fixture
def roads(place: Unit) -> Series:
    theme = Theme.objects.create(code="HUB", name_zh="枢纽")
    indicator = Indicator.objects.create(
        code="ROAD_KM", name_zh="新建道路里程", theme=theme, measure="amount",
        accumulation="running_total", frequency="monthly", pace="linear", unit_zh="公里",
        decimals=1,
    )  # fmt: skip
    return Series.objects.create(place=place, indicator=indicator, calendar="monthly", order=1)


@pytest.fixture
def task(roads: Series) -> Series:
    indicator = Indicator.objects.create(
        code="AIRFIELD", name_zh="西飞行区竣工", theme=roads.indicator.theme, measure="milestone",
        accumulation="stage", frequency="once",
    )  # fmt: skip
    return Series.objects.create(place=roads.place, indicator=indicator, calendar="once", order=2)
