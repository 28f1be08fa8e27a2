"""Loading writes one valid, illustrative place, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import models

from targets import clock
from targets.models import (
    Actual,
    Document,
    Explanation,
    Import,
    Indicator,
    Margins,
    PathPoint,
    Series,
    Target,
    Theme,
    Unit,
)
from targets.sample.definitions import series
from targets.sample.loading import load_sample
from targets.sample.span import Span
from tests.sample_span import span_on

from .conftest import judged

TABLES: tuple[type[models.Model], ...] = (
    Unit, Theme, Document, Indicator, Margins, Series, Target, PathPoint, Import, Actual, User
)  # fmt: skip


def counts() -> list[int]:
    return [model._default_manager.count() for model in TABLES]


def test_the_place_is_illustrative_and_collects_from_its_first_day(november: Span) -> None:
    place = Unit.objects.get(code="sample")
    assert (place.name_zh, place.name_en, place.order) == ("示例区", "Sample District", 900)
    assert place.illustrative
    assert place.collecting_since == date(2024, 1, 1)
    below = Unit.objects.filter(parent=place)
    assert below.filter(kind="department").count() == 12
    assert below.filter(kind="place", illustrative=True).count() == 5
    assert all(unit.name_en and unit.code.startswith("sample-") for unit in below)
    assert all("(示例)" in row.leader for row in Series.objects.all())
    assert all(row.place.illustrative for row in judged(november).values())


def test_everything_passes_its_own_model(november: Span) -> None:
    for model in TABLES:
        for row in model._default_manager.all():
            exclude = {"series", "calendar", "author", "from_import", "target", "document"}
            row.full_clean(
                exclude=exclude if model in {Actual, PathPoint} else {"password"},
                validate_unique=model not in {Actual, PathPoint},
                # A row that stands has passed them; asking once more takes a query each
                validate_constraints=False,
            )


def test_a_second_load_writes_nothing(november: Span) -> None:
    before = counts()
    assert load_sample(november) is None
    assert load_sample(span_on(2027, 5, 2)) is None
    assert counts() == before


def test_a_dry_run_writes_nothing(db: None) -> None:
    before = counts()
    would = load_sample(span_on(2026, 11, 23), dry_run=True)
    assert would is not None
    assert would.series == len(series())
    assert counts() == before


def test_two_loads_of_one_month_are_the_same(db: None) -> None:
    columns = ("series__indicator__code", "period_end", "value", "stage", "reason", "withdrawn",
               "superseded_at", "origin", "author__username", "source", "note")  # fmt: skip

    def loaded(day: int) -> list[tuple[object, ...]]:
        from django.db import transaction

        with transaction.atomic():
            load_sample(span_on(2026, 11, day))
            rows = list(Actual.objects.order_by(*columns).values_list(*columns))
            transaction.set_rollback(True)
        return rows

    assert loaded(3) == loaded(23)


def test_every_slot_has_one_current_entry_at_any_instant(november: Span) -> None:
    instant = span_on(2024, 2, 1).loaded_at
    while instant < november.loaded_at:
        known = Actual.objects.known(instant).values_list("series_id", "period_end")
        assert len(known) == len(set(known))
        stated = Target.objects.known(instant).values_list(
            "series_id", "year", "tier_id", "effective_on"
        )
        assert len(stated) == len(set(stated))
        instant += timedelta(days=41)


def test_what_was_known_then_differs_from_what_is_known_now(november: Span) -> None:
    slot = Actual.objects.filter(series__indicator__code="GDP_TOTAL", period_end=date(2025, 12, 31))
    then = slot.known(span_on(2026, 2, 1).loaded_at).get()
    now = slot.known(None).get()
    assert then.superseded_at == now.recorded_at
    assert then.value != now.value
    assert now.reason


def test_entries_name_people_who_cannot_log_in(november: Span) -> None:
    people = User.objects.filter(username__startswith="sample-reporter-")
    assert people.count() == 12
    assert not any(person.is_active or person.has_usable_password() for person in people)
    assert not Actual.objects.exclude(author__in=people).exists()
    assert set(Actual.objects.values_list("origin", flat=True)) == {"grid", "import"}
    assert not Actual.objects.filter(origin="import", from_import=None).exists()
    assert not Actual.objects.filter(withdrawn=False, source="").exists()
    for file in Import.objects.all():
        assert file.rows_new == file.entries.count()


def test_a_mistaken_target_was_ended_by_its_correction(november: Span) -> None:
    wrong, right = Target.objects.filter(
        series__indicator__code="PM25", year=2026, effective_on=date(2026, 1, 1)
    ).order_by("recorded_at")
    assert wrong.superseded_at == right.recorded_at
    assert right.superseded_at is None
    assert right.reason
    assert [wrong.value, right.value] == [32, 23]


def test_an_indicator_that_exists_keeps_its_names_and_margins(db: None) -> None:
    definition = next(
        row.definition for row in series() if row.definition.code == "AIR_QUALITY_DAYS"
    )
    theme = Theme.objects.create(code="OWN", name_zh="自有", order=1)
    fields = definition._asdict() | {
        "theme": theme, "name_zh": "自己的名称", "growth_of": None,
    }  # fmt: skip
    Indicator.objects.create(**fields)
    load_sample(span_on(2026, 11, 23))
    kept = Indicator.objects.get(code="AIR_QUALITY_DAYS")
    assert (kept.name_zh, kept.theme) == ("自己的名称", theme)
    assert not kept.margins.exists()


def test_a_code_that_is_taken_is_refused_and_nothing_stays(db: None) -> None:
    other = Unit.objects.create(code="other", name_zh="别处", kind="place")
    Unit.objects.create(code="sample-finance", name_zh="财政", kind="department", parent=other)
    before = counts()
    with pytest.raises(ValidationError):
        load_sample(span_on(2026, 11, 23))
    assert counts() == before


def test_the_command_loads_once_and_says_so(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_sample", "--dry-run", "--today", "2026-11-23")
    assert not Unit.objects.filter(code="sample").exists()
    call_command("load_sample", "--today", "2026-11-23")
    assert Unit.objects.filter(code="sample").exists()
    entries = Actual.objects.count()
    call_command("load_sample")
    assert Actual.objects.count() == entries
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 3
    assert str(entries) in said[1]


def test_the_command_refuses_a_day_that_has_not_come(db: None) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(CommandError):
        call_command("load_sample", "--today", tomorrow.isoformat())
    assert not Unit.objects.exists()


DEFINED_BY = [
    field.attname
    for field in Indicator._meta.concrete_fields
    if field.attname not in {"id", "theme_id", "growth_of_id"}
]


def shared_definitions() -> list[tuple[object, ...]]:
    codes = [row.definition.code for row in series() if not row.definition.definition_zh]
    rows = Indicator.objects.filter(code__in=codes).order_by("code")
    return list(rows.values_list("theme__code", "theme__name_zh", "growth_of__code", *DEFINED_BY))


def test_shared_indicators_are_the_same_whoever_is_loaded_first(db: None) -> None:
    from django.db import transaction

    with transaction.atomic():
        load_sample(span_on(2026, 11, 23))
        sample_first = shared_definitions()
        call_command("load_stated_targets", verbosity=0)
        assert shared_definitions() == sample_first
        transaction.set_rollback(True)
    call_command("load_stated_targets", verbosity=0)
    shipped_first = shared_definitions()
    load_sample(span_on(2026, 11, 23))
    assert len(shipped_first) > 10
    assert shipped_first == sample_first == shared_definitions()
    both = Series.objects.filter(indicator__code="GDP_GROWTH")
    assert {row.place.code for row in both} >= {"sample", "baiyun"}


def test_what_lags_is_explained_by_its_lead_and_never_tomorrow(november: Span) -> None:
    explained = Explanation.objects.select_related("series__lead", "author")
    assert explained.filter(series__indicator__code="BUDGET_REVENUE_GROWTH").count() == 2
    assert all(row.recorded_at <= november.loaded_at for row in explained)
    assert all(row.catch_up_on is None or row.catch_up_on > row.period_end for row in explained)


def test_the_names_of_the_people_are_chinese_and_their_units_report(november: Span) -> None:
    person = User.objects.get(username="sample-reporter-1")
    assert (person.last_name, person.first_name) == ("林", "思源")
    for row in Series.objects.select_related("lead", "reporting", "checking"):
        assert row.lead
        assert row.reporting
        assert row.checking
        assert not row.inferred
