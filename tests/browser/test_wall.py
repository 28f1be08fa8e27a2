"""The wall in Chromium: it turns, pauses, refreshes itself, and survives a lost connection."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from targets.models import Indicator
from tests.browser.conftest import accessibility_problems, fits

pytestmark = pytest.mark.browser
SHOWN = "[data-slide]:not([hidden])"
MEETING_ROOM = {"width": 1920, "height": 1080}


def opened(open_page: Callable[..., Page], path: str = "/wall/", **options: object) -> Page:
    """The wall with a clock of the test's own."""
    page = open_page("/healthz", **options)
    page.clock.install()
    page.goto(page.url.replace("/healthz", path))
    return page


def test_it_turns_and_pauses(shipped: None, open_page: Callable[..., Page]) -> None:
    page = opened(open_page)
    slide = page.locator(SHOWN)
    expect(slide).to_have_attribute("data-slide", "summary")
    page.clock.run_for(15_100)
    expect(slide).to_have_attribute("data-slide", "ECONOMY-1")
    page.keyboard.press("Space")
    expect(page.locator("[aria-pressed=true]")).to_have_text("继续")
    page.clock.run_for(50_000)
    expect(slide).to_have_attribute("data-slide", "ECONOMY-1")
    page.keyboard.press("ArrowLeft")
    expect(slide).to_have_attribute("data-slide", "summary")
    page.keyboard.press("ArrowLeft")
    expect(slide).to_have_attribute("data-slide", "no-data")
    page.get_by_role("button", name="继续").click()
    page.clock.run_for(15_100)
    expect(slide).to_have_attribute("data-slide", "summary")
    assert page.locator(SHOWN).count() == 1


def test_it_fetches_itself_and_stays_on_its_slide(
    shipped: None, open_page: Callable[..., Page]
) -> None:
    page = opened(open_page, "/wall/?seconds=600")
    page.keyboard.press("ArrowRight")
    Indicator.objects.filter(code="GDP_GROWTH").update(name_zh="改了名的增速")
    page.clock.run_for(61_000)
    expect(page.locator(SHOWN)).to_contain_text("改了名的增速")
    expect(page.locator(SHOWN)).to_have_attribute("data-slide", "ECONOMY-1")
    expect(page.locator("#wall-state")).to_have_text(re.compile(r"^\d\d:\d\d更新$"))


def test_a_lost_connection_leaves_the_last_picture_and_says_of_when(
    shipped: None, open_page: Callable[..., Page]
) -> None:
    page = opened(open_page, "/wall/?seconds=10")
    page.context.set_offline(True)
    page.clock.run_for(61_000)
    state = page.locator("#wall-state")
    expect(state).to_have_text(re.compile(r"^连接中断,画面为\d\d:\d\d的情况。$"))
    page.clock.run_for(10_100)
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.locator(".lines li")).not_to_have_count(0)
    page.context.set_offline(False)
    page.clock.run_for(61_000)
    expect(state).to_have_text(re.compile(r"^\d\d:\d\d更新$"))


def test_an_expired_login_is_said(
    shipped: None, open_page: Callable[..., Page], administrator: object, settings: object
) -> None:
    settings.ANONYMOUS_READING = False  # type: ignore[attr-defined]
    page = open_page("/wall/?seconds=600", as_user="root")
    page.clock.install()
    page.reload()
    page.context.clear_cookies()
    page.clock.run_for(61_000)
    expect(page.locator("#wall-state")).to_contain_text("请重新登录")
    expect(page.locator(SHOWN)).to_have_count(1)


def test_it_is_read_from_five_metres_and_fits_the_screen(
    shipped: None, open_page: Callable[..., Page]
) -> None:
    page = open_page("/wall/", viewport=MEETING_ROOM)
    for _ in range(page.locator("[data-slide]").count()):
        least = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll('body *')]
              .filter(each => each.checkVisibility() && [...each.childNodes].some(
                inner => inner.nodeType === 3 && inner.textContent.trim()))
              .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
        )
        assert least >= 28
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height <= MEETING_ROOM["height"]
        assert fits(page, MEETING_ROOM["width"])
        page.keyboard.press("ArrowRight")


def test_without_script_all_slides_follow_one_another(
    shipped: None, open_page: Callable[..., Page]
) -> None:
    page = open_page("/wall/", java_script_enabled=False)
    for slide in page.locator("[data-slide]").all():
        expect(slide).to_be_visible()
    expect(page.locator("#wall-keys")).to_be_hidden()


@pytest.mark.parametrize("path", ["/wall/", "/wall/?look=light"])
def test_it_is_accessible(shipped: None, open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, reduced_motion="reduce")
    for _ in range(page.locator("[data-slide]").count()):
        assert accessibility_problems(page) == []
        page.keyboard.press("ArrowRight")


def test_a_phone_scrolls_down_only(shipped: None, open_page: Callable[..., Page]) -> None:
    page = open_page("/wall/", viewport={"width": 390, "height": 844})
    for _ in range(page.locator("[data-slide]").count()):
        assert fits(page, 390)
        page.keyboard.press("ArrowRight")
