"""What comparing places needs of one place's assessment: few numbers, so that thousands fit.

Everything is taken from an :class:`~targets.core.judging.outcomes.Assessment`; nothing is judged
here. A summary may be kept and read again, because it holds no object that only memory knows.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from targets.core.judging.outcomes import Assessment
from targets.core.judging.pace import NO_PACE
from targets.core.judging.progress import CONTEXT, Standing, standings
from targets.core.judging.yardstick import rate_at, yardstick
from targets.core.values.facts import Calendar, Comparator
from targets.core.values.periods import ended_periods, previous_period_end

_CEILINGS = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})


class Basis(StrEnum):
    """What places are ranked by."""

    DISTANCE = "distance"  # deviation from pace, or gap to the target
    COMPLETION = "completion"  # no place has a pace
    VALUE = "value"  # no place has a target
    INDEX = "index"  # a composite index


class Numbers(NamedTuple):
    """What a place may be ranked by at one period's end; None where it is not known."""

    distance: Decimal | None = None
    completion: Decimal | None = None
    value: Decimal | None = None

    def by(self, basis: Basis) -> Decimal | None:
        """The number of this basis; an index has none of its own."""
        return {
            Basis.DISTANCE: self.distance,
            Basis.COMPLETION: self.completion,
            Basis.VALUE: self.value,
        }[basis]


class Known(NamedTuple):
    """The year to date at one period's end."""

    period_end: date
    value: Decimal
    is_floor: bool


class PlaceSummary(NamedTuple):
    """One place in one year as of a date, by one indicator."""

    calendar: Calendar
    period_end: date | None = None  # of the judged figure; None: there is none
    is_floor: bool = False
    is_ceiling: bool = False  # the headline target says at most
    now: Numbers = Numbers()
    # As they stood by the latest figure until the judged period, and until the one before it.
    # The first differs from ``now`` where the judged period has a figure and no deviation
    then: Numbers = Numbers()
    before: Numbers = Numbers()
    figures: str = ""  # the year to date at each period where it is known, as text

    @property
    def known(self) -> tuple[Known, ...]:
        """The year to date at every period end where it is known, in order of time."""
        return tuple(_known(each) for each in self.figures.split())


def summarise(assessment: Assessment) -> PlaceSummary:
    """The numbers of an assessment of an indicator with figures (not a task)."""
    facts = assessment.facts
    headline = assessment.headline
    with localcontext(CONTEXT):
        marks = known_marks(assessment)
        end = assessment.period_end
        before = None if end is None else previous_period_end(facts.calendar, end)
        return PlaceSummary(
            calendar=facts.calendar,
            period_end=end,
            is_floor=assessment.is_floor,
            is_ceiling=headline is not None and headline.target.comparator in _CEILINGS,
            now=Numbers(*(measured(assessment, basis) for basis in _OWN)),
            then=_numbers_at(assessment, end),
            before=_numbers_at(assessment, before),
            figures=" ".join(map(_mark, marks)),
        )


_OWN = (Basis.DISTANCE, Basis.COMPLETION, Basis.VALUE)


def known_marks(assessment: Assessment) -> list[Standing]:
    """The year to date at every period end where it is known, as of the assessment."""
    facts = assessment.facts
    ends = ended_periods(facts.calendar, facts.year, assessment.as_of)
    marks = standings(facts.accumulation, ends, facts.actuals)
    return [mark for mark in marks if mark.value is not None]


def measured(assessment: Assessment, basis: Basis) -> Decimal | None:
    """What a place is ranked by; None when it is not known."""
    headline = assessment.headline
    if basis is Basis.VALUE:
        return assessment.actual
    if headline is None:
        return None
    if basis is Basis.COMPLETION:
        return headline.completion_rate
    return headline.deviation if headline.deviation is not None else headline.gap


def measured_at(assessment: Assessment, basis: Basis, end: date) -> Decimal | None:
    """The same as it stood at the end of an earlier period, by the latest figure until then."""
    if basis is Basis.DISTANCE:
        return next(
            (
                point.deviation
                for point in reversed(assessment.trend)
                if point.period_end <= end and point.deviation is not None
            ),
            None,
        )
    marks = [mark for mark in known_marks(assessment) if mark.period_end <= end]
    value = marks[-1].value if marks else None
    if value is None or basis is Basis.VALUE:
        return value
    headline = assessment.headline
    if headline is None or headline.completion_rate is None:
        return None
    yard = yardstick(assessment.facts, headline.target, NO_PACE)
    assert yard is not None  # noqa: S101 - what has a completion rate has a target value
    return rate_at(yard, value)


def _numbers_at(assessment: Assessment, end: date | None) -> Numbers:
    if end is None:
        return Numbers()
    return Numbers(*(measured_at(assessment, basis, end) for basis in _OWN))


def written(summary: PlaceSummary) -> str:
    """Everything but calendar, period end and figures, as a line of text to be kept."""
    then = ("=",) if summary.then == summary.now else map(_text, summary.then)
    return "|".join(
        (
            ">" if summary.is_floor else "=",
            "<" if summary.is_ceiling else "=",
            *map(_text, summary.now),
            *map(_text, summary.before),
            *then,
        )
    )


def read(calendar: Calendar, period_end: date | None, line: str, figures: str) -> PlaceSummary:
    """The summary whose line :func:`written` made."""
    texts = line.split("|")
    now = Numbers._make([Decimal(text) if text else None for text in texts[2:5]])
    before = Numbers._make([Decimal(text) if text else None for text in texts[5:8]])
    then = now
    if texts[8] != "=":
        then = Numbers._make([Decimal(text) if text else None for text in texts[8:]])
    return PlaceSummary(
        calendar, period_end, texts[0] == ">", texts[1] == "<", now, then, before, figures
    )


def _text(number: Decimal | None) -> str:
    return "" if number is None else str(number)


def _mark(mark: Standing) -> str:
    return f"{mark.period_end:%Y-%m-%d}{'>' if mark.is_floor else '='}{mark.value}"


def _known(text: str) -> Known:
    end, sign, value = text[:10], text[10], text[11:]
    return Known(date.fromisoformat(end), Decimal(value), sign == ">")
