"""How long a login lasts: idle, at the longest; and what keeps nobody logged in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from targets.web.urls import urlpatterns
from tracker.requests.session_limits import Ended

START = datetime(2026, 11, 23, 1, tzinfo=UTC)
PAGE = "/account/tokens/"
SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"


class Clock:
    """The time, as it is told."""

    def __init__(self) -> None:
        self.now = START

    def go(self, **ahead: int) -> None:
        self.now += timedelta(**ahead)


@pytest.fixture
def clock(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Clock:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 30, 12
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def person(clock: Clock) -> User:
    return User.objects.create_user("wang", password="kaishan-2026-lu")


@pytest.fixture
def client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def written(client: Client, address: str) -> int:
    """How often the session is written while an address is asked for."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    return sum('UPDATE "django_session"' in each["sql"] for each in queries)


def test_without_activity_it_ends_after_half_an_hour(client: Client, clock: Clock) -> None:
    clock.go(minutes=29, seconds=59)
    assert client.get(PAGE).status_code == 200
    clock.go(minutes=30)
    answer = client.get(f"{PAGE}?x=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=%2Faccount%2Ftokens%2F%3Fx%3D1&ended=idle"
    assert Session.objects.count() == 0, "it is gone from the server"
    assert client.cookies["sessionid"].value == ""
    page = client.get(answer["Location"]).content.decode()
    assert "您已退出登录" in page
    assert "30分钟" in page
    assert 'name="next" value="/account/tokens/?x=1"' in page


def test_with_activity_it_ends_after_twelve_hours(client: Client, clock: Clock) -> None:
    for _ in range(35):
        clock.go(minutes=20)
        assert client.get(PAGE).status_code == 200
    clock.go(minutes=20)
    answer = client.get(PAGE)
    assert answer["Location"].endswith("&ended=length")
    assert "12小时" in client.get(answer["Location"]).content.decode()
    assert client.get(PAGE)["Location"] == f"/login/?next={PAGE}", "it is said once"


def test_a_login_begins_anew(client: Client, person: User, clock: Clock) -> None:
    clock.go(minutes=25)
    client.post("/login/", {"username": "wang", "password": "kaishan-2026-lu"})
    clock.go(minutes=25)
    assert client.get(PAGE).status_code == 200


def test_a_login_of_before_there_were_limits_begins_now(client: Client, clock: Clock) -> None:
    session = client.session
    del session["logged_in_at"], session["active_at"]
    session.save()
    assert client.get(PAGE).status_code == 200
    clock.go(minutes=31)
    assert client.get(PAGE).status_code == 302


def test_nothing_ends_where_there_is_no_limit(
    client: Client, clock: Clock, settings: Settings
) -> None:
    settings.SESSION_IDLE_MINUTES = settings.SESSION_HOURS = 0
    clock.go(days=6)
    assert client.get(PAGE).status_code == 200


def test_activity_is_written_every_five_minutes(client: Client, clock: Clock) -> None:
    assert written(client, PAGE) == 0, "logging in was activity"
    clock.go(minutes=4, seconds=59)
    assert written(client, PAGE) == 0
    clock.go(seconds=1)
    assert written(client, PAGE) == 1
    assert written(client, PAGE) == 0


def test_a_short_limit_is_kept_by_activity_too(
    client: Client, clock: Clock, settings: Settings
) -> None:
    settings.SESSION_IDLE_MINUTES = 1
    for _ in range(6):
        clock.go(seconds=50)
        assert client.get(PAGE).status_code == 200
    clock.go(seconds=60)
    assert client.get(PAGE).status_code == 302


def test_a_reader_without_a_cookie_costs_nothing(clock: Clock) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert Client().get("/login/").status_code == 200
    assert not [each for each in queries if "django_session" in each["sql"]]


def polled() -> list[str]:
    """Addresses that a script of ours asks for by itself, again and again."""
    return ["log_alive", "import_progress", "wall"]


@pytest.mark.parametrize("name", polled())
def test_a_poll_is_no_activity(client: Client, clock: Clock, name: str) -> None:
    of = {"upload_id": "00000000-0000-0000-0000-000000000000"} if "progress" in name else {}
    address = reverse(f"targets:{name}", kwargs=of)
    for _ in range(3):
        clock.go(minutes=9)
        client.get(address)
    clock.go(minutes=9)
    assert client.get(address, headers={"accept": "*/*"}).status_code == 403
    assert Session.objects.count() == 0


def test_whatever_a_timer_asks_for_is_marked() -> None:
    """A new script that fetches by a timer has to be looked at, and its view marked."""
    timed = {
        path.relative_to(SCRIPTS).as_posix()
        for path in SCRIPTS.rglob("*.js")
        if re.search(r"set(Timeout|Interval)\(", text := path.read_text("utf-8"))
        and "fetch(" in text
    }
    # The grid asks its guard after something was typed
    assert timed == {"upload.js", "wall.js", "log/guard.js"}
    marked = {each.name for each in urlpatterns if getattr(each.callback, "is_no_activity", False)}
    assert marked == set(polled())


def test_typing_is_activity(client: Client, clock: Clock, person: User) -> None:
    for _ in range(5):
        clock.go(minutes=20)
        answer = client.get("/account/active")
        assert (answer.status_code, answer["X-Person"]) == (204, str(person.pk))
    assert client.get(PAGE).status_code == 200


def test_a_script_is_told_with_403(client: Client, clock: Clock) -> None:
    clock.go(minutes=31)
    for headers in (
        {"accept": "application/json"}, {"accept": "*/*"},
        {"sec-fetch-mode": "cors", "accept": "text/html"},
    ):  # fmt: skip
        client.force_login(User.objects.get())
        clock.go(minutes=31)
        answer = client.get(PAGE, headers=headers)
        assert answer.status_code == 403
        assert "请重新登录" in answer.content.decode()


def test_a_form_that_comes_too_late_changes_nothing(client: Client, clock: Clock) -> None:
    clock.go(minutes=31)
    sent = {"name": "市统计局每月取数<b>", "scope": "read", "expires_on": "2026-12-01",
            "old_password": "密码也许是这个样子的"}  # fmt: skip
    came_from = "http://testserver/account/tokens/?a=1"
    answer = client.post("/account/tokens/", sent, headers={"referer": came_from})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "没有保存" in page
    assert "/login/?next=%2Faccount%2Ftokens%2F%3Fa%3D1&amp;ended=idle" in page
    assert 'target="_blank"' in page
    assert "市统计局每月取数&lt;b&gt;" in page, "what was typed is not lost"
    assert "密码也许" not in page
    clock.go(minutes=1)
    client.force_login(User.objects.get())
    assert "还没有令牌" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("came_from", ["https://elsewhere.example/x", "", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(client: Client, clock: Clock, came_from: str) -> None:
    clock.go(minutes=31)
    answer = client.post("/views/", {"name": "x"}, headers={"referer": came_from})
    assert "/login/?next=%2F&amp;ended=idle" in answer.content.decode()


def test_a_way_back_fits_into_a_header(client: Client, clock: Clock) -> None:
    clock.go(minutes=31)
    answer = client.get(PAGE, {"x": "一" * 3000})
    assert answer["Location"] == "/login/?next=%2F&ended=idle"


def test_who_asks_nobody_is_not_stopped(client: Client, clock: Clock) -> None:
    clock.go(minutes=31)
    assert client.get("/login/").status_code == 200
    client.force_login(User.objects.get())
    clock.go(minutes=31)
    assert client.post("/language/", {"language": "en"}).status_code == 302
    client.force_login(User.objects.get())
    clock.go(minutes=31)
    assert client.post("/logout/").status_code == 302


def test_a_page_that_is_not_there_is_shown_to_nobody(client: Client, clock: Clock) -> None:
    clock.go(minutes=31)
    answer = client.get("/there-is-no-such-page/")
    assert answer.status_code == 404
    assert "wang" not in answer.content.decode()


def test_a_program_with_its_token_is_not_stopped_by_a_cookie(client: Client, clock: Clock) -> None:
    clock.go(minutes=31)
    answer = client.get("/api/v1/places", headers={"authorization": "Bearer tt_wrong"})
    assert answer.status_code == 401


@pytest.mark.parametrize("ended", ["", "idle\0", "never", "IDLE"])
def test_only_what_ends_a_session_is_said(clock: Clock, ended: str) -> None:
    page = Client().get("/login/", {"ended": ended}).content.decode()
    assert "您已退出登录" not in page


def test_every_end_has_its_sentence(clock: Clock) -> None:
    sentences = {ended.sentence for ended in Ended}
    assert len(sentences) == len(Ended)
