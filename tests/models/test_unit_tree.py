"""Each unit knows every unit over it, whoever adds and moves units, and by whatever statement."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F

from targets.checks import units_know_what_is_over_them
from targets.models import Unit, UnitKind
from targets.writes.targets.places import add_place

ROOT = Path(__file__).resolve().parents[2]


def unit(code: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(code=code, name_zh=code, kind=UnitKind.PLACE, parent=parent)


def above(code: str) -> list[str]:
    """The codes of the units over this one, the uppermost first, and its own."""
    names = dict(Unit.objects.values_list("id", "code"))
    return [names[each] for each in Unit.objects.get(code=code).above]


@pytest.fixture
def tree(db: None) -> dict[str, Unit]:
    """city > district > town > village, and another city."""
    city = unit("city")
    district = unit("district", city)
    town = unit("town", district)
    return {"city": city, "district": district, "town": town, "village": unit("village", town),
            "other": unit("other")}  # fmt: skip


def test_a_unit_that_is_added_knows_what_is_over_it(tree: dict[str, Unit]) -> None:
    assert above("village") == ["city", "district", "town", "village"]
    assert above("other") == ["other"]
    place, _made = add_place("hamlet", "村", parent=tree["village"])
    assert above(place.code)[-2:] == ["village", "hamlet"]


def test_who_moves_a_unit_takes_along_what_is_below_it(tree: dict[str, Unit]) -> None:
    town = tree["town"]
    town.parent = tree["other"]
    town.save()
    assert above("town") == ["other", "town"]
    assert above("village") == ["other", "town", "village"]
    Unit.objects.filter(code="town").update(parent=None)
    assert above("village") == ["town", "village"]
    assert above("district") == ["city", "district"]


def test_what_an_old_copy_says_changes_nothing(tree: dict[str, Unit]) -> None:
    """An object that was made before the database worked it out holds none."""
    assert tree["village"].above == []
    tree["village"].name_zh = "村庄"
    tree["village"].save()
    Unit.objects.filter(code="town").update(above=[])
    assert above("village") == ["city", "district", "town", "village"]
    assert above("town") == ["city", "district", "town"]


def test_nobody_belongs_below_themselves(tree: dict[str, Unit]) -> None:
    with pytest.raises(IntegrityError, match="below"), transaction.atomic():
        Unit.objects.filter(code="city").update(parent=tree["village"])
    assert above("village") == ["city", "district", "town", "village"]


def test_a_unit_may_come_before_what_it_belongs_to(tree: dict[str, Unit]) -> None:
    """As rows of a file may, within a transaction."""
    late = Unit(code="late", name_zh="late", kind=UnitKind.PLACE, parent=tree["city"])
    early = Unit(code="early", name_zh="early", kind=UnitKind.PLACE, parent_id=late.id)
    early.save(force_insert=True)
    late.save(force_insert=True)
    assert above("early") == ["city", "late", "early"]


def test_below_and_above_are_told_without_walking(tree: dict[str, Unit]) -> None:
    below = Unit.objects.below([tree["district"].id]).values_list("code", flat=True)
    assert set(below) == {"district", "town", "village"}
    over = Unit.objects.above([tree["town"].id, tree["other"].id]).values_list("code", flat=True)
    assert set(over) == {"city", "district", "town", "other"}
    assert not Unit.objects.below([]).exists()


def test_the_check_finds_a_tree_that_was_not_kept(tree: dict[str, Unit]) -> None:
    assert units_know_what_is_over_them(["default"]) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE targets_unit DISABLE TRIGGER USER")
        cursor.execute("UPDATE targets_unit SET above = ARRAY[id] WHERE code = 'town'")
        cursor.execute("ALTER TABLE targets_unit ENABLE TRIGGER USER")
    (error,) = units_know_what_is_over_them(["default"])
    assert error.id == "targets.E004"
    assert "town, village" in error.msg
    # As its hint says
    Unit.objects.filter(code="town").update(parent=F("parent"))
    assert units_know_what_is_over_them(["default"]) == []


def test_no_query_walks_the_tree() -> None:
    walking = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "targets").rglob("*.py")
        if "RECURSIVE" in path.read_text("utf-8") and "migrations" not in path.parts
    ]
    assert walking == []


def test_who_adds_waits_for_who_moves(transactional_db: None) -> None:
    """Else what is put below a unit while it moves would keep the old way up."""
    city, other = unit("city"), unit("other")
    town = unit("town", city)
    moved, added = threading.Event(), threading.Event()

    def add() -> None:
        moved.wait(10)
        unit("village", town)
        added.set()
        connections.close_all()

    thread = threading.Thread(target=add)
    thread.start()
    with transaction.atomic():
        Unit.objects.filter(code="town").update(parent=other)
        moved.set()
        assert not added.wait(0.5), "it waits"
    thread.join(10)
    assert above("village") == ["other", "town", "village"]


def test_an_upgrade_fills_it(transactional_db: None) -> None:
    city = unit("city")
    unit("town", city)
    call_command("migrate", "targets", "0018", verbosity=0)
    call_command("migrate", verbosity=0)
    assert above("town") == ["city", "town"]
