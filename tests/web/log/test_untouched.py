"""A line that comes back as the page showed it is the line that stands, to the letter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from targets.core.values.entry import Entry
from targets.models import Actual, Draft, Origin
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.web.log.log_posts import as_a_browser, opened, post, text
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "line ends": ("task", {"stage": "一标段完成\r\n二标段进行中"}),
    "blanks around it": ("task", {"stage": "  主体封顶 \n"}),
    "source and note of a task": ("task", {"stage": "主体", "source": "周报", "note": "待验收"}),
    "a line end in a source": ("roads", {"value": Decimal(60), "source": "统计月报\n第三版"}),
    "blanks around a note": ("roads", {"value": Decimal(60), "note": " 含支路  "}),
}


@pytest.fixture
def chen(rooms: Rooms) -> Client:
    return client_of(rooms.works, name="chen")


@pytest.mark.parametrize("do", ["submit", "draft"])
@pytest.mark.parametrize(("where", "content"), CASES.values(), ids=CASES)
def test_it_is_neither_written_nor_a_draft(
    rooms: Rooms, chen: Client, where: str, content: dict[str, Any], do: str
) -> None:
    series = getattr(rooms, where)
    write_ledger(
        [Entry(series.id, series.calendar, OCTOBER, **content)],
        Stamp(series.place_id, None, Origin.COMMAND),
    )
    fields = as_a_browser(opened(chen)) | {"value-HOMES": "5"}
    row = chen.post("/log/preview", fields).json()["rows"][series.indicator.code]
    assert (row["problems"], row["needs_reason"]) == ({}, False)
    saved = post(chen, fields, do)
    assert saved.status_code == 302, text(saved)
    assert Actual.objects.get(series=series).superseded_at is None
    written = Actual.objects.filter(series=rooms.homes).count()
    assert (written, Draft.objects.count()) == ((1, 0) if do == "submit" else (0, 1))


def test_a_source_that_no_field_shows_is_not_carried_on(rooms: Rooms, chen: Client) -> None:
    """A figure's line begins with the source of the last period; a task's has no field for it."""
    enter(rooms.roads, "60", SEPTEMBER, source="统计月报")
    write_ledger(
        [Entry(rooms.task.id, rooms.task.calendar, SEPTEMBER, stage="主体", source="周报")],
        Stamp(rooms.place.id, None, Origin.COMMAND),
    )
    post(chen, opened(chen), "draft", value__HOMES="5")
    assert Draft.objects.get().series == rooms.homes
    post(chen, opened(chen), stage__AIRFIELD="竣工", value__ROAD_KM="66")
    found = Actual.objects.filter(period_end=OCTOBER)
    assert found.get(series=rooms.task).source == ""
    assert found.get(series=rooms.roads).source == "统计月报"


def test_what_is_typed_anew_is_a_change(rooms: Rooms, chen: Client) -> None:
    write_ledger(
        [Entry(rooms.task.id, rooms.task.calendar, OCTOBER, stage="一标段 二标段")],
        Stamp(rooms.place.id, None, Origin.COMMAND),
    )
    fields = opened(chen)
    assert post(chen, fields, stage__AIRFIELD="一标段\r\n二标段").status_code == 400
    split = post(chen, fields, stage__AIRFIELD="一标段\r\n二标段", reason__AIRFIELD="分段")
    assert split.status_code == 302
    newest = Actual.objects.order_by("-recorded_at")[0]
    assert newest.stage == "一标段\n二标段"


def test_a_state_that_is_none_is_shown_and_sent_back(rooms: Rooms, chen: Client) -> None:
    """However it came to stand there: no page breaks on it, and its line says it."""
    write_ledger(
        [Entry(rooms.task.id, rooms.task.calendar, OCTOBER, stage="停工", declared="paused")],
        Stamp(rooms.place.id, None, Origin.COMMAND),
    )
    assert opened(chen)["declared-AIRFIELD"] == "paused"
    assert chen.get("/", {"place": "testland", "year": "2026"}).status_code == 200
