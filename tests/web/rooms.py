"""A district with two departments, a figure, a rate, an amount per period and a task."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.test import Client

from targets.core.values.entry import Entry
from targets.models import (
    Indicator,
    Membership,
    Origin,
    Role,
    Series,
    Target,
    Theme,
    Tier,
    Unit,
    UnitKind,
)
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.places import add_place

TODAY = date(2026, 11, 23)
OCTOBER, SEPTEMBER = date(2026, 10, 31), date(2026, 9, 30)


class Rooms(NamedTuple):
    """What the tests of the screens walk through."""

    place: Unit
    works: Unit  # reports everything but the rate
    finance: Unit
    roads: Series  # amount, running total, 公里
    rate: Series  # rate, %
    homes: Series  # amount, per period, 套
    task: Series


def build_rooms() -> Rooms:
    """Everything in a place that has been collecting since 2026."""
    for code, zh, order in (("plan", "计划", 10), ("stretch", "奋斗", 20)):
        Tier.objects.get_or_create(
            code=code,
            defaults={"name_zh": f"{zh}目标", "name_en": f"{code.title()} target",
                      "short_zh": zh, "short_en": code.title(), "order": order},
        )  # fmt: skip
    place = add_place("testland", "测试区", name_en="Testland")[0]
    Unit.objects.filter(id=place.id).update(collecting_since=date(2026, 1, 1))
    works, finance = (
        Unit.objects.create(code=code, name_zh=zh, kind=UnitKind.DEPARTMENT, parent=place)
        for code, zh in (("testland-works", "区住建局"), ("testland-finance", "区财政局"))
    )
    theme = Theme.objects.create(code="HUB", name_zh="枢纽", name_en="Hub")
    roads = _series(place, works, theme, 1, code="ROAD_KM", name_zh="新建道路里程",
                    measure="amount", accumulation="running_total", pace="linear",
                    unit_zh="公里", unit_en="km", decimals=1)  # fmt: skip
    rate = _series(place, finance, theme, 2, code="GROWTH", name_zh="增速", measure="rate",
                   accumulation="latest", unit_zh="%", decimals=1)  # fmt: skip
    homes = _series(place, works, theme, 3, code="HOMES", name_zh="保障性住房", measure="amount",
                    accumulation="increment", pace="linear", unit_zh="套", decimals=0)  # fmt: skip
    task = _series(place, works, theme, 4, code="AIRFIELD", name_zh="西飞行区竣工",
                   measure="milestone", accumulation="stage")  # fmt: skip
    for series, tier, value in (
        (roads, "plan", "93"), (roads, "stretch", "100"), (rate, "plan", "5.5"),
        (homes, "plan", "1200"),
    ):  # fmt: skip
        Target.objects.create(
            series=series, year=2026, tier_id=tier, effective_on=date(2026, 1, 1),
            comparator=">=", comparator_wording="以上", value=Decimal(value),
            recorded_at=noon(date(2026, 1, 20)),
        )  # fmt: skip
    return Rooms(place, works, finance, roads, rate, homes, task)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def _series(place: Unit, unit: Unit, theme: Theme, order: int, **fields: object) -> Series:
    indicator = Indicator.objects.create(theme=theme, frequency="monthly", **fields)
    return Series.objects.create(
        place=place, indicator=indicator, calendar="monthly", order=order, lead=unit,
        reporting=unit, leader="张副区长",
    )  # fmt: skip


def enter(
    series: Series, value: str, end: date = OCTOBER, *, author: User | None = None, **more: object
) -> None:
    """An entry, over whatever stands in the slot."""
    entry = Entry(series.id, series.calendar, end, Decimal(value), **more)  # type: ignore[arg-type]
    write_ledger(
        [entry],
        Stamp(series.place_id, author.pk if author else None, Origin.COMMAND),
        trust_current=True,
    )


def client_of(unit: Unit, role: Role = Role.REPORTER, name: str = "") -> Client:
    """Somebody logged in with one role."""
    person = User.objects.create_user(name or f"person-{User.objects.count()}")
    Membership.objects.create(person=person, unit=unit, role=role)
    client = Client()
    client.force_login(person)
    return client
