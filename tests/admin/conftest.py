"""Two districts with a manager each, and something of every kind in both."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User

from targets.models import Indicator, Membership, Role, Series, Theme, Tier, Unit
from targets.writes.targets.write import StatedTarget, state_target


def _district(code: str, theme: Theme) -> SimpleNamespace:
    place = Unit.objects.create(code=code, name_zh=f"{code}区", kind="place")
    office = Unit.objects.create(code=f"{code}-o", name_zh="局", kind="department", parent=place)
    indicator = Indicator.objects.create(
        code=f"{code}_ROADS", name_zh=f"{code}里程", theme=theme, measure="amount",
        accumulation="running_total", frequency="monthly", unit_zh="公里",
    )  # fmt: skip
    series = Series.objects.create(place=place, indicator=indicator, calendar="monthly")
    target = state_target(
        place.id, StatedTarget(series.id, 2024, "plan", comparator=">=", value=Decimal(93))
    )
    manager = User.objects.create_user(f"{code}-manager", password="x")
    Membership.objects.create(person=manager, unit=place, role=Role.MANAGER)
    reporter = User.objects.create_user(f"{code}-reporter", password="x")
    membership = Membership.objects.create(person=reporter, unit=office, role=Role.REPORTER)
    return SimpleNamespace(
        place=place, office=office, indicator=indicator, series=series, target=target,
        manager=manager, reporter=reporter, membership=membership,
    )  # fmt: skip


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    Tier.objects.get_or_create(
        code="plan",
        defaults={"name_zh": "计划目标", "name_en": "Plan", "short_zh": "计划",
                  "short_en": "Plan", "order": 10},
    )  # fmt: skip
    theme = Theme.objects.create(code="HUB", name_zh="枢纽")
    shared = Indicator.objects.create(
        code="SHARED", name_zh="共用", theme=theme, measure="amount",
        accumulation="running_total", frequency="monthly",
    )  # fmt: skip
    here, there = _district("here", theme), _district("there", theme)
    for district in (here, there):
        Series.objects.create(place=district.place, indicator=shared, calendar="monthly")
    root = User.objects.create_superuser("root", password="x")
    return SimpleNamespace(here=here, there=there, shared=shared, theme=theme, root=root)
