"""What is likely and what is needed, in words and formulas."""

from __future__ import annotations

import pytest

from targets.core.ahead.forecast import (
    Forecast,
    ForecastMethod,
    Likelihood,
    Missing,
    NotEnough,
    TierChance,
    forecast,
)
from targets.core.ahead.forecast_messages import (
    chance_sentence,
    forecast_sentence,
    likelihood_label,
    method_label,
    missing_sentence,
)
from targets.core.ahead.forecast_working import forecast_working
from targets.core.ahead.needed import allowed, catch_up, needed, needed_growth
from targets.core.ahead.needed_messages import (
    allowed_lines,
    catch_up_line,
    growth_lines,
    needed_lines,
)
from targets.core.values.facts import Accumulation, Calendar, PaceMethod, SeriesFacts
from targets.core.values.figures import SeriesWords
from targets.core.values.periods import month_end
from tests.core.build import YEAR, amounts, path, rate, series, target, text

KM = SeriesWords("roads", "公里", "km", 1, {"plan": "plan target"})
CASES = SeriesWords("cases", "件", "", 0)
PERCENT = SeriesWords("growth", "%", "%", 1)
JUNE = month_end(YEAR, 6)
SIX = {1: "5", 2: "6", 3: "8", 4: "9", 5: "7", 6: "10"}
SIX_MONTHS = series(SIX, ">= 93", accumulation=Accumulation.INCREMENT)


def made(facts: SeriesFacts, **past: dict[int, str]) -> Forecast:
    years = {int(year[1:]): amounts(values, year=int(year[1:])) for year, values in past.items()}
    found = forecast(facts, as_of=JUNE, past=years)
    assert isinstance(found, Forecast)
    return found


def lines(found: Forecast, words: SeriesWords) -> list[str]:
    return [text(line) for line in forecast_working(found, words)]


def test_a_forecast_in_one_sentence_and_its_chance() -> None:
    found = made(SIX_MONTHS)
    assert text(forecast_sentence(found, KM)) == (
        "Likely year-end 90.0 km (80% range: 80.4 km to 99.6 km)"
    )
    (tier,) = found.tiers
    assert text(chance_sentence(tier, KM)) == "plan target: still uncertain (chance 33%)"
    assert text(chance_sentence(tier, CASES)) == "plan: still uncertain (chance 33%)"
    assert chance_sentence(TierChance(target("")), KM) is None


def test_period_amounts_unfolded() -> None:
    assert lines(made(SIX_MONTHS), KM) == [
        "What the periods brought: Jan 5.0 km; Feb 6.0 km; Mar 8.0 km; Apr 9.0 km; May 7.0 km;"
        " Jun 10.0 km",
        "Mean a month = 45.0 km ÷ 6 = 7.5 km; spread s = 1.871 over 6 amounts",
        "Likely year-end = 45.0 km + 6 × 7.5 km = 90.0 km",
        "80% range = 90.0 km ± 1.476 × 1.871 × √(6 + 6² ÷ 6) = 80.4 km to 99.6 km",
    ]


def test_amounts_over_several_months_name_them() -> None:
    facts = series({2: "3", 3: "5", 5: "9", 6: "10"}, calendar=Calendar.MONTHLY)
    assert lines(made(facts), KM)[0] == (
        "What the periods brought: Jan–Feb 3.0 km; Mar 2.0 km; Apr to May 4.0 km; Jun 1.0 km"
    )


def test_a_range_that_is_cut_says_so() -> None:
    uneven = made(series({1: "1", 2: "1", 3: "30", 4: "30", 5: "31", 6: "31"}))
    assert lines(uneven, KM)[-1] == "The range begins at what is reached already."


def test_past_shapes_unfolded() -> None:
    found = made(series({6: "50"}), y2022={6: "40", 12: "100"}, y2023={6: "50", 12: "100"})
    assert lines(found, KM) == [
        "2022, Jan–Jun = 40.0 km ÷ 100.0 km = 40.0% of the year",
        "2023, Jan–Jun = 50.0 km ÷ 100.0 km = 50.0% of the year",
        "Of ln(1 ÷ share): mean m = 0.805, spread s = 0.158",
        "Likely year-end = 50.0 km × exp(0.805) = 111.8 km",
        "80% range = 50.0 km × exp(0.805 ± 3.078 × 0.158 × √(1 + 1 ÷ 2)) = 61.7 km to 202.7 km",
    ]


