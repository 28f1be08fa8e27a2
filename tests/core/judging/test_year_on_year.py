"""A year against the year before: percent, points, and why nothing is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.core.judging.progress import PeriodAmount, period_amounts, standings
from targets.core.judging.year_on_year import Compared, Uncompared, year_on_year
from targets.core.values.facts import Accumulation, Calendar, Measure
from targets.core.values.periods import month_end, period_ends
from tests.core.build import YEAR, Values, amounts, rounded


def compared(
    now: Values,
    before: Values,
    *,
    measure: Measure = Measure.AMOUNT,
    floors: tuple[int, ...] = (),
    base_floors: tuple[int, ...] = (),
    accumulation: Accumulation = Accumulation.RUNNING_TOTAL,
) -> tuple[Compared, ...]:
    return year_on_year(
        measure,
        standings(accumulation, period_ends(Calendar.MONTHLY, YEAR), amounts(now, floors=floors)),
        standings(
            accumulation,
            period_ends(Calendar.MONTHLY, YEAR - 1),
            amounts(before, year=YEAR - 1, floors=base_floors),
        ),
    )


def test_amounts_change_by_percent_at_the_periods_known_in_both_years() -> None:
    found = compared({1: "9", 2: "20", 4: "30"}, {1: "8", 3: "20", 4: "40"})
    assert [(each.period_end.month, each.change) for each in found] == [
        (1, Decimal("12.5")),
        (4, Decimal(-25)),
    ]
    assert found[0].period_end == month_end(YEAR, 1)
    assert (found[0].value, found[0].base, found[0].uncompared) == (9, 8, None)


@pytest.mark.parametrize("measure", [Measure.RATE, Measure.SHARE])
def test_rates_and_shares_change_by_points(measure: Measure) -> None:
    latest = Accumulation.LATEST
    (found,) = compared({9: "6.1"}, {9: "-5.0"}, measure=measure, accumulation=latest)
    assert found.change == Decimal("11.1")


def test_a_floor_is_compared_with_nothing() -> None:
    """“Above 2800” is no base: 3156.37 against it is not 12.7 %."""
    (found,) = compared({12: "3156.37"}, {12: "2800"}, base_floors=(12,))
    assert (found.change, found.uncompared) == (None, Uncompared.BASE_FLOOR)
    (found,) = compared({12: "2900"}, {12: "2800"}, floors=(12,), base_floors=(12,))
    assert (found.change, found.uncompared) == (None, Uncompared.FLOOR)


@pytest.mark.parametrize("base", ["0", "-3"])
def test_there_is_no_percentage_of_nothing(base: str) -> None:
    (found,) = compared({9: "3"}, {9: base})
    assert (found.change, found.uncompared) == (None, Uncompared.BASE_NOT_POSITIVE)


def test_places_are_not_compared() -> None:
    assert compared({9: "3"}, {9: "4"}, measure=Measure.RANK) == ()


def test_thirds_keep_twenty_places() -> None:
    (found,) = compared({9: "4"}, {9: "3"})
    assert rounded(found.change) == Decimal("33.3333")


def test_entries_per_period_are_their_own_amounts_behind_a_gap_too() -> None:
    ends = period_ends(Calendar.MONTHLY, YEAR)
    marks = standings(Accumulation.INCREMENT, ends, amounts({1: "5", 3: "7", 4: "8"}, floors=(4,)))
    found = period_amounts(Accumulation.INCREMENT, marks)
    assert found[:5] == [
        PeriodAmount(Decimal(5)),
        None,
        PeriodAmount(Decimal(7)),
        PeriodAmount(Decimal(8), is_floor=True),
        None,
    ]


def test_totals_differ_by_what_the_period_brought_where_both_are_exact() -> None:
    ends = period_ends(Calendar.MONTHLY, YEAR)
    marks = standings(
        Accumulation.RUNNING_TOTAL, ends, amounts({1: "5", 2: "9", 4: "20", 5: "30"}, floors=(5,))
    )
    found = period_amounts(Accumulation.RUNNING_TOTAL, marks)
    assert found[:5] == [PeriodAmount(Decimal(5)), PeriodAmount(Decimal(4)), None, None, None]
