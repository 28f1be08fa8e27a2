"""What the chart says of single figures: floors, marks, lateness, judgement, as it was written."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest
from django.test import Client

from targets.core.judging.assessment import assess
from targets.core.judging.year_on_year import Uncompared
from targets.core.values.facts import Accumulation
from targets.core.values.periods import month_end
from targets.models import Actual, Explanation, Indicator, Origin, Role, Series, Target, Unit
from targets.web.charts.figure import series_chart
from targets.web.charts.wording import lines, plain
from targets.web.series.chart_ahead import uncompared_words
from tests.core.build import YEAR, series
from tests.loaded import shipped_data
from tests.web.check.check_rooms import waiting
from tests.web.rooms import OCTOBER, SEPTEMBER, TODAY, Rooms, client_of, enter, noon
from tests.web.series.test_charts import LOCALE, words


def page(client: Client, code: str, place: str = "testland", **asked: str) -> tuple[Any, str]:
    """The figures of the chart, and the page."""
    answer = client.get(f"/series/{place}/{code}/", {"year": "2026"} | asked)
    assert answer.status_code == 200
    shown = answer.content.decode()
    found = re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', shown)
    assert found is not None
    data = json.loads(found[1])
    for name in ("total", "period", "years", "growth"):
        if data[name] is not None:
            go.Figure(data[name])
    return data, shown


def trace(figure: Any, role: str) -> Any:
    return next(each for each in figure["data"] if each["meta"] == role)


def symbols(data: Any) -> list[str]:
    return [each["marker"]["symbol"] for each in data["total"]["data"] if each["meta"] == "mark"]


def hover(data: Any, end: date = OCTOBER) -> list[str]:
    told: str = trace(data["total"], "actual")["hovertext"][end.month - 1]
    return told.split("<br>")


def table(shown: str) -> str:
    return shown.split('<details class="drawn">')[1].split("</details>", maxsplit=1)[0]


def test_texts_are_printed_as_they_were_written() -> None:
    assert plain('<5公里 & "雨季"') == '&lt;5公里 &amp; "雨季"'
    assert lines("a<b", "", "c") == "a&lt;b<br>c"


def test_a_floor_is_an_open_triangle_and_said_to_be_more() -> None:
    facts = series({9: "70", 12: "2800"}, "> 3000", floors=(12,))
    made = series_chart(
        assess(facts, as_of=date(YEAR, 12, 31), today=date(YEAR + 1, 2, 1)), words(), locale=LOCALE
    )
    actual = trace(made.total, "actual")
    assert actual["marker"]["symbol"][8] == "circle"
    assert actual["marker"]["symbol"][11] == "triangle-up-open"
    assert actual["hovertext"][11].endswith("完成 超过2800公里")
    go.Figure(made.total)


def test_an_amount_above_something_is_a_hatched_bar() -> None:
    facts = series({1: "5", 3: "7"}, ">= 90", floors=(3,), accumulation=Accumulation.INCREMENT)
    made = series_chart(
        assess(facts, as_of=date(YEAR, 3, 31), today=date(YEAR, 5, 1)), words(), locale=LOCALE
    )
    assert made.period is not None
    bars = trace(made.period, "actual")
    assert (bars["x"], bars["y"]) == ([1, 3], [5, 7])
    assert bars["marker"]["pattern"]["shape"] == ["", "/"]
    go.Figure(made.period)


@pytest.mark.parametrize("reason", Uncompared)
def test_every_reason_has_words(reason: Uncompared) -> None:
    assert uncompared_words(reason)


@pytest.fixture
def shipped(db: None, late_november: None) -> None:
    shipped_data(TODAY)


@pytest.mark.usefixtures("shipped")
def test_published_floors_are_no_base_of_a_growth() -> None:
    """2024's 3156.37 against “above 2800” is not +12.7 %; the growth published is 5.2 %."""
    data, shown = page(Client(), "GDP_TOTAL", "baiyun", year="2024")
    last_year = trace(data["total"], "last_year")
    assert last_year["hovertext"][-1].endswith("上年同期 2800.00亿元以上")
    assert "triangle-up-open" in last_year["marker"]["symbol"]
    growth = trace(data["growth"], "actual")
    assert dict(zip(growth["x"], growth["y"], strict=True)) == {6: 6.3, 12: 5.2}
    assert "公布数" in data["growth"]["layout"]["title"]["text"]
    assert "12.7" not in table(shown)
    assert "2800.00以上" in table(shown)
    assert "不由总量推算" in shown
    assert "同比" in shown
    picture = shown.split('class="first-picture"')[1].split("</div>")[0]
    assert 'class="c-floor c-last"' in picture


@pytest.mark.usefixtures("shipped")
def test_the_first_picture_and_the_embedded_one_say_a_floor() -> None:
    _data, shown = page(Client(), "GDP_TOTAL", "baiyun", year="2023")
    picture = shown.split('class="first-picture"')[1].split("</div>")[0]
    assert "2800.00以上</text>" in picture
    assert 'class="c-floor c-actual"' in picture
    assert "△ 只公布下限" in shown


