"""批量导入 as a person meets it: preview, correction, confirmation; nothing half-written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from pytest_django.fixtures import Settings

from targets.core.values.entry import Entry
from targets.models import (
    Actual,
    Closing,
    Import,
    Membership,
    Origin,
    Role,
    Series,
    StagedRow,
    Upload,
    UploadState,
)
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.upload.store import SILENT, drop_old, path_of
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

LONG = "编码,期末日期,数值,数据来源\r\n"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.UPLOAD_FOLDER = tmp_path / "上传 files"
    return tmp_path / "上传 files"


def sent(
    client: Client, content: bytes | str, name: str = "十月.csv", place: str = "testland"
) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/import/", {"place": place, "file": SimpleUploadedFile(name, data)})


def uploaded(client: Client, content: bytes | str, name: str = "十月.csv") -> Upload:
    answer = sent(client, content, name)
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.get(id=answer["Location"].split("/")[2])


def confirmed(client: Client, upload: Upload, **said: str) -> Any:
    return client.post(f"/import/{upload.id}/confirm", {"sha256": upload.sha256, **said})


def preview(client: Client, upload: Upload, **asked: str) -> str:
    answer = client.get(f"/import/{upload.id}/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def workbook(rows: Iterable[Sequence[Any]], title: str = "台账") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def waiting() -> dict[tuple[str, date], Decimal | None]:
    rows = Actual.objects.pending().known(None)
    return {
        (code, end): value
        for code, end, value in rows.values_list("series__indicator__code", "period_end", "value")
    }


class TestALongFile:
    def test_nothing_is_written_before_it_is_confirmed(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,月报\r\nHOMES,2026-10-31,120,\r\n")
        assert upload.state == UploadState.READY
        assert (upload.summary["new"], upload.summary["refused"]) == (2, 0)
        shown = preview(client, upload)
        assert "新建道路里程" in shown
        assert not Actual.objects.exists()
        assert confirmed(client, upload).status_code == 302
        assert waiting() == {("ROAD_KM", OCTOBER): Decimal(66), ("HOMES", OCTOBER): Decimal(120)}
        entry = Actual.objects.get(series=rooms.roads)
        assert (entry.origin, entry.source, entry.address) == ("import", "月报", "127.0.0.1")
        brought = Import.objects.get()
        assert entry.from_import == brought
        assert (brought.rows_new, brought.sha256) == (2, upload.sha256)

    def test_a_place_without_checking_takes_them_at_once(self, rooms: Rooms) -> None:
        rooms.place.checks_figures = False
        rooms.place.save()
        client = client_of(rooms.works)
        confirmed(client, uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n"))
        assert Actual.objects.official().known(None).get().value == 66

    def test_from_and_to_are_shown_and_a_change_needs_a_reason(self, rooms: Rooms) -> None:
        enter(rooms.roads, "60", source="旧来源")
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        shown = preview(client, upload, show="changed")
        assert "60 公里" in shown
        assert "→" in shown
        answer = confirmed(client, upload)
        assert answer.status_code == 400
        assert not waiting()
        confirmed(client, upload, reason="漏报一段")
        entry = Actual.objects.pending().get()
        assert (entry.value, entry.reason, entry.source) == (Decimal(66), "漏报一段", "旧来源")
        # The accepted figure stands until the correction is accepted
        assert Actual.objects.official().known(None).get().value == 60

    def test_the_same_file_twice_changes_nothing_and_says_so(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        content = LONG + "ROAD_KM,2026-10-31,66,月报\r\n"
        confirmed(client, uploaded(client, content))
        again = uploaded(client, content)
        assert (again.summary["unchanged"], again.summary["new"]) == (1, 0)
        shown = preview(client, again)
        assert again.sha256[:12] in shown
        before = Actual.objects.count()
        confirmed(client, again)
        assert Actual.objects.count() == before
        assert Import.objects.count() == 1

    def test_every_problem_of_every_row_is_said(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(
            client,
            LONG
            + "NOWHERE,2026-10-31,1,\r\nROAD_KM,2026-13,约12,\r\nROAD_KM,2026-12-31,9,\r\n"
            + "GROWTH,2026-10-31,5,\r\nHOMES,2026-10-31,120,\r\n",
        )
        assert (upload.summary["refused"], upload.summary["new"]) == (4, 1)
        shown = preview(client, upload, show="refused")
        assert "NOWHERE" in shown
        assert "区财政局" in shown, "another unit's series is refused by the unit's name"
        row = StagedRow.objects.get(upload=upload, row=3)
        assert row.remarks is not None
        assert len(row.remarks) == 2
        assert confirmed(client, upload).status_code == 400
        assert not Actual.objects.exists()
        confirmed(client, upload, leave_refused="on")
        assert set(waiting()) == {("HOMES", OCTOBER)}

    def test_refused_rows_come_back_with_their_reasons_and_can_be_mended(
        self, rooms: Rooms
    ) -> None:
        client = client_of(rooms.works)
        upload = uploaded(
            client, LONG + "ROAD_KM,2026-10-31,约12,月报\r\nHOMES,2026-10-31,120,\r\n"
        )
        answer = client.get(f"/import/{upload.id}/refused", {"format": "csv"})
        rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
        assert rows[0][-1] == "未导入原因"
        assert rows[1][:3] == ["ROAD_KM", "2026-10-31", "约12"]
        assert rows[1][-1]
        rows[1][2] = "12"
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        mended = uploaded(client, out.getvalue(), "refused.csv")
        assert (mended.summary["new"], mended.summary["refused"]) == (1, 0)
        book = client.get(f"/import/{upload.id}/refused", {"format": "xlsx"})
        sheet = load_workbook(io.BytesIO(book.getvalue())).active
        assert sheet is not None
        assert sheet.max_row == 2
        assert client.get(f"/import/{upload.id}/refused?format=pdf").status_code == 400


class TestTheGuard:
    def test_a_questioned_figure_needs_a_sentence_or_is_left_out(self, rooms: Rooms) -> None:
        for month in range(1, 10):
            enter(rooms.roads, str(6 * month), _end(month))
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,600,\r\nHOMES,2026-10-31,120,\r\n")
        assert upload.summary["questioned"] == 1
        assert "600" in preview(client, upload, show="questioned")
        assert confirmed(client, upload).status_code == 400
        confirmed(client, upload, answer="合并统计口径")
        entry = Actual.objects.pending().get(series=rooms.roads)
        assert (entry.questioned, entry.reason) == ("tenfold", "合并统计口径")

    def test_or_it_is_left_out(self, rooms: Rooms) -> None:
        for month in range(1, 10):
            enter(rooms.roads, str(6 * month), _end(month))
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,600,\r\nHOMES,2026-10-31,120,\r\n")
        confirmed(client, upload, leave_questioned="on")
        assert set(waiting()) == {("HOMES", OCTOBER)}

    def test_earlier_months_of_the_same_file_count(self, rooms: Rooms) -> None:
        rows = "".join(f"ROAD_KM,2026-{month:02d},{6 * month},\r\n" for month in range(1, 11))
        client = client_of(rooms.works)
        assert uploaded(client, LONG + rows).summary["questioned"] == 0


def _end(month: int) -> date:
    following = date(2026, month + 1, 1)
    return following - timedelta(days=1)


class TestALedger:
    def test_a_row_an_indicator_a_column_a_month(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        content = workbook(
            [
                ["测试区2026年主要指标台账"],
                ["指标", "单位", "1-9月", "1-10月"],
                ["新建道路里程", "公里", 60, 66],
            ]
        )
        upload = uploaded(client, content, "台账.xlsx")
        assert upload.summary["new"] == 2, upload.summary
        confirmed(client, upload)
        assert waiting() == {("ROAD_KM", SEPTEMBER): Decimal(60), ("ROAD_KM", OCTOBER): Decimal(66)}

    def test_a_column_that_was_not_recognised_can_be_chosen(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, "编码,期末日期,奇怪的列\r\nROAD_KM,2026-10-31,66\r\n")
        assert upload.state == UploadState.FAILED
        shown = preview(client, upload)
        assert "未写入" in shown or "没有写入" in shown
        upload = uploaded(
            client, "编码,期末日期,数值,奇怪的列\r\nROAD_KM,2026-10-31,66,来自月报\r\n"
        )
        shown = preview(client, upload)
        field = re.search(r'name="(col-0-3)"', shown)
        assert field is not None
        client.post(f"/import/{upload.id}/columns", {field[1]: "source"})
        row = StagedRow.objects.get(upload=upload)
        assert row.source == "来自月报"
        assert client.post(f"/import/{upload.id}/columns", {"year": "abc"}).status_code == 400


class TestWhatIsNotRead:
    def test_it_is_counted_and_named_before_anything_is_confirmed(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(
            client,
            "2026年1-10月,,,\r\n指标,上年同期,累计,比年初增长\r\n新建道路里程,58,66,4\r\n",
        )
        assert upload.summary["new"] == 1
        shown = preview(client, upload)
        before, _middle, after = shown.partition('class="unread"')
        assert "有 1 个含数字的单元格未读取：B 列“上年同期”，为其他时期的数。" in after
        assert "D 列“比年初增长”，为增减量或环比等，由本系统计算。" in after
        assert "<details" not in before
        confirmed(client, upload)
        assert waiting() == {("ROAD_KM", OCTOBER): Decimal(66)}

    def test_two_columns_for_the_same_are_asked_about_and_chosen(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        content = workbook(
            [
                ["2026年1-10月"],
                ["指标", "全市", None],
                [None, "累计", "累计"],
                ["新建道路里程", 600, 66],
            ]
        )
        upload = uploaded(client, content, "十月.xlsx")
        assert upload.state == UploadState.READY
        assert upload.summary["total"] == 0
        shown = preview(client, upload)
        assert "请先选定" in shown
        assert "列都可能是同一期的数" in shown
        assert re.search(r"<details[^>]* open", shown)
        assert "文件中尚无可导入的数据" in shown
        client.post(f"/import/{upload.id}/columns", {"col-0-2": "value_total"})
        upload.refresh_from_db()
        assert (upload.summary["new"], upload.summary["questions"]) == (1, [])
        confirmed(client, upload)
        assert waiting() == {("ROAD_KM", OCTOBER): Decimal(66)}

    def test_what_its_header_says_of_a_column_can_be_chosen(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, "2026年,\r\n指标,2026-01-10\r\n新建道路里程,66\r\n")
        assert "列的列名是一个日期" in preview(client, upload)
        assert '<option value="10月累计">' in preview(client, upload)
        client.post(f"/import/{upload.id}/columns", {"col-0-1": "10月累计"})
        upload.refresh_from_db()
        assert upload.summary["new"] == 1
        assert '<option value="10月累计" selected>' in preview(client, upload)

    def test_growth_goes_to_the_growth_that_this_person_reports(self, rooms: Rooms) -> None:
        growth = Series.objects.get(place=rooms.place, indicator__code="GROWTH")
        growth.indicator.growth_of = rooms.roads.indicator
        growth.indicator.save()
        content = "2026年1-10月,,\r\n指标,累计,同比增长(%)\r\n新建道路里程,66,5.4\r\n"
        client = client_of(rooms.works)
        upload = uploaded(client, content)
        assert upload.summary["new"] == 1
        assert "没有由您报送的增速指标" in preview(client, upload)
        Series.objects.filter(id=growth.id).update(reporting=rooms.roads.reporting)
        upload = uploaded(client, content, "再次.csv")
        assert (upload.summary["new"], upload.summary["unread"]) == (2, [])
        assert "作为各行指标对应的增速指标读取" in preview(client, upload)
        confirmed(client, upload)
        assert waiting() == {("ROAD_KM", OCTOBER): Decimal(66), ("GROWTH", OCTOBER): Decimal("5.4")}


class TestTheWorkbookToFillIn:
    def test_it_imports_as_it_is(self, rooms: Rooms) -> None:
        enter(rooms.roads, "60", SEPTEMBER)
        client = client_of(rooms.works)
        address = "/log/workbook.xlsx?place=testland&unit=testland-works&period=2026-10"
        answer = client.get(address)
        assert answer.status_code == 200
        book = load_workbook(io.BytesIO(answer.getvalue()))
        sheet = book.worksheets[0]
        assert sheet.protection.sheet
        values = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
        line = values["ROAD_KM"].row
        column = values["本期数"].column
        sheet.cell(line, column).value = 66
        out = io.BytesIO()
        book.save(out)
        upload = uploaded(client, out.getvalue(), "填报表.xlsx")
        assert (upload.summary["new"], upload.summary["refused"]) == (1, 0), upload.summary
        confirmed(client, upload)
        assert waiting() == {("ROAD_KM", OCTOBER): Decimal(66)}

    def test_untouched_it_changes_nothing(self, rooms: Rooms) -> None:
        enter(rooms.roads, "66", source="台账", note="西线已通")
        task = Entry(
            rooms.task.id, rooms.task.calendar, OCTOBER, stage="道面施工", declared="slow",
            share_done=Decimal("86.5"), expected_on=date(2026, 12, 20), source="台账",
        )  # fmt: skip
        write_ledger([task], Stamp(rooms.place.id, None, Origin.COMMAND), trust_current=True)
        client = client_of(rooms.works)
        address = "/log/workbook.xlsx?place=testland&unit=testland-works&period=2026-10"
        upload = uploaded(client, client.get(address).getvalue(), "填报表.xlsx")
        assert upload.summary["unchanged"] == 2
        assert (upload.summary["new"], upload.summary["changed"]) == (0, 0)
        # The same without the share: what is left blank stays while the declared state does
        text = "指标编码,期别,本期进展,推进情况\r\nAIRFIELD,2026-10-31,道面施工,推进缓慢\r\n"
        assert uploaded(client, text).summary["unchanged"] == 1
        done = uploaded(client, text.replace("推进缓慢", "已完成"))
        staged = StagedRow.objects.get(upload=done)
        assert (staged.outcome, staged.share_done, staged.expected_on) == ("changed", None, None)

    def test_only_for_those_who_log_the_unit(self, rooms: Rooms) -> None:
        address = "/log/workbook.xlsx?place=testland&unit=testland-works&period=2026-10"
        assert client_of(rooms.finance).get(address).status_code == 403
        assert Client().get(address).status_code == 302


class TestTheStateItWasComputedFrom:
    def test_who_saved_in_between_is_not_overwritten(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        enter(rooms.roads, "61")
        answer = confirmed(client, upload)
        assert answer.status_code == 409
        upload.refresh_from_db()
        assert (upload.summary["changed"], upload.summary["new"]) == (1, 0)
        assert "61 公里" in answer.content.decode()
        assert not waiting()
        assert confirmed(client, upload, reason="以月报为准").status_code == 302
        assert waiting()

    def test_another_file_than_the_one_seen_is_not_confirmed(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        upload.sha256 = "0" * 64
        assert confirmed(client, upload).status_code == 400
        assert not waiting()

    def test_confirming_twice_writes_once(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        confirmed(client, upload)
        assert confirmed(client, upload).status_code == 302
        assert Actual.objects.count() == 1

    def test_a_closed_period_refuses(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        Closing.objects.create(
            place=rooms.place, period_end=OCTOBER, action="closed", recorded_at=timezone.now()
        )
        assert confirmed(client, upload).status_code == 409
        assert not waiting()

    def test_rows_that_a_crash_emptied_are_read_again(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        StagedRow.objects.all().delete()
        assert confirmed(client, upload).status_code == 400
        client.post(f"/import/{upload.id}/columns")
        assert confirmed(client, upload).status_code == 302
        assert waiting()


class TestBadFiles:
    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"PK\x03\x04 not a workbook", "坏.xlsx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "坏.xls"),
            ("这里没有表格".encode(), "说明.csv"),
            (LONG.encode(), "空.csv"),
            (b"\x89PNG\r\n\x1a\n", "图.csv"),
        ],
    )
    def test_are_refused_with_a_sentence(self, rooms: Rooms, content: bytes, name: str) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, content, name)
        assert upload.state == UploadState.FAILED
        assert upload.summary["refusal"]
        assert upload.summary["refusal"][0] in preview(client, upload)
        assert confirmed(client, upload).status_code == 400

    def test_nothing_chosen(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        assert client.post("/import/", {"place": "testland"}).status_code == 400
        assert sent(client, LONG, place="nowhere").status_code == 400
        assert sent(client, b"").status_code == 400

    def test_too_many_rows(self, rooms: Rooms, settings: Settings) -> None:
        settings.IMPORT_ROWS = 2
        client = client_of(rooms.works)
        rows = "".join(f"ROAD_KM,2026-{month:02d},{month},\r\n" for month in range(1, 5))
        upload = uploaded(client, LONG + rows)
        assert upload.state == UploadState.FAILED


class TestRights:
    def test_a_file_is_its_uploaders_alone(self, rooms: Rooms) -> None:
        upload = uploaded(client_of(rooms.works), LONG + "ROAD_KM,2026-10-31,66,\r\n")
        colleague = client_of(rooms.works)
        for address in ("", "progress", "refused"):
            assert colleague.get(f"/import/{upload.id}/{address}").status_code == 404
        for act in ("confirm", "columns", "drop"):
            assert colleague.post(f"/import/{upload.id}/{act}").status_code == 404
        assert Client().get(f"/import/{upload.id}/").status_code == 302

    def test_who_lost_the_role_in_between_may_not_confirm(self, rooms: Rooms) -> None:
        client = client_of(rooms.works, name="bao")
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        Membership.objects.filter(person__username="bao").delete()
        assert confirmed(client, upload).status_code == 403
        assert not Actual.objects.exists()

    def test_readers_and_checkers_do_not_import(self, rooms: Rooms) -> None:
        for role in (Role.VIEWER, Role.CHECKER):
            assert client_of(rooms.place, role).get("/import/").status_code == 403

    def test_where_units_sign_off_only_a_signer_submits(self, rooms: Rooms) -> None:
        rooms.place.signs_off = True
        rooms.place.save()
        content = LONG + "ROAD_KM,2026-10-31,66,\r\n"
        assert uploaded(client_of(rooms.works), content).summary["to_sign"] == 1
        signer = client_of(rooms.works, Role.SIGNER)
        confirmed(signer, uploaded(signer, content))
        assert Actual.objects.get().signer is not None

    def test_a_superuser_imports_for_every_unit(self, rooms: Rooms) -> None:
        client = Client()
        client.force_login(User.objects.create_superuser("root"))
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\nGROWTH,2026-10-31,5,\r\n")
        assert upload.summary["new"] == 2


class TestHousekeeping:
    def test_giving_up_leaves_nothing(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        assert path_of(upload.id).is_file()
        assert client.post(f"/import/{upload.id}/drop").status_code == 302
        assert not path_of(upload.id).exists()
        assert not Upload.objects.exists()
        assert not StagedRow.objects.exists()

    def test_what_nobody_confirmed_is_dropped_after_a_day(self, rooms: Rooms) -> None:
        upload = uploaded(client_of(rooms.works), LONG + "ROAD_KM,2026-10-31,66,\r\n")
        Upload.objects.update(uploaded_at=timezone.now() - timedelta(days=2))
        drop_old()
        assert not path_of(upload.id).exists()
        assert not Upload.objects.exists()

    def test_a_reader_that_died_is_noticed_and_can_be_replaced(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        Upload.objects.update(state=UploadState.READING, touched_at=timezone.now())
        assert client.get(f"/import/{upload.id}/progress").json()["silent"] is False
        Upload.objects.update(touched_at=timezone.now() - 2 * SILENT)
        assert client.get(f"/import/{upload.id}/progress").json()["silent"] is True
        assert "columns" in preview(client, upload)
        client.post(f"/import/{upload.id}/columns")
        upload.refresh_from_db()
        assert upload.state == UploadState.READY

    def test_a_file_that_is_gone_is_said(self, rooms: Rooms) -> None:
        client = client_of(rooms.works)
        upload = uploaded(client, LONG + "ROAD_KM,2026-10-31,66,\r\n")
        path_of(upload.id).unlink()
        client.post(f"/import/{upload.id}/columns")
        upload.refresh_from_db()
        assert upload.state == UploadState.FAILED
        assert client.get(f"/import/{upload.id}/refused").status_code == 404

    def test_the_folder_is_nobody_elses(self, rooms: Rooms, folder: Path) -> None:
        upload = uploaded(client_of(rooms.works), LONG + "ROAD_KM,2026-10-31,66,\r\n")
        assert folder.stat().st_mode & 0o777 == 0o700
        assert path_of(upload.id).stat().st_mode & 0o777 == 0o600


def test_pages_and_queries_are_bounded(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    rows = "".join(f"NOWHERE{number},2026-10-31,1,\r\n" for number in range(250))
    upload = uploaded(client, LONG + rows)
    with CaptureQueriesContext(connection) as captured:
        shown = preview(client, upload, show="refused", page="3")
    assert shown.count("NOWHERE") <= 2 * 50 + 10
    assert "3 / 3" in shown
    assert len(captured) <= 12


def test_equals_means_as_last_period(rooms: Rooms) -> None:
    enter(rooms.roads, "60", SEPTEMBER)
    client = client_of(rooms.works)
    confirmed(client, uploaded(client, LONG + "ROAD_KM,2026-10-31,=,\r\n"))
    entry = Actual.objects.pending().get()
    assert (entry.value, entry.same_as_last) == (Decimal(60), True)
    nothing = uploaded(client, LONG + "HOMES,2026-10-31,=,\r\n")
    assert nothing.summary["refused"] == 1
