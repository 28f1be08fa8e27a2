"""Entering in the grid: the guard's questions, the same as last, one series over a year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from targets.core.values.entry import Entry
from targets.models import Actual, Lane, Origin, Series
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.web.log.log_posts import MONTH, YEAR, opened, post, text
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(rooms: Rooms) -> Client:
    return client_of(rooms.works, name="chen")


def waiting(series: Series) -> Actual:
    return Actual.objects.get(series=series, lane=Lane.PENDING, superseded_at__isnull=True)


def test_the_guard_asks_and_a_reason_lets_it_pass(rooms: Rooms, chen: Client) -> None:
    enter(rooms.roads, "66", SEPTEMBER)
    fields = opened(chen) | {"value-ROAD_KM": "6.6", "value-HOMES": "30"}
    asked = post(chen, fields)
    shown = text(asked)
    assert asked.status_code == 400
    assert 'id="guard-ROAD_KM" data-key="ROAD_KM"' in shown
    assert 'name="value-ROAD_KM" value="6.6"' in shown
    assert 'name="value-HOMES" value="30"' in shown
    assert "下方说明数值无误的理由" in shown
    assert not Actual.objects.filter(period_end=OCTOBER).exists()
    preview = chen.post("/log/preview", fields).json()["rows"]["ROAD_KM"]
    assert preview["needs_reason"] is True
    assert preview["guard"][0]["message"]
    assert post(chen, fields, reason__ROAD_KM="口径调整").status_code == 302
    entry = waiting(rooms.roads)
    assert (entry.reason, entry.questioned) == ("口径调整", preview["guard"][0]["rule"])
    # A note added later keeps what was asked and answered
    assert post(chen, opened(chen), note__ROAD_KM="已核").status_code == 302
    entry = waiting(rooms.roads)
    assert (entry.note, entry.reason) == ("已核", "口径调整")
    assert entry.questioned


def test_without_script_a_correction_is_one_click(rooms: Rooms, chen: Client) -> None:
    enter(rooms.roads, "66", SEPTEMBER)
    fields = opened(chen) | {"value-ROAD_KM": "11.8", "note-HOMES": "待核"}
    suggestion = chen.post("/log/preview", fields).json()["rows"]["ROAD_KM"]["guard"][0]
    assert suggestion["label"] == f"改为{suggestion['suggestion']}"
    taken = chen.post("/log/", fields | {"take-ROAD_KM": suggestion["suggestion"]})
    shown = text(taken)  # type: ignore[arg-type]
    assert taken.status_code == 200
    assert f'name="value-ROAD_KM" value="{suggestion["suggestion"]}"' in shown
    assert 'name="note-HOMES" value="待核"' in shown
    assert 'id="guard-ROAD_KM"' not in shown
    assert not Actual.objects.filter(period_end=OCTOBER).exists()


@pytest.mark.parametrize("key", ["=", chr(0xFF1D)])
def test_the_same_as_last_period_is_typed_as_a_sign(rooms: Rooms, chen: Client, key: str) -> None:
    enter(rooms.roads, "66", SEPTEMBER)
    assert post(chen, opened(chen), value__ROAD_KM=key).status_code == 302
    entry = waiting(rooms.roads)
    assert (entry.value, entry.same_as_last, entry.questioned) == (Decimal(66), True, "")
    assert "与上期相同</small>" in text(chen.get("/log/", MONTH))  # type: ignore[arg-type]


def test_the_mark_is_believed_only_where_it_is_true(rooms: Rooms, chen: Client) -> None:
    enter(rooms.roads, "66", SEPTEMBER)
    assert post(chen, opened(chen), value__ROAD_KM="67", same__ROAD_KM="1").status_code == 302
    assert waiting(rooms.roads).same_as_last is False
    nothing = post(chen, opened(chen), value__HOMES="=")
    assert nothing.status_code == 400
    assert "该指标按当期数填报" in text(nothing)


@pytest.mark.parametrize("code", ["HOMES", "ROAD_KM"])
def test_the_sign_never_takes_back_what_stands(rooms: Rooms, chen: Client, code: str) -> None:
    """An amount of the period alone, and a total with nothing before it."""
    enter(rooms.homes, "90", SEPTEMBER)
    enter(rooms.homes if code == "HOMES" else rooms.roads, "30", OCTOBER)
    sign = {f"value__{code}": "=", f"reason__{code}": "与上期相同"}
    answer = post(chen, opened(chen), **sign)
    assert answer.status_code == 400
    assert ("该指标按当期数填报" if code == "HOMES" else "没有可沿用的数据") in text(answer)
    assert "撤回" not in text(answer)
    assert not Actual.objects.filter(period_end=OCTOBER, lane=Lane.PENDING).exists()


def test_a_task_is_copied_without_script(rooms: Rooms, chen: Client) -> None:
    said = Entry(rooms.task.id, "monthly", SEPTEMBER, None, stage="主体完工", declared="slow")
    write_ledger([said], Stamp(rooms.place.id, None, Origin.COMMAND), trust_current=True)
    answer = post(chen, opened(chen), "copy-AIRFIELD", value__ROAD_KM="about")
    shown = text(answer)
    assert answer.status_code == 200
    assert ">主体完工</textarea>" in shown
    assert '<option value="slow" selected>' in shown
    assert 'value="about"' in shown
    assert not Actual.objects.filter(period_end=OCTOBER).exists()


def test_a_year_of_one_series_is_logged_on_one_page(rooms: Rooms, chen: Client) -> None:
    enter(rooms.roads, "60", date(2026, 8, 31))
    shown = text(chen.get(YEAR, {"year": "2026"}))  # type: ignore[arg-type]
    assert "新建道路里程 2026" in shown
    assert 'name="value-ROAD_KM.2026-10"' in shown
    assert 'name="value-ROAD_KM.2026-11"' not in shown
    typed = {
        "value-ROAD_KM.2026-09": "66", "value-ROAD_KM.2026-10": "=", "note-ROAD_KM.2026-10": "停工",
    }  # fmt: skip
    fields = opened(chen, YEAR) | typed
    rows = chen.post("/log/preview", fields).json()["rows"]
    assert rows["ROAD_KM.2026-09"]["cells"]["change"] == "6.0"
    assert rows["ROAD_KM.2026-10"]["cells"]["previous"] == "66.0"
    assert rows["ROAD_KM.2026-10"]["guard"] == []
    answer = post(chen, fields, path=YEAR)
    assert answer.status_code == 302
    assert answer["Location"] == "/log/series/testland/ROAD_KM/?year=2026"
    found = Actual.objects.filter(lane=Lane.PENDING).order_by("period_end")
    assert [(each.period_end, each.value, each.same_as_last) for each in found] == [
        (SEPTEMBER, Decimal(66), False), (OCTOBER, Decimal(66), True),
    ]  # fmt: skip


def test_a_year_is_refused_where_it_does_not_exist(rooms: Rooms, chen: Client) -> None:
    assert chen.get(YEAR, {"year": "2027"}).status_code == 400
    assert chen.get(YEAR, {"year": "soon"}).status_code == 400
    assert chen.get("/log/series/testland/NOTHING/").status_code == 404
    assert chen.get("/log/series/testland/GROWTH/").status_code == 403
    assert chen.get("/log/series/nowhere/ROAD_KM/").status_code == 404
    assert Client().get(YEAR).status_code == 302


def test_the_column_is_called_by_what_its_rows_take(rooms: Rooms, chen: Client) -> None:
    """Ranks, rates and stocks are no running totals, nor is an amount of a period alone."""
    mixed = text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    assert ">本期数 <span>2026年10月</span>" in mixed
    assert "公里 · 填累计数" in mixed
    assert "套 · 填当期数" in mixed
    Series.objects.filter(id=rooms.homes.id).update(reporting=None)
    totals = text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    assert ">本期累计 <span>1—10月</span>" in totals
    assert "填累计数" not in totals
    rate = text(client_of(rooms.finance).get("/log/", {**MONTH, "unit": "testland-finance"}))  # type: ignore[arg-type]
    assert ">本期数 <span>2026年10月</span>" in rate
    assert "填累计数" not in rate
