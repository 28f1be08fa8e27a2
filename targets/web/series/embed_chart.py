"""The embedded chart: one series as an SVG without script or style, from what its page draws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from targets import formatting
from targets.briefs.content import Line, Picture
from targets.briefs.scales import FLOOR, Frame, framed, last_text, target_text
from targets.core.saying.labels import family
from targets.core.saying.sentence import short_sentence
from targets.core.values.facts import Calendar, Measure
from targets.core.values.figures import exact
from targets.reads.judging.judged import JudgedSeries
from targets.web.charts.curves import Curves, Point, curves
from targets.web.parts.series_words import Tiers, pace_name

WIDE, NARROW = (640, 260), (340, 220)  # view boxes, of a page and of a phone
_LETTER, _CHARACTER = 7.0, 12.5  # how wide Latin and Chinese are at the size of the style sheet
_BELOW = 24  # for the periods
_ABOVE = 14
_NOTHING = mark_safe("")
_FEBRUARY = 2
_TO_QUARTER = {3: "Q1", 6: "H1", 9: "Q1-3", 12: "Q1-4"}


class Key(NamedTuple):
    """One line of the legend: its class and its word."""

    kind: str
    word: str


def picture_of(row: JudgedSeries, tiers: Tiers) -> Picture:
    """What the chart of a series draws, as a briefing's picture."""
    drawn = curves(row.assessment)
    calendar = row.assessment.facts.calendar
    headline = row.assessment.headline
    target = None if headline is None else headline.target.value
    return Picture(
        title=formatting.name(row),
        alternative=formatting.phrase(
            short_sentence(row.assessment, formatting.series_words(row, tiers))
        ),
        unit=formatting.unit(row),
        labels=tuple(_label(calendar, end) for end in drawn.ends),
        actual=_drawn(_("Completed"), drawn.ends, drawn.actual),
        target=None if target is None else float(target),
        pace=_drawn(pace_name(drawn.pace_method), drawn.ends, drawn.pace) if drawn.pace else None,
        last_year=(
            _drawn(_("Same period last year"), drawn.ends, drawn.last_year)
            if drawn.last_year
            else None
        ),
        family=family(row.assessment.verdict).value,
        decimals=row.decimals,
        is_rank=row.measure is Measure.RANK,
        last_text=_last_text(row, drawn),
        target_text=_target_text(target),
        short_labels=tuple(_short(calendar, end) for end in drawn.ends),
    )


def _last_text(row: JudgedSeries, drawn: Curves) -> str:
    """The last figure as the tables print it; what is only known to be more says so."""
    if not drawn.actual:
        return ""
    last = drawn.actual[-1]
    text = formatting.number(last.value, row.decimals)
    is_floor = row.assessment.is_floor and row.assessment.period_end == last.period_end
    return f"{FLOOR}{text}" if is_floor else text


def _target_text(target: Decimal | None) -> str:
    """With every decimal that it was stated with."""
    return "" if target is None else formatting.number(target, exact(target, 0))


def _short(calendar: Calendar, end: date) -> str:
    """A period in digits and Latin letters: a picture's own type has no others."""
    if calendar in (Calendar.QUARTERLY, Calendar.HALF_YEARLY):
        return _TO_QUARTER[end.month]
    if calendar is Calendar.ANNUAL:
        return str(end.year)
    is_both = calendar is Calendar.MONTHLY_JAN_FEB and end.month == _FEBRUARY
    return f"1-{_FEBRUARY}" if is_both else str(end.month)


def _label(calendar: Calendar, end: date) -> str:
    """Months by their own name, to be short; 一季度, 上半年 otherwise."""
    if calendar in (Calendar.QUARTERLY, Calendar.HALF_YEARLY, Calendar.ANNUAL):
        return formatting.period(calendar, end)
    return formatting.single_period(calendar, end)


def _drawn(name: str, ends: Sequence[date], points: Sequence[Point]) -> Line:
    known = {point.period_end: point for point in points}
    found = [known.get(end) for end in ends]
    return Line(
        name,
        tuple(None if point is None else float(point.value) for point in found),
        tuple(place for place, point in enumerate(found) if point is not None and point.is_floor),
    )


def keys_of(picture: Picture) -> list[Key]:
    """The legend of a picture."""
    keys = [Key("actual", picture.actual.name)]
    if picture.target is not None:
        keys.append(Key("target", _("Target")))
    if picture.pace is not None:
        keys.append(Key("pace", picture.pace.name))
    if picture.last_year is not None:
        keys.append(Key("last", picture.last_year.name))
    return keys


def has_floors(picture: Picture) -> bool:
    """Whether something drawn is only a floor."""
    last_year = picture.last_year
    return bool(picture.actual.floors or (last_year is not None and last_year.floors))


