"""The chart of a series: valid for the library, true to the assessment, silent to the world."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from targets.core.judging.assessment import assess
from targets.core.values.facts import (
    Accumulation,
    ActualFact,
    Calendar,
    Comparator,
    Measure,
    PaceMethod,
    SeriesFacts,
    TargetFact,
)
from targets.web.charts.curves import curves
from targets.web.charts.figure import Chart, config, series_chart
from targets.web.charts.wording import ChartWords

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 23)
JUNE = date(2026, 6, 30)
MONTH_ENDS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
LOCALE = {"name": "zh-CN", "dictionary": {}, "format": {}}


def words() -> ChartWords:
    return ChartWords(
        actual="完成", last_year="上年", pace="序时进度", target="目标", title="里程(公里)",
        period=lambda end: f"1—{end.month}月", single=lambda end: f"{end.month}月",
        tick=lambda end: f"{end.month}月", number=lambda value: f"{value}公里",
        more_than=lambda text: f"超过{text}",
        tier=lambda tier: f"{tier.target.tier}目标", group_digits=False, file_name="roads",
    )  # fmt: skip


def end(month: int, year: int = 2026) -> date:
    return date(year, month, MONTH_ENDS[month - 1])


def facts(**changes: Any) -> SeriesFacts:
    base = SeriesFacts(
        measure=Measure.AMOUNT,
        accumulation=Accumulation.RUNNING_TOTAL,
        calendar=Calendar.MONTHLY,
        pace=PaceMethod.LINEAR,
        year=2026,
        targets=(
            TargetFact("plan", Comparator.AT_LEAST, Decimal(120)),
            TargetFact("stretch", Comparator.AT_LEAST, Decimal(123)),
        ),
        actuals=tuple(ActualFact(end(m), Decimal(m * 9)) for m in (1, 2, 4, 5, 6)),
        last_year=tuple(ActualFact(end(m, 2025), Decimal(m * 8)) for m in range(1, 13)),
    )
    return base._replace(**changes)


def chart(told: SeriesFacts, as_of: date = JUNE) -> Chart:
    return series_chart(assess(told, as_of=as_of, today=TODAY), words(), locale=LOCALE)


CASES = {
    "amount": facts(),
    "shape": facts(pace=PaceMethod.LAST_YEAR_SHAPE),
    "per period": facts(accumulation=Accumulation.INCREMENT),
    "rate": facts(measure=Measure.RATE, accumulation=Accumulation.LATEST, pace=PaceMethod.NONE),
    "rank": facts(measure=Measure.RANK, accumulation=Accumulation.LATEST, pace=PaceMethod.NONE),
    "quarterly": facts(calendar=Calendar.QUARTERLY),
    "annual": facts(calendar=Calendar.ANNUAL, actuals=()),
    "between": facts(
        targets=(TargetFact("plan", Comparator.BETWEEN, Decimal(3), Decimal(5)),),
        measure=Measure.RATE, accumulation=Accumulation.LATEST, pace=PaceMethod.NONE,
    ),
    "no target": facts(targets=()),
    "not quantified": facts(targets=(TargetFact("plan"),)),
    "nothing": facts(actuals=(), last_year=(), targets=()),
    "zero target": facts(targets=(TargetFact("plan", Comparator.AT_LEAST, Decimal(0)),)),
    "way down": facts(
        measure=Measure.STOCK, accumulation=Accumulation.LATEST,
        targets=(
            TargetFact("plan", Comparator.AT_MOST, Decimal(80), base_value=Decimal(100)),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_figure_is_valid_for_the_library_and_for_json(case: str) -> None:
    made = chart(CASES[case])
    for figure in (made.total, made.period):
        if figure is not None:
            go.Figure(figure)
            assert json.loads(json.dumps(figure)) == figure


def test_the_year_to_date_is_drawn_with_gaps_where_nothing_is_known() -> None:
    traces = {trace["meta"]: trace for trace in chart(CASES["amount"]).total["data"]}
    assert set(traces) == {"actual", "target", "pace", "last_year"}
    assert traces["actual"]["y"] == [9, 18, None, 36, 45, 54] + [None] * 6
    assert traces["actual"]["connectgaps"] is False
    assert traces["actual"]["line"]["width"] == 2.5
    assert traces["last_year"]["y"][5] == 48
    assert traces["pace"]["y"][5] == 60
    assert traces["pace"]["line"]["dash"] == "dot"
    assert traces["actual"]["hovertext"][5] == "1—6月<br>完成 54公里"


def test_periods_after_the_day_asked_for_are_not_drawn() -> None:
    traces = {trace["meta"]: trace for trace in chart(CASES["amount"], end(2)).total["data"]}
    assert traces["actual"]["y"] == [9, 18] + [None] * 10


def test_targets_are_dashed_and_named_at_the_right_end_apart_from_each_other() -> None:
    figure = chart(CASES["amount"]).total
    dashed = [trace for trace in figure["data"] if trace["meta"] == "target"]
    assert [set(trace["y"]) - {None} for trace in dashed] == [{120.0}, {123.0}]
    assert all(trace["line"]["dash"] == "dash" for trace in dashed)
    labels = figure["layout"]["annotations"]
    assert [label["text"] for label in labels] == ["plan目标", "stretch目标"]
    assert labels[0]["yshift"] < 0 < labels[1]["yshift"]
    assert figure["layout"]["showlegend"] is False


def test_amounts_switch_to_periods_and_rates_do_not() -> None:
    period = chart(CASES["amount"]).period
    assert period is not None
    actual = next(trace for trace in period["data"] if trace["meta"] == "actual")
    # April's own amount is unknown: March is missing
    assert dict(zip(actual["x"], actual["y"], strict=True)) == {1: 9, 2: 9, 5: 9, 6: 9}
    assert chart(CASES["rate"]).period is None


@pytest.mark.parametrize(("calendar", "axis"), [
    (Calendar.MONTHLY, [0.5, 12.5]), (Calendar.MONTHLY_JAN_FEB, [1.5, 12.5]),
    (Calendar.QUARTERLY, [1.5, 13.5]), (Calendar.HALF_YEARLY, [3, 15]),
])  # fmt: skip
def test_no_bar_is_cut_off_at_the_end(calendar: Calendar, axis: list[float]) -> None:
    told = facts(calendar=calendar, actuals=(ActualFact(end(6), Decimal(9)),))
    period = chart(told).period
    assert period is not None
    assert period["layout"]["xaxis"]["range"] == axis


def test_amounts_begin_at_zero_and_others_where_they_are() -> None:
    assert chart(CASES["amount"]).total["layout"]["yaxis"]["rangemode"] == "tozero"
    for case in ("rate", "rank", "way down"):
        assert "rangemode" not in chart(CASES[case]).total["layout"]["yaxis"]


def test_a_rank_is_drawn_with_the_first_place_on_top() -> None:
    assert chart(CASES["rank"]).total["layout"]["yaxis"]["autorange"] == "reversed"


def test_a_way_down_has_a_pace_from_its_base() -> None:
    drawn = curves(assess(CASES["way down"], as_of=JUNE, today=TODAY))
    assert next(point.value for point in drawn.pace if point.period_end == JUNE) == 90


def test_figures_have_no_colours_of_their_own() -> None:
    """Colours are the page's, or dark mode and paper would not have theirs."""
    for case in CASES.values():
        assert "#" not in json.dumps(chart(case)._asdict()["total"])


def test_the_library_sends_nothing_anywhere() -> None:
    made = config("roads", LOCALE)
    assert made["showSendToCloud"] is False
    assert made["plotlyServerURL"] == ""
    assert made["displaylogo"] is False
    assert made["modeBarButtons"] == [["toImage", "resetScale2d"]]


def test_the_style_that_the_library_must_not_write_is_known_by_its_name() -> None:
    script = (ROOT / "static/js/before_chart.js").read_text(encoding="utf-8")
    name = re.search(r'id = "([0-9a-f]{64})"', script)
    spec = find_spec("plotly")
    assert name is not None
    assert spec is not None
    assert spec.submodule_search_locations
    library = Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"
    wanted = f'getElementById("{name[1]}")'
    assert wanted in library.read_text(encoding="utf-8")


def test_the_charts_know_no_django() -> None:
    for path in (ROOT / "targets/web/charts").glob("*.py"):
        assert "import django" not in path.read_text(encoding="utf-8")
        assert "from django" not in path.read_text(encoding="utf-8")
