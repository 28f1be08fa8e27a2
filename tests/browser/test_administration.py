"""The administration in Chromium: nothing leaves the origin, no policy is violated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from targets.models import Target, Unit
from tests.browser.conftest import problems_in_every_look

pytestmark = pytest.mark.browser
PAGES = ["index", "targets_unit_changelist", "targets_target_changelist", "targets_margins_add",
         "targets_indicator_add", "auth_user_add"]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible(
    shipped: None, administrator: User, open_page: Callable[..., Page], name: str
) -> None:
    page = open_page(reverse(f"admin:{name}"), as_user="root")
    expect(page.locator("#site-name")).to_be_visible()
    assert problems_in_every_look(page) == []


def test_collecting_begins_and_a_target_is_revised(
    shipped: None, administrator: User, open_page: Callable[..., Page]
) -> None:
    unit = Unit.objects.get(code="baiyun")
    page = open_page(reverse("admin:targets_unit_change", args=[unit.pk]), as_user="root")
    page.fill("input[name=collecting_since]", "2026-01-01")
    page.click("input[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    unit.refresh_from_db()
    assert unit.collecting_since is not None
    target = Target.objects.get(series__indicator__code="ROAD_KM")
    page.goto(
        page.url.split("/admin/")[0] + reverse("admin:targets_target_change", args=[target.pk])
    )
    page.fill("input[name=value]", "80")
    page.fill("input[name=revised_on]", "2024-07-01")
    page.fill("textarea[name=why]", "年中调整")
    page.click("input[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Target.objects.filter(series=target.series).count() == 2
