"""The chart of a series as figures of the chart library: plain dicts, ready to become JSON.

Colours are missing on purpose: the script takes them from the page's variables by each trace's
``meta``, so that light, dark and paper each have their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from targets.core.outcomes import Assessment, TierAssessment
from targets.core.values import Measure
from targets.web.charts.ahead import Ahead
from targets.web.charts.beside import (
    AheadWords,
    fan_trace,
    growth_trace,
    mark_trace,
    middle_trace,
    needed_trace,
    past_label,
    past_trace,
    remark_label,
)
from targets.web.charts.curves import Curves, Point, curves
from targets.web.charts.target_labels import spread, target_label

Figure = dict[str, Any]
LINE_WIDTH = 2.5
_LABEL_ROOM = 150  # right of the drawing, for the targets' names
_MOST_ROOM, _LETTER = 230, 12
_FEW_PLACES = 12


class ChartWords(NamedTuple):
    """What the chart says, already in the reader's language."""

    actual: str
    last_year: str
    pace: str
    target: str
    title: str  # with its unit: a saved picture has to say what it shows
    period: Callable[[date], str]  # year to date
    single: Callable[[date], str]  # the period alone
    tick: Callable[[date], str]  # year to date, short, for the axis
    number: Callable[[Decimal], str]  # with its unit
    tier: Callable[[TierAssessment], str]  # 计划目标 5.5%以上
    group_digits: bool
    file_name: str


class Chart(NamedTuple):
    """The figures a reader switches between, and how the library is to behave."""

    total: Figure
    period: Figure | None
    years: Figure | None  # this year and those before
    growth: Figure | None  # year on year
    config: Mapping[str, Any]


def series_chart(
    assessment: Assessment,
    words: ChartWords,
    *,
    locale: Mapping[str, Any],
    ahead: Ahead = Ahead(),  # noqa: B008 - nothing, and never changed
    ahead_words: AheadWords | None = None,
) -> Chart:
    """The chart of one series; ``locale`` are the library's own words (see ``config``), ``ahead``
    is what stands beside the curves, with its words."""
    drawn = curves(assessment)
    beside = ahead_words or AheadWords("", "", "", "", "")
    is_rank = assessment.facts.measure is Measure.RANK
    starts_at_zero = assessment.facts.measure is Measure.AMOUNT
    return Chart(
        total=with_ahead(
            _total(drawn, words, is_rank=is_rank, starts_at_zero=starts_at_zero), ahead, beside
        ),
        period=_period(drawn, words, ahead, beside) if drawn.has_periods else None,
        years=_years(drawn, words, ahead, beside, is_rank=is_rank) if ahead.past else None,
        growth=_growth(drawn, words, ahead, beside) if ahead.growth else None,
        config=config(words.file_name, locale),
    )


def config(file_name: str, locale: Mapping[str, Any]) -> dict[str, Any]:
    """The one configuration of the library: nothing is ever sent out, only a picture saved."""
    return {
        "displaylogo": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "responsive": True,
        "displayModeBar": True,
        "modeBarButtons": [["toImage", "resetScale2d"]],
        "toImageButtonOptions": {"format": "png", "filename": file_name, "scale": 2},
        "locale": locale["name"],
        "locales": {locale["name"]: locale},
    }


def _total(drawn: Curves, words: ChartWords, *, is_rank: bool, starts_at_zero: bool) -> Figure:
    traces = []
    if drawn.last_year:
        traces.append(
            _line(
                "last_year", words.last_year, drawn.last_year, drawn.ends, words, width=1, marker=4
            )
        )
    if drawn.pace:
        traces.append(
            _line("pace", words.pace, drawn.pace, drawn.ends, words, width=1.5, dash="dot")
        )
    annotations = []
    for line in drawn.targets:
        name = words.tier(line.tier)
        for value in line.values:
            ends = (drawn.ends[0], drawn.ends[-1])
            points = [Point(end, value) for end in ends]
            trace = _line("target", name, points, ends, words, width=1.5, dash="dash")
            trace["hovertext"] = [f"{name}<br>{words.number(value)}" for _end in ends]
            if len(drawn.ends) == 1:
                trace["x"] = [0.5, 12.5]
            traces.append(trace)
        annotations.append(target_label(name, line.values[-1]))
    traces.append(
        _line("actual", words.actual, drawn.actual, drawn.ends, words, width=LINE_WIDTH, marker=7)
    )
    spread(annotations, traces)
    layout = _layout(drawn.ends, words, words.tick)
    layout["annotations"] = annotations
    longest = max((len(label["text"]) for label in annotations), default=0)
    room = min(_MOST_ROOM, max(_LABEL_ROOM, _LETTER * longest))
    layout["margin"]["r"] = room if annotations else 16
    if is_rank:
        layout["yaxis"] |= {"autorange": "reversed"} | _whole_places(traces)
    elif starts_at_zero:
        layout["yaxis"]["rangemode"] = "tozero"
    return {"data": traces, "layout": layout}