def test_without_a_growth_indicator_the_change_is_called_what_it_is(rooms: Rooms) -> None:
    for year, value in ((2025, "50"), (2026, "60")):
        enter(rooms.roads, value, OCTOBER.replace(year=year))
    enter(rooms.roads, "40", SEPTEMBER)
    enter(rooms.roads, "45", SEPTEMBER.replace(year=2025), qualifier="above")
    data, shown = page(client_of(rooms.works), "ROAD_KM")
    (bars,) = data["growth"]["data"]
    assert (bars["meta"], bars["x"], bars["y"]) == ("change", [10], [20.0])
    assert bars["hovertext"][0].split("<br>")[1:] == [
        "较上年同期增减 +20.0%", "实际完成 60.0公里", "上年同期 50.0公里",
    ]  # fmt: skip
    assert "名义变动" in data["growth"]["layout"]["title"]["text"]
    assert "不是公布的增速" in shown
    assert "不作比较(上年同期只公布下限)" in table(shown)
    assert "同比" not in table(shown)


def test_a_falling_change_has_a_true_minus(rooms: Rooms) -> None:
    enter(rooms.rate, "4.1")
    enter(rooms.rate, "5.6", OCTOBER.replace(year=2025))
    data, _shown = page(client_of(rooms.finance), "GROWTH")
    assert "较上年同期增减 −1.5个百分点" in data["growth"]["data"][0]["hovertext"][0]


def growth_kept(rooms: Rooms) -> None:
    Indicator.objects.filter(id=rooms.rate.indicator_id).update(growth_of=rooms.roads.indicator_id)
    enter(rooms.roads, "48.3", OCTOBER.replace(year=2025))
    enter(rooms.roads, "100", date(2025, 12, 31))
    enter(rooms.roads, "70")
    enter(rooms.rate, "2.1")


def test_what_the_rest_must_grow_by_is_drawn_for_level_and_growth(rooms: Rooms) -> None:
    growth_kept(rooms)
    client = client_of(rooms.works)
    data, shown = page(client, "ROAD_KM")
    assert trace(data["growth"], "actual")["y"] == [2.1]
    needed = trace(data["growth"], "needed")
    assert needed["x"] == [11, 12]
    assert needed["y"][0] == pytest.approx(8.676, abs=0.001)
    assert trace(data["growth"], "target")["y"] == [5.5, 5.5]
    assert "余期增速需达到8.68%" in table(shown)
    data, shown = page(client, "GROWTH")
    assert trace(data["total"], "rest")["x"] == [11, 12]
    assert "余期增速需达到8.68%" in table(shown)


def test_a_growth_indicator_without_figures_leaves_nothing_to_compute(rooms: Rooms) -> None:
    growth_kept(rooms)
    Actual.objects.filter(series=rooms.rate).delete()
    data, shown = page(client_of(rooms.works), "ROAD_KM")
    assert data["growth"] is None
    assert "较上年同期增减" not in shown


def test_a_limit_draws_what_each_period_may_bring_at_most(rooms: Rooms) -> None:
    for tier in ("plan", "stretch"):
        Target.objects.create(
            series=rooms.roads, year=2026, tier_id=tier, effective_on=date(2026, 6, 1),
            comparator="<=", comparator_wording="以内", value=Decimal(93), reason="x",
            recorded_at=noon(date(2026, 6, 2)),
        )  # fmt: skip
    enter(rooms.roads, "60", SEPTEMBER)
    enter(rooms.roads, "65")
    data, shown = page(client_of(rooms.works), "ROAD_KM")
    bars = trace(data["period"], "needed")
    assert (bars["x"], bars["y"]) == ([11, 12], [14.0, 14.0])
    assert "余期每期控制数 14.0公里" in bars["hovertext"][0]
    assert "余期每期控制数" in table(shown)
    assert "余期每月控制数 = (93.0公里 − 65.0公里) ÷ 2 = 14.0公里" in shown


def test_a_figure_explains_itself_on_hover(rooms: Rooms) -> None:
    enter(rooms.roads, "66", SEPTEMBER)
    enter(rooms.roads, "70")
    enter(rooms.roads, "71.4", reason="漏报<一段>")
    data, shown = page(client_of(rooms.works), "ROAD_KM")
    told = hover(data)
    assert told[:6] == [
        "2026年1—10月", "实际完成 71.4公里", "完成率:76.8%", "序时进度:83.3%",
        "偏差:−6.6个百分点", "状态:欠进度",
    ]  # fmt: skip
    revised = next(line for line in told if "更正为" in line)
    assert "由70.0公里更正为71.4公里" in revised
    assert revised.endswith("原因:漏报&lt;一段&gt;")
    assert "diamond-open" in symbols(data)
    assert "由70.0公里更正为71.4公里" in table(shown)
    assert "漏报&lt;一段&gt;" in table(shown)


