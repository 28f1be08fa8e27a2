"""The arithmetic behind a verdict, line by line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.core.saying.working import working
from targets.core.values.facts import (
    Accumulation,
    Calendar,
    Measure,
    PaceMethod,
    SeriesFacts,
    TargetFact,
)
from targets.core.values.figures import SeriesWords
from tests.core.build import at, path, rate, series, stock, target, text

SHAPE = PaceMethod.LAST_YEAR_SHAPE
PATH = PaceMethod.PATH
RANK = Measure.RANK
QUARTERLY = Calendar.QUARTERLY
TIERS = {"plan": "plan target", "stretch": "stretch target"}
PERCENT = SeriesWords("growth", "%", "%", 1, TIERS)
KM = SeriesWords("roads", "公里", "km", 1, TIERS)
GDP = rate({6: "6.3", 12: "5.2"}, ">= 5.5", ">= 6.5", calendar=QUARTERLY)
ROADS = series({8: "60.2"}, ">= 93")
DOWN = stock({6: "90"}, target("<= 80", base_value=Decimal(100)))
SHAPED = series({6: "55"}, ">= 100", pace=SHAPE, last_year={6: "60", 12: "100"})

LINEAR_8 = [
    "Completion rate = 60.2 km ÷ 93.0 km = 64.7%",
    "Linear pace = 8 ÷ 12 months = 66.7%",
    "Linear deviation = 64.7% − 66.7% = -1.9 pp",
]


@pytest.mark.parametrize(
    ("facts", "month", "words", "expected"),
    [
        (ROADS, 8, KM, [*LINEAR_8, "Judged by the linear pace."]),
        (
            ROADS._replace(pace=PaceMethod.NONE),
            8,
            KM,
            [*LINEAR_8, "No pace: this indicator is not paced."],
        ),
        (
            ROADS._replace(pace=SHAPE),
            8,
            KM,
            [*LINEAR_8, "No pace: the figures of past years do not give a shape."],
        ),
        (
            ROADS._replace(pace=PATH),
            8,
            KM,
            [*LINEAR_8, "No pace: the planned path has no point at this period."],
        ),
        (
            SHAPED,
            6,
            KM,
            [
                "Completion rate = 55.0 km ÷ 100.0 km = 55.0%",
                "Linear pace = 6 ÷ 12 months = 50.0%",
                "Linear deviation = 55.0% − 50.0% = +5.0 pp",
                "Pace (last year, Jan–Jun) = 60.0 km ÷ 100.0 km = 60.0%",
                "Deviation = 55.0% − 60.0% = -5.0 pp",
            ],
        ),
        (
            series(
                {2: "10", 3: "25"},
                target("<= 100", path=path((2, "10"), (3, "20"), (4, "9"))),
                pace=PATH,
            ),
            3,
            KM,
            [
                "This period = 25.0 km − 10.0 km = 15.0 km",
                "Completion rate = 25.0 km ÷ 100.0 km = 25.0%",
                "Linear pace = 3 ÷ 12 months = 25.0%",
                "Linear deviation = 25.0% − 25.0% = 0.0 pp",
                "Pace (planned path) = 30.0 km ÷ 100.0 km = 30.0%",
                "Deviation = 30.0% − 25.0% = +5.0 pp",
            ],
        ),
        (  # stated by quarter, reported by month
            series(
                {4: "30", 5: "40"},
                target(">= 100", path=path((3, "25"), (6, "30"), (9, "30"), (12, "15"))),
                pace=PATH,
            ),
            5,
            KM,
            [
                "This period = 40.0 km − 30.0 km = 10.0 km",
                "Completion rate = 40.0 km ÷ 100.0 km = 40.0%",
                "Linear pace = 5 ÷ 12 months = 41.7%",
                "Linear deviation = 40.0% − 41.7% = -1.7 pp",
                "Planned so far = 25.0 km + 30.0 km × 2 ÷ 3 months = 45.0 km",
                "Pace (planned path) = 45.0 km ÷ 100.0 km = 45.0%",
                "Deviation = 40.0% − 45.0% = -5.0 pp",
            ],
        ),
        (
            series({12: "90"}, "between 80 100", pace=PATH),
            12,
            KM,
            [
                "Completion rate = 90.0 km ÷ 80.0 km = 112.5%",
                "Linear pace = 12 ÷ 12 months = 100.0%",
                "Linear deviation = 112.5% − 100.0% = +12.5 pp",
                "Pace at the year’s end = 100.0%",
                "Deviation = 112.5% − 100.0% = +12.5 pp",
            ],
        ),
        (
            series({1: "5", 2: "7"}, ">= 0", accumulation=Accumulation.INCREMENT),
            2,
            KM,
            [
                "Year to date = sum of 2 periods = 12.0 km",
                "This period = 12.0 km − 5.0 km = 7.0 km",
                "No completion rate: the target is not positive.",
            ],
        ),
        (
            series({1: "5", 2: "7"}, "", floors=(1,)),
            2,
            KM,
            [],
        ),
        (
            GDP,
            12,
            PERCENT,
            [
                "Change = 5.2% − 6.3% = -1.1 pp",
                "plan target: Gap = 5.2% − 5.5% = -0.3 pp",
                "plan target: Far behind beyond 10.0% of 5.5%, at least 0.3 pp, at most 5.0 pp"
                " = 0.55 pp",
                "stretch target: Gap = 5.2% − 6.5% = -1.3 pp",
                "stretch target: Far behind beyond 10.0% of 6.5%, at least 0.3 pp, at most 5.0 pp"
                " = 0.65 pp",
            ],
        ),
        (
            rate({6: "3"}, "between 2 4"),
            6,
            PERCENT,
            [
                "Gap = distance of 3.0% to the nearer bound, 2.0% or 4.0% = +1.0 pp",
                "Far behind beyond 10.0% of 2.0%, at least 0.3 pp, at most 5.0 pp = 0.3 pp",
            ],
        ),
        (
            rate({6: "5"}, "<= 3", measure=RANK),
            6,
            SeriesWords("rank", "位", "", 0),
            ["Gap = 3 − 5 = -2 places", "Far behind beyond 1 places"],
        ),
        (
            DOWN,
            6,
            KM,
            [
                "Gap = 80.0 km − 90.0 km = -10.0 km",
                "Far behind beyond 10.0% of 80.0 km = 8.0 km",
                "Share of the way = (100.0 km − 90.0 km) ÷ (100.0 km − 80.0 km) = 50.0%",
                "Linear pace = 6 ÷ 12 months = 50.0%",
                "Linear deviation = 50.0% − 50.0% = 0.0 pp",
                "Judged by the linear pace.",
            ],
        ),
        (rate({}, ">= 5"), 6, PERCENT, []),
        (rate({6: "5"}, TargetFact("plan")), 6, PERCENT, []),
    ],
)
def test_working(facts: SeriesFacts, month: int, words: SeriesWords, expected: list[str]) -> None:
    assert [text(each) for each in working(at(facts, month), words)] == expected
