"""Targets broken down over the year and among parts: the sum is exact, always."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.core.splitting.splitting import (
    Allocation,
    Part,
    PartMethod,
    PastYear,
    YearMethod,
    check_split,
    split_parts,
    split_year,
    year_total,
)
from targets.core.values.facts import Accumulation, Calendar
from targets.core.values.figures import SeriesWords
from tests.core.build import YEAR, Values, amounts, text

D = Decimal
RUNNING = Accumulation.RUNNING_TOTAL
KM = SeriesWords("roads", "公里", "km", 1)
SHAPE, MEAN = YearMethod.LAST_YEAR_SHAPE, YearMethod.MEAN_SHAPE
QUARTERS = Calendar.QUARTERLY


def past(values: Values, year: int = YEAR - 1, floors: tuple[int, ...] = ()) -> PastYear:
    return PastYear(year, QUARTERS, RUNNING, amounts(values, year=year, floors=floors))


LAST = past({3: "10", 6: "30", 9: "60", 12: "100"})
BEFORE = past({3: "100", 6: "200", 9: "300", 12: "400"}, YEAR - 2)


def values(target: str, calendar: Calendar, *args: Any, **more: Any) -> list[str]:
    found = split_year(D(target), calendar, YEAR, *args, **more)
    assert not found.problems
    return [str(point.value) for point in found.points]


def parts(*numbers: str | None) -> list[Part]:
    return [
        Part(key, key.upper(), None if number is None else D(number))
        for key, number in zip("abcdef", numbers, strict=False)
    ]


@pytest.mark.parametrize(
    ("target", "calendar", "decimals", "expected"),
    [
        ("1200", QUARTERS, 0, ["300", "300", "300", "300"]),
        ("1410", Calendar.HALF_YEARLY, 0, ["705", "705"]),
        ("86", Calendar.ANNUAL, 0, ["86"]),
        ("86", Calendar.ONCE, 0, ["86"]),
        ("100.25", QUARTERS, 0, ["25.06", "25.06", "25.06", "25.07"]),  # as fine as the target
        ("-5", QUARTERS, 0, ["-2", "-1", "-1", "-1"]),
        ("0", Calendar.HALF_YEARLY, 1, ["0.0", "0.0"]),
    ],
)
def test_a_linear_year(target: str, calendar: Calendar, decimals: int, expected: list[str]) -> None:
    assert values(target, calendar, decimals=decimals) == expected


def test_january_and_february_together_count_two_months() -> None:
    assert values("120", Calendar.MONTHLY_JAN_FEB) == ["20", *["10"] * 10]


def test_small_counts_are_spread_over_the_year_and_never_run_ahead_of_it() -> None:
    found = values("5", Calendar.MONTHLY)
    assert found == ["0", "0", "1", "0", "1", "0", "0", "1", "0", "1", "0", "1"]
    totals = list(accumulate(map(int, found)))
    assert all(total * 12 <= 5 * (index + 1) for index, total in enumerate(totals))


def test_last_years_shape() -> None:
    """Of the past years only last year's is taken."""
    found = split_year(D(1000), QUARTERS, YEAR, SHAPE, past=[BEFORE, LAST])
    assert [point.value for point in found.points] == [100, 200, 300, 400]
    assert found.years == (YEAR - 1,)


def test_the_mean_of_several_years_counts_each_year_the_same() -> None:
    """10, 20, 30, 40 percent and four times 25: the larger year is no more than the smaller."""
    found = split_year(D(1000), QUARTERS, YEAR, MEAN, past=[LAST, BEFORE])
    assert [point.value for point in found.points] == [175, 225, 275, 325]
    assert found.years == (YEAR - 2, YEAR - 1)


def test_a_monthly_past_gives_a_quarterly_shape() -> None:
    monthly = PastYear(
        YEAR - 1,
        Calendar.MONTHLY,
        Accumulation.INCREMENT,
        amounts({month: "1" if month < 7 else "3" for month in range(1, 13)}, year=YEAR - 1),
    )
    assert values("48", QUARTERS, SHAPE, past=[monthly]) == ["6", "6", "18", "18"]


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (
            past({3: "10", 9: "60", 12: "100"}),
            "2023 has no shape: there is no exact figure for First half.",
        ),
        (
            past({3: "10", 6: "30", 9: "60", 12: "100"}, floors=(12,)),
            "2023 has no shape: there is no exact figure for Full year.",
        ),
        (
            past({3: "10", 6: "9", 9: "60", 12: "100"}),
            "2023 has no shape: its running total fell in First half.",
        ),
        (past({3: "0", 6: "0", 9: "0", 12: "0"}), "2023 has no shape: its figure is zero."),
        (BEFORE, "There are no past figures to take a shape from."),
    ],
)
def test_without_a_shape_it_says_why(year: PastYear, said: str) -> None:
    found = split_year(D(1000), QUARTERS, YEAR, SHAPE, past=[year])
    assert (found.points, found.years) == ((), ())
    assert [text(each) for each in found.problems] == [said]


