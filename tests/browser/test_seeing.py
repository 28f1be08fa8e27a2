"""Places, heat map, targets, changes, sheet and views in a browser: accessible, and fit a phone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from targets.models import Series, Unit, UnitKind
from targets.writes.targets.write import StatedTarget, state_target
from tests.browser.conftest import fits, problems_in_every_look
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, build_rooms, enter

pytestmark = pytest.mark.browser
SCREENS = {
    "places": "/places/?place=testland&by=ROAD_KM&year=2026",
    "heat": "/places/heat/?place=testland&year=2026",
    "targets": "/targets/?place=testland&year=2026",
    "edit": "/targets/testland/ROAD_KM/?year=2026&tier=plan",
    "split": "/targets/testland/ROAD_KM/split/?year=2026&tier=plan",
    "changes": "/changes/?place=testland&year=2026",
    "compared": "/?place=testland&year=2026&with=2026-09",
    "sheet": "/sheet/?place=testland&year=2026",
    "views": "/views/?place=testland&group=lead",
}


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    """A district with two towns and some figures."""
    built = build_rooms()
    for number, value in enumerate(("20", "31")):
        town = Unit.objects.create(
            code=f"town-{number}", name_zh=f"镇{number}", kind=UnitKind.PLACE, parent=built.place
        )
        series = Series.objects.create(
            place=town, indicator=built.roads.indicator, calendar="monthly", order=1,
            reporting=town,
        )  # fmt: skip
        state_target(town.id, StatedTarget(series.id, 2026, "plan", ">=", Decimal(46)))
        enter(series, value)
    for month, value in ((SEPTEMBER, "66"), (OCTOBER, "71.4")):
        enter(built.roads, value, month)
        enter(built.rate, "5.8", month)
    return built


@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_accessible(rooms: Rooms, open_page: Callable[..., Page], screen: str) -> None:
    page = open_page(SCREENS[screen], as_user="root")
    assert problems_in_every_look(page) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_phone_does_not_scroll_sideways(
    rooms: Rooms, open_page: Callable[..., Page], screen: str
) -> None:
    page = open_page(SCREENS[screen], as_user="root", viewport={"width": 390, "height": 844})
    assert fits(page, 390)


def test_a_planner_splits_a_target_and_sees_the_towns_ranked(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(SCREENS["split"], as_user="root")
    page.get_by_label("按权重").check()
    page.get_by_label("权重 镇0").fill("1")
    page.get_by_label("权重 镇1").fill("2")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_label("分解目标 镇1")).to_have_value("62")
    expect(page.get_by_label("手工填写")).to_be_checked()
    page.get_by_label("理由").fill("按权重调整")
    page.get_by_label("调整生效日期").fill("2026-01-02")
    page.get_by_role("button", name="保存分解结果").click()
    expect(page.locator(".message").first).to_contain_text("调整2项")
    page.get_by_role("link", name="区域比较").last.click()
    expect(page.locator("table.places tbody tr").first).to_contain_text("镇0")


def test_a_planner_spreads_a_year_and_is_told_what_is_missing(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(SCREENS["edit"], as_user="root")
    page.get_by_role("button", name="序时进度").click()
    expect(page.get_by_label("12月")).to_have_value("7.8")
    page.get_by_label("12月").fill("1")
    page.get_by_label("理由").fill("编制分期计划")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".refusal")).to_contain_text("比目标值93少6.8")
    page.get_by_label("12月").fill("7.8")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".message")).to_contain_text("目标已保存")


def test_a_leader_keeps_a_view_and_opens_it(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page("/?place=testland&year=2026&group=lead", as_user="root")
    page.get_by_text("更多").click()
    page.get_by_role("link", name="保存视图").click()
    page.get_by_label("名称").fill("按部门")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="按部门").click()
    expect(page.locator("select[name=group]")).to_have_value("lead")
