"""What the guard is told: the whole past, the other half of a pair, in two queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.core.values.entry import Entry
from targets.core.values.facts import ActualFact, SeriesFacts
from targets.models import Actual, Indicator, Lane, Origin, Series, Target, Unit
from targets.reads.judging.guarded import guarded_series, targets_stated
from targets.reads.judging.guarding import guard_figures, guard_inputs
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import EVERYTHING
from targets.writes.entries.ledger import Stamp, write_ledger

TODAY = date(2026, 11, 23)
OCTOBER, LAST_OCTOBER = date(2026, 10, 31), date(2025, 10, 31)
AT = AsOf(TODAY, TODAY)


@pytest.fixture
def growth(roads: Series) -> Series:
    indicator = Indicator.objects.create(
        code="ROAD_GROWTH", name_zh="新建道路增速", name_en="Road growth",
        theme=roads.indicator.theme, measure="rate", accumulation="latest", frequency="monthly",
        unit_zh="%", decimals=1, growth_of=roads.indicator, growth_is_real=False,
    )  # fmt: skip
    return Series.objects.create(
        place=roads.place, indicator=indicator, calendar="monthly", order=3
    )


def enter(
    series: Series, end: date, value: str, lane: Lane = Lane.OFFICIAL, **more: object
) -> None:
    entry = Entry(series.id, series.calendar, end, Decimal(value), **more)  # type: ignore[arg-type]
    stamp = Stamp(series.place_id, None, Origin.COMMAND, lane)
    write_ledger([entry], stamp, trust_current=True)


def judged(series: Series) -> JudgedSeries:
    (found,) = judged_series(year=2026, at=AT, series_id=series.id, sight=EVERYTHING)
    return found


def test_a_history_is_of_every_accepted_figure_of_any_year(roads: Series) -> None:
    enter(roads, date(2019, 12, 31), "80")
    enter(roads, LAST_OCTOBER, "70")
    enter(roads, OCTOBER, "75", Lane.PENDING)
    enter(roads, date(2018, 12, 31), "60", qualifier="above")
    found = guard_inputs([roads.id], AT)
    assert found.history == {
        roads.id: ((date(2019, 12, 31), Decimal(80)), (LAST_OCTOBER, Decimal(70)))
    }
    assert guard_inputs([], AT).history == {}


def test_the_past_is_as_it_was_known(roads: Series) -> None:
    enter(roads, LAST_OCTOBER, "70")
    first = Actual.objects.get()
    enter(roads, LAST_OCTOBER, "71", reason="更正")
    then = guard_inputs([roads.id], AT._replace(known_at=first.recorded_at))
    assert then.history[roads.id] == ((LAST_OCTOBER, Decimal(70)),)
    assert guard_inputs([roads.id], AT).history[roads.id] == ((LAST_OCTOBER, Decimal(71)),)


def test_a_pair_is_found_from_both_sides(roads: Series, growth: Series) -> None:
    enter(roads, LAST_OCTOBER, "100")
    enter(roads, OCTOBER, "110")
    enter(growth, OCTOBER, "10")
    found = guard_inputs([roads.id, growth.id], AT)
    level = found.sibling(growth.id, OCTOBER)
    rate = found.sibling(roads.id, OCTOBER)
    assert level is not None
    assert (level.is_growth, level.value, level.last_year) == (
        False, Decimal(110), Decimal(100),
    )  # fmt: skip
    assert (level.name_zh, level.unit_zh, level.is_real_growth) == ("新建道路里程", "公里", False)
    assert rate is not None
    assert (rate.is_growth, rate.value, rate.last_year) == (True, Decimal(10), None)
    assert (rate.name_en, rate.decimals, rate.is_real_growth) == ("Road growth", 1, False)
    assert found.sibling(roads.id, date(2026, 9, 30)) is None


def test_what_waits_and_what_is_brought_come_first(roads: Series, growth: Series) -> None:
    enter(growth, OCTOBER, "10")
    enter(growth, OCTOBER, "12", Lane.PENDING)
    found = guard_inputs([roads.id], AT)
    waiting = found.sibling(roads.id, OCTOBER)
    assert waiting is not None
    assert waiting.value == 12
    brought = found.beside({(growth.id, OCTOBER): Decimal(15)}).sibling(roads.id, OCTOBER)
    assert brought is not None
    assert brought.value == 15
    assert found.beside({(growth.id, OCTOBER): None}).sibling(roads.id, OCTOBER) is None


def test_amounts_of_periods_are_added_up(roads: Series, growth: Series) -> None:
    Indicator.objects.filter(id=roads.indicator_id).update(accumulation="increment")
    for month, end in enumerate((31, 28, 31), start=1):
        enter(roads, date(2026, month, end), "10")
    found = guard_inputs([growth.id], AT)
    march = found.sibling(growth.id, date(2026, 3, 31))
    assert march is not None
    assert march.value == 30
    assert found.sibling(growth.id, date(2026, 5, 31)) is None


def test_what_another_unit_has_not_released_is_not_told(roads: Series, growth: Series) -> None:
    other = Unit.objects.create(
        code="other", name_zh="别的单位", kind="department", parent=roads.place
    )
    enter(growth, OCTOBER, "10", release_on=date(2026, 12, 1))
    assert guard_inputs([roads.id], AT).sibling(roads.id, OCTOBER) is not None
    Series.objects.filter(id=growth.id).update(reporting=other)
    assert guard_inputs([roads.id], AT).sibling(roads.id, OCTOBER) is None
    later = AT._replace(today=date(2026, 12, 1))
    assert guard_inputs([roads.id], later).sibling(roads.id, OCTOBER) is not None


def test_the_guard_speaks_with_what_it_was_told(roads: Series, growth: Series) -> None:
    enter(roads, LAST_OCTOBER, "100")
    enter(roads, OCTOBER, "110")
    found = guard_inputs([growth.id, roads.id], AT)
    rules = [each.rule for each in found.question(judged(growth), OCTOBER, Decimal(40))]
    assert rules == ["contradicts_base"]
    assert found.question(judged(growth), OCTOBER, Decimal(10)) == ()


def test_the_number_of_queries_is_two(roads: Series, growth: Series) -> None:
    enter(roads, OCTOBER, "110")
    series = judged(growth)
    with CaptureQueriesContext(connection) as made:
        found = guard_inputs([roads.id, growth.id], AT)
        for day in (OCTOBER, LAST_OCTOBER):
            found.question(series, day, Decimal(5))
    assert len(made) == 2


def test_the_facts_of_a_year_are_those_that_are_judged(roads: Series) -> None:
    """Accepted, waiting, corrected and published as a floor, over three years; targets of two
    tiers, one revised, one only of a later day."""
    Indicator.objects.filter(id=roads.indicator_id).update(is_count=True, can_fall=True)
    for tier, value, effective_on in (
        ("stretch", "120", date(2026, 2, 1)),
        ("plan", "100", date(2026, 2, 1)),
        ("plan", "90", date(2026, 7, 1)),
        ("plan", None, date(2025, 2, 1)),
    ):
        Target.objects.create(
            series=roads, year=effective_on.year, tier_id=tier, effective_on=effective_on,
            comparator=">=" if value else "", value=value, recorded_at="2026-07-02T00:00:00Z",
        )  # fmt: skip
    enter(roads, date(2024, 12, 31), "60")
    enter(roads, date(2025, 3, 31), "20", Lane.PENDING)
    enter(roads, date(2025, 6, 30), "30", qualifier="above")
    enter(roads, LAST_OCTOBER, "70")
    enter(roads, LAST_OCTOBER, "75", Lane.PENDING)
    enter(roads, date(2026, 3, 31), "21")
    enter(roads, date(2026, 6, 30), "31", Lane.PENDING, qualifier="above")
    enter(roads, OCTOBER, "80")
    enter(roads, OCTOBER, "81", reason="更正")
    rules = rules_in_force(TODAY)
    (series,) = guarded_series(roads.place_id, rules).values()
    known = guard_figures({roads.id}, AT)
    assert known.inputs == guard_inputs([roads.id], AT)
    assert (series.unit_zh, series.unit_en, series.decimals) == ("公里", "", 1)
    for year in (2023, 2024, 2025, 2026, 2027):
        (told,) = judged_series(
            year=year, at=AsOf(date(year, 12, 31), TODAY), series_id=roads.id, rules=rules,
            sight=EVERYTHING,
        )  # fmt: skip
        judged = told.assessment.facts
        found = series.facts_of(year, known.entries[roads.id], ())._replace(
            targets=targets_stated([roads.id]).get((roads.id, year), ())
        )
        assert figures_of(found) == figures_of(judged)
        assert [each[:3] for each in found.targets] == [each[:3] for each in judged.targets]
        what = [
            (each.measure, each.accumulation, each.calendar, each.pace, each.year, each.is_count,
             each.can_fall, each.higher_is_better, each.margins)
            for each in (found, judged)
        ]  # fmt: skip
        assert what[0] == what[1]
    assert len(found.actuals) == 0
    brought = series.facts_of(2026, known.entries[roads.id], [ActualFact(OCTOBER, Decimal(5))])
    assert [each.value for each in brought.actuals] == [21, 31, 5]


def figures_of(facts: SeriesFacts) -> list[tuple[date, Decimal | None, bool, bool]]:
    return [
        (each.period_end, each.value, each.is_floor, each.is_provisional)
        for each in facts.last_year + facts.actuals
    ]


def test_nothing_asked_is_nothing_known() -> None:
    assert guard_figures([], AT).entries == {}