def test_a_year_that_cannot_be_used_is_named_and_the_others_are_used() -> None:
    broken = past({12: "100"})
    found = split_year(D(1000), QUARTERS, YEAR, MEAN, past=[broken, BEFORE])
    assert [point.value for point in found.points] == [250] * 4
    assert found.years == (YEAR - 2,)
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    ("method", "numbers", "expected"),
    [
        (PartMethod.EQUAL, ["1", "2", None], {"a": 4, "b": 3, "c": 3}),
        (PartMethod.WEIGHTS, ["1", "1", "2"], {"a": 3, "b": 2, "c": 5}),
        (PartMethod.WEIGHTS, ["0", "1", "2"], {"a": 0, "b": 3, "c": 7}),
        (PartMethod.LAST_YEAR, ["30", "50", "20"], {"a": 3, "b": 5, "c": 2}),
        (PartMethod.BY_HAND, ["6", None, "7"], {"a": 6, "c": 7}),
    ],
)
def test_ten_among_three(
    method: PartMethod, numbers: list[str | None], expected: dict[str, int]
) -> None:
    found = split_parts(D(10), parts(*numbers), method)
    assert found.problem is None
    assert found.targets == expected
    assert list(found.targets) == sorted(expected)


@pytest.mark.parametrize(
    ("method", "numbers", "said"),
    [
        (PartMethod.EQUAL, [], "There is nobody to share the target."),
        (PartMethod.WEIGHTS, ["1", None], "B has no weight."),
        (PartMethod.WEIGHTS, ["1", "-1"], "The weight of B is below zero."),
        (PartMethod.WEIGHTS, ["0", "0"], "At least one weight has to be above zero."),
        (
            PartMethod.LAST_YEAR,
            [None, "1"],
            "A has no figure for last year; share it another way.",
        ),
        (
            PartMethod.LAST_YEAR,
            ["-3", "1"],
            "Last year’s figure of A is below zero; share it another way.",
        ),
        (
            PartMethod.LAST_YEAR,
            ["0"],
            "Last year’s figures are all zero; share it another way.",
        ),
    ],
)
def test_what_cannot_be_shared_says_why(
    method: PartMethod, numbers: list[str | None], said: str
) -> None:
    found = split_parts(D(10), parts(*numbers), method)
    assert found.targets == {}
    assert found.problem is not None
    assert text(found.problem) == said


@pytest.mark.parametrize(
    ("numbers", "allocation", "difference", "missing", "said"),
    [
        (["40", "53"], Allocation.EXACT, "0", (), "The parts add up to 93.0 km."),
        (
            ["40", "60.25"],
            Allocation.OVER,
            "7.25",
            (),
            "The parts add up to 100.25 km, 7.25 km more than the whole, 93.0 km.",
        ),
        (
            ["40", None],
            Allocation.UNDER,
            "-53",
            ("B",),
            "The parts add up to 40.0 km, 53.0 km less than the whole, 93.0 km.",
        ),
    ],
)
def test_a_split_is_held_against_the_whole(
    numbers: list[str | None],
    allocation: Allocation,
    difference: str,
    missing: tuple[str, ...],
    said: str,
) -> None:
    found = check_split(D(93), parts(*numbers), KM)
    assert found.allocation is allocation
    assert (found.difference, found.missing) == (D(difference), missing)
    assert text(found.sentence) == said


totals = st.decimals(-(10**9), 10**9, places=4)
weights = st.decimals(0, 10**6, places=3)


@given(totals, st.sampled_from(Calendar), st.integers(0, 4))
def test_a_linear_year_sums_exactly(target: Decimal, calendar: Calendar, decimals: int) -> None:
    points = split_year(target, calendar, YEAR, decimals=decimals).points
    assert sum(point.value for point in points) == target


@given(
    totals,
    st.lists(st.lists(weights, min_size=4, max_size=4).filter(any), min_size=1, max_size=3),
    st.integers(0, 4),
)
def test_a_shaped_year_sums_exactly(
    target: Decimal, years: Sequence[Sequence[Decimal]], decimals: int
) -> None:
    found = split_year(
        target,
        QUARTERS,
        YEAR,
        MEAN,
        decimals=decimals,
        past=[
            past(dict(zip((3, 6, 9, 12), map(str, accumulate(each)), strict=True)), YEAR - 1 - at)
            for at, each in enumerate(years)
        ],
    )
    assert not found.problems
    assert sum(point.value for point in found.points) == target


@given(
    totals,
    st.lists(weights, min_size=1, max_size=6).filter(any),
    st.sampled_from([PartMethod.EQUAL, PartMethod.WEIGHTS, PartMethod.LAST_YEAR]),
    st.randoms(use_true_random=False),
)
def test_parts_sum_exactly_in_whatever_order_they_come(
    target: Decimal, numbers: list[Decimal], method: PartMethod, chance: random.Random
) -> None:
    given_parts = parts(*map(str, numbers))
    found = split_parts(target, given_parts, method, decimals=1).targets
    assert sum(found.values()) == target
    chance.shuffle(given_parts)
    assert split_parts(target, given_parts, method, decimals=1).targets == found


def test_what_a_past_year_came_to() -> None:
    assert year_total(LAST) == 100
    assert year_total(past({3: "10"})) is None
    assert year_total(past({12: "10"}, floors=(12,))) is None
