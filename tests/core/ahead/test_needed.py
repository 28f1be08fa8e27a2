"""What the rest of the year must bring: amounts, growth, and the day to catch up by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from targets.core.ahead.needed import (
    Allowed,
    CatchUp,
    Needed,
    allowed,
    catch_up,
    needed,
    needed_growth,
    rest_of_year_growth,
)
from targets.core.judging.outlooks import SpanAmount
from targets.core.values.facts import Accumulation, Calendar, PaceMethod, SeriesFacts, TargetFact
from targets.core.values.periods import month_end
from tests.core.build import YEAR, path, rate, rounded, series, stock, target

INCREMENT = Accumulation.INCREMENT
SHAPE = PaceMethod.LAST_YEAR_SHAPE
PLAN = target(">= 120")
JUNE = month_end(YEAR, 6)
UNTIL = month_end(YEAR + 1, 12)


def ask(facts: SeriesFacts, goal: TargetFact | str = PLAN, month: int = 6) -> Needed | None:
    goal = target(goal) if isinstance(goal, str) else goal
    return needed(facts, goal, as_of=month_end(YEAR, month))


def test_what_each_remaining_month_must_bring_beside_the_best_so_far() -> None:
    months = {1: "5", 2: "6", 3: "8", 4: "9", 5: "7", 6: "10"}
    found = ask(series(months, accumulation=INCREMENT))
    assert found == Needed(
        Decimal(120),
        Decimal(45),
        6,
        Decimal("12.5"),
        SpanAmount(JUNE, Decimal(1), Decimal(10)),
        False,
    )


@pytest.mark.parametrize(("goal", "unseen"), [(">= 135", False), (">= 135.1", True)])
def test_more_than_one_and_a_half_times_the_best_was_not_seen(goal: str, unseen: bool) -> None:
    months = {1: "5", 2: "6", 3: "8", 4: "9", 5: "7", 6: "10"}
    found = ask(series(months, accumulation=INCREMENT), goal)
    assert found is not None
    assert found.is_unseen is unseen


def test_jan_feb_counts_as_two_months() -> None:
    found = ask(series({2: "16", 3: "23"}, calendar=Calendar.MONTHLY_JAN_FEB), month=3)
    assert found is not None
    assert found.best == SpanAmount(month_end(YEAR, 2), Decimal(2), Decimal(16))
    assert found.months_left == 9


def test_a_span_across_a_missing_month_is_nobodys_best() -> None:
    found = ask(series({1: "5", 3: "45", 4: "47"}), month=4)
    assert found is not None
    assert found.best == SpanAmount(month_end(YEAR, 1), Decimal(1), Decimal(5))
    found = ask(series({3: "45"}), month=4)
    assert found is not None
    assert (found.best, found.is_unseen) == (None, False)


@pytest.mark.parametrize(
    ("facts", "goal"),
    [
        (series({6: "60"}), ""),
        (series({6: "60"}), "context 120"),
        (series({6: "60"}), "<= 120"),
        (series({6: "60"}), "< 120"),
        (series({6: "120"}), ">= 120"),
        (series({6: "121"}), "> 120"),
        (series({6: "100"}), "between 90 110"),
        (series({6: "60"}, floors=(6,)), ">= 120"),
        (series({12: "60"}), ">= 120"),
        (series(), ">= 120"),
        (stock({6: "60"}), ">= 120"),
        (series({6: "60"}, accumulation=Accumulation.LATEST), ">= 120"),
        (series({6: "60"}, calendar=Calendar.ONCE), ">= 120"),
    ],
)
def test_where_nothing_is_needed_or_known(facts: SeriesFacts, goal: str) -> None:
    assert ask(facts, goal, 12) is None


def test_between_needs_its_lower_bound_and_a_strict_one_more_than_it() -> None:
    found = ask(series({6: "60"}), "between 90 110")
    assert found is not None
    assert (found.target, found.per_month) == (90, 5)
    found = ask(series({6: "120"}), "> 120")
    assert found is not None
    assert found.per_month == 0


def may(facts: SeriesFacts, goal: str, month: int = 6) -> Allowed | None:
    return allowed(facts, target(goal), as_of=month_end(YEAR, month))


def test_a_limit_leaves_an_amount_for_each_remaining_month() -> None:
    found = may(series({6: "72"}), "<= 120")
    assert found == Allowed(Decimal(120), Decimal(72), 6, Decimal(8), Decimal(12))
    spent = may(series({6: "120"}), "<= 120")
    assert spent is not None
    assert spent.per_month == 0
    within = may(series({6: "100"}), "between 90 110")
    assert within is not None
    assert (within.limit, rounded(within.per_month)) == (110, Decimal("1.6667"))
    assert may(series({2: "10"}, calendar=Calendar.MONTHLY_JAN_FEB), "<= 60") == Allowed(
        Decimal(60), Decimal(10), 10, Decimal(5), Decimal(5)
    )


@pytest.mark.parametrize(
    ("facts", "goal"),
    [
        (series({6: "60"}), ">= 120"),
        (series({6: "60"}), "context 120"),
        (series({6: "60"}), ""),
        (series({6: "121"}), "<= 120"),
        (series({6: "120"}), "< 120"),
        (series({6: "60"}), "between 90 110"),
        (series({6: "111"}), "between 90 110"),
        (series({6: "60"}, floors=(6,)), "<= 120"),
        (series({12: "60"}), "<= 120"),
        (series(), "<= 120"),
        (stock({6: "60"}), "<= 120"),
    ],
)
def test_where_nothing_is_left_to_allow(facts: SeriesFacts, goal: str) -> None:
    assert may(facts, goal, 12) is None


def test_needed_growth_for_the_rest_of_the_year() -> None:
    assert rounded(rest_of_year_growth(Decimal(16), Decimal("2.1"), Decimal("0.483"))) == Decimal(
        "28.9859"
    )
    level = series(last_year={6: "483", 12: "1000"})
    found = needed_growth(rate({6: "2.1"}), target(">= 16"), level, as_of=JUNE)
    assert found is not None
    assert (found.target, found.so_far, found.weight) == (16, Decimal("2.1"), Decimal("0.483"))
    assert (found.part, found.whole) == (483, 1000)
    assert rounded(found.growth) == Decimal("28.9859")


@pytest.mark.parametrize(
    ("facts", "goal", "level"),
    [
        (series({6: "2"}), ">= 16", series(last_year={6: "48", 12: "100"})),
        (rate({6: "2"}), "<= 16", series(last_year={6: "48", 12: "100"})),
        (rate(), ">= 16", series(last_year={6: "48", 12: "100"})),
        (rate({12: "2"}), ">= 16", series(last_year={6: "48", 12: "100"})),
        (rate({6: "2"}), ">= 16", series(last_year={6: "48"})),
        (rate({6: "2"}), ">= 16", series(last_year={6: "100", 12: "100"})),
        (rate({6: "2"}), ">= 16", stock(last_year={6: "48", 12: "100"})),
    ],
)
def test_no_needed_growth(facts: SeriesFacts, goal: str, level: SeriesFacts) -> None:
    assert needed_growth(facts, target(goal), level, as_of=month_end(YEAR, 12)) is None


def met(facts: SeriesFacts, goal: TargetFact | str = PLAN, month: int = 6) -> CatchUp | None:
    goal = target(goal) if isinstance(goal, str) else goal
    return catch_up(facts, goal, as_of=month_end(YEAR, month))


def test_against_an_even_pace_the_average_never_catches_up_within_the_year() -> None:
    """8 a month: 120 after 15 months, at the end of March."""
    assert met(series({6: "48"})) == CatchUp(date(YEAR + 1, 3, 31), Decimal(8), False, UNTIL)
    assert met(series({6: "30"})) == CatchUp(UNTIL, Decimal(5), False, UNTIL)


@pytest.mark.parametrize("value", ["29.7", "0", "-6"])
def test_a_rate_too_low_does_not_catch_up_before_the_end_of_the_next_year(value: str) -> None:
    assert met(series({6: value})) == CatchUp(None, Decimal(value) / 6, False, UNTIL)


def test_a_pace_that_flattens_is_met_on_a_day() -> None:
    """Planned 40, 30, 10, 10, 10, 20 from January; 15 a month: 45 against 80 in March, and at the
    pace of 90 after six months."""
    plan = target(
        ">= 120",
        path=path(
            (1, "40"), (2, "30"), (3, "10"), (4, "0"), (5, "5"), (6, "5"), (9, "0"), (12, "30")
        ),
    )
    facts = series({3: "45"}, pace=PaceMethod.PATH)
    assert met(facts, plan, 3) == CatchUp(month_end(YEAR, 6), Decimal(15), True, UNTIL)
    # 14 a month: 84 in June against 90; 90 after 6.43 months, the 14th of July
    slower = series({3: "42"}, pace=PaceMethod.PATH)
    assert met(slower, plan, 3) == CatchUp(date(YEAR, 7, 14), Decimal(14), True, UNTIL)


def test_last_years_shape_is_a_pace_too() -> None:
    last = {6: "90", 9: "95", 12: "100"}
    facts = series({6: "72"}, pace=SHAPE, last_year=last)
    # 12 a month meets the line that rises by 2 a month from 108 in June after 9.6 months
    assert met(facts) == CatchUp(date(YEAR, 10, 19), Decimal(12), True, UNTIL)
    assert met(series({6: "72"}, pace=SHAPE)) is None


@pytest.mark.parametrize(
    ("facts", "goal"),
    [
        (series({6: "60"}), ">= 120"),  # on its pace
        (series({6: "40"}), "<= 120"),
        (series({6: "40"}), ""),
        (series({6: "40"}), "context 120"),
        (series({6: "-5"}), ">= -120"),
        (series({6: "1"}, is_count=True), ">= 5"),
        (series({6: "40"}, pace=PaceMethod.NONE), ">= 120"),
        (series(), ">= 120"),
        (stock({6: "40"}), ">= 120"),
    ],
)
def test_no_day_to_catch_up_by(facts: SeriesFacts, goal: str) -> None:
    assert met(facts, goal) is None
