"""目标分解: shared among towns and departments, checked against the whole, all or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from targets.core.periods import month_end
from targets.models import Relation, Role, Series, Target, Unit, UnitKind
from targets.writes.splitting import Allotted, SplitRefused, Splitter, split_target
from targets.writes.targets import TargetConflict
from tests.web.rooms import Rooms, client_of, enter

SPLIT = "/targets/testland/ROAD_KM/split/?year=2026&tier=plan"
TOWNS = ("town-1", "town-2", "town-3")


@pytest.fixture
def towns(rooms: Rooms) -> list[Unit]:
    return [
        Unit.objects.create(
            code=code, name_zh=f"镇{code[-1]}", kind=UnitKind.PLACE, parent=rooms.place,
            order=int(code[-1]),
        )
        for code in TOWNS
    ]  # fmt: skip


@pytest.fixture
def manager(rooms: Rooms, towns: list[Unit]) -> Client:
    return client_of(rooms.place, Role.MANAGER)


def post(client: Client, status: int = 200, address: str = SPLIT, **typed: Any) -> str:
    client.cookies["django_language"] = "en"
    sent: Any = {"method": "equal", "unit": list(TOWNS)} | typed
    answer: Any = client.post(address, sent)
    shown: str = answer.content.decode()
    assert answer.status_code == status, shown[:3000]
    return shown


def parts(**more: Any) -> dict[str, Decimal | None]:
    found = Target.objects.known(None).filter(allocated_from__isnull=False, **more)
    return {row.series.place.code: row.value for row in found.order_by("effective_on")}


def whole(rooms: Rooms) -> Target:
    return Target.objects.get(series=rooms.roads, tier_id="plan")


def test_equal_parts_are_worked_out_then_saved(rooms: Rooms, manager: Client) -> None:
    shown = post(manager)
    assert shown.count('value="31"') == 3
    assert "The parts add up to 93" in shown
    assert parts() == {}
    post(manager, 302, save="1")
    assert parts() == dict.fromkeys(TOWNS, Decimal(31))
    part = Target.objects.get(series__place__code="town-1")
    assert (part.comparator, part.allocated_from, part.effective_on) == (
        ">=", whole(rooms), date(2026, 1, 1),
    )  # fmt: skip
    shown = manager.get("/targets/", {"place": "testland", "year": "2026"}).content.decode()
    assert "split in 3, 93.0 in all" in shown
    assert "镇1" in manager.get("/places/?place=testland&by=ROAD_KM&year=2026").content.decode()


def test_weights_and_last_years_figures(rooms: Rooms, manager: Client) -> None:
    weighed: dict[str, Any] = {"weight-town-1": "1", "weight-town-2": "1", "weight-town-3": "4"}
    assert 'value="62"' in post(manager, method="weights", **weighed)
    assert "has no weight" in post(manager, 400, method="weights")
    post(manager, 302, save="1")
    assert "has no figure for last year" in post(manager, 400, method="last_year")
    for number, code in enumerate(TOWNS, start=1):
        series = Series.objects.get(place__code=code)
        enter(series, str(number), month_end(2025, 12))
    shown = post(manager, method="last_year")
    assert 'value="15.5"' in shown
    assert 'value="46.5"' in shown


def test_by_hand_over_and_under_the_whole_is_shown(rooms: Rooms, manager: Client) -> None:
    hand: dict[str, Any] = {"part-town-1": "40", "part-town-2": "40公里", "part-town-3": "40"}
    assert "27.0 km more than the whole" in post(manager, method="by_hand", **hand)
    hand["part-town-3"] = ""
    shown = post(manager, method="by_hand", **hand)
    assert "less than the whole" in shown
    assert "Without a part" in shown
    post(manager, 302, method="by_hand", save="1", **hand)
    assert parts() == {"town-1": Decimal(40), "town-2": Decimal(40)}


def test_a_part_that_stands_is_revised_with_a_reason(rooms: Rooms, manager: Client) -> None:
    post(manager, 302, save="1")
    hand: dict[str, Any] = {"part-town-1": "33", "part-town-2": "30", "part-town-3": "30"}
    refused = post(manager, 400, method="by_hand", save="1", **hand)
    assert "A revision needs a reason" in refused
    assert parts() == dict.fromkeys(TOWNS, Decimal(31))
    post(manager, 302, method="by_hand", save="1", reason="调剂", effective_on="2026-07-01", **hand)
    assert parts()["town-1"] == 33
    assert Target.objects.filter(series__place__code="town-1").count() == 2
    post(manager, 302, method="by_hand", save="1", **hand)
    assert Target.objects.filter(series__place__code="town-1").count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"method": "by_luck"}, "Choose how the target is shared."),
        ({"method": "by_hand", "part-town-1": "many"}, "many"),
        ({"method": "weights", "weight-town-1": "-1", "weight-town-2": "1", "weight-town-3": "1"},
         "below zero"),
        ({"unit": []}, "There is nobody to share the target."),
        ({"effective_on": "tomorrow"}, "2026-12-31"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(
    manager: Client, typed: dict[str, Any], said: str
) -> None:
    shown = post(manager, 400, save="1", **typed)
    assert said in shown
    assert "Everything typed is still here" in shown
    assert parts() == {}


def test_departments_get_an_indicator_of_their_own(rooms: Rooms, manager: Client) -> None:
    units = ["testland-works", "testland-finance"]
    typed: dict[str, Any] = {
        "kind": "department", "unit": units, "method": "by_hand",
        "part-testland-works": "90", "part-testland-finance": "3",
    }  # fmt: skip
    post(manager, 302, save="1", **typed)
    made = Series.objects.get(indicator__code="ROAD_KM.testland-works")
    assert made.place == rooms.place
    assert made.lead == rooms.works
    assert made.indicator.name_zh == "新建道路里程·区住建局"
    assert Relation.objects.filter(of=rooms.roads.indicator, complete=True).count() == 2
    shown = manager.get(SPLIT + "&kind=department").content.decode()
    assert 'value="90"' in shown
    enter(made, "80", month_end(2025, 12))
    other = Series.objects.get(indicator__code="ROAD_KM.testland-finance")
    enter(other, "20", month_end(2025, 12))
    assert 'value="74.4"' in post(manager, kind="department", unit=units, method="last_year")
    made.indicator.unit_zh = "米"
    made.indicator.save(update_fields=["unit_zh"])
    refused = post(manager, 400, save="1", reason="x", **typed)
    assert "counted in another way" in refused


def test_what_cannot_be_split(rooms: Rooms, manager: Client, towns: list[Unit]) -> None:
    rate = manager.post("/targets/testland/GROWTH/split/?year=2026&tier=plan",
                        {"method": "equal", "unit": list(TOWNS), "save": "1"})  # fmt: skip
    assert rate.status_code == 400
    task = manager.get("/targets/testland/AIRFIELD/split/?year=2026&tier=plan")
    assert task.status_code == 400
    assert manager.get(SPLIT + "&kind=planet").status_code == 400
    by = Splitter(None, date(2026, 7, 1))
    stranger = Unit.objects.create(code="far", name_zh="远", kind=UnitKind.PLACE)
    with pytest.raises(SplitRefused):
        split_target(whole(rooms), [Allotted(stranger, Decimal(1))], by)
    rooms.works.code = "x" * 60
    with pytest.raises(SplitRefused):
        split_target(whole(rooms), [Allotted(rooms.works, Decimal(1))], by)


def test_a_whole_that_was_changed_meanwhile_is_not_split(rooms: Rooms, towns: list[Unit]) -> None:
    old = whole(rooms)
    Target.objects.create(
        series=rooms.roads, year=2026, tier_id="plan", effective_on=date(2026, 7, 1),
        comparator=">=", value=Decimal(96), reason="x", recorded_at=old.recorded_at,
    )  # fmt: skip
    with pytest.raises(TargetConflict):
        split_target(old, [Allotted(towns[0], Decimal(1))], Splitter(None, date(2026, 7, 1)))
    assert parts() == {}


def test_a_conflict_is_said(rooms: Rooms, manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from targets.web.views import splitting as view

    def conflict(*_arguments: object) -> None:
        raise TargetConflict

    monkeypatch.setattr(view, "split_target", conflict)
    assert "someone else" in post(manager, 409, save="1")


def test_a_place_without_towns_says_what_to_do(rooms: Rooms) -> None:
    client = client_of(rooms.place, Role.MANAGER)
    assert "系统管理" in client.get(SPLIT).content.decode()


def test_only_managers_split(rooms: Rooms, towns: list[Unit]) -> None:
    for role in (Role.REPORTER, Role.CHECKER, Role.VIEWER):
        client = client_of(rooms.place, role)
        assert client.get(SPLIT).status_code == 403
        assert client.post(SPLIT, {"method": "equal"}).status_code == 403
    assert parts() == {}
