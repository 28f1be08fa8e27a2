"""The logging grid for the browser's tests: a district with rows enough to paste over."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from targets.models import Indicator, Series, Theme
from tests.web.rooms import SEPTEMBER, Rooms, build_rooms, enter

GRID = "/log/?place=testland&unit=testland-works&period=2026-10"
PERMISSIONS = ["clipboard-read", "clipboard-write"]
MORE = (("SEWERS", "新建管网"), ("LAMPS", "路灯"))


def a_district() -> Rooms:
    """September is known for the roads and the homes; two more amounts have no figures yet."""
    built = build_rooms()
    enter(built.roads, "66", SEPTEMBER, source="月度台账")
    enter(built.homes, "90", SEPTEMBER)
    theme = Theme.objects.get(code="HUB")
    for order, (code, name) in enumerate(MORE, start=10):
        indicator = Indicator.objects.create(
            theme=theme, frequency="monthly", code=code, name_zh=name, measure="amount",
            accumulation="running_total", pace="linear", unit_zh="公里", unit_en="km", decimals=2,
        )  # fmt: skip
        Series.objects.create(
            place=built.place, indicator=indicator, calendar="monthly", order=order,
            lead=built.works, reporting=built.works,
        )  # fmt: skip
    return built


def cell(page: Page, kind: str, code: str) -> Locator:
    """One input of the grid."""
    return page.locator(f"[name={kind}-{code}]")


def value(page: Page, code: str) -> Locator:
    """The input of a figure."""
    return cell(page, "value", code)


def paste(page: Page, text: str) -> None:
    """Ctrl+V of a text that another program has put on the clipboard."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def copied(page: Page) -> str:
    """Ctrl+C, and what came of it."""
    page.keyboard.press("Control+c")
    return str(page.evaluate("navigator.clipboard.readText()"))


def held(page: Page) -> dict[str, Any]:
    """What this browser holds, by key."""
    return dict(
        page.evaluate(
            "Object.fromEntries(Object.keys(localStorage).map("
            "key => [key, JSON.parse(localStorage.getItem(key))]))"
        )
    )


def save(page: Page) -> None:
    """The main button of the bar. What an earlier saving said is taken away first, or one would
    read it as the answer to this one."""
    page.evaluate("document.querySelectorAll('.messages').forEach(each => each.remove())")
    page.locator(".log-bar button[name=do], .log-bar #save").first.click()


def expect_saved(page: Page, text: str) -> None:
    """The page says what it wrote."""
    expect(page.locator(".messages")).to_contain_text(text)
