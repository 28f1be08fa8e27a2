"""The page of a series in Chromium: drawn under the strict policy, in every light, for everyone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, problems_in_every_look
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, build_rooms, enter

pytestmark = pytest.mark.browser
ROADS = "/series/testland/ROAD_KM/?year=2026&as_of=2026-10"


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    """A district with some figures."""
    built = build_rooms()
    for month, value in ((SEPTEMBER, "66"), (OCTOBER, "71.4")):
        enter(built.roads, value, month, source="月度台账", note="备注")
        enter(built.rate, "5.8", month)
        enter(built.roads, "58.2", month.replace(year=2025))
    return built


def drawn(page: Page) -> Page:
    expect(page.locator("#chart")).to_have_attribute("data-drawn", "yes")
    return page


@pytest.mark.parametrize("code", ["ROAD_KM", "GROWTH", "HOMES", "AIRFIELD"])
def test_it_is_accessible(rooms: Rooms, open_page: Callable[..., Page], code: str) -> None:
    page = open_page(f"/series/testland/{code}/?year=2026", as_user="root")
    if code != "AIRFIELD":
        drawn(page)
    assert problems_in_every_look(page) == []


def test_the_modebar_saves_a_picture_and_sends_nothing(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = drawn(open_page(ROADS, as_user="root"))
    buttons = page.locator("#chart .modebar-btn")
    titles = [buttons.nth(n).get_attribute("aria-label") or buttons.nth(n).get_attribute(
        "data-title") for n in range(buttons.count())]  # fmt: skip
    assert titles == ["下载图片(PNG)", "恢复视图"]
    assert page.locator("#chart .modebar-btn--logo, #chart a[href]").count() == 0
    with page.expect_download() as saved:
        buttons.first.click()
    assert saved.value.suggested_filename == "testland_ROAD_KM_2026.png"


def test_totals_switch_to_periods_and_last_year_can_be_left_out(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = drawn(open_page(ROADS, as_user="root"))
    lines = page.locator("#chart .scatterlayer .trace")
    # Last year, pace, two targets, two figures that came late, this year
    expect(lines).to_have_count(7)
    page.get_by_label("显示上年").uncheck()
    expect(lines).to_have_count(6)
    page.get_by_label("当期", exact=True).check()
    bars = page.locator("#chart .barlayer .trace")
    expect(bars).to_have_count(2)  # this year, and what is needed
    page.get_by_label("显示上年").check()
    expect(bars).to_have_count(3)
    page.get_by_label("较上年同期增减", exact=True).check()
    expect(bars).to_have_count(1)
    page.get_by_label("历年", exact=True).check()
    expect(lines).to_have_count(2)


def test_a_picture_is_there_before_the_library_and_gives_way_to_it(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(ROADS, as_user="root", java_script_enabled=False)
    expect(page.locator(".first-picture svg.wide")).to_be_visible()
    page = drawn(open_page(ROADS, as_user="root"))
    expect(page.locator(".first-picture")).to_be_hidden()
    expect(page.locator("#chart .main-svg").first).to_be_visible()


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "实际完成"), ("en", "Completed")])
def test_tooltips_speak_the_readers_language(
    rooms: Rooms, open_page: Callable[..., Page], language: str, said: str
) -> None:
    page = drawn(open_page(ROADS, as_user="root", language=language))
    page.locator("#chart .scatterlayer .trace .points path").last.hover(force=True)
    expect(page.locator("#chart .hoverlayer .hovertext")).to_contain_text(said)
    expect(page.locator("#chart .hoverlayer .hovertext")).to_contain_text("71.4")


def test_colours_follow_the_page(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = drawn(open_page(ROADS, as_user="root", color_scheme="light"))
    line = page.locator("#chart .scatterlayer .trace").last.locator("path.js-line")
    expect(line).to_have_css("stroke", "rgb(29, 76, 143)")
    page.emulate_media(color_scheme="dark")
    expect(line).to_have_css("stroke", "rgb(143, 184, 240)")
    page.emulate_media(color_scheme="dark", media="print")
    expect(line).to_have_css("stroke", "rgb(29, 76, 143)")


def test_the_sentence_is_copied_as_plain_text(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = drawn(open_page(ROADS, as_user="root", permissions=["clipboard-read"]))
    page.get_by_role("button", name="复制").click()
    expect(page.locator("#copied")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#sentence").inner_text()
    assert "76.8%" in copied


def test_a_phone_does_not_scroll_sideways(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = drawn(open_page(ROADS, as_user="root", viewport={"width": 390, "height": 844}))
    assert fits(page, 390)
    page.locator("details.drawn summary").click()
    expect(page.locator("details.drawn table").first).to_be_visible()
    assert fits(page, 390)


def test_everything_but_the_chart_is_there_without_scripts(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = open_page(ROADS, as_user="root", java_script_enabled=False)
    expect(page.locator("#sentence")).to_contain_text("76.8%")
    expect(page.locator("#copy")).to_be_hidden()
    expect(page.locator("#chart-switches")).to_be_hidden()
    expect(page.locator(".drawn table").first.locator("th", has_text="1—10月")).to_have_count(1)


def test_the_key_and_the_note_are_those_of_the_view(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = drawn(open_page(ROADS, as_user="root"))
    note = page.locator(".chart-note[data-only]").first
    expect(note).to_be_hidden()
    expect(page.locator(".key").get_by_text("逾期报送")).to_be_visible()
    page.get_by_label("较上年同期增减", exact=True).check()
    expect(note).to_have_text("由两年同期数直接计算,为名义变动,不是公布的增速。")
    expect(note).to_be_visible()
    expect(page.locator(".key").get_by_text("逾期报送")).to_be_hidden()
    expect(page.get_by_label("显示上年")).to_be_hidden()


def test_a_figure_is_explained_on_hover(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = drawn(open_page(ROADS, as_user="root"))
    page.locator("#chart .scatterlayer .trace .points path").last.hover(force=True)
    for said in ("完成率:76.8%", "偏差:−6.6个百分点", "状态:", "逾期"):
        expect(page.locator("#chart .hoverlayer .hovertext")).to_contain_text(said)


def test_the_chart_takes_the_width_of_the_paper_and_gives_it_back(
    rooms: Rooms, open_page: Callable[..., Page]
) -> None:
    page = drawn(open_page(ROADS, as_user="root"))
    drawing = page.locator("#chart .main-svg").first
    before = drawing.evaluate("each => each.clientWidth")
    page.emulate_media(media="print")
    expect(drawing).not_to_have_attribute("width", str(before))
    page.emulate_media(media="screen")
    expect(drawing).to_have_attribute("width", str(before))
