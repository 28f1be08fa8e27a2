"""Files as systems and people make them: cleaned, asked about or refused, and never an error."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwt
from django.contrib.auth.models import User
from django.test import Client
from openpyxl import Workbook, load_workbook
from pytest_django.fixtures import Settings

from targets.core.values.periods import month_end
from targets.exchange.sheets.defusing import defused
from targets.models import Actual, Series, StagedRow, Unit, Upload, UploadState
from targets.web.upload import reader
from targets.writes.targets.places import add_place
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter
from tests.web.upload.test_import import confirmed, preview, sent, uploaded, workbook

YEAR_AGO = date(2025, 10, 31)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.UPLOAD_FOLDER = tmp_path / "上传"
    return tmp_path / "上传"


@pytest.fixture
def works(rooms: Rooms) -> Client:
    return client_of(rooms.works)


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def staged(upload: Upload) -> list[StagedRow]:
    return list(StagedRow.objects.filter(upload=upload).order_by("number"))


def refused_rows(client: Client, upload: Upload) -> list[list[str]]:
    answer = client.get(f"/import/{upload.id}/refused?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text, newline="")))


def refused_book(client: Client, upload: Upload) -> list[tuple[object, ...]]:
    answer = client.get(f"/import/{upload.id}/refused?format=xlsx")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return list(load_workbook(io.BytesIO(data)).worksheets[0].values)


class TestSharesOfWorks:
    @pytest.mark.parametrize("share", ["1000", "8800%", "100.01", "-1", "999999999999", "1e9"])
    def test_beyond_the_bounds_the_row_is_refused(self, works: Client, share: str) -> None:
        upload = uploaded(
            works, f"编码,期别,进展,状态,完成比例\r\nAIRFIELD,2026-10,道面,正常,{share}\r\n"
        )
        assert upload.state == UploadState.READY
        (row,) = staged(upload)
        assert (row.outcome, row.share_done, row.value) == ("refused", None, None)
        assert row.remarks
        stood = ["AIRFIELD", "2026-10", "道面", "正常", defused(share)]
        assert refused_rows(works, upload)[1][:5] == stood
        assert "没有可以导入的行" in preview(works, upload)

    def test_a_cell_that_shows_8800_percent(self, works: Client) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["编码", "期别", "进展", "状态", "完成比例(%)"])
        sheet.append(["AIRFIELD", "2026-10", "道面", "推进缓慢", 88])
        sheet["E2"].number_format = "0%"
        out = io.BytesIO()
        book.save(out)
        (row,) = staged(uploaded(works, out.getvalue(), "填报表.xlsx"))
        assert (row.outcome, row.share_done) == ("refused", None)

    @pytest.mark.parametrize(
        "cells",
        ["ROAD_KM,2026-10,99999999999999999999,", "ROAD_KM,2026-10,1.123456789012,以上以上以上",
         f"{'X' * 300},2026-10,1,", f"ROAD_KM,2026-10,1,{'长' * 50}", "ROAD_KM,9999-12,1,"],
    )  # fmt: skip
    def test_whatever_else_is_beyond_a_column(self, works: Client, cells: str) -> None:
        upload = uploaded(works, f"编码,期别,数值,限定\r\n{cells}\r\n")
        assert [row.outcome for row in staged(upload)] == ["refused"]
        assert confirmed(works, upload, leave_refused="on").status_code in (302, 400)
        assert not Actual.objects.exists()


class TestTextsThatCannotBeStored:
    def test_nul_in_an_old_workbook(self, works: Client) -> None:
        book = xlwt.Workbook(encoding="utf-8")
        sheet = book.add_sheet("10月")
        lines: list[list[str | int]] = [
            ["2026年1-10月\0"],
            ["指标\0", "计量单位", "累计", "备注"],
            ["新建道路里程\0\0", "公里", 66, "初步\0\0"],
        ]
        for number, cells in enumerate(lines):
            for column, value in enumerate(cells):
                sheet.write(number, column, value)
        out = io.BytesIO()
        book.save(out)
        upload = uploaded(works, out.getvalue(), "十月\0.xls")
        (row,) = staged(upload)
        assert (row.outcome, row.value, row.note) == ("new", Decimal(66), "初步")
        assert confirmed(works, upload).status_code == 302

    @pytest.mark.parametrize("nul", ["_x0000_", "_x0001_", "_x001F_", "_xFFFF_", "_xD800_"])
    def test_nul_in_a_workbook(self, works: Client, nul: str) -> None:
        rows: list[list[str | int]] = [
            ["2026年1-10月"],
            [f"指标{nul}", "单位", "累计"],
            [f"新建道路里程{nul}", "公里", 66],
        ]
        upload = uploaded(works, workbook(rows, title=f"十月{nul}"), "十月.xlsx")
        assert upload.state in (UploadState.READY, UploadState.FAILED)
        assert preview(works, upload)

    def test_nul_in_a_text_file_is_said(self, works: Client) -> None:
        upload = uploaded(works, "编码,期末日期,数值\r\nROAD_KM\0,2026-10-31,66\r\n")
        assert upload.state == UploadState.FAILED
        assert "文本文件" in preview(works, upload)

    def test_in_names_queries_and_forms(self, works: Client, rooms: Rooms) -> None:
        upload = uploaded(works, "编码,期末日期,数值\r\nROAD_KM,2026-10-31,66\r\n", "十\0月.csv")
        assert "\0" not in upload.file_name
        for query in ("show=%00", "show=new%00", "page=%00", "place=%00", "%00=%00"):
            assert works.get(f"/import/{upload.id}/?{query}").status_code == 200
        assert works.get("/import/?place=test%00land").status_code == 200
        assert works.post(
            f"/import/{upload.id}/columns", {"col-0-0": "\0", "year": "\0"}
        ).status_code
        enter(rooms.roads, "60")
        again = uploaded(works, "编码,期末日期,数值\r\nROAD_KM,2026-10-31,67\r\n")
        assert confirmed(works, again, reason="漏报\0一段", answer="\0").status_code == 302
        assert Actual.objects.pending().get().reason == "漏报一段"

    def test_in_the_grid_and_the_check_screen(self, works: Client, rooms: Rooms) -> None:
        typed = {
            "place": "testland", "unit": "testland-works", "period": "2026-10", "act": "submit",
            "line-1-key\0": "x", "reason": "\0",
        }  # fmt: skip
        for address in ("/log/", "/log/preview", "/check/decide", "/closing/", "/explain/"):
            assert works.post(address, typed).status_code < 500
        for address in (
            "/log/?place=testland%00&unit=%00&period=2026-10%00",
            "/check/?place=%00",
            "/ledger/?place=testland&q=%00",
            "/series/test%00land/ROAD_KM/",
        ):
            assert works.get(address).status_code < 500


class TestRefusedRows:
    def test_what_could_not_be_the_same_as_last_stands_as_it_stood(self, works: Client) -> None:
        text = "指标,期别,累计,备注\r\n新建道路里程,2026年10月,=,核实过\r\n"
        text += "新建道路里程,2026年9月,未出,\r\n"
        upload = uploaded(works, text)
        assert upload.summary["refused"] == 2
        header, *lines = refused_rows(works, upload)
        assert header == ["指标", "期别", "累计", "备注", "未导入原因"]
        # Protected as every text that a spreadsheet would run; read again it is "="
        assert lines[0][:4] == ["新建道路里程", "2026年10月", "'=", "核实过"]
        assert lines[1][:4] == ["新建道路里程", "2026年9月", "未出", ""]
        assert all(line[4] for line in lines)
        book = refused_book(works, upload)
        assert book[1][:4] == ("新建道路里程", "2026年10月", "=", "核实过")
        again = uploaded(works, "\r\n".join(",".join(line) for line in [header, *lines]))
        assert again.summary["refused"] == 2

    def test_one_that_is_the_same_keeps_no_copy_of_the_row(
        self, works: Client, rooms: Rooms
    ) -> None:
        enter(rooms.roads, "60", SEPTEMBER)
        (row,) = staged(uploaded(works, "编码,期别,累计\r\nROAD_KM,2026-10,=\r\n"))
        assert (row.outcome, row.value, row.original) == ("new", Decimal(60), None)

    def test_cells_beside_the_table_are_there(self, works: Client) -> None:
        text = "编码,期末日期,数值\r\nROAD_KM,2026-10-31,1,234\r\nNONE,2026-10-31,7\r\n"
        upload = uploaded(works, text)
        header, first, second = refused_rows(works, upload)
        assert header == ["编码", "期末日期", "数值", "", "未导入原因"]
        assert first[:4] == ["ROAD_KM", "2026-10-31", "1", "234"]
        assert second[:4] == ["NONE", "2026-10-31", "7", ""]
        assert refused_book(works, upload)[1][:4] == ("ROAD_KM", "2026-10-31", 1, "234")

    def test_a_file_with_a_long_name(self, works: Client) -> None:
        upload = uploaded(works, "编码,期末日期,数值\r\nNONE,2026-10-31,1\r\n", f"{'长' * 180}.csv")
        assert len(refused_book(works, upload)) == 2


class TestDigits:
    def test_a_computed_cell_is_offered_as_it_is_shown(self, works: Client) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["编码", "期别", "数值"])
        sheet.append(["ROAD_KM", "2026-10", 66.3123456789012])
        sheet["C2"].number_format = "0.00"
        out = io.BytesIO()
        book.save(out)
        upload = uploaded(works, out.getvalue(), "月报.xlsx")
        (row,) = staged(upload)
        assert (row.outcome, row.value) == ("refused", None)
        assert "单元格显示为66.31" in preview(works, upload)
        assert "按显示值导入" in preview(works, upload)
        works.post(f"/import/{upload.id}/columns", {"as_shown": "yes"})
        (row,) = staged(upload)
        assert (row.outcome, row.value) == ("new", Decimal("66.31"))
        assert "已取66.31" in preview(works, upload)
        assert confirmed(works, upload).status_code == 302
        assert Actual.objects.pending().get().value == Decimal("66.31")

    def test_the_choice_outlives_a_corrected_column(self, works: Client) -> None:
        upload = uploaded(works, "编码,期别,数值,甲\r\nROAD_KM,2026-10,66.312345678901,月报\r\n")
        works.post(f"/import/{upload.id}/columns", {"as_shown": "yes"})
        works.post(f"/import/{upload.id}/columns", {"col-0-3": "source"})
        (row,) = staged(upload)
        assert (row.value, row.source) == (Decimal("66.3"), "月报")

    def test_the_guard_asks_beside_it(self, works: Client, rooms: Rooms) -> None:
        for month in range(1, 10):
            enter(rooms.roads, str(6 * month), month_end(2026, month))
        upload = uploaded(works, "编码,期别,数值\r\nROAD_KM,2026-10,603.123456789\r\n")
        works.post(f"/import/{upload.id}/columns", {"as_shown": "yes"})
        (row,) = staged(upload)
        assert row.questioned == "tenfold"
        assert len(row.remarks or ()) == 2


class TestOwnFiles:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    @pytest.mark.parametrize(
        "address",
        ["/export/assessments.csv?place=testland", "/export/assessments.xlsx?place=testland",
         "/export/targets.csv?place=testland", "/export/targets.xlsx?place=testland",
         "/ledger/ledger.csv?place=testland", "/ledger/ledger.xlsx?place=testland",
         "/changes/changes.csv?place=testland", "/changes/changes.xlsx?place=testland",
         "/places/places.csv?place=province&by=ROAD_KM",
         "/places/places.xlsx?place=province&by=ROAD_KM",
         "/places/heat/heat.csv?place=testland",
         "/reporting/matrix.csv?place=testland&year=2026",
         "/reporting/matrix.xlsx?place=testland&year=2026",
         "/briefing/briefing.csv?place=testland", "/briefing/briefing.xlsx?place=testland"],
    )  # fmt: skip
    def test_no_export_but_that_of_actuals_comes_in(
        self, root: Client, rooms: Rooms, address: str, language: str
    ) -> None:
        Unit.objects.filter(id=rooms.place.id).update(parent=add_place("province", "某省")[0])
        enter(rooms.roads, "60")
        enter(rooms.rate, "5.1")
        root.cookies["language"] = language
        answer = root.get(address, headers={"accept-language": language})
        assert answer.status_code == 200
        upload = uploaded(root, content_of(answer), address.partition("?")[0].rpartition("/")[2])
        assert upload.state == UploadState.FAILED, upload.summary
        (sentence,) = upload.summary["refusal"]
        assert "不能导入" in sentence or "not for import" in sentence
        assert not StagedRow.objects.exists()

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_the_export_of_actuals_changes_nothing(
        self, root: Client, rooms: Rooms, kind: str
    ) -> None:
        enter(rooms.roads, "60")
        enter(rooms.homes, "120")
        data = content_of(root.get(f"/export/actuals.{kind}?place=testland"))
        upload = uploaded(root, data, f"actuals.{kind}")
        assert (upload.summary["unchanged"], upload.summary["total"]) == (2, 2)


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


class TestPlaces:
    def test_the_place_by_its_name(self, works: Client) -> None:
        upload = uploaded(works, "地区代码,编码,期末日期,数值\r\n测试区,ROAD_KM,2026-10-31,66\r\n")
        assert upload.summary["new"] == 1
        upload = uploaded(works, "地区,编码,期末日期,数值\r\n别处,ROAD_KM,2026-10-31,66\r\n")
        assert upload.summary["refused"] == 1

    def test_a_line_that_names_another_place(self, works: Client) -> None:
        add_place("elsewhere", "东山县")
        table = "指标,2026年10月,2026年9月\r\n新建道路里程,66,60\r\n"
        for line in ("数据库：月度数据,,\r\n地区：上海市,,", "东山县2026年1—10月主要指标,,"):
            upload = uploaded(works, f"{line}\r\n{table}")
            assert upload.state == UploadState.FAILED
            assert "“测试区”" in preview(works, upload)
        assert uploaded(works, f"地区：测试区,,\r\n{table}").state == UploadState.READY

    def test_a_place_without_units_is_offered_to_an_administrator(
        self, root: Client, rooms: Rooms
    ) -> None:
        Series.objects.update(reporting=None, lead=None)
        add_place("empty", "空白区")
        shown = root.get("/import/").content.decode()
        assert '<option value="testland"' in shown
        assert "空白区" in shown.split("未列出")[1]
        upload = uploaded(root, "编码,期末日期,数值\r\nROAD_KM,2026-10-31,66\r\n")
        assert upload.summary["new"] == 1

    def test_nothing_to_offer_says_why(self, root: Client, db: None) -> None:
        assert root.get("/import/").status_code == 403
        assert "请先设定目标" in root.get("/import/").content.decode()

    def test_a_reporter_is_told_which_place_is_left_out(self, rooms: Rooms) -> None:
        works = client_of(rooms.works)
        Series.objects.update(reporting=rooms.finance)
        answer = works.get("/import/")
        assert answer.status_code == 403
        assert "报送单位由该地区的管理员设定" in answer.content.decode()


class TestPeriodsOfAmounts:
    def test_the_preview_names_the_period_alone(self, works: Client) -> None:
        upload = uploaded(
            works, "编码,期末日期,数值\r\nHOMES,2026-10-31,120\r\nROAD_KM,2026-10-31,66\r\n"
        )
        shown = preview(works, upload, show="new")
        assert "2026年10月" in shown
        assert "2026年1—10月" in shown

    def test_exports_ledger_and_series_page(self, root: Client, rooms: Rooms) -> None:
        for end, value in ((SEPTEMBER, "101"), (OCTOBER, "120")):
            enter(rooms.homes, value, end)
        enter(rooms.roads, "66")
        for kind in ("csv", "xlsx"):
            data = content_of(root.get(f"/export/actuals.{kind}?place=testland"))
            labels = labels_of(data, "指标代码", "期别")
            assert labels == {("HOMES", "9月"), ("HOMES", "10月"), ("ROAD_KM", "1—10月")}
        ledger = content_of(root.get("/ledger/ledger.csv?place=testland"))
        assert ("HOMES", "2026年10月") in labels_of(ledger, "指标代码", "期别")
        assert ("ROAD_KM", "2026年1—10月") in labels_of(ledger, "指标代码", "期别")
        page = root.get("/series/testland/HOMES/").content.decode()
        assert "2026年10月" in page

    def test_quarters_and_january_with_february(self, root: Client, rooms: Rooms) -> None:
        indicator = rooms.homes.indicator
        for calendar, frequency, merged, end, expected in (
            ("quarterly", "quarterly", False, date(2026, 6, 30), "第二季度"),
            ("half_yearly", "half_yearly", False, date(2025, 12, 31), "下半年"),
            ("monthly_jan_feb", "monthly", True, date(2026, 2, 28), "1—2月"),
        ):
            Actual.objects.all()._raw_delete("default")
            indicator.frequency, indicator.jan_feb_merged = frequency, merged
            indicator.save()
            Series.objects.filter(id=rooms.homes.id).update(calendar=calendar)
            rooms.homes.refresh_from_db()
            enter(rooms.homes, "677", end)
            data = content_of(root.get("/export/actuals.csv?place=testland"))
            assert labels_of(data, "指标代码", "期别") == {("HOMES", expected)}


def labels_of(data: bytes, *columns: str) -> set[tuple[str, ...]]:
    rows: Iterable[Sequence[object]]
    if data.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(data)).active
        assert sheet is not None
        rows = list(sheet.values)
    else:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    header, *lines = rows
    at = [list(header).index(column) for column in columns]
    return {tuple(str(line[index]) for index in at) for line in lines if line[at[0]]}


class TestTheWorkbookToFillIn:
    ADDRESS = "/log/workbook.xlsx?place=testland&unit={unit}&period=2026-10"

    def figures(self, client: Client, unit: str) -> Any:
        data = content_of(client.get(self.ADDRESS.format(unit=unit)))
        return load_workbook(io.BytesIO(data)).worksheets[0]

    def test_amounts_of_a_period_are_not_asked_for_as_totals(
        self, root: Client, rooms: Rooms
    ) -> None:
        Series.objects.filter(id=rooms.roads.id).update(reporting=rooms.finance)
        enter(rooms.homes, "101", SEPTEMBER)
        sheet = self.figures(root, "testland-works")
        header, line = (list(row) for row in sheet.iter_rows(5, 6, values_only=True))
        assert header[3:6] == ["填报口径", "当期数", "上期当期数"]
        assert (line[0], line[3], line[5]) == ("HOMES", "当期", 101)
        (asked,) = sheet.data_validations.dataValidation
        assert asked.promptTitle == "当期数"
        assert "累计" not in asked.prompt.replace("不是累计数", "")
        assert "2026年10月" in sheet["A2"].value

    def test_rates_are_not_either(self, root: Client, rooms: Rooms) -> None:
        sheet = self.figures(root, "testland-finance")
        header, line = (list(row) for row in sheet.iter_rows(5, 6, values_only=True))
        assert header[3:6] == ["填报口径", "本期数", "上期数"]
        assert (line[0], line[3]) == ("GROWTH", "本期")

    def test_rows_of_several_kinds_say_each_what_they_take(
        self, root: Client, rooms: Rooms
    ) -> None:
        sheet = self.figures(root, "testland-works")
        lines = [list(row) for row in sheet.iter_rows(5, 7, values_only=True)]
        assert lines[0][3:6] == ["填报口径", "本期数", "上期数"]
        assert [(line[0], line[3]) for line in lines[1:]] == [
            ("ROAD_KM", "累计"), ("HOMES", "当期"),
        ]  # fmt: skip
        titles = {str(each.sqref): each.promptTitle for each in
                  sheet.data_validations.dataValidation}  # fmt: skip
        assert titles == {"E6": "累计数", "E7": "当期数"}

    def test_filled_in_it_comes_back(self, root: Client, rooms: Rooms) -> None:
        data = content_of(root.get(self.ADDRESS.format(unit="testland-works")))
        book = load_workbook(io.BytesIO(data))
        book.worksheets[0]["E6"], book.worksheets[0]["E7"] = 66, 120
        out = io.BytesIO()
        book.save(out)
        upload = uploaded(root, out.getvalue(), "填报表.xlsx")
        assert [(row.code, row.value, row.period_end) for row in staged(upload)] == [
            ("ROAD_KM", Decimal(66), OCTOBER), ("HOMES", Decimal(120), OCTOBER),
        ]  # fmt: skip


class TestLastYearsFigures:
    def test_the_very_figure_of_a_year_ago_is_asked_about(
        self, works: Client, rooms: Rooms
    ) -> None:
        enter(rooms.roads, "61.42", YEAR_AGO)
        upload = uploaded(works, "编码,期别,数值\r\nROAD_KM,2026-10,61.42\r\n")
        (row,) = staged(upload)
        assert row.questioned == "same_as_last_year"
        assert "与上年同期(61.42公里)完全相同" in preview(works, upload, show="questioned")


class TestAFaultOfOurOwn:
    def test_the_upload_does_not_go_on_reading(
        self, works: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_arguments: object) -> None:
            raise ArithmeticError

        monkeypatch.setattr(reader, "read_upload", broken)
        works.raise_request_exception = False
        assert sent(works, "编码,期末日期,数值\r\nROAD_KM,2026-10-31,66\r\n").status_code == 500
        upload = Upload.objects.get()
        assert upload.state == UploadState.FAILED
        assert "系统故障" in preview(works, upload)
