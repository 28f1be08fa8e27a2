"""The likely year-end: which method, its range, its chances, and what is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from targets.core.ahead.forecast import (
    Forecast,
    ForecastMethod,
    Likelihood,
    Missing,
    NotEnough,
    forecast,
    forecasts,
    likelihood,
)
from targets.core.judging.outlooks import (
    AmountOutlook,
    CountOutlook,
    PastShape,
    ShapeOutlook,
    WholeOutlook,
)
from targets.core.values.facts import (
    Accumulation,
    Calendar,
    Measure,
    PaceMethod,
    SeriesFacts,
    Unknown,
)
from targets.core.values.periods import month_end
from tests.core.build import YEAR, amounts, rate, rounded, series, stock, target, task

INCREMENT = Accumulation.INCREMENT
QUARTERLY = Calendar.QUARTERLY
JAN_FEB = Calendar.MONTHLY_JAN_FEB
SHAPE = PaceMethod.LAST_YEAR_SHAPE
SIX = {1: "5", 2: "6", 3: "8", 4: "9", 5: "7", 6: "10"}
EVENTS = {1: "7", 2: "13", 3: "22", 4: "30", 5: "35", 6: "43"}  # 7, 6, 9, 8, 5, 8
SIX_MONTHS = series(SIX, ">= 93", accumulation=INCREMENT)
PAST = {2021: {6: "40", 12: "100"}, 2022: {6: "50", 12: "100"}, 2023: {6: "66", 12: "120"}}


def look(
    facts: SeriesFacts, month: int = 6, past: Mapping[int, Mapping[int, str | None]] | None = None
) -> Forecast | NotEnough:
    years = {year: amounts(values, year=year) for year, values in (past or {}).items()}
    return forecast(facts, as_of=month_end(YEAR, month), past=years)


def made(*args: Any, **more: Any) -> Forecast:
    found = look(*args, **more)
    assert isinstance(found, Forecast)
    return found


def missing(*args: Any, **more: Any) -> Missing:
    found = look(*args, **more)
    assert isinstance(found, NotEnough)
    return found.missing


def chances(found: Forecast, digits: int = 3) -> list[Decimal | None]:
    return [rounded(tier.chance, digits) for tier in found.tiers]


def test_six_months_and_six_left() -> None:
    found = made(SIX_MONTHS)
    assert found.method is ForecastMethod.PERIOD_AMOUNTS
    assert (found.period_end, found.actual, found.middle) == (month_end(YEAR, 6), 45, 90)
    assert [rounded(found.outlook.quantile(share), 2) for share in (0.025, 0.975)] == [
        Decimal("73.34"),
        Decimal("106.66"),
    ]
    assert [rounded(found.low, 2), rounded(found.high, 2)] == [Decimal("80.44"), Decimal("99.56")]
    assert chances(found) == [Decimal("0.331")]
    assert found.tiers[0].likelihood is Likelihood.UNCERTAIN
    outlook = found.outlook
    assert isinstance(outlook, AmountOutlook)
    assert (outlook.mean, outlook.left, outlook.months, outlook.degrees) == (
        Decimal("7.5"),
        6,
        6,
        5,
    )
    assert rounded(outlook.spread, 4) == Decimal("1.8708")  # √3.5


def test_a_count_at_mid_year() -> None:
    found = made(series(EVENTS, ">= 86", "> 86", is_count=True))
    assert found.method is ForecastMethod.COUNTS
    assert chances(found, 2)[0] == Decimal("0.52")
    assert found.low <= 86 <= found.high
    assert found.middle == 86
    assert isinstance(found.outlook, CountOutlook)
    assert (found.outlook.shape, found.outlook.elapsed, found.outlook.left) == (
        Decimal("43.5"),
        6,
        6,
    )
    assert found.tiers[1].chance is not None
    assert found.tiers[0].chance is not None
    assert found.tiers[1].chance < found.tiers[0].chance  # more than 86 is at least 87
    assert found.outlook.more_than(Decimal(86)) == found.outlook.at_least(Decimal(87))
    assert found.outlook.at_least(Decimal("86.4")) == found.outlook.at_least(Decimal(87))
    assert found.outlook.at_least(Decimal(43)) == 1.0


def test_three_past_shapes() -> None:
    """By hand: ln(1 ÷ S) of 0.4, 0.5 and 0.55."""
    found = made(series({6: "50"}, ">= 100", "<= 100"), past=PAST)
    logs = [-math.log(share) for share in (0.4, 0.5, 0.55)]
    mean = sum(logs) / 3
    spread = math.sqrt(sum((log - mean) ** 2 for log in logs) / 2)
    half = 1.8856180831641 * spread * math.sqrt(4 / 3)
    assert found.method is ForecastMethod.SHAPES
    assert float(found.middle) == pytest.approx(50 * math.exp(mean))
    assert float(found.low) == pytest.approx(50 * math.exp(mean - half))
    assert float(found.high) == pytest.approx(50 * math.exp(mean + half))
    assert isinstance(found.outlook, ShapeOutlook)
    assert found.outlook.years[0] == PastShape(2021, Decimal(40), Decimal(100))
    assert found.tiers[0].chance is not None
    assert found.tiers[1].chance is not None
    assert rounded(found.tiers[0].chance + found.tiers[1].chance, 12) == 1


def test_past_shapes_come_before_counts_and_counts_before_amounts() -> None:
    facts = series(EVENTS, is_count=True)
    past = {y: amounts(values, year=y) for y, values in PAST.items()}
    as_of = month_end(YEAR, 6)
    assert [each.method for each in forecasts(facts, as_of=as_of, past=past)] == [
        ForecastMethod.SHAPES,
        ForecastMethod.COUNTS,
        ForecastMethod.PERIOD_AMOUNTS,
    ]
    assert made(facts).method is ForecastMethod.COUNTS
    assert made(facts._replace(is_count=False)).method is ForecastMethod.PERIOD_AMOUNTS
    assert forecasts(series(), as_of=as_of, past={}) == ()


@pytest.mark.parametrize(
    "more", [{"can_fall": True}, {"values": {1: "1.5"}}, {"values": {1: "-1"}}]
)
def test_what_is_no_count_of_single_cases(more: dict[str, Any]) -> None:
    values = more.pop("values", {1: "1"})
    assert missing(series(values, is_count=True, **more), 1) is Missing.PAST_YEARS_OR_AMOUNTS


def test_whole_units_end_at_a_whole_number() -> None:
    """As 5, 6, 8, 9, 7, 10, but counted: at least 93 is 92.5 and more."""
    facts = series(SIX, ">= 93", "> 92", "= 90", accumulation=INCREMENT, is_count=True)
    (found,) = (
        each
        for each in forecasts(facts, as_of=month_end(YEAR, 6), past={})
        if each.method is ForecastMethod.PERIOD_AMOUNTS
    )
    assert isinstance(found.outlook, WholeOutlook)
    assert (found.low, found.middle, found.high) == (80, 90, 100)
    between = found.outlook.of.at_least(Decimal("92.5"))
    assert found.tiers[0].chance == found.tiers[1].chance == Decimal(repr(between))
    exactly = found.outlook.of.at_least(Decimal("89.5")) - found.outlook.of.at_least(
        Decimal("90.5")
    )
    assert found.tiers[2].chance is not None
    assert float(found.tiers[2].chance) == pytest.approx(exactly)
    part = made(facts._replace(actuals=amounts({m: f"{m}.{m}" for m in range(1, 7)})))
    assert isinstance(part.outlook, AmountOutlook)  # not whole after all


def test_jan_feb_counts_as_two_months() -> None:
    """The same with one amount of Jan–Feb that is twice a month's."""
    whole = made(series({2: "10", 3: "16", 4: "20", 5: "25"}, calendar=JAN_FEB), 5)
    assert isinstance(whole.outlook, AmountOutlook)
    assert [(a.months, a.amount) for a in whole.outlook.amounts] == [
        (2, 10),
        (1, 6),
        (1, 4),
        (1, 5),
    ]
    assert (whole.middle, whole.outlook.left, whole.outlook.degrees) == (60, 7, 3)
    assert rounded(whole.outlook.spread, 20) == rounded((Decimal(2) / 3).sqrt(), 20)


