"""The other screens of logging in Chromium: a year, sign-off, attachments, the sheet on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from targets.models import Actual, Attachment, Draft, Lane, Membership, Role, Unit
from tests.browser.conftest import accessibility_problems, fits, problems_in_every_look
from tests.browser.log_page import GRID, a_district, cell, value
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms

pytestmark = pytest.mark.browser
YEAR = "/log/series/testland/ROAD_KM/?year=2026"


@pytest.fixture
def rooms(transactional_db: None, administrator: User) -> Rooms:
    return a_district()


def test_a_year_is_accessible_and_computed(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(YEAR, as_user="root")
    october = page.locator('[name="value-ROAD_KM.2026-10"]')
    october.fill("6.6")
    page.keyboard.press("Tab")
    expect(page.locator('[id="guard-ROAD_KM.2026-10"] .said')).to_be_visible()
    assert problems_in_every_look(page) == []
    october.fill("71.4")
    expect(page.locator('[id="line-ROAD_KM.2026-10"] [data-cell=change]')).to_have_text("5.4")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".messages")).to_contain_text("新填1项")
    assert Actual.objects.filter(lane=Lane.PENDING, period_end=OCTOBER).count() == 1
    assert Actual.objects.filter(series=rooms.roads, period_end=SEPTEMBER).count() == 1


def test_a_draft_goes_to_the_signer_and_back(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    Unit.objects.filter(id=rooms.place.id).update(signs_off=True)
    for name, role in (("chen", Role.REPORTER), ("wang", Role.SIGNER)):
        person = User.objects.create_user(name, password="secret-7")
        Membership.objects.create(person=person, unit=rooms.works, role=role)
    page = open_page(GRID, as_user="chen")
    value(page, "ROAD_KM").fill("71.4")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".messages")).to_contain_text("草稿已保存1项")
    page.get_by_role("button", name="送签").click()
    expect(page.locator(".messages")).to_contain_text("已送签1项")
    assert accessibility_problems(page) == []
    signer = open_page(GRID, as_user="wang")
    expect(value(signer, "ROAD_KM")).to_have_js_property("readOnly", True)
    assert accessibility_problems(signer) == []
    signer.get_by_label("退回理由").fill("请核对")
    signer.get_by_role("button", name="退回修改").click()
    expect(signer.locator(".messages")).to_contain_text("已退回修改1项")
    page.reload()
    expect(page.locator("[data-extra=ROAD_KM]")).to_contain_text("审签退回:请核对")
    page.get_by_role("button", name="送签").click()
    expect(page.locator(".messages")).to_contain_text("已送签1项")
    signer.reload()
    signer.get_by_role("button", name="审签并提交").click()
    expect(signer.locator(".messages")).to_contain_text("已提交,待审核:新填1项")
    assert not Draft.objects.exists()
    assert str(Actual.objects.get(lane=Lane.PENDING).signer) == "wang"


def test_more_of_a_line_is_unfolded_and_kept(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page(GRID, as_user="root")
    value(page, "ROAD_KM").fill("71.4")
    page.locator("#line-ROAD_KM details summary").click()
    cell(page, "preliminary", "ROAD_KM").check()
    cell(page, "release", "ROAD_KM").fill("2026-12-20")
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".messages")).to_contain_text("新填1项")
    entry = Actual.objects.get(lane=Lane.PENDING)
    assert (entry.preliminary, str(entry.release_on)) == (True, "2026-12-20")


def test_a_file_is_attached_and_downloaded(
    rooms: Rooms, open_page: Callable[..., Page], settings: Settings, tmp_path: Path
) -> None:
    settings.ATTACHMENT_FOLDER = tmp_path / "attachments"
    page = open_page("/attachments/testland/ROAD_KM/2026-10/", as_user="root")
    report = {"name": "月报.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 report"}
    page.set_input_files("input[type=file]", report)  # type: ignore[arg-type]
    page.get_by_role("button", name="上传附件").click()
    expect(page.locator(".messages")).to_contain_text("附件已上传")
    assert accessibility_problems(page) == []
    with page.expect_download() as saved:
        page.get_by_role("link", name="月报.pdf").click()
    assert saved.value.suggested_filename == "月报.pdf"
    page.get_by_role("button", name="移除").click()
    expect(page.locator(".nothing")).to_have_text("暂无附件。")
    assert Attachment.objects.get().superseded_at is not None


def test_the_sheet_fits_a_page(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page("/log/sheet?place=testland&unit=testland-works&period=2026-10", as_user="root")
    assert accessibility_problems(page) == []
    page.emulate_media(media="print")
    expect(page.locator("nav")).to_be_hidden()
    for words in ("填报人", "审核人", "单位负责人", "日期"):
        expect(page.locator(".signatures")).to_contain_text(words)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 1
    narrow = open_page(
        "/log/sheet?place=testland&unit=testland-works&period=2026-10",
        as_user="root", viewport={"width": 390, "height": 844},
    )  # fmt: skip
    assert fits(narrow, 390)


def test_what_an_import_refuses_stands_out(rooms: Rooms, open_page: Callable[..., Page]) -> None:
    page = open_page("/import/", as_user="root")
    page.locator("[name=file]").set_input_files(
        {"name": "note.txt", "mimeType": "text/plain", "buffer": b"nothing to read"}
    )
    page.get_by_role("button", name="上传并预览").click()
    refused = page.locator(".refusal")
    expect(refused).to_be_visible()
    expect(refused).to_have_css("border-left-width", "4px")
    box = refused.locator("li").first.bounding_box()
    assert box is not None
    assert box["x"] > 30, "its bullet is on the page"
    assert accessibility_problems(page) == []
