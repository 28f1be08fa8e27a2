"""Unsaved work in Chromium: through a broken connection, an expired login, another's change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Dialog, Locator, Page, expect

from targets.models import Actual
from tests.browser.conftest import accessibility_problems
from tests.browser.log_page import GRID, a_district, cell, expect_saved, held, save, value
from tests.web.rooms import OCTOBER, Rooms, enter

pytestmark = pytest.mark.browser


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    return a_district()


@pytest.fixture
def page(rooms: Rooms, open_page: Callable[..., Page]) -> Page:
    opened = open_page(GRID, as_user="root")
    opened.on("dialog", lambda dialog: dialog.accept())
    return opened


def october() -> list[float]:
    """What the ledger holds of October."""
    found = Actual.objects.filter(period_end=OCTOBER, superseded_at=None)
    return sorted(float(value) for value in found.values_list("value", flat=True) if value)


def log_in(page: Page) -> None:
    page.fill("input[name=username]", "root")
    page.fill("input[name=password]", "secret-7")
    page.click("main button")


def banner(page: Page) -> Locator:
    return page.locator("#log-stopped")


def test_what_was_typed_is_kept_and_offered_again(page: Page, rooms: Rooms) -> None:
    value(page, "ROAD_KM").fill("71.4")
    cell(page, "note", "ROAD_KM").fill("待核")
    assert list(held(page)) == [page.locator("#grid").get_attribute("data-draft-key")]
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.reload()
    assert asked == ["beforeunload"]
    expect(value(page, "ROAD_KM")).to_have_value("")
    offer = page.locator("#log-held")
    expect(offer).to_contain_text("2处修改尚未保存")
    offer.get_by_text("查看明细").click()
    expect(offer.locator("li").first).to_contain_text("(空) → 71.4")
    assert accessibility_problems(page) == []
    offer.get_by_role("button", name="恢复").click()
    expect(value(page, "ROAD_KM")).to_have_value("71.4")
    expect(cell(page, "note", "ROAD_KM")).to_have_value("待核")
    expect(offer).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(value(page, "ROAD_KM")).to_have_value("")
    page.keyboard.press("Control+y")
    save(page)
    expect_saved(page, "新填1项")
    assert held(page) == {}
    page.reload()
    expect(page.locator("#log-held")).to_be_hidden()


def test_what_was_kept_can_be_given_up(page: Page, rooms: Rooms) -> None:
    value(page, "ROAD_KM").fill("71.4")
    page.reload()
    page.locator("#log-held").get_by_role("button", name="放弃").click()
    assert held(page) == {}
    page.reload()
    expect(page.locator("#log-held")).to_be_hidden()


def test_saving_other_cells_does_not_drop_what_was_kept(page: Page, rooms: Rooms) -> None:
    value(page, "ROAD_KM").fill("71.4")
    page.reload()
    expect(page.locator("#log-held")).to_be_visible()
    value(page, "HOMES").fill("120")
    save(page)
    expect_saved(page, "新填1项")
    expect(page.locator("#log-held")).to_contain_text("1处修改")
    page.locator("#log-held").get_by_role("button", name="恢复").click()
    save(page)
    expect_saved(page, "新填1项")
    assert october() == [71.4, 120]


def test_a_slot_somebody_changed_meanwhile_is_asked_about(page: Page, rooms: Rooms) -> None:
    value(page, "ROAD_KM").fill("71.4")
    enter(rooms.roads, "70", author=User.objects.create_user("wang", last_name="王"))
    page.reload()
    offer = page.locator("#log-held")
    expect(offer.locator("li.moved")).to_contain_text("您将(空)改为71.4,其间台账已变为70")
    expect(offer).to_contain_text("其中1处其间已有变动")
    offer.get_by_role("button", name="恢复").click()
    save(page)
    expect(page.get_by_label("保留对方的:70")).to_be_visible()
    assert october() == [70]
    page.get_by_label("采用我的:71.4").check()
    cell(page, "reason", "ROAD_KM").fill("以台账为准")
    save(page)
    expect_saved(page, "更正1项")
    assert october() == [70, 71.4]  # the correction waits beside the accepted figure
    assert held(page) == {}


def test_a_refused_page_is_still_unsaved_after_it_is_left(page: Page, rooms: Rooms) -> None:
    value(page, "ROAD_KM").fill("many")
    value(page, "HOMES").fill("120")
    save(page)
    expect(page.locator("#wrong")).to_be_visible()
    expect(page.locator("#log-held")).to_be_hidden()
    page.goto(page.url.split("/log/")[0] + GRID)
    page.locator("#log-held").get_by_role("button", name="恢复").click()
    expect(value(page, "HOMES")).to_have_value("120")
    value(page, "ROAD_KM").fill("71.4")
    save(page)
    expect_saved(page, "新填2项")


def test_the_connection_is_lost_and_comes_back(page: Page, rooms: Rooms) -> None:
    value(page, "ROAD_KM").fill("71.4")
    page.context.set_offline(True)
    expect(banner(page)).to_contain_text("连接中断,已在本机保留1处修改")
    value(page, "HOMES").fill("120")
    save(page)
    expect(banner(page)).to_contain_text("2处修改")
    expect(value(page, "ROAD_KM")).to_have_value("71.4")
    assert accessibility_problems(page) == []
    page.context.set_offline(False)
    expect(banner(page)).to_be_hidden()
    save(page)
    expect_saved(page, "新填2项")
    assert october() == [71.4, 120]


def test_a_server_that_does_not_answer_is_a_lost_connection(page: Page, rooms: Rooms) -> None:
    page.route("**/log/alive", lambda route: route.abort("internetdisconnected"))
    value(page, "ROAD_KM").fill("71.4")
    save(page)
    expect(banner(page).get_by_role("button", name="重试")).to_be_focused()
    assert october() == []
    page.unroute("**/log/alive")
    page.keyboard.press("Enter")
    expect(banner(page)).to_be_hidden()
    save(page)
    expect_saved(page, "新填1项")


def test_an_expired_login_loses_nothing(page: Page, rooms: Rooms) -> None:
    value(page, "ROAD_KM").fill("71.4")
    page.context.clear_cookies(name="sessionid")
    save(page)
    expect(banner(page)).to_contain_text("登录已过期,已在本机保留1处修改")
    with page.context.expect_page() as opened:
        banner(page).get_by_role("link", name="登录").click()
    other = opened.value
    log_in(other)
    other.wait_for_url("**/")
    page.bring_to_front()
    save(page)
    expect_saved(page, "新填1项")
    assert october() == [71.4]
    assert Actual.objects.filter(period_end=OCTOBER).count() == 1
    assert held(page) == {}


def test_an_expired_login_in_the_same_tab_loses_nothing(page: Page, rooms: Rooms) -> None:
    value(page, "ROAD_KM").fill("71.4")
    page.context.clear_cookies(name="sessionid")
    page.reload()
    log_in(page)
    page.locator("#log-held").get_by_role("button", name="恢复").click()
    save(page)
    expect_saved(page, "新填1项")
    assert october() == [71.4]


def test_a_login_in_another_tab_changes_the_token_unnoticed(page: Page, rooms: Rooms) -> None:
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    other.goto(page.url.split("/log/")[0] + "/login/")
    log_in(other)
    other.wait_for_url("**/")
    value(page, "ROAD_KM").fill("71.4")
    expect(page.locator("#line-ROAD_KM [data-cell=change]")).to_have_text("5.4")
    save(page)
    expect_saved(page, "新填1项")


def test_nothing_is_sent_under_another_name(page: Page, rooms: Rooms) -> None:
    User.objects.create_superuser("chen", password="secret-7")
    value(page, "ROAD_KM").fill("71.4")
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    other.goto(page.url.split("/log/")[0] + "/login/")
    other.fill("input[name=username]", "chen")
    other.fill("input[name=password]", "secret-7")
    other.click("main button")
    other.wait_for_url("**/")
    other.goto(page.url)
    expect(other.locator("#log-held")).to_be_hidden()
    save(page)
    expect(banner(page)).to_contain_text("现由他人登录")
    assert october() == []
    assert list(held(page)) == [page.locator("#grid").get_attribute("data-draft-key")]


def test_what_is_kept_is_bounded(page: Page, rooms: Rooms) -> None:
    key = str(page.locator("#grid").get_attribute("data-draft-key"))
    person = ":".join(key.split(":")[:2])
    page.evaluate(
        """([person, many]) => {
            for (let each = 0; each < many; each += 1) {
                localStorage.setItem(`${person}:x:${each}`, JSON.stringify(
                    { at: new Date().toISOString(), fields: {} }));
            }
            localStorage.setItem(`${person}:old`, JSON.stringify(
                { at: "2020-01-01T00:00:00.000Z", fields: {} }));
            localStorage.setItem(`${person}:broken`, "not json");
            localStorage.setItem("log:another:place", JSON.stringify({ at: "2020" }));
        }""",
        [person, 60],
    )
    page.reload()
    left = page.evaluate("Object.keys(localStorage)")
    assert len([each for each in left if each.startswith(person)]) == 40
    assert f"{person}:old" not in left
    assert f"{person}:broken" not in left
    assert "log:another:place" in left


def test_a_broken_note_or_a_full_browser_does_not_stop_the_grid(page: Page, rooms: Rooms) -> None:
    key = page.locator("#grid").get_attribute("data-draft-key")
    page.evaluate("key => localStorage.setItem(key, '{\"fields\": 7')", key)
    page.reload()
    expect(page.locator("#log-held")).to_be_hidden()
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }"
    )
    value(page, "ROAD_KM").fill("71.4")
    expect(page.locator("#said")).to_contain_text("无法为此页保留修改")
    save(page)
    expect_saved(page, "新填1项")


def test_logging_out_takes_what_was_kept_along(page: Page, rooms: Rooms) -> None:
    value(page, "ROAD_KM").fill("71.4")
    page.evaluate("localStorage.setItem('log:another:place', '{}')")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录")).to_be_visible()
    assert list(held(page)) == ["log:another:place"]


def test_logging_out_can_be_thought_over(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(GRID, as_user="root")
    said: list[str] = []

    def answer(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", answer)
    value(page, "ROAD_KM").fill("71.4")
    page.get_by_role("button", name="退出").click()
    assert len(said) == 1
    expect(value(page, "ROAD_KM")).to_have_value("71.4")
    assert len(held(page)) == 1
