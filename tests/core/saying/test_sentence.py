"""Verdicts in words, and the arithmetic behind them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.core.saying.sentence import sentence, short_sentence
from targets.core.values.facts import Accumulation, Calendar, Measure, PaceMethod, SeriesFacts
from targets.core.values.figures import SeriesWords, visible
from tests.core.build import at, rate, series, stage, stock, target, task, text

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

ZH = {
    "As of %(period)s, %(name)s: %(actual)s, %(clauses)s.": (
        "截至%(period)s,%(name)s%(actual)s,%(clauses)s。"
    ),
    "%(period)s, %(name)s: %(actual)s, %(clauses)s.": "%(period)s,%(name)s%(actual)s,%(clauses)s。",
    "Jan–Jun": "1—6月",
    "Jan–Aug": "1—8月",
    "Full year": "全年",
    "%(first)s; %(rest)s": "%(first)s;%(rest)s",
    "%(distance)s (%(label)s)": "%(distance)s,%(label)s",
    "%(gap)s above the %(tier)s": "高于%(tier)s%(gap)s",
    "%(gap)s below the %(tier)s": "低于%(tier)s%(gap)s",
    "On target": "达到目标",
    "Not met": "未完成",
    "%(rate)s, %(pace)s (%(label)s)": "%(rate)s,%(pace)s,%(label)s",
    "%(rate)s of the annual target": "完成年度目标的%(rate)s",
    "%(gap)s behind %(pace)s": "慢于%(pace)s%(gap)s",
    "linear pace": "序时进度",
    "Behind pace": "欠进度",
}


@pytest.mark.parametrize(
    ("facts", "month", "name", "unit", "expected"),
    [
        (
            GDP,
            6,
            "地区生产总值增速",
            "%",
            "截至1—6月,地区生产总值增速6.3%,高于计划目标0.8个百分点,达到目标;低于奋斗目标0.2个百分点。",
        ),
        (
            GDP,
            12,
            "地区生产总值增速",
            "%",
            "全年,地区生产总值增速5.2%,低于计划目标0.3个百分点,未完成;低于奋斗目标1.3个百分点。",
        ),
        (
            ROADS,
            8,
            "新建道路里程",
            "公里",
            "1—8月,新建道路里程60.2公里,完成年度目标的64.7%,慢于序时进度1.9个百分点,欠进度。",
        ),
    ],
)
def test_as_an_official_writes_it(
    facts: SeriesFacts, month: int, name: str, unit: str, expected: str
) -> None:
    words = SeriesWords(name, unit, unit, 1, {"plan": "计划目标", "stretch": "奋斗目标"})
    found = sentence(at(facts, month), words)
    assert [text(each, ZH) for each in found] == [expected]


@pytest.mark.parametrize(
    ("facts", "month", "words", "expected"),
    [
        (
            ROADS,
            8,
            KM,
            "Jan–Aug, roads: 60.2 km, 64.7% of the annual target,"
            " 1.9 pp behind linear pace (Behind pace).",
        ),
        (
            SHAPED,
            6,
            KM,
            "Jan–Jun, roads: 55.0 km, 55.0% of the annual target, 5.0 pp ahead of linear pace,"
            " 5.0 pp behind last year’s pace (Behind pace).",
        ),
        (
            series({6: "50"}, ">= 100", ">= 200", target("", "dream")),
            6,
            KM,
            "Jan–Jun, roads: 50.0 km, 50.0% of the plan target, level with linear pace"
            " (On pace); 25.0% of the stretch target.",
        ),
        (
            series({6: "40"}, "<= 100", "<= 120"),
            6,
            KM,
            "Jan–Jun, roads: 40.0 km, 40.0% of the limit in the plan target,"
            " 10.0 pp below linear pace (Within the limit);"
            " 33.3% of the limit in the stretch target.",
        ),
        (
            series({6: "55"}, "<= 100"),
            6,
            KM,
            "Jan–Jun, roads: 55.0 km, 55.0% of the annual limit,"
            " 5.0 pp above linear pace (Slightly over the limit).",
        ),
        (
            series({6: "60"}, ">= 100", floors=(6,)),
            6,
            KM,
            "Jan–Jun, roads: more than 60.0 km, at least 60.0% of the annual target"
            " (Ahead of pace).",
        ),
        (
            series({12: "91"}, ">= 100"),
            12,
            KM,
            "Full year, roads: 91.0 km, 91.0% of the annual target (Not met).",
        ),
        (series({6: "3"}, ">= 0"), 6, KM, "Jan–Jun, roads: 3.0 km, Under way."),
        (
            rate({6: "5.0"}, ">= 5"),
            6,
            PERCENT,
            "As of Jan–Jun, growth: 5.0%, level with the plan target (On target).",
        ),
        (
            rate({6: "4.96"}, "<= 5"),
            6,
            PERCENT,
            "As of Jan–Jun, growth: 5.0%, 0.04 pp below the plan target (Within the limit).",
        ),
        (
            rate({6: "3"}, "between 2 4"),
            6,
            PERCENT,
            "As of Jan–Jun, growth: 3.0%, within the plan target (On target).",
        ),
        (
            rate({6: "4.2"}, "between 2 4"),
            6,
            PERCENT,
            "As of Jan–Jun, growth: 4.2%, 0.2 pp above the plan target (Slightly over the limit).",
        ),
        (
            rate({6: "1"}, "between 2 4"),
            6,
            PERCENT,
            "As of Jan–Jun, growth: 1.0%, 1.0 pp below the plan target (Well below target).",
        ),
        (
            rate({6: "4"}, ">= 5", "", floors=(6,)),
            6,
            PERCENT,
            "As of Jan–Jun, growth: more than 4.0%, Under way.",
        ),
        (
            rate({6: "6"}, ">= 5", ">= 8", floors=(6,)),
            6,
            PERCENT,
            "As of Jan–Jun, growth: more than 6.0%, On target.",
        ),
        (
            rate({6: "5"}, "<= 3", "<= 8", measure=RANK),
            6,
            SeriesWords("rank", "位", "", 0, TIERS),
            "As of Jan–Jun, rank: 5, 2 places short of the plan target (Well below target);"
            " 3 places better than the stretch target.",
        ),
        (
            DOWN,
            6,
            KM,
            "As of Jan–Jun, roads: 90.0 km, 10.0 km above the plan target,"
            " 50.0% of the way from the base (On pace).",
        ),
        (rate({6: "6"}), 6, PERCENT, "Jan–Jun, growth: 6.0%, for reference."),
        (
            rate({6: "6"}, ""),
            6,
            PERCENT,
            "Jan–Jun, growth: 6.0%; the target states no number.",
        ),
        (rate({}, ""), 6, PERCENT, "growth: the target states no number."),
        (rate({}, ">= 5"), 6, PERCENT, "growth: no figures yet."),
        (
            series({2: "5"}, ">= 5", accumulation=Accumulation.INCREMENT),
            6,
            KM,
            "roads: an earlier period is missing, so the year to date is unknown.",
        ),
        (task(), 6, SeriesWords("work"), "work: No progress reported."),
        (task(stage(6, "slow")), 6, SeriesWords("work"), "First half, work: Slow."),
        (
            task(stage(6, "normal", "Half built.")),
            6,
            SeriesWords("work"),
            "First half, work: Progressing. Half built.",
        ),
    ],
)
def test_sentence(facts: SeriesFacts, month: int, words: SeriesWords, expected: str) -> None:
    found = sentence(at(facts, month), words)
    assert [text(each) for each in found] == [expected]


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (9, ["Judged on data for Jan–Aug."]),
        (12, ["The final figure of the year has not been reported."]),
    ],
)
def test_what_has_to_be_said_about_the_data(month: int, expected: list[str]) -> None:
    assert [text(each) for each in sentence(at(ROADS, month), KM)[1:]] == expected


@pytest.mark.parametrize(
    ("facts", "month", "words", "expected"),
    [
        (GDP, 12, PERCENT, "5.2%, 0.3 pp below the plan target"),
        (ROADS, 8, KM, "60.2 km, 64.7% completed"),
        (series({6: "3"}, ">= 0"), 6, KM, "3.0 km (Under way)"),
        (rate({}, ">= 5"), 6, PERCENT, "No data"),
        (rate({6: "5"}), 6, PERCENT, "For reference"),
    ],
)
def test_short_sentence(facts: SeriesFacts, month: int, words: SeriesWords, expected: str) -> None:
    assert text(short_sentence(at(facts, month), words)) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [("0", 1, 1), ("0.05", 1, 1), ("0.04", 1, 2), ("-0.004", 1, 3), ("0.0000001", 1, 6)],
)
def test_what_is_not_nought_is_not_printed_as_nought(
    value: str, decimals: int, expected: int
) -> None:
    assert visible(Decimal(value), decimals) == expected
