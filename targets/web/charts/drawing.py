"""The parts that every view of the chart is drawn from: lines, bars, markers, the frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from targets.web.charts.curves import Curves, Point
from targets.web.charts.target_labels import target_label
from targets.web.charts.wording import ChartWords, lines, plain

Figure = dict[str, Any]
FLOOR_SYMBOL = "triangle-up-open"
_FLOOR_LARGER = 4  # than the marker of an exact figure


def line(
    role: str,
    name: str,
    points: Sequence[Point],
    ends: Sequence[date],
    words: ChartWords,
    *,
    width: float,
    dash: str = "solid",
    marker: int = 0,
    explained: Mapping[date, tuple[str, ...]] | None = None,
) -> Figure:
    """A line over every period between the first and the last; an unknown one is a gap."""
    at = {point.period_end: point for point in points}
    known = [at.get(end) for end in ends]
    told = explained or {}
    marked = bool(marker) or any(point.is_floor for point in points)
    return {
        "type": "scatter",
        "mode": "lines+markers" if marked else "lines",
        "name": plain(name),
        "meta": role,
        "x": [end.month for end in ends],
        "y": [None if point is None else float(point.value) for point in known],
        "hoverinfo": "text",
        "hovertext": [
            ""
            if point is None
            else lines(
                words.period(end), f"{name} {words.said(point)}", *told.get(point.period_end, ())
            )
            for end, point in zip(ends, known, strict=True)
        ],
        "connectgaps": False,
        "line": {"width": width, "dash": dash},
        **({"marker": markers(known, marker)} if marked else {}),
    }


def markers(points: Sequence[Point | None], size: int) -> Figure:
    """Dots; a figure of which only a floor is known is an open triangle that points up."""
    floors = [point is not None and point.is_floor for point in points]
    if not any(floors):
        return {"size": size}
    return {
        "size": [max(size, 5) + _FLOOR_LARGER if floor else size for floor in floors],
        "symbol": [FLOOR_SYMBOL if floor else "circle" for floor in floors],
        "opacity": 1,
    }


def bars(
    role: str, name: str, points: Sequence[Point], words: ChartWords, period: Callable[[date], str]
) -> Figure:
    """One bar a period; one of which only a floor is known is hatched."""
    floors = [point.is_floor for point in points]
    return {
        "type": "bar",
        "name": plain(name),
        "meta": role,
        "x": [point.period_end.month for point in points],
        "y": [float(point.value) for point in points],
        "hoverinfo": "text",
        # The library writes hover text into a bar unless told not to
        "textposition": "none",
        "hovertext": [
            lines(period(point.period_end), f"{name} {words.said(point)}") for point in points
        ],
        **(
            {"marker": {"pattern": {"shape": ["/" if floor else "" for floor in floors]}}}
            if any(floors)
            else {}
        ),
    }


def across(ends: Sequence[date]) -> list[float]:
    """The axis of bars: half a period on either side, so that none is cut off."""
    months = [end.month for end in ends]
    half = min((b - a for a, b in pairwise(months)), default=12) / 2
    return [months[0] - half, months[-1] + half]


def target_lines(drawn: Curves, words: ChartWords) -> tuple[list[Figure], list[Figure]]:
    """Every tier's number across the year, and its name at the right end."""
    traces: list[Figure] = []
    labels: list[Figure] = []
    for target in drawn.targets:
        name = words.tier(target.tier)
        for value in target.values:
            ends = (drawn.ends[0], drawn.ends[-1])
            points = [Point(end, value) for end in ends]
            trace = line("target", name, points, ends, words, width=1.5, dash="dash")
            trace["hovertext"] = [lines(name, words.number(value)) for _end in ends]
            if len(drawn.ends) == 1:
                trace["x"] = [0.5, 12.5]
            traces.append(trace)
        labels.append(target_label(plain(name), target.values[-1]))
    return traces, labels


def layout(
    ends: Sequence[date], words: ChartWords, tick: Callable[[date], str], title: str
) -> Figure:
    """The frame of a view."""
    return {
        "height": 360,
        "margin": {"l": 56, "r": 16, "t": 44, "b": 36},
        "title": {
            "text": plain(title),
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
            "ticktext": [plain(tick(end)) for end in ends],
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
