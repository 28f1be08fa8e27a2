"""What stands beside the curves: range, needed bars, marks, remarks, past years, growth."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest
from django.test import Client

from targets.core.ahead.forecast import Forecast, NotEnough, forecast
from targets.core.ahead.needed import allowed, needed
from targets.core.judging.assessment import assess
from targets.core.judging.outcomes import Assessment
from targets.core.values.facts import Calendar
from targets.core.values.periods import month_end
from targets.models import Actual, Explanation, Indicator, Role, Series
from targets.web.charts.ahead import fan_of, needed_bars, past_curves
from targets.web.charts.curves import Point, curves
from tests.core.build import YEAR, amounts, series
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

PAST = {
    2022: amounts({m: str(m * 7) for m in range(1, 13)}, year=2022),
    2023: amounts({m: str(m * 8 + m % 2) for m in range(1, 13)}, year=2023),
}
FACTS = series(
    {m: str(m * 9) for m in range(1, 10)}, ">= 120", last_year={m: str(m * 8) for m in range(1, 13)}
)


def judged(month: int = 9) -> Assessment:
    end = month_end(YEAR, month)
    return assess(FACTS, as_of=end, today=end)


def test_the_fan_is_the_forecast() -> None:
    assessment = judged()
    found = forecast(FACTS, as_of=assessment.as_of, past=PAST)
    assert isinstance(found, Forecast)
    fan = fan_of(curves(assessment), found)
    assert fan is not None
    assert (fan.low, fan.middle, fan.high) == (found.low, found.middle, found.high)
    assert fan.start.value == 81
    assert fan.end == date(YEAR, 12, 31)


def test_no_fan_without_a_forecast_or_a_rest_of_the_year() -> None:
    drawn = curves(judged())
    assert fan_of(drawn, None) is None
    nothing = forecast(series({}, ">= 1"), as_of=date(YEAR, 6, 30), past={})
    assert isinstance(nothing, NotEnough)
    assert fan_of(drawn, nothing) is None
    found = forecast(FACTS, as_of=judged().as_of, past=PAST)
    assert fan_of(curves(judged(3)), found) is None, "of another period"


def test_needed_bars_are_the_needed_amount_of_each_remaining_period() -> None:
    assessment = judged()
    target = FACTS.targets[0]
    found = needed(FACTS, target, as_of=assessment.as_of)
    assert found is not None
    bars = needed_bars(curves(assessment), found)
    assert [bar.period_end.month for bar in bars] == [10, 11, 12]
    assert {bar.value for bar in bars} == {found.per_month}
    assert sum(bar.value for bar in bars) + 81 == 120
    assert needed_bars(curves(assessment), None) == ()


def test_a_quarter_needs_three_months() -> None:
    facts = series({3: "20", 6: "40"}, ">= 120", calendar=Calendar.QUARTERLY)
    end = date(YEAR, 6, 30)
    found = needed(facts, facts.targets[0], as_of=end)
    assert found is not None
    bars = needed_bars(curves(assess(facts, as_of=end, today=end)), found)
    assert [round(bar.value, 20) for bar in bars] == [40, 40]


def test_past_years_stand_at_this_years_ends() -> None:
    past = past_curves(judged(), PAST | {YEAR: FACTS.actuals, 2021: ()})
    assert [each.year for each in past] == [2023, 2022]
    assert past[1].points[0] == Point(date(YEAR, 1, 31), Decimal(7))
    many = {year: amounts({12: "1"}, year=year) for year in range(2010, 2024)}
    assert [each.year for each in past_curves(judged(), many)] == [2023, 2022, 2021, 2020, 2019]


def test_a_limit_leaves_bars_too() -> None:
    facts = series({5: "60", 6: "72"}, "<= 120")
    end = date(YEAR, 6, 30)
    found = allowed(facts, facts.targets[0], as_of=end)
    bars = needed_bars(curves(assess(facts, as_of=end, today=end)), found)
    assert [bar.value for bar in bars] == [8] * 6


def test_a_floor_is_drawn_as_one_in_every_year() -> None:
    (past,) = past_curves(judged(), {2023: amounts({6: "50", 12: "2800"}, year=2023, floors=(12,))})
    assert [point.is_floor for point in past.points] == [False, True]
    facts = series({12: "3156.37"}, "> 3000", last_year={12: "2800"}, last_year_floors=(12,))
    drawn = curves(assess(facts, as_of=date(YEAR, 12, 31), today=date(YEAR + 1, 2, 1)))
    assert [point.is_floor for point in drawn.last_year] == [True]
    assert [each.change for each in drawn.compared] == [None]


@pytest.fixture
def told(rooms: Rooms) -> Rooms:
    """Two past years, a revised figure, a preliminary one, and a cause."""
    for year, whole in ((2024, 80), (2025, 90)):
        for month in range(1, 13):
            enter(
                rooms.roads, str(round(whole * month / 12 + month % 3, 1)), month_end(year, month)
            )
    for month in range(1, 10):
        enter(rooms.roads, str(month * 6), month_end(2026, month))
    enter(rooms.roads, "55", SEPTEMBER, reason="核实后修订")
    enter(rooms.roads, "60", OCTOBER, preliminary=True)
    Explanation.objects.create(
        series=rooms.roads, period_end=OCTOBER, cause="征地拆迁进度慢，雨季停工两个月",
        measure="", recorded_at=Actual.objects.latest("recorded_at").recorded_at,
    )  # fmt: skip
    return rooms


def chart(client: Client, code: str = "ROAD_KM") -> tuple[dict[str, Any], str]:
    answer = client.get(f"/series/testland/{code}/", {"year": "2026"})
    assert answer.status_code == 200
    shown = answer.content.decode()
    found = re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', shown)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data, shown


def test_everything_is_on_the_page_and_valid_for_the_library(told: Rooms) -> None:
    data, shown = chart(client_of(told.works))
    roles = [trace["meta"] for trace in data["total"]["data"]]
    assert roles[:2] == ["fan", "likely"]
    marks = [trace for trace in data["total"]["data"] if trace["meta"] == "mark"]
    assert {mark["marker"]["symbol"] for mark in marks} >= {"diamond-open", "circle-open"}
    remarks = [label for label in data["total"]["layout"]["annotations"] if label.get("showarrow")]
    assert remarks[0]["hovertext"] == "征地拆迁进度慢，雨季停工两个月"
    assert [trace["name"] for trace in data["years"]["data"][:2]] == ["2025", "2024"]
    assert data["growth"]["data"][0]["y"]
    bars = next(trace for trace in data["period"]["data"] if trace["meta"] == "needed")
    assert bars["x"] == [11, 12]
    assert sum(bars["y"]) + 60 == pytest.approx(93)
    for name in ("total", "period", "years", "growth"):
        go.Figure(data[name])
    for said in ("预计区间", "余期每期需完成", "历年", "较上年同期增减"):
        assert said in shown
    assert "年底预计" in json.dumps(data, ensure_ascii=False)


def test_the_first_picture_is_in_the_page(told: Rooms) -> None:
    _data, shown = chart(client_of(told.works))
    picture = shown.split('class="first-picture"')[1].split("</div>")[0]
    assert picture.count("<svg") == 2
    assert "60.0" in picture
    assert "style=" not in picture
    assert shown.index('id="chart"') < shown.index('class="first-picture"')


def test_anonymous_readers_see_no_causes_and_no_way_to_embed(told: Rooms, settings: Any) -> None:
    settings.ANONYMOUS_READING = True
    data, shown = chart(Client())
    assert not [a for a in data["total"]["layout"]["annotations"] if a.get("showarrow")]
    assert "/embed/" not in shown


def test_reference_figures_stand_beside_the_series(told: Rooms) -> None:
    city = Indicator.objects.create(
        code="CITY", name_zh="全市平均", theme=told.rate.indicator.theme, measure="rate",
        accumulation="latest", frequency="monthly", unit_zh="%", decimals=1,
        reference_of=told.rate.indicator,
    )  # fmt: skip
    own = Series.objects.create(place=told.place, indicator=city, calendar="monthly", order=9)
    enter(told.rate, "5.6")
    client = client_of(told.works)
    shown = client.get("/series/testland/GROWTH/", {"year": "2026"}).content.decode()
    assert "参考数据" in shown
    assert "全市平均" in shown
    enter(own, "5.2")
    shown = client.get("/series/testland/GROWTH/", {"year": "2026"}).content.decode()
    assert "5.2%" in shown
    bare = client.get("/series/testland/ROAD_KM/", {"year": "2026"}).content.decode()
    assert "参考数据" not in bare


def test_what_does_not_fit_stands_beside_for_managers(told: Rooms) -> None:
    plan = told.roads.targets.get(tier="stretch")
    type(plan).objects.create(
        series=told.roads, year=2026, tier_id="stretch", effective_on=date(2026, 6, 1),
        comparator=">=", value=Decimal(90), reason="x", recorded_at=plan.recorded_at,
    )  # fmt: skip
    manager = client_of(told.place, Role.MANAGER)
    shown = manager.get("/series/testland/ROAD_KM/", {"year": "2026"}).content.decode()
    assert 'id="fits-h"' in shown
    assert 'class="late"' in shown
    assert "/targets/testland/ROAD_KM/" in shown
    reader = client_of(told.works)
    assert 'id="fits-h"' not in reader.get("/series/testland/ROAD_KM/").content.decode()
