"""双过半, 开门红 and 连续N期滞后."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from targets.core.judging.badges import (
    MarkCode,
    is_good_start,
    is_past_half,
    marks,
    periods_lagging,
)
from targets.core.values.facts import Calendar, PaceMethod, SeriesFacts
from tests.core.build import at, rate, series, stage, stock, target, task, text

GROWTH = rate({3: "6", 6: "2", 9: "6"}, ">= 5.5")


@pytest.mark.parametrize(
    ("facts", "month", "expected"),
    [
        (series({6: "50"}, ">= 100"), 6, True),
        (series({5: "50"}, ">= 100"), 6, True),  # done on older data is done
        (series({6: "49.99"}, ">= 100"), 6, False),
        (series({7: "80"}, ">= 100"), 7, False),  # only in June
        (series({6: "80"}, "<= 100"), 6, False),  # no praise for using up a limit
        (series({6: "80"}, "between 100 120"), 6, True),
        (series({6: "80"}, "", ">= 100"), 6, False),  # the headline states no number
        (series({6: "80"}), 6, False),
        (series({}, ">= 100"), 6, False),
        (GROWTH, 6, False),
        (stock({6: "50"}, target("<= 40", base_value=Decimal(60))), 6, False),
    ],
)
def test_past_half_in_june(facts: SeriesFacts, month: int, expected: bool) -> None:
    assert is_past_half(at(facts, month)) is expected


@pytest.mark.parametrize(
    ("facts", "month", "expected"),
    [
        (series({3: "25"}, ">= 100"), 3, True),
        (series({3: "24.9"}, ">= 100"), 3, False),
        (series({2: "25"}, ">= 100"), 3, False),  # not yet the whole quarter
        (series({3: "25"}, ">= 100"), 4, False),
        (series({3: "10"}, "<= 100"), 3, False),
        (series({3: "25"}, ">= 100", pace=PaceMethod.NONE), 3, False),
        (
            series(
                {3: "22"},
                ">= 100",
                pace=PaceMethod.LAST_YEAR_SHAPE,
                last_year={3: "20", 12: "100"},
            ),
            3,
            True,
        ),
        (series({}, ">= 100"), 3, False),
        (GROWTH, 3, False),
    ],
)
def test_a_good_start_in_march(facts: SeriesFacts, month: int, expected: bool) -> None:
    assert is_good_start(at(facts, month)) is expected


@pytest.mark.parametrize(
    ("facts", "month", "expected"),
    [
        (series({3: "25", 4: "20", 5: "21", 6: "22"}, ">= 100"), 6, 3),
        (series({3: "25", 4: "20", 6: "22"}, ">= 100"), 6, 2),  # May is unknown
        (series({3: "25", 4: "20", 5: "21", 6: "60"}, ">= 100"), 6, 0),
        (series({1: "1", 2: "2"}, ">= 100"), 2, 2),  # back to the year's beginning
        (series({11: "60", 12: "99"}, ">= 100"), 12, 2),
        (series({}, ">= 100"), 6, 0),
        (GROWTH, 6, 1),
        (GROWTH._replace(actuals=GROWTH.actuals[1:2]), 9, 1),
        (task(stage(3, "slow"), stage(6, "slow", "piling")), 6, 2),
        (task(stage(3, "normal"), stage(6), stage(9, "slow")), 9, 1),
        (task(stage(3, "normal"), stage(6, "normal"), due_on=date(2024, 5, 31)), 6, 1),
        (task(due_on=date(2024, 5, 31)), 6, 0),
    ],
)
def test_how_many_periods_lag(facts: SeriesFacts, month: int, expected: int) -> None:
    assert periods_lagging(at(facts, month)) == expected


def test_lagging_is_of_the_tier_that_is_asked_for() -> None:
    facts = rate({3: "6", 6: "6.2"}, ">= 5.5", ">= 6.5", calendar=Calendar.QUARTERLY)
    assert periods_lagging(at(facts, 6)) == 0
    assert periods_lagging(at(facts, 6, tier="stretch")) == 2


def test_marks_in_words() -> None:
    june = marks(at(series({6: "50"}, ">= 100"), 6))
    assert [(each.code, text(each.words)) for each in june] == [
        (MarkCode.PAST_HALF, "Half the year, half the target")
    ]
    march = marks(at(series({3: "25"}, ">= 100"), 3))
    assert [(each.code, text(each.words)) for each in march] == [
        (MarkCode.GOOD_START, "A good first quarter")
    ]
    behind = marks(at(series({4: "20", 5: "21", 6: "22"}, ">= 100"), 6))
    assert [(each.code, each.number, text(each.words)) for each in behind] == [
        (MarkCode.LAGGING, 3, "Lagging for 3 periods running")
    ]


def test_one_period_behind_is_no_mark() -> None:
    assert marks(at(GROWTH, 6)) == ()
