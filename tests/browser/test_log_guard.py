"""The guard in Chromium: it speaks before saving, corrects in one click, lets a reason pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, Route, expect

from targets.models import Actual
from tests.browser.conftest import (
    LANGUAGES,
    accessibility_problems,
    fits,
    problems_in_every_look,
)
from tests.browser.log_page import GRID, a_district, cell, expect_saved, save, value
from tests.web.rooms import OCTOBER, Rooms

pytestmark = pytest.mark.browser


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    return a_district()


@pytest.fixture
def page(rooms: Rooms, open_page: Callable[..., Page]) -> Page:
    return open_page(GRID, as_user="root")


def guard(page: Page, code: str = "ROAD_KM") -> Locator:
    """The row beneath the line."""
    return page.locator(f"#guard-{code}")


def fallen(page: Page) -> None:
    """The month's amount where the total of the year belongs; September stood at 66."""
    value(page, "ROAD_KM").focus()
    page.keyboard.type("11.8")
    page.keyboard.press("Tab")
    expect(guard(page)).to_be_visible()


def test_its_row_is_accessible(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    for language in LANGUAGES:
        page = open_page(GRID, as_user="root", language=language)
        fallen(page)
        assert problems_in_every_look(page, known=language != LANGUAGES[0]) == []


def test_its_row_and_the_reason_stay_within_the_table(page: Page) -> None:
    fallen(page)
    left = "row => row.getBoundingClientRect().left"
    table = page.locator("table.figures")
    assert guard(page).evaluate(left) == table.evaluate(left) == 16
    page.set_viewport_size({"width": 390, "height": 844})
    reason = cell(page, "reason", "ROAD_KM").bounding_box()
    room = table.locator("..").bounding_box()
    assert reason is not None
    assert room is not None
    assert reason["x"] + reason["width"] <= room["x"] + room["width"]


def test_ctrl_enter_sends_from_where_a_line_unfolds(page: Page) -> None:
    value(page, "ROAD_KM").fill("71.4")
    page.locator("#line-ROAD_KM details summary").press("Control+Enter")
    expect_saved(page, "新填1项")


def test_it_speaks_before_saving_and_corrects_in_one_click(page: Page) -> None:
    fallen(page)
    described = value(page, "ROAD_KM").get_attribute("aria-describedby") or ""
    assert "guard-ROAD_KM" in described.split()
    # Said a moment later, for who cannot see it
    expect(page.locator("#said")).to_contain_text(guard(page).locator(".said").first.inner_text())
    assert not Actual.objects.filter(period_end=OCTOBER).exists()
    guard(page).get_by_role("button", name="77.8").click()
    expect(value(page, "ROAD_KM")).to_have_value("77.8")
    expect(value(page, "ROAD_KM")).to_be_focused()
    expect(guard(page)).to_have_count(0)
    expect(cell(page, "reason", "ROAD_KM")).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(value(page, "ROAD_KM")).to_have_value("11.8")
    expect(guard(page)).to_be_visible()
    page.keyboard.press("Control+y")
    expect(guard(page)).to_have_count(0)
    save(page)
    expect_saved(page, "新填1项")
    entry = Actual.objects.get(period_end=OCTOBER)
    assert float(entry.value or 0) == 77.8
    assert entry.questioned == ""


def test_a_reason_lets_it_pass_and_stays_with_the_entry(page: Page) -> None:
    fallen(page)
    cell(page, "reason", "ROAD_KM").fill("统计口径调整")
    save(page)
    expect_saved(page, "新填1项")
    entry = Actual.objects.get(period_end=OCTOBER)
    assert float(entry.value or 0) == 11.8
    assert entry.reason == "统计口径调整"
    assert entry.questioned


def test_without_a_reason_it_is_asked_for_and_nothing_is_written(page: Page) -> None:
    fallen(page)
    save(page)
    expect(page.locator("#wrong")).to_be_focused()
    expect(guard(page)).to_be_visible()
    assert not Actual.objects.filter(period_end=OCTOBER).exists()
    assert accessibility_problems(page) == []
    guard(page).get_by_role("button", name="77.8").click()
    expect(value(page, "ROAD_KM")).to_have_value("77.8")
    save(page)
    expect_saved(page, "新填1项")


def test_who_is_typing_is_not_interrupted(page: Page) -> None:
    value(page, "ROAD_KM").focus()
    with page.expect_response("**/log/preview"):
        page.keyboard.type("7")
    expect(page.locator("#line-ROAD_KM [data-cell=change]")).to_contain_text("59")
    expect(guard(page)).to_have_count(0)
    with page.expect_response("**/log/preview"):
        page.keyboard.type("1.4")
    page.keyboard.press("Tab")
    expect(page.locator("#line-ROAD_KM [data-cell=change]")).to_have_text("5.4")
    expect(guard(page)).to_have_count(0)


def test_an_answer_that_comes_too_late_is_not_looked_at(page: Page) -> None:
    late: list[Route] = []

    def answer(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append(route)

    page.route("**/log/preview", answer)
    value(page, "ROAD_KM").fill("11.8")
    page.wait_for_timeout(600)
    value(page, "ROAD_KM").fill("71.4")
    expect(page.locator("#line-ROAD_KM [data-cell=change]")).to_have_text("5.4")
    late[0].continue_()
    page.wait_for_timeout(600)
    expect(page.locator("#line-ROAD_KM [data-cell=change]")).to_have_text("5.4")


def test_a_failed_preview_is_said_quietly(page: Page) -> None:
    page.route("**/log/preview", lambda route: route.fulfill(status=429))
    value(page, "ROAD_KM").fill("71.4")
    expect(page.locator("#log-unseen")).to_contain_text("不影响保存")
    expect(page.locator("#log-stopped")).to_be_hidden()
    page.unroute("**/log/preview")
    value(page, "ROAD_KM").fill("71.5")
    expect(page.locator("#log-unseen")).to_be_hidden()
    save(page)
    expect_saved(page, "新填1项")


def test_a_month_is_logged_and_corrected_by_keyboard_alone(page: Page) -> None:
    def tab_to(wanted: Locator) -> None:
        for _tab in range(60):
            if wanted.evaluate("each => each === document.activeElement"):
                return
            page.keyboard.press("Tab")
        pytest.fail("Tab does not come there")

    tab_to(value(page, "ROAD_KM"))
    page.keyboard.type("11.8")
    page.keyboard.press("Enter")
    page.keyboard.type("120")
    expect(guard(page)).to_be_visible()
    page.keyboard.press("Shift+Enter")
    tab_to(guard(page).get_by_role("button", name="77.8"))
    page.keyboard.press("Enter")
    expect(value(page, "ROAD_KM")).to_have_value("77.8")
    tab_to(cell(page, "stage", "AIRFIELD"))
    page.keyboard.insert_text("主体完工")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+s")
    expect_saved(page, "新填3项")
    assert Actual.objects.filter(period_end=OCTOBER).count() == 3


def test_it_is_read_on_a_phone(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(GRID, as_user="root", viewport={"width": 390, "height": 844})
    fallen(page)
    expect(guard(page).locator(".said").first).to_be_in_viewport()
    assert fits(page, 390)


def test_a_draft_asks_again_after_a_reload_and_the_bar_counts_while_one_types(page: Page) -> None:
    counts = page.locator("#counts")
    expect(counts).to_have_text("应报 5 · 已填 0 · 待填 5")
    value(page, "ROAD_KM").focus()
    page.keyboard.type("1")
    expect(counts).to_have_text("应报 5 · 已填 1 · 待填 4")
    page.keyboard.type("1.8")
    cell(page, "note", "HOMES").fill("待核")
    cell(page, "stage", "AIRFIELD").fill("主体封顶")
    expect(counts).to_have_text("应报 5 · 已填 2 · 待填 3")
    cell(page, "stage", "AIRFIELD").fill("")
    expect(counts).to_have_text("应报 5 · 已填 1 · 待填 4")
    page.locator("button[value=draft]").click()
    expect_saved(page, "草稿")
    page.reload()
    expect(guard(page).locator(".said")).to_contain_text("可能填成了当月值")
    expect(counts).to_have_text("应报 5 · 已填 1 · 待填 4")
    guard(page).get_by_role("button", name="77.8").click()
    expect(guard(page)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(guard(page)).to_be_visible()
    page.keyboard.press("Delete")
    expect(counts).to_have_text("应报 5 · 已填 0 · 待填 5")
