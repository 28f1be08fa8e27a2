"""Verdicts of amounts at their edges: thresholds, counts, ceilings, ranges; and severity."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from targets.core.judging.pace import path_paces
from targets.core.values.facts import (
    Calendar,
    Margins,
    Measure,
    PaceMethod,
    SeriesFacts,
    TargetFact,
    Unknown,
    Verdict,
)
from tests.core.build import at, path, rate, rounded, series, stock, target, tier, verdict

D = Decimal
NONE = PaceMethod.NONE
SHAPE = PaceMethod.LAST_YEAR_SHAPE
RANK = Measure.RANK
STEEP = {1: "10", 6: "80", 12: "100"}  # last year's running total


def base(text: str, value: str, **more: Any) -> TargetFact:
    return target(text, base_value=Decimal(value), **more)


AMOUNTS = [
    ("ahead at +5", series({6: "55"}, ">= 100"), 6, "ahead"),
    ("on pace below +5", series({6: "54.99"}, ">= 100"), 6, "on_pace"),
    ("on pace at −1", series({6: "49"}, ">= 100"), 6, "on_pace"),
    ("behind below −1", series({6: "48.99"}, ">= 100"), 6, "behind"),
    ("behind above −10", series({6: "40.01"}, ">= 100"), 6, "behind"),
    ("far behind at −10", series({6: "40"}, ">= 100"), 6, "far_behind"),
    ("thirds: exactly +5", series({1: "40"}, ">= 300"), 1, "ahead"),
    ("thirds: exactly −10", series({2: "20"}, ">= 300"), 2, "behind"),
    ("thirds: exactly −10, May", series({5: "95"}, ">= 300"), 5, "far_behind"),
    ("nothing by January", series({1: "0"}, ">= 100"), 1, "behind"),
    ("nothing by February", series({2: "0"}, ">= 100"), 2, "behind"),
    ("nothing by March", series({3: "0"}, ">= 100"), 3, "far_behind"),
    ("reached early", series({3: "100"}, ">= 100"), 3, "met"),
    ("reached, strictly not", series({3: "100"}, "> 100"), 3, "ahead"),
    ("net figure reached early", series({6: "100"}, ">= 100", can_fall=True), 6, "ahead"),
    ("net figure at year end", series({12: "100"}, ">= 100", can_fall=True), 12, "met"),
    ("negative actual", series({6: "-5"}, ">= 100", can_fall=True), 6, "far_behind"),
    ("no pace", series({6: "90"}, ">= 100", pace=NONE), 6, "under_way"),
    ("no pace, reached", series({6: "100"}, ">= 100", pace=NONE), 6, "met"),
    (
        "no pace, net, reached",
        series({6: "100"}, ">= 100", pace=NONE, can_fall=True),
        6,
        "under_way",
    ),
    ("no pace, year end", series({12: "90"}, ">= 100", pace=NONE), 12, "missed"),
    ("count short by less than one", series({1: "2"}, ">= 30", is_count=True), 1, "on_pace"),
    ("count short by exactly one", series({1: "0"}, ">= 12", is_count=True), 1, "behind"),
    ("the same, not a count", series({1: "0.3"}, ">= 12"), 1, "behind"),
    ("a count just short", series({1: "0.3"}, ">= 12", is_count=True), 1, "on_pace"),
    ("small count under way", series({6: "0"}, ">= 5", is_count=True), 6, "under_way"),
    ("small count met", series({6: "5"}, ">= 5", is_count=True), 6, "met"),
    ("small count missed", series({12: "4"}, ">= 5", is_count=True), 12, "missed"),
    ("six is no small count", series({6: "0"}, ">= 6", is_count=True), 6, "far_behind"),
    ("zero target reached mid-year", series({6: "5"}, ">= 0"), 6, "under_way"),
    ("negative target missed", series({12: "-9"}, ">= -5"), 12, "missed"),
    ("ceiling on pace", series({6: "50"}, "<= 100"), 6, "on_pace"),
    ("ceiling behind", series({6: "55"}, "<= 100"), 6, "behind"),
    ("ceiling far behind", series({6: "60"}, "<= 100"), 6, "far_behind"),
    ("ceiling fast in January", series({1: "60"}, "<= 100"), 1, "behind"),
    ("ceiling exceeded in January", series({1: "101"}, "<= 100"), 1, "far_behind"),
    ("ceiling exactly used up", series({11: "100"}, "<= 100"), 11, "behind"),
    ("strict ceiling used up", series({11: "100"}, "< 100"), 11, "far_behind"),
    ("strict ceiling at year end", series({12: "100"}, "< 100"), 12, "missed"),
    ("ceiling kept", series({12: "100"}, "<= 100"), 12, "met"),
    ("ceiling count, one over", series({6: "10.9"}, "<= 20", is_count=True), 6, "on_pace"),
    ("small ceiling exceeded", series({6: "4"}, "<= 3", is_count=True), 6, "far_behind"),
    ("small ceiling kept so far", series({6: "2"}, "<= 3", is_count=True), 6, "under_way"),
    ("no-pace ceiling exceeded", series({6: "101"}, "<= 100", pace=NONE), 6, "far_behind"),
    ("zero ceiling kept so far", series({6: "0"}, "<= 0"), 6, "under_way"),
    ("zero ceiling exceeded", series({6: "1"}, "<= 0"), 6, "far_behind"),
    ("zero ceiling, net", series({6: "1"}, "<= 0", can_fall=True), 6, "under_way"),
    ("negative ceiling, not yet", series({6: "-2"}, "<= -5"), 6, "under_way"),
    ("between, paced", series({6: "40"}, "between 80 100"), 6, "on_pace"),
    ("between, inside early", series({6: "90"}, "between 80 100"), 6, "ahead"),
    ("between, above", series({6: "101"}, "between 80 100"), 6, "far_behind"),
    ("between, year end", series({12: "90"}, "between 80 100"), 12, "met"),
    ("between, above at year end", series({12: "101"}, "between 80 100"), 12, "missed"),
    ("between from zero, above", series({6: "11"}, "between 0 10"), 6, "far_behind"),
    ("between without its upper", series({12: "81"}, "between 80"), 12, "missed"),
    ("equal, met", series({12: "100"}, "= 100"), 12, "met"),
    ("equal, above", series({6: "101"}, "= 100"), 6, "far_behind"),
    (
        "equal with tolerance",
        series({12: "103"}, target("= 100", tolerance=Decimal(3))),
        12,
        "met",
    ),
]

PACES = [
    ("shape", series({6: "85"}, ">= 100", pace=SHAPE, last_year=STEEP), 6, "ahead"),
    (
        "shape, back-loaded",
        series({1: "4"}, ">= 100", pace=SHAPE, last_year={1: "4", 12: "100"}),
        1,
        "on_pace",
    ),
    (
        "shape, month unknown",
        series({5: "50"}, ">= 100", pace=SHAPE, last_year=STEEP),
        5,
        "under_way",
    ),
    (
        "shape, month a floor",
        series({6: "50"}, ">= 100", pace=SHAPE, last_year=STEEP, last_year_floors=(6,)),
        6,
        "under_way",
    ),
    (
        "shape, year not positive",
        series({6: "50"}, ">= 100", pace=SHAPE, last_year={6: "1", 12: "0"}),
        6,
        "under_way",
    ),
    ("no shape, year end", series({12: "99"}, ">= 100", pace=SHAPE), 12, "missed"),
    (
        "path",
        series({3: "20"}, target(">= 100", path=path((3, "10"), (6, "60"))), pace=PaceMethod.PATH),
        3,
        "ahead",
    ),
    (
        "path without a point",
        series(
            {4: "20"},
            target(
                ">= 100",
                path=path(
                    (3, "10"),
                ),
            ),
            pace=PaceMethod.PATH,
        ),
        4,
        "under_way",
    ),
    (
        "path at year end",
        series(
            {12: "99"},
            target(
                ">= 100",
                path=path(
                    (3, "10"),
                ),
            ),
            pace=PaceMethod.PATH,
        ),
        12,
        "missed",
    ),
]

CASES = AMOUNTS + PACES


@pytest.mark.parametrize(
    ("facts", "month", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_verdict(facts: SeriesFacts, month: int, expected: str) -> None:
    assert verdict(facts, month).value == expected


def test_amounts_say_which_pace_was_used_and_always_the_linear_deviation() -> None:
    found = tier(series({6: "60"}, ">= 100", pace=SHAPE, last_year=STEEP), 6)
    assert (found.pace_method, found.pace, found.deviation) == (SHAPE, D(80), D(-20))
    assert (found.linear_pace, found.linear_deviation) == (D(50), D(10))
    assert found.pace_unknown is None


def test_without_a_shape_the_linear_deviation_stands_alone() -> None:
    found = tier(series({6: "60"}, ">= 100", pace=SHAPE), 6)
    assert (found.pace_method, found.pace, found.deviation) == (NONE, None, None)
    assert (found.completion_rate, found.linear_deviation) == (D(60), D(10))
    assert found.pace_unknown is Unknown.NO_SHAPE


QUARTERS = path((3, "12"), (6, "30"), (9, "30"), (12, "28"))


def test_a_path_by_quarter_paces_every_month() -> None:
    """Each quarter's amount is spread evenly over its months: 4, 8, 12, 22, 32, 42, …"""
    facts = series(
        dict.fromkeys(range(1, 12), "1"), target(">= 100", path=QUARTERS),
        pace=PaceMethod.PATH,
    )  # fmt: skip
    expected = (4, 8, 12, 22, 32, 42, 52, 62, 72, D("81.3333"), D("90.6667"))
    assert tuple(rounded(tier(facts, m).pace) for m in range(1, 12)) == expected
    merged = facts._replace(calendar=Calendar.MONTHLY_JAN_FEB)
    assert tier(merged, 2).pace == 8
    quarterly = facts._replace(calendar=Calendar.QUARTERLY)
    assert [tier(quarterly, month).pace for month in (3, 6, 9)] == [12, 42, 72]


