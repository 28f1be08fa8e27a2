"""What stands already never blocks the grid it stands in, however it came to stand there.

Every kind of content that a file, a command or an older rule may have brought, sent back
untouched while another line is saved: by the page as it is, and after the script's preview.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from targets.core.values.entry import Entry
from targets.models import Actual, Draft, Indicator, Lane, Origin, Role, Series, Unit
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.web.log.log_posts import MONTH, YEAR, as_a_browser, fields_of, opened, post, text
from tests.web.log.test_checked import give_back
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db
LONG = "路基土方填筑、桥梁下部结构施工和管线迁改同步推进。"
TASKS: dict[str, dict[str, Any]] = {
    "a text of 300 characters": {"stage": (LONG * 20)[:300]},
    "a text of 1,000 characters": {"stage": (LONG * 60)[:1000], "declared": "normal"},
    "done on a day to come": {"declared": "done", "done_on": date(2027, 3, 31), "stage": "竣工"},
    "done, with the day it was expected": {
        "declared": "done", "done_on": date(2026, 9, 1), "expected_on": date(2026, 12, 31),
    },
    "done without a day": {"declared": "done"},
    "a state that is none": {"declared": "paused", "stage": "停工"},
    "a state and a day done on that do not go together": {
        "declared": "normal", "done_on": date(2026, 9, 1), "stage": "主体",
    },
    "a share of works": {"stage": "主体", "share_done": Decimal("62.50")},
    "a text with line ends of another system": {"stage": "一标段完成\r\n二标段进行中"},
    "a text that begins and ends with blanks": {"stage": "  主体封顶 \n"},
    "a source and a note, which the grid does not show for tasks": {
        "stage": "主体", "source": "周报", "note": "待验收",
    },
    "a note of 1,000 characters": {"stage": "主体", "note": (LONG * 60)[:1000]},
    "expected on a day long past": {"declared": "normal", "expected_on": date(2020, 1, 31)},
}  # fmt: skip
FIGURES: dict[str, dict[str, Any]] = {
    "a share of 140": {"value": Decimal(140)},
    "a share below zero": {"value": Decimal("-3.5")},
    "a floor": {"value": Decimal(60), "qualifier": "above"},
    "eight digits after the point": {"value": Decimal("60.12345678")},
    "sixteen digits before it": {"value": Decimal("1234567890123456.5")},
    "nothing": {"value": Decimal(0)},
    "a source with a line end": {"value": Decimal(60), "source": "统计月报\n第三版"},
    "a source that ends with blanks": {"value": Decimal(60), "source": " 统计月报  "},
    "a source of 300 characters": {"value": Decimal(60), "source": (LONG * 20)[:300]},
    "a note of 1,000 characters": {"value": Decimal(60), "note": (LONG * 60)[:1000]},
    "released on a day to come, preliminary": {
        "value": Decimal(60), "release_on": date(2027, 1, 1), "preliminary": True,
    },
    "as last period, where nothing is last": {"value": Decimal(60), "same_as_last": True},
    "what the guard would ask about": {"value": Decimal(5), "questioned": "fell", "reason": "核"},
}  # fmt: skip
CASES = [
    *(pytest.param("AIRFIELD", content, id=f"task: {name}") for name, content in TASKS.items()),
    *(pytest.param("ROAD_KM", content, id=f"figure: {name}") for name, content in FIGURES.items()),
]


@pytest.fixture
def standing(rooms: Rooms) -> Rooms:
    """The roads are a share, so that every bound there is would hold them."""
    Indicator.objects.filter(code="ROAD_KM").update(
        measure="share",
        accumulation="latest",
        pace=rooms.rate.indicator.pace,
        unit_zh="%",
        unit_en="%",
    )
    return rooms


@pytest.fixture
def chen(standing: Rooms) -> Client:
    return client_of(standing.works, name="chen")


def series_of(rooms: Rooms, code: str) -> Series:
    return {"AIRFIELD": rooms.task, "ROAD_KM": rooms.roads}[code]


def stand(series: Series, content: dict[str, Any], *, lane: Lane = Lane.OFFICIAL) -> Actual:
    entry = Entry(series.id, series.calendar, OCTOBER, **content)
    write_ledger([entry], Stamp(series.place_id, None, Origin.COMMAND, lane))
    return Actual.objects.get(series=series, superseded_at__isnull=True)


def untouched(entry: Actual) -> bool:
    """Nothing was written over it."""
    entry.refresh_from_db()
    return entry.superseded_at is None


@pytest.mark.parametrize("scripted", [False, True], ids=["without script", "with script"])
@pytest.mark.parametrize(("code", "content"), CASES)
def test_another_line_is_saved(
    standing: Rooms, chen: Client, code: str, content: dict[str, Any], scripted: bool
) -> None:
    entry = stand(series_of(standing, code), content)
    fields = as_a_browser(opened(chen)) | {"value-HOMES": "5"}
    if scripted:
        row = chen.post("/log/preview", fields).json()["rows"][code]
        assert row["problems"] == {}
        assert (row["needs_reason"], row["guard"]) == (False, [])
    saved = post(chen, fields)
    assert saved.status_code == 302, text(saved)
    assert Actual.objects.get(series=standing.homes).value == 5
    assert untouched(entry)


@pytest.mark.parametrize(("code", "content"), CASES)
def test_in_the_grid_of_a_year_another_period_is_saved(
    standing: Rooms, chen: Client, code: str, content: dict[str, Any]
) -> None:
    entry = stand(series_of(standing, code), content)
    path = YEAR.replace("ROAD_KM", code)
    field = f"stage-{code}.2026-09" if code == "AIRFIELD" else f"value-{code}.2026-09"
    # Far from October, the figure of September may be asked about: with a reason it passes
    said = {field: "55", field.replace(field[: field.index("-")], "reason", 1): "核实无误"}
    saved = post(chen, as_a_browser(opened(chen, path)) | said, path=path)
    assert saved.status_code == 302, text(saved)
    assert Actual.objects.filter(period_end=SEPTEMBER).exists()
    assert untouched(entry)


@pytest.mark.parametrize("do", ["draft", "sign_off"])
@pytest.mark.parametrize(("code", "content"), CASES)
def test_no_draft_is_made_of_it_and_none_is_sent_to_be_signed(
    standing: Rooms, chen: Client, code: str, content: dict[str, Any], do: str
) -> None:
    Unit.objects.filter(id=standing.place.id).update(signs_off=True)
    entry = stand(series_of(standing, code), content)
    saved = post(chen, as_a_browser(opened(chen)), do, value__HOMES="5")
    assert saved.status_code == 302, text(saved)
    assert Draft.objects.get().series == standing.homes
    assert untouched(entry)


@pytest.mark.parametrize(("code", "content"), CASES)
def test_what_was_returned_and_is_not_mended_yet_blocks_nothing(
    standing: Rooms, chen: Client, code: str, content: dict[str, Any]
) -> None:
    series = series_of(standing, code)
    entry = stand(series, content, lane=Lane.PENDING)
    give_back(series, "请核实")
    saved = post(chen, as_a_browser(opened(chen)), value__HOMES="5")
    assert saved.status_code == 302, text(saved)
    assert Actual.objects.get(series=standing.homes).value == 5
    # It stays given back: nothing was submitted again
    assert list(Actual.objects.filter(series=series)) == [entry]


@pytest.mark.parametrize(("code", "content"), CASES)
def test_a_page_that_is_refused_for_another_line_blames_that_line_alone(
    standing: Rooms, chen: Client, code: str, content: dict[str, Any]
) -> None:
    entry = stand(series_of(standing, code), content)
    refused = post(chen, as_a_browser(opened(chen)), value__HOMES="x")
    assert refused.status_code == 400
    wrong = text(refused).split('id="wrong"')[1].split("</div>")[0]
    assert 'href="#line-HOMES"' in wrong
    assert f'href="#line-{code}"' not in wrong
    again = as_a_browser(fields_of(text(refused))) | {"value-HOMES": "5"}
    assert post(chen, again).status_code == 302
    assert untouched(entry)


def test_touching_it_is_another_matter(standing: Rooms, chen: Client) -> None:
    """What is typed anew is checked as ever; a line end is a change too."""
    stand(standing.roads, {"value": Decimal(140)})
    stand(standing.task, {"stage": "一标段 二标段"})
    fields = opened(chen)
    assert post(chen, fields, value__ROAD_KM="141").status_code == 400
    assert post(chen, fields, stage__AIRFIELD="一标段\n二标段").status_code == 400
    split = post(chen, fields, stage__AIRFIELD="一标段\n二标段", reason__AIRFIELD="分段")
    assert split.status_code == 302
    found = Actual.objects.filter(series=standing.task, lane=Lane.PENDING)
    assert found.get().stage == "一标段\n二标段"


def test_a_signer_signs_what_was_kept_beside_it(standing: Rooms, chen: Client) -> None:
    Unit.objects.filter(id=standing.place.id).update(signs_off=True)
    wang = client_of(standing.works, Role.SIGNER)
    entry = stand(standing.task, {"stage": (LONG * 20)[:300]})
    post(chen, as_a_browser(opened(chen)), "sign_off", value__HOMES="5")
    assert post(wang, as_a_browser(opened(wang)), "sign").status_code == 302
    assert Actual.objects.get(series=standing.homes).value == 5
    assert untouched(entry)


def test_the_source_of_the_last_period_makes_no_draft(standing: Rooms, chen: Client) -> None:
    """A line that nobody touched is no draft, whatever its next source would be."""
    enter(standing.roads, "60", SEPTEMBER, source="统计月报")
    task = standing.task
    entry = Entry(task.id, task.calendar, SEPTEMBER, stage="主体", source="周报")
    write_ledger([entry], Stamp(task.place_id, None, Origin.COMMAND))
    assert MONTH["period"] == "2026-10"
    post(chen, as_a_browser(opened(chen)), "draft", value__HOMES="5")
    assert Draft.objects.get().series == standing.homes
