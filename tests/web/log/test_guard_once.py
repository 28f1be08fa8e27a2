"""Level and growth sent together: one question, which names both, behind every door."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from targets.models import Actual, Indicator, Role, Series
from tests.api.conftest import token_of
from tests.web.log.log_posts import opened, post, text
from tests.web.rooms import OCTOBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(rooms: Rooms) -> Rooms:
    """The rate is the growth of the roads, and the same unit reports both. 60 km a year ago; 90
    and 20 % cannot both be true."""
    Indicator.objects.filter(code="GROWTH").update(
        growth_of=rooms.roads.indicator, growth_is_real=False
    )
    Series.objects.filter(id=rooms.rate.id).update(reporting=rooms.works)
    enter(rooms.roads, "60", OCTOBER.replace(year=2025))
    return rooms


@pytest.fixture
def chen(pair: Rooms) -> Client:
    return client_of(pair.works, name="chen")


def test_the_grid_asks_once_at_the_level(pair: Rooms, chen: Client) -> None:
    fields = opened(chen)
    sent = fields | {"value-ROAD_KM": "90", "value-GROWTH": "20"}
    rows = chen.post("/log/preview", sent).json()["rows"]
    assert [each["rule"] for each in rows["ROAD_KM"]["guard"]] == ["contradicts_base"]
    assert "增速" in rows["ROAD_KM"]["guard"][0]["message"]
    assert rows["GROWTH"]["guard"] == []
    refused = post(chen, fields, value__ROAD_KM="90", value__GROWTH="20")
    assert refused.status_code == 400
    assert text(refused).count('<p class="said">') == 1 + 1  # the line's, and the script's template
    taken = post(chen, fields, value__ROAD_KM="90", value__GROWTH="20", reason__ROAD_KM="口径调整")
    assert taken.status_code == 302
    assert Actual.objects.get(series=pair.roads, period_end=OCTOBER).questioned
    assert Actual.objects.get(series=pair.rate).value == 20


def test_the_growth_alone_is_asked_about(pair: Rooms, chen: Client) -> None:
    enter(pair.roads, "90")
    rows = chen.post("/log/preview", opened(chen) | {"value-GROWTH": "20"}).json()["rows"]
    assert [each["rule"] for each in rows["GROWTH"]["guard"]] == ["contradicts_base"]
    assert "新建道路里程" in rows["GROWTH"]["guard"][0]["message"]


def test_the_checker_is_told_once(pair: Rooms, chen: Client) -> None:
    post(chen, opened(chen), value__ROAD_KM="90", value__GROWTH="20", reason__ROAD_KM="口径调整")
    checker = client_of(pair.place, Role.CHECKER)
    page = text(checker.get("/check/", {"place": "testland", "period": "2026-10"}))  # type: ignore[arg-type]
    assert page.count("请一并核对两项数据") == 1


def test_a_program_is_asked_once_and_answers_once(pair: Rooms, chen: Client) -> None:
    _token, secret = token_of(User.objects.get(username="chen"))
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "zh-hans"}
    items = [
        {"series": "GROWTH", "period": "2026-10", "value": "20"},
        {"series": "ROAD_KM", "period": "2026-10", "value": "90"},
    ]

    def sent(items: list[dict[str, str]], key: str) -> Any:
        return Client().post(
            "/api/v1/places/testland/actuals", json.dumps({"items": items}),
            content_type="application/json", headers={**headers, "Idempotency-Key": key},
        )  # fmt: skip

    refused = sent(items, "a")
    assert refused.status_code == 422, refused.content.decode()
    errors = refused.json()["errors"]
    assert [(each["row"], each["rule"]) for each in errors] == [(2, "contradicts_base")]
    assert "增速" in errors[0]["detail"]
    items[1]["reason"] = "口径调整"
    assert sent(items, "b").status_code == 200
    assert Actual.objects.get(series=pair.rate).value == Decimal(20)
