"""Which reports came in time, and what a cell of the matrix says."""

from __future__ import annotations

from datetime import date

import pytest

from targets.core.judging.timeliness import Timeliness, cell_of, timeliness, worst_of

END, DUE = date(2026, 9, 30), date(2026, 10, 19)
SINCE = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("submitted", "returned", "today", "since", "expected"),
    [
        (DUE, False, date(2026, 11, 1), SINCE, "on_time"),
        (date(2026, 9, 29), False, date(2026, 9, 29), SINCE, "on_time"),
        (date(2026, 10, 20), False, date(2026, 11, 1), SINCE, "late"),
        (None, False, date(2026, 9, 29), SINCE, "not_due"),
        (None, False, END, SINCE, "due"),
        (None, False, DUE, SINCE, "due"),
        (None, False, date(2026, 10, 20), SINCE, "missing"),
        (DUE, True, DUE, SINCE, "returned"),
        (date(2026, 10, 20), True, date(2026, 11, 1), SINCE, "returned"),
        (None, False, date(2026, 11, 1), None, "not_collecting"),
        (DUE, False, date(2026, 11, 1), date(2026, 10, 1), "not_collecting"),
        (None, False, date(2026, 11, 1), END, "missing"),
    ],
)
def test_timeliness(
    submitted: date | None, returned: bool, today: date, since: date | None, expected: str
) -> None:
    found = timeliness(
        due_on=DUE,
        first_submitted_on=submitted,
        is_returned=returned,
        today=today,
        period_end=END,
        collecting_since=since,
    )
    assert found.value == expected


@pytest.mark.parametrize(
    ("submitted", "returned", "closed_on", "today", "expected"),
    [
        (None, False, date(2026, 10, 9), date(2026, 10, 10), "closed"),
        (None, False, DUE, date(2026, 12, 1), "closed"),
        (None, False, date(2026, 10, 20), date(2026, 12, 1), "missing"),
        (END, False, date(2026, 10, 9), date(2026, 12, 1), "on_time"),
        (END, True, date(2026, 10, 9), date(2026, 12, 1), "returned"),
    ],
)
def test_what_a_closing_before_the_due_day_cut_off(
    submitted: date | None, returned: bool, closed_on: date, today: date, expected: str
) -> None:
    found = timeliness(
        due_on=DUE,
        first_submitted_on=submitted,
        is_returned=returned,
        today=today,
        period_end=END,
        collecting_since=SINCE,
        closed_on=closed_on,
    )
    assert found.value == expected


@pytest.mark.parametrize(
    ("states", "worst", "counts"),
    [
        ("", "not_collecting", (0, 0, 0)),
        ("not_collecting not_collecting", "not_collecting", (0, 0, 0)),
        ("not_due not_collecting", "not_due", (0, 0, 0)),
        ("on_time on_time not_due", "on_time", (2, 2, 0)),
        ("on_time due", "due", (1, 2, 1)),
        ("on_time late due", "late", (2, 3, 1)),
        ("late returned on_time", "returned", (2, 3, 1)),
        ("on_time closed closed", "closed", (1, 3, 0)),
        ("missing returned due late", "missing", (1, 4, 3)),
    ],
)
def test_cell(states: str, worst: str, counts: tuple[int, int, int]) -> None:
    found = cell_of(Timeliness(state) for state in states.split())
    assert found.worst.value == worst
    assert (found.reported, found.expected, found.owed) == counts
    assert found.late == states.split().count("late")
    assert found.missing == states.split().count("missing")
    assert found.returned == states.split().count("returned")


def test_every_state_has_a_rank() -> None:
    assert worst_of(Timeliness) is Timeliness.MISSING
