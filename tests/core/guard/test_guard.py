"""The guard's table of cases: what each rule asks about, and what it leaves in peace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from targets.core.guard.guard import GuardRule, Remark, Sibling, question
from targets.core.values.facts import Accumulation, Calendar, Measure, SeriesFacts
from targets.core.values.periods import month_end
from tests.core.build import YEAR, rate, series, stage, stock, task, text

JAN_FEB = Calendar.MONTHLY_JAN_FEB
QUARTERLY = Calendar.QUARTERLY
INCREMENT = Accumulation.INCREMENT


class Case(NamedTuple):
    """A figure typed for a month; ``suggestion`` None: none is offered."""

    case: str
    facts: SeriesFacts
    month: int
    value: str
    suggestion: str | None = None
    more: Mapping[str, Any] = {}

    def asked(self) -> tuple[Remark, ...]:
        end = month_end(YEAR, self.month)
        return question(self.facts, end, Decimal(self.value), **YUAN | dict(self.more))


YUAN = {"unit_zh": "亿元", "unit_en": "CNY 100m"}
PERCENT = {"unit_zh": "%", "unit_en": "percent", "decimals": 1}
PEOPLE = {"unit_zh": "人", "unit_en": "people", "decimals": 0}


def even(to: int, *, first: int = 1, by: str = "10", start: str = "0") -> dict[int, str | None]:
    """A running total that grows by the same every month."""
    return {month: str(Decimal(start) + Decimal(by) * month) for month in range(first, to + 1)}


def same(to: int, value: str = "10", *, first: int = 1) -> dict[int, str | None]:
    return dict.fromkeys(range(first, to + 1), value)


def run(*values: str, first: int = 1, step: int = 1) -> dict[int, str | None]:
    return dict(zip(range(first, 13, step), values, strict=False))


LAST_YEAR = even(12, by="9.8")
# The example of the design: roads, to September 118.6; 13.2 typed for October
ROADS = series({8: "104.9", 9: "118.6"}, ">= 160", last_year={9: "98.2", 10: "109.0"})
CALM = run("5.6", "5.4", "5.7", "5.5", "5.6", "5.8", "5.5", "5.7", "5.6", "5.4", "5.6", "5.5")
GROWTH = rate(run("5.5", "5.7", "5.6", "5.4"), last_year=CALM)
TEN = rate({month: str(Decimal(value or 0) + 5) for month, value in list(CALM.items())[:8]})
SHARES = rate(
    run("72.4", "72.9", "73.1", "72.6"),
    measure=Measure.SHARE,
    last_year=run("71.8", "72.3", "72.0", "72.6", "72.2", "72.9"),
)
SHARES_BEFORE = [
    (date(2022, 11, 30), Decimal("72.1")),
    (date(2022, 12, 31), Decimal("72.8")),
    (date(2023, 12, 31), Decimal("73.0")),
]
ONE_SHARE = rate({3: "72.8"}, measure=Measure.SHARE, calendar=QUARTERLY)
BEDS = stock(run("5204", "5211", "5230", "5226", "5241"), last_year=run("5100", "5122"))
NET = series(
    run("-2", "0", "3", "6", "10", "16", "22", "30"),
    is_count=True,
    can_fall=True,
    last_year=run("-3", "1", "4", "5", "9", "14", "20", "28", "36", "50", "66", "90"),
)
JOBS = series(even(5, by="1800"), is_count=True, last_year=even(12, by="1700"))
PATENTS = series(same(5, "96"), accumulation=INCREMENT, is_count=True, last_year=same(12, "94"))


def growth(value: str | None, *, is_real: bool = True) -> Sibling:
    number = None if value is None else Decimal(value)
    return Sibling(True, number, None, "增速", "growth", "%", "percent", 1, is_real)


def level(value: str, last_year: str | None, *, is_real: bool = True) -> Sibling:
    base = None if last_year is None else Decimal(last_year)
    unit = ("亿元", "CNY 100m", 2)
    return Sibling(False, Decimal(value), base, "总量", "level", *unit, is_real)


ASKED = {
    GuardRule.FELL: [
        Case("a little less", series(even(6), last_year=LAST_YEAR), 7, "59.2"),
        Case("negative", series(even(6), last_year=LAST_YEAR), 7, "-7"),
        Case("a little less after a gap", series(even(6), last_year=LAST_YEAR), 9, "58"),
        Case("nothing to tell what a period brings", series({6: "60", 7: "70"}), 8, "68.5"),
        Case("a count corrected", JOBS, 6, "8950", None, PEOPLE),
        Case("below zero after zero", series({1: "0"}), 2, "-1"),
        Case("above what is recorded next", series({5: "50", 7: "70"}), 6, "74"),
    ],
    GuardRule.PERIOD_FOR_TOTAL: [
        Case("the example of the design", ROADS, 10, "13.2", "131.8"),
        Case("even months", series(even(6), last_year=LAST_YEAR), 7, "10.4", "70.4"),
        Case("February", series({1: "10"}), 2, "9.5", "19.5"),
        Case("first year, March", series(even(2)), 3, "8", "28"),
        Case("zero typed for nothing new", series(even(6)), 7, "0", "60"),
        Case("a count", JOBS, 6, "1750", "10750", PEOPLE),
        Case("a small count", series({6: "3"}, is_count=True), 7, "1", "4"),
        Case(
            "a quarter",
            series({3: "300", 6: "640"}, calendar=QUARTERLY, last_year=even(12, by="100")),
            9,
            "320",
            "960",
        ),
        Case("after a gap nothing is offered", series(even(5), last_year=LAST_YEAR), 8, "10"),
        Case("a net count that never fell so far", NET, 9, "8", "38", PEOPLE),
    ],
    GuardRule.TOTAL_FOR_PERIOD: [
        Case("even months", PATENTS, 6, "575", "95", PEOPLE),
        Case(
            "February",
            series({1: "95"}, accumulation=INCREMENT, last_year=same(12, "94")),
            2,
            "187",
            "92",
        ),
        Case(
            "first year, third month",
            series({1: "20", 2: "22"}, accumulation=INCREMENT),
            3,
            "61",
            "19",
        ),
        Case(
            "quarters",
            series(
                {3: "104", 6: "207"},
                accumulation=INCREMENT,
                calendar=QUARTERLY,
                last_year={3: "100", 6: "220", 9: "210", 12: "250"},
            ),
            9,
            "520",
            "209",
        ),
        Case(
            "a slow period far above the usual",
            series(same(3, "40"), accumulation=INCREMENT, last_year=same(12, "41")),
            4,
            "130",
            "10",
        ),
        Case("nothing new", PATENTS, 6, "481", "1", PEOPLE),
    ],
    GuardRule.UNIT_SLIP: [
        Case("万元 for 亿元", series(even(6), last_year=LAST_YEAR), 7, "702000", "70.2"),
        Case("元 for 亿元", series(even(6)), 7, "7020000000", "70.2"),
        Case("亿元 for 万元", series(even(6, by="2000")), 7, "1.41", "14100", {"unit_zh": "万元"}),
        Case("against last year, January", series(last_year=LAST_YEAR), 1, "98500", "9.85"),
        Case("against the target", series({}, "> 3000"), 6, "14000000", "1400"),
        Case("a stock", BEDS, 6, "0.5250", "5250", PEOPLE),
        Case(
            "the first amount of the year after nothing",
            series({1: "0"}, last_year=LAST_YEAR),
            2,
            "95000",
            "9.5",
        ),
        Case(
            "per period, against the target",
            series({}, ">= 120", accumulation=INCREMENT),
            6,
            "90000",
            "9",
        ),
        Case("a stock against its target", stock({}, ">= 500"), 6, "4700000", "470"),
        Case(
            "metres for kilometres",
            series({9: "66.0"}, last_year={9: "52", 10: "58.2"}),
            10,
            "71400",
            "71.4",
            {"unit_zh": "公里", "unit_en": "km"},
        ),
        Case(
            "per period",
            series(same(5, "9"), accumulation=INCREMENT),
            6,
            "91000",
            "9.1",
        ),
        Case(
            "far from the months before, near the target's part",
            series({5: "0.2", 6: "0.4"}, ">= 800"),
            9,
            "5200000",
            "520",
        ),
    ],
    GuardRule.TENFOLD: [
        Case("a digit too many", series(even(6), last_year=LAST_YEAR), 7, "703", "70.3"),
        Case("the point lost", series(even(6), last_year=LAST_YEAR), 7, "7031", "70.31"),
        Case("a digit too few", series(even(2), last_year=LAST_YEAR), 3, "3.02", "30.2"),
        Case("January, too many", series(last_year=LAST_YEAR), 1, "101", "10.1"),
        Case("January, too few", series(last_year=LAST_YEAR), 1, "1.01", "10.1"),
        Case("per period, too many", PATENTS, 6, "950", "95", PEOPLE),
        Case("per period, too few", PATENTS, 6, "9", "90", PEOPLE),
        Case("per period, little known", series(same(2), accumulation=INCREMENT), 3, "101", "10.1"),
        Case("growth, the point lost", GROWTH, 5, "56", "5.6", PERCENT),
        Case("growth, a digit more than the series has", GROWTH, 5, "0.56", "5.6", PERCENT),
        Case("growth, one figure known", rate({3: "6.3"}), 6, "61", "6.1", PERCENT),
        Case("a share above 100 %", SHARES, 5, "729", "72.9", PERCENT),
        Case("a stock", BEDS, 6, "52500", "5250", PEOPLE),
        Case("a stock, one figure known", stock({3: "470"}), 6, "47.5", "475", PEOPLE),
        Case("a sixfold month, no year known", series(even(2, by="5")), 3, "152", "15.2"),
        Case("no earlier figure this year", series(last_year=LAST_YEAR), 6, "590", "59"),
    ],
    GuardRule.FRACTION: [
        Case("0.065", rate({3: "6.3"}), 6, "0.065", "6.5", PERCENT),
        Case("against the target", rate({}, ">= 6.5"), 6, "0.058", "5.8", PERCENT),
        Case("against last year", rate(last_year={6: "8.0"}), 6, "0.063", "6.3", PERCENT),
        Case("negative growth", GROWTH, 5, "-0.032", "-3.2", PERCENT),
        Case("0.06 beside 5.4", GROWTH, 5, "0.06", "6", PERCENT),
        Case("a share", SHARES, 5, "0.731", "73.1", PERCENT),
        Case("a share, two digits", SHARES, 5, "0.73", "73", PERCENT),
        Case("growth of ten", TEN, 9, "0.1", "10", PERCENT),
    ],
    GuardRule.ABOVE_WHOLE: [
        Case("nothing known", rate({}, measure=Measure.SHARE), 5, "140", None, PERCENT),
        Case("just above", SHARES, 5, "100.1", None, PERCENT),
        Case("one before", ONE_SHARE, 6, "105", None, PERCENT),
        Case("near to all", rate({4: "99.8"}, measure=Measure.SHARE), 5, "100.2", None, PERCENT),
        Case("after a gap", rate({1: "88"}, measure=Measure.SHARE), 8, "101", None, PERCENT),
    ],
    GuardRule.JUMP: [
        Case("four times a month", series(even(6), last_year=LAST_YEAR), 7, "100"),
        Case("after a gap", series(even(4), last_year=LAST_YEAR), 7, "200"),
        Case("first year", series(even(5)), 6, "95"),
        Case("per period", series(same(5), accumulation=INCREMENT), 6, "45"),
        Case("growth", GROWTH, 5, "8.9", None, PERCENT),
        Case("growth after a gap", GROWTH, 6, "12.4", None, PERCENT),
        Case("a share", SHARES, 5, "82", None, PERCENT),
        Case(
            "a share at the turn of the year",
            SHARES._replace(actuals=()),
            1,
            "79",
            None,
            PERCENT | {"history": SHARES_BEFORE},
        ),
        Case(
            "a rank",
            rate(run("3", "4", "3", "3", "4"), measure=Measure.RANK),
            6,
            "18",
            None,
            {"unit_zh": "位", "decimals": 0},
        ),
        Case("a stock", BEDS, 6, "7100", None, PEOPLE),
        Case("a net count", NET, 9, "130", None, PEOPLE),
        Case(
            "January and February",
            series(
                {},
                calendar=JAN_FEB,
                last_year=even(12, first=2),
            ),
            2,
            "77",
        ),
    ],
    GuardRule.CONTRADICTS_BASE: [
        Case(
            "a level, nominal",
            series({6: "640"}, last_year={6: "601", 12: "1215.5"}),
            12,
            "1410",
            None,
            {"sibling": growth("5.8", is_real=False)},
        ),
        Case(
            "a level, real",
            series({}, calendar=QUARTERLY, last_year={6: "1286.86"}),
            6,
            "1600",
            None,
            {"sibling": growth("6.3")},
        ),
        Case(
            "a level below real growth",
            series({}, calendar=QUARTERLY, last_year={6: "1286.86"}),
            6,
            "1270",
            None,
            {"sibling": growth("6.3")},
        ),
        Case(
            "growth, nominal",
            GROWTH,
            5,
            "5.4",
            None,
            PERCENT | {"sibling": level("106.3", "95.1", is_real=False), "same_as_last": True},
        ),
        Case(
            "growth, real",
            GROWTH,
            5,
            "5.8",
            None,
            PERCENT | {"sibling": level("130", "100")},
        ),
        Case(
            "a sign lost",
            rate({3: "2.0"}),
            6,
            "3.2",
            None,
            PERCENT | {"sibling": level("96.8", "100", is_real=False)},
        ),
        Case(
            "per period: the year to date counts",
            series(
                same(2, "30"),
                accumulation=INCREMENT,
                last_year=same(12, "25"),
            ),
            3,
            "28",
            None,
            {"sibling": growth("2.0", is_real=False)},
        ),
    ],
    GuardRule.JANUARY: [
        Case("half", series({}, calendar=JAN_FEB, last_year={2: "96.3"}), 2, "48.1"),
        Case("a little more", series({}, calendar=JAN_FEB, last_year={2: "96.3"}), 2, "55"),
        Case("a little less", series({}, calendar=JAN_FEB, last_year={2: "96.3"}), 2, "38"),
        Case(
            "per period",
            series({}, calendar=JAN_FEB, accumulation=INCREMENT, last_year={2: "96.3", 3: "50"}),
            2,
            "47",
        ),
        Case(
            "a large count",
            series({}, calendar=JAN_FEB, is_count=True, last_year=even(12, first=2, by="900")),
            2,
            "930",
            None,
            PEOPLE,
        ),
        Case(
            "growth says otherwise",
            series({}, calendar=JAN_FEB, last_year={2: "96.3"}),
            2,
            "48.1",
            None,
            {"sibling": growth("6.1", is_real=False)},
        ),
    ],
    GuardRule.SAME_AS_LAST: [
        Case("a running total", series({8: "104.9", 9: "118.6"}), 10, "118.6"),
        Case("written with other zeros", series({9: "118.6"}), 10, "118.60"),
        Case("one that always moves", series(even(6), last_year=LAST_YEAR), 7, "60"),
        Case("a large count", JOBS, 6, "9000", None, PEOPLE),
        Case("per period", series({4: "11.25", 5: "12.37"}, accumulation=INCREMENT), 6, "12.37"),
        Case("a stock", BEDS, 6, "5241", None, PEOPLE),
        Case("a share of three digits, little known", ONE_SHARE, 6, "72.8", None, PERCENT),
        Case(
            "growth that moves by points",
            rate(run("2.1", "5.4", "8.9", "6.0", "3.3", "7.7")),
            7,
            "7.7",
            None,
            PERCENT,
        ),
    ],
    GuardRule.SAME_AS_LAST_YEAR: [
        Case("a running total", series(even(9), last_year=LAST_YEAR), 10, "98"),
        Case(
            "little known", series({8: "724.1"}, last_year={8: "712.6", 9: "812.53"}), 9, "812.53"
        ),
        Case("written with other zeros", series(last_year={1: "61.5"}), 1, "61.50"),
        Case(
            "below the one before too",
            series({9: "118.6"}, last_year=run("109", first=10)),
            10,
            "109.0",
        ),
        Case(
            "per period",
            series(
                run("11.25", "12.37"),
                accumulation=INCREMENT,
                last_year=run("10.02", "11.96", "13.44"),
            ),
            3,
            "13.44",
        ),
        Case(
            "a large count",
            series(even(5, by="1803"), is_count=True, last_year=even(12, by="1694")),
            6,
            "10164",
            None,
            PEOPLE,
        ),
        Case(
            "a stock", stock({3: "5230"}, last_year={3: "5122", 6: "5261"}), 6, "5261", None, PEOPLE
        ),
        Case(
            "a share of three digits, little known",
            rate({3: "72.8"}, measure=Measure.SHARE, last_year={6: "73.4"}),
            6,
            "73.4",
            None,
            PERCENT,
        ),
        Case(
            "growth that moves by points",
            rate(run("2.1", "5.4", "8.9", "6.0"), last_year=run("5.9", "1.2", "4.4", "9.3", "8.1")),
            5,
            "8.1",
            None,
            PERCENT,
        ),
        Case(
            "the first period of a quarterly series",
            series(calendar=QUARTERLY, last_year={3: "612.4", 6: "1204.8"}),
            3,
            "612.4",
        ),
    ],
}

LEFT_IN_PEACE = {
    GuardRule.FELL: [
        Case("it rose", series(even(6), last_year=LAST_YEAR), 7, "70"),
        Case("a net count", NET, 9, "27", None, PEOPLE),
        Case("a net count, little known", series({1: "4"}, can_fall=True), 2, "1"),
        Case("the turn of the year", series(last_year=LAST_YEAR), 1, "10"),
        Case("growth", GROWTH, 5, "5.2", None, PERCENT),
        Case("a stock", BEDS, 6, "5190", None, PEOPLE),
        Case("per period", PATENTS, 6, "80", None, PEOPLE),
        Case("nothing before it", series(), 6, "-3"),
        Case("its own entry does not count", series({7: "900"}), 7, "70"),
        Case("a floor was published", series({6: "80"}, floors=(6,)), 7, "70"),
        Case("below what is recorded next", series({5: "50", 7: "70"}), 6, "61"),
    ],
    GuardRule.PERIOD_FOR_TOTAL: [
        Case("it rose by a period", series(even(6)), 7, "71"),
        Case("per period", series(same(6), accumulation=INCREMENT), 7, "10"),
        Case("the first period", series(last_year=LAST_YEAR), 1, "9.5"),
        Case("a net count that has fallen so before", NET, 9, "25", None, PEOPLE),
        Case("growth", GROWTH, 5, "4.9", None, PERCENT),
        Case("nothing before it", series(), 7, "10"),
    ],
    GuardRule.TOTAL_FOR_PERIOD: [
        Case("a good month", series(same(6), accumulation=INCREMENT), 7, "12.5"),
        Case("the first period", series(last_year=same(12), accumulation=INCREMENT), 1, "10"),
        Case("a period is missing", series({1: "10", 3: "10"}, accumulation=INCREMENT), 4, "20"),
        Case("small counts", series({1: "3"}, accumulation=INCREMENT, is_count=True), 2, "7"),
        Case("a running total", series(even(6)), 7, "70"),
        Case(
            "the season, at this year's level",
            series({1: "15"}, accumulation=INCREMENT, last_year=run("5", "10", "6", "6")),
            2,
            "31",
        ),
        Case("nothing so far", series({1: "0", 2: "0"}, accumulation=INCREMENT), 3, "10"),
        Case(
            "a strong month of the season",
            series(
                {1: "10"},
                accumulation=INCREMENT,
                last_year=run("10", "19", "12", "12", "14"),
            ),
            2,
            "19.5",
        ),
    ],
    GuardRule.UNIT_SLIP: [
        Case("as always", series(even(6)), 7, "70"),
        Case("nothing to compare with", series(), 7, "702000"),
        Case("zero", series(even(6), "> 100", can_fall=True), 7, "0"),
        Case("a target without a number", series({}, ""), 7, "702000"),
        Case("a thousandth of the target in January", series({}, ">= 1000"), 1, "0.9"),
        Case("growth is no quantity", rate({3: "0.1"}), 6, "9.5", None, PERCENT),
        Case("a stock of nothing", stock({3: "0"}), 6, "4", None, PEOPLE),
        Case("other sign", series({1: "-2"}, can_fall=True), 2, "20000", None, PEOPLE),
    ],
    GuardRule.TENFOLD: [
        Case("three times a month", series(even(6), last_year=LAST_YEAR), 7, "84"),
        Case(
            "growth near zero",
            rate(run("0.2", "0.5", "-0.4", "0.3", "0.1")),
            6,
            "1.0",
            None,
            PERCENT,
        ),
        Case("growth that fell", rate(last_year={6: "13.4"}), 6, "2.1", None, PERCENT),
        Case(
            "a tenth would be less than before",
            series(even(6), last_year=LAST_YEAR),
            7,
            "500",
        ),
        Case(
            "a lumpy season",
            series(run("1", "2", "13"), last_year=run("1", "2", "12", "70", "80")),
            4,
            "80",
        ),
        Case("a stock doubled, little known", stock({3: "470"}), 6, "900", None, PEOPLE),
        Case("nothing to compare with", series(), 7, "700"),
        Case("zero last year", series(last_year={6: "0"}), 6, "12"),
        Case(
            "growth agrees",
            series(last_year=LAST_YEAR),
            12,
            "1170",
            None,
            {"sibling": growth("895", is_real=False)},
        ),
    ],
    GuardRule.FRACTION: [
        Case("growth of 0.1", rate({6: "1.1", 9: "0.4"}), 12, "0.1", None, PERCENT),
        Case(
            "0.5 in a series about zero", rate(run("0.4", "-0.2", "0.1")), 4, "0.5", None, PERCENT
        ),
        Case(
            "two digits in a series with two",
            rate({11: "0.82"}),
            12,
            "0.65",
            None,
            PERCENT | {"decimals": 2},
        ),
        Case("nothing to compare with", rate(), 6, "0.065", None, PERCENT),
        Case("another unit", rate({3: "6.3"}), 6, "0.065", None, PERCENT | {"unit_zh": "‰"}),
        Case("an amount", series({1: "0.060"}), 2, "0.065"),
        Case("a digit more than usual", rate({3: "0.5"}), 6, "0.32", None, PERCENT),
        Case("two digits more than usual", rate({3: "0.5"}), 6, "0.325", None, PERCENT),
        Case("near zero last time", rate({3: "0.2"}), 6, "0.065", None, PERCENT),
        Case("more than one", GROWTH, 5, "5.65", None, PERCENT),
    ],
    GuardRule.ABOVE_WHOLE: [
        Case("all of it", rate({4: "99.8"}, measure=Measure.SHARE), 5, "100", None, PERCENT),
        Case(
            "产销率",
            rate(run("98.2", "101.3", "99.6"), measure=Measure.SHARE),
            4,
            "100.8",
            None,
            PERCENT,
        ),
        Case(
            "above last year too",
            rate({4: "99.8"}, measure=Measure.SHARE, last_year=run("101", "101.2")),
            5,
            "100.4",
            None,
            PERCENT,
        ),
        Case("growth", rate({4: "98.1"}), 5, "101", None, PERCENT),
        Case("a stock", stock(run("98", "99", "98", "100")), 5, "101", None),
    ],
    GuardRule.JUMP: [
        Case("twice a month", series(even(6), last_year=LAST_YEAR), 7, "80"),
        Case("little known", series(even(3)), 4, "75"),
        Case(
            "the season",
            series(run("1", "2", "4"), last_year=run("1", "2", "4", "40", "44")),
            4,
            "45",
        ),
        Case(
            "a month late",
            series(run("1", "2", "4", "6"), last_year=run("1", "2", "4", "40", "44")),
            5,
            "44",
        ),
        Case(
            "a small count",
            series({6: "1"}, is_count=True, last_year=even(12, by="0")),
            7,
            "5",
            None,
            PEOPLE,
        ),
        Case("growth, a point", GROWTH, 5, "6.4", None, PERCENT),
        Case(
            "growth vouched for by the level",
            GROWTH,
            5,
            "8.9",
            None,
            PERCENT | {"sibling": level("108.6", "100", is_real=False)},
        ),
        Case(
            "growth at the turn of the year, no turn known",
            rate(last_year=run("5.4", "5.5", "5.4", "5.5", "5.4", "5.5", first=7)),
            1,
            "9.9",
            None,
            PERCENT,
        ),
        Case(
            "a stock of few",
            stock(run("3", "3", "4", "4", "4"), is_count=True),
            6,
            "8",
            None,
            PEOPLE,
        ),
        Case(
            "a level agreed by growth",
            series(even(6), last_year=LAST_YEAR),
            7,
            "100",
            None,
            {"sibling": growth("46", is_real=False)},
        ),
        Case("nothing ever", series(same(5, "0"), accumulation=INCREMENT), 6, "3"),
        Case(
            "a month the calendar does not have",
            series(even(6), calendar=QUARTERLY, last_year=LAST_YEAR),
            8,
            "75",
        ),
        Case(
            "quarters since this year",
            series(even(8), calendar=QUARTERLY, last_year=LAST_YEAR),
            9,
            "92",
        ),
        Case("no figure since last year's", series(last_year=LAST_YEAR), 6, "59"),
    ],
    GuardRule.CONTRADICTS_BASE: [
        Case(
            "they agree",
            series({}, last_year={12: "1217"}),
            12,
            "1287.85",
            None,
            {"sibling": growth("5.8", is_real=False)},
        ),
        Case(
            "half a point",
            series({}, last_year={12: "1217"}),
            12,
            "1294",
            None,
            {"sibling": growth("5.8", is_real=False)},
        ),
        Case(
            "prices explain it: Baiyun, first half of 2023",
            series({}, last_year={6: "1130.2"}),
            6,
            "1286.86",
            None,
            {"sibling": growth("8.0")},
        ),
        Case(
            "no growth yet",
            series({}, last_year={6: "1130.2"}),
            6,
            "1600",
            None,
            {"sibling": growth(None)},
        ),
        Case("no base", series(), 6, "1286.86", None, {"sibling": growth("8.0")}),
        Case(
            "the base is a floor",
            series({}, last_year={12: "2800"}, last_year_floors=(12,)),
            12,
            "3156.37",
            None,
            {"sibling": growth("5.2")},
        ),
        Case(
            "the base is negative",
            series({}, last_year={12: "-4"}, can_fall=True),
            12,
            "6",
            None,
            {"sibling": growth("5.2")},
        ),
        Case(
            "growth, no base",
            rate({3: "5.5"}),
            6,
            "8",
            None,
            PERCENT | {"sibling": level("10", None)},
        ),
        Case(
            "growth, base of zero",
            rate({3: "5.5"}),
            6,
            "8",
            None,
            PERCENT | {"sibling": level("10", "0")},
        ),
        Case(
            "growth agrees",
            rate({3: "5.5"}),
            6,
            "8",
            None,
            PERCENT | {"sibling": level("108.3", "100", is_real=False)},
        ),
        Case(
            "per period, a gap this year",
            series({1: "30"}, accumulation=INCREMENT, last_year=same(12, "25")),
            3,
            "28",
            None,
            {"sibling": growth("2.0", is_real=False)},
        ),
        Case(
            "per period, a gap last year",
            series(same(2, "30"), accumulation=INCREMENT, last_year={1: "25", 3: "25"}),
            3,
            "28",
            None,
            {"sibling": growth("2.0", is_real=False)},
        ),
    ],
    GuardRule.JANUARY: [
        Case("as last year", series({}, calendar=JAN_FEB, last_year={2: "96.3"}), 2, "99"),
        Case("a weak beginning", series({}, calendar=JAN_FEB, last_year={2: "96.3"}), 2, "70"),
        Case("no last year", series({}, calendar=JAN_FEB), 2, "48"),
        Case("January is reported alone", series({1: "40"}, last_year={2: "96.3"}), 2, "48"),
        Case("March", series({}, calendar=JAN_FEB, last_year={3: "96.3"}), 3, "48"),
        Case(
            "a small count",
            series({}, calendar=JAN_FEB, is_count=True, last_year={2: "8"}),
            2,
            "4",
            None,
            PEOPLE,
        ),
        Case(
            "it varied so before",
            series({}, calendar=JAN_FEB, last_year={2: "96.3"}),
            2,
            "48",
            None,
            {"history": [(date(2022, 2, 28), Decimal("50"))]},
        ),
        Case(
            "growth agrees",
            series({}, calendar=JAN_FEB, last_year={2: "96.3"}),
            2,
            "48.1",
            None,
            {"sibling": growth("-50", is_real=False)},
        ),
    ],
    GuardRule.SAME_AS_LAST_YEAR: [
        Case("another figure", series(even(9), last_year=LAST_YEAR), 10, "100"),
        Case("another month's", series(even(9, by="9.8"), last_year=even(12, by="8")), 10, "96"),
        Case("nothing both years", series(last_year={1: "0"}), 1, "0"),
        Case("a small count", series({}, is_count=True, last_year={1: "3"}), 1, "3", None, PEOPLE),
        Case(
            "a rank",
            rate({}, measure=Measure.RANK, last_year={6: "104"}),
            6,
            "104",
            None,
            {"decimals": 0},
        ),
        Case(
            "two digits, little known",
            rate({3: "6.1"}, last_year={6: "6.3"}),
            6,
            "6.3",
            None,
            PERCENT,
        ),
        Case(
            "a calm rate",
            rate(run("5.6", "5.4", "5.7", "5.5"), last_year=CALM),
            5,
            "5.6",
            None,
            PERCENT,
        ),
        Case(
            "growth agrees",
            series(even(9), last_year=LAST_YEAR),
            10,
            "98",
            None,
            {"sibling": growth("0.0", is_real=False)},
        ),
        Case(
            "entered as “=”",
            series({9: "98"}, last_year=LAST_YEAR),
            10,
            "98",
            None,
            {"same_as_last": True},
        ),
        Case("a floor was published", series(even(9), last_year=even(9, by="9.8")), 10, "98"),
    ],
    GuardRule.SAME_AS_LAST: [
        Case("entered as “=”", series({9: "118.6"}), 10, "118.6", None, {"same_as_last": True}),
        Case("still nothing", series({9: "0"}), 10, "0"),
        Case("a small count", series({6: "3"}, is_count=True), 7, "3", None, PEOPLE),
        Case(
            "one that stands still in winter",
            series(run("0", "0", "4"), last_year=run("0", "0", "4", "8", "8", "9", "9", "12")),
            4,
            "4",
        ),
        Case("a rank", rate({6: "4"}, measure=Measure.RANK), 12, "4", None, {"decimals": 0}),
        Case("a calm rate", rate(run("5.2", "5.2", "5.3", "5.2", "5.2")), 6, "5.2", None, PERCENT),
        Case("two digits, little known", rate({3: "6.3"}), 4, "6.3", None, PERCENT),
        Case("after a gap", series({8: "118.6"}), 10, "118.6"),
        Case("a stock of few", stock({6: "4"}, is_count=True), 7, "4", None, PEOPLE),
        Case("a share of nothing", rate({6: "0"}), 7, "0", None, PERCENT),
        Case(
            "per period, few a month",
            series(run("2", "3", "2", "3", "3"), accumulation=INCREMENT, is_count=True),
            6,
            "3",
            None,
            PEOPLE,
        ),
        Case("last year's", series(last_year={12: "118.6"}), 1, "118.6"),
    ],
}


def every(table: Mapping[GuardRule, list[Case]]) -> list[Any]:
    return [
        pytest.param(rule, case, id=f"{rule.value}: {case.case}")
        for rule, cases in table.items()
        for case in cases
    ]


@pytest.mark.parametrize(("rule", "case"), every(ASKED))
def test_asked(rule: GuardRule, case: Case) -> None:
    (found,) = case.asked()
    assert found.rule is rule, text(found.message)
    expected = None if case.suggestion is None else Decimal(case.suggestion)
    assert found.suggestion == expected
    if found.suggestion is not None:
        assert f"{found.suggestion:f}" == case.suggestion
        again = case._replace(value=case.suggestion or "").asked()
        assert rule not in {remark.rule for remark in again}


@pytest.mark.parametrize(("rule", "case"), every(LEFT_IN_PEACE))
def test_left_in_peace(rule: GuardRule, case: Case) -> None:
    found = case.asked()
    assert rule not in {remark.rule for remark in found}, text(found[0].message)


def test_every_rule_has_enough_cases() -> None:
    for table in (ASKED, LEFT_IN_PEACE):
        assert set(table) == set(GuardRule)
        assert all(len(cases) >= 5 for cases in table.values())


def test_nothing_is_offered_that_would_be_asked_about_again() -> None:
    """Last year had 0.01 and the target says 7.5: a figure 10,000 times too large beside the
    target is still asked about, but 6.25 would be 1,000 times last year's."""
    facts = series({}, ">= 7.5", last_year={1: "0.01"})
    (found,) = question(facts, month_end(YEAR, 1), Decimal(62500), unit_zh="亿元")
    assert (found.rule, found.suggestion) == (GuardRule.UNIT_SLIP, None)
    agreeing = series({}, ">= 7.5", last_year={1: "900"})
    (found,) = question(agreeing, month_end(YEAR, 1), Decimal(62500), unit_zh="亿元")
    assert found.suggestion != Decimal("6.25")


