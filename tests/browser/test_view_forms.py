"""Forms that choose a view: what was not chosen stays open, what is stale goes; and paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.web.rooms import SEPTEMBER, Rooms, build_rooms, enter

pytestmark = pytest.mark.browser
LAST_YEAR = date(2025, 12, 31)


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    """A district with figures of two years."""
    built = build_rooms()
    enter(built.roads, "30", LAST_YEAR)
    enter(built.roads, "60", SEPTEMBER)
    return built


def _asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_filter_does_not_pin_the_month(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page("/?place=testland", as_user="root")
    page.select_option("select[name=group]", "lead")
    page.wait_for_url("**group=lead**")
    assert _asked(page) == {"place": ["testland"], "group": ["lead"]}
    page.select_option("select[name=as_of]", "2026-08")
    page.wait_for_url("**as_of=2026-08**")
    page.select_option("select[name=group]", "status")
    page.wait_for_url("**group=status**")
    assert _asked(page)["as_of"] == ["2026-08"]
    page.select_option("select[name=year]", "2025")
    page.wait_for_url("**year=2025**")
    assert "as_of" not in _asked(page)


def test_a_past_day_is_chosen_on_the_overview(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page("/?place=testland&as_of=2026-09", as_user="root")
    page.click("details.more summary")
    page.fill("input[name=known]", "2026-10-20")
    page.click("details.more button")
    expect(page.locator(".notice.rests")).to_contain_text("2026年10月20日")
    assert _asked(page)["known"] == ["2026-10-20"]
    page.click(".notice.rests a")
    expect(page.locator(".notice.rests")).to_have_count(0)
    assert _asked(page) == {"place": ["testland"], "as_of": ["2026-09"]}


@pytest.mark.parametrize("path", ["/places/heat/", "/places/", "/series/testland/ROAD_KM/"])
def test_another_year_drops_the_month_of_the_old_one(
    rooms: Rooms, open_page: Callable[..., Page], path: str
) -> None:
    page = open_page(f"{path}?place=testland&year=2026&as_of=2026-09", as_user="root")
    page.select_option("form[data-view] select[name=year]", "2025")
    page.click("form[data-view] button")
    page.wait_for_url("**year=2025**")
    assert "as_of" not in _asked(page)


def test_a_cell_says_itself_to_the_keyboard(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page("/places/heat/?place=testland&as_of=2026-09", as_user="root")
    cell = page.locator(".heat td a").last
    cell.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    shown = cell.evaluate("cell => getComputedStyle(cell, '::after').content")
    assert cell.get_attribute("title") in shown


def test_the_words_of_the_map_are_printed(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page("/places/heat/?place=testland&as_of=2026-09", as_user="root")
    words = page.locator(".heat-words table")
    expect(words).not_to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(words).to_be_visible()
    expect(words).to_contain_text("完成率64.5%")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(words).not_to_be_visible()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", ".print-head"),
        ("/places/heat/", ".notice.rests"),
        ("/series/testland/ROAD_KM/", ".notice.rests"),
        ("/changes/", ".notice.rests"),
        ("/sheet/", ".one-page .muted >> nth=0"),
    ],
)
def test_the_day_replayed_is_on_paper(
    rooms: Rooms, open_page: Callable[..., Page], path: str, said: str
) -> None:
    page = open_page(f"{path}?place=testland&known=2026-10-20", as_user="root")
    page.emulate_media(media="print")
    expect(page.locator(said)).to_be_visible()
    expect(page.locator(said)).to_contain_text("2026年10月20日")
