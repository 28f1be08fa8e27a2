"""Assessment → inline SVG: status shapes, progress, trend. Attributes and classes, no style.

Colours come from the style sheet by class, so that dark mode and print work. Every mark is
hidden from screen readers: the number and the word beside it say the same.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from targets.core.judging.outcomes import Assessment, TierAssessment, TrendPoint
from targets.core.judging.yardstick import near_margin
from targets.core.saying.labels import Shape, family, shape
from targets.core.values.facts import Measure, Verdict

_SHAPES = {
    Shape.TICK: '<path d="M2 6.5 5 9.5 10 3" fill="none" stroke="currentColor" stroke-width="2"/>',
    Shape.UP: '<path d="M6 1.5 11 10.5H1z" fill="currentColor"/>',
    Shape.DOT: '<circle cx="6" cy="6" r="4.5" fill="currentColor"/>',
    Shape.DOWN_HOLLOW: (
        '<path d="M1.8 2.2H10.2L6 10z" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    ),
    Shape.DOWN: '<path d="M1 1.5H11L6 10.5z" fill="currentColor"/>',
    Shape.CROSS: (
        '<path d="M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5" stroke="currentColor" stroke-width="2.2"/>'
    ),
    Shape.PART: (
        '<circle cx="6" cy="6" r="4.7" fill="none" stroke="currentColor" stroke-width="1.4"/>'
        '<path d="M6 6V1.5A4.5 4.5 0 0 1 10.5 6z" fill="currentColor"/>'
    ),
    Shape.RING: (
        '<circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.3"'
        ' stroke-dasharray="2 1.6"/>'
    ),
    Shape.DASH: '<path d="M2 6H10" stroke="currentColor" stroke-width="1.8"/>',
}
_ICONS = {
    key: (
        '<svg class="shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">'
        f"{drawing}</svg>"
    )
    for key, drawing in _SHAPES.items()
}
SOLID = frozenset({Verdict.MET, Verdict.MISSED})

WIDTH, HEIGHT = 132, 16
_FRAME = Decimal(120)  # percent at the right end of the track
_TREND_WIDTH, _TREND_HEIGHT = 86, 24
_LEAST_SCALE = Decimal(2)  # percentage points at either end of a rate's line
_MONTHS = 11  # steps between January and December


def icon(verdict: Verdict) -> SafeString:
    """The shape of a verdict, in the colour of the text around it."""
    return mark_safe(_ICONS[shape(verdict)])  # noqa: S308 - our own drawing


def chip(verdict: Verdict, word: str, *, small: bool = False) -> str:
    """Shape, word and colour together; ``word`` is one of ours and holds no markup."""
    kind = "mini" if small else "chip solid" if verdict in SOLID else "chip"
    if verdict is Verdict.NO_DATA and not small:
        kind += " ring"
    return f'<span class="{kind} f-{family(verdict)}">{_ICONS[shape(verdict)]}{word}</span>'


def progress_mark(assessment: Assessment) -> str:
    """Where the headline stands: a bar against the pace, or a dot beside the target."""
    headline = assessment.headline
    if assessment.verdict in (Verdict.NOT_QUANTIFIED, Verdict.NO_TARGET) or headline is None:
        return ""
    if assessment.actual is None:
        return _svg(
            f'<rect x="0.5" y="3.5" width="{WIDTH - 1}" height="9" class="m-empty"/>', "progress"
        )
    if headline.completion_rate is not None:
        return _bar(headline)
    if headline.gap is not None:
        return _dot(assessment, headline, headline.gap)
    return ""


def _bar(tier: TierAssessment) -> str:
    rate = tier.completion_rate or Decimal(0)
    colour = f"m-{family(tier.verdict)}"
    end = _x(rate)
    parts = [f'<rect x="0" y="3" width="{WIDTH}" height="10" class="m-track"/>']
    if rate > _FRAME:
        parts.append(f'<path d="M0 3H{WIDTH - 6}L{WIDTH} 8 {WIDTH - 6} 13H0z" class="{colour}"/>')
    elif end > 0:
        parts.append(f'<rect x="0" y="3" width="{end:.1f}" height="10" class="{colour}"/>')
    pace = tier.pace if tier.pace is not None else tier.linear_pace
    if pace is not None:
        parts.append(f'<rect x="{_x(pace) - 1:.1f}" y="0" width="2" height="16" class="m-ink"/>')
    return _svg("".join(parts), "progress")


def _x(percent: Decimal) -> float:
    return max(0.0, min(float(percent / _FRAME), 1.0)) * WIDTH


def _dot(assessment: Assessment, tier: TierAssessment, gap: Decimal) -> str:
    """Better is always right of the centre, whatever the comparator."""
    colour = f"m-{family(tier.verdict)}"
    near = near_margin(assessment.facts.measure, tier.target.value or Decimal(0),
                       assessment.facts.margins)  # fmt: skip
    scale = max(_LEAST_SCALE, 3 * near)
    share = float(gap / scale)
    middle = WIDTH / 2
    x = middle + max(-1.0, min(share, 1.0)) * (middle - 5)
    left, right = sorted((middle, x))
    parts = [
        f'<path d="M0 8H{WIDTH}" class="m-line"/>',
        f'<rect x="{left:.1f}" y="6.5" width="{right - left:.1f}" height="3" class="{colour}"/>',
        f'<rect x="{middle - 1:.0f}" y="0" width="2" height="16" class="m-ink"/>',
    ]
    if abs(share) > 1:
        tip, base = (WIDTH, WIDTH - 7) if share > 0 else (0, 7)
        parts.append(f'<path d="M{tip} 8 {base} 4V12z" class="{colour}"/>')
    else:
        parts.append(f'<circle cx="{x:.1f}" cy="8" r="5" class="{colour}"/>')
    return _svg("".join(parts), "progress")


def trend_mark(assessment: Assessment) -> str:
    """Deviation per period around a dashed zero line, up is better; gaps stay gaps."""
    trend = assessment.trend
    if not any(point.deviation is not None for point in trend):
        return ""
    scale = _trend_scale(assessment)
    middle = _TREND_HEIGHT / 2
    parts = [f'<path d="M0 {middle}H{_TREND_WIDTH}" class="m-zero"/>']
    for run in _runs(trend):
        points = [
            (
                2 + (point.period_end.month - 1) / _MONTHS * (_TREND_WIDTH - 4),
                middle - max(-1.0, min(float(point.deviation or 0) / scale, 1.0)) * (middle - 2),
            )
            for point in run
        ]
        if len(points) == 1:
            parts.append(f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="2.3"'
                         ' class="m-ink"/>')  # fmt: skip
        else:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(f'<polyline points="{path}" class="m-trend"/>')
    return (
        f'<svg class="trend" viewBox="0 0 {_TREND_WIDTH} {_TREND_HEIGHT}" width="{_TREND_WIDTH}"'
        f' height="{_TREND_HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>'
    )


def _trend_scale(assessment: Assessment) -> float:
    """The far margin reaches the edge, or the largest deviation if that is more."""
    deviations = [abs(p.deviation) for p in assessment.trend if p.deviation is not None]
    headline = assessment.headline
    is_paced = assessment.facts.measure is Measure.AMOUNT
    if headline is None or (is_paced and headline.target.reference is None):
        margin = abs(assessment.facts.margins.far)
    else:
        margin = near_margin(
            assessment.facts.measure,
            headline.target.value or Decimal(0),
            assessment.facts.margins,
        )
    return float(max([margin, *deviations])) or 1.0


def _runs(trend: tuple[TrendPoint, ...]) -> list[list[TrendPoint]]:
    """Neighbouring periods with a deviation; a missing one parts them."""
    runs: list[list[TrendPoint]] = [[]]
    for point in trend:
        if point.deviation is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _svg(drawing: str, kind: str) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' aria-hidden="true">{drawing}</svg>'
    )
