"""The chart of a series as figures of the chart library: plain dicts, ready to become JSON.

Colours are missing on purpose: the script takes them from the page's variables by each trace's
``meta``, so that light, dark and paper each have their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from targets.core.judging.outcomes import Assessment
from targets.core.values.facts import Measure
from targets.web.charts.ahead import Ahead, Published
from targets.web.charts.beside import (
    change_trace,
    fan_trace,
    mark_trace,
    middle_trace,
    needed_trace,
    past_label,
    past_trace,
    remark_label,
    rest_trace,
)
from targets.web.charts.curves import Curves, curves
from targets.web.charts.drawing import Figure, across, bars, layout, line, target_lines
from targets.web.charts.target_labels import spread
from targets.web.charts.wording import AheadWords, ChartWords

LINE_WIDTH = 2.5
_LABEL_ROOM = 150  # right of the drawing, for the targets' names
_MOST_ROOM, _LETTER = 230, 12
_FEW_PLACES = 12
_NO_WORDS = AheadWords("", "", "", "", "", "", "")


class Chart(NamedTuple):
    """The figures a reader switches between, and how the library is to behave."""

    total: Figure
    period: Figure | None
    years: Figure | None  # this year and those before
    growth: Figure | None  # published growth, or the computed change on last year
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
    beside = ahead_words or _NO_WORDS
    is_rank = assessment.facts.measure is Measure.RANK
    starts_at_zero = assessment.facts.measure is Measure.AMOUNT
    total = _total(drawn, words, is_rank=is_rank, starts_at_zero=starts_at_zero)
    return Chart(
        total=with_ahead(total, ahead, words, beside),
        period=_period(drawn, words, ahead, beside) if drawn.has_periods else None,
        years=_years(drawn, words, ahead, beside, is_rank=is_rank) if ahead.past else None,
        growth=_growth(drawn, words, ahead, beside),
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
    ends = drawn.ends
    traces = []
    if drawn.last_year:
        traces.append(
            line("last_year", words.last_year, drawn.last_year, ends, words, width=1, marker=4)
        )
    if drawn.pace:
        traces.append(line("pace", words.pace, drawn.pace, ends, words, width=1.5, dash="dot"))
    targets, labels = target_lines(drawn, words)
    traces += [*targets, _own(drawn, words)]
    spread(labels, traces)
    frame = layout(ends, words, words.tick, words.title)
    frame["annotations"] = labels
    frame["margin"]["r"] = _room(labels)
    if is_rank:
        frame["yaxis"] |= {"autorange": "reversed"} | _whole_places(traces)
    elif starts_at_zero:
        frame["yaxis"]["rangemode"] = "tozero"
    return {"data": traces, "layout": frame}


def _own(drawn: Curves, words: ChartWords) -> Figure:
    return line(
        "actual",
        words.actual,
        drawn.actual,
        drawn.ends,
        words,
        width=LINE_WIDTH,
        marker=7,
        explained=words.explained,
    )


def _room(labels: Sequence[Figure]) -> int:
    """Right of the drawing, for the names of the targets."""
    longest = max((len(label["text"]) for label in labels), default=0)
    return min(_MOST_ROOM, max(_LABEL_ROOM, _LETTER * longest)) if labels else 16


def _whole_places(traces: Sequence[Figure]) -> Figure:
    """There is no place between the third and the fourth."""
    values = [value for trace in traces for value in trace["y"] if value is not None]
    few = bool(values) and max(values) - min(values) <= _FEW_PLACES
    return {"dtick": 1} if few else {}


def with_ahead(figure: Figure, ahead: Ahead, words: ChartWords, beside: AheadWords) -> Figure:
    """The curves with the likely range beneath them; marks around the points of the year's own
    line, which stays the uppermost; remarks above all."""
    below = [fan_trace(ahead.fan, beside), middle_trace(ahead.fan, beside)] if ahead.fan else []
    *curves_below, own = figure["data"]
    marks = [mark_trace(mark) for mark in ahead.marks]
    rest = [rest_trace(beside.rest, ahead.rest, words)] if ahead.rest else []
    figure["data"] = [*below, *curves_below, *rest, *marks, own]
    figure["layout"]["annotations"] += [remark_label(remark) for remark in ahead.remarks]
    return figure


def _years(
    drawn: Curves, words: ChartWords, ahead: Ahead, beside: AheadWords, *, is_rank: bool
) -> Figure:
    traces = [past_trace(past, place, words) for place, past in enumerate(ahead.past)]
    traces.append(_own(drawn, words))
    frame = layout(drawn.ends, words, words.tick, beside.years)
    frame["annotations"] = [past_label(past) for past in ahead.past]
    spread(frame["annotations"], traces)
    frame["margin"]["r"] = 48
    if is_rank:
        frame["yaxis"]["autorange"] = "reversed"
    return {"data": traces, "layout": frame}


def _growth(drawn: Curves, words: ChartWords, ahead: Ahead, beside: AheadWords) -> Figure | None:
    """The growth indicator's published figures where there is one, and then nothing else."""
    if ahead.published is not None:
        if beside.published is None or not ahead.published.drawn.actual:
            return None
        return _published(ahead.published, beside.published, beside)
    if not ahead.changes:
        return None
    frame = layout(drawn.ends, words, words.tick, beside.growth)
    frame["bargap"] = 0.5
    frame["xaxis"]["range"] = across(drawn.ends)
    frame["yaxis"] |= {"zeroline": True}
    if beside.growth_unit == "%":
        frame["yaxis"]["ticksuffix"] = "%"
    return {"data": [change_trace(ahead.changes, words, beside)], "layout": frame}


def _published(found: Published, words: ChartWords, beside: AheadWords) -> Figure:
    drawn = found.drawn
    traces = []
    if drawn.last_year:
        traces.append(bars("last_year", words.last_year, drawn.last_year, words, words.period))
    traces.append(bars("actual", words.actual, drawn.actual, words, words.period))
    if found.rest:
        traces.append(needed_trace(beside.rest, found.rest, words, lambda _end: ""))
    targets, labels = target_lines(drawn, words)
    traces += targets
    spread(labels, traces)
    frame = layout(drawn.ends, words, words.tick, beside.growth)
    frame |= {"barmode": "group", "bargap": 0.35, "bargroupgap": 0.08, "annotations": labels}
    frame["margin"]["r"] = _room(labels)
    frame["xaxis"]["range"] = across(drawn.ends)
    frame["yaxis"] |= {"zeroline": True, "ticksuffix": "%"}
    return {"data": traces, "layout": frame}


def _period(drawn: Curves, words: ChartWords, ahead: Ahead, beside: AheadWords) -> Figure:
    traces = []
    if drawn.last_amounts:
        traces.append(bars("last_year", words.last_year, drawn.last_amounts, words, words.single))
    traces.append(bars("actual", words.actual, drawn.amounts, words, words.single))
    if ahead.needed:
        traces.append(needed_trace(beside.needed, ahead.needed, words, words.single))
    frame = layout(drawn.ends, words, words.single, words.title)
    frame |= {"barmode": "group", "bargap": 0.35, "bargroupgap": 0.08}
    frame["xaxis"]["range"] = across(drawn.ends)
    frame["yaxis"]["rangemode"] = "tozero"
    return {"data": traces, "layout": frame}
