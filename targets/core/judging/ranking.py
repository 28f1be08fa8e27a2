"""One indicator over many places: who stands where, and where they stood a period ago.

Ranked is only what the assessment says: the deviation from pace or the gap to the target, which
are better the higher they are whatever the comparator. Where no place has either, places are
ranked by completion, and without targets by the figure itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from targets.core.judging.outcomes import Assessment
from targets.core.judging.place_summary import Basis, Numbers, PlaceSummary, measured, measured_at
from targets.core.judging.progress import CONTEXT
from targets.core.judging.rollup import Composite, Weighted, composite
from targets.core.values.facts import Measure
from targets.core.values.periods import previous_period_end


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


def rank_places(
    places: Sequence[PlaceSummary | None], measure: Measure, *, higher_is_better: bool = True
) -> Ranking:
    """All of one indicator in one year, None for a place that does not have it."""
    found = [each for each in places if each is not None]
    basis = _basis(found)
    if basis is None:
        return Ranking(_arranged([None] * len(places), [None] * len(places)), None)
    if basis is Basis.COMPLETION:
        less = any(each.is_ceiling for each in found)
    else:  # a deviation and a gap are turned round already where less is better
        less = basis is Basis.VALUE and (measure is Measure.RANK or not higher_is_better)
    latest = max(each.period_end for each in found if each.period_end is not None)
    before_end = previous_period_end(found[0].calendar, latest)
    now = [None if each is None else each.now.by(basis) for each in places]
    then = [
        None if each is None or before_end is None else _then(each, latest).by(basis)
        for each in places
    ]
    return Ranking(_arranged(now, then, less_is_better=less), basis, less, latest, before_end)


def _then(place: PlaceSummary, latest: date) -> Numbers:
    """A period ago. A place without a figure of the latest period stood then where it stands."""
    return place.before if place.period_end == latest else place.then


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
    return measured_at(assessment, Basis.COMPLETION, end)


def _basis(found: Sequence[PlaceSummary]) -> Basis | None:
    for basis in (Basis.DISTANCE, Basis.COMPLETION, Basis.VALUE):
        if any(each.now.by(basis) is not None for each in found):
            return basis
    return None


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
