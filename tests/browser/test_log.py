"""The logging grid in Chromium: by keyboard, with and without scripts, on any screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from targets.models import Actual
from tests.browser.conftest import (
    LANGUAGES,
    accessibility_problems,
    fits,
    problems_in_every_look,
)
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, build_rooms, enter

pytestmark = pytest.mark.browser
GRID = "/log/?place=testland&unit=testland-works&period=2026-10"


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    """A district whose September is known."""
    built = build_rooms()
    enter(built.roads, "66", SEPTEMBER, source="月度台账")
    enter(built.homes, "90", SEPTEMBER)
    return built


def value(page: Page, code: str) -> object:
    return page.locator(f"[name=value-{code}]")


def test_it_is_accessible(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    pages = {each: open_page(GRID, as_user="root", language=each) for each in LANGUAGES}
    for language, page in pages.items():
        assert problems_in_every_look(page, known=language != LANGUAGES[0]) == []
    enter(rooms.roads, "70")
    for language, page in pages.items():
        page.reload()
        page.fill("[name=value-ROAD_KM]", "many")
        expect(page.locator("[data-extra=ROAD_KM]")).to_be_visible()
        assert problems_in_every_look(page, known=language != LANGUAGES[0]) == []


def test_it_is_logged_by_keyboard_alone(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(GRID, as_user="root")
    page.locator("[name=value-ROAD_KM]").focus()
    page.keyboard.type("71.4")
    page.keyboard.press("Enter")
    expect(page.locator("[name=value-HOMES]")).to_be_focused()
    page.keyboard.type("120")
    page.keyboard.press("Tab")
    expect(page.locator("[name=source-HOMES]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Enter")
    expect(page.locator("[name=value-ROAD_KM]")).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.locator(".messages")).to_contain_text("已提交,待审核:新填2项")
    assert Actual.objects.filter(period_end=OCTOBER).count() == 2


def test_derived_cells_come_from_the_server_as_one_types(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(GRID, as_user="root")
    line = page.locator("#line-ROAD_KM")
    expect(line.locator("[data-cell=change]")).to_have_text("—")
    page.fill("[name=value-ROAD_KM]", "71.4")
    expect(line.locator("[data-cell=change]")).to_have_text("5.4")
    expect(line.locator("[data-cell=rate]")).to_have_text("76.8%")
    expect(page.locator("#unsaved")).to_have_text("有未保存的改动")
    page.fill("[name=value-HOMES]", "0.012万")
    expect(page.locator("[data-extra=HOMES]")).to_contain_text("已换算为120套")
    assert not Actual.objects.filter(period_end=OCTOBER).exists()


def test_the_same_as_last_period_is_one_key(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(GRID, as_user="root")
    field = page.locator("[name=value-ROAD_KM]")
    expect(field).to_have_attribute("placeholder", "与上期相同按 =")
    field.focus()
    page.keyboard.press("=")
    expect(field).to_have_value("66")


def test_a_change_asks_for_its_reason_at_once(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    enter(rooms.roads, "70")
    page = open_page(GRID, as_user="root")
    reason = page.locator("[name=reason-ROAD_KM]")
    expect(reason).to_be_hidden()
    page.fill("[name=value-ROAD_KM]", "71")
    expect(reason).to_be_visible()
    reason.fill("漏报")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".messages")).to_contain_text("更正1项")


def test_two_windows_meet_in_one_slot(
    rooms: Rooms, open_page: Callable[..., Page], request: pytest.FixtureRequest
) -> None:
    page = open_page(GRID, as_user="root")
    page.fill("[name=value-ROAD_KM]", "72")
    page.fill("[name=value-HOMES]", "120")
    enter(rooms.roads, "71.4", author=User.objects.create_user("wang", last_name="王"))
    with page.expect_response(lambda answer: answer.request.method == "POST"
                              and answer.url.endswith("/log/")) as met:  # fmt: skip
        page.get_by_role("button", name="提交").click()
    assert met.value.status == 409
    expect(page.locator("#wrong")).to_be_focused()
    expect(page.get_by_label("保留对方的:71.4")).to_be_visible()
    expect(page.locator("[name=value-HOMES]")).to_have_value("120")
    assert accessibility_problems(page) == []
    page.get_by_label("采用我的:72").check()
    page.fill("[name=reason-ROAD_KM]", "以台账为准")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".messages")).to_contain_text("已提交,待审核:新填1项")


def test_it_works_without_scripts(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(GRID, as_user="root", java_script_enabled=False)
    page.fill("[name=value-ROAD_KM]", "71.4")
    page.fill("[name=stage-AIRFIELD]", "完成80%")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".messages")).to_contain_text("已提交,待审核:新填2项")
    expect(page.locator("#line-ROAD_KM [data-cell=rate]")).to_have_text("76.8%")


def test_header_and_first_columns_stay(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(GRID, as_user="root", viewport={"width": 1280, "height": 360})
    page.mouse.wheel(0, 200)
    expect(page.locator(".log-bar h1")).to_be_in_viewport()
    expect(page.get_by_role("button", name="提交")).to_be_in_viewport()
    narrow = open_page(GRID, as_user="root", viewport={"width": 390, "height": 844})
    narrow.locator(".scroll").first.evaluate("each => { each.scrollLeft = 600 }")
    expect(narrow.locator("#line-ROAD_KM .name a")).to_be_in_viewport()
    assert fits(narrow, 390)


def test_the_export_screen_is_accessible(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page("/export/", as_user="root")
    assert problems_in_every_look(page) == []
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV 实际数据").click()
    assert saved.value.suggested_filename == "actuals.csv"
    assert saved.value.path().read_bytes().startswith("\ufeff".encode())