def test_tasks_are_not_questioned() -> None:
    facts = task(stage(3, "normal", "half built"))
    assert question(facts, month_end(YEAR, 6), Decimal(70)) == ()
    assert question(series(accumulation=Accumulation.STAGE), month_end(YEAR, 6), Decimal(70)) == ()


def test_a_rate_is_never_a_running_total() -> None:
    facts = rate({3: "6.3"}, accumulation=Accumulation.RUNNING_TOTAL)
    assert question(facts, month_end(YEAR, 6), Decimal("2.1"), decimals=1) == ()


def test_history_and_facts_are_one_and_the_facts_are_newer() -> None:
    history = [(month_end(YEAR, month), Decimal(month)) for month in range(1, 7)]
    facts = series({6: "60"})
    (found,) = question(facts, month_end(YEAR, 7), Decimal(10), history=history)
    assert found.suggestion == 70


def test_history_newer_than_the_facts_counts() -> None:
    facts = series(even(6), last_year=LAST_YEAR)
    end, july = month_end(YEAR, 8), (month_end(YEAR, 7), Decimal(79))
    assert question(facts, month_end(YEAR, 7), Decimal(78)) == ()
    assert question(facts, end, Decimal(78)) == ()
    (found,) = question(facts, end, Decimal(78), history=[july])
    assert found.rule is GuardRule.FELL
