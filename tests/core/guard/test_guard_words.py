"""What the guard says, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from targets.core.guard.guard import question
from targets.core.values.facts import Calendar, Measure, SeriesFacts
from targets.core.values.periods import month_end
from tests.core.build import YEAR, rate, series, stock, text
from tests.core.guard.test_guard import (
    GROWTH,
    INCREMENT,
    JAN_FEB,
    JOBS,
    LAST_YEAR,
    PATENTS,
    PEOPLE,
    PERCENT,
    ROADS,
    YUAN,
    even,
    growth,
    level,
    run,
    same,
)


@pytest.mark.parametrize(
    ("facts", "month", "value", "more", "said"),
    [
        (
            ROADS,
            10,
            "13.2",
            {},
            "105.4 CNY 100m less than the running total of the period before: "
            "this may be the month's amount.",
        ),
        (
            series({3: "300", 6: "640"}, calendar=Calendar.QUARTERLY),
            9,
            "320",
            {},
            "320 CNY 100m less than the running total of the period before: "
            "this may be the period's amount.",
        ),
        (
            series(even(5)),
            8,
            "10",
            {},
            "40 CNY 100m less than the running total of Jan–May: "
            "this may be the amount of one period.",
        ),
        (
            series(even(6)),
            7,
            "59.25",
            {},
            "0.75 CNY 100m less than the running total of the period before; "
            "a running total does not normally fall.",
        ),
        (
            series(even(6)),
            9,
            "59",
            {},
            "1 CNY 100m less than the running total of Jan–Jun; "
            "a running total does not normally fall.",
        ),
        (
            series({5: "50", 7: "70"}),
            6,
            "74",
            {},
            "4 CNY 100m more than the running total already recorded for Jan–Jul; "
            "a running total does not normally fall.",
        ),
        (
            PATENTS,
            6,
            "575",
            PEOPLE,
            "This series takes the period's own amount; the periods before add up to 480 people, "
            "and this may be the running total.",
        ),
        (
            series(even(6)),
            7,
            "702000",
            {},
            "The latest running total is 60 CNY 100m; this is about 10,000 times "
            "that: it may have been entered in another unit, as 702000 CNY 10k.",
        ),
        (
            series({}, "> 3000"),
            6,
            "1400000000000",
            {"unit_zh": "家", "unit_en": "firms"},
            "The year's target is 3000 firms; this is about 100 million times that: "
            "it may have been entered in another unit.",
        ),
        (
            series(last_year=LAST_YEAR),
            1,
            "101",
            {},
            "The same period of last year had 9.8 CNY 100m; with the decimal point one place to "
            "the left this is 10.1 CNY 100m and fits: a digit or the decimal point may have "
            "slipped.",
        ),
        (
            series(same(2), accumulation=INCREMENT),
            3,
            "0.101",
            {},
            "Comparable periods brought about 10 CNY 100m; with the decimal point two places to "
            "the right this is 10.1 CNY 100m and fits: a digit or the decimal point may have "
            "slipped.",
        ),
        (
            rate({3: "6.3"}),
            6,
            "0.065",
            PERCENT,
            "Percentages are entered as such: 0.065 may be meant as 6.5 percent, "
            "entered as a fraction.",
        ),
        (
            series({}, calendar=JAN_FEB, last_year={2: "96.3"}),
            2,
            "48.1",
            {},
            "About half of January–February last year (96.3 CNY 100m): this may be January alone, "
            "or February; the two months are entered as one total.",
        ),
        (
            series(even(6), last_year=LAST_YEAR),
            7,
            "100",
            {},
            "This period would bring 40 CNY 100m; comparable periods brought at most "
            "10.00 CNY 100m.",
        ),
        (
            series({}, calendar=JAN_FEB, last_year=even(12, first=2)),
            2,
            "77",
            {},
            "A month would bring 38.50 CNY 100m on average; comparable periods brought at most "
            "10.00 CNY 100m a month.",
        ),
        (
            GROWTH,
            5,
            "8.9",
            PERCENT,
            "A change of +3.5 pp against the latest figure; usually it is at most 1.4 pp.",
        ),
        (
            rate(run("3", "4", "3", "3", "4"), measure=Measure.RANK),
            6,
            "18",
            {"decimals": 0},
            "A change of +14 places against the latest figure; usually it is at most 3 places.",
        ),
        (
            stock(run("200", "202", "201", "204", "203")),
            6,
            "260",
            PEOPLE,
            "A change of +57 people against the latest figure; usually it is at most 51 people.",
        ),
        (
            series({6: "640"}, last_year={12: "1215.5"}),
            12,
            "1410",
            {"sibling": growth("5.8", is_real=False)},
            "A year ago it was 1215.5 CNY 100m; with growth of 5.8% (“growth”) it would be about "
            "1286.00 CNY 100m, not 1410 CNY 100m; look at both figures.",
        ),
        (
            series(same(2, "30"), accumulation=INCREMENT, last_year=same(12, "25")),
            3,
            "28",
            {"sibling": growth("2", is_real=False)},
            "A year ago it was 75 CNY 100m; with growth of 2.0% (“growth”) it would be about "
            "76.50 CNY 100m, not 88 CNY 100m; look at both figures.",
        ),
        (
            series({}, last_year={6: "1286.86"}),
            6,
            "1600",
            {"sibling": growth("6")},
            "A year ago it was 1286.86 CNY 100m; with real growth of 6.0% (“growth”) it would be "
            "about 1364.07 CNY 100m. Prices alone do not explain 1600 CNY 100m; look at both "
            "figures.",
        ),
        (
            rate({3: "2.0"}),
            6,
            "3.2",
            PERCENT | {"sibling": level("96.8", "100", is_real=False)},
            "The level (“level”) went from 100 CNY 100m a year ago to 96.8 CNY 100m, which is "
            "-3.2%, not 3.2%; look at both figures.",
        ),
        (
            GROWTH,
            5,
            "5.8",
            PERCENT | {"sibling": level("130", "100")},
            "The level (“level”) went from 100 CNY 100m a year ago to 130 CNY 100m, which is "
            "+30.0%. Prices alone do not explain real growth of 5.8%; look at both figures.",
        ),
        (
            JOBS,
            6,
            "9000",
            PEOPLE,
            "Equal to the running total of the period before, so this period brought nothing. "
            "If that is so, enter “=” (same as last period).",
        ),
        (
            stock({4: "5204", 5: "5211"}),
            6,
            "5211",
            PEOPLE,
            "Equal to the period before to the last digit. "
            "If nothing changed, enter “=” (same as last period).",
        ),
    ],
)
def test_sentences(
    facts: SeriesFacts, month: int, value: str, more: Mapping[str, Any], said: str
) -> None:
    (found,) = question(facts, month_end(YEAR, month), Decimal(value), **YUAN | dict(more))
    assert text(found.message) == said


@pytest.mark.parametrize(
    ("units", "typed", "truth", "guess"),
    [
        (("亿元", "CNY 100m"), "702000", "70.2", ("万元", "CNY 10k")),
        (("亿元", "CNY 100m"), "7020000000", "70.2", ("元", "CNY")),
        (("亿元", "CNY 100m"), "70200", "70.2", None),  # nobody counts in 十万元
        (("亿元", ""), "702000", "70.2", ("万元", "")),
        (("亿元", "yuan"), "702000", "70.2", ("万元", "")),
        (("万元", "CNY 10k"), "0.00702", "70.2", ("亿元", "CNY 100m")),
        (("元", "CNY"), "0.00702", "70.2", ("万元", "CNY 10k")),
        (("万户", "10k entities"), "702000", "70.2", ("户", "entities")),
        (("人", "people"), "0.00702", "70.2", ("万人", "10k people")),
        (("人", ""), "0.00702", "70.2", ("万人", "")),
        (("百万元", "CNY 1m"), "70200000", "70.2", ("元", "CNY")),
        (("公里", "km"), "70200", "70.2", ("米", "m")),
        (("μg/m³", "μg/m³"), "702000", "70.2", None),
        (("千瓦时", "kWh"), "0.00702", "70.2", ("万千瓦时", "10k kWh")),
    ],
)
def test_the_unit_it_was_probably_entered_in(
    units: tuple[str, str], typed: str, truth: str, guess: tuple[str, str] | None
) -> None:
    zh, en = units
    (found,) = question(series(even(6)), month_end(YEAR, 7), Decimal(typed), unit_zh=zh, unit_en=en)
    assert str(found.suggestion) == truth
    said = found.message.params.get("guess")
    if guess is None:
        assert said is None
    else:
        assert (getattr(said, "unit_zh", None), getattr(said, "unit_en", None)) == guess
