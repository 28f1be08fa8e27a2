"""What an assessment says beside the verdict: which figure, against what, on which data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from targets.core.judging.assessment import assess, assess_all
from targets.core.judging.outcomes import TrendPoint
from targets.core.values.facts import (
    Accumulation,
    Calendar,
    Measure,
    PaceMethod,
    Reporting,
    SeriesFacts,
    TargetFact,
    Unknown,
    Verdict,
)
from targets.core.values.periods import month_end
from tests.core.build import YEAR, at, rate, series, target, tier

INCREMENT = Accumulation.INCREMENT
D = Decimal


def test_increments_are_summed() -> None:
    found = at(series({1: "10", 2: "12", 3: "8"}, ">= 100", accumulation=INCREMENT), 3)
    assert (found.actual, found.period_amount, found.previous) == (D(30), D(8), D(22))


def test_increments_stop_at_a_gap() -> None:
    values = {1: "10", 2: "12", 4: "9", 5: "9"}
    found = at(series(values, ">= 100", accumulation=INCREMENT), 5)
    assert found.period_end == date(YEAR, 2, 29)
    assert found.actual == 22
    assert found.on_older_data


def test_nothing_is_known_behind_a_first_gap() -> None:
    found = at(series({2: "12"}, ">= 100", accumulation=INCREMENT), 3)
    assert (found.verdict, found.unknown) == (Verdict.NO_DATA, Unknown.GAP)
    assert tier(series({2: "12"}, ">= 100", accumulation=INCREMENT), 3).unknown is Unknown.GAP


def test_a_floor_makes_the_sum_a_floor() -> None:
    found = at(series({1: "10", 2: "12"}, ">= 100", accumulation=INCREMENT, floors=(1,)), 2)
    assert found.is_floor
    assert found.period_amount is None


def test_jan_feb_are_one_first_period() -> None:
    facts = series(
        {2: "10", 3: "8"}, ">= 100", accumulation=INCREMENT, calendar=Calendar.MONTHLY_JAN_FEB
    )
    assert at(facts, 3).actual == 18
    assert at(facts, 2).period_amount == 10


def test_entries_off_the_calendar_and_of_other_years_are_no_part() -> None:
    facts = series({2: "10", 3: "20"}, ">= 100", calendar=Calendar.QUARTERLY)
    facts = facts._replace(actuals=(*facts.actuals, *series({12: "5"}).actuals))
    assert at(facts, 6).actual == 20
    other = facts._replace(year=YEAR + 1)
    assert assess(other, as_of=date(YEAR + 1, 6, 30), today=date(YEAR + 1, 7, 1)).judged is None


def test_only_what_had_ended_by_the_as_of_date_counts() -> None:
    facts = series({1: "10", 2: "20", 3: "30"}, ">= 100")
    found = assess(facts, as_of=date(YEAR, 3, 30), today=date(YEAR, 3, 30))
    assert found.actual == 20
    assert not found.on_older_data


def test_before_the_year_nothing_has_ended() -> None:
    facts = series({1: "10"}, ">= 100", collecting_since=date(2020, 1, 1))
    found = assess(facts, as_of=date(YEAR, 1, 30), today=date(YEAR, 1, 30))
    assert (found.verdict, found.reporting) == (Verdict.NO_DATA, Reporting.NOT_DUE)
    assert found.trend == ()


def test_older_data_are_judged_and_marked() -> None:
    found = at(series({8: "70"}, ">= 100"), 9)
    assert (found.verdict, found.on_older_data) == (Verdict.ON_PACE, True)


def test_a_missing_final_figure_leaves_the_last_verdict() -> None:
    found = at(series({11: "80"}, ">= 100"), 12)
    assert (found.verdict, found.final_missing) == (Verdict.FAR_BEHIND, True)
    assert not at(series({11: "80"}, ">= 100"), 11).final_missing
    assert not at(series({12: "80"}, ">= 100"), 12).final_missing


def test_what_is_reported_once_is_never_old() -> None:
    found = at(series({6: "80"}, ">= 100", calendar=Calendar.ONCE), 9)
    assert not found.on_older_data


def test_entries_without_a_value_are_no_figures() -> None:
    found = at(series({5: "40", 6: None}, ">= 100"), 6)
    assert (found.actual, found.on_older_data) == (D(40), True)


def test_the_headline_is_the_first_tier() -> None:
    found = at(rate({6: "6"}, ">= 5.5", ">= 6.5"), 6)
    assert (found.verdict, found.headline) == (Verdict.ON_PACE, found.tiers[0])
    assert not found.headline_fell_back


def test_a_tier_asked_for_is_the_headline() -> None:
    found = at(rate({6: "6"}, ">= 5.5", ">= 6.5"), 6, tier="stretch")
    assert (found.verdict, found.headline) == (Verdict.BEHIND, found.tiers[1])
    assert found.trend[-1].deviation == D("-0.5")
    assert found.severity == found.tiers[1].severity


def test_a_tier_that_does_not_exist_falls_back_and_says_so() -> None:
    found = at(rate({6: "6"}, target(">= 6.5", "stretch")), 6, tier="plan")
    assert (found.headline, found.headline_fell_back) == (found.tiers[0], True)


def test_no_target_at_all() -> None:
    found = at(rate({6: "6"}), 6, tier="plan")
    assert (found.verdict, found.headline, found.tiers) == (Verdict.NO_TARGET, None, ())
    assert (found.actual, found.headline_fell_back) == (D(6), False)
    assert found.trend[5] == TrendPoint(date(YEAR, 6, 30), None)


@pytest.mark.parametrize("values", [{}, {6: "4"}])
def test_a_target_without_a_number_is_not_quantified(values: dict[int, str]) -> None:
    found = at(rate(values, TargetFact("plan", comparator_wording="第一方阵")), 6)
    assert found.verdict is Verdict.NOT_QUANTIFIED
    assert found.tiers[0].unknown is Unknown.NO_TARGET_VALUE


def test_a_number_without_a_comparator_is_context() -> None:
    facts = series({6: "579"}, "context 579", accumulation=Accumulation.LATEST)
    assert at(facts, 6).verdict is Verdict.NO_TARGET


def test_changes_of_rates_look_back_to_the_latest_figure() -> None:
    found = at(rate({3: "6", 6: "6.3", 12: "5.2"}, ">= 5", calendar=Calendar.QUARTERLY))
    assert (found.previous, found.change, found.period_amount) == (D("6.3"), D("-1.1"), None)


def test_first_figure_has_no_change() -> None:
    found = at(rate({6: "6"}, ">= 5"), 6)
    assert (found.previous, found.change) == (None, None)


def test_period_amounts_need_the_period_before() -> None:
    assert at(series({1: "10"}, ">= 100"), 1).period_amount == 10
    assert at(series({1: "10", 2: "25"}, ">= 100"), 2).period_amount == 15
    found = at(series({1: "10", 3: "25"}, ">= 100"), 3)
    assert (found.previous, found.period_amount, found.change) == (None, None, None)


def test_floors_have_no_change() -> None:
    assert at(series({1: "10"}, ">= 100", floors=(1,)), 1).period_amount is None
    found = at(series({1: "10", 2: "25"}, ">= 100", floors=(1,)), 2)
    assert (found.previous, found.previous_is_floor, found.period_amount) == (D(10), True, None)
    assert at(rate({1: "10", 2: "25"}, ">= 9", floors=(2,)), 2).change is None


def test_amounts_that_stand_for_themselves_change_like_rates() -> None:
    facts = series({1: "10", 3: "25"}, ">= 100", accumulation=Accumulation.LATEST)
    assert (at(facts, 3).change, at(facts, 3).period_amount) == (D(15), None)


def test_last_year_at_the_same_period() -> None:
    facts = series({2: "10"}, ">= 100", last_year={2: "9", 12: "90"}, last_year_floors=(12,))
    assert (at(facts, 2).last_year_actual, at(facts, 2).last_year_is_floor) == (D(9), False)
    assert at(facts._replace(last_year=facts.last_year[1:]), 2).last_year_actual is None
    assert at(facts._replace(last_year=()), 2).last_year_actual is None
    once = series({12: "95"}, ">= 100", last_year={12: "90"}, last_year_floors=(12,))
    assert at(once, 12).last_year_is_floor
    summed = series({1: "5", 2: "5"}, accumulation=INCREMENT, last_year={1: "4", 2: "4"})
    assert at(summed, 2).last_year_actual == 8


def test_the_trend_has_every_ended_period() -> None:
    found = at(series({1: "10", 3: "25"}, ">= 120"), 4).trend
    assert [point.period_end.month for point in found] == [1, 2, 3, 4]
    assert [point.deviation for point in found[1::2]] == [None, None]  # unknown, not nought
    assert found[0].deviation == 0
    assert found[2].deviation is not None
    assert found[2].deviation < 0


def test_the_trend_is_what_the_verdicts_were() -> None:
    cases: list[SeriesFacts] = [
        series({1: "10", 5: "25", 12: "99"}, ">= 100"),
        series({1: "10", 5: "25", 12: "99"}, "<= 100"),
        series({1: "10", 5: "25"}, ">= 100", pace=PaceMethod.LAST_YEAR_SHAPE),
        rate({1: "10", 5: "25"}, "<= 20"),
        series(
            {1: "99", 6: "90", 12: "80"},
            target("<= 80", base_value=D(100)),
            measure=Measure.STOCK,
            accumulation=Accumulation.LATEST,
        ),
    ]
    for facts in cases:
        for point in at(facts).trend:
            if point.deviation is not None:
                found = tier(facts, point.period_end.month)
                held = found.gap if found.deviation is None else found.deviation
                assert held == point.deviation


def test_many_are_assessed_in_order() -> None:
    many = [series({6: str(value)}, ">= 100") for value in (10, 60, 100)]
    found = assess_all(iter(many), as_of=month_end(YEAR, 6), today=month_end(YEAR, 7))
    assert [each.facts for each in found] == many
    assert [each.verdict.value for each in found] == ["far_behind", "ahead", "met"]
