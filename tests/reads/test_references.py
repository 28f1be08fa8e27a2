"""Targets that are compared with another indicator of the same place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from targets.core.values.facts import Comparator, Measure, Reference, Unknown, Verdict
from targets.models import Indicator, Series
from targets.reads.judging.judged import AsOf, judged_series
from targets.writes.targets.write import StatedTarget, state_target
from tests.reads.test_judged import PLAIN, TODAY, log, read

JUNE = AsOf(date(2024, 6, 30), TODAY)


@pytest.fixture
def city(roads: Series) -> Series:
    """The city's growth, which the place logs beside its own."""
    indicator = Indicator.objects.create(
        code="CITY_GROWTH", name_zh="全市平均", name_en="the city average",
        theme=roads.indicator.theme, measure="rate", accumulation="latest", frequency="monthly",
        unit_zh="%", reference_of=growth_of_roads(roads).indicator,
    )  # fmt: skip
    return Series.objects.create(
        place=roads.place, indicator=indicator, calendar="monthly", order=3
    )


def growth_of_roads(roads: Series) -> Series:
    indicator, _ = Indicator.objects.get_or_create(
        code="ROAD_GROWTH",
        defaults={
            "name_zh": "里程增速", "theme": roads.indicator.theme, "measure": "rate",
            "accumulation": "latest", "frequency": "monthly", "unit_zh": "%",
        },
    )  # fmt: skip
    series, _ = Series.objects.get_or_create(
        place=roads.place, indicator=indicator, defaults={"calendar": "monthly", "order": 2}
    )
    return series


@pytest.fixture
def growth(roads: Series, city: Series) -> Series:
    series = growth_of_roads(roads)
    stated = StatedTarget(
        series.id, 2024, "plan", Comparator.MORE_THAN, reference_id=city.indicator_id,
        comparator_wording="高于全市平均",
    )  # fmt: skip
    state_target(series.place_id, stated)
    return series


def test_the_reference_is_read_with_its_figures(
    growth: Series, city: Series, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    log(growth, 2024, ["4", "5", "5", "5", "5", "6"])
    log(city, 2024, ["4", "5", "5", "5", "5", "5.5", "9"])
    with django_assert_num_queries(1):
        row = read(growth, JUNE)
    tier = row.assessment.tiers[0]
    assert tier.target.value == Decimal("5.5")
    assert (tier.verdict, tier.gap) == (Verdict.ON_PACE, Decimal("0.5"))
    reference = tier.target.reference
    assert isinstance(reference, Reference)
    assert (reference.code, reference.name_en) == ("CITY_GROWTH", "the city average")
    assert len(reference.actuals) == 6  # none after the day that is looked at


def test_without_the_citys_figures_it_is_under_way(growth: Series, city: Series) -> None:
    log(growth, 2024, ["4", "5", "5", "5", "5", "6"])
    tier = read(growth, JUNE).assessment.tiers[0]
    assert (tier.verdict, tier.unknown) == (Verdict.UNDER_WAY, Unknown.NO_REFERENCE)
    Series.objects.filter(id=city.id).delete()  # nobody logs it here
    assert read(growth, JUNE).assessment.tiers[0].unknown is Unknown.NO_REFERENCE


def test_the_city_itself_and_the_rest_have_no_reference(growth: Series, roads: Series) -> None:
    log(roads, 2024, ["1"])
    rows = judged_series(year=2024, at=JUNE, place_ids=[roads.place_id], rules=PLAIN)
    found = {row.code: row.assessment for row in rows}
    assert found["ROAD_KM"].facts.targets == ()
    assert found["ROAD_GROWTH"].facts.measure is Measure.RATE
    assert found["ROAD_GROWTH"].facts.targets[0].reference is not None
