"""The chart's traces beside the curves: fan, marks, remarks, needed bars, past years, growth."""

from __future__ import annotations

from typing import Any, NamedTuple

from targets.web.charts.ahead import Ahead, Fan, Mark, PastCurve, Remark

Figure = dict[str, Any]
_SYMBOLS = {"revised": "diamond-open", "preliminary": "circle-open", "late": "x-thin-open"}
_REMARK_ROOM = 34  # pixels above the point


class AheadWords(NamedTuple):
    """What the additions say, already in the reader's language."""

    fan: str  # the likely year-end: 93.1—98.4公里, middle 95.2公里
    needed: str
    years: str  # the title of several years
    growth: str
    growth_unit: str


def fan_trace(fan: Fan, words: AheadWords) -> Figure:
    """A wedge from the last figure to the range at the year's end."""
    start, end = fan.start.period_end.month, fan.end.month
    return {
        "type": "scatter",
        "mode": "lines",
        "name": words.fan,
        "meta": "fan",
        "x": [start, end, end, start],
        "y": [float(fan.start.value), float(fan.high), float(fan.low), float(fan.start.value)],
        "fill": "toself",
        "hoverinfo": "skip",
        "line": {"width": 0},
    }


def middle_trace(fan: Fan, words: AheadWords) -> Figure:
    """The middle of the range: its words are on hover."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": words.fan,
        "meta": "likely",
        "x": [fan.start.period_end.month, fan.end.month],
        "y": [float(fan.start.value), float(fan.middle)],
        "hoverinfo": "text",
        "hovertext": ["", words.fan],
        "line": {"width": 1, "dash": "dot"},
        "marker": {"size": [0, 6]},
    }


def mark_trace(mark: Mark) -> Figure:
    """One entry that was revised, is preliminary or came late."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": mark.text,
        "meta": "mark",
        "x": [mark.point.period_end.month],
        "y": [float(mark.point.value)],
        "hoverinfo": "text",
        "hovertext": [mark.text],
        "marker": {"size": 13, "symbol": _SYMBOLS[mark.kind], "line": {"width": 2}},
    }


def remark_label(remark: Remark) -> Figure:
    """An explanation with an arrow to its period."""
    return {
        "text": remark.text,
        "hovertext": remark.whole,
        "x": remark.point.period_end.month,
        "y": float(remark.point.value),
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "ax": 0,
        "ay": -_REMARK_ROOM,
        "xref": "x",
        "yref": "y",
        "font": {"size": 11},
    }


def needed_trace(ahead: Ahead, words: AheadWords, single: Any, number: Any) -> Figure:
    """What each remaining period must bring."""
    return {
        "type": "bar",
        "name": words.needed,
        "meta": "needed",
        "x": [point.period_end.month for point in ahead.needed],
        "y": [float(point.value) for point in ahead.needed],
        "hoverinfo": "text",
        "textposition": "none",
        "hovertext": [
            f"{single(point.period_end)}<br>{words.needed} {number(point.value)}"
            for point in ahead.needed
        ],
    }


def past_trace(past: PastCurve, place: int, period: Any, number: Any) -> Figure:
    """A year before as a quiet line, fainter the longer ago it is."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": str(past.year),
        "meta": "last_year",
        "opacity": max(0.35, 1 - 0.18 * place),
        "x": [point.period_end.month for point in past.points],
        "y": [float(point.value) for point in past.points],
        "hoverinfo": "text",
        "hovertext": [
            f"{past.year} {period(point.period_end)}<br>{number(point.value)}"
            for point in past.points
        ],
        "line": {"width": 1.5, "dash": "solid" if not place else "dash"},
    }


def past_label(past: PastCurve) -> Figure:
    """The year, at the right end of its line."""
    last = past.points[-1]
    return {
        "text": str(past.year),
        "x": last.period_end.month,
        "y": float(last.value),
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "xshift": 4,
        "showarrow": False,
        "font": {"size": 12},
    }


def growth_trace(ahead: Ahead, words: AheadWords, period: Any) -> Figure:
    """Year on year, period by period."""
    return {
        "type": "bar",
        "name": words.growth,
        "meta": "actual",
        "x": [point.period_end.month for point in ahead.growth],
        "y": [float(point.value) for point in ahead.growth],
        "hoverinfo": "text",
        "textposition": "none",
        "hovertext": [
            f"{period(point.period_end)}<br>{words.growth} {point.value:+.1f}{words.growth_unit}"
            for point in ahead.growth
        ],
    }
