"""One indicator over many places: who stands where, and where they stood a period ago.

Ranked is only what the assessment says: the deviation from pace or the gap to the target, which
are better the higher they are whatever the comparator. Where no place has either, places are
ranked by completion, and without targets by the figure itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from targets.core.outcomes import Assessment
from targets.core.pace import NO_PACE
from targets.core.periods import ended_periods, previous_period_end
from targets.core.progress import CONTEXT, standings
from targets.core.rollup import Composite, Weighted, composite
from targets.core.values import Comparator, Measure
from targets.core.yardstick import rate_at, yardstick

_CEILINGS = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})


class Basis(StrEnum):
    """What places are ranked by."""

    DISTANCE = "distance"  # deviation from pace, or gap to the target
    COMPLETION = "completion"  # no place has a pace
    VALUE = "value"  # no place has a target
    INDEX = "index"  # a composite index


class Ranked(NamedTuple):
    """One place of a ranking. Places that tie share a rank, and the next one is skipped."""

    position: int  # among the places that were given
    number: Decimal | None  # what it is ranked by
    rank: int | None  # None: nothing is known to rank it by
    before: int | None  # its rank a period ago

    @property
    def climbed(self) -> int | None:
        """How many ranks better than a period ago; negative when worse."""
        if self.rank is None or self.before is None:
            return None
        return self.before - self.rank


class Ranking(NamedTuple):
    """Places in order, the best first, those without a number last in the order given."""

    rows: tuple[Ranked, ...]
    basis: Basis | None  # None: there is nothing to rank by
    less_is_better: bool = False
    period_end: date | None = None  # the latest that any place has a figure of
    before_end: date | None = None  # the one before it in the calendar; None: the year's first


class Part(NamedTuple):
    """An indicator of an index at one place; the assessment is None where it is not kept."""

    key: str
    name: str
    weight: Decimal
    assessment: Assessment | None


def ranks(numbers: Sequence[Decimal | None], *, less_is_better: bool = False) -> list[int | None]:
    """The rank of each number, 1 for the best; equal ones share it: 1, 2, 2, 4."""
    known = sorted((n for n in numbers if n is not None), reverse=not less_is_better)
    first: dict[Decimal, int] = {}
    for rank, number in enumerate(known, start=1):
        first.setdefault(number, rank)
    return [None if number is None else first[number] for number in numbers]


def rank_places(assessments: Sequence[Assessment | None]) -> Ranking:
    """All of one indicator in one year, None for a place that does not have it."""
    found = [each for each in assessments if each is not None]
    basis = _basis(found)
    if basis is None:
        return Ranking(_arranged([None] * len(assessments), [None] * len(assessments)), None)
    less = _is_less_better(found, basis)
    latest = max(each.period_end for each in found if each.period_end is not None)
    before_end = previous_period_end(found[0].facts.calendar, latest)
    with localcontext(CONTEXT):
        now = [None if each is None else measured(each, basis) for each in assessments]
        then: list[Decimal | None] = [
            None if each is None or before_end is None else _measured_at(each, basis, before_end)
            for each in assessments
        ]
    return Ranking(_arranged(now, then, less_is_better=less), basis, less, latest, before_end)


def rank_index(
    name: str, places: Sequence[Sequence[Part]]
) -> tuple[Ranking, tuple[Composite | None, ...]]:
    """Places by a composite index: the weighted mean of its parts' completion rates, at the
    latest period of each part. None for a place where no part is kept."""
    found = [part.assessment for parts in places for part in parts if part.assessment is not None]
    ends = [each.period_end for each in found if each.period_end is not None]
    latest = max(ends, default=None)
    calendar = next((each.facts.calendar for each in found if each.period_end == latest), None)
    before_end = (
        previous_period_end(calendar, latest)
        if latest is not None and calendar is not None
        else None
    )
    now = [_index(name, parts, None) for parts in places]
    then = [None if before_end is None else _index(name, parts, before_end) for parts in places]
    rows = _arranged(
        [None if each is None else each.value for each in now],
        [None if each is None else each.value for each in then],
    )
    known = any(row.rank is not None for row in rows)
    ranking = Ranking(rows, Basis.INDEX if known else None, False, latest, before_end)
    return ranking, tuple(now)


def _index(name: str, parts: Sequence[Part], end: date | None) -> Composite | None:
    if all(part.assessment is None for part in parts):
        return None
    with localcontext(CONTEXT):
        return composite(
            name,
            [
                Weighted(part.key, part.name, part.weight, _completion(part.assessment, end))
                for part in parts
            ],
        )


def _completion(assessment: Assessment | None, end: date | None) -> Decimal | None:
    if assessment is None:
        return None
    if end is None:
        return measured(assessment, Basis.COMPLETION)
    return _measured_at(assessment, Basis.COMPLETION, end)


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


def _measured_at(assessment: Assessment, basis: Basis, end: date) -> Decimal | None:
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
    facts = assessment.facts
    marks = standings(
        facts.accumulation, ended_periods(facts.calendar, facts.year, end), facts.actuals
    )
    value = next((mark.value for mark in reversed(marks) if mark.value is not None), None)
    if value is None or basis is Basis.VALUE:
        return value
    headline = assessment.headline
    if headline is None or headline.completion_rate is None:
        return None
    yard = yardstick(facts, headline.target, NO_PACE)
    assert yard is not None  # noqa: S101 - what has a completion rate has a target value
    return rate_at(yard, value)


def _basis(found: Sequence[Assessment]) -> Basis | None:
    for basis in (Basis.DISTANCE, Basis.COMPLETION, Basis.VALUE):
        if any(measured(each, basis) is not None for each in found):
            return basis
    return None


def _is_less_better(found: Sequence[Assessment], basis: Basis) -> bool:
    """A deviation and a gap are turned round already where less is better."""
    if basis is Basis.DISTANCE:
        return False
    if basis is Basis.COMPLETION:
        return any(
            each.headline is not None and each.headline.target.comparator in _CEILINGS
            for each in found
        )
    facts = found[0].facts
    return facts.measure is Measure.RANK or not facts.higher_is_better


def _arranged(
    now: Sequence[Decimal | None],
    then: Sequence[Decimal | None],
    *,
    less_is_better: bool = False,
) -> tuple[Ranked, ...]:
    current = ranks(now, less_is_better=less_is_better)
    earlier = ranks(then, less_is_better=less_is_better)
    rows = [
        Ranked(position, number, rank, before)
        for position, (number, rank, before) in enumerate(zip(now, current, earlier, strict=True))
    ]
    unknown = len(rows) + 1
    return tuple(sorted(rows, key=lambda row: unknown if row.rank is None else row.rank))
