"""Targets that are held against another indicator's figure instead of a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.core.ahead.forecast import Forecast, forecast
from targets.core.ahead.needed import catch_up, needed
from targets.core.changes.changes import changes
from targets.core.changes.exchanges import Cause
from targets.core.changes.messages import change_sentences
from targets.core.judging.assessment import assess
from targets.core.judging.references import figure_of, reference_words, referred
from targets.core.saying.labels import verdict_label
from targets.core.saying.sentence import sentence, short_sentence
from targets.core.saying.working import working
from targets.core.values.facts import (
    Accumulation,
    Calendar,
    Comparator,
    Measure,
    Reference,
    SeriesFacts,
    TargetFact,
    Unknown,
    Verdict,
)
from targets.core.values.figures import SeriesWords
from targets.core.values.periods import month_end
from tests.core.build import YEAR, Values, amounts, at, rate, series, stock, text

D = Decimal
PERCENT = SeriesWords("industry", "%", "%", 1, {"plan": "plan target"})
MILLIONS = SeriesWords("spending", "亿元", "CNY 100m", 1, {"plan": "plan target"})


def city(values: Values, *, accumulation: Accumulation = Accumulation.LATEST) -> Reference:
    """The city's figures, month by month."""
    calendar = Calendar.MONTHLY
    return Reference(
        "CITY", "全市平均", "the city average", accumulation, calendar, amounts(values)
    )


def beside(sign: str, reference: Reference, tolerance: Decimal | None = None) -> TargetFact:
    return TargetFact("plan", Comparator(sign), tolerance=tolerance, reference=reference)


def above(values: Values, of_city: Values, sign: str = ">") -> SeriesFacts:
    return rate(values, beside(sign, city(of_city)))


@pytest.mark.parametrize(
    ("sign", "own", "verdict", "gap"),
    [
        (">", "5.3", Verdict.ON_PACE, "0.3"),
        (">", "5", Verdict.BEHIND, "0"),
        (">", "4.6", Verdict.BEHIND, "-0.4"),
        (">", "4", Verdict.FAR_BEHIND, "-1"),
        (">=", "5", Verdict.ON_PACE, "0"),
        ("<", "4.9", Verdict.ON_PACE, "0.1"),
        ("<=", "5.2", Verdict.BEHIND, "-0.2"),
        ("=", "5.5", Verdict.ON_PACE, "0"),  # in step: 10 % of 5 is near
        ("=", "4.6", Verdict.ON_PACE, "0.1"),
        ("=", "6.4", Verdict.FAR_BEHIND, "-0.9"),
    ],
)
def test_rates_beside_a_reference(sign: str, own: str, verdict: Verdict, gap: str) -> None:
    tier = at(above({6: own}, {6: "5"}, sign), 6).tiers[0]
    assert (tier.verdict, tier.gap) == (verdict, D(gap))
    assert (tier.target.value, tier.completion_rate, tier.pace) == (D(5), None, None)


def test_a_stated_tolerance_is_kept() -> None:
    facts = rate({6: "5.2"}, beside("=", city({6: "5"}), tolerance=D("0.1")))
    assert at(facts, 6).tiers[0].gap == D("-0.1")


def test_without_the_references_figure_nothing_is_met_or_missed() -> None:
    for month in (6, 12):
        tier = at(above({month: "9"}, {3: "5"}), month).tiers[0]
        assert (tier.verdict, tier.unknown) == (Verdict.UNDER_WAY, Unknown.NO_REFERENCE)
        assert (tier.gap, tier.severity, tier.target.value) == (None, None, None)


def test_without_a_figure_of_its_own_there_is_no_data() -> None:
    tier = at(above({}, {6: "5"}), 6).tiers[0]
    assert (tier.verdict, tier.unknown) == (Verdict.NO_DATA, Unknown.NO_ACTUAL)


def test_the_year_ends_with_met_or_missed() -> None:
    assert at(above({12: "5.1"}, {12: "5"})).verdict is Verdict.MET
    assert at(above({12: "5"}, {12: "5"})).verdict is Verdict.MISSED


def test_each_period_is_held_against_its_own_reference() -> None:
    facts = above({3: "6", 4: "5", 5: "7", 6: "5"}, {3: "5", 4: "5.5", 6: "4"})
    assert [point.deviation for point in at(facts, 6).trend] == [
        None, None, D(1), D("-0.5"), None, D(1),
    ]  # fmt: skip


def test_a_floor_is_no_reference_and_sums_are() -> None:
    floor = city({6: "5"})._replace(actuals=amounts({6: "5"}, floors=(6,)))
    assert figure_of(floor, month_end(YEAR, 6)) is None
    summed = city({1: "2", 2: "3"}, accumulation=Accumulation.INCREMENT)
    assert figure_of(summed, month_end(YEAR, 2)) == D(5)
    quarterly = city({6: "5"})._replace(calendar=Calendar.QUARTERLY)
    assert figure_of(quarterly, month_end(YEAR, 5)) is None


