"""Where units sign off, a reporter's own file becomes drafts that wait to be signed."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from targets.models import (
    Actual,
    Closing,
    Draft,
    Import,
    Lane,
    Membership,
    Role,
    Series,
    Unit,
    Upload,
)
from tests.web.log.log_posts import MONTH, opened, post, text
from tests.web.rooms import OCTOBER, SEPTEMBER, TODAY, Rooms, client_of, enter, noon

pytestmark = pytest.mark.django_db
LONG = "编码,期末日期,数值,进展,推进情况,数据来源,备注\r\n"
ROADS = "ROAD_KM,2026-10-31,70,,,月度台账,含支路\r\n"
HOMES = "HOMES,2026-10-31,5,,,,\r\n"
TASK = "AIRFIELD,2026-10-31,,主体封顶,正常推进,周报,待验收\r\n"
RATE = "GROWTH,2026-10-31,5.5,,,,\r\n"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOAD_FOLDER = tmp_path


@pytest.fixture
def signing(rooms: Rooms) -> Rooms:
    Unit.objects.filter(id=rooms.place.id).update(signs_off=True)
    return rooms


@pytest.fixture
def wang(signing: Rooms) -> Client:
    """The works' signer."""
    client = client_of(signing.works, Role.SIGNER, "wang")
    User.objects.filter(username="wang").update(last_name="王", first_name="局长")
    return client


@pytest.fixture
def chen(signing: Rooms) -> Client:
    return client_of(signing.works, name="chen")


