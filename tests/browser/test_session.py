"""A login that ended by itself, in Chromium: what was typed is sent by the next one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from targets.models import SavedView
from tests.browser.conftest import accessibility_problems, fits
from tests.browser.test_login import fill
from tests.web.rooms import Rooms, build_rooms

pytestmark = pytest.mark.browser

# Filters, without which the page offers nothing to be kept
KEEPING = "/views/?place=testland&q=%E9%81%93%E8%B7%AF"
NAME = "每月领导班子会前查看的视图"


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    """A district with something to keep a view of."""
    return build_rooms()


def end_by_idleness() -> None:
    """As if nothing had been done for a day."""
    (row,) = Session.objects.all()
    session = row.get_decoded()
    session["active_at"] = int(timezone.now().timestamp()) - 24 * 3600
    row.session_data = SessionStore().encode(session)
    row.save()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_form_that_came_too_late_is_sent_after_going_back(
    rooms: Rooms, open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(KEEPING, as_user="root", viewport={"width": width, "height": 800})
    page.fill("main input[name=name]", NAME)
    end_by_idleness()
    page.locator("main form button.main").first.click()
    expect(page.get_by_role("heading", name="您已退出登录")).to_be_visible()
    expect(page.locator(".typed").first).to_have_text(NAME)
    assert fits(page, width)
    assert accessibility_problems(page) == []
    assert not SavedView.objects.exists()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口登录").click()
    other = opened.value
    expect(other.locator(".message")).to_contain_text("分钟内没有任何操作")
    fill(other, "secret-7")
    other.wait_for_url(lambda url: "/login/" not in url)
    # The page that is shown again has the token of before; its script fetches the new one
    page.bring_to_front()
    with page.expect_response("**/account/active"):
        page.go_back()
    expect(page.locator("main input[name=name]")).to_have_value(NAME)
    page.locator("main form button.main").first.click()
    expect(page.locator("main")).to_contain_text(NAME)
    assert SavedView.objects.get().name == NAME


def test_a_page_leads_back_after_logging_in(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page("/account/tokens/", as_user="root", language="en")
    end_by_idleness()
    page.goto(page.url)
    expect(page.locator(".message")).to_contain_text("nothing was done for")
    assert accessibility_problems(page) == []
    fill(page, "secret-7")
    page.wait_for_url("**/account/tokens/")
