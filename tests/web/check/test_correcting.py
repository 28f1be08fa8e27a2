"""A manager corrects after the closing, with a reason, at every door; nobody else does, and a
manager enters nothing while a period is open."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from targets.models import Actual, Closing, Draft, Membership, Role, Unit, Upload
from tests.api.conftest import Machine, token_of
from tests.web.check.check_rooms import text
from tests.web.log.log_posts import opened, post
from tests.web.rooms import OCTOBER, Rooms, client_of, enter
from tests.web.upload.test_import import confirmed, preview, uploaded

pytestmark = pytest.mark.django_db
GRID = {"place": "testland", "unit": "testland-works", "period": "2026-10"}
FILE = "code,period_end,value\r\nROAD_KM,2026-10-31,{value},\r\n".replace(",\r\n", "\r\n")


@pytest.fixture
def closed(rooms: Rooms) -> Rooms:
    """October stands with a figure and is closed."""
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=date(2026, 1, 1))
    enter(rooms.roads, "70")
    act(rooms, "closed")
    return rooms


def act(rooms: Rooms, action: str) -> None:
    Closing.objects.create(
        place=rooms.place, period_end=OCTOBER, action=action, reason="补报",
        recorded_at=timezone.now(),
    )  # fmt: skip


def standing(rooms: Rooms) -> Actual:
    return Actual.objects.official().known(None).get(series=rooms.roads)


def pending(rooms: Rooms) -> Actual | None:
    return Actual.objects.pending().known(None).filter(series=rooms.roads).first()


def person(unit: Unit, role: Role) -> User:
    found = User.objects.create_user(f"{role}-{User.objects.count()}")
    Membership.objects.create(person=found, unit=unit, role=role)
    return found


class TestTheGrid:
    def send(self, client: Client, rooms: Rooms, **more: str) -> Any:
        fields = {"do": "submit", "seen-ROAD_KM": str(standing(rooms).id), "value-ROAD_KM": "71"}
        return client.post("/log/", GRID | fields | more)

    def test_a_manager_corrects_with_a_reason(self, closed: Rooms) -> None:
        client = client_of(closed.place, Role.MANAGER, "li")
        shown = text(client.get("/log/", GRID))  # type: ignore[arg-type]
        assert "提交更正" in shown
        assert "关账后更正" in shown
        assert "存为草稿" not in shown
        without = self.send(client, closed)
        assert without.status_code == 400
        assert "更正已报数据须填写理由" in text(without)
        assert self.send(client, closed, **{"reason-ROAD_KM": "核定"}).status_code == 302
        entry = pending(closed)
        assert entry is not None
        assert (entry.value, entry.revision, entry.reason) == (Decimal(71), True, "核定")
        assert (entry.author, entry.signer) == (User.objects.get(username="li"), None)
        assert standing(closed).value == 70, "a checker accepts it, as everything"

    def test_where_nothing_is_checked_it_stands_at_once(self, closed: Rooms) -> None:
        Unit.objects.filter(id=closed.place.id).update(checks_figures=False, signs_off=True)
        client = client_of(closed.place, Role.MANAGER)
        assert self.send(client, closed, **{"reason-ROAD_KM": "核定"}).status_code == 302
        assert (standing(closed).value, standing(closed).revision) == (Decimal(71), True)

    def test_while_it_is_open_a_manager_enters_nothing(self, closed: Rooms) -> None:
        act(closed, "reopened")
        client = client_of(closed.place, Role.MANAGER)
        shown = text(client.get("/log/", GRID))  # type: ignore[arg-type]
        assert "未关账期间的数据由填报单位自行填报" in shown
        assert 'id="save"' not in shown
        answer = self.send(client, closed, **{"reason-ROAD_KM": "核定"})
        assert answer.status_code == 403
        assert "未关账期间的数据由填报单位自行填报" in text(answer)
        assert pending(closed) is None

    def test_drafts_and_signatures_are_the_units_own(self, closed: Rooms) -> None:
        client = client_of(closed.place, Role.MANAGER)
        for do in ("draft", "sign_off", "sign", "hand_back"):
            assert self.send(client, closed, do=do).status_code == 400
        assert pending(closed) is None

    @pytest.mark.parametrize("signs_off", [True, False])
    def test_what_the_unit_was_typing_is_no_correction(
        self, closed: Rooms, signs_off: bool
    ) -> None:
        """A unit's draft, sent to be signed or not, is not submitted with a manager's line."""
        Unit.objects.filter(id=closed.place.id).update(signs_off=signs_off)
        act(closed, "reopened")
        works = client_of(closed.works)
        do = "sign_off" if signs_off else "draft"
        typed = {"value__ROAD_KM": "72", "reason__ROAD_KM": "补报", "value__HOMES": "30"}
        assert post(works, opened(works), do, **typed).status_code == 302
        act(closed, "closed")
        drafts = set(Draft.objects.values_list("id", "sign_off_asked_at"))
        client = client_of(closed.place, Role.MANAGER)
        shown = opened(client)
        assert (shown["value-ROAD_KM"], shown["value-HOMES"]) == ("70", "")
        typed = {"value__ROAD_KM": "71", "reason__ROAD_KM": "核定"}
        assert post(client, shown, **typed).status_code == 302
        written = Actual.objects.pending().known(None)
        assert [(each.series, each.value) for each in written] == [(closed.roads, Decimal(71))]
        assert set(Draft.objects.values_list("id", "sign_off_asked_at")) == drafts

    def test_the_year_opens_closed_months_alone(self, closed: Rooms) -> None:
        client = client_of(closed.place, Role.MANAGER)
        shown = text(client.get("/log/series/testland/ROAD_KM/?year=2026"))  # type: ignore[arg-type]
        assert 'name="seen-ROAD_KM.2026-10"' in shown
        assert 'name="seen-ROAD_KM.2026-09"' not in shown
        fields = {
            "do": "submit", "year": "2026", "value-ROAD_KM.2026-09": "60",
            "seen-ROAD_KM.2026-09": "",
        }  # fmt: skip
        client.post("/log/series/testland/ROAD_KM/", fields)
        assert pending(closed) is None
        assert standing(closed).value == 70

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.SIGNER])
    def test_a_unit_does_not(self, closed: Rooms, role: Role) -> None:
        answer = self.send(client_of(closed.works, role), closed, **{"reason-ROAD_KM": "核定"})
        assert answer.status_code in (400, 409)
        assert pending(closed) is None

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.CHECKER])
    def test_who_neither_reports_nor_manages_has_no_grid(self, closed: Rooms, role: Role) -> None:
        client = client_of(closed.place, role)
        assert client.get("/log/", GRID).status_code == 403
        assert self.send(client, closed).status_code == 403

    def test_a_manager_of_a_department_or_of_elsewhere_does_not(self, closed: Rooms) -> None:
        elsewhere = Unit.objects.create(code="elsewhere", name_zh="别处", kind="place")
        for unit in (closed.works, elsewhere):
            client = client_of(unit, Role.MANAGER)
            assert client.get("/log/", GRID).status_code == 403
            assert self.send(client, closed, **{"reason-ROAD_KM": "核定"}).status_code == 403
        assert pending(closed) is None

    def test_who_also_reports_for_a_unit_enters_its_open_months(self, closed: Rooms) -> None:
        act(closed, "reopened")
        client = client_of(closed.place, Role.MANAGER, "both")
        both = User.objects.get(username="both")
        Membership.objects.create(person=both, unit=closed.works, role=Role.REPORTER)
        assert self.send(client, closed, **{"reason-ROAD_KM": "核定"}).status_code == 302
        finance = GRID | {"unit": "testland-finance"}
        assert 'id="save"' not in text(client.get("/log/", finance))  # type: ignore[arg-type]

    def test_it_is_offered_where_the_month_is_closed_and_seen(self, closed: Rooms) -> None:
        client = client_of(closed.place, Role.MANAGER)
        closing = text(client.get("/closing/", {"place": "testland", "period": "2026-10"}))  # type: ignore[arg-type]
        assert "不重新开放,直接更正数据" in closing
        checker = client_of(closed.place, Role.CHECKER)
        closing = text(checker.get("/closing/", {"place": "testland", "period": "2026-10"}))  # type: ignore[arg-type]
        assert "不重新开放,直接更正数据" not in closing


class TestAnUpload:
    @pytest.mark.parametrize("signs_off", [True, False])
    def test_its_preview_says_that_the_period_is_closed(
        self, closed: Rooms, signs_off: bool
    ) -> None:
        Unit.objects.filter(id=closed.place.id).update(signs_off=signs_off)
        fact, ask = "2026年10月已于", "重新开放"
        works = client_of(closed.works)
        upload = uploaded(works, FILE.format(value="71"))
        shown = preview(works, upload)
        assert fact in shown
        assert ask in shown
        refused = confirmed(works, upload, reason="核定")
        assert refused.status_code == 409
        assert text(refused).count(fact) == 1
        manager = client_of(closed.place, Role.MANAGER)
        shown = preview(manager, uploaded(manager, FILE.format(value="71")))
        assert fact in shown
        assert "关账后更正" in shown
        assert ask not in shown
        assert "关账" not in preview(works, uploaded(works, FILE.format(value="70")))

    def test_a_manager_corrects_with_a_reason(self, closed: Rooms) -> None:
        client = client_of(closed.place, Role.MANAGER)
        upload = uploaded(client, FILE.format(value="71"))
        assert upload.summary["changed"] == 1
        assert confirmed(client, upload).status_code == 400
        assert confirmed(client, upload, reason="核定").status_code == 302
        entry = pending(closed)
        assert entry is not None
        assert (entry.value, entry.revision, entry.reason) == (Decimal(71), True, "核定")

    def test_while_it_is_open_its_rows_are_not_taken(self, closed: Rooms) -> None:
        act(closed, "reopened")
        client = client_of(closed.place, Role.MANAGER)
        upload = uploaded(client, FILE.format(value="71"))
        assert (upload.summary["refused"], upload.summary["changed"]) == (1, 0)
        assert "未关账期间的数据由填报单位自行填报" in preview(client, upload)

    def test_what_was_reopened_since_the_preview_is_refused(self, closed: Rooms) -> None:
        client = client_of(closed.place, Role.MANAGER)
        upload = uploaded(client, FILE.format(value="71"))
        act(closed, "reopened")
        assert confirmed(client, upload, reason="核定").status_code == 403
        assert pending(closed) is None

    def test_a_reporter_does_not(self, closed: Rooms) -> None:
        client = client_of(closed.works)
        answer = confirmed(client, uploaded(client, FILE.format(value="71")), reason="核定")
        assert answer.status_code == 409
        assert "请联系系统管理员重新开放" in answer.content.decode()
        assert pending(closed) is None

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.CHECKER])
    def test_no_other_role_uploads(self, closed: Rooms, role: Role) -> None:
        client = client_of(closed.place, role)
        assert client.get("/import/").status_code == 403
        below = client_of(closed.works, Role.MANAGER)
        assert below.get("/import/").status_code == 403
        assert not Upload.objects.exists()


class TestTheApi:
    def machine(self, unit: Unit, role: Role) -> Machine:
        return Machine(token_of(person(unit, role))[1], language="zh-hans")

    def test_a_manager_corrects_with_a_reason(self, closed: Rooms) -> None:
        machine = self.machine(closed.place, Role.MANAGER)
        item = {"series": "ROAD_KM", "period": "2026-10", "value": "71",
                "seen": str(standing(closed).id)}  # fmt: skip
        assert machine.submit(item).status_code == 422
        answer = machine.submit(item | {"reason": "核定"})
        assert answer.status_code == 200, answer.content.decode()
        entry = pending(closed)
        assert entry is not None
        assert (entry.value, entry.revision, entry.signer) == (Decimal(71), True, None)

    def test_while_it_is_open_a_manager_enters_nothing(self, closed: Rooms) -> None:
        act(closed, "reopened")
        machine = self.machine(closed.place, Role.MANAGER)
        item = {"series": "ROAD_KM", "period": "2026-10", "value": "71", "reason": "核定",
                "seen": str(standing(closed).id)}  # fmt: skip
        answer = machine.submit(item)
        assert answer.status_code == 403
        (error,) = answer.json()["errors"]
        assert error["code"] == "not_yours"
        assert "未关账期间的数据由填报单位自行填报" in error["detail"]
        assert pending(closed) is None

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.SIGNER])
    def test_a_unit_does_not(self, closed: Rooms, role: Role) -> None:
        machine = self.machine(closed.works, role)
        item = {"series": "ROAD_KM", "period": "2026-10", "value": "71", "reason": "核定",
                "seen": str(standing(closed).id)}  # fmt: skip
        assert machine.submit(item).status_code == (409 if role == Role.REPORTER else 403)
        assert pending(closed) is None

    def test_a_manager_of_a_department_does_not(self, closed: Rooms) -> None:
        item = {"series": "ROAD_KM", "period": "2026-10", "value": "71", "reason": "核定"}
        assert self.machine(closed.works, Role.MANAGER).submit(item).status_code == 403
        assert self.machine(closed.place, Role.VIEWER).submit(item).status_code == 403
        assert pending(closed) is None


class TestTheCommand:
    def run(self, tmp_path: Path, *more: str) -> str:
        file = tmp_path / "october.csv"
        file.write_text(FILE.format(value="71"), encoding="utf-8")
        out = io.StringIO()
        call_command("import_actuals", str(file), "--place", "testland", *more, stdout=out)
        return out.getvalue()

    @pytest.mark.parametrize("role", [Role.MANAGER, Role.CHECKER])
    def test_who_may_close_corrects_with_a_reason(
        self, closed: Rooms, tmp_path: Path, role: Role
    ) -> None:
        user = person(closed.place, role).username
        with pytest.raises(CommandError):
            self.run(tmp_path, "--user", user)
        assert "1 changed" in self.run(tmp_path, "--user", user, "--reason", "核定")
        assert (standing(closed).value, standing(closed).revision) == (Decimal(71), True)

    @pytest.mark.parametrize("role", [Role.REPORTER, None])
    def test_nobody_else_does(self, closed: Rooms, tmp_path: Path, role: Role | None) -> None:
        user = ("--user", person(closed.works, role).username) if role else ()
        with pytest.raises(CommandError) as refused:
            self.run(tmp_path, *user, "--reason", "核定")
        assert refused.value.returncode == 1
        assert "2026年10月已于" in str(refused.value)
        assert "请联系系统管理员重新开放" in str(refused.value)
        assert standing(closed).value == 70

    def test_an_open_month_is_imported_as_before(self, closed: Rooms, tmp_path: Path) -> None:
        act(closed, "reopened")
        assert "1 changed" in self.run(tmp_path, "--reason", "核定")
        assert not standing(closed).revision
