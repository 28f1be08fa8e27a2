"""A ranking reads with a query of its own what the overview reads, and judges the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from targets import clock
from targets.models import (
    CompositeIndex,
    CompositePart,
    Indicator,
    PathPoint,
    Series,
    Target,
    Unit,
)
from targets.reads.judging.judged import AsOf, judged_series
from targets.reads.places.places import PlaceFacts, place_facts
from targets.reads.places.rankable import having_places_below, rankable
from targets.reads.places.ranked import ByIndicator, Comparison, by_index, by_indicator
from targets.reads.scope.labels import PlaceLabel, tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import Visibility
from tests.sample_span import SAMPLE_SPAN, span_on

NOVEMBER = SAMPLE_SPAN
AT = AsOf(date(2026, 10, 31), NOVEMBER.today)


@pytest.fixture
def sample(sample_district: None, db: None, monkeypatch: pytest.MonkeyPatch) -> PlaceFacts:
    monkeypatch.setattr(clock, "today", lambda: NOVEMBER.today)
    found = place_facts("sample", NOVEMBER.today)
    assert found is not None
    return found


def comparison(place: PlaceFacts, **asked: Any) -> Comparison:
    at = asked.get("at", AT)
    defaults: dict[str, Any] = {
        "place": place, "year": 2026, "at": at, "tiers": tuple(tier_labels()), "tier": None,
        "rules": rules_in_force(at.as_of, at.known_at), "sight": Visibility(),
    }  # fmt: skip
    return Comparison(**(defaults | asked))


def ranked(place: PlaceFacts, code: str, **asked: Any) -> ByIndicator:
    indicator = rankable(place.label.id).indicator(code)
    assert indicator is not None
    return by_indicator(comparison(place, **asked), indicator)


def test_what_the_towns_keep_is_on_offer(
    sample: PlaceFacts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        found = rankable(sample.label.id)
    assert [each.code for each in found.indicators] == [
        "KEY_PROJECT_INVEST", "NEW_INVEST_ATTRACTED", "RURAL_ROAD_KM", "NEW_JOBS"
    ]  # fmt: skip
    assert [each.code for each in found.indices] == ["SAMPLE_TOWNS_INDEX"]
    assert found.places == 5
    assert found.composite("NONE") is None
    assert found.indicator("NONE") is None
    town = Unit.objects.get(code="sample-east")
    assert rankable(town.id).indicators == ()
    assert rankable(town.id).indices == ()
    assert having_places_below([sample.label.id, town.id]) == {sample.label.id}


@pytest.mark.parametrize(
    "code", ["NEW_INVEST_ATTRACTED", "KEY_PROJECT_INVEST", "RURAL_ROAD_KM", "NEW_JOBS"]
)
@pytest.mark.parametrize("year", [2025, 2026])
def test_every_place_is_judged_as_on_its_own_page(sample: PlaceFacts, code: str, year: int) -> None:
    at = AsOf(min(date(year, 12, 31), AT.as_of), AT.today)
    found = ranked(sample, code, year=year, at=at)
    assert len(found.places) == 5
    for each in found.places:
        assert isinstance(each.place, PlaceLabel)
        rows = judged_series(year=year, at=at, place_ids=[each.place.id])
        own = {row.code: row.assessment for row in rows}.get(code)
        if own is None:
            assert each.assessment is None
        else:
            assert each.assessment is not None
            assert each.assessment.verdict is own.verdict
            assert each.assessment.headline == own.headline
            assert each.assessment.actual == own.actual
            assert each.assessment.trend == own.trend
    rows = judged_series(year=year, at=at, place_ids=[sample.label.id])
    parent = next(row.assessment for row in rows if row.code == code)
    assert found.own is not None
    assert (found.own.actual, found.own.headline) == (parent.actual, parent.headline)


def test_one_query_whatever_the_number_of_places(
    sample: PlaceFacts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = rankable(sample.label.id)
    asked = comparison(sample)
    with django_assert_num_queries(1):
        by_indicator(asked, found.indicators[0])
    with django_assert_num_queries(1):
        index = by_index(asked, found.indices[0])
    assert [each.composite is not None for each in index.places] == [True] * 5
    missing = [each.composite.missing for each in index.places if each.composite]
    assert sorted(missing) == [(), (), (), (), ("新招商项目总投资",)]


def test_a_path_and_a_revised_target_count(sample: PlaceFacts) -> None:
    series = Series.objects.get(place__code="sample-north", indicator__code="NEW_JOBS")
    target = Target.objects.known(None).get(series=series, year=2026)
    Target.objects.create(
        series=series, year=2026, tier_id="plan", effective_on=date(2026, 7, 1), comparator=">=",
        value=Decimal(900), reason="调整", recorded_at=target.recorded_at,
    )  # fmt: skip
    PathPoint.objects.create(target=target, period_end=date(2026, 12, 31), value=Decimal(1500))
    found = {each.place.code: each for each in ranked(sample, "NEW_JOBS").places}
    assessment = found["sample-north"].assessment
    assert assessment is not None
    assert assessment.headline is not None
    assert assessment.headline.target.value == 900


def test_known_on_an_earlier_day(sample: PlaceFacts) -> None:
    known = AT._replace(known_at=span_on(2026, 6, 1).loaded_at)
    then = ranked(sample, "NEW_JOBS", at=known)
    assert {each.assessment.period_end for each in then.places if each.assessment} == {
        date(2026, 4, 30)
    }


def test_a_comparison_with_another_indicator_is_read_by_a_second_query(
    sample: PlaceFacts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    series = Series.objects.get(place__code="sample-east", indicator__code="NEW_JOBS")
    Target.objects.create(
        series=series, year=2026, tier_id="plan", effective_on=date(2026, 7, 1), comparator=">",
        reference=Indicator.objects.get(code="KEY_PROJECT_INVEST"), reason="改为对比",
        recorded_at=NOVEMBER.loaded_at,
    )  # fmt: skip
    indicator = rankable(sample.label.id).indicator("NEW_JOBS")
    assert indicator is not None
    asked = comparison(sample)
    with django_assert_num_queries(2):
        found = by_indicator(asked, indicator)
    east = next(each for each in found.places if each.place.code == "sample-east").assessment
    assert east is not None
    assert east.headline is not None
    assert east.headline.target.reference is not None
    assert east.headline.target.value is not None


def test_a_part_that_no_place_keeps_leaves_the_index_without_a_value(sample: PlaceFacts) -> None:
    gdp = Indicator.objects.get(code="GDP_TOTAL")
    index = CompositeIndex.objects.get(code="SAMPLE_TOWNS_INDEX")
    CompositePart.objects.create(index=index, indicator=gdp, weight=Decimal(20))
    [found] = rankable(sample.label.id).indices
    assert [part.label.code for part in found.unkept] == ["GDP_TOTAL"]
    by = by_index(comparison(sample), found)
    assert [each.composite.value for each in by.places if each.composite] == [None] * 5
    assert all(each.composite.missing[-1] == gdp.name_zh for each in by.places if each.composite)
    assert by.ranking.basis is None
