"""The briefing in a browser: accessible, fit for a phone, edited and issued, on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from targets.models import Briefing
from tests.browser.conftest import LANGUAGES, fits, problems_in_every_look
from tests.browser.pdf_pages import page_texts
from tests.web.briefing.briefing_room import fill
from tests.web.rooms import Rooms, build_rooms

pytestmark = pytest.mark.browser
QUERY = "?place=testland&year=2026&as_of=2026-10"
DRAFT, EDIT = f"/briefing/{QUERY}", f"/briefing/edit{QUERY}"
TITLE = "测试区2026年1—10月主要指标进度通报"


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    """A district that has something to say."""
    return fill(build_rooms())


def issued(page: Page, number: str = "2026年第10期") -> None:
    """Issue the draft that is shown."""
    page.get_by_label("通报编号").fill(number)
    page.get_by_role("button", name="印发…").click()
    page.get_by_role("button", name="印发", exact=True).click()
    expect(page.locator(".number-line")).to_have_text(number)


@pytest.mark.parametrize("path", [DRAFT, EDIT])
def test_it_is_accessible(rooms: Rooms, open_page: Callable[..., Page], path: str) -> None:
    for language in LANGUAGES:
        page = open_page(path, as_user="root", language=language)
        assert problems_in_every_look(page, known=language != LANGUAGES[0]) == []


def test_what_was_issued_and_replaced_is_accessible(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(DRAFT, as_user="root")
    issued(page)
    address = page.url
    page.goto(address.partition("/briefing/")[0] + DRAFT)
    page.get_by_role("button", name="印发…").click()
    expect(page.locator("form button.main")).to_be_visible()
    assert problems_in_every_look(page) == []
    page.get_by_role("button", name="印发", exact=True).click()
    page.goto(address)
    expect(page.locator(".replaced")).to_contain_text("2026年第10期(更正)")
    assert problems_in_every_look(page) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_phone_does_not_scroll_sideways(
    rooms: Rooms, open_page: Callable[..., Page], language: str
) -> None:
    phone = {"width": 390, "height": 844}
    page = open_page(DRAFT, as_user="root", language=language, viewport=phone)
    origin = page.url.partition("/briefing/")[0]
    for path in (DRAFT, EDIT):
        page.goto(origin + path)
        assert fits(page, 390)
    page.goto(origin + DRAFT)
    page.locator("form.issue button").click()
    expect(page.locator("form button.main")).to_be_visible()
    assert fits(page, 390)
    page.locator("form button.main").click()
    expect(page.locator(".number-line")).to_be_visible()
    assert fits(page, 390)


def test_a_manager_edits_in_place_without_script(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(EDIT, as_user="root", java_script_enabled=False)
    field = page.locator("#text-free_next")
    field.fill("再完成12公里。")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#problem-free_next")).to_contain_text("12")
    page.locator("#text-free_next").fill("攻坚{lagging}项滞后指标。")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#reads-free_next")).to_have_text("攻坚2项滞后指标。")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#part-next")).to_contain_text("下一步工作")
    expect(page.locator(".brief")).to_contain_text("攻坚2项滞后指标。")
    issued(page)
    assert Briefing.objects.get().number == "2026年第10期"


def test_every_sheet_of_paper_says_what_it_is(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(DRAFT, as_user="root")
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    for mark in ("草稿", "2026年第10期"):
        sheets = page_texts(page.pdf(prefer_css_page_size=True))
        assert len(sheets) >= 2
        for number, said in enumerate(sheets, start=1):
            assert "主要指标进度通报" in said
            assert mark in said
            assert f"{number}/{len(sheets)}" in said
        assert "印发…" not in "".join(sheets)
        if mark == "草稿":
            issued(page)


def test_no_heading_is_left_alone_at_the_foot(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(DRAFT, as_user="root")
    for sheet in page_texts(page.pdf(prefer_css_page_size=True)):
        for heading in ("总体情况", "进展较快的指标", "需要关注的指标", "主要指标完成情况"):
            assert not sheet.endswith(heading)


def test_the_place_is_chosen(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    from targets.writes.targets.places import add_place

    add_place("othertown", "另一区")
    page = open_page(f"/{QUERY}", as_user="root")
    page.get_by_text("更多").click()
    page.locator(".more").get_by_role("link", name="进度通报").click()
    expect(page.locator(".brief h1")).to_have_text(TITLE)
    page.get_by_label("地区").select_option(label="另一区")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".brief h1")).to_contain_text("另一区")
