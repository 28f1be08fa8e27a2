"""The API's documentation and the tokens page, under the strict policy, at every width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.conftest import LANGUAGES, fits, problems_in_every_look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_the_documentation_is_accessible_and_fits(
    administrator: User, open_page: Callable[..., Page], width: int
) -> None:
    for language, lang in zip(LANGUAGES, ("zh-Hans", "en"), strict=True):
        page = open_page("/api/", language=language, viewport={"width": width, "height": 844})
        assert page.locator("html").get_attribute("lang") == lang
        assert problems_in_every_look(page, known=language != LANGUAGES[0]) == []
        assert fits(page, width)


def test_every_link_of_the_documentation_leads_somewhere(
    administrator: User, open_page: Callable[..., Page]
) -> None:
    page = open_page("/api/")
    missing = page.evaluate(
        "[...document.querySelectorAll('main a[href^=\"#\"]')].map(a => a.hash.slice(1))"
        ".filter(id => !document.getElementById(id))"
    )
    assert missing == []
    page.locator(".operation summary").first.click()
    expect(page.locator(".operation dl.answers").nth(1)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_token_is_made_copied_and_revoked(
    administrator: User, open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(
        "/account/tokens/", as_user="root", language="zh-hans",
        viewport={"width": width, "height": 844},
    )  # fmt: skip
    assert problems_in_every_look(page) == []
    page.fill("input[name=name]", "月报程序")
    page.click("form.new button")
    assert page.inner_text("#secret").startswith("tt_")
    assert problems_in_every_look(page) == []
    assert fits(page, width)
    page.locator("td form button").click()
    expect(page.locator(".tokens tr.dead")).to_have_count(1)
    assert problems_in_every_look(page) == []