def test_a_missing_month_leaves_the_amount_of_its_span() -> None:
    found = made(series({1: "1", 2: "3", 4: "9", 5: "10"}), 5)
    assert isinstance(found.outlook, AmountOutlook)
    assert [(a.months, a.amount) for a in found.outlook.amounts] == [(1, 1), (1, 2), (2, 6), (1, 1)]
    floor = series({1: "1", 2: "3", 3: "5", 4: "9", 5: "10"}, floors=(3,))
    assert made(floor, 5).outlook == found.outlook


def test_a_year_cannot_end_below_what_is_reached_unless_it_falls() -> None:
    wide = {1: "1", 2: "1", 3: "30", 4: "30", 5: "31", 6: "31"}
    found = made(series(wide, ">= 31", "> 31", "< 31"))
    assert found.low == found.actual == 31
    assert found.outlook.more_than(Decimal(30)) == 1
    assert found.tiers[0].chance == 1
    assert found.tiers[1].chance is not None
    assert found.tiers[1].chance < 1  # nothing more may come
    assert found.tiers[2].chance == 0
    falling = made(series(wide, ">= 31", can_fall=True))
    assert falling.low < 31
    assert falling.tiers[0].chance is not None
    assert falling.tiers[0].chance < 1
    assert made(series(wide | {4: "29"})).low < 31  # it fell this year