def test_counts_unfolded() -> None:
    events = {1: "7", 2: "13", 3: "22", 4: "30", 5: "35", 6: "43"}
    assert lines(made(series(events, is_count=True)), CASES) == [
        "Rate a month = (43 + ½) ÷ 6 = 7.250",
        "Likely year-end = 43 + 43 in 6 months = 86",
        "80% range = 43 + 32 to 56 (negative binomial) = 75 to 99",
    ]


def test_whole_units_unfolded() -> None:
    jobs = {1: "50", 2: "180", 3: "190", 4: "300", 5: "310", 6: "450"}
    assert lines(made(series(jobs, is_count=True)), CASES)[-2:] == [
        "Likely year-end = 450 + 6 × 75 = 900",
        "80% range = 900 ± 1.476 × 59.245 × √(6 + 6² ÷ 6) = 597 to 1203",
    ]


@pytest.mark.parametrize("found", Missing)
def test_what_is_missing_is_said(found: Missing) -> None:
    said = text(missing_sentence(NotEnough(found, 1, 3)))
    assert said.endswith(".")
    assert "%" not in said
    if found is Missing.PAST_YEARS_OR_AMOUNTS:
        assert said == (
            "Not enough data: needed are 2 complete past years (there are 1) or the amounts of 4"
            " periods (there are 3)."
        )


def test_every_method_and_likelihood_has_words() -> None:
    assert len({text(method_label(each)) for each in ForecastMethod}) == len(ForecastMethod)
    assert len({text(likelihood_label(each)) for each in Likelihood}) == len(Likelihood)


def test_needed_unfolded() -> None:
    found = needed(SIX_MONTHS, target(">= 93"), as_of=JUNE)
    assert found is not None
    assert [text(line) for line in needed_lines(found, Calendar.MONTHLY, KM)] == [
        "Needed a month = (93.0 km − 45.0 km) ÷ 6 = 8.0 km",
        "Best so far: 10.0 km in Jun",
    ]
    early = series({2: "16"}, calendar=Calendar.MONTHLY_JAN_FEB)
    found = needed(early, target(">= 200"), as_of=JUNE)
    assert found is not None
    assert [text(line) for line in needed_lines(found, Calendar.MONTHLY_JAN_FEB, KM)] == [
        "Needed a month = (200.0 km − 16.0 km) ÷ 10 = 18.4 km",
        "Best so far: 16.0 km in Jan–Feb ÷ 2 = 8.0 km a month",
        "Not seen this year: more than 1.5 times the best.",
    ]
    found = needed(series({3: "16"}), target(">= 20"), as_of=JUNE)
    assert found is not None
    assert len(needed_lines(found, Calendar.MONTHLY, KM)) == 1


def test_what_a_limit_leaves_unfolded() -> None:
    found = allowed(SIX_MONTHS, target("<= 93"), as_of=JUNE)
    assert found is not None
    assert [text(line) for line in allowed_lines(found, KM)] == [
        "At most a month = (93.0 km − 45.0 km) ÷ 6 = 8.0 km",
        "So far 7.5 km a month on average.",
    ]


def test_needed_growth_unfolded() -> None:
    level = series(last_year={6: "483", 12: "1000"})
    found = needed_growth(rate({6: "2.1"}), target(">= 16"), level, as_of=JUNE)
    assert found is not None
    assert [text(line) for line in growth_lines(found, PERCENT, KM)] == [
        "Weight of the year so far, from last year = 483.0 km ÷ 1000.0 km = 0.483",
        "Needed growth for the rest of the year = (16.0% − 0.483 × 2.1%) ÷ (1 − 0.483) = 29.0%",
    ]


def test_the_day_to_catch_up_by() -> None:
    late = catch_up(series({6: "48"}), target(">= 120"), as_of=JUNE)
    assert late is not None
    assert text(catch_up_line(late, KM)) == (
        "At this year’s average of 8.0 km a month the target is reached on 2025-03-31, after the"
        " year’s end."
    )
    never = catch_up(series({6: "12"}), target(">= 120"), as_of=JUNE)
    assert never is not None
    assert text(catch_up_line(never, KM)) == (
        "At this year’s average of 2.0 km a month the target is not reached before the end of next"
        " year, 2025-12-31."
    )
    plan = target(">= 120", path=path((6, "90"), (12, "30")))
    early = catch_up(series({6: "72"}, pace=PaceMethod.PATH), plan, as_of=JUNE)
    assert early is not None
    assert text(catch_up_line(early, KM)) == (
        "At this year’s average of 12.0 km a month the pace is met on 2024-09-18."
    )