@given(
    st.lists(st.decimals(0, 10**6, places=2), min_size=4, max_size=4),
    st.sampled_from([(3, 6, 9, 12), (1, 2, 7, 12), (2, 6, 11, 12)]),
)
def test_a_path_meets_its_points_and_is_even_between(
    planned: list[D], months: tuple[int, ...]
) -> None:
    whole = sum(planned, D(0))
    assume(whole > 0)
    made = path(*((month, str(value)) for month, value in zip(months, planned, strict=True)))
    paces = path_paces(made, whole)
    assert set(paces) == set(range(1, 13))
    so_far, since, before = D(0), 0, D(0)
    for month, value in zip(months, planned, strict=True):
        so_far += value
        assert abs(paces[month] - 100 * so_far / whole) <= D("1e-15")
        step = (paces[month] - before) / (month - since)
        for inside in range(since + 1, month):
            assert abs(paces[inside] - before - step * (inside - since)) <= D("1e-15")
        since, before = month, paces[month]


def test_a_path_without_a_point_says_so() -> None:
    found = tier(series({6: "60"}, ">= 100", pace=PaceMethod.PATH), 6)
    assert found.pace_unknown is Unknown.NO_PATH_POINT


def test_a_target_of_nought_has_no_completion_rate() -> None:
    found = tier(series({6: "60"}, ">= 0"), 6)
    assert (found.completion_rate, found.pace, found.linear_pace) == (None, None, None)
    assert found.unknown is found.pace_unknown is Unknown.TARGET_NOT_POSITIVE


