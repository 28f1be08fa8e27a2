"""The chart's traces beside the curves: fan, marks, remarks, the rest, past years, growth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from targets.core.judging.year_on_year import Compared
from targets.web.charts.ahead import Fan, Mark, PastCurve, Remark
from targets.web.charts.curves import Point
from targets.web.charts.drawing import markers
from targets.web.charts.wording import AheadWords, ChartWords, lines, plain

Figure = dict[str, Any]
# Each outside the next, so that a figure with several marks shows them all
_LOOKS = {
    "pending": ("square-open", 18),
    "revised": ("diamond-open", 16),
    "preliminary": ("circle-open", 12),
    "late": ("x-thin-open", 10),
}
_REMARK_ROOM = 34  # pixels above the point


def fan_trace(fan: Fan, words: AheadWords) -> Figure:
    """A wedge from the last figure to the range at the year's end."""
    start, end = fan.start.period_end.month, fan.end.month
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(words.fan),
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
        "name": plain(words.fan),
        "meta": "likely",
        "x": [fan.start.period_end.month, fan.end.month],
        "y": [float(fan.start.value), float(fan.middle)],
        "hoverinfo": "text",
        "hovertext": ["", plain(words.fan)],
        "line": {"width": 1, "dash": "dot"},
        "marker": {"size": [0, 6]},
    }


def mark_trace(mark: Mark) -> Figure:
    """A shape around one entry that waits, was revised, is preliminary or came late; its words
    are those of the point that it stands around."""
    symbol, size = _LOOKS[mark.kind]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(mark.text),
        "meta": "mark",
        "x": [mark.point.period_end.month],
        "y": [float(mark.point.value)],
        "hoverinfo": "skip",
        "marker": {"size": size, "symbol": symbol, "line": {"width": 2}},
    }


def remark_label(remark: Remark) -> Figure:
    """An explanation with an arrow to its period."""
    return {
        "text": plain(remark.text),
        "hovertext": plain(remark.whole),
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


def needed_trace(
    name: str, points: Sequence[Point], words: ChartWords, period: Callable[[date], str]
) -> Figure:
    """What each remaining period must bring, or may bring at most, as hollow bars."""
    return {
        "type": "bar",
        "name": plain(name),
        "meta": "needed",
        "x": [point.period_end.month for point in points],
        "y": [float(point.value) for point in points],
        "hoverinfo": "text",
        "textposition": "none",
        "hovertext": [
            lines(period(point.period_end), f"{name} {words.number(point.value)}")
            for point in points
        ],
    }


def rest_trace(name: str, points: Sequence[Point], words: ChartWords) -> Figure:
    """How the rest of the year must grow, across the remaining periods."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain(name),
        "meta": "rest",
        "x": [point.period_end.month for point in points],
        "y": [float(point.value) for point in points],
        "hoverinfo": "text",
        "hovertext": [lines(f"{name} {words.number(point.value)}") for point in points],
        "line": {"width": 1.5, "dash": "dashdot"},
        "marker": {"size": 9, "symbol": "cross-open"},
    }


def past_trace(past: PastCurve, place: int, words: ChartWords) -> Figure:
    """A year before as a quiet line, fainter the longer ago it is."""
    has_floors = any(point.is_floor for point in past.points)
    return {
        "type": "scatter",
        "mode": "lines+markers" if has_floors or len(past.points) == 1 else "lines",
        "name": str(past.year),
        "meta": "past",
        "opacity": max(0.35, 1 - 0.18 * place),
        "x": [point.period_end.month for point in past.points],
        "y": [float(point.value) for point in past.points],
        "hoverinfo": "text",
        "hovertext": [
            lines(f"{past.year} {words.tick(point.period_end)}", words.said(point))
            for point in past.points
        ],
        "line": {"width": 1.5, "dash": "solid" if not place else "dash"},
        "marker": markers(past.points, 4),
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


def change_trace(
    changes: Sequence[tuple[Compared, Decimal]], words: ChartWords, beside: AheadWords
) -> Figure:
    """The computed change of each period, with both figures; in another colour than figures."""
    return {
        "type": "bar",
        "name": plain(beside.change),
        "meta": "change",
        "x": [each.period_end.month for each, _change in changes],
        "y": [float(change) for _each, change in changes],
        "hoverinfo": "text",
        "textposition": "none",
        "hovertext": [
            lines(
                words.period(each.period_end),
                f"{beside.change} {beside.change_number(change)}",
                f"{words.actual} {words.number(each.value)}",
                f"{words.last_year} {words.number(each.base)}",
            )
            for each, change in changes
        ],
    }
