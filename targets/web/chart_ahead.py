"""What the chart of a series shows beside its curves, gathered from the page and put into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from targets import words
from targets.core.periods import due_date
from targets.core.values import Figure, Measure
from targets.models import Lane
from targets.reads.judged import JudgedSeries
from targets.reads.series_outlook import Outlook
from targets.reads.series_page import SeriesPage
from targets.web.charts.ahead import (
    Ahead,
    Mark,
    Remark,
    fan_of,
    growth_of,
    needed_bars,
    past_curves,
)
from targets.web.charts.beside import AheadWords
from targets.web.charts.curves import Curves, Point, curves

MOST_REMARKS = 2
_LONGEST_REMARK = 14  # characters in the drawing; all of it on hover


class Cause(NamedTuple):
    """What was said of a period that lags."""

    period_end: date
    text: str


def ahead_of(page: SeriesPage, outlook: Outlook | None, causes: Iterable[Cause]) -> Ahead:
    """Range, needed amounts, marks, remarks, past years and growth of one series."""
    assessment = page.row.assessment
    drawn = curves(assessment)
    headline = assessment.headline
    tier = None
    if outlook is not None and headline is not None:
        tier = next(
            (each for each in outlook.tiers if each.target.tier == headline.target.tier), None
        )
    return Ahead(
        fan=fan_of(drawn, outlook.forecast if outlook else None),
        needed=needed_bars(drawn, tier.needed if tier else None),
        marks=tuple(_marks(page, drawn)),
        remarks=tuple(_remarks(drawn, list(causes))),
        past=past_curves(assessment, outlook.years) if outlook else (),
        growth=growth_of(assessment, drawn),
    )


def _marks(page: SeriesPage, drawn: Curves) -> Iterator[Mark]:
    """One a period: a revision before a preliminary figure, that before lateness."""
    points = {point.period_end: point for point in drawn.actual}
    facts = page.row.assessment.facts
    first: dict[date, date] = {}
    revisions: dict[date, int] = {}
    for entry in page.ledger:
        if entry.lane == Lane.OFFICIAL:
            day = timezone.localtime(entry.recorded_at).date()
            first[entry.period_end] = min(day, first.get(entry.period_end, day))
            revisions[entry.period_end] = revisions.get(entry.period_end, -1) + 1
    since = facts.collecting_since
    for fact in facts.actuals:
        point, end = points.get(fact.period_end), fact.period_end
        if point is None:
            continue
        period = words.period(facts.calendar, end)
        due = due_date(end, facts.due)
        if revisions.get(end):
            text = _("%(period)s was revised") % {"period": period}
            yield Mark("revised", point, text)
        elif fact.is_preliminary:
            yield Mark("preliminary", point, _("%(period)s is preliminary") % {"period": period})
        elif since is not None and end >= since and first.get(end, due) > due:
            days = (first[end] - due).days
            text = _("%(period)s came %(days)s days late") % {"period": period, "days": days}
            yield Mark("late", point, text)


def _remarks(drawn: Curves, causes: Sequence[Cause]) -> Iterator[Remark]:
    points: dict[date, Point] = {point.period_end: point for point in drawn.actual}
    shown = [cause for cause in causes if cause.period_end in points and cause.text]
    for cause in sorted(shown)[-MOST_REMARKS:]:
        short = cause.text
        if len(short) > _LONGEST_REMARK:
            short = f"{short[:_LONGEST_REMARK]}…"
        yield Remark(points[cause.period_end], short, cause.text)


def ahead_words(row: JudgedSeries, ahead: Ahead) -> AheadWords:
    """The additions in the reader's language."""
    fan = ""
    if ahead.fan is not None:
        low, middle, high = (
            words.figure(Figure(value, row.decimals, row.unit_zh, row.unit_en))
            for value in (ahead.fan.low, ahead.fan.middle, ahead.fan.high)
        )
        fan = _("Likely at year-end: %(low)s to %(high)s, middle %(middle)s") % {
            "low": low, "high": high, "middle": middle,
        }  # fmt: skip
    is_points = row.measure in (Measure.RATE, Measure.SHARE)
    name = words.name(row)
    return AheadWords(
        fan=fan,
        needed=_("Needed in each remaining period"),
        years=_("%(name)s: this year and those before") % {"name": name},
        growth=(
            _("%(name)s: against last year, percentage points")
            if is_points
            else _("%(name)s: year on year, %%")
        )
        % {"name": name},
        growth_unit=_(" pp") if is_points else "%",
    )
