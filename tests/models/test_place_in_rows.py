"""Every row of the big tables says the place of its series, and says it truly."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models
from psycopg import sql

from targets.models import (
    Actual,
    PathPoint,
    Series,
    SeriesVersion,
    StagedRow,
    Target,
    Unit,
    UnitKind,
)
from tests.loaded import sample_data
from tests.statements import TABLES

# A row that is staged is read within a request or two, and belongs to its upload
NOT_BIG = (StagedRow,)


def of_series() -> Iterator[type[models.Model]]:
    """The models whose rows belong to a series, directly or by their target."""
    for model in apps.get_app_config("targets").get_models():
        owners = {
            field.related_model
            for field in model._meta.fields
            if field.name in ("series", "target")
        }
        if owners & {Series, Target} and model not in NOT_BIG:
            yield model


def test_whoever_belongs_to_a_series_says_its_place() -> None:
    assert {model._meta.db_table for model in of_series()} == set(TABLES)


@pytest.mark.parametrize("model", list(of_series()))
def test_the_place_is_part_of_the_unique_rules(model: type[models.Model]) -> None:
    rules = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    assert all("place" in rule.fields for rule in rules), rules


@pytest.fixture
def stated(roads: Series) -> Target:
    target = Target.objects.create(
        series=roads, year=2026, tier_id="plan", effective_on=date(2026, 1, 1),
        comparator=">=", value=9, recorded_at="2026-01-02T00:00:00+08:00",
    )  # fmt: skip
    PathPoint.objects.create(target=target, period_end=date(2026, 1, 31), value=1)
    return target


def test_a_row_that_names_none_takes_it_from_its_series(stated: Target, roads: Series) -> None:
    stated.refresh_from_db()
    assert stated.place_id == roads.place_id
    assert stated.path.get().place_id == roads.place_id


def check_now() -> None:
    """What is checked when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_no_row_names_another_place(roads: Series) -> None:
    other = Unit.objects.create(code="other", name_zh="别区", kind=UnitKind.PLACE)
    SeriesVersion.objects.create(series=roads, place=other, version=1)
    with pytest.raises(IntegrityError, match="seriesversion_place_of_series"):
        check_now()


@pytest.mark.parametrize("model", list(of_series()))
def test_the_key_to_the_series_holds_for_each(model: type[models.Model], db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"
            " AND conrelid = %s::regclass AND confrelid = ANY (%s::regclass[])"
            " AND pg_get_constraintdef(oid) LIKE '%%place_id) REFERENCES %% place_id)%%'",
            [model._meta.db_table, ["targets_series", "targets_target"]],
        )
        assert cursor.fetchone() == (1,)


def test_a_series_with_rows_keeps_its_place(stated: Target, roads: Series) -> None:
    other = Unit.objects.create(code="other", name_zh="别区", kind=UnitKind.PLACE)
    Series.objects.filter(id=roads.id).update(place=other)
    with pytest.raises(IntegrityError, match="place_of_series"):
        check_now()


def exported(folder: Path) -> dict[str, bytes]:
    """Every export, also as known on a day when most that stood then has ended since."""
    files = {}
    for command in ("export_actuals", "export_assessments", "export_targets"):
        for known in ((), ("--known", "2026-06-30")):
            path = folder / "export.csv"
            call_command(command, *known, "--output", str(path), stderr=io.StringIO())
            files[f"{command} {known}"] = path.read_bytes()
    return files


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        counts = {}
        for table in TABLES:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            (counts[table],) = cursor.fetchone()
    return counts


def test_an_upgrade_fills_it_and_keeps_every_export(transactional_db: None, tmp_path: Path) -> None:
    """Also of rows that were ended, which nobody may touch any more."""
    sample_data()
    before, counts = exported(tmp_path), rows()
    assert Actual.objects.filter(superseded_at__isnull=False).exists()
    assert all(len(file) > 1000 for file in before.values())
    # The release before this one and the one before that kept neither places nor ancestors
    call_command("migrate", "targets", "0018", verbosity=0)
    call_command("migrate", verbosity=0)
    assert rows() == counts
    after = exported(tmp_path)
    assert [name for name in before if after[name] != before[name]] == []
    with connection.cursor() as cursor:
        for model in of_series():
            owner = "target" if model is PathPoint else "series"
            cursor.execute(
                sql.SQL(
                    "SELECT count(*) FROM {} r JOIN {} o ON o.id = r.{}"
                    " WHERE r.place_id IS DISTINCT FROM o.place_id"
                ).format(
                    sql.Identifier(model._meta.db_table),
                    sql.Identifier(f"targets_{owner}"),
                    sql.Identifier(f"{owner}_id"),
                )
            )
            assert cursor.fetchone() == (0,)
