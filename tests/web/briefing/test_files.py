"""The rows of a briefing: a line a series, plain numbers, frozen, and harmless."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from django.test import Client
from openpyxl import load_workbook

from targets.core.values.periods import month_end
from targets.models import Explanation, Indicator
from tests.web.briefing.briefing_room import ASKED, issue, page
from tests.web.rooms import OCTOBER, Rooms, enter

Rows = list[dict[str, object]]


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address, ASKED)
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet_of(client: Client, address: str, name: str = "分指标数据") -> Rows:
    answer = client.get(address, ASKED)
    assert answer.status_code == 200
    first, *rest = load_workbook(io.BytesIO(answer.content))[name].values
    return [dict(zip(map(str, first), row, strict=True)) for row in rest]


def test_a_line_a_series_with_plain_numbers(manager: Client) -> None:
    roads, rate, homes, task = rows_of(manager, "/briefing/briefing.csv")
    assert (roads["地区"], roads["年度"], roads["截至"]) == ("测试区", "2026", "2026-10-31")
    assert (roads["编码"], roads["指标"], roads["单位"]) == ("ROAD_KM", "新建道路里程", "公里")
    assert (roads["目标"], roads["最新完成"], roads["期末"]) == ("93", "62", "2026-10-31")
    assert roads["评判依据"] == "计划目标"
    assert roads["完成率(%)"] == "66.666667"
    assert roads["应达进度(%)"] == roads["序时进度(%)"] == "83.333333"
    assert roads["与应达进度偏差(百分点)"] == "-16.666667"
    assert roads["采用的进度"] == "序时进度"
    assert (roads["后续月均需"], roads["剩余月数"]) == ("15.5", "2")
    assert (roads["年内单月最高"], roads["单月最高所在月份"]) == ("2", "10月")
    assert (roads["滞后原因"], roads["推进措施"]) == ("征地慢", "包干推进")
    assert roads["预计赶上时间"] == "2026-12-25"
    assert roads["牵头单位"] == "区住建局"
    assert roads["通报编号"] == "草稿"
    assert (rate["最新完成"], rate["与目标差距"]) == ("5.1", "-0.4")
    assert (homes["状态"], homes["后续月均需"]) == ("提前完成", "")
    assert (task["指标"], task["目标"], task["评判依据"]) == ("西飞行区竣工", "", "")


def test_the_workbook_has_the_same_rows_as_numbers_and_days(manager: Client) -> None:
    roads, *rest = sheet_of(manager, "/briefing/briefing.xlsx")
    assert len(rest) == 3
    assert (roads["目标"], roads["最新完成"], roads["后续月均需"]) == (93, 62, 15.5)
    assert roads["与应达进度偏差(百分点)"] == pytest.approx(-16.666667)
    assert roads["期末"] == datetime(2026, 10, 31)  # noqa: DTZ001 - a sheet has no zone
    assert roads["预计赶上时间"] == datetime(2026, 12, 25)  # noqa: DTZ001 - a sheet has no zone
    lines = rows_of(manager, "/briefing/briefing.csv")
    assert list(roads) == list(lines[0])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_formula_is_only_text(filled: Rooms, manager: Client, kind: str) -> None:
    Explanation.objects.all().delete()
    Indicator.objects.filter(code="ROAD_KM").update(name_zh="=1+1")
    Explanation.objects.create(
        series=filled.roads, period_end=OCTOBER, cause='=HYPERLINK("x")', measure="+1",
        catch_up_on=date(2026, 12, 25), recorded_at=datetime.fromisoformat("2026-11-20T04:00Z"),
    )  # fmt: skip
    if kind == "csv":
        roads = rows_of(manager, "/briefing/briefing.csv")[0]
        assert (roads["指标"], roads["滞后原因"]) == ("'=1+1", '\'=HYPERLINK("x")')
        assert roads["推进措施"] == "'+1"
        return
    answer = manager.get("/briefing/briefing.xlsx", ASKED)
    sheet = load_workbook(io.BytesIO(answer.content))["分指标数据"]
    assert "=1+1" in [cell.value for cell in sheet[2]]
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "d"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_rows_of_an_issue_are_frozen(filled: Rooms, manager: Client, language: str) -> None:
    address = f"/briefing/{issue(manager).id}/briefing"
    sheet = "分指标数据" if language == "zh-hans" else "Data by indicator"
    manager.cookies["django_language"] = language
    before = (
        rows_of(manager, f"{address}.csv"),
        sheet_of(manager, f"{address}.xlsx", sheet),
    )
    enter(filled.roads, "90", OCTOBER, reason="更正")
    Indicator.objects.filter(code="ROAD_KM").update(name_zh="改名", name_en="Renamed", unit_zh="米")
    Explanation.objects.all().delete()
    assert before == (
        rows_of(manager, f"{address}.csv"),
        sheet_of(manager, f"{address}.xlsx", sheet),
    )
    column = "最新完成" if language == "zh-hans" else "Latest"
    assert before[0][0][column] == "62"
    assert before[1][0][column] == 62


def test_every_row_names_its_briefing_and_hash(manager: Client) -> None:
    found = issue(manager)
    for row in rows_of(manager, f"/briefing/{found.id}/briefing.csv"):
        assert row["通报编号"] == found.number
        assert found.sha256 in row.values()


def test_other_tables_are_sheets_of_their_own(filled: Rooms, manager: Client) -> None:
    issue(manager, "2026年第9期", "?place=testland&year=2026&as_of=2026-09")
    enter(filled.roads, "59", OCTOBER.replace(month=9, day=30), reason="核减")
    answer = manager.get("/briefing/briefing.xlsx", ASKED)
    names = load_workbook(io.BytesIO(answer.content)).sheetnames
    assert names[:2] == ["说明", "分指标数据"]
    assert any(name.endswith("数据更正") for name in names[2:])


def test_headings_that_are_alike_do_not_break_the_workbook(manager: Client) -> None:
    from tests.web.briefing.briefing_room import edited

    assert edited(manager, heading_reporting="指标", heading_changes="指标").status_code == 302
    assert manager.get("/briefing/briefing.xlsx", ASKED).status_code == 200
    assert "指标" in page(manager)


def test_the_likely_end_is_said_in_words(filled: Rooms, manager: Client) -> None:
    for month in range(1, 9):
        enter(filled.roads, str(6 * month), month_end(2026, month))
    roads = rows_of(manager, "/briefing/briefing.csv")[0]
    assert roads["年底研判"] in ("预计可完成", "尚有不确定性", "完成难度较大")
    assert roads["按目前进度赶上的日期"] > "2027"
