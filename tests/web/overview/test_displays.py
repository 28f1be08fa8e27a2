"""Display links: made by managers, shown once, revoked; a screen sees what everybody may see."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from targets import clock
from targets.models import DisplayLink, Role
from targets.reads.scope.tokens import hash_of
from targets.writes.people.display_links import MOST_LINKS
from targets.writes.targets.places import add_place
from tests.web.rooms import TODAY, Rooms, client_of, enter
from tracker.log_format import without_secrets

PAGE = "/wall/links/?place=testland"


@pytest.fixture
def manager(rooms: Rooms) -> Client:
    return client_of(rooms.place, Role.MANAGER, "guan")


def make(client: Client, name: str = "三楼会议室", day: str = "") -> str:
    """The path of a link just made."""
    answer = client.post(PAGE, {"name": name, "expires_on": day})
    assert answer.status_code == 200
    (address,) = re.findall(r'<code id="secret">([^<]+)</code>', text(answer))
    assert re.fullmatch(r"http://testserver/display/td_[\w-]{43}/", address)
    return str(address).removeprefix("http://testserver")


def revoke(client: Client, place: str = "testland") -> Any:
    link = DisplayLink.objects.get()
    return client.post(f"/wall/links/{link.id}/revoke?place={place}")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_secret_is_shown_once_and_stored_as_its_hash(manager: Client) -> None:
    secret = make(manager).split("/")[2]
    link = DisplayLink.objects.get()
    assert link.sha256 == hash_of(secret)
    assert secret not in str(list(DisplayLink.objects.values()))
    listed = manager.get(PAGE)
    assert secret not in text(listed)
    assert "三楼会议室" in text(listed)
    assert "no-store" in listed["Cache-Control"]


def test_a_screen_needs_no_login_and_gets_none(
    manager: Client, rooms: Rooms, settings: Settings
) -> None:
    settings.ANONYMOUS_READING = False
    enter(rooms.roads, "40.5")
    path, screen, sessions = make(manager), Client(), Session.objects.count()
    answer = screen.get(path)
    assert answer.status_code == 200
    assert "<b>40.5</b>" in text(answer)
    assert not screen.cookies
    assert Session.objects.count() == sessions
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert screen.get("/?place=testland").status_code == 302, "it opens nothing else"
    assert screen.get("/wall/?place=testland").status_code == 302


def test_it_leads_nowhere_and_shows_no_other_place(manager: Client, rooms: Rooms) -> None:
    add_place("elsewhere", "别处")
    shown = text(Client().get(f"{make(manager)}?place=elsewhere"))
    assert "测试区" in shown
    assert "别处" not in shown
    assert "<a " not in shown
    assert "<form" not in shown


def test_it_shows_what_everybody_sees_whoever_asks(manager: Client, rooms: Rooms) -> None:
    """No figure that is embargoed, not even in the browser of a manager."""
    enter(rooms.roads, "40.5")
    enter(rooms.rate, "7.7", release_on=TODAY + timedelta(days=5))
    path = make(manager)
    assert "7.7" in text(manager.get("/wall/?place=testland"))
    for client in (Client(), manager):
        shown = text(client.get(path))
        assert "40.5" in shown
        assert "7.7" not in shown


@pytest.mark.parametrize("wanted", [{"look": "light", "seconds": "30"}, {"as_of": "2026-09"}])
def test_it_takes_what_the_wall_takes(manager: Client, wanted: dict[str, str]) -> None:
    assert Client().get(make(manager), wanted).status_code == 200


def test_a_look_that_does_not_exist_is_said(manager: Client) -> None:
    assert Client().get(make(manager), {"look": "pink"}).status_code == 400


def test_a_revoked_link_shows_nothing_at_once(manager: Client) -> None:
    path = make(manager)
    assert revoke(manager).status_code == 302
    answer = Client().get(path)
    assert answer.status_code == 410
    assert "不再显示" in text(answer)
    assert "测试区" not in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert revoke(manager).status_code == 404, "there is nothing left to revoke"
    assert "由guan撤销" in text(manager.get(PAGE))


def test_a_link_ends_after_its_last_day(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(manager, day=f"{clock.today():%Y-%m-%d}")
    assert Client().get(path).status_code == 200
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert Client().get(path).status_code == 410
    assert "已过期" in text(manager.get(PAGE))


@pytest.mark.parametrize("secret", ["td_unknown", "tt_x", "x" * 300, "td_密"])
def test_an_unknown_secret_finds_nothing(db: None, secret: str) -> None:
    answer = Client().get(f"/display/{secret}/")
    assert answer.status_code == 404
    assert "不再显示" in text(answer)


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        ("", "", "请注明用于哪块屏幕"),
        ("长" * 101, "", "101"),
        ("a\u202eb", "", "无法显示"),
        ("会议室", "2020-01-01", "2020"),
        ("会议室", "soon", "soon"),
    ],
)
def test_what_is_wrong_is_said(manager: Client, name: str, day: str, said: str) -> None:
    answer = manager.post(PAGE, {"name": name, "expires_on": day})
    assert answer.status_code == 400
    assert said in text(answer)
    assert not DisplayLink.objects.exists()


def test_a_place_has_so_many_and_no_more(manager: Client, rooms: Rooms) -> None:
    person = User.objects.get(username="guan")
    DisplayLink.objects.bulk_create(
        DisplayLink(place=rooms.place, name="x", sha256=str(number), made_by=person,
                    made_at=clock.now())
        for number in range(MOST_LINKS)
    )  # fmt: skip
    assert manager.post(PAGE, {"name": "再一块", "expires_on": ""}).status_code == 400
    assert DisplayLink.objects.count() == MOST_LINKS


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.CHECKER, Role.SIGNER])
def test_only_managers_make_see_and_revoke(manager: Client, rooms: Rooms, role: Role) -> None:
    path = make(manager)
    other = client_of(rooms.place, role)
    assert other.get(PAGE).status_code == 403
    assert other.post(PAGE, {"name": "x", "expires_on": ""}).status_code == 403
    assert revoke(other).status_code == 403
    assert Client().post(PAGE, {"name": "x"}).status_code == 302
    assert Client().get(path).status_code == 200
    assert DisplayLink.objects.count() == 1


def test_a_manager_of_another_place_reaches_none_of_them(manager: Client, rooms: Rooms) -> None:
    make(manager)
    elsewhere = client_of(add_place("elsewhere", "别处")[0], Role.MANAGER)
    assert elsewhere.get(PAGE).status_code == 403
    assert revoke(elsewhere, "elsewhere").status_code == 404
    assert revoke(elsewhere).status_code == 403
    assert DisplayLink.objects.get().revoked_at is None


def test_making_and_revoking_are_written_down(manager: Client) -> None:
    make(manager)
    revoke(manager)
    lines = list(LogEntry.objects.order_by("id"))
    assert [line.user.username for line in lines] == ["guan", "guan"]
    assert {line.object_repr for line in lines} == {"三楼会议室"}
    assert json.loads(lines[1].change_message) == [{"changed": {"fields": ["revoked at"]}}]


def test_use_is_written_every_ten_minutes(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path, start = make(manager), clock.now()
    counts = []
    for minutes in (0, 9, 11):
        at = start + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        with CaptureQueriesContext(connection) as queries:
            Client().get(path)
        counts.append(sum("UPDATE" in each["sql"] for each in queries))
    assert counts == [1, 0, 1]


def test_a_wall_names_its_links_to_managers_alone(manager: Client, rooms: Rooms) -> None:
    assert "/wall/links/?place=testland" in text(manager.get("/wall/?place=testland"))
    viewer = client_of(rooms.place, Role.VIEWER)
    assert "/wall/links/" not in text(viewer.get("/wall/?place=testland"))


def test_no_log_line_opens_a_screen(manager: Client, caplog: pytest.LogCaptureFixture) -> None:
    path = make(manager)
    revoke(manager)
    with caplog.at_level(logging.WARNING):
        Client().get(path)
    logged = "\n".join(without_secrets(record.getMessage()) for record in caplog.records)
    assert "/display/…/" in logged
    assert path.split("/")[2] not in logged
    assert without_secrets("GET /embed/abc:def/?x=1 503") == "GET /embed/…/?x=1 503"
