"""目标管理: the list, stating, revising, correcting, paths, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from targets.models import Indicator, PathPoint, Role, Series, Target, Unit, UnitKind
from targets.writes.targets.write import StatedTarget, correct_target, state_target
from tests.web.rooms import Rooms, client_of, enter

EDIT = "/targets/testland/ROAD_KM/?year=2026&tier=plan"
MONTHS = [date(2026, month, 28) for month in range(1, 13)]


@pytest.fixture
def manager(rooms: Rooms) -> Client:
    return client_of(rooms.place, Role.MANAGER)


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    shown: str = answer.content.decode()
    return shown


def post(client: Client, address: str = EDIT, status: int = 302, **typed: Any) -> str:
    client.cookies["django_language"] = "en"
    return text(client.post(address, typed), status)


def path_of(*amounts: str, year: int = 2026) -> dict[str, Any]:
    from targets.core.values.periods import month_end

    return {
        f"path-{month_end(year, month)}": amount for month, amount in enumerate(amounts, start=1)
    }


def revised(**more: Any) -> dict[str, Any]:
    return {
        "how": "revise", "comparator": ">=", "value": "96", "effective_on": "2026-07-01",
        "reason": "年中调整", "save": "1",
    } | more  # fmt: skip


def plan(rooms: Rooms) -> Target:
    found = (
        Target.objects.known(None)
        .filter(series=rooms.roads, tier_id="plan", year=2026)
        .order_by("-effective_on")
        .first()
    )
    assert found is not None
    return found


def test_the_list_names_targets_and_what_does_not_fit(rooms: Rooms, manager: Client) -> None:
    Target.objects.create(
        series=rooms.roads, year=2026, tier_id="stretch", effective_on=date(2026, 6, 1),
        comparator=">=", value=Decimal(90), reason="x", recorded_at=plan(rooms).recorded_at,
    )  # fmt: skip
    shown = text(manager.get("/targets/", {"place": "testland", "year": "2026"}))
    assert "93公里以上" in shown
    assert "/targets/testland/ROAD_KM/?year=2026&amp;tier=plan" in shown
    assert "/targets/testland/ROAD_KM/split/" in shown
    assert "/targets/testland/GROWTH/split/" not in shown
    assert 'class="late"' in shown


def test_readers_see_the_list_without_acts(rooms: Rooms) -> None:
    shown = text(client_of(rooms.works).get("/targets/", {"place": "testland", "year": "2026"}))
    assert "93公里以上" in shown
    assert "tier=plan" not in shown


def test_the_queries_of_the_list_are_fixed(rooms: Rooms, manager: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        text(manager.get("/targets/", {"place": "testland", "year": "2026"}))
    assert len(queries) <= 11


def test_a_revision_is_a_row_with_its_reason(rooms: Rooms, manager: Client) -> None:
    assert "93" in text(manager.get(EDIT))
    post(manager, **revised(comparator_wording="以上", note="依据调整方案"))
    row = plan(rooms)
    assert (row.value, row.effective_on, row.reason) == (Decimal(96), date(2026, 7, 1), "年中调整")
    assert row.author is not None
    assert Target.objects.filter(series=rooms.roads, tier_id="plan").count() == 2


def floor_as_base(rooms: Rooms, value: int) -> None:
    content = {"base_value": Decimal(value), "base_qualifier": "above"}
    correct_target(rooms.place.id, plan(rooms), content, reason="x", author_id=None)


def test_a_base_that_is_only_a_floor_stays_one_until_it_is_typed_anew(
    rooms: Rooms, manager: Client
) -> None:
    floor_as_base(rooms, 80)
    post(manager, **revised(base_value="80"))
    assert (plan(rooms).base_value, plan(rooms).base_qualifier) == (Decimal(80), "above")
    post(manager, **revised(base_value="80.5", effective_on="2026-08-01"))
    assert (plan(rooms).base_value, plan(rooms).base_qualifier) == (Decimal("80.5"), "")
    post(manager, **revised(base_value="", effective_on="2026-09-01"))
    assert (plan(rooms).base_value, plan(rooms).base_qualifier) == (None, "")


def test_a_floor_as_base_is_no_grave_problem(rooms: Rooms, manager: Client) -> None:
    """93 at 5.5 % growth needs a base of 88.15: above 40 may be that, 41 is not."""
    Indicator.objects.filter(id=rooms.rate.indicator_id).update(growth_of=rooms.roads.indicator)
    floor_as_base(rooms, 40)
    typed = revised(value="93", base_value="40") | {"save": "", "check": "1"}
    asked = post(manager, status=200, **typed)
    assert "known is only that it is above 40.0 km" in asked  # a note beside the form
    exact = post(manager, status=200, **(typed | {"base_value": "41"}))
    assert "known is only" not in exact
    assert "need a base" in exact


def test_a_correction_ends_the_row(rooms: Rooms, manager: Client) -> None:
    wrong = plan(rooms)
    post(manager, **revised(how="correct", value="39", reason="录入有误"))
    wrong.refresh_from_db()
    assert wrong.superseded_at is not None
    assert plan(rooms).value == 39


def test_a_first_statement_needs_no_reason(rooms: Rooms, manager: Client) -> None:
    address = "/targets/testland/ROAD_KM/?year=2027&tier=stretch"
    post(manager, address, comparator=">=", value="1,050.5公里", save="1")
    row = Target.objects.get(series=rooms.roads, year=2027)
    assert (row.tier_id, row.value) == ("stretch", Decimal("1050.5"))
    assert row.effective_on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"value": "about ninety"}, "about ninety"),
        ({"value": "96亿元"}, "亿元"),
        ({"reason": ""}, "A revision needs a reason"),
        ({"effective_on": "2025-01-01"}, "takes effect after"),
        ({"effective_on": "soon"}, "valid date"),
        ({"comparator": "between"}, "upper value"),
        ({"comparator": "<>"}, "Select a valid choice"),
        ({"value": ""}, "A comparator needs a value"),
        ({"tolerance": "1"}, "tolerance"),
        ({"reference": "NONE"}, "Select a valid choice"),
        ({"document": "NONE"}, "Select a valid choice"),
        ({"pace": "quick"}, "Select a valid choice"),
        (path_of("50", "50"), "The path adds up to 100, 4 more than the target of 96."),
        (path_of("50"), "46 less than the target"),
        ({"value": "", "comparator": ""} | path_of("50"), "A path needs a value"),
        (path_of("fifty"), "fifty"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    rooms: Rooms, manager: Client, typed: dict[str, Any], said: str
) -> None:
    before = Target.objects.count()
    shown = post(manager, status=400, **revised(**typed))
    assert said in shown
    assert "Everything typed is still here" in shown
    assert Target.objects.count() == before


def test_a_path_that_ends_at_the_target_is_kept_and_judged(rooms: Rooms, manager: Client) -> None:
    post(manager, **revised(pace="path", **path_of(*["8"] * 12)))
    assert PathPoint.objects.filter(target=plan(rooms)).count() == 12
    assert Indicator.objects.get(code="ROAD_KM").pace == "path"
    shown = text(manager.get(EDIT))
    assert 'value="8"' in shown


def test_a_pace_that_other_places_have_is_not_offered(rooms: Rooms, manager: Client) -> None:
    other = Unit.objects.create(code="otherland", name_zh="别区", kind=UnitKind.PLACE)
    Series.objects.create(place=other, indicator=rooms.roads.indicator, calendar="monthly", order=1)
    assert 'name="pace"' not in text(manager.get(EDIT))
    post(manager, **revised(pace="none"))
    assert Indicator.objects.get(code="ROAD_KM").pace == "linear"


def test_the_year_is_spread_evenly_or_by_past_shapes(rooms: Rooms, manager: Client) -> None:
    shown = post(manager, status=200, **revised(value="120", spread="linear"))
    assert shown.count('value="10"') == 12
    refused = post(manager, status=400, **revised(value="120", spread="last_year_shape"))
    assert "There are no past figures to take a shape from." in refused
    for month in range(1, 13):
        from targets.core.values.periods import month_end

        enter(rooms.roads, str(month * month), month_end(2025, month))
    shaped = post(manager, status=200, **revised(value="144", spread="last_year_shape"))
    assert 'value="23"' in shaped
    assert "The path has the shape of 2025." in shaped
    assert Target.objects.filter(series=rooms.roads).count() == 2
    assert post(manager, status=400, **revised(spread="by_mood")) != ""
    assert "Enter the value" in post(manager, status=400, **revised(value="", spread="linear"))


def test_what_does_not_fit_is_said_before_it_is_saved(rooms: Rooms, manager: Client) -> None:
    """The plan above the stretch target."""
    asked = post(manager, status=200, **(revised(value="120", check="1") | {"save": ""}))
    assert "This does not fit. Nothing was saved yet." in asked
    refused = post(manager, status=400, **revised(value="120"))
    assert "save it although it does not fit" in refused
    assert plan(rooms).value == 93
    post(manager, **revised(value="120", despite="1"))
    assert plan(rooms).value == 120
    fits = post(manager, status=200, **revised(value="99", check="1", effective_on="2026-08-01"))
    assert "Everything that can be compared fits." in fits


def test_what_may_be_meant_is_said_and_holds_nothing_back(rooms: Rooms, manager: Client) -> None:
    """A share that doubles within a year."""
    indicator = Indicator.objects.create(
        code="EDUCATED", name_zh="受教育占比", name_en="Educated share",
        theme=rooms.roads.indicator.theme, measure="share", accumulation="latest",
        frequency="monthly", unit_zh="%", decimals=1,
    )  # fmt: skip
    series = Series.objects.create(
        place=rooms.place, indicator=indicator, calendar="monthly", order=9, lead=rooms.works
    )
    enter(series, "20", date(2025, 12, 31))
    address = "/targets/testland/EDUCATED/?year=2026&tier=plan"
    asked = post(manager, address, 200, comparator=">=", value="40", check="1")
    said = "20.0pp away from the last value, 20.0%"
    assert said in asked.replace("20.0 pp", "20.0pp")
    assert "Worth a look" in asked
    assert "Everything that can be compared fits." not in asked
    assert "save it although" not in asked
    assert not Target.objects.filter(series=series).exists()
    post(manager, address, comparator=">=", value="40", save="1")
    assert Target.objects.get(series=series).value == 40
    shown = text(manager.get("/targets/", {"place": "testland", "year": "2026"}))
    assert 'class="message warning"' in shown
    fits = post(manager, address, 200, **revised(value="21", check="1"))
    assert "Everything that can be compared fits." in fits


def test_a_target_is_held_against_another_indicator(rooms: Rooms, manager: Client) -> None:
    address = "/targets/testland/GROWTH/?year=2026&tier=stretch"
    city = Indicator.objects.create(
        code="CITY_GROWTH", name_zh="全市增速", theme=rooms.rate.indicator.theme, measure="rate",
        accumulation="latest", frequency="monthly", unit_zh="%", decimals=1,
    )  # fmt: skip
    Series.objects.create(place=rooms.place, indicator=city, calendar="monthly", order=9)
    post(manager, address, comparator=">", reference="CITY_GROWTH", save="1")
    row = Target.objects.get(series=rooms.rate, tier_id="stretch")
    assert row.reference == city


@pytest.mark.parametrize("other", ["HOMES", "ROAD_KM", "AIRFIELD", "GROWTH"])
def test_only_like_is_compared_with_like(rooms: Rooms, manager: Client, other: str) -> None:
    """Neither another unit, nor another kind, nor a task, nor itself."""
    address = "/targets/testland/GROWTH/?year=2026&tier=stretch"
    assert f'value="{other}"' not in text(manager.get(address))
    refused = post(manager, address, 400, comparator=">", reference=other, save="1")
    assert "Select a valid choice" in refused
    stated = StatedTarget(
        rooms.rate.id, 2026, "stretch", comparator=">",
        reference_id=Indicator.objects.get(code=other).id,
    )  # fmt: skip
    with override("en"), pytest.raises(ValidationError, match="another unit") as refused_too:
        state_target(rooms.place.id, stated)
    assert list(refused_too.value.error_dict) == ["reference"]
    assert not Target.objects.filter(reference__isnull=False).exists()


def test_two_who_state_the_same_do_not_write_over_each_other(
    rooms: Rooms, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from targets.web.stating import views as view
    from targets.writes.targets.write import TargetConflict

    def conflict(*_arguments: object) -> None:
        raise TargetConflict

    monkeypatch.setattr(view, "write_target", conflict)
    assert "someone else" in post(manager, status=409, **revised())


def test_only_managers_of_the_place_and_only_its_series(rooms: Rooms, manager: Client) -> None:
    for role in (Role.REPORTER, Role.CHECKER, Role.VIEWER):
        client = client_of(rooms.place, role)
        assert client.get(EDIT).status_code == 403
        assert client.post(EDIT, revised()).status_code == 403
    assert manager.get("/targets/testland/NONE/?year=2026").status_code == 404
    assert Client().get(EDIT).status_code == 302
    assert plan(rooms).value == 93


def test_a_task_has_a_date_and_no_path(rooms: Rooms, manager: Client) -> None:
    address = "/targets/testland/AIRFIELD/?year=2026&tier=plan"
    assert "path-" not in text(manager.get(address))
    post(manager, address, comparator="", comparator_wording="竣工", due_on="2026-12-31",
         save="1", despite="1")  # fmt: skip
    assert Target.objects.get(series=rooms.task).due_on == date(2026, 12, 31)
