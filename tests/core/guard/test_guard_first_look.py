"""The first look: what it lets pass, what it hands on, and why; it never differs from the rules.

Property tests beside those of the guard hold the two together for any figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

import pytest

from targets.core.guard.guard import Sibling, look_at, question
from targets.core.judging.progress import CONTEXT
from targets.core.values.facts import Accumulation, Calendar, Measure, SeriesFacts
from targets.core.values.periods import month_end
from tests.core.build import YEAR, rate, series, stock, task
from tests.core.guard.test_guard_properties import by_every_rule

JAN_FEB, QUARTERLY = Calendar.MONTHLY_JAN_FEB, Calendar.QUARTERLY
INCREMENT, LATEST = Accumulation.INCREMENT, Accumulation.LATEST
History = Sequence[tuple[date, Decimal]]


def even(to: int, by: int = 10, first: int = 1) -> dict[int, str | None]:
    return {month: str(by * month) for month in range(first, to + 1)}


def same(to: int, value: str = "10", first: int = 1) -> dict[int, str | None]:
    return dict.fromkeys(range(first, to + 1), value)


OLDER = [(month_end(2020, month), Decimal(12 * month)) for month in range(1, 13)]
LATER = [(month_end(YEAR + 1, 1), Decimal(10))]
TOTALS = series(even(6), last_year=even(12, 9))
FIRST_YEAR = series(even(12))
AMOUNTS = series(same(6), accumulation=INCREMENT, last_year=same(12, "9"))
FIRST_AMOUNTS = series(same(6), accumulation=INCREMENT)
COUNT = series({1: "0", 2: "0", 4: "3"}, is_count=True)
NET = series(even(6), can_fall=True, last_year=even(12, 9))
MERGED = series({}, calendar=JAN_FEB, last_year={2: "20", 3: "30", 4: "40"})
QUARTERS = series({3: "30", 6: "61"}, calendar=QUARTERLY, last_year={3: "28", 6: "58", 9: "90"})
GROWTH = rate({1: "5.5", 2: "5.2"}, last_year={2: "5.0", 3: "8.0", 12: "6.0"})
FALLING = rate({1: "-5.5", 2: "-8"})
SHARE = rate({1: "72.5"}, measure=Measure.SHARE)
FULL = rate({1: "99"}, measure=Measure.SHARE)
SMALL = rate({1: "0.8"})
RANKED = rate({1: "12"}, measure=Measure.RANK)
STOCK = stock({1: "5200"}, last_year={12: "5100"})


class Case(NamedTuple):
    """A figure typed for a month, and whether the first look lets it pass."""

    case: str
    facts: SeriesFacts
    month: int
    value: str
    passes: bool
    history: History = ()
    is_same: bool = False


CASES = [
    # running totals
    Case("the next total", TOTALS, 7, "70", True),
    Case("one before others", TOTALS, 3, "31", True),
    Case("one above the next", TOTALS, 3, "41", False),
    Case("… of a net count", NET, 3, "41", True),
    Case("below the one before", TOTALS, 7, "59", False),
    Case("equal to the one before", TOTALS, 7, "60", False),
    Case("equal, with the key", TOTALS, 7, "60", True, is_same=True),
    Case("three times a month's amount", TOTALS, 7, "90", False),
    Case("twice a month's amount", TOTALS, 7, "80", True),
    Case("the first of the year", TOTALS, 1, "10", True),
    Case("the first, five times", TOTALS, 1, "50", False),
    Case("the first, a fifth", series({}, last_year=even(12, 9)), 1, "1.8", False),
    Case("nothing before in the year", series({}, last_year=even(12, 9)), 7, "70", False),
    Case("after a gap", TOTALS, 9, "88", True),
    Case("last year's month is unknown", series(even(6), last_year={3: "30"}), 7, "70", True),
    Case("last year brought nothing", series(even(6), last_year=same(12)), 7, "70", True),
    Case("no level to compare", series({1: "0", 2: "5"}, last_year=even(12, 9)), 3, "14", True),
    Case("below nothing", series({1: "-5"}, can_fall=True), 2, "5", False),
    Case("nothing yet", COUNT, 2, "0", True),
    Case("nothing at first", COUNT, 1, "0", True),
    Case("the first after nothing", COUNT, 3, "1", False),
    Case("one after nothing", series({1: "0", 2: "2", 3: "5"}), 4, "7", True),
    Case("nothing any more", TOTALS, 7, "0", False),
    Case("a series' first year", FIRST_YEAR, 1, "11", True),
    Case("… its second month", FIRST_YEAR, 2, "21", True),
    Case("… held against January alone", series({1: "10"}), 2, "20", True),
    Case("… held against a gap", series({3: "30"}), 4, "40", True),
    Case("… ten times", FIRST_YEAR, 12, "1200", False),
    Case("the first of all", series({}), 1, "10", False),
    Case("the first, with older years", series({}), 1, "10", False, OLDER),
    Case("too much, with older years", series({1: "10"}), 2, "35", False, OLDER),
    Case("as much, with nothing else", series({1: "10"}), 2, "35", True),
    Case("with a later year", TOTALS, 7, "70", True, LATER),
    Case("beside a floor", series(even(6), floors=(5,)), 7, "72", True),
    Case("beside a blank", series(even(6) | {5: None}), 7, "72", True),
    Case("quarters", QUARTERS, 9, "95", True),
    Case("no period's end", QUARTERS, 8, "95", False),
    Case("a figure off the calendar", series(even(6), calendar=QUARTERLY), 9, "90", False),
    Case("January and February", MERGED, 2, "21", True),
    Case("January alone", MERGED, 2, "11", False),
    Case("… with nothing last year", series({3: "30"}, calendar=JAN_FEB), 2, "20", False),
    # amounts of periods
    Case("the next amount", AMOUNTS, 7, "11", True),
    Case("the same amount", AMOUNTS, 7, "10", False),
    Case("… with the key", AMOUNTS, 7, "10", True, is_same=True),
    Case("no amount", AMOUNTS, 7, "0", True),
    Case("less than nothing", AMOUNTS, 7, "-1", False),
    Case("a fifth", AMOUNTS, 7, "2", False),
    Case("three times", AMOUNTS, 7, "30", False),
    Case("twice, and below the sum", AMOUNTS, 7, "20", True),
    Case("twice, and the sum", AMOUNTS, 3, "20", False),
    Case("twice, and a sum is unknown", series({1: "10", 3: "10"}, accumulation=INCREMENT,
                                               last_year=same(12, "9")), 4, "20", True),
    Case("the first amount", AMOUNTS, 1, "11", True),
    Case("the first year's", FIRST_AMOUNTS, 1, "11", True),
    Case("the first amount of all", series({}, accumulation=INCREMENT), 1, "11", False),
    Case("an amount, January alone",
         series({}, calendar=JAN_FEB, accumulation=INCREMENT, last_year={2: "20"}), 2, "11", False),
    # levels
    Case("growth", GROWTH, 4, "5.6", True),
    Case("growth that moves", GROWTH, 4, "7", False),
    Case("… as last year in the month", GROWTH, 3, "11", True),
    Case("growth that is the same", GROWTH, 3, "5.2", False),
    Case("… with the key", GROWTH, 3, "5.2", True, is_same=True),
    Case("growth, the first of the year", rate({}, last_year={12: "6.0"}), 1, "6.0", True),
    Case("growth, nothing in a year", rate({}, last_year={1: "6.0"}), 3, "6.0", False),
    Case("growth below nothing", FALLING, 3, "-9", True),
    Case("growth that turns", rate({1: "-0.4"}), 2, "0.5", False),
    Case("growth below one", SMALL, 2, "0.9", True),
    Case("… that halves", SMALL, 2, "0.4", False),
    Case("… that doubles", SMALL, 2, "1.6", True),
    Case("ten times", rate({1: "0.1"}), 2, "1.0", False),
    Case("a tenth", rate({1: "30"}, last_year={1: "2", 2: "40"}), 2, "3", False),
    Case("a share", SHARE, 2, "75", True),
    Case("a share that falls", SHARE, 2, "65", False),
    Case("nearly all", FULL, 2, "97.9", False),
    Case("a rank", RANKED, 2, "9", True),
    Case("a rank far off", RANKED, 2, "8", False),
    Case("the first rank", rate({}, measure=Measure.RANK), 2, "8", True),
    Case("a stock", STOCK, 2, "5300", True),
    Case("a stock that grows", STOCK, 2, "6600", False),
    Case("a stock below nothing", stock({1: "-5"}), 2, "-5.1", False),
    Case("an amount that stands alone", series({1: "52"}, accumulation=LATEST), 2, "53", True),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_the_table(case: Case) -> None:
    end, value = month_end(YEAR, case.month), Decimal(case.value)
    look = look_at(case.facts, YEAR, case.history)
    with localcontext(CONTEXT):
        passes = look.is_ordinary(end, value, same_as_last=case.is_same)
    assert passes is case.passes
    told = by_every_rule(case.facts, end, value, history=case.history, same_as_last=case.is_same)
    assert not (passes and told)
    said = question(
        case.facts, end, value, decimals=1, history=case.history, same_as_last=case.is_same
    )
    assert said == told


def calm(level: str) -> dict[int, str | None]:
    """A year about a level, a little up and down."""
    return {month: str(Decimal(level) + Decimal(month % 2) / 10) for month in range(1, 13)}


@pytest.mark.parametrize(
    ("facts", "month", "passes", "asked"),
    [
        (rate({1: "2.1"}, last_year=calm("2.1")), 2, "3.1", "3.2"),
        (rate({1: "8.0"}, last_year=calm("8.0")), 2, "10.0", "10.1"),
        (rate({1: "-8.0"}, last_year=calm("-8.0")), 2, "-10.0", "-10.1"),
        (rate({1: "2.0"}, last_year=calm("2.0") | {1: "4", 2: "2"}), 2, "6.0", "6.1"),
        (rate({1: "1.0"}, last_year=calm("1.0")), 2, "0.671", "0.561"),
        (rate({1: "10"}, last_year=calm("10") | {1: "2", 2: "40"}), 2, "1.7", "1.45"),
        (rate({1: "30.0"}, measure=Measure.SHARE, last_year=calm("30")), 2, "33.0", "33.1"),
        (rate({1: "80.0"}, measure=Measure.SHARE, last_year=calm("80")), 2, "78.0", "77.9"),
        (rate({1: "99.0"}, measure=Measure.SHARE, last_year=calm("99")), 2, "98.0", "97.9"),
        (rate({1: "12"}, measure=Measure.RANK, last_year=same(12, "12")), 2, "9", "8"),
        (stock({1: "5200"}, last_year=same(12, "5201")), 2, "6500", "6501"),
        (TOTALS, 3, "40", "41"),
        (series({1: "10", 2: "20"}, last_year=even(12)), 3, "45", "45.1"),
        (series({2: "20", 3: "30"}, calendar=JAN_FEB, last_year={2: "22", 3: "30"}), 2,
         "13.7", "13.6"),
    ],
)  # fmt: skip
def test_the_bounds_are_those_of_the_rules(
    facts: SeriesFacts, month: int, passes: str, asked: str
) -> None:
    """In calm series, where nothing makes the rules more lenient than they are at least."""
    end, look = month_end(YEAR, month), look_at(facts, YEAR)
    with localcontext(CONTEXT):
        assert look.is_ordinary(end, Decimal(passes))
        assert not look.is_ordinary(end, Decimal(asked))
    assert not by_every_rule(facts, end, Decimal(passes))
    assert by_every_rule(facts, end, Decimal(asked))


def test_a_figure_that_is_recorded_says_nothing_of_itself() -> None:
    """A file brings a year at once: each figure is held against the others alone."""
    wrong = series(even(5) | {6: "600"} | {7: "70"})
    look = look_at(wrong, YEAR)
    with localcontext(CONTEXT):
        passed = [
            each.period_end.month
            for each in wrong.actuals
            if look.is_ordinary(each.period_end, each.value or Decimal(0))
        ]
    assert 6 not in passed
    assert {1, 2, 3, 4} <= set(passed)


def test_what_passes_is_still_held_against_growth() -> None:
    growth = Sibling(True, Decimal(50), None, "增速", "growth", "%", "percent", 1, False)
    end = month_end(YEAR, 7)
    (remark,) = question(TOTALS, end, Decimal(70), decimals=1, sibling=growth)
    assert (remark,) == by_every_rule(TOTALS, end, Decimal(70), sibling=growth)
    assert remark.rule == "contradicts_base"


def test_tasks_are_not_asked_about() -> None:
    assert question(task(), month_end(YEAR, 6), Decimal(5)) == ()
