"""A closed period says the same at every door: since when, by whom, whom to ask."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from targets import clock
from targets.models import Closing, Membership, Role, Series, TokenScope, Unit, UnitKind, Urging
from targets.reads.scope.closed import closers
from targets.writes.people.tokens import make_token
from tests.web.check.check_rooms import text, waiting
from tests.web.rooms import OCTOBER, Rooms, client_of

pytestmark = pytest.mark.django_db
FIRST = date(2026, 11, 5)  # closed before the due day, which is 18 November
NOTICE = "2026年10月已于2026年11月5日由区统计局王芳关账。"
ASK = "需要补报或更正的,请联系区统计局王芳、测试区李局重新开放。"
ADDRESS = {"place": "testland", "unit": "testland-works", "period": "2026-10"}


@pytest.fixture
def closed(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> Rooms:
    """A statistics office that checks everything closed October on 5 November."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 10))
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=date(2026, 10, 1))
    office = Unit.objects.create(
        code="testland-stats", name_zh="区统计局", name_en="Statistics Bureau",
        kind=UnitKind.DEPARTMENT, parent=rooms.place,
    )  # fmt: skip
    Series.objects.filter(place=rooms.place).update(checking=office)
    wang = person("wang", "王", "芳", office, Role.CHECKER)
    person("li", "李", "局", rooms.place, Role.MANAGER)
    close(rooms, wang)
    return rooms


def person(username: str, last: str, first: str, unit: Unit, role: Role) -> User:
    found = User.objects.create_user(username, last_name=last, first_name=first)
    Membership.objects.create(person=found, unit=unit, role=role)
    return found


def close(rooms: Rooms, author: User | None, day: date = FIRST) -> None:
    Closing.objects.create(
        place=rooms.place, period_end=OCTOBER, action="closed", author=author,
        recorded_at=datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip


def logged_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text(answer)))


class TestOneSentence:
    def test_the_due_list(self, closed: Rooms) -> None:
        shown = plain(client_of(closed.works).get("/due/"))
        assert "未报齐已关账" in shown
        assert NOTICE + ASK in shown
        assert "未报3项,共3项" in shown
        assert "待填报" not in shown.split("未报齐已关账")[1]

    def test_the_grid(self, closed: Rooms) -> None:
        shown = plain(client_of(closed.works).get("/log/", ADDRESS))
        assert NOTICE + ASK in shown
        assert "截止" not in shown
        assert "应报 3 · 已填 0 · 未报 3" in shown
        assert shown.count("关账未报") == 3
        assert "待填" not in shown

    def test_what_is_reported_once_lacks_in_no_month(self, closed: Rooms) -> None:
        Series.objects.filter(id=closed.task.id).update(calendar="once")
        works = client_of(closed.works)
        assert "未报2项,共2项" in plain(works.get("/due/"))
        shown = plain(works.get("/log/", ADDRESS))
        assert "应报 2 · 已填 0 · 未报 2" in shown
        assert shown.count("关账未报") == 2

    def test_what_is_sent_to_the_grid(self, closed: Rooms) -> None:
        sent = ADDRESS | {"do": "submit", "seen-ROAD_KM": "", "value-ROAD_KM": "71.4"}
        answer = client_of(closed.works).post("/log/", sent)
        assert answer.status_code == 409
        assert NOTICE + ASK in plain(answer)

    def test_the_matrix(self, closed: Rooms) -> None:
        address = "/reporting/?place=testland&year=2026&unit=testland-works&period=2026-10"
        shown = plain(client_of(closed.works).get(address))
        assert NOTICE + ASK in shown
        assert "■ 已关账 0/3" in shown
        assert "待报 0/3" not in shown
        assert "✕ 未报" not in shown

    def test_nobody_is_urged_for_it(self, closed: Rooms) -> None:
        client = logged_in("wang")
        shown = text(client.get("/reporting/?place=testland&year=2026"))  # type: ignore[arg-type]
        assert 'name="units"' not in shown
        assert NOTICE + ASK in shown
        answer = client.post("/reporting/urge", {
            "place": "testland", "year": "2026", "period": "2026-10", "units": "testland-works",
        })  # fmt: skip
        assert answer.status_code == 400
        assert "未催报。" + NOTICE + ASK in plain(answer)
        assert not Urging.objects.exists()

    def test_reminders(self, closed: Rooms, mailoutbox: list[Any], settings: Settings) -> None:
        settings.MAIL_GOES_OUT = True
        for unit in (closed.works, closed.finance):
            found = person(f"bao-{unit.code}", "包", "员", unit, Role.REPORTER)
            User.objects.filter(id=found.pk).update(email=f"{unit.code}@example.cn")
        call_command("send_reminders", "--today", "2026-11-16")
        assert mailoutbox == [], "nothing can be done about it"
        Closing.objects.all().delete()
        Unit.objects.filter(id=closed.place.id).update(collecting_since=date(2026, 9, 1))
        close(closed, User.objects.get(username="wang"))
        call_command("send_reminders", "--today", "2026-11-16")
        assert len(mailoutbox) == 2
        assert NOTICE + ASK in mailoutbox[0].body
        assert "2026年1—10月" not in mailoutbox[0].body.split("未报齐已关账")[0]

    def test_the_api(self, closed: Rooms) -> None:
        program = person("chen", "陈", "员", closed.works, Role.REPORTER)
        answer = post(program, [{"series": "ROAD_KM", "period": "2026-10", "value": "71.4"}])
        assert answer.status_code == 409, answer.content.decode()
        said = answer.json()
        assert said["detail"] == "未保存任何数据。" + NOTICE + ASK
        (error,) = said["errors"]
        assert (error["row"], error["field"], error["code"]) == (1, "period", "period_closed")
        assert NOTICE + ASK in error["detail"]

    def test_the_check_screen(self, closed: Rooms) -> None:
        Closing.objects.all().delete()
        token = waiting(closed.roads, "71.4")
        close(closed, User.objects.get(username="wang"))
        Series.objects.filter(id=closed.roads.id).update(checking=closed.works)
        client = client_of(closed.works, Role.CHECKER)
        shown = plain(client.get("/check/?place=testland&period=2026-10"))
        ask = "需要补报或更正的,请联系测试区李局重新开放。"
        assert ask in shown, "wang does not check everything any more"
        assert "作为更正通过" not in shown
        sent = {"place": "testland", "period": "2026-10", "do": "accept", "entry": token}
        answer = client.post("/check/decide", sent | {"text": "好"})
        assert answer.status_code == 409
        assert ask in plain(answer)
        reader = logged_in("li")
        assert reader.get("/check/").status_code == 403


