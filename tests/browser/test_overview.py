"""The overview and the account pages in Chromium: accessible, self-contained, on any screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.conftest import LANGUAGES, fits, problems_in_every_look

pytestmark = pytest.mark.browser
PAGES = ["/", "/?as_of=2024-06", "/?q=nothing-like-this", "/login/", "/nowhere/", "/?as_of=2099-01"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible(shipped: None, open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    # An answer of 4xx is a console message, and the point of these two pages
    problems = problems_in_every_look(page)
    assert problems == []


def test_the_password_page_is_accessible(
    shipped: None, administrator: User, open_page: Callable[..., Page]
) -> None:
    for language in LANGUAGES:
        page = open_page("/password/", as_user="root", language=language)
        assert problems_in_every_look(page, known=language != LANGUAGES[0]) == []


def test_summary_and_five_rows_fit_the_first_screen(
    shipped: None, open_page: Callable[..., Page]
) -> None:
    page = open_page("/", viewport={"width": 1280, "height": 640})
    fifth = page.locator("tr.row").nth(4).bounding_box()
    assert fifth is not None
    assert fifth["y"] + fifth["height"] <= 640


def test_a_phone_shows_cards_without_scrolling_sideways(
    shipped: None, open_page: Callable[..., Page]
) -> None:
    page = open_page("/", viewport={"width": 390, "height": 844})
    assert fits(page, 390)
    expect(page.locator("tr.row").first.locator(".status")).to_be_visible()
    expect(page.locator("details.filters form")).to_be_hidden()


def test_the_arrows_replay_the_year_with_the_filters_kept(
    shipped: None, open_page: Callable[..., Page]
) -> None:
    page = open_page("/?q=增速")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"q=.*as_of=2024-11|as_of=2024-11.*q="))
    expect(page.locator("select[name=as_of]")).to_have_value("2024-11")


def test_a_segment_of_the_bar_narrows_the_rows(
    shipped: None, open_page: Callable[..., Page]
) -> None:
    page = open_page("/")
    page.locator(".bar .v-met a").click()
    expect(page.locator("tr.row")).to_have_count(2)
    page.locator(".bar .v-met a").click()
    expect(page.locator("tr.row")).to_have_count(56)


def test_the_language_is_switched_and_kept(shipped: None, open_page: Callable[..., Page]) -> None:
    page = open_page("/?as_of=2024-06")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("quantified indicators")
    assert "as_of=2024-06" in page.url


def test_a_choice_sends_the_filters(shipped: None, open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.locator("select[name=as_of]").select_option("2024-06")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1—6月")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_is_one_page_without_overlap(
    shipped: None, open_page: Callable[..., Page], language: str
) -> None:
    page = open_page("/sheet/?place=baiyun", language=language)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 725, "height": 1050})  # A4 upright within its margins
    too_wide = page.evaluate(
        "[...document.querySelectorAll('.columns th, .columns td')]"
        ".filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"
    )
    assert too_wide == []


def test_the_english_masthead_fits_for_who_may_everything(
    shipped: None, administrator: User, open_page: Callable[..., Page]
) -> None:
    page = open_page("/", as_user="root", language="en")
    assert fits(page, 1280)
