"""目标分解: shared among towns and departments, checked against the whole, all or nothing."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from targets.core.values.periods import month_end
from targets.models import Indicator, PathPoint, Relation, Role, Series, Target, Unit, UnitKind
from targets.writes.targets.split import Allotted, SplitRefused, Splitter, split_target
from targets.writes.targets.write import TargetConflict
from tests.web.rooms import TODAY, Rooms, client_of, enter, noon

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
    sent: Any = {"unit": list(TOWNS)} | typed
    answer: Any = client.post(address, sent)
    shown: str = answer.content.decode()
    assert answer.status_code == status, shown[:3000]
    return shown


def work(client: Client, method: str, status: int = 200, **typed: Any) -> str:
    """Press “Work it out”."""
    return post(client, status, method=method, work="1", **typed)


def as_shown(page: str) -> dict[str, Any]:
    """What the browser would send of this page: every input as it stands in it."""
    typed: dict[str, Any] = dict(re.findall(r'<input name="([^"]+)" value="([^"]*)"', page))
    typed["unit"] = re.findall(r'name="unit" value="([^"]+)"[^>]* checked', page)
    (typed["method"],) = re.findall(r'name="method" value="([^"]+)" checked', page)
    return typed


def save(client: Client, page: str, status: int = 302, **typed: Any) -> str:
    """Change single inputs of a page, and press “Save the parts”."""
    return post(client, status, **(as_shown(page) | typed | {"save": "1"}))


def share_equally(client: Client, **typed: Any) -> None:
    save(client, work(client, "equal", **typed), **typed)


def parts(**more: Any) -> dict[str, Decimal | None]:
    found = Target.objects.known(None).filter(allocated_from__isnull=False, **more)
    return {row.series.place.code: row.value for row in found.order_by("effective_on")}


def whole(rooms: Rooms) -> Target:
    return Target.objects.get(series=rooms.roads, tier_id="plan")


def test_equal_parts_are_worked_out_then_saved(rooms: Rooms, manager: Client) -> None:
    shown = work(manager, "equal")
    assert shown.count('value="31"') == 3
    assert "The parts add up to 93" in shown
    assert parts() == {}
    save(manager, shown)
    assert parts() == dict.fromkeys(TOWNS, Decimal(31))
    part = Target.objects.get(series__place__code="town-1")
    assert (part.comparator, part.allocated_from, part.effective_on) == (
        ">=", whole(rooms), date(2026, 1, 1),
    )  # fmt: skip
    shown = manager.get("/targets/", {"place": "testland", "year": "2026"}).content.decode()
    assert "Split among 3 towns. The parts add up to 93.0 km." in shown
    assert "镇1" in manager.get("/places/?place=testland&by=ROAD_KM&year=2026").content.decode()


def test_weights_and_last_years_figures(rooms: Rooms, manager: Client) -> None:
    weighed: dict[str, Any] = {"weight-town-1": "1", "weight-town-2": "1", "weight-town-3": "4"}
    assert 'value="62"' in work(manager, "weights", **weighed)
    assert "has no weight" in work(manager, "weights", 400)
    share_equally(manager)
    assert "has no figure for last year" in work(manager, "last_year", 400)
    for number, code in enumerate(TOWNS, start=1):
        series = Series.objects.get(place__code=code)
        enter(series, str(number), month_end(2025, 12))
    shown = work(manager, "last_year")
    assert 'value="15.5"' in shown
    assert 'value="46.5"' in shown


def test_by_hand_over_and_under_the_whole_is_shown(rooms: Rooms, manager: Client) -> None:
    hand: dict[str, Any] = {"part-town-1": "40", "part-town-2": "40公里", "part-town-3": "40"}
    assert "27.0 km more than the whole" in work(manager, "by_hand", **hand)
    hand["part-town-3"] = ""
    shown = work(manager, "by_hand", **hand)
    assert "less than the whole" in shown
    assert "Without a part" in shown
    post(manager, 302, save="1", **hand)
    assert parts() == {"town-1": Decimal(40), "town-2": Decimal(40)}


def test_a_part_that_stands_is_revised_with_a_reason(rooms: Rooms, manager: Client) -> None:
    share_equally(manager)
    hand: dict[str, Any] = {"part-town-1": "33", "part-town-2": "30", "part-town-3": "30"}
    refused = post(manager, 400, save="1", **hand)
    assert "A revision needs a reason" in refused
    assert parts() == dict.fromkeys(TOWNS, Decimal(31))
    post(manager, 302, save="1", reason="调剂", effective_on="2026-07-01", **hand)
    assert parts()["town-1"] == 33
    assert Target.objects.filter(series__place__code="town-1").count() == 2
    post(manager, 302, save="1", **hand)
    assert Target.objects.filter(series__place__code="town-1").count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"work": "1"}, "Choose how the target is shared."),
        ({"work": "1", "method": "by_luck"}, "Choose how the target is shared."),
        ({"save": "1", "part-town-1": "many"}, "many"),
        ({"work": "1", "method": "weights", "weight-town-1": "-1", "weight-town-2": "1",
          "weight-town-3": "1"}, "below zero"),
        ({"work": "1", "method": "equal", "unit": []}, "There is nobody to share the target."),
        ({"save": "1"}, "enter the parts, or work them out first"),
        ({"save": "1", "method": "equal"}, "enter the parts, or work them out first"),
        ({"save": "1", "part-town-1": "31", "unit": []}, "enter the parts, or work them out first"),
        ({"save": "1", "part-town-1": "31", "effective_on": "tomorrow"}, "2026-12-31"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(
    manager: Client, typed: dict[str, Any], said: str
) -> None:
    shown = post(manager, 400, **typed)
    assert said in shown
    assert "Everything typed is still here" in shown
    assert parts() == {}


def test_what_was_typed_is_saved_and_nothing_else(rooms: Rooms, manager: Client) -> None:
    """Whatever way of sharing the page is on: only “Work it out” applies it."""
    hand: dict[str, Any] = {"part-town-1": "50", "part-town-2": "23", "part-town-3": "20"}
    opened = manager.get(SPLIT).content.decode()
    assert as_shown(opened)["method"] == "equal"
    save(manager, opened, **hand)
    assert parts() == {"town-1": Decimal(50), "town-2": Decimal(23), "town-3": Decimal(20)}
    opened = manager.get(SPLIT).content.decode()
    assert as_shown(opened)["method"] == "by_hand"
    assert as_shown(opened)["part-town-1"] == "50"
    save(manager, opened, method="equal", reason="x")
    assert Target.objects.filter(allocated_from__isnull=False).count() == 3


def test_enter_adds_up_what_was_typed(rooms: Rooms, manager: Client) -> None:
    """Browsers press the first button of a form."""
    opened = manager.get(SPLIT).content.decode()
    assert (
        re.findall(r'<button[^>]* name="(\w+)"', opened[opened.index('name="kind"') :])[0] == "sum"
    )
    hand: dict[str, Any] = {"part-town-1": "50", "part-town-2": "23", "part-town-3": "21"}
    shown = post(manager, method="equal", sum="1", **hand)
    assert "1.0 km more than the whole" in shown
    assert as_shown(shown)["part-town-1"] == "50"
    assert parts() == {}


def with_path(whole: Target, *amounts: str) -> None:
    PathPoint.objects.bulk_create(
        PathPoint(target=whole, period_end=month_end(2026, month), value=Decimal(amount))
        for month, amount in zip((3, 6, 9, 12), amounts, strict=True)
    )


def path_of(town: str) -> list[Decimal]:
    rows = PathPoint.objects.filter(target__series__place__code=town, target__in=(
        Target.objects.in_force(date(2026, 12, 31))
    ))  # fmt: skip
    return [point.value for point in rows.order_by("period_end")]


def test_a_path_is_shared_in_proportion(rooms: Rooms, manager: Client) -> None:
    share_equally(manager)
    assert path_of("town-1") == []
    with_path(whole(rooms), "9", "30", "30", "24")
    save(manager, manager.get(SPLIT).content.decode(), effective_on="2026-07-01", reason="补分期")
    assert path_of("town-1") == [3, 10, 10, 8]
    hand: dict[str, Any] = {"part-town-1": "31.5", "part-town-2": "30.5"}
    opened = manager.get(SPLIT).content.decode()
    save(manager, opened, effective_on="2026-08-01", reason="调剂", **hand)
    assert path_of("town-1") == [Decimal("3.0"), Decimal("10.2"), Decimal("10.2"), Decimal("8.1")]
    assert sum(path_of("town-2")) == Decimal("30.5")
    assert path_of("town-3") == [3, 10, 10, 8]
    assert Target.objects.filter(series__place__code="town-3").count() == 2


TWICE: dict[str, Any] = {"part-town-1": "62"}


def test_a_towns_own_path_follows_its_changed_part(rooms: Rooms, manager: Client) -> None:
    share_equally(manager)
    with_path(Target.objects.get(series__place__code="town-1"), "1", "10", "10", "10")
    opened = manager.get(SPLIT).content.decode()
    save(manager, opened, reason="调剂", effective_on="2026-07-01", **TWICE)
    assert path_of("town-1") == [2, 20, 20, 20]


def test_before_the_year_a_part_is_put_right(rooms: Rooms, manager: Client) -> None:
    """A part of next year's target never counted: no second row from the second of January."""
    Target.objects.create(
        series=rooms.roads, year=2027, tier_id="plan", effective_on=date(2027, 1, 1),
        comparator=">=", value=Decimal(90), recorded_at=noon(date(2026, 11, 20)),
    )  # fmt: skip
    address = SPLIT.replace("2026", "2027")
    hand: dict[str, Any] = {"part-town-1": "30", "part-town-2": "30", "part-town-3": "30"}
    post(manager, 302, address, save="1", **hand)
    hand["part-town-1"] = "33"
    assert "needs a reason" in post(manager, 400, address, save="1", **hand)
    post(manager, 302, address, save="1", reason="再次平衡", **hand)
    assert parts(year=2027)["town-1"] == 33
    rows = Target.objects.filter(series__place__code="town-1", year=2027)
    assert [row.effective_on for row in rows] == [date(2027, 1, 1)] * 2
    assert rows.filter(superseded_at__isnull=False).get().value == 30
    hand["part-town-1"] = "36"
    post(manager, 302, address, save="1", reason="半年调整", effective_on="2027-07-01", **hand)
    assert rows.filter(superseded_at__isnull=True).count() == 2


