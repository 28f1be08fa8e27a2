"""The wall by its answers: every theme with data, nothing about people, as many queries as few."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from targets import clock
from targets.models import Actual, Lane, Series, Unit
from targets.writes.targets.places import add_place
from tests.loaded import shipped_data
from tests.web.overview.test_overview import viewer

TODAY = date(2026, 11, 23)


@pytest.fixture
def baiyun(db: None) -> Unit:
    shipped_data(TODAY)
    return Unit.objects.get(code="baiyun")


def wall(client: Client, **asked: str) -> HttpResponse:
    return client.get("/wall/", asked)  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_it_opens_dark_on_the_summary_then_themes_then_what_is_missing(
    client: Client, baiyun: Unit
) -> None:
    shown = text(wall(client))
    assert 'data-look="dark"' in shown
    assert "2024年全年,25项量化指标中7项有数据:完成2项,未完成5项。" in shown
    keys = re.findall(r'data-slide="([^"]+)"', shown)
    assert keys == ["summary", "ECONOMY-1", "ECONOMY-2", "no-data"]
    # Seven on two slides: four and three, not six and one
    slides = shown.split('data-slide="')[2:4]
    assert [slide.count('class="verdict"') for slide in slides] == [4, 3]
    assert "工业投资增速、制造业投资增速" in slides[-1] or "工业投资增速、" in shown
    assert "等,另有" in shown


def test_figures_stand_beside_their_targets(client: Client, baiyun: Unit) -> None:
    shown = text(wall(client, as_of="2024-06"))
    assert "<b>6.3</b><small>%</small>" in shown
    assert "计划 5.5%以上" in shown
    assert "达到目标" in shown


def test_english_and_light(client: Client, baiyun: Unit) -> None:
    client.cookies["django_language"] = "en"
    shown = text(wall(client, look="light", seconds="30"))
    assert 'data-look="light"' in shown
    assert 'data-seconds="30"' in shown
    assert "GDP growth (real)" in shown
    assert "Refreshed " in shown
    assert not re.search("[\u4e00-\u9fff]", re.sub(r"<title>.*?</title>", "", shown))


@pytest.mark.parametrize(
    "asked",
    [
        {"look": "pink"},
        {"seconds": "0"},
        {"seconds": "2"},
        {"seconds": "601"},
        {"seconds": "soon"},
        {"seconds": "９９９９９９９９９"},
        {"tier": "dream"},
        {"as_of": "2099-01"},
    ],
)
def test_what_cannot_be_shown_is_refused(
    client: Client, baiyun: Unit, asked: dict[str, str]
) -> None:
    assert wall(client, **asked).status_code == 400


def test_a_name_is_text(client: Client, baiyun: Unit) -> None:
    series = Series.objects.get(place=baiyun, indicator__code="GDP_GROWTH")
    series.indicator.name_zh = "<b>增速</b>"
    series.indicator.save()
    shown = text(wall(client))
    assert "&lt;b&gt;增速&lt;/b&gt;" in shown
    assert "<b>增速" not in shown


def test_seven_queries_when_logged_in(baiyun: Unit) -> None:
    client = viewer(baiyun)
    wall(client, place="baiyun")
    with CaptureQueriesContext(connection) as captured:
        wall(client, place="baiyun")
    assert len(captured) == 7, [query["sql"][:80] for query in captured]


def test_only_who_may_read_the_place(client: Client, baiyun: Unit, settings: Settings) -> None:
    elsewhere, _made = add_place("elsewhere", "别处")
    settings.ANONYMOUS_READING = False
    assert wall(client, place="baiyun").status_code == 302
    assert wall(viewer(elsewhere), place="baiyun").status_code == 403
    assert wall(viewer(baiyun), place="baiyun").status_code == 200


def test_what_waits_to_be_checked_is_for_members_and_leaders_are_for_nobody(
    client: Client, baiyun: Unit
) -> None:
    member = viewer(baiyun)
    series = Series.objects.get(place=baiyun, indicator__code="GDP_GROWTH")
    Series.objects.filter(place=baiyun).update(leader="王某某")
    Actual.objects.create(
        series=series, calendar=series.calendar, origin="command", lane=Lane.PENDING,
        period_end=date(2024, 9, 30), value=Decimal("77.7"), recorded_at=clock.now(),
    )  # fmt: skip
    asked = {"as_of": "2024-09", "place": "baiyun"}
    assert "<b>77.7</b>" in text(wall(member, **asked))
    assert "77.7" not in text(wall(client, **asked))
    assert "王某某" not in text(wall(member, **asked))


def test_nothing_is_inline(client: Client, baiyun: Unit) -> None:
    shown = text(wall(client))
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", shown)
