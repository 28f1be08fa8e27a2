"""A ranking of places as bars, dots and small multiples: inline SVG, a line a place.

Positions are percentages of the line, so that one drawing fits every screen. Every drawing is
hidden from screen readers: the table above says the same in figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from targets.core.judging.outcomes import Assessment
from targets.core.saying.labels import family
from targets.web.places.rows import PlaceRow

MOST = 40  # places drawn at once: more are read in the table
_LEAST_PERCENT = 110.0  # right end of the line that completion is drawn on
_MONTHS = 11


class Line(NamedTuple):
    """One place of a chart."""

    name: str
    value: str
    drawing: SafeString


def bars(rows: Sequence[PlaceRow]) -> list[Line]:
    """Each place's figure as a bar, and its target as a tick."""
    shown = [row for row in rows if row.assessment and row.assessment.actual is not None][:MOST]
    numbers = [0.0]
    for row in shown:
        numbers += _numbers(row)
    low, high = min(numbers), max(numbers)
    if low == high:
        return []
    return [Line(row.name, row.actual, _bar(row, low, high)) for row in shown]


def _numbers(row: PlaceRow) -> list[float]:
    actual = row.assessment.actual if row.assessment else None
    found = [] if actual is None else [float(actual)]
    target = _target(row.assessment)
    return found if target is None else [*found, target]


def _target(assessment: Assessment | None) -> float | None:
    if assessment is None or assessment.headline is None:
        return None
    value = assessment.headline.target.value
    return None if value is None else float(value)


def _bar(row: PlaceRow, low: float, high: float) -> SafeString:
    assessment = row.assessment
    assert assessment is not None  # noqa: S101 - only places with a figure are drawn
    start, end = sorted((_share(0.0, low, high), _share(float(assessment.actual or 0), low, high)))
    target = _target(assessment)
    parts = [
        '<rect x="0" y="3" width="100%" height="10" class="m-track"/>',
        f'<rect x="{start:.1f}%" y="3" width="{end - start:.1f}%" height="10"'
        f' class="m-{family(assessment.verdict)}"/>',
    ]
    if target is not None:
        parts.append(_tick(_share(target, low, high)))
    return _line(parts)


def dots(rows: Sequence[PlaceRow]) -> list[Line]:
    """Completion as a dot and the pace as a tick; without a rate, the gap beside the target."""
    judged = [row for row in rows if row.assessment and row.assessment.headline]
    rated = [row for row in judged if row.completion != "—"][:MOST]
    if rated:
        return _rates(rated)
    apart = [row for row in judged if _gap(row) is not None][:MOST]
    widest = max((abs(_gap(row) or 0.0) for row in apart), default=0.0) or 1.0
    return [
        Line(
            row.name,
            row.distance,
            _line(
                [
                    '<rect x="0" y="7.5" width="100%" height="1" class="m-track"/>',
                    _tick(50.0),
                    _dot(row, 50 + 45 * (_gap(row) or 0.0) / widest),
                ]
            ),
        )
        for row in apart
    ]


def _rates(rows: Sequence[PlaceRow]) -> list[Line]:
    found = []
    for row in rows:
        headline = row.assessment.headline if row.assessment else None
        assert headline is not None  # noqa: S101 - only judged places are given
        rate, pace = float(headline.completion_rate or 0), headline.pace
        found.append((row, rate, None if pace is None else float(pace)))
    right = max([_LEAST_PERCENT, *(rate for _row, rate, _pace in found)])
    left = min([0.0, *(rate for _row, rate, _pace in found)])
    lines = []
    for row, rate, expected in found:
        parts = ['<rect x="0" y="7.5" width="100%" height="1" class="m-track"/>']
        if expected is not None:
            parts.append(_tick(_share(expected, left, right)))
        parts.append(_dot(row, _share(rate, left, right)))
        lines.append(Line(row.name, row.completion, _line(parts)))
    return lines


def _gap(row: PlaceRow) -> float | None:
    if row.assessment is None or row.assessment.headline is None:
        return None
    gap = row.assessment.headline.gap
    return None if gap is None else float(gap)


class Multiple(NamedTuple):
    """One place's year: its deviation period by period, all on one scale."""

    name: str
    chip: str
    drawing: SafeString


def multiples(rows: Sequence[PlaceRow]) -> list[Multiple]:
    """A small chart a place, up is better, on one scale for all."""
    shown = [row for row in rows if row.assessment and _trend(row.assessment)][:MOST]
    widest = max(
        (
            abs(value)
            for row in shown
            if row.assessment
            for run in _trend(row.assessment)
            for _month, value in run
        ),
        default=0.0,
    )
    return [
        Multiple(row.name, row.chip, _small(_trend(row.assessment), widest or 1.0))
        for row in shown
        if row.assessment
    ]


def _trend(assessment: Assessment) -> list[list[tuple[int, float]]]:
    """The known deviations by month, in runs: a gap stays a gap."""
    runs: list[list[tuple[int, float]]] = [[]]
    for point in assessment.trend:
        if point.deviation is None:
            runs.append([])
        else:
            runs[-1].append((point.period_end.month, float(point.deviation)))
    return [run for run in runs if run]


def _small(runs: Sequence[Sequence[tuple[int, float]]], widest: float) -> SafeString:
    placed = [
        [(4 + (month - 1) / _MONTHS * 152, 30 - value / widest * 26) for month, value in run]
        for run in runs
    ]
    lines = "".join(
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in run)}" class="m-trend"/>'
        if len(run) > 1
        else f'<circle cx="{run[0][0]:.1f}" cy="{run[0][1]:.1f}" r="1.5" class="m-ink"/>'
        for run in placed
    )
    last = placed[-1][-1]
    return mark_safe(  # noqa: S308 - numbers alone
        '<svg class="multiple" viewBox="0 0 160 60" aria-hidden="true">'
        f'<path d="M0 30H160" class="m-zero"/>{lines}'
        f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="3" class="m-ink"/></svg>'
    )


def _share(value: float, low: float, high: float) -> float:
    return 100 * (value - low) / (high - low)


def _tick(percent: float) -> str:
    return f'<rect x="{min(percent, 99.6):.1f}%" y="0" width="2" height="16" class="m-ink"/>'


def _dot(row: PlaceRow, percent: float) -> str:
    assert row.assessment is not None  # noqa: S101 - only judged places are drawn
    colour = family(row.assessment.verdict)
    return f'<circle cx="{min(max(percent, 1), 99):.1f}%" cy="8" r="5" class="m-{colour}"/>'


def _line(parts: Sequence[str]) -> SafeString:
    drawing = "".join(parts)
    return mark_safe(  # noqa: S308 - numbers and our own class names
        f'<svg class="line" width="100%" height="16" aria-hidden="true">{drawing}</svg>'
    )
