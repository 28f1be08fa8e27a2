"""Every worked case of docs/calculations.md that concerns verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from targets.core.judging.progress import completion_rate
from targets.core.values.facts import Calendar, PaceMethod, SeriesFacts, Unknown, Verdict
from tests.core.build import (
    at,
    path,
    rate,
    rounded,
    series,
    stock,
    target,
    tier,
    verdict,
)


@dataclass(frozen=True)
class Published:
    """Inputs, what is computed from them, and what was printed."""

    case: str
    month: int
    actual: str
    target: str
    computed: tuple[str, str]  # completion rate, linear deviation
    printed: tuple[str, str]


PUBLISHED = [
    Published("key projects, Mar", 3, "313.64", "1015", ("30.9005", "5.9005"), ("30.90", "5.90")),
    Published("key projects, Oct", 10, "629.0", "647.4", ("97.1579", "13.8245"), ("97.2", "13.8")),
    Published("key projects, Apr", 4, "107.4", "401.9", ("26.7231", "-6.6103"), ("26.7", "-6.6")),
    Published("key projects, Aug", 8, "43.77", "55.28", ("79.1787", "12.5121"), ("79.17", "12.51")),
    Published("own list, Aug", 8, "45.22", "57.35", ("78.8492", "12.1825"), ("78.86", "12.19")),
]


@pytest.mark.parametrize("known", PUBLISHED, ids=lambda known: known.case)
def test_published_completion_and_deviation(known: Published) -> None:
    found = tier(series({known.month: known.actual}, f">= {known.target}"), known.month)
    assert found.deviation == found.linear_deviation
    for value, computed, printed in zip(
        (found.completion_rate, found.linear_deviation), known.computed, known.printed, strict=True
    ):
        assert value is not None
        assert rounded(value) == Decimal(computed)
        assert abs(value - Decimal(printed)) <= Decimal("0.1")


GDP_2024 = rate({6: "6.3", 12: "5.2"}, ">= 5.5", ">= 6.5", calendar=Calendar.QUARTERLY)
INVESTMENT_2024 = rate({6: "2.1", 12: "5.8"}, ">= 10", ">= 16", calendar=Calendar.MONTHLY_JAN_FEB)


@pytest.mark.parametrize(
    ("facts", "month", "verdicts", "gaps"),
    [
        (GDP_2024, 6, ("on_pace", "behind"), ("0.8", "-0.2")),
        (GDP_2024, 12, ("missed", "missed"), ("-0.3", "-1.3")),
        (INVESTMENT_2024, 6, ("far_behind", "far_behind"), ("-7.9", "-13.9")),
        (INVESTMENT_2024, 12, ("missed", "missed"), ("-4.2", "-10.2")),
    ],
    ids=["GDP growth H1", "GDP growth year", "investment H1", "investment year"],
)
def test_growth(
    facts: SeriesFacts, month: int, verdicts: tuple[str, ...], gaps: tuple[str, ...]
) -> None:
    found = at(facts, month)
    assert tuple(each.verdict.value for each in found.tiers) == verdicts
    assert tuple(each.gap for each in found.tiers) == tuple(Decimal(gap) for gap in gaps)
    assert all(each.completion_rate is None and each.pace is None for each in found.tiers)


@pytest.mark.parametrize(
    ("facts", "month", "expected", "completion", "deviation"),
    [
        (series({12: "3156.37"}, "> 3000"), 12, "met", "105.2123", "5.2123"),
        (series({12: "1287.85"}, "> 1410"), 12, "missed", "91.3369", "-8.6631"),
        (series({12: "3000"}, "> 3000"), 12, "missed", "100", "0"),
        (series({12: "5"}, ">= 0"), 12, "met", None, None),
        (series({6: "40"}, "<= 100"), 6, "ahead", "40", "10"),
        (series({12: "105"}, "<= 100"), 12, "missed", "105", "-5"),
        (series({}, ">= 100"), 12, "no_data", None, None),
    ],
    ids=["GDP level", "FAI level", "strict", "zero target", "ceiling June", "ceiling Dec", "none"],
)
def test_levels(
    facts: SeriesFacts,
    month: int,
    expected: str,
    completion: str | None,
    deviation: str | None,
) -> None:
    found = tier(facts, month)
    assert found.verdict.value == expected
    assert rounded(found.completion_rate) == (None if completion is None else Decimal(completion))
    assert rounded(found.deviation) == (None if deviation is None else Decimal(deviation))


def test_decreasing_stock_is_half_way() -> None:
    found = tier(stock({6: "90"}, target("<= 80", base_value=Decimal(100))), 6)
    assert found.share_of_way == 50
    assert found.verdict is Verdict.ON_PACE


@pytest.mark.parametrize(
    ("month", "planned", "actual", "expected"),
    [
        (3, "100", "50", "50"),
        (6, "200", "120", "60"),
        (9, "400", "350", "87.5"),
        (12, "500", None, None),
    ],
)
def test_period_targets(month: int, planned: str, actual: str | None, expected: str | None) -> None:
    """Quarterly targets 100, 200, 400, 500 with 50, 120, 350 and nothing reported."""
    found = completion_rate(None if actual is None else Decimal(actual), Decimal(planned))
    assert found == (None if expected is None else Decimal(expected))


def test_the_same_as_a_path() -> None:
    stated = target(">= 500", path=path((3, "100"), (6, "100"), (9, "200"), (12, "100")))
    facts = series(
        {3: "50", 6: "120", 9: "350"},
        stated,
        calendar=Calendar.QUARTERLY,
        pace=PaceMethod.PATH,
    )
    found = [tier(facts, month) for month in (3, 6, 9)]
    assert [each.pace for each in found] == [20, 40, 80]
    ratios = [
        each.completion_rate / each.pace * 100
        for each in found
        if each.completion_rate is not None and each.pace is not None
    ]
    assert ratios == [50, 60, Decimal("87.5")]
    assert at(series({}, stated), 12).verdict is Verdict.NO_DATA


def test_nothing_reported_at_year_end_is_never_missed() -> None:
    found = at(series({}, ">= 100"), 12)
    assert found.verdict is Verdict.NO_DATA
    assert found.unknown is Unknown.NO_ACTUAL
    assert not found.final_missing


def test_unused_floor_of_last_year_gives_no_shape() -> None:
    facts = series(
        {6: "1400"},
        "> 3000",
        calendar=Calendar.QUARTERLY,
        pace=PaceMethod.LAST_YEAR_SHAPE,
        last_year={6: "1286.86", 9: "1989.63", 12: "2800"},
        last_year_floors=(12,),
    )
    assert verdict(facts, 6) is Verdict.UNDER_WAY
    assert tier(facts, 6).pace_unknown is Unknown.NO_SHAPE