def uploaded(client: Client, content: str | bytes, name: str = "十月.csv") -> Upload:
    data = content.encode() if isinstance(content, str) else content
    answer = client.post("/import/", {"place": "testland", "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.get(id=answer["Location"].split("/")[2])


def preview(client: Client, upload: Upload, **asked: str) -> str:
    return text(client.get(f"/import/{upload.id}/", asked))  # type: ignore[arg-type]


def confirmed(client: Client, upload: Upload, **said: str) -> Any:
    return client.post(
        f"/import/{upload.id}/confirm", {"sha256": upload.sha256, **said}, follow=True
    )


def test_a_reporters_file_becomes_drafts_and_is_signed(
    signing: Rooms, chen: Client, wang: Client
) -> None:
    start = text(chen.get("/import/"))  # type: ignore[arg-type]
    assert "测试区实行单位审签：您为区住建局导入的数据须先送签" in start
    upload = uploaded(chen, LONG + ROADS + HOMES + TASK)
    found = upload.summary
    assert (found["new"], found["refused"], found["to_sign"]) == (3, 0, 3)
    shown = preview(chen, upload)
    assert "您无权代其提交" not in shown
    assert "3行将送区住建局审签，审签后方为提交。审签人：王局长。" in shown
    assert "确认：送签3行" in shown
    assert shown.count(">待送签<") == 3
    assert "尚未指定审签人" not in shown
    done = text(confirmed(chen, upload))
    assert "已送签3行。" in done
    assert "经单位审签后方为提交" in done
    assert not Actual.objects.exists()
    assert not Import.objects.exists()
    drafts = {draft.series_id: draft for draft in Draft.objects.all()}
    assert drafts[signing.roads.id].typed == {
        "value": "70", "source": "月度台账", "note": "含支路",
    }  # fmt: skip
    assert all(draft.sign_off_asked_at and draft.author for draft in drafts.values())
    assert "有3项等待单位审签" in text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    assert "有3项待您审签" in text(wang.get("/log/", MONTH))  # type: ignore[arg-type]
    assert post(wang, opened(wang), "sign").status_code == 302
    entries = {entry.series_id: entry for entry in Actual.objects.all()}
    assert {entry.lane for entry in entries.values()} == {Lane.PENDING}
    assert {entry.author.username for entry in entries.values() if entry.author} == {"chen"}
    assert {entry.signer.username for entry in entries.values() if entry.signer} == {"wang"}
    task = entries[signing.task.id]
    assert (task.stage, task.declared, task.source, task.note) == (
        "主体封顶", "normal", "周报", "待验收",
    )  # fmt: skip
    assert entries[signing.roads.id].value == Decimal(70)


def test_a_task_that_is_opened_and_sent_again_keeps_what_came_by_file(
    signing: Rooms, chen: Client, wang: Client
) -> None:
    confirmed(chen, uploaded(chen, LONG + TASK))
    assert post(chen, opened(chen), "sign_off", stage__AIRFIELD="竣工验收").status_code == 302
    draft = Draft.objects.get()
    assert (draft.typed["stage"], draft.typed["source"], draft.typed["note"]) == (
        "竣工验收", "周报", "待验收",
    )  # fmt: skip


def test_the_workbook_says_it_and_comes_back_as_drafts(signing: Rooms, chen: Client) -> None:
    answer = chen.get("/log/workbook.xlsx", MONTH)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    book = load_workbook(io.BytesIO(content))
    lines = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("先送本单位审签" in line for line in lines)
    assert any("本单位尚未指定审签人" in line for line in lines)
    sheet = book.worksheets[0]
    (row,) = [each for each in sheet.iter_rows() if each[0].value == "ROAD_KM"]
    header = next(each for each in sheet.iter_rows() if each[0].value == "编码")
    (column,) = [at for at, cell in enumerate(header) if str(cell.value).startswith("本期")]
    row[column].value = 70
    out = io.BytesIO()
    book.save(out)
    upload = uploaded(chen, out.getvalue(), "填报表.xlsx")
    assert (upload.summary["to_sign"], upload.summary["refused"]) == (1, 0)
    confirmed(chen, upload)
    assert Draft.objects.get().typed["value"] == "70"


def test_with_no_signer_it_is_said_before_and_after(signing: Rooms, chen: Client) -> None:
    client_of(signing.place, Role.MANAGER, "zhou")
    sentence = "本单位尚未指定审签人"
    assert sentence in text(chen.get("/import/"))  # type: ignore[arg-type]
    upload = uploaded(chen, LONG + ROADS)
    assert sentence in preview(chen, upload)
    assert "请联系zhou在“系统管理—人员角色”中指定。" in preview(chen, upload)
    assert sentence in text(confirmed(chen, upload))
    assert Draft.objects.count() == 1


def test_rows_that_are_submitted_and_rows_that_are_sent(signing: Rooms, chen: Client) -> None:
    """Reporter of both units, signer of one."""
    person = User.objects.get(username="chen")
    for role in (Role.REPORTER, Role.SIGNER):
        Membership.objects.create(person=person, unit=signing.finance, role=role)
    other = Unit.objects.create(
        code="testland-water", name_zh="区水务局", kind="department", parent=signing.place
    )
    Series.objects.filter(id=signing.homes.id).update(reporting=other)
    upload = uploaded(chen, LONG + ROADS + RATE + HOMES)
    found = upload.summary
    assert (found["new"], found["refused"], found["to_sign"]) == (2, 1, 1)
    shown = preview(chen, upload, show="new")
    assert "1行将送区住建局审签" in shown
    assert "1行直接提交。" in shown
    assert "确认：提交1行，送签1行" in shown
    assert shown.count(">待送签<") == 1
    assert "该指标由区水务局报送,您无权代其提交" in preview(chen, upload, show="refused")
    done = text(confirmed(chen, upload, leave_refused="on"))
    assert "新增1" in done
    assert "已送签1行。" in done
    entry = Actual.objects.get()
    assert (entry.series, entry.signer) == (signing.rate, person)
    assert Draft.objects.get().series == signing.roads
    assert Import.objects.get().rows_new == 1


def test_the_same_file_again_changes_nothing(signing: Rooms, chen: Client) -> None:
    confirmed(chen, uploaded(chen, LONG + ROADS))
    (before,) = Draft.objects.values_list("saved_at", flat=True)
    again = uploaded(chen, LONG + ROADS)
    assert "将替换chen保存的草稿：70。" in preview(chen, again)
    assert "另有1行此前已按相同内容送签" in text(confirmed(chen, again))
    assert list(Draft.objects.values_list("saved_at", flat=True)) == [before]


def test_a_colleagues_draft_is_named_and_not_overwritten_unseen(
    signing: Rooms, chen: Client
) -> None:
    li = client_of(signing.works, name="li")
    post(li, opened(li), "draft", value__ROAD_KM="66")
    upload = uploaded(chen, LONG + ROADS)
    assert "将替换li保存的草稿：66。" in preview(chen, upload)
    post(li, opened(li), "draft", value__ROAD_KM="67")
    Draft.objects.update(saved_at=upload.touched_at + timedelta(minutes=1))
    met = confirmed(chen, upload)
    assert met.status_code == 409
    assert "其间同事保存了相同指标的草稿" in text(met)
    assert Draft.objects.get().typed["value"] == "67"
    Draft.objects.update(saved_at=upload.uploaded_at - timedelta(minutes=1))
    confirmed(chen, upload)
    assert Draft.objects.get().typed["value"] == "70"


def test_what_changes_or_is_questioned_needs_its_reason_all_the_same(
    signing: Rooms, chen: Client, wang: Client
) -> None:
    enter(signing.roads, "66", SEPTEMBER)
    enter(signing.homes, "4")
    upload = uploaded(chen, LONG + "ROAD_KM,2026-10-31,13.2,,,,\r\n" + HOMES)
    assert confirmed(chen, upload).status_code == 400
    assert confirmed(chen, upload, answer="已核减").status_code == 400
    assert not Draft.objects.exists()
    confirmed(chen, upload, answer="已核减", reason="漏报")
    typed = {draft.series_id: draft.typed for draft in Draft.objects.all()}
    assert typed[signing.roads.id]["reason"] == "已核减"
    assert typed[signing.homes.id]["reason"] == "漏报"
    # The signer sees the question beside the answer
    assert 'id="guard-ROAD_KM"' in text(wang.get("/log/", MONTH))  # type: ignore[arg-type]
    post(wang, opened(wang), "sign")
    entry = Actual.objects.get(series=signing.roads, period_end=OCTOBER)
    assert (entry.reason, bool(entry.questioned)) == ("已核减", True)


def test_questioned_rows_may_be_left_out(signing: Rooms, chen: Client) -> None:
    enter(signing.roads, "66", SEPTEMBER)
    upload = uploaded(chen, LONG + "ROAD_KM,2026-10-31,13.2,,,,\r\n" + HOMES)
    confirmed(chen, upload, leave_questioned="on")
    assert Draft.objects.get().series == signing.homes
    alone = uploaded(chen, LONG + "ROAD_KM,2026-10-31,13.2,,,,\r\n")
    confirmed(chen, alone, leave_questioned="on")
    assert Draft.objects.count() == 1


def test_a_closed_period_takes_no_drafts(signing: Rooms, chen: Client) -> None:
    Closing.objects.create(
        place=signing.place, period_end=OCTOBER, action="closed", recorded_at=noon(TODAY)
    )
    upload = uploaded(chen, LONG + ROADS)
    assert confirmed(chen, upload, reason="补报").status_code == 409
    assert not Draft.objects.exists()
    person = User.objects.get(username="chen")
    Membership.objects.create(person=person, unit=signing.place, role=Role.MANAGER)
    lacking = confirmed(chen, upload)
    assert lacking.status_code == 409
    assert not Draft.objects.exists()
    assert confirmed(chen, upload, reason="补报").status_code == 200
    assert Draft.objects.get().typed["reason"] == "补报"


def test_a_floor_cannot_be_a_draft_and_is_said(signing: Rooms, chen: Client) -> None:
    content = "编码,期末日期,数值,限定\r\nROAD_KM,2026-10-31,70,above\r\nHOMES,2026-10-31,5,\r\n"
    upload = uploaded(chen, content)
    found = upload.summary
    assert (found["refused"], found["to_sign"]) == (1, 1)
    assert "“以上”类数据无法作为草稿送签" in preview(chen, upload, show="refused")


@pytest.mark.parametrize("switched", [True, False])
def test_the_rule_that_the_preview_spoke_of_still_holds(
    rooms: Rooms, chen: Client, switched: bool
) -> None:
    """Sign-off is switched between the preview and its confirmation, either way."""
    place = Unit.objects.filter(id=rooms.place.id)
    place.update(signs_off=not switched)
    upload = uploaded(chen, LONG + ROADS)
    place.update(signs_off=switched)
    met = confirmed(chen, upload)
    assert met.status_code == 409
    assert "预览已重新生成" in text(met)
    assert not Draft.objects.exists()
    assert not Actual.objects.exists()
    confirmed(chen, upload)
    assert (Draft.objects.count(), Actual.objects.count()) == ((1, 0) if switched else (0, 1))


def test_who_lost_a_unit_since_the_preview_writes_nothing_for_it(
    signing: Rooms, chen: Client
) -> None:
    Unit.objects.filter(id=signing.place.id).update(signs_off=False)
    person = User.objects.get(username="chen")
    both = Membership.objects.create(person=person, unit=signing.finance, role=Role.REPORTER)
    upload = uploaded(chen, LONG + ROADS + RATE)
    both.delete()
    assert confirmed(chen, upload).status_code == 409
    assert not Actual.objects.exists()
    confirmed(chen, upload, leave_refused="on")
    assert Actual.objects.get().series == signing.roads


def test_in_english(signing: Rooms, chen: Client) -> None:
    chen.cookies["django_language"] = "en"
    upload = uploaded(chen, LONG + ROADS + HOMES)
    shown = preview(chen, upload)
    assert "2 rows are sent to be signed off in" in shown
    assert "This unit has nobody to sign off" in shown
    assert "Confirm: send 2 rows to be signed off" in shown
