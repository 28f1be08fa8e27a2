"""Checking, closing and explaining as people do it: keys, forms, no scripts, every width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from targets.models import Actual, Check, Closing, Explanation
from tests.browser.conftest import (
    LANGUAGES,
    accessibility_problems,
    fits,
    problems_in_every_look,
)
from tests.web.check.check_rooms import waiting
from tests.web.rooms import SEPTEMBER, Rooms, build_rooms, enter

pytestmark = pytest.mark.browser
CHECK = "/check/?place=testland&period=2026-10"
CLOSING = "/closing/?place=testland&period=2026-10"
EXPLAIN = "/series/testland/ROAD_KM/explain/?year=2026&as_of=2026-10"


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    """Four submissions wait; one is questioned, one corrects, one is a task."""
    built = build_rooms()
    enter(built.roads, "66", SEPTEMBER)
    enter(built.rate, "6.0")
    waiting(built.roads, "5.2", source="月度台账", reason="核减重复里程", questioned="fell")
    waiting(built.rate, "4.0")
    waiting(built.homes, "120", preliminary=True)
    waiting(built.task, None, stage="主体结构封顶,转入设备安装", declared="normal")
    return built


@pytest.mark.parametrize("address", [CHECK, CLOSING, EXPLAIN])
def test_they_are_accessible(rooms: Rooms, open_page: Callable[..., Page], address: str) -> None:
    for language in LANGUAGES:
        known = language != LANGUAGES[0]
        page = open_page(address, as_user="root", language=language)
        assert problems_in_every_look(page, known=known) == []
        if address == CHECK:
            page.locator("details.say summary").first.click()
            page.locator("#help").click()
            assert problems_in_every_look(page, known=known) == []


@pytest.mark.parametrize("address", [CHECK, CLOSING, EXPLAIN])
def test_they_fit_a_phone(rooms: Rooms, open_page: Callable[..., Page], address: str) -> None:
    page = open_page(address, as_user="root", viewport={"width": 390, "height": 844})
    assert fits(page, 390)
    assert accessibility_problems(page) == []
    wide = open_page(address, as_user="root", viewport={"width": 1280, "height": 720})
    assert fits(wide, 1280)


def test_a_checker_goes_through_the_list_by_keys(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(CHECK, as_user="root")
    lines = page.locator(".entry")
    expect(lines).to_have_count(4)
    expect(lines.nth(0).locator("a.opens")).to_be_focused()
    page.keyboard.press("j")
    expect(lines.nth(1).locator("a.opens")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("x")
    expect(page.locator("#chosen")).to_have_text("已选1项")
    page.keyboard.press("x")
    expect(page.locator("#chosen")).to_have_text("")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    following = lines.nth(1).get_attribute("id")
    page.keyboard.press("a")
    expect(page.locator(".messages")).to_contain_text("已通过1项")
    expect(lines).to_have_count(3)
    expect(page.locator(f"#{following} a.opens")).to_be_focused()
    page.keyboard.press("r")
    reason = page.locator(f"#{following} .reason")
    expect(reason).to_be_focused()
    page.keyboard.type("adjust")  # letters are no keys while one types
    page.keyboard.press("Escape")
    expect(reason).to_be_hidden()
    page.keyboard.press("r")
    reason.fill("请附统计部门意见")
    page.locator(f"#{following}").get_by_role("button", name="退回", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("已退回1项")
    assert Check.objects.get(verdict="returned").comment == "请附统计部门意见"


def test_all_at_once_is_asked_for_again(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(CHECK, as_user="root")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="全部通过(4)").click()
    assert not Check.objects.exists()
    page.get_by_role("button", name="通过全部无疑问项(3)").click()
    expect(page.locator(".messages")).to_contain_text("已通过3项")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="全部通过(1)").click()
    expect(page.locator("#done")).to_contain_text("已全部审核")
    page.locator(".decided summary").click()
    expect(page.locator(".decided tbody tr")).to_have_count(4)


def test_it_works_without_scripts(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(CHECK, as_user="root", java_script_enabled=False)
    lines = page.locator(".entry")
    lines.nth(0).locator("[type=checkbox]").check()
    lines.nth(2).locator("[type=checkbox]").check()
    page.fill("#text", "口径不符")
    page.get_by_role("button", name="退回所选").click()
    expect(page.locator(".messages")).to_contain_text("已退回2项")
    lines.nth(0).get_by_role("button", name="通过").first.click()
    expect(page.locator(".messages")).to_contain_text("已通过1项")
    assert Actual.objects.pending().known(None).count() == 1


def test_a_refusal_keeps_what_was_chosen_and_typed(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(CHECK, as_user="root")
    page.locator(".entry").nth(1).locator("[type=checkbox]").check()
    page.get_by_role("button", name="退回所选").click()
    expect(page.locator("#wrong")).to_be_focused()
    expect(page.locator(".entry").nth(1).locator("[type=checkbox]")).to_be_checked()
    assert not Check.objects.exists()


def test_a_month_is_closed_and_opened_again(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(CHECK, as_user="root")
    page.get_by_role("link", name="本期关账").click()
    page.locator("[name=confirmed]").check()
    page.get_by_role("button", name="本期关账").click()
    expect(page.locator(".messages")).to_contain_text("2026年10月已关账")
    page.fill("[name=reason]", "补报住房数据")
    page.get_by_role("button", name="重新开放").click()
    expect(page.locator(".messages")).to_contain_text("已重新开放")
    assert Closing.objects.count() == 2


def test_a_cause_is_given_from_the_series_page(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page("/series/testland/ROAD_KM/?year=2026&as_of=2026-10", as_user="root")
    page.locator("#explanations").get_by_role("link", name="填写").click()
    page.fill("[name=cause]", "征地拆迁滞后")
    page.fill("[name=measure]", "成立专班,逐户签约")
    page.fill("[name=catch_up_on]", "2026-12-20")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".explanations")).to_contain_text("2026年12月20日")
    assert Explanation.objects.get().author is not None
    assert accessibility_problems(page) == []


def test_ctrl_enter_returns_what_a_reason_is_typed_for(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(CHECK, as_user="root")
    expect(page.locator(".entry").nth(0).locator("a.opens")).to_be_focused()
    page.keyboard.press("r")
    reason = page.locator(".entry").nth(0).locator(".reason")
    expect(reason).to_be_focused()
    page.keyboard.type("口径不符")
    page.keyboard.press("Enter")  # a line more, nothing sent
    page.keyboard.type("请核对")
    expect(page.locator(".entry").nth(0).locator(".say-panel .hint")).to_contain_text("Ctrl+Enter")
    reason.press("Control+Enter")
    expect(page.locator(".messages")).to_contain_text("已退回1项")
    assert Check.objects.get().comment == "口径不符\n请核对"
    page.keyboard.press("r")
    expect(page.locator("details.say[open] .reason")).to_be_focused()
    page.locator("details.say[open] .reason").press("Control+Enter")
    expect(page.locator("#wrong")).to_contain_text("请写明退回原因")
    assert Check.objects.count() == 1


def test_in_the_bar_enter_sends_nothing_and_ctrl_enter_returns(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(CHECK, as_user="root")
    page.locator(".entry").nth(1).locator("[type=checkbox]").check()
    page.fill("#text", "请附依据")
    page.press("#text", "Enter")
    expect(page.locator("#text")).to_have_value("请附依据")
    assert not Check.objects.exists()
    page.press("#text", "Control+Enter")
    expect(page.locator(".messages")).to_contain_text("已退回1项")
    assert Check.objects.get().verdict == "returned"


def test_ctrl_enter_saves_a_cause_and_sends_the_grid(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(EXPLAIN, as_user="root")
    page.fill("[name=cause]", "征地拆迁滞后")
    page.press("[name=cause]", "Control+Enter")
    expect(page.locator(".explanations")).to_contain_text("征地拆迁滞后")
    page = open_page("/log/?place=testland&unit=testland-works&period=2026-09", as_user="root")
    page.fill("[name=stage-AIRFIELD]", "主体结构封顶")
    page.press("[name=stage-AIRFIELD]", "Control+Enter")
    expect(page.locator(".messages")).to_contain_text("已提交,待审核")
    page = open_page(CLOSING, as_user="root")
    page.locator("[name=confirmed]").check()
    page.fill("[name=reason]", "按期")
    page.press("[name=reason]", "Control+Enter")
    expect(page.locator(".messages")).to_contain_text("2026年10月已关账")


def test_a_long_closing_leaves_the_reasons_room(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    """The ledger names all that a closing lacked; the reasons beside it stay legible."""
    lacking = [f"INDICATOR_NUMBER_{number}" for number in range(12)]
    Closing.objects.create(
        place=rooms.place, period_end=SEPTEMBER, action="closed", missing=lacking,
        recorded_at=timezone.now(),
    )  # fmt: skip
    page = open_page("/ledger/?place=testland", as_user="root")
    reason = page.locator("td.why", has_text="核减重复里程").first.bounding_box()
    assert reason is not None
    assert reason["width"] >= 140
    assert fits(page, 1280)
