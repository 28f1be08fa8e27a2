"""The mean of several years' shapes as a pace."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.core.ahead.needed import catch_up
from targets.core.changes.changes import changes
from targets.core.changes.exchanges import Cause
from targets.core.judging.pace import mean_paces, past_shapes
from targets.core.saying.sentence import sentence
from targets.core.saying.working import working
from targets.core.values.facts import PaceMethod, SeriesFacts, Unknown, Verdict
from targets.core.values.figures import SeriesWords
from targets.core.values.periods import month_end
from tests.core.build import YEAR, amounts, at, series, text

KM = SeriesWords("roads", "公里", "km", 1, {"plan": "plan target"})


def mean(actual: str, *years: dict[int, str]) -> SeriesFacts:
    """A series held against the mean of past years, the latest given first."""
    facts = series({6: actual}, ">= 100", pace=PaceMethod.MEAN_SHAPE, last_year=years[0])
    earlier = [amounts(y, year=YEAR - 1 - n) for n, y in enumerate(years[1:], start=1)]
    return facts._replace(earlier=tuple(fact for year in reversed(earlier) for fact in year))


LAST, BEFORE, THIRD = {6: "40", 12: "100"}, {6: "75", 12: "150"}, {6: "120", 12: "200"}


def test_the_mean_of_three_years() -> None:
    tier = at(mean("50", LAST, BEFORE, THIRD), 6).tiers[0]
    assert (tier.pace_method, tier.pace) == (PaceMethod.MEAN_SHAPE, Decimal(50))  # 40, 50, 60
    assert (tier.deviation, tier.verdict) == (Decimal(0), Verdict.ON_PACE)
    assert tier.linear_deviation == Decimal(0)


def test_two_years_are_enough_and_one_is_not() -> None:
    assert at(mean("45", LAST, BEFORE), 6).tiers[0].pace == Decimal(45)
    lonely = at(mean("45", LAST), 6).tiers[0]
    assert (lonely.pace, lonely.pace_unknown) == (None, Unknown.NO_SHAPE)
    assert (lonely.verdict, lonely.linear_deviation) == (Verdict.UNDER_WAY, Decimal(-5))


def test_a_year_without_its_whole_is_left_out() -> None:
    facts = mean("50", LAST, {6: "75"}, THIRD)
    assert list(past_shapes(facts)) == [YEAR - 3, YEAR - 1]
    assert at(facts, 6).tiers[0].pace == Decimal(50)  # 40 and 60


def test_a_period_that_one_year_does_not_know_has_no_pace() -> None:
    facts = mean("50", LAST, {5: "75", 12: "150"})
    assert at(facts, 6).tiers[0].pace is None
    assert at(facts._replace(actuals=amounts({12: "100"})), 12).tiers[0].pace == Decimal(100)


def test_the_means_are_unrounded() -> None:
    third = Decimal(100) / 3
    assert mean_paces([{6: third}, {6: third}])[6] == pytest.approx(third)
    assert dict(mean_paces([])) == {12: Decimal(100)}


def test_words_name_the_years() -> None:
    found = at(mean("50", LAST, BEFORE, THIRD), 6)
    said = [text(line) for line in working(found, KM)]
    assert f"Pace (mean of {YEAR - 3}–{YEAR - 1} at Jan–Jun) = 50.0%" in said
    gap = at(mean("50", LAST, {6: "75"}, THIRD), 6)
    assert any(f"{YEAR - 3}, {YEAR - 1}" in text(line) for line in working(gap, KM))
    assert any("the mean pace of past years" in text(part) for part in sentence(found, KM))


def test_catching_up_is_asked_of_the_mean() -> None:
    facts = mean("30", LAST, BEFORE)
    assert catch_up(facts, facts.targets[0], as_of=month_end(YEAR, 6)) is not None


def test_a_changed_past_year_is_a_cause() -> None:
    before, after = (at(mean("50", LAST, year), 6) for year in (BEFORE, {6: "140", 12: "150"}))
    found = changes(before, after)
    assert found is not None
    assert [step.cause for step in found.steps] == [Cause.REVISED_ACTUAL]