def test_past_years_that_never_fell_end_no_lower() -> None:
    past = {2022: {6: "99", 12: "100"}, 2023: {6: "60", 12: "100"}}
    facts = series({6: "50"}, ">= 50", "> 40", target("< 0"))
    found = made(facts, past=past)
    assert found.low == 50
    assert [tier.chance for tier in found.tiers] == [1, 1, 0]
    fell = {2022: {6: "101", 12: "100"}, 2023: {6: "60", 12: "100"}}
    found = made(facts, past=fell)
    assert found.low < 50
    assert found.tiers[0].chance is not None
    assert found.tiers[0].chance < 1
    assert made(facts._replace(can_fall=True), past=past).low < 50
    outlook = made(facts, past=past).outlook
    assert outlook.at_least(Decimal(0)) == outlook.more_than(Decimal(-1)) == 1
    assert outlook.more_than(Decimal(50)) == pytest.approx(outlook.at_least(Decimal("50.0000001")))


def test_chances_of_every_comparator() -> None:
    found = made(
        SIX_MONTHS._replace(
            targets=(
                target("<= 90"),
                target("< 90"),
                target("between 80 100"),
                target("= 90", tolerance=Decimal(10)),
                target("between 50 1000"),
            )
        )
    )
    half, strict, inside, equal, wide = found.tiers
    assert half.chance == strict.chance == Decimal("0.5")
    assert inside.chance == equal.chance
    assert rounded(inside.chance, 2) == Decimal("0.82")
    assert [tier.likelihood for tier in found.tiers] == [
        Likelihood.UNCERTAIN,
        Likelihood.UNCERTAIN,
        Likelihood.LIKELY,
        Likelihood.LIKELY,
        Likelihood.LIKELY,
    ]
    assert rounded(wide.chance, 2) == 1


def test_a_target_that_has_no_chance() -> None:
    found = made(SIX_MONTHS._replace(targets=(target(""), target("context 5"), target("= 90"))))
    assert [tier.unknown for tier in found.tiers] == [
        Unknown.NO_TARGET_VALUE,
        Unknown.NO_TARGET_VALUE,
        Unknown.NOT_APPLICABLE,
    ]
    counted = made(series(EVENTS, "= 86", "between 90 80", is_count=True))
    assert counted.tiers[0].chance is not None
    assert 0 < counted.tiers[0].chance < Decimal("0.1")
    assert counted.tiers[1].chance == 0  # its bounds are the wrong way round
    assert counted.tiers[1].likelihood is Likelihood.UNLIKELY


@pytest.mark.parametrize(
    ("chance", "expected"),
    [
        ("1", Likelihood.LIKELY),
        ("0.8", Likelihood.LIKELY),
        ("0.7999", Likelihood.UNCERTAIN),
        ("0.2", Likelihood.UNCERTAIN),
        ("0.1999", Likelihood.UNLIKELY),
    ],
)
def test_chances_in_words(chance: str, expected: Likelihood) -> None:
    assert likelihood(Decimal(chance)) is expected


@pytest.mark.parametrize("pace", [SHAPE, PaceMethod.MEAN_SHAPE])
def test_an_uneven_year_is_not_forecast_from_itself(pace: PaceMethod) -> None:
    """One past year says how a year passes, not how reliably: two are needed."""
    facts = series(EVENTS, pace=pace, is_count=True)
    assert look(facts) == NotEnough(Missing.PAST_YEARS, 0, 6)
    assert look(facts, past={2023: PAST[2023]}) == NotEnough(Missing.PAST_YEARS, 1, 6)
    assert made(facts, past=PAST).method is ForecastMethod.SHAPES
    alike = {2022: {6: "50", 12: "100"}, 2023: {6: "60", 12: "120"}}
    assert missing(facts, past=alike) is Missing.NO_SPREAD
    nothing = series(dict.fromkeys(range(1, 7), "0"), pace=pace)
    assert missing(nothing, past=PAST) is Missing.NOTHING_YET


