"""What can be split, and the path that a part has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.core.splitting.allocating import department_code, path_of_part, why_not_split
from targets.core.values.facts import Comparator, Measure, PathPoint
from tests.core.build import text

D = Decimal
LEAST = Comparator.AT_LEAST
ENDS = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("measure", "comparator", "value", "is_count", "said"),
    [
        (Measure.AMOUNT, LEAST, "93", False, ""),
        (Measure.AMOUNT, Comparator.EQUAL, "93", False, ""),
        (Measure.STOCK, LEAST, "93", True, ""),
        (Measure.STOCK, LEAST, "93", False, "never add up"),
        (Measure.RATE, LEAST, "5", False, "never add up"),
        (Measure.SHARE, LEAST, "5", True, "never add up"),
        (Measure.RANK, LEAST, "5", False, "never add up"),
        (Measure.AMOUNT, LEAST, None, False, "one number"),
        (Measure.AMOUNT, None, "93", False, "one number"),
        (Measure.AMOUNT, Comparator.BETWEEN, "93", False, "one number"),
    ],
)
def test_what_can_be_split(
    measure: Measure, comparator: Comparator | None, value: str | None, is_count: bool, said: str
) -> None:
    number = None if value is None else D(value)
    found = why_not_split(measure, comparator, number, is_count=is_count)
    assert (found is None) if not said else (found is not None and said in text(found))


def test_the_code_of_a_departments_part() -> None:
    assert department_code("ROAD_KM", "housing") == "ROAD_KM.housing"


def path(*amounts: str) -> list[PathPoint]:
    return [PathPoint(end, D(amount)) for end, amount in zip(ENDS, amounts, strict=True)]


def test_a_path_in_proportion_ends_at_the_part() -> None:
    found = path_of_part(path("9", "30", "30", "24"), D("31.5"), decimals=1)
    assert [str(point.value) for point in found] == ["3.0", "10.2", "10.2", "8.1"]
    assert [point.period_end for point in found] == list(ENDS)
    assert path_of_part([], D(1), decimals=0) == ()
    assert path_of_part(path("0", "0", "0", "0"), D(1), decimals=0) == ()


@given(
    st.lists(st.integers(0, 10**6), min_size=4, max_size=4).filter(any),
    st.decimals(0, 10**9, places=3),
)
def test_a_path_in_proportion_is_exact(amounts: list[int], part: Decimal) -> None:
    whole = path(*[str(amount) for amount in amounts])
    found = path_of_part(whole, part, decimals=1)
    assert sum(point.value for point in found) == part
    assert all(point.value == 0 for point, of in zip(found, whole, strict=True) if not of.value)
