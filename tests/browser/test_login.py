"""The login form in Chromium, as everybody meets it: every other test brings its session along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.conftest import accessibility_problems

pytestmark = pytest.mark.browser


def fill(page: Page, password: str) -> None:
    page.fill("input[name=username]", "root")
    page.fill("input[name=password]", password)
    page.click("main button")


def test_one_logs_in_and_comes_where_one_wanted_to_go(
    shipped: None, administrator: User, open_page: Callable[..., Page]
) -> None:
    page = open_page("/account/tokens/")
    origin = page.url.partition("/login/")[0]
    assert page.url.endswith("/login/?next=/account/tokens/")
    fill(page, "secret-8")
    expect(page.locator("main form")).to_be_visible()
    assert accessibility_problems(page) == []
    assert settings.SESSION_COOKIE_NAME not in {each["name"] for each in page.context.cookies()}
    fill(page, "secret-7")
    expect(page).to_have_url(f"{origin}/account/tokens/")
    kept = {each["name"]: each for each in page.context.cookies()}[settings.SESSION_COOKIE_NAME]
    assert kept["httpOnly"]
    assert kept["sameSite"] == "Lax"
