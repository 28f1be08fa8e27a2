"""The page of a series by its answers: verdict, chart, sources, ledger, rights, queries."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django.fixtures import Settings

from targets import formatting
from targets.core.values.entry import Entry
from targets.core.values.facts import Comparator, TargetFact
from targets.models import Origin, Role, Series, Target, Unit
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.loaded import shipped_data
from tests.web.rooms import OCTOBER, SEPTEMBER, TODAY, Rooms, client_of, enter

pytestmark = pytest.mark.django_db


def page(client: Client, code: str, place: str = "testland", **asked: str) -> HttpResponse:
    return client.get(f"/series/{place}/{code}/", asked)  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def chart_of(shown: str) -> Any:
    found = re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', shown)
    assert found is not None
    return json.loads(found[1])


@pytest.fixture
def filled(rooms: Rooms) -> Rooms:
    other = User.objects.create_user("wang", last_name="王", first_name="芳")
    enter(rooms.roads, "58.2", date(2025, 10, 31))
    enter(rooms.roads, "66", SEPTEMBER, author=other, source="月度台账", note="内部备注")
    enter(rooms.roads, "70", author=other, source="月度台账")
    enter(rooms.roads, "71.4", author=other, source="月度台账", reason="漏报一段")
    return rooms


def test_the_shipped_place_says_what_was_published(client: Client) -> None:
    shipped_data(TODAY)
    shown = text(page(client, "GDP_GROWTH", "baiyun", year="2024", as_of="2024-06"))
    assert "截至1—6月,地区生产总值增速6.3%,高于计划目标0.8个百分点,达到目标" in shown
    assert "低于奋斗目标0.2个百分点" in shown
    assert "推定" in shown
    assert "2024年白云区高质量发展大会" in shown


def test_every_shipped_series_has_its_page(client: Client) -> None:
    shipped_data(TODAY)
    for series in Series.objects.select_related("indicator"):
        assert page(client, series.indicator.code, "baiyun").status_code == 200


def test_the_six_facts(filled: Rooms) -> None:
    shown = text(page(client_of(filled.works), "ROAD_KM"))
    facts = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)", shown)[:6]
    assert facts == [
        ("年度目标", "93公里以上"),
        ("最新完成", "71.4公里"),
        ("完成率", "76.8%"),
        ("较序时进度", "−6.6个百分点"),
        ("当期", "5.4公里"),
        ("上年同期", "58.2公里"),
    ]
    assert "奋斗目标 100公里以上" in shown


def test_the_arithmetic_is_open(filled: Rooms) -> None:
    shown = text(page(client_of(filled.works), "ROAD_KM"))
    assert re.search(r"<details open>\s*<summary><h2[^>]*>计算过程", shown)
    assert "71.4公里 ÷ 93.0公里 = 76.8%" in shown


def test_the_chart_comes_as_data_in_the_readers_language(filled: Rooms) -> None:
    client = client_of(filled.works)
    chart = chart_of(text(page(client, "ROAD_KM")))
    assert chart["config"]["showSendToCloud"] is False
    assert chart["config"]["locales"]["zh-CN"]["dictionary"]["Download plot as a PNG"] == (
        "下载图片(PNG)"
    )
    names = {trace["meta"]: trace["name"] for trace in chart["total"]["data"]}
    assert names["actual"] == "实际完成"
    assert chart["total"]["layout"]["xaxis"]["ticktext"][9] == "10月"
    assert chart["period"] is not None
    client.cookies["django_language"] = "en"
    english = chart_of(text(page(client, "ROAD_KM")))
    assert english["total"]["layout"]["xaxis"]["ticktext"][9] == "Oct"
    assert english["config"]["locale"] == "en"


def test_the_numbers_of_the_chart_are_a_table_too(filled: Rooms) -> None:
    shown = text(page(client_of(filled.works), "ROAD_KM"))
    table = shown.split('<details class="drawn">')[1].split("</table>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">([^<]+)</td>', table)
    assert len(rows) == 12
    assert rows[9] == ("1—10月", "71.4")


def test_the_ledger_keeps_what_was_superseded(filled: Rooms) -> None:
    shown = text(page(client_of(filled.works), "ROAD_KM"))
    ledger = shown.split('id="ledger"')[1]
    assert re.findall(r"(现行|已更正|已撤回)", ledger)[1:4] == ["现行", "已更正", "现行"]
    assert "漏报一段" in ledger
    assert "王芳" in ledger
    assert "以前年度记录1条" in ledger


def test_a_withdrawn_entry_says_so(rooms: Rooms) -> None:
    enter(rooms.roads, "70")
    entry = Entry(rooms.roads.id, "monthly", OCTOBER, withdrawn=True, reason="误报")
    write_ledger(
        [entry],
        Stamp(rooms.place.id, None, Origin.COMMAND),
        trust_current=True,
    )
    shown = text(page(client_of(rooms.works), "ROAD_KM"))
    assert "已撤回" in shown
    assert "误报" in shown


def test_anonymous_readers_see_figures_and_sources_only(filled: Rooms, settings: Settings) -> None:
    settings.ANONYMOUS_READING = True
    shown = text(page(Client(), "ROAD_KM"))
    assert "71.4" in shown
    assert "月度台账" in shown
    for secret in ("王芳", "内部备注", "漏报一段", "张副区长"):
        assert secret not in shown
    settings.ANONYMOUS_READING = False
    answer = page(Client(), "ROAD_KM")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_who_may_read_it(filled: Rooms) -> None:
    elsewhere = Unit.objects.create(code="elsewhere", name_zh="别区", kind="place")
    assert page(client_of(elsewhere, Role.MANAGER), "ROAD_KM").status_code == 403
    for unit in (filled.place, filled.works, filled.finance):
        assert page(client_of(unit, Role.VIEWER), "ROAD_KM").status_code == 200


@pytest.mark.parametrize(
    ("code", "asked", "status"),
    [
        ("NOPE", {}, 404),
        ("ROAD_KM", {"as_of": "2099-01"}, 400),
        ("ROAD_KM", {"year": "then"}, 400),
        ("ROAD_KM", {"tier": "dream"}, 400),
        ("ROAD_KM", {"tier": "stretch"}, 200),
        ("GROWTH", {"tier": "stretch"}, 200),
        ("ROAD_KM", {"year": "2019"}, 200),
    ],
)
def test_what_is_asked(rooms: Rooms, code: str, asked: dict[str, str], status: int) -> None:
    assert page(client_of(rooms.works), code, **asked).status_code == status


def test_a_tier_that_does_not_exist_here_falls_back_and_says_so(rooms: Rooms) -> None:
    assert "没有所选层级的目标" in text(page(client_of(rooms.works), "GROWTH", tier="stretch"))


def test_neighbours_follow_the_stated_order(rooms: Rooms) -> None:
    shown = text(page(client_of(rooms.works), "GROWTH"))
    assert 'href="/series/testland/ROAD_KM/?year=2026' in shown
    assert 'href="/series/testland/HOMES/?year=2026' in shown


def test_a_task_has_its_stages_and_no_chart(rooms: Rooms) -> None:
    for end, stage in ((SEPTEMBER, "方案已批"), (OCTOBER, "已开工")):
        entry = Entry(rooms.task.id, "monthly", end, stage=stage, declared="normal")
        write_ledger([entry], Stamp(rooms.place.id, None, Origin.COMMAND))
    shown = text(page(client_of(rooms.works), "AIRFIELD"))
    assert "chart-data" not in shown
    assert "plotly" not in shown
    assert shown.index("已开工") < shown.index("方案已批")
    assert "自报" in shown


def test_a_revised_target_shows_its_history(rooms: Rooms) -> None:
    Target.objects.create(
        series=rooms.roads, year=2026, tier_id="plan", effective_on=date(2026, 7, 1),
        comparator=">=", comparator_wording="以上", value=Decimal(90), reason="中期调整",
        recorded_at=Target.objects.earliest("recorded_at").recorded_at,
    )  # fmt: skip
    shown = text(page(client_of(rooms.works), "ROAD_KM"))
    assert "2026年7月1日起:90公里以上" in shown
    assert "2026年1月1日起:93公里以上" in shown
    assert "中期调整" in shown


def test_the_number_of_queries_does_not_grow_with_the_history(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    enter(rooms.roads, "5", date(2026, 1, 31))
    page(client, "ROAD_KM")
    with CaptureQueriesContext(connection) as few:
        assert page(client, "ROAD_KM").status_code == 200
    for month in range(1, 10):
        for value in ("6", "7"):
            last = date(2026, month + 1, 1).toordinal() - 1
            enter(rooms.roads, value, date.fromordinal(last))
    with CaptureQueriesContext(connection) as many:
        assert page(client, "ROAD_KM").status_code == 200
    assert len(many) == len(few) == 16


def test_a_wording_that_holds_its_number_is_not_given_another() -> None:
    told = TargetFact("plan", Comparator.AT_MOST, Decimal(3), comparator_wording="前三位")
    with translation.override("zh-hans"):
        assert formatting.target_wording(told, "位", "", 0) == "前三位"