def chart_svg(picture: Picture) -> SafeString:
    """The chart twice, of which the style sheet shows one: wide, and narrow for a phone."""
    return format_html("{}{}", *(picture_svg(picture, size) for size in (WIDE, NARROW)))


def picture_svg(picture: Picture, size: tuple[int, int]) -> SafeString:
    """The chart in a size; its sentence is what a screen reader hears."""
    width, height = size
    frame = framed(
        picture,
        left=0,
        top=_ABOVE,
        right=width,
        bottom=height - _BELOW,
        measure=_width,
        gap=6,
        is_rank=picture.is_rank,
    )
    return format_html(
        '<svg class="embed-chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "{}{}{}{}{}{}{}</svg>",
        "narrow" if size == NARROW else "wide",
        width,
        height,
        f"{picture.title}: {picture.alternative}",
        _rules(frame),
        _periods(frame, picture.labels, height),
        _line(frame, picture.last_year, "last"),
        _floors(frame, picture.last_year, "last"),
        _line(frame, picture.pace, "pace"),
        _target(frame, picture.target, target_text(picture)),
        _actual(frame, picture),
    )


def _width(text: str) -> float:
    return sum(_LETTER if letter.isascii() else _CHARACTER for letter in text)


def _rules(frame: Frame) -> SafeString:
    return format_html_join(
        "",
        '<path class="c-rule" d="M{} {}H{}"/><text class="c-left" x="{}" y="{}">{}</text>',
        (
            (
                f"{frame.left:.1f}", f"{frame.y(tick):.1f}", f"{frame.right:.1f}",
                f"{frame.left - 6:.1f}", f"{frame.y(tick) + 4:.1f}",
                frame.tick_text(tick).replace("-", "−"),
            )
            for tick in frame.ticks
        ),
    )  # fmt: skip


def _periods(frame: Frame, labels: Sequence[str], height: int) -> SafeString:
    """The last period always, the others as far as there is room."""
    widest = max(map(_width, labels), default=0.0)
    every = max(1, -(-int(widest + 8) // max(1, int(frame.step))))
    return format_html_join(
        "",
        '<text class="c-middle" x="{}" y="{}">{}</text>',
        (
            (f"{frame.x(place):.1f}", height - 6, label)
            for place, label in enumerate(labels)
            if (len(labels) - 1 - place) % every == 0
        ),
    )


def _line(frame: Frame, line: Line | None, kind: str) -> SafeString:
    if line is None:
        return _NOTHING
    return format_html_join(
        "",
        '<polyline class="c-{}" points="{}"/>',
        (
            (kind, " ".join(f"{x:.1f},{y:.1f}" for x, y in run))
            for run in frame.runs(line)
            if len(run) > 1
        ),
    )


def _floors(frame: Frame, line: Line | None, kind: str) -> SafeString:
    """Open triangles that point up, for what is known to be more."""
    if line is None:
        return _NOTHING
    known = [(place, line.values[place]) for place in line.floors]
    return format_html_join(
        "",
        '<path class="c-floor c-{}" d="M{} {}l6 10h-12z"/>',
        (
            (kind, f"{frame.x(place):.1f}", f"{frame.y(value) - 6:.1f}")
            for place, value in known
            if value is not None
        ),
    )


def _target(frame: Frame, target: float | None, text: str) -> SafeString:
    if target is None:
        return _NOTHING
    y = frame.y(target)
    return format_html(
        '<path class="c-target" d="M{} {}H{}"/><text x="{}" y="{}">{}</text>',
        f"{frame.left:.1f}",
        f"{y:.1f}",
        f"{frame.right:.1f}",
        f"{frame.right + 6:.1f}",
        f"{y + 4:.1f}",
        text,
    )


def _actual(frame: Frame, picture: Picture) -> SafeString:
    """The line with its markers; the last one in the colour of the verdict, with its figure."""
    line = picture.actual
    places = [place for place, value in enumerate(line.values) if value is not None]
    points = frame.points(line)
    if not points:
        return _NOTHING
    markers = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
        (
            (
                f"m-{picture.family}" if point is points[-1] else "c-dot",
                f"{point[0]:.1f}", f"{point[1]:.1f}", 6 if point is points[-1] else 3.5,
            )
            for place, point in zip(places, points, strict=True)
            if place not in line.floors
        ),
    )  # fmt: skip
    text = last_text(picture)
    if places[-1] in line.floors:
        text = _("more than %(figure)s") % {"figure": text.removeprefix(FLOOR)}
    x, y = points[-1]
    is_near = picture.target is not None and abs(y - 14 - frame.y(picture.target)) < 12  # noqa: PLR2004
    return format_html(
        '{}{}{}<text class="c-last-figure" x="{}" y="{}">{}</text>',
        _line(frame, line, "actual"),
        markers,
        _floors(frame, line, "actual"),
        f"{min(x, frame.right - _width(text) / 2):.1f}",
        f"{y + 22 if is_near else y - 12:.1f}",
        text,
    )
