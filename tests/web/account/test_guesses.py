"""Guessing passwords: slowed down by name, by address and by browser; nobody is locked out."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from targets.models import Guess, Role
from targets.reads.scope.guesses import name_hash
from targets.web.account.known_browser import COOKIE
from targets.writes.people import guesses
from targets.writes.people.guesses import BROWSER_FAILURES, Delayed, attempt_login
from targets.writes.targets.places import add_place
from tests.web.rooms import Rooms, client_of

RIGHT, WRONG = "kaishan-2026-lu", "guessed"
DOORS = ("/login/", "/admin/login/")


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    settings.PROXY_COUNT = 1
    settings.AXES_FAILURE_LIMIT = 3
    settings.LOGIN_NAME_FAILURES, settings.LOGIN_ADDRESS_FAILURES = 6, 12
    settings.LOGIN_WAIT_SECONDS = 30


@pytest.fixture
def wang(db: None) -> User:
    return User.objects.create_superuser("wang", password=RIGHT)


def login(
    name: str = "wang", password: str = WRONG, *, address: str = "192.0.2.1",
    client: Client | None = None, door: str = "/login/",
) -> Any:  # fmt: skip
    sent = {"username": name, "password": password}
    return (client or Client()).post(door, sent, HTTP_X_FORWARDED_FOR=address)


def attack(count: int, name: str = "wang", start: int = 1) -> None:
    """As many wrong passwords, each from an address of its own."""
    for number in range(start, start + count):
        login(name, address=f"198.51.100.{number}")


def pass_time(seconds: int) -> None:
    """All that is counted was counted so long before."""
    ago = timedelta(seconds=seconds)
    Guess.objects.update(since=F("since") - ago, due=F("due") - ago)


@pytest.mark.parametrize("door", DOORS)
def test_a_name_waits_for_its_turn_and_comes_in(wang: User, door: str) -> None:
    """While a thousand addresses go on guessing."""
    attack(6)
    refused = login(password=RIGHT, door=door)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 30
    assert "已为您保留次序" in refused.content.decode()
    attack(20, start=50)
    pass_time(10)
    early = login(password=RIGHT, door=door)
    assert early.status_code == 429
    assert int(early["Retry-After"]) <= 20, "asking again makes nobody wait longer"
    pass_time(20)
    assert login(password=RIGHT, door=door).status_code == 302
    pass_time(60)
    assert login(password=WRONG, door=door).status_code == 429, "a turn is used once"


def test_a_turn_belongs_to_one_address(wang: User) -> None:
    attack(6)
    login(password=RIGHT)
    pass_time(30)
    assert login(password=RIGHT, address="192.0.2.9").status_code == 429
    assert login(password=RIGHT).status_code == 302


def test_a_turn_is_not_saved_up(wang: User) -> None:
    attack(6)
    login()
    pass_time(400)
    assert login(password=RIGHT).status_code == 429


def test_the_count_is_forgotten_after_the_time(wang: User) -> None:
    attack(6)
    pass_time(15 * 60)
    assert login(password=RIGHT).status_code == 302


@pytest.mark.parametrize("name", [" wang", "ＷＡＮＧ", "Wang", "wang "])
def test_a_name_is_one_however_it_is_written(wang: User, name: str) -> None:
    attack(6, name)
    assert login(password=RIGHT).status_code == 429


def test_a_name_that_nobody_has_is_answered_alike(wang: User) -> None:
    attack(6)
    attack(6, "nobody", start=100)
    answers = [login(name, address="192.0.2.7") for name in ("wang", "nobody")]
    assert [answer.status_code for answer in answers] == [429, 429]
    assert answers[0]["Retry-After"] == answers[1]["Retry-After"]


def test_an_address_waits_over_all_names(wang: User) -> None:
    for number in range(12):
        assert login(f"name-{number}").status_code == 200
    assert login(password=RIGHT).status_code == 429
    assert login(password=RIGHT, address="192.0.2.2").status_code == 302
    pass_time(30)
    assert login(password=RIGHT).status_code == 302, "a colleague at the address waits, no more"


def test_right_passwords_count_for_nothing(wang: User) -> None:
    for _ in range(20):
        assert login(password=RIGHT).status_code == 302


def test_ipv6_is_counted_by_network(wang: User) -> None:
    for number in range(12):
        login(f"name-{number}", address=f"2001:db8:1:2::{number:x}")
    assert login(address="2001:db8:1:2:ffff::1").status_code == 429
    assert login(address="2001:db8:1:3::1").status_code == 200
    assert login(address="::ffff:192.0.2.77").status_code == 200
    assert Guess.objects.filter(key="address:192.0.2.77").exists()


def test_the_pair_is_locked_as_before(wang: User) -> None:
    codes = [login().status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert login(password=RIGHT).status_code == 429
    assert login(password=RIGHT, address="192.0.2.2").status_code == 302


def test_who_is_locked_at_an_address_uses_up_no_turns(wang: User) -> None:
    for _ in range(30):
        login()
    assert login("another").status_code == 200
    assert login(address="192.0.2.2").status_code == 200


def test_a_browser_that_logged_in_before_does_not_wait(wang: User) -> None:
    browser = Client()
    assert login(password=RIGHT, client=browser).status_code == 302
    browser.post("/logout/")
    attack(20)
    for _ in range(5):
        login()
    assert login(client=browser).status_code == 200, "a mistake"
    assert login(password=RIGHT, client=browser).status_code == 302
    cookie = browser.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_such_a_browser_guesses_no_more_than_others(wang: User) -> None:
    browser = Client()
    login(password=RIGHT, client=browser)
    browser.post("/logout/")
    codes = {login(client=browser, address="192.0.2.8").status_code
             for _ in range(BROWSER_FAILURES + 4)}  # fmt: skip
    assert codes == {200, 429}
    assert login(password=RIGHT, client=browser, address="192.0.2.8").status_code == 429


def test_it_knows_its_own_people_alone(wang: User) -> None:
    User.objects.create_user("li", password=RIGHT)
    browser = Client()
    login(password=RIGHT, client=browser)
    browser.post("/logout/")
    attack(6, "li")
    assert login("li", RIGHT, client=browser).status_code == 429
    Guess.objects.all().delete()
    assert login("li", RIGHT, client=browser).status_code == 302
    browser.post("/logout/")
    attack(6)
    attack(6, "li", start=100)
    for name in ("wang", "li"):
        assert login(name, RIGHT, client=browser).status_code == 302
        browser.post("/logout/")


def test_a_new_password_ends_it_and_changing_ones_own_does_not(wang: User) -> None:
    browser, new = Client(), "shangang-2027-he"
    login(password=RIGHT, client=browser)
    sent = {"old_password": RIGHT, "new_password1": new, "new_password2": new}
    assert browser.post("/password/", sent).status_code == 302
    browser.post("/logout/")
    attack(6)
    assert login(password=new, client=browser).status_code == 302
    browser.post("/logout/")
    wang.refresh_from_db()
    wang.set_password(RIGHT)
    wang.save()
    assert login(password=RIGHT, client=browser).status_code == 429


@pytest.mark.parametrize("value", ["", "x", "x" * 5000, "YWJj:1:abc", "\x00", "..:..:.."])
def test_a_cookie_that_is_not_ours_is_none(wang: User, value: str) -> None:
    browser = Client()
    browser.cookies[COOKIE] = value
    attack(6)
    assert login(password=RIGHT, client=browser).status_code == 429


def test_the_old_password_is_not_guessed_without_end(wang: User) -> None:
    client, new = Client(), "shangang-2027-he"
    client.force_login(wang)
    sent = {"old_password": WRONG, "new_password1": new, "new_password2": new}
    codes = [client.post("/password/", sent).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    right = sent | {"old_password": RIGHT}
    assert client.post("/password/", right).status_code == 429
    pass_time(30)
    assert client.post("/password/", right).status_code == 302
    wang.refresh_from_db()
    assert wang.check_password(new)


def test_the_administration_changes_passwords_at_the_same_door(wang: User) -> None:
    client = Client()
    client.force_login(wang)
    assert client.get("/admin/password_change/")["Location"] == "/password/"
    assert client.post("/admin/password_change/", {"old_password": WRONG})["Location"] == (
        "/password/"
    )


def test_many_at_once_are_counted_before_they_are_looked_at(wang: User) -> None:
    """Nothing is decided by what was read before: the count comes with the counting."""
    for number in range(6):
        attempt_login("wang", f"198.51.100.{number}")
    with pytest.raises(Delayed):
        attempt_login("wang", "198.51.100.7")


def test_right_and_wrong_at_once_wait_for_nothing(
    transactional_db: None, settings: Settings
) -> None:
    """Eight people at one address, half of whom are right: nobody's count waits for another's."""
    settings.LOGIN_NAME_FAILURES = settings.LOGIN_ADDRESS_FAILURES = 1000

    def tries(name: str) -> None:
        for number in range(20):
            attempt = attempt_login(name, "192.0.2.1")
            if number % 2:
                guesses.was_right(attempt)
        connections.close_all()

    names = [f"name-{number % 4}" for number in range(8)]
    with ThreadPoolExecutor(len(names)) as pool:
        assert list(pool.map(tries, names)) == [None] * len(names)
    used = dict(Guess.objects.values_list("key", "used"))
    assert used["address:192.0.2.1"] == 80
    assert used[f"name:{name_hash('name-0')}"] == 20


def test_a_flood_of_names_fills_nothing(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(guesses, "MOST_ROWS", 10)
    for number in range(40):
        attempt_login(f"made-up-{number}", f"198.51.100.{number}")
    assert Guess.objects.count() <= 12
    assert Guess.objects.filter(key=f"name:{name_hash('made-up-39')}").exists()
    pass_time(3600)
    attempt_login("one", "192.0.2.1")
    assert Guess.objects.count() == 2


def test_a_name_of_any_length_is_counted(db: None) -> None:
    for name in ("长" * 100_000, "\ud800", ""):
        attempt_login(name, "192.0.2.1")
    assert not Guess.objects.filter(key__contains="长").exists(), "people type passwords there"


# ---- Freeing


@pytest.fixture
def manager(rooms: Rooms) -> Client:
    return client_of(rooms.place, Role.MANAGER, "guan")


def delayed(person: str) -> None:
    for _ in range(3):
        login(person)
    attack(6, person)


def test_who_administers_people_frees_them(manager: Client, rooms: Rooms) -> None:
    client_of(rooms.works, Role.REPORTER, "li")
    User.objects.filter(username="li").update(last_name="李")
    elsewhere = add_place("elsewhere", "别处")[0]
    client_of(elsewhere, Role.REPORTER, "zhao")
    for name in ("li", "zhao", "password-typed-as-a-name"):
        delayed(name)
        Guess.objects.filter(key__startswith="address:").delete()
    page = manager.get("/account/delays/").content.decode()
    assert "李" in page
    assert "192.0.2.1" in page
    assert "zhao" not in page
    assert "password-typed" not in page
    assert "个不存在的用户名" not in page
    assert manager.post("/account/delays/", {"name": "zhao"}).status_code == 404
    assert manager.post("/account/delays/", {"name": "li"}).status_code == 302
    assert login("li").status_code == 200
    assert login("zhao").status_code == 429
    (line,) = LogEntry.objects.all()
    assert (line.user.username, line.object_repr) == ("guan", "li")
    assert "密码错误后的等待" in line.get_change_message()
    assert "目前没有人需要等待" in manager.get("/account/delays/").content.decode()


def test_only_a_superuser_frees_addresses(manager: Client, wang: User) -> None:
    for number in range(14):
        login(f"name-{number}", address="192.0.2.66")
    assert "192.0.2.66" not in manager.get("/account/delays/").content.decode()
    assert manager.post("/account/delays/", {"address": "192.0.2.66"}).status_code == 403
    root = Client()
    root.force_login(wang)
    assert "192.0.2.66" in root.get("/account/delays/").content.decode()
    assert root.post("/account/delays/", {"address": "soon"}).status_code == 404
    assert root.post("/account/delays/", {"address": "192.0.2.66"}).status_code == 302
    assert login("name-99", address="192.0.2.66").status_code == 200
    assert LogEntry.objects.get().object_repr == "192.0.2.66"


def test_names_that_nobody_has_are_a_number(wang: User) -> None:
    attack(7, "password-typed-as-a-name")
    root = Client()
    root.force_login(wang)
    page = root.get("/account/delays/").content.decode()
    assert "另有1个不存在的用户名" in page
    assert "password-typed" not in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.CHECKER, Role.SIGNER])
def test_nobody_else_sees_or_frees(rooms: Rooms, role: Role) -> None:
    client = client_of(rooms.place, role, "li")
    assert client.get("/account/delays/").status_code == 403
    assert client.post("/account/delays/", {"name": "li"}).status_code == 403
    assert Client().get("/account/delays/").status_code == 302


def command(*words: str) -> str:
    out = StringIO()
    call_command("unlock", *words, stdout=out)
    return out.getvalue()


def test_the_command_lists_and_frees(wang: User) -> None:
    assert command() == "Nobody has to wait.\n"
    delayed("wang")
    for number in range(14):
        login(f"name-{number}", address="2001:db8::1")
    assert (
        command()
        == "wang: 9 wrong passwords, locked at 192.0.2.1\n2001:db8::: 14 wrong passwords\n"
    )
    assert command("wang") == "wang need not wait any more.\n"
    assert command("2001:db8::5") == "2001:db8::5 need not wait any more.\n"
    assert command() == "Nobody has to wait.\n"
    lines = list(LogEntry.objects.order_by("id"))
    assert {line.user_id for line in lines} == {None}
    assert "manage.py unlock" in lines[0].get_change_message()


def test_the_command_says_what_is_wrong(db: None) -> None:
    with pytest.raises(CommandError, match="nobody called “soon”"):
        command("soon")


# ---- The log


def test_each_login_leaves_a_line(wang: User, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    with caplog.at_level(logging.INFO, logger="tracker"):
        login("evil\n2026 INFO logged in: “root”", address="192.0.2.3")
        login(password=RIGHT, client=client)
        client.post("/logout/")
        attack(6)
        login()
    lines = [
        each.getMessage() for each in caplog.records if each.name == "tracker.requests.login_log"
    ]
    assert lines[0] == "wrong password or name: “evil�2026 INFO logged in: “root”” from 192.0.2.3"
    assert lines[1] == "logged in: “wang” from 192.0.2.1"
    assert lines[2].startswith("logged out: “wang” from ")
    assert lines[-1] == "had to wait: “wang” from 192.0.2.1"
    assert not any(RIGHT in line or WRONG in line for line in lines)


def test_time_is_the_databases(wang: User) -> None:
    attack(1)
    assert abs(Guess.objects.latest("since").since - timezone.now()) < timedelta(minutes=1)