def test_amounts_are_compared_and_not_paced() -> None:
    facts = series({6: "95"}, beside(">=", city({6: "100"})))
    found = at(facts, 6)
    tier = found.tiers[0]
    assert (tier.verdict, tier.gap, tier.linear_pace) == (Verdict.BEHIND, D(-5), None)
    assert verdict_label(found) == "Slightly below target"
    assert text(short_sentence(found, MILLIONS)) == (
        "95.0 CNY 100m, 5.0 CNY 100m below the city average (100.0 CNY 100m)"
    )
    assert [text(line) for line in working(found, MILLIONS)] == [
        "Compared with the city average, Jan–Jun = 100.0 CNY 100m",
        "Gap = 95.0 CNY 100m − 100.0 CNY 100m = -5.0 CNY 100m",
        "Far behind beyond 10.0% of 100.0 CNY 100m = 10.0 CNY 100m",
    ]
    assert at(series({6: "120"}, beside(">=", city({6: "100"}))), 6).verdict is Verdict.ON_PACE


def test_a_stock_beyond_its_reference_is_not_done_with() -> None:
    facts = stock({6: "50"}, beside(">=", city({6: "40"})))
    assert at(facts, 6).verdict is Verdict.ON_PACE


def test_a_published_floor_proves_what_it_can() -> None:
    facts = series({6: "120"}, beside(">=", city({6: "100"})), floors=(6,))
    assert at(facts, 6).verdict is Verdict.ON_PACE


def test_ranks_and_sentences() -> None:
    facts = rate({6: "5.3"}, beside(">", city({6: "5"})))
    said = text(sentence(at(facts, 6), PERCENT)[0])
    assert (
        said == "As of Jan–Jun, industry: 5.3%, 0.3 pp above the city average (5.0%) (On target)."
    )
    level = text(sentence(at(above({6: "5"}, {6: "5"}), 6), PERCENT)[0])
    assert "level with the city average (5.0%) (Slightly below target)" in level
    lonely = at(above({6: "5"}, {3: "5"}), 6)
    assert text(sentence(lonely, PERCENT)[0]) == (
        "As of Jan–Jun, industry: 5.0%, the city average has no figure for this period (Under way)."
    )
    assert text(short_sentence(lonely, PERCENT)) == "5.0% (Under way)"
    assert [text(line) for line in working(lonely, PERCENT)] == [
        "No comparison: the city average has no exact figure for Jan–Jun."
    ]


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        (">", "above the city average"),
        (">=", "not below the city average"),
        ("<", "below the city average"),
        ("<=", "not above the city average"),
        ("=", "in step with the city average"),
    ],
)
def test_what_is_asked_for(sign: str, words: str) -> None:
    assert text(reference_words(Comparator(sign), city({}))) == words


def test_nothing_is_needed_or_foreseen_of_what_moves_along() -> None:
    facts = series({n: str(n * n) for n in range(1, 7)}, beside(">", city({6: "10"})))
    resolved = at(facts, 6).tiers[0].target
    assert resolved.value == D(10)
    as_of = month_end(YEAR, 6)
    assert needed(facts, resolved, as_of=as_of) is None
    assert catch_up(facts, resolved, as_of=as_of) is None
    found = forecast(facts._replace(targets=(resolved,)), as_of=as_of, past={})
    assert isinstance(found, Forecast)
    assert found.tiers[0].unknown is Unknown.NO_TARGET_VALUE


def test_a_plain_target_is_left_as_it_is() -> None:
    facts = rate({6: "5"}, ">= 5")
    assert referred(facts, facts.targets[0], month_end(YEAR, 6)) is facts.targets[0]


def test_a_revised_reference_is_a_cause() -> None:
    before = at(above({6: "5.2"}, {6: "5"}), 6)
    after = at(above({6: "5.2"}, {6: "5.5"}), 6)
    found = changes(before, after)
    assert found is not None
    assert found.causes == (Cause.REVISED_REFERENCE,)
    assert text(change_sentences(found, PERCENT)[-1]) == (
        "The figure it is compared with was reported or revised."
    )


def test_a_reference_that_is_given_up_is_a_revised_target() -> None:
    before = at(above({6: "5.2"}, {6: "5"}), 6)
    after = assess(rate({6: "5.2"}, ">= 6"), as_of=month_end(YEAR, 6), today=month_end(YEAR, 6))
    found = changes(before, after)
    assert found is not None
    assert found.causes == (Cause.REVISED_TARGET,)


def test_a_rank_is_compared_in_places() -> None:
    facts = rate(
        {6: "4"}, beside("<=", city({6: "3"})), measure=Measure.RANK, higher_is_better=False
    )
    assert at(facts, 6).tiers[0].verdict is Verdict.BEHIND