def test_reasons_are_for_readers_who_log_in(rooms: Rooms, settings: Any) -> None:
    settings.ANONYMOUS_READING = True
    enter(rooms.roads, "70")
    enter(rooms.roads, "71.4", reason="漏报一段")
    data, shown = page(Client(), "ROAD_KM")
    assert any("更正为" in line for line in hover(data))
    assert "漏报一段" not in shown


def test_the_same_figure_again_is_no_revision(rooms: Rooms) -> None:
    enter(rooms.roads, "70", preliminary=True)
    enter(rooms.roads, "70", reason="转为正式数")
    data, _shown = page(client_of(rooms.works), "ROAD_KM")
    assert "diamond-open" not in symbols(data)


def test_what_waits_is_marked_by_shape_and_words(rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.place.id).update(checks_figures=True)
    enter(rooms.roads, "66", SEPTEMBER)
    waiting(rooms.roads, "71")
    waiting(rooms.roads, "67", SEPTEMBER)
    checker = client_of(rooms.place, Role.MANAGER)
    data, shown = page(checker, "ROAD_KM", as_of="2026-10")
    assert symbols(data).count("square-open") == 2
    assert "已提交,尚未审核通过" in hover(data)
    assert "有一条更正等待审核" in hover(data, SEPTEMBER)
    assert "□ 待审核" in shown
    without, shown = page(checker, "ROAD_KM", as_of="2026-10", pending="no")
    assert "square-open" not in symbols(without)
    assert "□ 待审核" not in shown


def entry(series: Series, lane: str, day: date, until: date | None = None) -> None:
    Actual.objects.create(
        series=series, calendar="monthly", origin=Origin.COMMAND, period_end=OCTOBER, lane=lane,
        value=Decimal(60), recorded_at=noon(day),
        superseded_at=None if until is None else noon(until),
    )  # fmt: skip


@pytest.mark.parametrize("anonymous", [True, False])
@pytest.mark.parametrize(
    ("submitted", "accepted", "late"),
    [(date(2026, 11, 16), date(2026, 11, 22), 0), (date(2026, 11, 20), date(2026, 11, 22), 2)],
)
def test_lateness_is_of_who_reports_and_not_of_who_checks(
    rooms: Rooms, settings: Any, submitted: date, accepted: date, late: int, *, anonymous: bool
) -> None:
    settings.ANONYMOUS_READING = True
    entry(rooms.roads, "pending", submitted, accepted)
    entry(rooms.roads, "official", accepted)
    data, shown = page(Client() if anonymous else client_of(rooms.works), "ROAD_KM")
    assert symbols(data) == (["x-thin-open"] if late else [])
    assert ("逾期2天报送" in hover(data)) is bool(late)
    assert ("逾期2天报送" in table(shown)) is bool(late)
    assert ("× 逾期报送" in shown) is bool(late)


def test_causes_and_names_are_printed_as_they_were_written(rooms: Rooms) -> None:
    Indicator.objects.filter(id=rooms.roads.indicator_id).update(name_zh="<5公里 & 支路")
    enter(rooms.roads, "60")
    Explanation.objects.create(
        series=rooms.roads, period_end=OCTOBER, cause="<b>5公里</b>以内停工", measure="",
        recorded_at=Actual.objects.latest("recorded_at").recorded_at,
    )  # fmt: skip
    data, shown = page(client_of(rooms.works), "ROAD_KM")
    (label,) = [a for a in data["total"]["layout"]["annotations"] if a.get("showarrow")]
    assert label["hovertext"] == "&lt;b&gt;5公里&lt;/b&gt;以内停工"
    assert label["text"].startswith("&lt;b&gt;5公里")
    assert data["total"]["layout"]["title"]["text"].startswith("2026年&lt;5公里 &amp; 支路")
    assert "&lt;b&gt;5公里&lt;/b&gt;以内停工" in table(shown)


def test_the_table_holds_what_every_view_draws(rooms: Rooms) -> None:
    for year, whole in ((2024, 80), (2025, 90)):
        for month in range(1, 13):
            end = month_end(year, month)
            enter(rooms.roads, str(round(whole * month / 12 + month % 3, 1)), end)
    for month, value in ((8, "50"), (9, "55"), (10, "60")):
        enter(rooms.roads, value, month_end(2026, month))
    data, shown = page(client_of(rooms.works), "ROAD_KM")
    told = table(shown)
    assert data["years"] is not None
    for heading in ("余期每期需完成", "较上年同期增减", "标注", "历年", "2025", "2024"):
        assert heading in told
    assert "年底预计" in told
    assert told.count('<th scope="row">') == 24
    row = told.split('<th scope="row">1—11月</th>')[1].split("</tr>")[0]
    assert "16.5" in row