def post(person: User, items: list[dict[str, str]]) -> Any:
    token = make_token(
        person.pk, name="月报程序", scope=TokenScope.WRITE, expires_on=date(2026, 12, 1),
        now=clock.now(), today=clock.today(),
    )  # fmt: skip
    return Client().post(
        "/api/v1/places/testland/actuals", json.dumps({"items": items}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token.secret}", "Idempotency-Key": "key-1",
                 "Accept-Language": "zh-hans"},
    )  # fmt: skip


class TestWhomToAsk:
    def test_who_checks_everything_or_covers_the_place(self, closed: Rooms) -> None:
        person("out", "离", "任", closed.place, Role.CHECKER)
        User.objects.filter(username="out").update(is_active=False)
        person("works", "住", "建", closed.works, Role.MANAGER)
        (first, second) = closers([closed.place.id])[closed.place.id]
        assert (first.name, first.unit.name_zh) == ("王芳", "区统计局")
        assert (second.name, second.unit.name_zh) == ("李局", "测试区")
        Series.objects.filter(id=closed.rate.id).update(checking=None)
        assert [each.name for each in closers([closed.place.id])[closed.place.id]] == ["李局"]

    def test_without_anybody_it_is_the_administrator(self, closed: Rooms) -> None:
        Membership.objects.all().delete()
        shown = plain(client_of(closed.works).get("/log/", ADDRESS))
        assert "由王芳关账。需要补报或更正的,请联系系统管理员重新开放。" in shown

    def test_of_many_three_are_named_and_the_others_counted(self, closed: Rooms) -> None:
        for n in range(4):
            person(f"more-{n}", "多", str(n), closed.place, Role.CHECKER)
        assert "等,另有3人重新开放" in plain(client_of(closed.works).get("/log/", ADDRESS))

    def test_in_english(self, closed: Rooms) -> None:
        client = client_of(closed.works)
        client.post("/language/", {"language": "en"})
        shown = plain(client.get("/log/", ADDRESS))
        assert "October 2026: closed on 5 November 2026 by 王芳 (Statistics Bureau)." in shown
        assert "ask 王芳 (Statistics Bureau) or 李局 (Testland) to reopen it." in shown

    def test_who_may_reopen_is_told_what_a_correction_needs(self, closed: Rooms) -> None:
        both = User.objects.get(username="wang")
        Membership.objects.create(person=both, unit=closed.works, role=Role.REPORTER)
        shown = plain(logged_in("wang").get("/log/", ADDRESS))
        assert NOTICE + "更正须写明理由,并标明“关账后更正”。" in shown
        assert "请联系" not in shown


class TestWhatWasClosedLater:
    def test_after_the_due_day_it_stays_missing(
        self, closed: Rooms, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))
        Closing.objects.all().delete()
        close(closed, None, date(2026, 11, 20))
        shown = plain(logged_in("wang").get("/reporting/?place=testland&year=2026"))
        assert "✕ 未报 0/3" in shown

    def test_long_after_it_is_no_news(self, closed: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 10))
        shown = plain(client_of(closed.works).get("/due/"))
        assert NOTICE not in shown
        assert "2026年1—11月" in shown

    def test_it_is_due_again_once_reopened(self, closed: Rooms) -> None:
        Closing.objects.create(
            place=closed.place, period_end=OCTOBER, action="reopened", reason="补报",
            recorded_at=clock.now(),
        )  # fmt: skip
        shown = plain(client_of(closed.works).get("/due/"))
        assert "未报齐已关账" not in shown
        assert "11月18日截止" in shown or "2026年11月18日" in shown
