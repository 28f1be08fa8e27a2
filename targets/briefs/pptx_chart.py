"""A small chart as PowerPoint's own, so that it can be edited: lines over the periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData, ChartData
from pptx.chart.point import Point
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Emu, Pt

from .content import Picture
from .packing import clean
from .palette import ACCENT, FAMILY, INK, MUTED, QUIET, RULE
from .pptx_shapes import Area, add_lines
from .scales import last_written, ticks_of, written
from .wording import picture_caption

# Name, values, colour, points, dashes
_Look = tuple[str, tuple[float | None, ...], str, float, MSO_LINE | None]

_CAPTION = Emu(330000)
_TEXT = Pt(11)
_NEAR = 0.25  # of the scale: so close below the target its line would cross the figure


def add_chart(
    slide: Slide, picture: Picture, names: Mapping[str, str], language: str, area: Area
) -> None:
    """The caption and below it the chart, with its sentence for who cannot see it."""
    left, top, width, height = area
    box = slide.shapes.add_textbox(left, top, width, _CAPTION)
    add_lines(box.text_frame, (picture_caption(picture, language),), size=14, bold=True)
    data = CategoryChartData()
    data.categories = [clean(label) for label in picture.labels]
    periods = len(picture.labels)
    lines: list[_Look] = [("actual", picture.actual.values, ACCENT, 2.5, None)]
    if picture.target is not None:
        lines.append(("target", (picture.target,) * periods, INK, 1.5, MSO_LINE.DASH))
    if picture.pace is not None:
        lines.append(("pace", picture.pace.values, QUIET, 1.5, MSO_LINE.ROUND_DOT))
    if picture.last_year is not None:
        lines.append(("last_year", picture.last_year.values, QUIET, 1.0, None))
    for key, values, *_ in lines:
        data.add_series(clean(names.get(key, key)), values)
    room = (left, Emu(top + _CAPTION), width, Emu(height - _CAPTION))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *room, cast(ChartData, data))
    described = frame._element.nvGraphicFramePr.cNvPr
    described.set("name", clean(picture.title))
    described.set("descr", clean(picture.alternative))
    chart = cast(GraphicFrame, frame).chart
    _axes(chart, picture)
    for series, (key, _, colour, thick, dash) in zip(chart.plots[0].series, lines, strict=True):
        series.smooth = False
        series.format.line.width = Pt(thick)
        series.format.line.color.rgb = RGBColor.from_string(colour)
        if dash is not None:
            series.format.line.dash_style = dash
        series.marker.style = XL_MARKER_STYLE.CIRCLE if key == "actual" else XL_MARKER_STYLE.NONE
        if key == "actual":
            series.marker.size = 5
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = RGBColor.from_string(colour)
            series.marker.format.line.color.rgb = RGBColor.from_string(colour)
    _last(chart, picture)


def _axes(chart: Chart, picture: Picture) -> None:
    """The same quiet rules and the same scale as in the picture of the document."""
    ticks, decimals = ticks_of(picture)
    chart.has_legend = chart.has_title = False
    chart.font.size = _TEXT
    chart.font.color.rgb = RGBColor.from_string(MUTED)
    values = chart.value_axis
    values.minimum_scale, values.maximum_scale = ticks[0], ticks[-1]
    values.major_unit = ticks[1] - ticks[0]
    values.major_gridlines.format.line.color.rgb = RGBColor.from_string(RULE)
    values.format.line.fill.background()
    values.tick_labels.number_format = "0" + ("." + "0" * decimals if decimals else "")
    values.tick_labels.number_format_is_linked = False
    chart.category_axis.format.line.color.rgb = RGBColor.from_string(RULE)
    # Below the field, also where values fall under zero
    labels = chart.category_axis._element.find(
        "{http://schemas.openxmlformats.org/drawingml/2006/chart}tickLblPos"
    )
    if labels is not None:
        labels.set("val", "low")


def _last(chart: Chart, picture: Picture) -> None:
    """The last figure beside its marker, in the colour of the verdict."""
    known = [at for at, value in enumerate(picture.actual.values) if value is not None]
    if not known:
        return
    value = picture.actual.values[known[-1]]
    series = chart.plots[0].series
    colour = FAMILY.get(picture.family, FAMILY["neutral"])
    point = series[0].points[known[-1]]
    point.marker.style, point.marker.size = XL_MARKER_STYLE.CIRCLE, 8
    point.marker.format.fill.solid()
    point.marker.format.fill.fore_color.rgb = RGBColor.from_string(colour)
    point.marker.format.line.color.rgb = RGBColor.from_string(colour)
    ticks, _ = ticks_of(picture)
    near = (ticks[-1] - ticks[0]) * _NEAR
    is_below = (
        value is not None and picture.target is not None and (0 <= picture.target - value < near)
    )
    _label(point, last_written(picture.actual), colour, is_below=is_below)
    if picture.target is not None:
        _label(series[1].points[len(picture.labels) - 1], written(picture.target), INK)


def _label(point: Point, text: str, colour: str, *, is_below: bool = False) -> None:
    """A value beside its point."""
    label = point.data_label
    label.position = XL_LABEL_POSITION.BELOW if is_below else XL_LABEL_POSITION.ABOVE
    run = label.text_frame.paragraphs[0].add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(12), True
    run.font.color.rgb = RGBColor.from_string(colour)
