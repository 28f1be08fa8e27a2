"""区域比较 and the heat map: what is shown, by how many queries, and what is refused."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets import clock
from targets.core.values.entry import Entry
from targets.models import Actual, Indicator, Lane, Origin, Role, Series, Unit, UnitKind
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.write import StatedTarget, state_target
from tests.sample_span import SAMPLE_SPAN
from tests.web.rooms import Rooms, client_of, enter

NOVEMBER = SAMPLE_SPAN


@pytest.fixture
def reader(sample_district: None, db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody of the sample district."""
    monkeypatch.setattr(clock, "today", lambda: NOVEMBER.today)
    return client_of(Unit.objects.get(code="sample"), Role.VIEWER)


def page(
    client: Client, path: str = "/places/", status: int = 200, language: str = "zh-hans",
    **asked: str,
) -> str:  # fmt: skip
    client.cookies["django_language"] = language
    answer: Any = client.get(path, {"place": "sample"} | asked)
    assert answer.status_code == status
    shown: str = answer.content.decode()
    return shown


def test_the_towns_are_ranked_with_arrows_and_charts(reader: Client) -> None:
    shown = page(reader, by="NEW_JOBS")
    for town in ("东城街道", "南河街道", "西岭镇", "北塘镇", "新桥镇"):
        assert town in shown
    assert 'class="line"' in shown
    assert 'class="multiple"' in shown
    assert "本级报送" in shown  # the district's own figure, beside the sum
    assert "/series/sample-east/NEW_JOBS/" in shown
    assert "<script" not in shown.split("</main>")[0].split("<main")[1]
    assert shown.count('class="moved') == 5


def test_a_town_without_the_indicator_is_named_not_zero(reader: Client) -> None:
    shown = page(reader, by="RURAL_ROAD_KM", language="en")
    assert "does not keep this indicator" in shown
    assert "Does not keep this indicator: Dongcheng Subdistrict." in shown


def test_without_a_place_the_first_that_has_places_below(reader: Client) -> None:
    assert "示例区" in page(reader, place="")


def test_an_index_prints_its_weights(reader: Client) -> None:
    shown = page(reader, by="index:SAMPLE_TOWNS_INDEX")
    assert "权重40" in shown
    assert "缺任何一项即不计算" in shown


def test_rates_are_drawn_from_zero_and_ranked(rooms: Rooms) -> None:
    """Figures without a completion rate: the dots show the gap."""
    for number, value in enumerate(("6.1", "-2.0", "5.5")):
        town = Unit.objects.create(
            code=f"town-{number}", name_zh=f"镇{number}", kind=UnitKind.PLACE, parent=rooms.place
        )
        series = Series.objects.create(
            place=town, indicator=rooms.rate.indicator, calendar="monthly", order=1,
            reporting=town,
        )  # fmt: skip
        if number != 2:
            state_target(town.id, StatedTarget(series.id, 2026, "plan", ">=", Decimal("5.5")))
        enter(series, value)
    client = client_of(rooms.place)
    shown = page(client, place="testland", by="GROWTH", year="2026")
    assert shown.index("镇0") < shown.index("镇1")
    assert "−2.0" in shown
    assert "+0.6" in shown
    Actual.objects.all().delete()
    assert "镇0" in page(client, place="testland", by="GROWTH", year="2026")


def test_a_place_with_nothing_below_says_what_to_do(reader: Client) -> None:
    assert "分解" in page(reader, place="sample-east")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "GDP_TOTAL"}, "GDP_TOTAL"),
        ({"by": "index:NONE"}, "index:NONE"),
        ({"by": "NEW_JOBS", "page": "0"}, "从1起"),
        ({"by": "NEW_JOBS", "page": "2"}, "最后一页"),
        ({"by": "NEW_JOBS", "page": "zwei"}, "从1起"),
        ({"as_of": "2031-01"}, "2031-01"),
        ({"tier": "dream"}, "dream"),
    ],
)
def test_what_does_not_exist_is_refused(reader: Client, asked: dict[str, str], said: str) -> None:
    assert said in page(reader, status=400, **asked)


def test_many_places_come_in_pages(reader: Client) -> None:
    sample = Unit.objects.get(code="sample")
    jobs = Indicator.objects.get(code="NEW_JOBS")
    towns = [
        Unit(code=f"t{n}", name_zh=f"村{n}", kind=UnitKind.PLACE, parent=sample, order=n)
        for n in range(120)
    ]
    Unit.objects.bulk_create(towns)
    Series.objects.bulk_create(
        Series(place=town, indicator=jobs, calendar=jobs.calendar, order=1) for town in towns
    )
    first, second = page(reader, by="NEW_JOBS"), page(reader, by="NEW_JOBS", page="2")
    assert first.count('class="number rank"') == 100
    assert second.count('class="number rank"') == 25
    assert "第2页，共2页，125个地区" in second
    rows = list(csv.reader(io.StringIO(page(reader, "/places/places.csv", by="NEW_JOBS"))))
    assert len(rows) == 126


