"""Two units of one name: each stands with its place, wherever units are listed or chosen."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from targets import formatting
from targets.models import Membership, Role, Series, Unit, UnitKind
from targets.reads.scope.labels import Label
from targets.reads.scope.namesakes import told_apart
from targets.writes.targets.places import Departments
from tests.web.check.check_rooms import waiting
from tests.web.rooms import OCTOBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db
OWN, CITYS = "科技局(测试区)", "科技局(广州市)"


@pytest.fixture
def alike(rooms: Rooms) -> Rooms:
    """Two departments 科技局, of the district and of the city, report series of the district."""
    city = Unit.objects.create(code="city", name_zh="广州市", name_en="City", kind=UnitKind.PLACE)
    Unit.objects.filter(id=rooms.place.id).update(parent=city, collecting_since=date(2026, 10, 1))
    rooms.works.name_zh = "科技局"
    rooms.works.save()
    citys = Unit.objects.create(
        code="city-tech", name_zh="科技局", kind=UnitKind.DEPARTMENT, parent=city
    )
    Series.objects.filter(id=rooms.rate.id).update(lead=citys, reporting=citys)
    return rooms


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def options(answer: Any, name: str) -> list[str]:
    """What a list of choices offers."""
    (found,) = re.findall(rf'<select name="{name}".*?</select>', answer.content.decode(), re.S)
    return re.findall(r"<option[^>]*>([^<]*)</option>", found)


@pytest.fixture
def root(alike: Rooms) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


class TestOnScreens:
    def test_the_overview(self, alike: Rooms, root: Client) -> None:
        answer = root.get("/?place=testland&year=2026")
        assert options(answer, "lead") == ["全部牵头单位", OWN, CITYS]
        shown = text(root.get("/?place=testland&year=2026&group=lead"))
        assert OWN in shown
        assert CITYS in shown

    def test_the_grid(self, alike: Rooms, root: Client) -> None:
        assert options(root.get("/log/?place=testland"), "unit") == [CITYS, OWN]
        answer = root.get("/log/?place=testland&unit=科技局")
        assert answer.status_code == 400
        assert "请填写代码:city-tech,testland-works" in answer.content.decode()

    def test_who_has_reported(self, alike: Rooms, root: Client) -> None:
        shown = text(root.get("/reporting/?place=testland&year=2026"))
        assert OWN in shown
        assert CITYS in shown
        rows = list(
            csv.reader(io.StringIO(
                root.get("/reporting/matrix.csv?place=testland&year=2026").content.decode("utf-8-sig")
            ))
        )  # fmt: skip
        assert {row[2] for row in rows[1:]} == {OWN, CITYS}

    def test_what_waits_and_what_is_missing(self, alike: Rooms, root: Client) -> None:
        waiting(alike.roads, "71.4")
        waiting(alike.rate, "5")
        shown = text(root.get("/check/?place=testland&period=2026-10"))
        assert shown.count(OWN) >= 2
        assert shown.count(CITYS) >= 2
        closing = text(root.get("/closing/?place=testland&period=2026-10"))
        assert OWN in closing
        assert CITYS in closing

    def test_the_due_list(self, alike: Rooms) -> None:
        person = User.objects.create_user("both")
        for unit in (alike.works, Unit.objects.get(code="city-tech")):
            Membership.objects.create(person=person, unit=unit, role=Role.REPORTER)
        client = Client()
        client.force_login(person)
        shown = text(client.get("/due/"))
        assert f"测试区 · {OWN}" in shown
        assert f"测试区 · {CITYS}" in shown
        waiting(alike.roads, "71.4")
        waiting(alike.rate, "5")
        checker = text(client_of(alike.place, Role.CHECKER).get("/due/"))
        assert f"测试区 · {OWN}" in checker
        assert f"测试区 · {CITYS}" in checker

    def test_the_ledger_and_a_series(self, alike: Rooms, root: Client) -> None:
        enter(alike.roads, "71.4")
        enter(alike.rate, "5")
        shown = text(root.get("/ledger/?place=testland"))
        assert OWN in shown
        assert CITYS in shown
        Series.objects.filter(id=alike.rate.id).update(checking=alike.works)
        page = text(root.get("/series/testland/GROWTH/?year=2026"))
        assert OWN in page
        assert CITYS in page

    def test_in_english(self, alike: Rooms, root: Client) -> None:
        root.post("/language/", {"language": "en"})
        shown = options(root.get("/log/?place=testland"), "unit")
        assert shown == ["科技局 (City)", "科技局 (Testland)"]

    def test_a_file_of_another_unit(self, alike: Rooms) -> None:
        from tests.web.upload.test_import import preview, uploaded

        client = client_of(alike.works)
        upload = uploaded(client, "code,period_end,value\r\nGROWTH,2026-10-31,5\r\n")
        assert f"该指标由{CITYS}报送" in preview(client, upload)

    def test_who_has_a_name_for_themselves_keeps_it(self, rooms: Rooms) -> None:
        shown = text(client_of(rooms.place, Role.VIEWER).get("/?place=testland&year=2026"))
        assert "区住建局" in shown
        assert "区住建局(" not in shown


class TestPlaces:
    def test_places_of_one_name(self, alike: Rooms, root: Client) -> None:
        for over in ("testland", "city"):
            Unit.objects.create(code=f"{over}-town", name_zh="太和镇", kind=UnitKind.PLACE,
                                parent=Unit.objects.get(code=over))  # fmt: skip
        offered = options(root.get("/reporting/?place=testland&year=2026"), "place")
        assert "太和镇(测试区)" in offered
        assert "太和镇(广州市)" in offered
        answer = root.get("/reporting/?place=太和镇")
        assert answer.status_code == 400
        assert "请填写代码:city-town、testland-town" in answer.content.decode()


class TestFiles:
    def test_the_csv_of_the_overview(self, alike: Rooms, root: Client) -> None:
        enter(alike.roads, "71.4", OCTOBER)
        answer = root.get("/export/assessments.csv?place=testland&year=2026")
        body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert OWN in body
        assert CITYS in body

    def test_exported_targets_come_back_to_the_same_units(
        self, alike: Rooms, tmp_path: Any
    ) -> None:
        file = tmp_path / "targets.csv"
        call_command(
            "export_targets", "--place", "testland", "--year", "2026", "--output", str(file)
        )
        assert OWN in file.read_text(encoding="utf-8-sig")
        assert CITYS in file.read_text(encoding="utf-8-sig")
        before = set(Unit.objects.values_list("code", flat=True))
        departments = Departments(alike.place)
        assert departments.named(OWN) == alike.works
        found = departments.named(CITYS)
        assert found is not None
        assert found.code == "city-tech"
        assert departments.named("科技局") == alike.works, "its own, as before"
        assert set(Unit.objects.values_list("code", flat=True)) == before


class TestTheAdministration:
    def test_choices_and_lists(self, alike: Rooms, root: Client) -> None:
        answer = root.get("/admin/targets/membership/add/")
        assert OWN in options(answer, "unit")
        assert CITYS in options(answer, "unit")
        Membership.objects.create(
            person=User.objects.get(username="root"), unit=alike.works, role=Role.REPORTER
        )
        assert "测试区" in text(root.get("/admin/targets/membership/"))
        series = root.get(f"/admin/targets/series/{alike.rate.id}/change/")
        for field in ("lead", "reporting", "checking", "supporting"):
            assert {OWN, CITYS} <= set(options(series, field)), field
        person = root.get("/admin/auth/user/add/")
        assert {OWN, CITYS} <= set(options(person, "memberships-0-unit"))

    def test_filters(self, alike: Rooms, root: Client) -> None:
        for over in ("testland", "city"):
            place = Unit.objects.create(
                code=f"{over}-town", name_zh="太和镇", kind=UnitKind.PLACE,
                parent=Unit.objects.get(code=over),
            )  # fmt: skip
            Series.objects.create(place=place, indicator=alike.roads.indicator, calendar="monthly")
        shown = text(root.get("/admin/targets/series/"))
        assert "太和镇(测试区)" in shown
        assert "太和镇(广州市)" in shown


class TestWhatTellsThemApart:
    def label(self, code: str, parent: Unit, name: str = "办公室") -> Label:
        unit = Unit.objects.create(code=code, name_zh=name, kind=UnitKind.DEPARTMENT, parent=parent)
        return Label(unit.code, unit.name_zh, unit.name_en)

    def test_of_one_place_the_unit_over_them_does(self, rooms: Rooms) -> None:
        first, second = self.label("a", rooms.works), self.label("b", rooms.finance)
        found = told_apart([first, second])
        assert [formatting.name(found[code]) for code in "ab"] == [
            "办公室(区住建局)",
            "办公室(区财政局)",
        ]

    def test_where_nothing_else_does_the_code(self, rooms: Rooms) -> None:
        twice = [
            Label(f"x{n}", "科", "")
            for n in range(2)
            if Unit.objects.create(
                code=f"x{n}", name_zh=f"科{n}", kind=UnitKind.DEPARTMENT, parent=rooms.works
            )
        ]
        found = told_apart(twice)
        assert [formatting.name(found[code]) for code in ("x0", "x1")] == ["科(x0)", "科(x1)"]

    def test_only_those_that_share_a_name(self, rooms: Rooms) -> None:
        own = self.label("own", rooms.place, "审计局")
        assert told_apart([own, own, None]) == {}