def test_the_pace_of_the_year_is_100() -> None:
    for pace in (PaceMethod.LINEAR, PaceMethod.PATH, SHAPE):
        found = tier(series({12: "90"}, ">= 100", pace=pace))
        assert (found.pace_method, found.pace, found.deviation) == (pace, D(100), D(-10))
    found = tier(series({12: "90"}, ">= 100", pace=NONE))
    assert (found.pace_method, found.pace, found.deviation) == (NONE, None, None)


def test_gaps_count_from_the_nearer_bound() -> None:
    for actual, expected in (("2.5", "0.5"), ("3.8", "0.2"), ("1", "-1"), ("5", "-1")):
        assert tier(rate({6: actual}, "between 2 4"), 6).gap == Decimal(expected)


@pytest.mark.parametrize(
    ("facts", "month", "expected"),
    [
        (series({6: "30"}, ">= 100"), 6, "2"),
        (series({6: "45"}, ">= 100"), 6, "0.5"),
        (series({6: "60"}, ">= 100"), 6, None),
        (series({12: "80"}, ">= 100", pace=NONE), 12, "2"),
        (series({12: "100"}, "> 100"), 12, "0"),
        (series({6: "60"}, "<= 100"), 6, "1"),
        (series({12: "110"}, "between 80 100"), 12, "1.25"),
        (series({6: "12"}, "between 0 10"), 6, None),
        (series({12: "70"}, "between 80 100"), 12, "1.25"),
        (series({12: "-1"}, ">= 0"), 12, None),
        (series({6: "30"}, ">= 100", margins=Margins(far=Decimal(0))), 6, None),
        (rate({6: "4"}, ">= 8"), 6, "5"),
        (rate({12: "7.6"}, ">= 8"), 12, "0.5"),
        (rate({6: "5"}, "<= 3", measure=RANK), 6, "2"),
        (stock({6: "80"}, ">= 100"), 6, "2"),
        (stock({6: "1"}, "<= 0"), 6, None),
        (stock({6: "95"}, base("<= 80", "100")), 6, "2.5"),
    ],
)
def test_severity(facts: SeriesFacts, month: int, expected: str | None) -> None:
    found = at(facts, month).severity
    assert found == (None if expected is None else Decimal(expected))


def test_margins_can_be_set() -> None:
    margins = Margins(ahead=Decimal(10), on_pace=Decimal(-3), far=Decimal(-5))
    expected = {"59": "on_pace", "60": "ahead", "47": "on_pace", "46": "behind", "45": "far_behind"}
    for actual, word in expected.items():
        assert verdict(series({6: actual}, ">= 100", margins=margins), 6).value == word


def test_annual_and_half_yearly_series() -> None:
    assert verdict(series({6: "50"}, ">= 100", calendar=Calendar.HALF_YEARLY), 6) is Verdict.ON_PACE
    assert verdict(series({12: "50"}, ">= 100", calendar=Calendar.ANNUAL)) is Verdict.MISSED
