"""The data that ship: every stated row, nothing invented, the verdicts that must come out."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from targets.core.values.entry import Entry
from targets.core.values.facts import Reporting, Verdict
from targets.models import Actual, Document, Indicator, Origin, Series, Target, Unit
from targets.reads.judging.judged import AsOf
from targets.reads.overview.overview import Filters, Overview, overview
from targets.reads.places.places import opening_as_of, opening_year, place_facts
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.shipped import FOLDER, load_shipped

TODAY = date(2026, 11, 23)


@pytest.fixture
def shipped(shipped_district: None, db: None) -> Unit:
    return Unit.objects.get(code="baiyun")


def view(as_of: date, **filters: object) -> Overview:
    facts = place_facts("baiyun", TODAY)
    assert facts is not None
    return overview(
        facts,
        year=2024,
        at=AsOf(as_of, TODAY),
        filters=Filters(**filters),  # type: ignore[arg-type]
    )


def test_every_row_of_the_files_is_there(shipped: Unit) -> None:
    stated = list(csv.DictReader((FOLDER / "stated_targets_2024.csv").open(encoding="utf-8")))
    codes = set(Series.objects.filter(place=shipped).values_list("indicator__code", flat=True))
    assert len(stated) == 53
    assert {row["code"] for row in stated} <= codes
    assert len(codes) == 56
    assert Target.objects.count() == 58
    assert Actual.objects.count() == 39
    for row in stated:
        indicator = Indicator.objects.get(code=row["code"])
        assert (indicator.name_zh, indicator.unit_zh) == (row["name_zh"], row["unit_zh"])
        assert indicator.theme.name_zh == row["theme_zh"]
        target = Target.objects.get(series__indicator=indicator, document__code=row["document"])
        assert target.comparator_wording == row["comparator_wording"]
        assert target.modality == row["modality"]
        assert target.value == (None if row["value"] == "" else Decimal(row["value"]))


def test_names_departments_and_sources_are_kept(shipped: Unit) -> None:
    assert Unit.objects.filter(parent=shipped).count() == 24
    assert not Unit.objects.filter(parent=shipped, name_en="").exists()
    assert not Series.objects.filter(inferred=False).exists()
    assert not Series.objects.filter(lead=None).exists()
    assert Document.objects.get(code="conference_2024").stated_on == date(2024, 2, 20)
    assert not Actual.objects.filter(source="").exists()


def test_the_numbers_in_names_are_no_targets(shipped: Unit) -> None:
    private = Series.objects.get(indicator__code="PRIVATE_22")
    assert private.indicator.count_in_name == 22
    assert private.targets.get().value is None


def test_it_opens_on_2024_as_of_the_latest_period_with_figures(shipped: Unit) -> None:
    facts = place_facts("baiyun", TODAY)
    assert facts is not None
    assert opening_year(facts, TODAY) == 2024
    assert opening_as_of(facts, 2024, TODAY) == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("as_of", "expected", "no_data"),
    [
        (date(2024, 12, 31), {Verdict.MET: 2, Verdict.MISSED: 5}, 18),
        (date(2024, 6, 30), {Verdict.ON_PACE: 2, Verdict.FAR_BEHIND: 3}, 20),
    ],
)
def test_the_verdicts_that_must_come_out(
    shipped: Unit, as_of: date, expected: dict[Verdict, int], no_data: int
) -> None:
    seen = view(as_of)
    assert Counter(seen.verdicts) == Counter(expected | {Verdict.NO_DATA: no_data})
    assert (seen.quantified, seen.not_quantified, seen.tasks, seen.context) == (25, 3, 27, 1)
    assert seen.total == 56
    assert seen.overdue == 0


def test_nothing_is_overdue_where_nothing_is_collected(shipped: Unit) -> None:
    rows = view(date(2024, 12, 31)).rows
    assert {row.assessment.reporting for row in rows} == {Reporting.NOT_COLLECTING}


def test_what_needs_attention_is_ranked_by_severity(shipped: Unit) -> None:
    names = [row.code for row in view(date(2024, 12, 31)).attention]
    assert names == ["RETAIL_GROWTH", "IND_OUTPUT_GROWTH", "FAI_GROWTH", "FAI_TOTAL", "GDP_GROWTH"]


def test_themes_stand_in_stated_order_with_context_last(shipped: Unit) -> None:
    seen = view(date(2024, 12, 31))
    assert [section.theme.code for section in seen.sections] == [
        "ECONOMY", "INNOVATION", "HUB", "URBAN_RURAL", "BUSINESS", "DEPLOYMENT",
    ]  # fmt: skip
    assert [row.code for row in seen.sections[0].quantified][:4] == [
        "GDP_GROWTH", "GDP_TOTAL", "FAI_GROWTH", "FAI_TOTAL",
    ]  # fmt: skip
    assert seen.sections[3].quantified[-1].code == "CREDIT_LINE"


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"lead": "baiyun-statistics"}, 1),
        ({"text": "投资"}, 10),
        ({"text": "gdp"}, 3),
        ({"text": "no such thing"}, 0),
        ({"leader": "nobody"}, 0),
        ({"verdict": Verdict.MET}, 2),
    ],
)
def test_filters_narrow_the_rows(shipped: Unit, filters: dict[str, object], count: int) -> None:
    assert len(view(date(2024, 12, 31), **filters).rows) == count


def test_loading_again_changes_nothing(shipped: Unit) -> None:
    again = load_shipped(today=TODAY)
    assert again.targets._replace(unchanged=0) == (0, 0, 0, 0, 0, ())
    assert (again.actuals.new, again.actuals.changed) == (0, 0)
    assert (Target.objects.count(), Actual.objects.count()) == (58, 39)


def test_what_an_official_corrected_stays_corrected(shipped: Unit) -> None:
    series = Series.objects.get(indicator__code="GDP_TOTAL")
    slot = Entry(series.id, "quarterly", date(2024, 12, 31), withdrawn=True, reason="口径调整")
    write_ledger([slot], Stamp(shipped.id, None, Origin.GRID), trust_current=True)
    Indicator.objects.filter(code="GDP_TOTAL").update(name_zh="生产总值(现价)")
    Unit.objects.filter(code="baiyun").update(name_en="Baiyun")
    Series.objects.filter(pk=series.pk).update(inferred=False)
    load_shipped(today=TODAY)
    assert Actual.objects.known(None).get(series=series, period_end="2024-12-31").withdrawn
    assert Indicator.objects.get(code="GDP_TOTAL").name_zh == "生产总值(现价)"
    assert Unit.objects.get(code="baiyun").name_en == "Baiyun"
    series.refresh_from_db()
    assert not series.inferred
