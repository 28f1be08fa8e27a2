"""One entry, five doors: grid, interface, upload, the workbook to fill in, and the command give
the same answer to the same entry."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from targets.core.values.entry import Entry
from targets.exchange.sheets.problems import FileRefused, ProblemCode
from targets.models import Actual, Indicator, Origin, Role, Series, StagedRow, Upload
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.upload.from_file import Door, import_actuals
from targets.writes.upload.stage import Importer
from tests.api.conftest import Machine, person_with, token_of
from tests.web.log.log_posts import opened, post
from tests.web.rooms import OCTOBER, SEPTEMBER, TODAY, Rooms, enter

pytestmark = pytest.mark.usefixtures("places_named")

TAKEN, REFUSED, ASKED = "taken", "refused", "asked"
Said = dict[str, str]

# What departments write above the columns of a file
HEADERS = {
    "value": "数值", "stage": "进展", "declared": "任务状态", "share_done": "完成比例",
    "expected_on": "预计完成日期", "done_on": "完成日期", "source": "数据来源", "note": "备注",
    "reason": "更正原因",
}  # fmt: skip


class Case(NamedTuple):
    """An entry for October as it is said, and the one answer to it."""

    code: str
    said: Said
    answer: str


# The first table: where doors gave different answers before
DRIFTS = {
    "a share of 140 %": Case("SHARE", {"value": "140"}, ASKED),
    "a share below 0": Case("SHARE", {"value": "-1"}, REFUSED),
    "a share of 100 %": Case("SHARE", {"value": "100"}, TAKEN),
    "as last period, per period": Case("HOMES", {"value": "="}, REFUSED),
    "as last period, running total": Case("ROAD_KM", {"value": "="}, TAKEN),
    "as last period, nothing before": Case("GROWTH2", {"value": "="}, REFUSED),
    "a text of 201 characters": Case("AIRFIELD", {"stage": "字" * 201}, TAKEN),
    "a text of 1,000 characters": Case("AIRFIELD", {"stage": "字" * 1000}, TAKEN),
    "a text of 1,001 characters": Case("AIRFIELD", {"stage": "字" * 1001}, REFUSED),
    "done on a day to come": Case(
        "AIRFIELD", {"declared": "done", "done_on": "2026-12-31"}, REFUSED
    ),
    "done today": Case("AIRFIELD", {"declared": "done", "done_on": "2026-11-23"}, TAKEN),
    "a share of works of 101 %": Case("AIRFIELD", {"stage": "施工", "share_done": "101"}, REFUSED),
    "a share of works of 1000 %": Case(
        "AIRFIELD", {"stage": "施工", "share_done": "1000"}, REFUSED
    ),
    "a share of works with 3 decimals": Case(
        "AIRFIELD", {"stage": "施工", "share_done": "33.333"}, REFUSED
    ),
    "a share of works alone": Case("AIRFIELD", {"share_done": "50"}, REFUSED),
    "a source of 301 characters": Case("ROAD_KM", {"value": "61", "source": "源" * 301}, REFUSED),
    "a note of 1,001 characters": Case("ROAD_KM", {"value": "61", "note": "注" * 1001}, REFUSED),
    "a reason of 501 characters": Case("ROAD_KM", {"value": "61", "reason": "因" * 501}, REFUSED),
    "9 decimals": Case("ROAD_KM", {"value": "60.123456789"}, REFUSED),
    "17 digits": Case("ROAD_KM", {"value": "12345678901234567"}, REFUSED),
    "another unit": Case("ROAD_KM", {"value": "60亿元"}, REFUSED),
    "ten thousand times too much": Case("ROAD_KM", {"value": "600000"}, ASKED),
    "answered by a reason": Case("ROAD_KM", {"value": "600000", "reason": "核实无误"}, TAKEN),
}


@pytest.fixture
def doors(rooms: Rooms, settings: Settings, tmp_path: Path) -> Rooms:
    settings.UPLOAD_FOLDER = tmp_path
    for code, measure in (("SHARE", "share"), ("GROWTH2", "rate")):
        indicator = Indicator.objects.create(
            code=code, name_zh=code, theme=rooms.roads.indicator.theme, measure=measure,
            accumulation="latest", frequency="monthly", unit_zh="%", decimals=1,
        )  # fmt: skip
        Series.objects.create(
            place=rooms.place, indicator=indicator, calendar="monthly", order=9, lead=rooms.works,
            reporting=rooms.works,
        )  # fmt: skip
    enter(rooms.roads, "60", SEPTEMBER)
    enter(rooms.homes, "90", SEPTEMBER)
    return rooms


def by_grid(rooms: Rooms, case: Case) -> str:
    client = _client(rooms)
    fields = opened(client)
    names = {"expected_on": "expected", "done_on": "expected"}
    typed = {f"{names.get(name, name)}__{case.code}": text for name, text in case.said.items()}
    answer = post(client, fields, **typed)
    if answer.status_code == 302:
        return TAKEN
    assert answer.status_code == 400
    shown = {name.replace("__", "-"): text for name, text in typed.items()}
    told = client.post("/log/preview", fields | shown).json()["rows"][case.code]
    return ASKED if told["guard"] and not told["problems"] else REFUSED


def by_interface(rooms: Rooms, case: Case) -> str:
    machine = Machine(token_of(_person(rooms))[1])
    item: dict[str, Any] = {"series": case.code, "period": "2026-10", **case.said}
    value = item.get("value", "")
    if value == "=":
        item["same_as_last"] = True
        del item["value"]
    elif value.endswith("亿元"):
        item["value"], item["unit"] = value.removesuffix("亿元"), "亿元"
    answer = machine.submit(item)
    if answer.status_code == 200:
        return TAKEN
    assert answer.status_code == 422, answer.content.decode()
    return _answer({error["code"] for error in answer.json()["errors"]})


def by_upload(rooms: Rooms, case: Case) -> str:
    return _uploaded(rooms, _csv(case), "十月.csv")


def by_workbook(rooms: Rooms, case: Case) -> str:
    """Typed into the workbook that the product gives out."""
    client = _client(rooms)
    address = "/log/workbook.xlsx?place=testland&unit=testland-works&period=2026-10"
    book = load_workbook(io.BytesIO(client.get(address).getvalue()))
    columns = {
        "value": ("本期累计", "当期数", "本期数", "数值"), "stage": ("本期进展",),
        "declared": ("推进情况",), "share_done": ("完成比例（%）", "完成比例(%)"),
        "expected_on": ("预计完成日期",), "done_on": ("完成日期", "实际完成日期"),
        "source": ("数据来源",), "note": ("备注",), "reason": ("更正原因",),
    }  # fmt: skip
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        code = next((cell for cell in cells if cell.value == case.code), None)
        if code is None:
            continue
        heads = {str(cell.value): cell.column for cell in cells if cell.row < code.row}
        for name, text in case.said.items():
            assert any(each in heads for each in columns[name]), heads
            column = next(heads[each] for each in columns[name] if each in heads)
            said = {"done": "已完成"}.get(text, text) if name == "declared" else text
            sheet.cell(code.row, column).value = said
            sheet.cell(code.row, column).data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return _uploaded(rooms, out.getvalue(), "填报表.xlsx", case.code)


def by_command(rooms: Rooms, case: Case) -> str:
    try:
        with transaction.atomic():
            import_actuals(
                rooms.place,
                io.BytesIO(_csv(case)),
                Door("十月.csv"),
                Importer(TODAY, None, lambda message: message.msgid),
            )
    except FileRefused as refused:
        return _answer({problem.code.value for problem in refused.problems})
    return TAKEN


DOORS: Mapping[str, Callable[[Rooms, Case], str]] = {
    "grid": by_grid, "interface": by_interface, "upload": by_upload, "workbook": by_workbook,
    "command": by_command,
}  # fmt: skip


def _person(rooms: Rooms) -> User:
    name = "reporter-of-works"
    known = User.objects.filter(username=name).first()
    return known or person_with(rooms.works, Role.REPORTER, name)


def _client(rooms: Rooms) -> Client:
    client = Client()
    client.force_login(_person(rooms))
    return client


def _answer(codes: set[str]) -> str:
    return ASKED if codes == {ProblemCode.QUESTIONED.value} else REFUSED


def _csv(case: Case) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["指标代码", "期末日期", *(HEADERS[name] for name in case.said)])
    writer.writerow([case.code, "2026-10-31", *case.said.values()])
    return out.getvalue().encode()


def _uploaded(rooms: Rooms, content: bytes, name: str, code: str = "") -> str:
    file = SimpleUploadedFile(name, content)
    answer = _client(rooms).post("/import/", {"place": "testland", "file": file})
    assert answer.status_code == 302, answer.content.decode()
    row = StagedRow.objects.exclude(outcome="unchanged").get()
    assert not code or row.code in ("", code)
    if row.outcome == "refused":
        return REFUSED
    return ASKED if row.questioned and not row.reason else TAKEN


# The workbook has one date of a task, the expected one
ASKED_OF = [
    pytest.param(case, door, id=f"{name}-{door}")
    for name, case in DRIFTS.items()
    for door in DOORS
    if not (door == "workbook" and "done_on" in case.said)
]


@pytest.mark.parametrize(("case", "door"), ASKED_OF)
def test_every_door_gives_the_same_answer(doors: Rooms, case: Case, door: str) -> None:
    assert DOORS[door](doors, case) == case.answer


@pytest.mark.parametrize("door", ["interface", "upload", "command"])
def test_as_last_period_repeats_what_comes_with_it(doors: Rooms, door: str) -> None:
    """An earlier period of the same submission stands before a later one of it."""
    if door == "interface":
        machine = Machine(token_of(_person(doors))[1])
        answer = machine.submit(
            {"series": "ROAD_KM", "period": "2026-10", "same_as_last": True},
            {"series": "ROAD_KM", "period": "2026-09", "value": "61.5", "reason": "更正"},
        )
        assert answer.status_code == 200, answer.content.decode()
        entry = Actual.objects.known(None).get(series=doors.roads, period_end=OCTOBER)
        assert entry.value == Decimal("61.5")
        return
    text = "指标代码,期末日期,数值\nROAD_KM,2026-10-31,=\nROAD_KM,2026-09-30,61.5\n"
    if door == "upload":
        _uploaded_rows(doors, text)
        row = StagedRow.objects.get(period_end=OCTOBER)
        assert (row.outcome, row.value) == ("new", Decimal("61.5"))
        return
    import_actuals(
        doors.place,
        io.BytesIO(text.encode()),
        Door("十月.csv", reason="更正"),
        Importer(TODAY, None, lambda message: message.msgid),
    )
    entry = Actual.objects.known(None).get(series=doors.roads, period_end=OCTOBER)
    assert entry.value == Decimal("61.5")


def _uploaded_rows(rooms: Rooms, text: str) -> None:
    file = SimpleUploadedFile("十月.csv", text.encode())
    answer = _client(rooms).post("/import/", {"place": "testland", "file": file})
    assert answer.status_code == 302


def test_what_stands_already_blocks_no_file(doors: Rooms) -> None:
    """A day that was taken once, be it to come, comes back with the file that was exported."""
    task = Entry(
        doors.task.id, doors.task.calendar, OCTOBER, stage="竣工", declared="done",
        done_on=date(2026, 12, 31),
    )  # fmt: skip
    write_ledger([task], Stamp(doors.place.id, None, Origin.COMMAND))
    text = (
        "指标代码,期末日期,数值,进展,任务状态,完成日期\nAIRFIELD,2026-10-31,,竣工,done,2026-12-31\n"
    )
    _uploaded_rows(doors, text)
    assert StagedRow.objects.get().outcome == "unchanged"
    result = import_actuals(
        doors.place,
        io.BytesIO(text.encode()),
        Door("十月.csv"),
        Importer(TODAY, None, lambda message: message.msgid),
    )
    assert (result.new, result.changed, result.unchanged) == (0, 0, 1)


def test_a_source_alone_needs_no_reason_at_any_door(doors: Rooms) -> None:
    enter(doors.roads, "66", source="台账")
    said = {"value": "66", "source": "统计月报"}
    assert by_command(doors, Case("ROAD_KM", said, TAKEN)) == TAKEN
    now = Actual.objects.known(None).get(series=doors.roads, period_end=OCTOBER)
    assert (now.value, now.source) == (Decimal(66), "统计月报")
    text = "指标代码,期末日期,数值,数据来源\nROAD_KM,2026-10-31,66,统计年鉴\n"
    _uploaded_rows(doors, text)
    assert Upload.objects.get().summary["needs_reason"] == 0
