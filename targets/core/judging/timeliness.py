"""Whether a period's figure came in time: the reporting matrix of units × periods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Timeliness(StrEnum):
    """How one series stands with one period; never mixed with its verdict."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"  # the due day has passed and nothing came
    DUE = "due"
    NOT_DUE = "not_due"  # the period has not ended
    NOT_COLLECTING = "not_collecting"
    RETURNED = "returned"  # to be mended and submitted again
    CLOSED = "closed"  # the period was closed before its due day and nothing had come


# What a cell of several series is marked by: the first of these that occurs. A late report is a
# fault that stays; one that is still due is none.
_WORST_FIRST = (
    Timeliness.MISSING,
    Timeliness.RETURNED,
    Timeliness.LATE,
    Timeliness.CLOSED,
    Timeliness.DUE,
    Timeliness.ON_TIME,
    Timeliness.NOT_DUE,
    Timeliness.NOT_COLLECTING,
)
_RANK = {state: rank for rank, state in enumerate(_WORST_FIRST)}
_CAME = frozenset({Timeliness.ON_TIME, Timeliness.LATE})
_OWED = frozenset({Timeliness.MISSING, Timeliness.RETURNED, Timeliness.DUE})


class Cell(NamedTuple):
    """One unit and period: ``reported`` of ``expected`` series, and the worst state."""

    worst: Timeliness
    reported: int  # on time and late
    expected: int  # whatever came, is owed or was cut off: of ended, collected periods
    late: int
    missing: int
    returned: int
    closed: int  # cut off by a closing before the due day

    @property
    def owed(self) -> int:
        """What a reminder speaks of: due, missing or returned."""
        return self.expected - self.reported - self.closed


def timeliness(
    *,
    due_on: date,
    first_submitted_on: date | None,
    is_returned: bool,
    today: date,
    period_end: date,
    collecting_since: date | None,
    closed_on: date | None = None,
) -> Timeliness:
    """How one series stands with one period.

    The first submission decides between on time and late: being returned and mended later
    does not make a punctual report late. ``is_returned`` means returned and not yet submitted
    again. ``collecting_since`` None means that the place does not collect, ``closed_on`` None
    that the period is open. What was closed after its due day was missing by then, and stays so.
    """
    if collecting_since is None or collecting_since > period_end:
        return Timeliness.NOT_COLLECTING
    if is_returned:
        return Timeliness.RETURNED
    if first_submitted_on is not None:
        return Timeliness.ON_TIME if first_submitted_on <= due_on else Timeliness.LATE
    if today < period_end:
        return Timeliness.NOT_DUE
    if closed_on is not None and closed_on <= due_on:
        return Timeliness.CLOSED
    return Timeliness.DUE if today <= due_on else Timeliness.MISSING


def worst_of(states: Iterable[Timeliness]) -> Timeliness:
    """The state a cell is marked by; not collecting when there is no series at all."""
    return min(states, key=_RANK.__getitem__, default=Timeliness.NOT_COLLECTING)


def cell_of(states: Iterable[Timeliness]) -> Cell:
    """Several series of one unit and period, counted."""
    found = tuple(states)
    reported = sum(state in _CAME for state in found)
    closed = found.count(Timeliness.CLOSED)
    return Cell(
        worst=worst_of(found),
        reported=reported,
        expected=reported + closed + sum(state in _OWED for state in found),
        late=found.count(Timeliness.LATE),
        missing=found.count(Timeliness.MISSING),
        returned=found.count(Timeliness.RETURNED),
        closed=closed,
    )
