"""Rows → facts → assessments: the right rows, at both times, in one query."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from targets.core.values.entry import Entry
from targets.core.values.facts import DeclaredState, DueRule, PaceMethod, Verdict
from targets.core.values.facts import Margins as MarginsFact
from targets.core.values.periods import month_end
from targets.models import Actual, Indicator, Margins, Origin, Series, Tier
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.scope.rules import RulesInForce, rules_in_force
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.margins import set_margins
from targets.writes.targets.write import StatedTarget, correct_target, revise_target, state_target

TODAY = date(2026, 11, 23)
YEAR_END = AsOf(date(2024, 12, 31), TODAY)
PLAIN = RulesInForce(MarginsFact(), {}, DueRule())


def log(series: Series, year: int, values: list[str], **more: object) -> None:
    write_ledger(
        [
            Entry(series.id, series.calendar, month_end(year, month), Decimal(value), **more)  # type: ignore[arg-type]
            for month, value in enumerate(values, start=1)
        ],
        Stamp(series.place_id, None, Origin.GRID),
        trust_current=True,
    )


def state(series: Series, value: str, tier: str = "plan", **more: object) -> object:
    stated = StatedTarget(series.id, 2024, tier, ">=", Decimal(value), **more)  # type: ignore[arg-type]
    return state_target(series.place_id, stated)


def read(series: Series, at: AsOf = YEAR_END, **more: object) -> JudgedSeries:
    (row,) = judged_series(
        year=2024,
        at=at,
        series_id=series.id,
        rules=PLAIN,
        **more,  # type: ignore[arg-type]
    )
    return row


def test_a_series_comes_with_its_figures_of_two_years(roads: Series) -> None:
    state(roads, "93")
    log(roads, 2023, ["4", "9", "15"])
    log(roads, 2024, ["5", "11"])
    assessment = read(roads, AsOf(date(2024, 2, 29), TODAY)).assessment
    assert assessment.actual == Decimal(11)
    assert assessment.last_year_actual == Decimal(9)
    assert assessment.period_amount == Decimal(6)
    assert len(assessment.facts.last_year) == 3


def test_figures_after_the_as_of_date_are_not_seen(roads: Series) -> None:
    state(roads, "93")
    log(roads, 2024, ["5", "11", "20"])
    assert read(roads, AsOf(date(2024, 2, 29), TODAY)).assessment.actual == Decimal(11)


def test_what_was_known_then_is_read_again(roads: Series) -> None:
    state(roads, "93")
    log(roads, 2024, ["5"])
    then = Actual.objects.get().recorded_at
    log(roads, 2024, ["7"])
    assert read(roads).assessment.actual == Decimal(7)
    assert read(roads, YEAR_END._replace(known_at=then)).assessment.actual == Decimal(5)


def test_a_withdrawn_figure_is_no_figure(roads: Series) -> None:
    state(roads, "93")
    log(roads, 2024, ["5"])
    write_ledger(
        [Entry(roads.id, "monthly", month_end(2024, 1), withdrawn=True, reason="误报")],
        Stamp(roads.place_id, None, Origin.GRID),
        trust_current=True,
    )
    assert read(roads).assessment.verdict is Verdict.NO_DATA


def test_a_revised_target_counts_from_its_day(roads: Series) -> None:
    first = state(roads, "93")
    revise_target(
        roads.place_id, first, {"value": Decimal(80)},  # type: ignore[arg-type]
        effective_on=date(2024, 7, 1), reason="调整", author_id=None,
    )  # fmt: skip
    before = read(roads, AsOf(date(2024, 6, 30), TODAY))
    assert before.assessment.tiers[0].target.value == 93
    after = read(roads)
    assert after.assessment.tiers[0].target.value == 80
    assert after.statements[0].effective_on == date(2024, 7, 1)


def test_a_corrected_target_is_gone_but_was_known(roads: Series) -> None:
    wrong = state(roads, "39")
    recorded = wrong.recorded_at  # type: ignore[attr-defined]
    correct_target(roads.place_id, wrong, {"value": Decimal(93)}, reason="错", author_id=None)  # type: ignore[arg-type]
    assert [tier.target.value for tier in read(roads).assessment.tiers] == [93]
    then = read(roads, YEAR_END._replace(known_at=recorded))
    assert then.assessment.tiers[0].target.value == 39


def test_tiers_stand_in_their_order_and_a_new_one_needs_no_code(roads: Series) -> None:
    Tier.objects.create(
        code="dream",
        name_zh="远景目标",
        name_en="Dream",
        short_zh="远景",
        short_en="Dream",
        order=5,
    )
    state(roads, "93")
    state(roads, "200", "dream")
    row = read(roads)
    assert [tier.target.tier for tier in row.assessment.tiers] == ["dream", "plan"]
    assert read(roads, tier="plan").assessment.headline.target.tier == "plan"  # type: ignore[union-attr]
    assert read(roads, tier="stretch").assessment.headline_fell_back


def test_a_path_is_read_with_its_target(roads: Series) -> None:
    Indicator.objects.filter(pk=roads.indicator_id).update(pace="path")
    stated = StatedTarget(roads.id, 2024, "plan", ">=", Decimal(100))
    points = [(month_end(2024, month), Decimal(10 * month)) for month in (1, 2, 3, 4)]
    state_target(roads.place_id, stated, path=points)
    log(roads, 2024, ["10", "30"])
    headline = read(roads, AsOf(date(2024, 2, 29), TODAY)).assessment.headline
    assert headline is not None
    assert (headline.pace_method, headline.pace) == (PaceMethod.PATH, Decimal(30))


def test_a_task_comes_with_its_words(task: Series) -> None:
    state_target(task.place_id, StatedTarget(task.id, 2024, "plan", modality="积极推动"))
    write_ledger(
        [Entry(task.id, "once", month_end(2024, 5), stage="主体完工", declared="normal")],
        Stamp(task.place_id, None, Origin.GRID),
    )
    row = read(task)
    assert row.assessment.judged is not None
    assert row.assessment.judged.stage == "主体完工"
    assert row.assessment.judged.declared is DeclaredState.NORMAL
    assert row.assessment.tiers[0].target.modality == "积极推动"


@pytest.mark.parametrize("with_sources", [False, True])
def test_sources_are_read_on_request_and_change_no_verdict(
    roads: Series, with_sources: bool
) -> None:
    state(roads, "93")
    log(roads, 2024, ["5", "11"], source="月报")
    assessment = read(roads, with_sources=with_sources).assessment
    assert assessment.verdict is read(roads).assessment.verdict
    assert assessment.judged is not None
    assert assessment.judged.source == ("月报" if with_sources else "")


def test_an_indicators_own_margins_win_from_their_day(roads: Series) -> None:
    set_margins(
        Margins(indicator=roads.indicator, effective_on=date(2024, 6, 1), ahead=Decimal(2)),
        author_id=None,
    )
    set_margins(Margins(effective_on=date(2024, 6, 1), ahead=Decimal(4)), author_id=None)
    before = rules_in_force(date(2024, 5, 31))
    after = rules_in_force(date(2024, 6, 30))
    assert before.margins_of(roads.indicator_id).ahead == 5
    assert after.margins_of(roads.indicator_id).ahead == 2
    assert after.margins.ahead == 4


def test_one_query_however_many_series(
    roads: Series, task: Series, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    state(roads, "93")
    log(roads, 2024, ["5", "11"])
    with django_assert_num_queries(1):
        rows = judged_series(year=2024, at=YEAR_END, place_ids=[roads.place_id], rules=PLAIN)
    assert [row.code for row in rows] == ["ROAD_KM", "AIRFIELD"]


def test_a_mean_pace_reads_three_past_years_and_no_other_pace_does(roads: Series) -> None:
    state(roads, "100")
    for year, half in ((2020, "9"), (2021, "50"), (2022, "60"), (2023, "40")):
        log(roads, year, ["1", "2", "3", "4", "5", half, *["70"] * 5, "100"])
    log(roads, 2024, ["1", "2", "3", "4", "5", "50"])
    june = AsOf(date(2024, 6, 30), TODAY)
    assert read(roads, june).assessment.facts.earlier == ()
    Indicator.objects.filter(id=roads.indicator_id).update(pace=PaceMethod.MEAN_SHAPE)
    facts = read(roads, june).assessment.facts
    assert sorted({fact.period_end.year for fact in facts.earlier}) == [2021, 2022]
    assert {fact.period_end.year for fact in facts.last_year} == {2023}
    assert read(roads, june).assessment.tiers[0].pace == Decimal(50)
