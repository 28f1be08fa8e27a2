"""The cells of the grid in Chromium: moving, pasting, choosing, undoing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from targets.core.values.entry import Entry
from targets.models import Actual, Origin
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.browser.log_page import (
    GRID,
    PERMISSIONS,
    a_district,
    cell,
    copied,
    expect_saved,
    paste,
    value,
)
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, enter

pytestmark = pytest.mark.browser
# As Excel writes it: three lines of two cells, digits in full width, separators, a quoted cell
BLOCK = '１２３．５\t十月台账\r\n1,234\t"第一行\r\n第二行"\r\n 71.4 \t\r\n'


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    return a_district()


@pytest.fixture
def page(rooms: Rooms, open_page: Callable[..., Page]) -> Page:
    return open_page(GRID, as_user="root", permissions=PERMISSIONS)


def test_arrows_and_enter_move_among_the_cells(page: Page) -> None:
    value(page, "ROAD_KM").focus()
    page.keyboard.press("ArrowDown")
    expect(value(page, "HOMES")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(value(page, "LAMPS")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(value(page, "LAMPS")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("ArrowUp")
    expect(value(page, "HOMES")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "source", "HOMES")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(value(page, "HOMES")).to_be_focused()


def test_left_and_right_leave_a_cell_at_the_ends_of_its_text_only(page: Page) -> None:
    value(page, "ROAD_KM").focus()
    page.keyboard.type("71")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("5")
    expect(value(page, "ROAD_KM")).to_have_value("751")
    page.keyboard.press("ArrowRight")
    expect(value(page, "ROAD_KM")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "source", "ROAD_KM")).to_be_focused()


def test_a_cell_one_comes_to_is_typed_over_and_escape_brings_it_back(
    page: Page, rooms: Rooms
) -> None:
    enter(rooms.roads, "70")
    page.reload()
    value(page, "ROAD_KM").focus()
    page.keyboard.type("7")
    expect(value(page, "ROAD_KM")).to_have_value("7")
    page.keyboard.press("Escape")
    expect(value(page, "ROAD_KM")).to_have_value("70")
    expect(page.locator("#unsaved")).to_have_text("")
    value(page, "HOMES").focus()
    value(page, "ROAD_KM").click()
    page.keyboard.type("8")
    expect(value(page, "ROAD_KM")).to_have_value("8")


def test_no_key_of_a_text_area_is_taken_and_nothing_traps_the_keyboard(page: Page) -> None:
    area = cell(page, "stage", "AIRFIELD")
    area.focus()
    page.keyboard.type("完成招标")
    page.keyboard.press("Enter")
    page.keyboard.type("进场施工")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(area).to_be_focused()
    assert area.input_value().count("\n") == 2
    page.keyboard.press("Tab")
    expect(cell(page, "declared", "AIRFIELD")).to_be_focused()
    for _tab in range(40):
        page.keyboard.press("Tab")
        if not page.evaluate("document.getElementById('grid').contains(document.activeElement)"):
            return
    pytest.fail("Tab does not leave the grid")


def test_a_block_spreads_and_is_saved(page: Page) -> None:
    value(page, "ROAD_KM").focus()
    paste(page, BLOCK)
    expect(value(page, "ROAD_KM")).to_have_value("１２３．５")
    expect(cell(page, "source", "ROAD_KM")).to_have_value("十月台账")
    expect(value(page, "HOMES")).to_have_value("1,234")
    expect(cell(page, "source", "HOMES")).to_have_value("第一行 第二行")
    expect(value(page, "SEWERS")).to_have_value("71.4")
    expect(page.locator("#said")).to_have_text("已粘贴6格。")
    page.keyboard.press("Control+s")
    # A thousand homes in one month were never built
    expect(page.locator("#wrong")).to_contain_text("保障性住房")
    cell(page, "reason", "HOMES").fill("核对无误")
    page.keyboard.press("Control+s")
    expect_saved(page, "新填3项")
    found = Actual.objects.filter(period_end=OCTOBER).values_list("value", "source")
    assert {(float(number or 0), source) for number, source in found} == {
        (123.5, "十月台账"), (1234, "第一行 第二行"), (71.4, ""),
    }  # fmt: skip


def test_what_does_not_fit_is_said_and_not_cut_in_silence(page: Page) -> None:
    value(page, "SEWERS").focus()
    paste(page, "\r\n".join("\t".join("123456789") for _row in range(5)) + "\r\n")
    notice = page.locator("#log-pasted")
    expect(notice).to_contain_text("有3行")
    expect(notice).to_contain_text("列")
    expect(value(page, "LAMPS")).to_have_value("1")
    notice.get_by_role("button", name="关闭").click()
    expect(notice).to_be_hidden()


def test_locked_cells_are_passed_over_and_unknown_choices_refused(page: Page) -> None:
    value(page, "HOMES").evaluate("each => { each.readOnly = true }")
    value(page, "ROAD_KM").focus()
    paste(page, "70\r\n80\r\n90\r\n")
    expect(value(page, "HOMES")).to_have_value("")
    expect(value(page, "SEWERS")).to_have_value("90")
    expect(page.locator("#log-pasted")).to_contain_text("1格不能填写,已跳过")
    cell(page, "stage", "AIRFIELD").focus()
    paste(page, "主体完工\t不知道\r\n")
    expect(cell(page, "stage", "AIRFIELD")).to_have_value("主体完工")
    expect(page.locator("#log-pasted")).to_contain_text("“不知道”")
    cell(page, "stage", "AIRFIELD").focus()
    paste(page, "主体完工\t正常推进\r\n")
    expect(cell(page, "declared", "AIRFIELD").locator("option:checked")).to_have_text("正常推进")


def test_one_cell_and_lines_of_prose_are_pasted_by_the_browser(page: Page) -> None:
    value(page, "ROAD_KM").focus()
    page.keyboard.type("7")
    paste(page, "1.4")
    expect(value(page, "ROAD_KM")).to_have_value("71.4")
    cell(page, "stage", "AIRFIELD").focus()
    paste(page, "第一段\n第二段")
    expect(cell(page, "stage", "AIRFIELD")).to_have_value("第一段\n第二段")
    page.keyboard.press("Control+a")
    paste(page, '"第一行\n第""二""行"\r\n')
    expect(cell(page, "stage", "AIRFIELD")).to_have_value('第一行\n第"二"行')


def test_a_paste_is_one_step_of_undo(page: Page) -> None:
    value(page, "ROAD_KM").focus()
    page.keyboard.type("70")
    page.keyboard.press("Enter")
    value(page, "ROAD_KM").focus()
    paste(page, BLOCK)
    page.keyboard.press("Control+z")
    expect(value(page, "ROAD_KM")).to_have_value("70")
    expect(value(page, "HOMES")).to_have_value("")
    expect(page.locator("#said")).to_have_text("已撤销:5格。")
    page.keyboard.press("Control+z")
    expect(value(page, "ROAD_KM")).to_have_value("")
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+z")
    expect(value(page, "HOMES")).to_have_value("1,234")
    page.keyboard.press("Control+y")
    expect(page.locator("#said")).to_have_text("没有可重做的。")


def test_within_a_cell_the_browser_undoes(page: Page) -> None:
    cell(page, "stage", "AIRFIELD").focus()
    page.keyboard.insert_text("一")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("二")
    page.keyboard.press("Control+z")
    after = cell(page, "stage", "AIRFIELD").input_value()
    assert after != "一\n二"
    page.keyboard.press("Control+y")
    expect(cell(page, "stage", "AIRFIELD")).to_have_value("一\n二")


@pytest.mark.parametrize("typed", ["=", "=".translate({0x3D: 0xFF1D})])
def test_the_same_as_last_period_is_marked_until_it_is_typed_over(page: Page, typed: str) -> None:
    value(page, "ROAD_KM").focus()
    page.keyboard.insert_text(typed)
    line = page.locator("#line-ROAD_KM")
    expect(value(page, "ROAD_KM")).to_have_value("66")
    expect(line.locator(".same-mark")).to_have_text("与上期相同")
    expect(cell(page, "same", "ROAD_KM")).to_have_value("1")
    page.keyboard.press("Control+z")
    expect(value(page, "ROAD_KM")).to_have_value("")
    expect(line.locator(".same-mark")).to_be_hidden()
    page.keyboard.press("Control+y")
    expect(line.locator(".same-mark")).to_be_visible()
    page.keyboard.type("67")
    expect(line.locator(".same-mark")).to_be_hidden()
    expect(cell(page, "same", "ROAD_KM")).to_have_value("")


def test_a_range_is_copied_emptied_and_pasted_again(page: Page) -> None:
    value(page, "ROAD_KM").focus()
    paste(page, BLOCK)
    value(page, "ROAD_KM").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".in-range")).to_have_count(4)
    expect(page.locator("#said")).to_have_text("已选2行×2列。")
    text = copied(page)
    assert text == "１２３．５\t十月台账\r\n1,234\t第一行 第二行\r\n"
    page.keyboard.press("Delete")
    expect(cell(page, "source", "HOMES")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator(".in-range")).to_have_count(0)
    value(page, "SEWERS").focus()
    page.keyboard.press("Control+v")
    expect(cell(page, "source", "LAMPS")).to_have_value("第一行 第二行")
    cell(page, "note", "ROAD_KM").focus()
    cell(page, "note", "SEWERS").click(modifiers=["Shift"])
    expect(page.locator(".in-range")).to_have_count(3)
    assert copied(page) == "\r\n\r\n\r\n"
    value(page, "ROAD_KM").click()
    page.keyboard.press("Control+z")
    expect(value(page, "SEWERS")).to_have_value("71.4")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+x")
    expect(value(page, "SEWERS")).to_have_value("")


def test_the_last_text_of_a_task_is_copied(page: Page, rooms: Rooms) -> None:
    said = Entry(rooms.task.id, "monthly", SEPTEMBER, None, stage="主体完工", declared="normal")
    write_ledger([said], Stamp(rooms.place.id, None, Origin.COMMAND), trust_current=True)
    page.reload()
    page.locator("#line-AIRFIELD [data-copy]").click()
    expect(cell(page, "stage", "AIRFIELD")).to_have_value("主体完工")
    page.keyboard.press("Control+z")
    expect(cell(page, "stage", "AIRFIELD")).to_have_value("")