@pytest.mark.parametrize("by", ["NEW_JOBS", "index:SAMPLE_TOWNS_INDEX"])
def test_queries_do_not_grow_with_the_places(reader: Client, by: str) -> None:
    with CaptureQueriesContext(connection) as few:
        page(reader, by=by)
    sample = Unit.objects.get(code="sample")
    jobs = Indicator.objects.get(code="NEW_JOBS")
    for number in range(8):
        town = Unit.objects.create(
            code=f"t{number}", name_zh=f"村{number}", kind=UnitKind.PLACE, parent=sample
        )
        Series.objects.create(place=town, indicator=jobs, calendar=jobs.calendar, order=1)
    with CaptureQueriesContext(connection) as many:
        page(reader, by=by)
    assert len(many) == len(few) <= 12


@pytest.mark.parametrize("by", ["NEW_JOBS", "index:SAMPLE_TOWNS_INDEX"])
def test_the_files_hold_the_same_rows(reader: Client, by: str) -> None:
    rows = list(csv.reader(io.StringIO(page(reader, "/places/places.csv", by=by))))
    answer: Any = reader.get("/places/places.xlsx", {"place": "sample", "by": by})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = list(book.worksheets[0].iter_rows(values_only=True))
    assert [cell for cell in sheet[0] if cell] == [cell.lstrip("\ufeff") for cell in rows[0]]
    assert [str(row[2]) for row in sheet[1:]] == [row[2] for row in rows[1:]]
    assert len(rows) == 6


def test_the_heat_map_is_a_table_with_words(reader: Client) -> None:
    shown = page(reader, "/places/heat/")
    assert "固定资产投资增速" in shown
    assert "达进度" in shown
    assert 'class="f-far"' in shown
    assert 'title="新改建农村公路里程' in shown
    rows = list(csv.DictReader(io.StringIO(page(reader, "/places/heat/heat.csv").lstrip("\ufeff"))))
    roads = [row for row in rows if row["指标代码"] == "RURAL_ROAD_KM"]
    assert len(roads) == 10
    assert "1月" in page(reader, "/places/heat/", year="2025")


def test_the_heat_map_takes_one_judged_query(reader: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        page(reader, "/places/heat/")
    assert len(queries) <= 8


def test_a_year_to_come_has_no_heat(reader: Client) -> None:
    assert "本年尚无已结束的报送期" in page(reader, "/places/heat/", year="2027")


def test_a_stranger_sees_no_ranking(reader: Client, rooms: Rooms) -> None:
    stranger = client_of(rooms.place)
    for path in ("/places/", "/places/places.csv", "/places/places.xlsx", "/places/heat/"):
        page(stranger, path, status=403)


def test_a_town_sees_its_neighbours_by_what_is_accepted(reader: Client) -> None:
    """Who belongs to one town reads the ranking of the district, not what waits next door."""
    west, jobs = Unit.objects.get(code="sample-west"), Indicator.objects.get(code="NEW_JOBS")
    series = Series.objects.get(place=west, indicator=jobs)
    slot = {"series": series, "period_end": date(2026, 10, 31), "superseded_at": None}
    withdraw = Entry(series.id, series.calendar, date(2026, 10, 31), reason="误报", withdrawn=True)
    write_ledger([withdraw], Stamp(west.id, None, Origin.COMMAND), trust_current=True)
    waiting = Entry(series.id, series.calendar, date(2026, 10, 31), Decimal(8765))
    stamp = Stamp(west.id, None, Origin.COMMAND, lane=Lane.PENDING)
    write_ledger([waiting], stamp, trust_current=True)
    assert Actual.objects.filter(lane="pending", **slot).exists()
    asked: dict[str, Any] = {"by": "NEW_JOBS", "as_of": "2026-10"}
    own = page(reader, **asked)
    assert "8765" in own
    assert "待审" in own
    assert 'href="/series/sample-west/NEW_JOBS/' in own
    assert "8765" not in page(reader, pending="no", **asked)
    neighbour = client_of(Unit.objects.get(code="sample-east"), Role.REPORTER)
    for path in ("/places/", "/places/places.csv"):
        assert "8765" not in page(neighbour, path, **asked)
    shown = page(neighbour, **asked)
    assert 'href="/series/sample-west/NEW_JOBS/' not in shown
    assert 'href="/series/sample-east/NEW_JOBS/' in shown


def test_a_gap_stays_a_gap_in_the_small_multiples(reader: Client) -> None:
    whole = page(reader, by="NEW_JOBS", as_of="2026-10")
    series = Series.objects.get(place__code="sample-west", indicator__code="NEW_JOBS")
    entries = [
        Entry(series.id, series.calendar, end, reason="误报", withdrawn=True)
        for end in (date(2026, 4, 30), date(2026, 6, 30))
    ]
    write_ledger(entries, Stamp(series.place_id, None, Origin.COMMAND), trust_current=True)
    parted = page(reader, by="NEW_JOBS", as_of="2026-10")
    # January to March and July to October are lines, May stands alone
    assert parted.count("<polyline") == whole.count("<polyline") + 1
    assert parted.count('r="1.5"') == 1


def test_another_pace_than_the_linear_one_is_named(reader: Client) -> None:
    def body() -> str:
        return page(reader, by="NEW_JOBS").split("<tbody>")[1].split("</tbody>")[0]

    assert "较序时" not in body()
    Indicator.objects.filter(code="NEW_JOBS").update(pace="last_year_shape")
    assert "较序时" in body()
    assert "上年同期进度" in body()
    rows = list(csv.DictReader(io.StringIO(page(reader, "/places/places.csv", by="NEW_JOBS"))))
    assert all(row["与序时进度偏差(百分点)"] for row in rows)
