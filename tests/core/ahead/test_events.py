"""Which counts are of single events, and which come in lots or evenly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.core.ahead.forecast import SMALL_YEAR, are_single_events
from targets.core.judging.outlooks import SpanAmount
from targets.core.values.periods import month_end
from tests.core.build import YEAR


def came(*amounts: float | str, months: int = 1) -> list[SpanAmount]:
    return [
        SpanAmount(month_end(YEAR, months * number), Decimal(months), Decimal(amount))
        for number, amount in enumerate(amounts, 1)
    ]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((7, 6, 9, 8, 5, 8), True),
        ((3, 1, 2, 4), True),
        ((860, 1010, 705, 900), False),  # scatters by 15 %, chance alone by 3
        ((0, 0, 0, 90), False),  # in lots
        ((100, 101, 99, 100, 100), False),  # like clockwork
        ((3, 3, 3, 3), False),
        ((1, 1, 1, 1), True),  # of four single events no rare pattern
        ((1, 1, 1, 1, 1, 1, 1, 1), False),
        ((7, "6.5", 9, 8), False),
        ((7, -1, 9, 8), False),
    ],
)
def test_from_four_amounts_their_dispersion_decides(
    amounts: tuple[int, ...], expected: bool
) -> None:
    assert are_single_events(came(*amounts), []) is expected
    assert are_single_events(came(*amounts), [Decimal(5000)]) is expected  # whatever the target


def test_the_index_of_dispersion_by_hand() -> None:
    """8 and 3 × 2: λ = 3.5, Σ(a − λ)² ÷ λ = 27 ÷ 3.5 = 7.714, less ½ × 2 ÷ 3.5 = 7.429; of χ² with
    three degrees more than 4.642 comes one time in five. 6 and 3 × 2: 12 ÷ 3 = 4, less ⅓."""
    assert not are_single_events(came(8, 2, 2, 2), [])
    assert are_single_events(came(6, 2, 2, 2), [])


def test_jan_feb_may_bring_twice_as_much() -> None:
    first = SpanAmount(month_end(YEAR, 2), Decimal(2), Decimal(16))
    rest = [amount._replace(period_end=month_end(YEAR, 5)) for amount in came(5, 9, 10)]
    assert are_single_events([first, *rest], [])
    assert not are_single_events([first._replace(amount=Decimal(64)), *rest], [])


@pytest.mark.parametrize(
    ("amounts", "others", "expected"),
    [
        ((2, 1, 3), [], True),  # 24 a year
        ((2, 1, 4), [], False),
        ((2, 1, 3), [24], True),
        ((2, 1, 3), [25], False),  # the target says that more is to come
        ((0, 0, 0, 0, 0), [], False),  # nothing says how large the year is
        ((0, 0, 0, 0, 0), [3], True),
        ((0, 0, 0, 0, 0), [8000], False),
        ((0, 1, 0, 0, 1), [5], True),  # fewer events than amounts: no pattern to be seen
        ((0, 1, 0, 0, 1), [5, 90], False),
    ],
)
def test_too_little_to_tell_is_enough_for_a_small_year_only(
    amounts: tuple[int, ...], others: list[int], expected: bool
) -> None:
    assert are_single_events(came(*amounts), [Decimal(each) for each in others]) is expected


@given(st.lists(st.integers(0, 400), min_size=1, max_size=11), st.lists(st.integers(0, 50)))
def test_the_order_of_the_months_does_not_matter(amounts: list[int], others: list[int]) -> None:
    sizes = [Decimal(each) for each in others]
    one = are_single_events(came(*amounts), sizes)
    assert are_single_events(came(*sorted(amounts)), sizes) is one
    if one and (len(amounts) < 4 or sum(amounts) < len(amounts)):
        assert all(size <= SMALL_YEAR for size in sizes)
