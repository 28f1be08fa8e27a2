"""The verdicts that the published figures of 2024 have to give, at mid-year and at year end."""

from __future__ import annotations

from collections import Counter

import pytest

from targets.core.judging.assessment import assess_all
from targets.core.values.facts import Calendar, PaceMethod, Reporting, Verdict
from targets.core.values.periods import month_end
from tests.core.build import YEAR, at, rate, series, target

MONTHLY = Calendar.MONTHLY_JAN_FEB
SEED = {
    "GDP_GROWTH": rate({6: "6.3", 12: "5.2"}, ">= 5.5", ">= 6.5", calendar=Calendar.QUARTERLY),
    "GDP_TOTAL": series(
        {12: "3156.37"},
        target("> 3000", "stretch"),
        calendar=Calendar.QUARTERLY,
        pace=PaceMethod.LAST_YEAR_SHAPE,
        last_year={6: "1286.86", 9: "1989.63", 12: "2800"},
        last_year_floors=(12,),
    ),
    "FAI_GROWTH": rate({6: "2.1", 12: "5.8"}, ">= 10", ">= 16", calendar=MONTHLY),
    "FAI_TOTAL": series(
        {12: "1287.85"},
        target("> 1410", "stretch"),
        calendar=MONTHLY,
        pace=PaceMethod.LAST_YEAR_SHAPE,
    ),
    "BUDGET_REVENUE_GROWTH": rate({6: "11.5", 12: "4.3"}, ">= 4"),
    "IND_OUTPUT_GROWTH": rate({6: "3.8", 12: "2.2"}, ">= 6.5", calendar=MONTHLY),
    "RETAIL_GROWTH": rate({6: "1.1", 12: "0.1"}, ">= 8", calendar=MONTHLY),
}


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (12, {Verdict.MET: 2, Verdict.MISSED: 5}),
        (6, {Verdict.ON_PACE: 2, Verdict.FAR_BEHIND: 3, Verdict.NO_DATA: 2}),
    ],
)
def test_verdicts(month: int, expected: dict[Verdict, int]) -> None:
    as_of = month_end(YEAR, month)
    found = assess_all(SEED.values(), as_of=as_of, today=month_end(YEAR + 1, 3))
    assert Counter(each.verdict for each in found) == expected
    assert {each.reporting for each in found} == {Reporting.NOT_COLLECTING}
    assert not any(each.on_older_data or each.final_missing for each in found if each.judged)


def test_which_are_met() -> None:
    met = {code for code, facts in SEED.items() if at(facts).verdict is Verdict.MET}
    assert met == {"GDP_TOTAL", "BUDGET_REVENUE_GROWTH"}


def test_order_of_attention() -> None:
    """By shortfall ÷ far margin, percentages and growth compare."""
    short = {
        code: found.severity
        for code, facts in SEED.items()
        if (found := at(facts)).severity is not None
    }
    assert sorted(short, key=lambda code: short[code], reverse=True) == [
        "RETAIL_GROWTH",
        "IND_OUTPUT_GROWTH",
        "FAI_GROWTH",
        "FAI_TOTAL",
        "GDP_GROWTH",
    ]


def test_change_against_the_latest_earlier_figure() -> None:
    found = at(SEED["GDP_GROWTH"])
    assert str(found.change) == "-1.1"
    assert str(found.previous) == "6.3"


def test_last_year_is_marked_as_a_floor() -> None:
    found = at(SEED["GDP_TOTAL"])
    assert str(found.last_year_actual) == "2800"
    assert found.last_year_is_floor
