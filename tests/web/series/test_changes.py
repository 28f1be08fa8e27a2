"""What changed on the page of a series: since last month, and since what was known on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets.models import Actual, Origin, Target
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter, noon


def page(client: Client, status: int = 200, **asked: str) -> str:
    client.cookies["django_language"] = "en"
    answer: Any = client.get(
        "/series/testland/ROAD_KM/", {"year": "2026", "as_of": "2026-10"} | asked
    )
    assert answer.status_code == status
    shown: str = answer.content.decode()
    return shown


@pytest.fixture
def revised(rooms: Rooms) -> Rooms:
    """In November September's figure was revised, and the target raised."""
    slot = {"series": rooms.roads, "calendar": "monthly", "lane": "official"}
    slot |= {"origin": Origin.COMMAND, "period_end": SEPTEMBER}
    changed = noon(date(2026, 11, 5))
    Actual.objects.create(
        **slot, value=Decimal(80), recorded_at=noon(date(2026, 10, 12)), superseded_at=changed
    )
    Actual.objects.create(**slot, value=Decimal(50), reason="核减", recorded_at=changed)
    return rooms


def test_since_the_month_before(rooms: Rooms) -> None:
    enter(rooms.roads, "69", SEPTEMBER)
    enter(rooms.roads, "50", OCTOBER)
    shown = page(client_of(rooms.works))
    assert "since Jan–Sep" in shown
    assert "新建道路里程: from On pace to Far behind" in shown or "to far behind" in shown.lower()


def test_nothing_changed(rooms: Rooms) -> None:
    assert "Status and value are what they were." in page(client_of(rooms.works))


def test_since_a_day_names_what_was_revised(revised: Rooms) -> None:
    client = client_of(revised.works)
    shown = page(client, since="2026-10-20")
    assert "since what was known on" in shown
    assert "was revised from 80.0 km to 50.0 km" in shown
    later = page(client, since="2026-11-10")
    assert "was revised" not in later.split('id="changes-h"')[1].split("</section>")[0]


def test_a_raised_target_is_named(revised: Rooms) -> None:
    Target.objects.create(
        series=revised.roads, year=2026, tier_id="plan", effective_on=date(2026, 9, 1),
        comparator=">=", comparator_wording="以上", value=Decimal(60), reason="调整",
        recorded_at=noon(date(2026, 11, 12)),
    )  # fmt: skip
    shown = page(client_of(revised.works), since="2026-11-10")
    assert "target" in shown.split('id="changes-h"')[1].split("</section>")[0]


@pytest.mark.parametrize("day", ["morgen", "2027-01-01", "2026-02-31"])
def test_a_day_that_does_not_exist_is_refused(rooms: Rooms, day: str) -> None:
    page(client_of(rooms.works), 400, since=day)


def test_anonymous_readers_do_not_look_back(rooms: Rooms, settings: Any) -> None:
    settings.ANONYMOUS_READING = True
    page(Client(), 302, since="2026-10-20")
    assert 'name="since"' not in page(Client())


def test_a_comparison_costs_two_queries(revised: Rooms) -> None:
    client = client_of(revised.works)
    page(client)
    with CaptureQueriesContext(connection) as plain:
        page(client)
    with CaptureQueriesContext(connection) as compared:
        page(client, since="2026-10-20")
    assert len(compared) == len(plain) + 2