def test_a_part_that_counts_already_is_not_put_right(rooms: Rooms, manager: Client) -> None:
    share_equally(manager)
    hand: dict[str, Any] = {"part-town-1": "33", "reason": "x", "effective_on": "2026-01-01"}
    assert "takes effect after" in post(manager, 400, save="1", **hand)


def test_departments_get_an_indicator_of_their_own(rooms: Rooms, manager: Client) -> None:
    units = ["testland-works", "testland-finance"]
    typed: dict[str, Any] = {
        "kind": "department", "unit": units,
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
    assert 'value="74.4"' in work(manager, "last_year", kind="department", unit=units)
    made.indicator.unit_zh = "米"
    made.indicator.save(update_fields=["unit_zh"])
    refused = post(manager, 400, save="1", reason="x", **typed)
    assert "counted in another way" in refused


def read(client: Client, address: str) -> str:
    client.cookies["django_language"] = "en"
    answer: Any = client.get(address)
    assert answer.status_code == 200
    shown: str = answer.content.decode()
    return shown


DEPARTMENTS: dict[str, Any] = {
    "kind": "department", "unit": ["testland-works", "testland-finance"],
}  # fmt: skip
TARGETS = "/targets/?place=testland&year=2026"
CONSISTENCY = "/consistency/?place=testland&year=2026"


def test_towns_and_departments_are_added_up_apart(rooms: Rooms, manager: Client) -> None:
    share_equally(manager)
    halves: dict[str, Any] = {"part-testland-works": "50", "part-testland-finance": "40"}
    post(manager, 302, save="1", **DEPARTMENTS, **halves)
    shown = read(manager, TARGETS)
    assert "Split among 3 towns. The parts add up to 93.0 km." in shown
    assert "Split among 2 departments. The parts add up to 90.0 km, 3.0 km less than" in shown
    assert "towns" not in read(manager, CONSISTENCY)


def test_a_split_that_no_longer_adds_up_is_said(rooms: Rooms, manager: Client) -> None:
    share_equally(manager)
    Target.objects.create(
        series=rooms.roads, year=2026, tier_id="plan", effective_on=date(2026, 7, 1),
        comparator=">=", value=Decimal(96), reason="x", recorded_at=noon(date(2026, 7, 1)),
    )  # fmt: skip
    said = "93.0 km, 3.0 km less than the whole, 96.0 km."
    assert read(manager, TARGETS).count(said) == 1
    shown = read(manager, CONSISTENCY)
    assert f"the Plan target was split among 3 towns. The parts add up to {said}" in shown
    assert 'id="grave"' not in shown
    before = read(manager, CONSISTENCY + "&known=2026-06-30")
    assert "less than the whole" not in before


def test_a_part_says_what_it_was_split_from(rooms: Rooms, manager: Client) -> None:
    share_equally(manager)
    post(manager, 302, save="1", **DEPARTMENTS, **{"part-testland-works": "93"})
    town, works = "/series/town-1/ROAD_KM/?year=2026", "/series/testland/ROAD_KM.testland-works/"
    assert "split from Testland: ≥ 93 km" in read(manager, town)
    assert "split from 新建道路里程: ≥ 93 km" in read(manager, works)
    assert "split from" not in read(manager, "/series/testland/ROAD_KM/?year=2026")
    assert "split from Testland: ≥ 93 km" in read(manager, "/targets/?place=town-1&year=2026")


def test_a_departments_part_stays_its_part_whoever_leads_it(rooms: Rooms, manager: Client) -> None:
    parts_of: dict[str, Any] = {"part-testland-works": "90", "part-testland-finance": "3"}
    post(manager, 302, save="1", **DEPARTMENTS, **parts_of)
    Series.objects.filter(indicator__code="ROAD_KM.testland-works").update(lead=rooms.finance)
    Series.objects.filter(indicator=rooms.roads.indicator).update(lead=rooms.finance)
    # Of another origin, though its code begins the same way
    other = Indicator.objects.create(
        code="ROAD_KM.rural", name_zh="农村道路", theme=rooms.roads.indicator.theme,
        measure="amount", accumulation="running_total", frequency="monthly", unit_zh="公里",
    )  # fmt: skip
    series = Series.objects.create(
        place=rooms.place, indicator=other, calendar="monthly", order=9, lead=rooms.works
    )
    Target.objects.create(
        series=series, year=2026, tier_id="plan", effective_on=date(2026, 1, 1),
        comparator=">=", value=Decimal(7), recorded_at=noon(date(2026, 7, 1)),
    )  # fmt: skip
    shown = as_shown(manager.get(SPLIT + "&kind=department").content.decode())
    assert {name: value for name, value in shown.items() if name in parts_of} == parts_of


def test_what_cannot_be_split(rooms: Rooms, manager: Client, towns: list[Unit]) -> None:
    rate = "/targets/testland/GROWTH/split/?year=2026&tier=plan"
    manager.cookies["django_language"] = "en"
    assert "never add up" in manager.get(rate).content.decode()
    for button in ("work", "sum", "save"):
        typed: dict[str, Any] = {"method": "equal", "part-town-1": "5", button: "1"}
        assert "never add up" in post(manager, 400, rate, **typed)
    assert "/GROWTH/split/" not in manager.get("/targets/testland/GROWTH/").content.decode()
    assert "/ROAD_KM/split/" in manager.get("/targets/testland/ROAD_KM/").content.decode()
    task = manager.get("/targets/testland/AIRFIELD/split/?year=2026&tier=plan")
    assert task.status_code == 400
    assert manager.get(SPLIT + "&kind=planet").status_code == 400
    by = Splitter(None, TODAY, date(2026, 7, 1))
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
        split_target(old, [Allotted(towns[0], Decimal(1))], Splitter(None, TODAY, date(2026, 7, 1)))
    assert parts() == {}


def test_a_conflict_is_said(rooms: Rooms, manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from targets.web.stating import views_splitting as view

    def conflict(*_arguments: object) -> None:
        raise TargetConflict

    monkeypatch.setattr(view, "split_target", conflict)
    assert "someone else" in post(manager, 409, save="1", **{"part-town-1": "31"})


def test_a_place_without_towns_says_what_to_do(rooms: Rooms) -> None:
    client = client_of(rooms.place, Role.MANAGER)
    assert "系统管理" in client.get(SPLIT).content.decode()


def test_only_managers_split(rooms: Rooms, towns: list[Unit]) -> None:
    for role in (Role.REPORTER, Role.CHECKER, Role.VIEWER):
        client = client_of(rooms.place, role)
        assert client.get(SPLIT).status_code == 403
        assert client.post(SPLIT, {"method": "equal"}).status_code == 403
    assert parts() == {}
