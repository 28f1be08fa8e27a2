"""What is said of single figures on the chart of a series: what they are, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import formatting
from targets.core.judging.outcomes import Assessment
from targets.core.judging.timeliness import Timeliness, timeliness
from targets.core.values.facts import ActualFact, Figure, SeriesFacts
from targets.core.values.figures import distance, exact, percentage, points
from targets.core.values.periods import due_date
from targets.models import Lane
from targets.reads.judging.judged import JudgedSeries
from targets.reads.series.ledger import LedgerEntry
from targets.reads.series.page import SeriesPage
from targets.web.charts.ahead import Mark
from targets.web.charts.curves import Point
from targets.web.parts.series_words import pace_name

_LONGEST_REASON = 24  # characters in a hover box; all of it stands in the ledger


def marks_of(page: SeriesPage, drawn: Iterable[Point], today: date) -> tuple[Mark, ...]:
    """Everything that is to be said of the drawn figures, a mark each."""
    at = {point.period_end: point for point in drawn}
    facts = page.row.assessment.facts
    entries: dict[date, list[LedgerEntry]] = {}
    for entry in reversed(page.ledger):  # the oldest first
        entries.setdefault(entry.period_end, []).append(entry)
    return tuple(
        Mark(kind, at[fact.period_end], text)
        for fact in facts.actuals
        if fact.period_end in at
        for kind, text in _said(page.row, fact, entries.get(fact.period_end, []), today)
    )


def _said(
    row: JudgedSeries, fact: ActualFact, entries: Sequence[LedgerEntry], today: date
) -> Iterator[tuple[str, str]]:
    if fact.is_provisional:
        yield "pending", _("Submitted and not accepted yet")
    if fact.has_correction:
        yield "pending", _("A correction waits to be checked")
    revised = _revised(row, entries)
    if revised:
        yield "revised", revised
    if fact.is_preliminary:
        yield "preliminary", _("The source calls it preliminary")
    late = _days_late(row.assessment.facts, fact.period_end, entries, today)
    if late:
        yield (
            "late",
            ngettext("Reported %(days)s day late", "Reported %(days)s days late", late)
            % {"days": late},
        )


def _revised(row: JudgedSeries, entries: Sequence[LedgerEntry]) -> str:
    """From what to what, when and why the accepted figure was last changed."""
    accepted = [
        entry
        for entry in entries
        if entry.lane == Lane.OFFICIAL and not entry.withdrawn and entry.value is not None
    ]
    found = ""
    for before, after in pairwise(accepted):
        if (before.value, before.qualifier) == (after.value, after.qualifier):
            continue
        found = _("Revised from %(before)s to %(after)s on %(day)s") % {
            "before": _figure(row, before),
            "after": _figure(row, after),
            "day": formatting.day(timezone.localtime(after.recorded_at).date()),
        }
        reason = after.reason
        if len(reason) > _LONGEST_REASON:
            reason = f"{reason[:_LONGEST_REASON]}…"
        if reason:
            found = _("%(revised)s: %(reason)s") % {"revised": found, "reason": reason}
    return found


def _figure(row: JudgedSeries, entry: LedgerEntry) -> str:
    if entry.value is None:
        return ""
    decimals = exact(entry.value, row.decimals)
    text = formatting.figure(Figure(entry.value, decimals, row.unit_zh, row.unit_en))
    return _("more than %(figure)s") % {"figure": text} if entry.qualifier else text


def _days_late(facts: SeriesFacts, end: date, entries: Sequence[LedgerEntry], today: date) -> int:
    """How long after the due day the first entry came, of whichever lane: the day on which it
    was accepted is not the reporting unit's."""
    first_at = next((entry.first_at for entry in entries if entry.first_at), None)
    if first_at is None:
        return 0
    first, due = timezone.localtime(first_at).date(), due_date(end, facts.due)
    state = timeliness(
        due_on=due,
        first_submitted_on=first,
        is_returned=False,
        today=today,
        period_end=end,
        collecting_since=facts.collecting_since,
    )
    return (first - due).days if state is Timeliness.LATE else 0


def explained_periods(page: SeriesPage, marks: Iterable[Mark]) -> Mapping[date, tuple[str, ...]]:
    """What stands beneath each figure in its hover box: how it was judged at its own period's
    end, and its marks."""
    told: dict[date, list[str]] = {}
    for period in page.periods:
        if period.assessment.period_end == period.period_end:
            told[period.period_end] = list(_judged(page.row, period.assessment))
    for mark in marks:
        told.setdefault(mark.point.period_end, []).append(mark.text)
    return {end: tuple(lines) for end, lines in told.items()}


def _judged(row: JudgedSeries, at: Assessment) -> Iterator[str]:
    tier = at.headline
    if tier is not None:
        if tier.completion_rate is not None:
            rate = formatting.figure(percentage(tier.completion_rate))
            if at.is_floor:
                rate = _("more than %(figure)s") % {"figure": rate}
            yield _pair(_("Completion"), rate)
        elif tier.gap is not None and tier.share_of_way is None:
            gap = distance(row.measure, tier.gap, formatting.series_words(row, {}), signed=True)
            yield _pair(_("Against the target"), formatting.figure(gap))
        if tier.share_of_way is not None:
            yield _pair(_("Share of the way"), formatting.figure(percentage(tier.share_of_way)))
        if tier.pace is not None:
            yield _pair(pace_name(tier.pace_method), formatting.figure(percentage(tier.pace)))
        if tier.deviation is not None:
            deviation = formatting.figure(points(tier.deviation, signed=True))
            yield _pair(_("Deviation"), deviation)
    yield _pair(_("Status"), formatting.verdict(at))


def _pair(name: str, value: str) -> str:
    return _("%(name)s: %(value)s") % {"name": name, "value": value}
