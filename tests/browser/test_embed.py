"""The embedded chart and the page that makes its address, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from targets.models import Series
from targets.web.series.embed_address import Embedded, sign
from tests.browser.conftest import accessibility_problems, fits, problems_in_every_look

pytestmark = pytest.mark.browser


def test_it_is_accessible_and_fits_any_frame(shipped: None, open_page: Callable[..., Page]) -> None:
    series = Series.objects.get(place__code="baiyun", indicator__code="GDP_GROWTH")
    signed = sign(Embedded(series.id, 2024, "zh-hans", date(2999, 1, 1)))
    page = open_page(f"/embed/{signed}/", viewport={"width": 640, "height": 440})
    assert problems_in_every_look(page) == []
    expect(page.locator(".embed-chart:visible")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollHeight") <= 440
    page.set_viewport_size({"width": 320, "height": 480})
    expect(page.locator(".embed-chart:visible")).to_have_count(1)
    assert fits(page, 320)
    assert page.locator("script").count() == 0
    # Nothing is left behind by having shown it
    assert page.context.cookies() == []


def test_an_address_is_made_copied_and_opened(
    shipped: None, administrator: User, open_page: Callable[..., Page]
) -> None:
    page = open_page("/series/baiyun/GDP_GROWTH/embed/", as_user="root")
    assert accessibility_problems(page) == []
    page.select_option("select[name=year]", "2024")
    page.get_by_role("button", name="生成地址").click()
    expect(page.get_by_role("button", name="复制代码")).to_be_visible()
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="复制代码").click()
    expect(page.locator("#copied")).to_have_text("已复制")
    made = page.locator("#embed-address").input_value()
    assert f'src="{made}"' in page.locator("#embed-line").input_value()
    page.goto(page.url.replace(urlsplit(page.url).path, urlsplit(made).path))
    expect(page.get_by_role("heading", level=1)).to_contain_text("地区生产总值增速")