def _whole_places(traces: Sequence[Figure]) -> Figure:
    """There is no place between the third and the fourth."""
    values = [value for trace in traces for value in trace["y"] if value is not None]
    few = bool(values) and max(values) - min(values) <= _FEW_PLACES
    return {"dtick": 1} if few else {}


def with_ahead(figure: Figure, ahead: Ahead, words: AheadWords) -> Figure:
    """The curves with the likely range beneath them; marks around the points of the year's own
    line, which stays the uppermost; remarks above all."""
    below = [fan_trace(ahead.fan, words), middle_trace(ahead.fan, words)] if ahead.fan else []
    *curves_below, own = figure["data"]
    marks = [mark_trace(mark) for mark in ahead.marks]
    figure["data"] = [*below, *curves_below, *marks, own]
    figure["layout"]["annotations"] += [remark_label(remark) for remark in ahead.remarks]
    return figure


def _years(
    drawn: Curves, words: ChartWords, ahead: Ahead, beside: AheadWords, *, is_rank: bool
) -> Figure:
    traces = [
        past_trace(past, place, words.tick, words.number) for place, past in enumerate(ahead.past)
    ]
    traces.append(
        _line("actual", words.actual, drawn.actual, drawn.ends, words, width=LINE_WIDTH, marker=7)
    )
    layout = _layout(drawn.ends, words, words.tick)
    layout["title"]["text"] = beside.years
    layout["annotations"] = [past_label(past) for past in ahead.past]
    spread(layout["annotations"], traces)
    layout["margin"]["r"] = 48
    if is_rank:
        layout["yaxis"]["autorange"] = "reversed"
    return {"data": traces, "layout": layout}


def _growth(drawn: Curves, words: ChartWords, ahead: Ahead, beside: AheadWords) -> Figure:
    layout = _layout(drawn.ends, words, words.tick)
    layout["title"]["text"] = beside.growth
    layout["bargap"] = 0.5
    layout["yaxis"] |= {"zeroline": True}
    if beside.growth_unit == "%":
        layout["yaxis"]["ticksuffix"] = "%"
    return {"data": [growth_trace(ahead, beside, words.period)], "layout": layout}


def _period(drawn: Curves, words: ChartWords, ahead: Ahead, beside: AheadWords) -> Figure:
    traces = []
    if drawn.last_amounts:
        traces.append(_bars("last_year", words.last_year, drawn.last_amounts, words))
    traces.append(_bars("actual", words.actual, drawn.amounts, words))
    if ahead.needed:
        traces.append(needed_trace(ahead, beside, words.single, words.number))
    layout = _layout(drawn.ends, words, words.single)
    layout |= {"barmode": "group", "bargap": 0.35, "bargroupgap": 0.08}
    layout["yaxis"]["rangemode"] = "tozero"
    return {"data": traces, "layout": layout}


def _line(
    role: str,
    name: str,
    points: Sequence[Point],
    ends: Sequence[date],
    words: ChartWords,
    *,
    width: float,
    dash: str = "solid",
    marker: int = 0,
) -> Figure:
    """A line over every period between the first and the last; an unknown one is a gap."""
    values = {point.period_end: point.value for point in points}
    known = [values.get(end) for end in ends]
    return {
        "type": "scatter",
        "mode": "lines+markers" if marker else "lines",
        "name": name,
        "meta": role,
        "x": [end.month for end in ends],
        "y": [None if value is None else float(value) for value in known],
        "hoverinfo": "text",
        "hovertext": [
            "" if value is None else f"{words.period(end)}<br>{name} {words.number(value)}"
            for end, value in zip(ends, known, strict=True)
        ],
        "connectgaps": False,
        "line": {"width": width, "dash": dash},
        **({"marker": {"size": marker}} if marker else {}),
    }


def _bars(role: str, name: str, points: Sequence[Point], words: ChartWords) -> Figure:
    return {
        "type": "bar",
        "name": name,
        "meta": role,
        "x": [point.period_end.month for point in points],
        "y": [float(point.value) for point in points],
        "hoverinfo": "text",
        # The library writes hover text into a bar unless told not to
        "textposition": "none",
        "hovertext": [
            f"{words.single(point.period_end)}<br>{name} {words.number(point.value)}"
            for point in points
        ],
    }


def _layout(ends: Sequence[date], words: ChartWords, tick: Callable[[date], str]) -> Figure:
    return {
        "height": 360,
        "margin": {"l": 56, "r": 16, "t": 44, "b": 36},
        "title": {
            "text": words.title,
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "font": {"size": 13},
        },
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": ".,",
        "xaxis": {
            "range": [0.5, 12.5],
            "tickmode": "array",
            "tickvals": [end.month for end in ends],
            "ticktext": [tick(end) for end in ends],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": {
            "automargin": True,
            "exponentformat": "none",
            "separatethousands": words.group_digits,
            "zeroline": False,
            "fixedrange": True,
        },
    }