def test_a_stated_path_has_no_forecast() -> None:
    facts = series(EVENTS, ">= 86", pace=PaceMethod.PATH, is_count=True)
    assert missing(facts, past=PAST) is Missing.PATH
    assert missing(facts._replace(actuals=()), past=PAST) is Missing.NO_ACTUAL


def test_past_figures_go_before_those_beside_the_facts() -> None:
    facts = series({6: "50"}, last_year={6: "1", 12: "2"})
    found = made(facts, past=PAST | {2024: {6: "1", 12: "1"}})
    assert isinstance(found.outlook, ShapeOutlook)
    assert found.outlook.years[-1] == PastShape(2023, Decimal(66), Decimal(120))


@pytest.mark.parametrize(
    ("facts", "month", "expected"),
    [
        (rate({6: "5"}), 6, Missing.NOT_APPLICABLE),
        (rate({6: "5"}, measure=Measure.SHARE), 6, Missing.NOT_APPLICABLE),
        (rate({6: "5"}, measure=Measure.RANK), 6, Missing.NOT_APPLICABLE),
        (stock({6: "5"}), 6, Missing.NOT_APPLICABLE),
        (task(), 6, Missing.NOT_APPLICABLE),
        (series({6: "5"}, accumulation=Accumulation.LATEST), 6, Missing.NOT_APPLICABLE),
        (series({12: "5"}, calendar=Calendar.ANNUAL), 12, Missing.NOT_APPLICABLE),
        (series({6: "5"}, calendar=Calendar.ONCE), 6, Missing.NOT_APPLICABLE),
        (series(), 6, Missing.NO_ACTUAL),
        (series({7: "5"}), 6, Missing.NO_ACTUAL),
        (series({2: "5"}, accumulation=INCREMENT), 6, Missing.GAP),
        (series({6: "5"}, floors=(6,)), 6, Missing.FLOOR),
        (series({12: "5"}), 12, Missing.YEAR_OVER),
        (series({3: "5", 6: "9", 9: "11"}, calendar=QUARTERLY), 9, Missing.PAST_YEARS),
        (series({6: "5"}, calendar=Calendar.HALF_YEARLY), 6, Missing.PAST_YEARS),
        (series({1: "1", 2: "3", 3: "4"}), 3, Missing.PAST_YEARS_OR_AMOUNTS),
        (series({1: "1", 2: "2", 3: "3", 4: "4"}), 4, Missing.NO_SPREAD),
        (series({1: "0", 2: "0", 3: "0", 4: "0"}), 4, Missing.NO_SPREAD),
    ],
)
def test_what_is_missing(facts: SeriesFacts, month: int, expected: Missing) -> None:
    assert missing(facts, month) is expected


def test_how_much_there_is() -> None:
    facts = series({1: "1", 2: "3", 3: "4"}, last_year={3: "2", 12: "9"})
    assert look(facts, 3) == NotEnough(Missing.PAST_YEARS_OR_AMOUNTS, 1, 3)


def test_alike_years_give_no_range() -> None:
    alike = {2022: {6: "50", 12: "100"}, 2023: {6: "60", 12: "120"}}
    assert missing(series({6: "50"}), past=alike) is Missing.NO_SPREAD
    assert made(SIX_MONTHS, past=alike).method is ForecastMethod.PERIOD_AMOUNTS


def test_nothing_yet_cannot_be_multiplied() -> None:
    assert missing(series({6: "0"}), past=PAST) is Missing.NOTHING_YET


@pytest.mark.parametrize("year", [{6: "40"}, {12: "100"}, {6: "0", 12: "9"}, {6: "-1", 12: "-9"}])
def test_a_past_year_without_a_shape_is_left_out(year: dict[int, str]) -> None:
    found = made(series({6: "50"}), past=PAST | {2020: year})
    assert isinstance(found.outlook, ShapeOutlook)
    assert [each.year for each in found.outlook.years] == [2021, 2022, 2023]
