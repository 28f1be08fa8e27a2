"""Reading: pages, parameters, what is given and what is withheld; a bounded number of queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.models import Actual, Explanation, Origin, Role, Target, Token, Unit
from tests.api.conftest import Hire, Machine
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, enter, noon

# What letting a caller in costs: token with person, the minute's count, the roles; the first
# call of a minute also notes the use
LET_IN = 4


@pytest.fixture
def viewer(hire: Hire, rooms: Rooms) -> Machine:
    return hire(rooms.place, Role.VIEWER, "read")


def test_me(works: Machine) -> None:
    me = works.read("me")
    assert me["username"] == "reporter-testland-works"
    assert me["roles"] == [
        {"unit": {"code": "testland-works", "name_zh": "区住建局", "name_en": ""},
         "role": "reporter"}
    ]  # fmt: skip
    assert me["token"]["scope"] == "write"
    assert me["token"]["prefix"].startswith("tt_")
    assert not me["is_superuser"]


def test_places_are_those_i_may_read_a_page_at_a_time(viewer: Machine, rooms: Rooms) -> None:
    for code in ("testland-a", "testland-b"):
        Unit.objects.create(code=code, name_zh=code, kind="place", parent=rooms.place)
    Unit.objects.create(code="elsewhere", name_zh="别处", kind="place")
    first = viewer.read("places", limit=2)
    assert [each["code"] for each in first["items"]] == ["testland", "testland-a"]
    assert first["items"][1]["parent"] == "testland"
    second = viewer.read("places", limit=2, cursor=first["next"])
    assert [each["code"] for each in second["items"]] == ["testland-b"]
    assert second["next"] is None


def test_indicators_and_series(viewer: Machine) -> None:
    assert [each["code"] for each in viewer.read("indicators")["items"]] == [
        "AIRFIELD", "GROWTH", "HOMES", "ROAD_KM",
    ]  # fmt: skip
    first = viewer.read("places/testland/series", limit=3)
    assert [each["code"] for each in first["items"]] == ["ROAD_KM", "GROWTH", "HOMES"]
    assert first["items"][0]["reporting"]["code"] == "testland-works"
    assert first["items"][0]["leader"] == "张副区长"
    rest = viewer.read("places/testland/series", limit=3, cursor=first["next"])
    assert [each["code"] for each in rest["items"]] == ["AIRFIELD"]


def test_targets_by_year_and_tier(viewer: Machine) -> None:
    everything = viewer.read("places/testland/targets")["items"]
    assert [(each["series"], each["tier"], each["value"]) for each in everything] == [
        ("GROWTH", "plan", "5.5"), ("HOMES", "plan", "1200"), ("ROAD_KM", "plan", "93"),
        ("ROAD_KM", "stretch", "100"),
    ]  # fmt: skip
    paged: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = viewer.read(
            "places/testland/targets", limit=1, **({"cursor": cursor} if cursor else {})
        )
        paged += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == everything
    assert len(viewer.read("places/testland/targets", tier="stretch")["items"]) == 1
    assert viewer.read("places/testland/targets", year=2025)["items"] == []


def test_a_revised_target_counts_from_its_day(viewer: Machine, rooms: Rooms) -> None:
    Target.objects.create(
        series=rooms.roads, year=2026, tier_id="plan", effective_on=date(2026, 9, 15),
        comparator=">=", value=80, reason="调整",
        recorded_at=datetime(2026, 9, 15, tzinfo=ZoneInfo("UTC")),
    )  # fmt: skip
    now = viewer.read("places/testland/targets", tier="plan")["items"]
    then = viewer.read("places/testland/targets", tier="plan", as_of="2026-08")["items"]
    assert [each["value"] for each in now if each["series"] == "ROAD_KM"] == ["80"]
    assert [each["value"] for each in then if each["series"] == "ROAD_KM"] == ["93"]


def test_actuals_by_year_series_and_lane(viewer: Machine, works: Machine, rooms: Rooms) -> None:
    enter(rooms.roads, "50.25", SEPTEMBER)
    enter(rooms.roads, "60.5", OCTOBER)
    enter(rooms.rate, "5.4", OCTOBER)
    Unit.objects.filter(id=rooms.place.id).update(checks_figures=True)
    assert works.submit({"series": "HOMES", "period": "2026-10", "value": "90"}).status_code == 200
    official = viewer.read("places/testland/actuals")["items"]
    assert [(each["series"], each["period_end"], each["value"]) for each in official] == [
        ("GROWTH", "2026-10-31", "5.4"), ("ROAD_KM", "2026-09-30", "50.25"),
        ("ROAD_KM", "2026-10-31", "60.5"),
    ]  # fmt: skip
    pending = viewer.read("places/testland/actuals", lane="pending")["items"]
    assert [(each["series"], each["lane"], each["origin"]) for each in pending] == [
        ("HOMES", "pending", "api")
    ]
    assert pending[0]["author"] == "reporter-testland-works"
    everything = viewer.read("places/testland/actuals", lane="all")["items"]
    assert len(everything) == 4
    paged = []
    cursor = ""
    while cursor is not None:
        asked = {"cursor": cursor} if cursor else {}
        page = viewer.read("places/testland/actuals", lane="all", limit=1, **asked)
        paged += page["items"]
        cursor = page["next"]
    assert paged == everything
    assert len(viewer.read("places/testland/actuals", series="ROAD_KM")["items"]) == 2
    assert viewer.read("places/testland/actuals", year=2025)["items"] == []


def test_unreleased_figures_are_for_insiders(hire: Hire, works: Machine, rooms: Rooms) -> None:
    enter(rooms.roads, "60", OCTOBER, release_on=date(2026, 12, 1))
    outsider = hire(rooms.place, Role.VIEWER, "read")
    colleague = hire(rooms.finance)
    for machine, seen in ((works, 1), (colleague, 0), (outsider, 0)):
        assert len(machine.read("places/testland/actuals")["items"]) == seen
        (roads,) = [
            each
            for each in machine.read("places/testland/assessments", year=2026)["items"]
            if each["code"] == "ROAD_KM"
        ]
        assert roads["actual"] == ("60" if seen else None)


def test_withdrawn_slots_are_listed_on_request(works: Machine, rooms: Rooms) -> None:
    works.submit({"series": "ROAD_KM", "period": "2026-10", "value": "60"})
    answer = works.submit(
        {"series": "ROAD_KM", "period": "2026-10", "withdrawn": True, "reason": "口径有误"}
    )
    assert answer.json()["changed"] == 1
    assert works.read("places/testland/actuals")["items"] == []
    (entry,) = works.read("places/testland/actuals", withdrawn="yes")["items"]
    assert (entry["withdrawn"], entry["value"], entry["reason"]) == (True, None, "口径有误")


def test_assessments_say_the_verdict_in_both_languages(viewer: Machine, rooms: Rooms) -> None:
    enter(rooms.roads, "60", OCTOBER)
    page = viewer.read("places/testland/assessments", year=2026, as_of="2026-10")
    assert (page["year"], page["as_of"]) == (2026, "2026-10-31")
    roads = page["items"][0]
    assert roads["verdict"] == {"code": "far_behind", "zh": "严重滞后", "en": "Far behind pace"}
    assert roads["period"] == {"zh": "1—10月", "en": "Jan–Oct"}
    assert [tier["tier"] for tier in roads["tiers"]] == ["plan", "stretch"]
    assert roads["tiers"][0]["completion_rate"] == "64.516129"
    assert roads["reporting"]["zh"] == "已报"
    assert "64.5%" in roads["sentence"]["zh"]
    stretch = viewer.read("places/testland/assessments", year=2026, tier="stretch")["items"][0]
    assert [tier["headline"] for tier in stretch["tiers"]] == [False, True]


def test_assessments_with_and_without_what_waits(works: Machine, rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.place.id).update(checks_figures=True)
    works.submit({"series": "ROAD_KM", "period": "2026-10", "value": "60"})
    asked = {"year": 2026, "as_of": "2026-10"}
    with_it = works.read("places/testland/assessments", **asked)["items"][0]
    without = works.read("places/testland/assessments", pending="no", **asked)["items"][0]
    assert (with_it["actual"], with_it["provisional"]) == ("60", True)
    assert (without["actual"], without["verdict"]["code"]) == (None, "no_data")


def test_assessments_carry_explanations(viewer: Machine, rooms: Rooms) -> None:
    enter(rooms.roads, "60", OCTOBER)
    Explanation.objects.create(
        series=rooms.roads, period_end=OCTOBER, cause="征地拆迁滞后", measure="专班推进",
        catch_up_on=date(2026, 12, 20), recorded_at=datetime(2026, 11, 20, tzinfo=ZoneInfo("UTC")),
    )  # fmt: skip
    roads = viewer.read("places/testland/assessments", year=2026)["items"][0]
    assert roads["explanation"] == {
        "period_end": "2026-10-31", "cause": "征地拆迁滞后", "measure": "专班推进",
        "catch_up_on": "2026-12-20",
    }  # fmt: skip


def test_assessments_a_page_at_a_time(viewer: Machine) -> None:
    codes: list[str] = []
    cursor = ""
    while cursor is not None:
        asked = {"cursor": cursor} if cursor else {}
        page = viewer.read("places/testland/assessments", limit=3, **asked)
        codes += [each["code"] for each in page["items"]]
        cursor = page["next"]
    assert codes == ["ROAD_KM", "GROWTH", "HOMES", "AIRFIELD"]


@pytest.mark.parametrize(
    ("address", "asked", "field"),
    [
        ("places", {"limit": "0"}, "limit"),
        ("places", {"limit": "many"}, "limit"),
        ("places", {"cursor": "!"}, "cursor"),
        ("places", {"cursor": "AAAA"}, "cursor"),
        ("places", {"cursor": "WzFd"}, "cursor"),
        ("places/testland/series", {"cursor": "WyJhIl0"}, "cursor"),
        ("places/testland/targets", {"year": "20266"}, "year"),
        ("places/testland/targets", {"tier": "noon"}, "tier"),
        ("places/testland/targets", {"as_of": "2026-13"}, "as_of"),
        ("places/testland/assessments", {"as_of": "2026-12"}, "as_of"),
        ("places/testland/assessments", {"tier": "noon"}, "tier"),
        ("places/testland/assessments", {"known": "2127-01-01"}, "known"),
        ("places/testland/assessments", {"known": "yesterday"}, "known"),
        ("places/testland/assessments", {"known": "2026-03-10", "as_of": "2026-04"}, "as_of"),
        ("places/testland/targets", {"known": "2127-01-01"}, "known"),
        ("places/testland/targets", {"known": "2026-03-10", "as_of": "2026-04"}, "as_of"),
        ("places/testland/actuals", {"known": "yesterday"}, "known"),
        ("places/testland/assessments", {"pending": "perhaps"}, "pending"),
        ("places/testland/actuals", {"lane": "fast"}, "lane"),
        ("places/testland/actuals", {"series": "a b"}, "series"),
        ("places/testland/actuals", {"yaer": "2026"}, "yaer"),
    ],
)
def test_a_wrong_parameter_is_named(
    viewer: Machine, address: str, asked: dict[str, str], field: str
) -> None:
    answer = viewer.get(address, **asked)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert error["detail"]


def test_problems_speak_the_language_asked_for(hire: Hire, rooms: Rooms) -> None:
    chinese = hire(rooms.place, Role.VIEWER, language="zh-CN").get("places/nowhere/series")
    assert chinese.status_code == 404
    assert "nowhere" in chinese.json()["detail"]
    assert any("一" <= each <= "鿿" for each in chinese.json()["detail"])


def test_an_answer_is_private_and_not_sent_twice(viewer: Machine) -> None:
    answer = viewer.get("indicators")
    assert answer["Cache-Control"] == "private, no-store"
    viewer.headers["If-None-Match"] = answer["ETag"]
    again = viewer.get("indicators")
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == answer["ETag"]


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("me", 1),
        ("places", 1),
        ("indicators", 1),
        ("places/testland/series", 3),
        ("places/testland/targets", 2),
        ("places/testland/targets?tier=plan", 3),
        ("places/testland/actuals?lane=all", 2),
        ("places/testland/assessments", 4),
        ("places/testland/assessments?tier=plan", 5),
    ],
)
def test_a_fixed_number_of_queries(
    viewer: Machine, rooms: Rooms, address: str, queries: int
) -> None:
    enter(rooms.roads, "60", OCTOBER)
    enter(rooms.homes, "60", SEPTEMBER)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert viewer.get(address).status_code == 200
    assert len(seen) == LET_IN + queries, [each["sql"][:90] for each in seen]


def test_the_use_of_a_token_is_noted_once_a_minute(viewer: Machine) -> None:
    viewer.read("me")
    with CaptureQueriesContext(connection) as seen:
        viewer.read("me")
    assert len(seen) == LET_IN  # one fewer to let in, one for the roles
    token = Token.objects.get()
    assert token.used_at is not None
    Token.objects.update(used_at=token.used_at - timedelta(minutes=2))
    viewer.read("me")
    noted = Token.objects.get().used_at
    assert noted is not None
    assert noted >= token.used_at


def test_assessments_as_they_were_known(viewer: Machine, rooms: Rooms, late_november: date) -> None:
    Actual.objects.create(
        series=rooms.roads,
        calendar="monthly",
        period_end=OCTOBER,
        lane="official",
        origin=Origin.COMMAND,
        value=66,
        recorded_at=noon(date(2026, 11, 8)),
    )

    def found(known: str, code: str = "ROAD_KM") -> dict[str, Any]:
        page = viewer.read("places/testland/assessments", year=2026, as_of="2026-10", known=known)
        row: dict[str, Any] = next(r for r in page["items"] if r["code"] == code)
        return row

    assert found("2026-11-07")["actual"] is None
    assert found("2026-11-07")["reporting"]["code"] == "due"
    assert found("2026-11-08")["actual"] == "66"
    assert found("2026-11-23")["actual"] == "66"
    assert found("2026-11-18", "HOMES")["reporting"]["code"] == "due"
    assert found("2026-11-23", "HOMES")["reporting"]["code"] == "overdue"


def test_targets_and_actuals_as_they_were_known(
    viewer: Machine, rooms: Rooms, late_november: date
) -> None:
    """Superseded rows stand on a past day, later ones do not; without figures a year opens on the
    day itself."""
    changed = noon(date(2026, 11, 8))
    slot = {"series": rooms.roads, "calendar": "monthly", "lane": "official",
            "origin": Origin.COMMAND, "period_end": OCTOBER}  # fmt: skip
    Actual.objects.create(
        **slot, value=66, recorded_at=noon(date(2026, 11, 2)), superseded_at=changed
    )
    Actual.objects.create(**slot, value=65, recorded_at=changed, reason="核减")
    Actual.objects.create(
        **slot | {"series": rooms.rate}, value=5, recorded_at=noon(date(2026, 11, 2)),
        release_on=date(2026, 11, 10),
    )  # fmt: skip
    Target.objects.create(
        series=rooms.roads, year=2026, tier_id="plan", effective_on=date(2026, 9, 1),
        comparator=">=", comparator_wording="以上", value=95, recorded_at=changed,
    )  # fmt: skip

    def entries(**known: str) -> list[tuple[str, str]]:
        page = viewer.read("places/testland/actuals", **known)
        return [(row["series"], row["value"]) for row in page["items"]]

    def plan(**known: str) -> str:
        page = viewer.read("places/testland/targets", year=2026, tier="plan", **known)
        found: str = next(r["value"] for r in page["items"] if r["series"] == "ROAD_KM")
        return found

    assert entries(known="2026-11-01") == []
    assert entries(known="2026-11-07") == [("ROAD_KM", "66")]
    assert entries() == [("GROWTH", "5"), ("ROAD_KM", "65")]
    assert (plan(known="2026-11-07"), plan()) == ("93", "95")
    opened = viewer.read("places/testland/assessments", known="2026-11-01")
    assert opened["as_of"] == "2026-11-01"
