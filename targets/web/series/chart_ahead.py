"""What the chart of a series shows beside its curves, gathered from the page and put into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.judging.year_on_year import Uncompared
from targets.core.values.facts import Figure, Measure
from targets.core.values.figures import percentage, points
from targets.reads.judging.judged import JudgedSeries
from targets.reads.series.outlook import Outlook, TierOutlook
from targets.reads.series.page import SeriesPage
from targets.web.charts.ahead import (
    Ahead,
    Published,
    Remark,
    fan_of,
    needed_bars,
    past_curves,
    rest_of,
)
from targets.web.charts.curves import Curves, Point, curves
from targets.web.charts.wording import AheadWords, ChartWords
from targets.web.series.chart_annotations import marks_of

MOST_REMARKS = 2
_LONGEST_REMARK = 14  # characters in the drawing; all of it on hover


class Cause(NamedTuple):
    """What was said of a period that lags."""

    period_end: date
    text: str


def ahead_of(
    page: SeriesPage, outlook: Outlook | None, causes: Iterable[Cause], *, today: date
) -> Ahead:
    """Range, the rest of the year, marks, remarks, past years and growth of one series."""
    assessment = page.row.assessment
    drawn = curves(assessment)
    tier = _headline(page, outlook)
    allowed = tier.allowed if tier else None
    needed = tier.needed if tier else None
    return Ahead(
        fan=fan_of(drawn, outlook.forecast if outlook else None),
        needed=needed_bars(drawn, needed or allowed),
        is_limit=needed is None and allowed is not None,
        rest=rest_of(drawn, tier.growth if tier else None),
        marks=marks_of(page, drawn.actual, today),
        remarks=tuple(_remarks(drawn, list(causes))),
        past=past_curves(assessment, outlook.years) if outlook else (),
        published=_published(outlook),
        compared=drawn.compared,
    )


def _headline(page: SeriesPage, outlook: Outlook | None) -> TierOutlook | None:
    headline = page.row.assessment.headline
    if outlook is None or headline is None:
        return None
    return next((tier for tier in outlook.tiers if tier.target.tier == headline.target.tier), None)


def _published(outlook: Outlook | None) -> Published | None:
    if outlook is None or outlook.growth is None:
        return None
    drawn = curves(outlook.growth.row.assessment)
    return Published(drawn, rest_of(drawn, outlook.growth.needed))


def _remarks(drawn: Curves, causes: Sequence[Cause]) -> Iterator[Remark]:
    at: dict[date, Point] = {point.period_end: point for point in drawn.actual}
    shown = [cause for cause in causes if cause.period_end in at and cause.text]
    for cause in sorted(shown)[-MOST_REMARKS:]:
        short = cause.text
        if len(short) > _LONGEST_REMARK:
            short = f"{short[:_LONGEST_REMARK]}…"
        yield Remark(at[cause.period_end], short, cause.text)


def ahead_words(row: JudgedSeries, ahead: Ahead, published: ChartWords | None) -> AheadWords:
    """The additions in the reader's language; ``published`` are those of the growth indicator."""
    name = formatting.name(row)
    is_points = row.measure in (Measure.RATE, Measure.SHARE)
    return AheadWords(
        fan=fan_words(row, ahead),
        needed=needed_name(ahead),
        rest=_("Needed growth of the rest of the year"),
        years=_("%(name)s: this year and those before") % {"name": name},
        growth=_growth_title(name, published, is_points=is_points),
        change=change_name(),
        growth_unit=_(" pp") if is_points else "%",
        change_number=lambda value: change_text(row, value),
        published=published,
    )


def _growth_title(name: str, published: ChartWords | None, *, is_points: bool) -> str:
    if published is not None:
        return _("%(name)s: published figures, %%") % {"name": published.actual}
    if is_points:
        return _("%(name)s: against last year, percentage points") % {"name": name}
    return _("%(name)s: nominal change on last year, %%") % {"name": name}


def fan_words(row: JudgedSeries, ahead: Ahead) -> str:
    """The likely year-end; empty without one."""
    if ahead.fan is None:
        return ""
    low, middle, high = (
        formatting.figure(Figure(value, row.decimals, row.unit_zh, row.unit_en))
        for value in (ahead.fan.low, ahead.fan.middle, ahead.fan.high)
    )
    return _("Likely at year-end: %(low)s to %(high)s, middle %(middle)s") % {
        "low": low, "high": high, "middle": middle,
    }  # fmt: skip


def needed_name(ahead: Ahead) -> str:
    """What the bars of the remaining periods say."""
    if ahead.is_limit:
        return _("At most in each remaining period")
    return _("Needed in each remaining period")


def change_name() -> str:
    """What a computed change is called: never growth, which is a published figure."""
    return _("Change on last year")


def change_text(row: JudgedSeries, value: Decimal) -> str:
    """A computed change with its sign: +12.5%, +1.1个百分点."""
    if row.measure in (Measure.RATE, Measure.SHARE):
        return formatting.figure(points(value, signed=True))
    return formatting.figure(percentage(value, signed=True))


def uncompared_words(reason: Uncompared) -> str:
    """Why two figures give no change."""
    return {
        Uncompared.FLOOR: _("not compared: only a floor was published"),
        Uncompared.BASE_FLOOR: _("not compared: of last year only a floor was published"),
        Uncompared.BASE_NOT_POSITIVE: _("not compared: last year’s figure is not positive"),
    }[reason]
