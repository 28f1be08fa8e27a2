"""Workbooks by their cells, opened with a second library: typed, frozen, nothing live."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import FileResponse
from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django.fixtures import Settings

from targets.core.values.entry import Entry
from targets.models import Explanation, Lane, Origin, Role
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

FILES = ["assessments", "actuals", "targets"]


def sheet(client: Client, name: str, **asked: str) -> Worksheet:
    answer = client.get(f"/export/{name}.xlsx", asked)
    assert isinstance(answer, FileResponse)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.getvalue()))
    found = book.active
    assert isinstance(found, Worksheet)
    return found


def records(found: Worksheet) -> list[dict[Any, Any]]:
    header, *rows = found.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture
def filled(rooms: Rooms) -> Rooms:
    enter(rooms.roads, "66", SEPTEMBER, source='=HYPERLINK("x")\u2028月报', note="@内部\r\n第二行")
    enter(rooms.roads, "1071.40", preliminary=True)
    entry = Entry(rooms.task.id, "monthly", OCTOBER, stage="+已开工", declared="normal")
    write_ledger([entry], Stamp(rooms.place.id, None, Origin.COMMAND))
    return rooms


def test_the_cells_are_those_of_the_csv(filled: Rooms) -> None:
    client = client_of(filled.works)
    for name in FILES:
        content = client.get(f"/export/{name}.csv").getvalue()
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        found = sheet(client, name)
        assert [cell.value for cell in found[1]] == rows[0]
        assert found.max_row == len(rows)


def test_numbers_days_and_instants_are_what_they_are(filled: Rooms) -> None:
    client = client_of(filled.works)
    first, second = records(sheet(client, "actuals"))[:2]
    assert (first["数值"], second["数值"]) == (66, 1071.4)
    assert first["期末日期"] == datetime(2026, 9, 30)  # noqa: DTZ001 - the format knows no zone
    assert isinstance(first["报送时间"], datetime)
    assert (second["初步数据"], second["审核状态"]) == ("yes", "official")
    judged = records(sheet(client, "assessments"))[0]
    assert judged["状态"] == "提前完成"
    assert judged["初步数据"] == "yes"
    assert round(judged["完成率(%)"], 3) == 1152.043


def test_text_is_text_and_nothing_is_a_formula(filled: Rooms) -> None:
    client = client_of(filled.works)
    found = sheet(client, "actuals")
    assert {cell.data_type for row in found.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert found.freeze_panes == "A2"
    row = records(found)[0]
    assert (row["数据来源"], row["备注"]) == ('=HYPERLINK("x")\u2028月报', "@内部\n第二行")
    assert not any(cell.hyperlink for row in found.iter_rows() for cell in row)


def test_what_waits_is_marked_and_can_be_left_out(filled: Rooms) -> None:
    stamp = Stamp(filled.place.id, None, Origin.GRID, lane=Lane.PENDING)
    write_ledger([Entry(filled.rate.id, "monthly", OCTOBER, value=Decimal(5))], stamp)
    client = client_of(filled.works, Role.VIEWER)
    lanes = {row["审核状态"] for row in records(sheet(client, "actuals"))}
    assert lanes == {"official", "pending"}
    left = {row["审核状态"] for row in records(sheet(client, "actuals", pending="no"))}
    assert left == {"official"}
    judged = {row["指标代码"]: row for row in records(sheet(client, "assessments"))}
    assert judged["GROWTH"]["待审数据"] == "yes"
    official = records(sheet(client, "assessments", pending="no"))
    assert {row["待审数据"] for row in official} == {"no"}


def test_explanations_go_out_to_those_who_log_in(filled: Rooms, settings: Settings) -> None:
    Explanation.objects.create(
        series=filled.roads, period_end=OCTOBER, cause="=雨季", measure="加班",
        catch_up_on=date(2026, 12, 20), recorded_at=datetime(2026, 11, 20).astimezone(),
    )  # fmt: skip
    settings.ANONYMOUS_READING = True
    known = records(sheet(client_of(filled.works), "assessments"))[0]
    assert (known["滞后原因"], known["推进措施"]) == ("=雨季", "加班")
    assert known["预计赶上时间"] == datetime(2026, 12, 20)  # noqa: DTZ001
    assert records(sheet(Client(), "assessments"))[0]["滞后原因"] is None


def test_unreleased_figures_stay_inside(filled: Rooms) -> None:
    enter(filled.roads, "77", OCTOBER, release_on=date(2026, 12, 1))
    inside = records(sheet(client_of(filled.works), "actuals"))
    outside = records(sheet(client_of(filled.finance), "actuals"))
    assert [row["数值"] for row in inside][:2] == [66, 77]
    assert [row["数值"] for row in outside][:1] == [66]
    assert 77 not in [row["数值"] for row in outside]


def test_a_workbook_too_long_is_refused_with_the_way_out(filled: Rooms, settings: Settings) -> None:
    settings.XLSX_ROWS = 2
    answer = client_of(filled.works).get("/export/actuals.xlsx")
    assert answer.status_code == 400
    assert "CSV" in answer.content.decode()


def test_as_many_as_allowed_run_at_once(filled: Rooms, settings: Settings) -> None:
    settings.EXPORT_SLOTS = 0
    answer = client_of(filled.works).get("/export/targets.xlsx")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
