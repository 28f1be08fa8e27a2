"""What is kept of an assessment to compare places: the assessment's own numbers, as text too."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from targets.core.judging.place_summary import (
    Basis,
    Known,
    Numbers,
    PlaceSummary,
    known_marks,
    measured,
    read,
    summarise,
    written,
)
from targets.core.values.facts import Accumulation, Calendar, PaceMethod
from targets.core.values.periods import month_end
from tests.core.build import YEAR, at, rate, series

D = Decimal


def test_now_then_and_before_are_those_of_the_assessment() -> None:
    assessment = at(series({8: "60", 9: "80"}, ">= 100"), 9)
    found = summarise(assessment)
    assert found.period_end == month_end(YEAR, 9)
    assert found.now == Numbers(D(5), D(80), D(80))
    assert found.now == found.then
    assert found.before.value == D(60)
    assert found.before.distance == assessment.trend[-2].deviation
    assert [found.now.by(basis) for basis in (Basis.DISTANCE, Basis.COMPLETION, Basis.VALUE)] == [
        measured(assessment, basis) for basis in (Basis.DISTANCE, Basis.COMPLETION, Basis.VALUE)
    ]


def test_without_a_figure_nothing_is_known() -> None:
    found = summarise(at(series({}, ">= 100"), 9))
    assert found == PlaceSummary(Calendar.MONTHLY)
    assert found.known == ()


def test_the_first_period_has_none_before_it() -> None:
    assert summarise(at(series({1: "5"}, ">= 100"), 1)).before == Numbers()


def test_then_reaches_back_to_a_period_with_a_pace() -> None:
    shape = series({8: "60", 9: "80"}, ">= 100", pace=PaceMethod.LAST_YEAR_SHAPE,
                   last_year={8: "50", 12: "100"})  # fmt: skip
    found = summarise(at(shape, 9))
    assert found.now.distance is None
    assert found.then.distance == found.before.distance == D(10)


def test_limits_and_floors_are_marked() -> None:
    assert summarise(at(series({6: "4"}, "<= 10"), 6)).is_ceiling
    assert not summarise(at(rate({6: "4"}, "> 3"), 6)).is_ceiling
    floor = summarise(at(series({3: "4", 6: "8.5"}, ">= 10", floors=(6,)), 6))
    assert floor.is_floor
    assert floor.known == (
        Known(month_end(YEAR, 3), D(4), False), Known(month_end(YEAR, 6), D("8.5"), True)
    )  # fmt: skip


@given(
    st.lists(st.none() | st.decimals(-(10**12), 10**12, places=8), min_size=12, max_size=12),
    st.sampled_from([Accumulation.RUNNING_TOTAL, Accumulation.INCREMENT]),
)
def test_the_figures_are_read_as_they_were_written(
    values: list[Decimal | None], accumulation: Accumulation
) -> None:
    by_month = {m: None if v is None else str(v) for m, v in enumerate(values, start=1)}
    assessment = at(series(by_month, ">= 100", accumulation=accumulation), 12)
    assert summarise(assessment).known == tuple(
        Known(mark.period_end, mark.value, mark.is_floor)
        for mark in known_marks(assessment)
        if mark.value is not None
    )
    again = summarise(assessment)
    assert read(again.calendar, again.period_end, written(again), again.figures) == again


def test_a_line_keeps_what_differs_between_now_and_then() -> None:
    numbers = Numbers(None, D("80.5"), D("-1E+3"))
    for then in (numbers, Numbers(D(3), None, None), Numbers()):
        found = PlaceSummary(
            Calendar.MONTHLY, month_end(YEAR, 9), True, True, numbers, then, Numbers(D(1)), "x"
        )
        assert read(found.calendar, found.period_end, written(found), "x") == found
