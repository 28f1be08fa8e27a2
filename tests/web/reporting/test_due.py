"""待办 on the screen: where people arrive, what stands there, how they are reminded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from targets.models import Correspondence, Membership, Role, Unit
from tests.web.rooms import Rooms, client_of

PASSWORD = "kaishan-2026-lu"


@pytest.fixture(autouse=True)
def collecting(rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=date(2026, 10, 1))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("role", "arrives"),
    [
        (Role.REPORTER, "/due/"),
        (Role.SIGNER, "/due/"),
        (Role.CHECKER, "/due/"),
        (Role.MANAGER, "/"),
        (Role.VIEWER, "/"),
    ],
)
def test_people_with_something_to_do_arrive_there(rooms: Rooms, role: Role, arrives: str) -> None:
    person = User.objects.create_user("li", password=PASSWORD)
    Membership.objects.create(person=person, unit=rooms.place, role=role)
    client, said = Client(), {"username": "li", "password": PASSWORD}
    assert client.post("/login/", said)["Location"] == arrives
    assert client.post("/login/?next=/export/", said)["Location"] == "/export/"


def test_what_is_due_links_to_where_it_is_done(rooms: Rooms) -> None:
    page = text_of(client_of(rooms.works).get("/due/"))
    assert "逾期3项" in page
    assert "/log/?place=testland&amp;unit=testland-works&amp;period=2026-10" in page


def test_nothing_to_do_is_said_kindly(rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=date(2026, 11, 1))
    page = text_of(client_of(rooms.works).get("/due/"))
    assert "本期没有待办" in page
    assert "2026年1—11月" in page
    assert "您没有待办事项" in text_of(client_of(rooms.works, Role.VIEWER).get("/due/"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_owes_nothing_is_sent_to_a_screen_that_exists(rooms: Rooms, language: str) -> None:
    client = client_of(rooms.place, Role.MANAGER)
    page = text_of(client.get("/due/", headers={"accept-language": language}))
    name = "报送情况" if language == "zh-hans" else "Who has reported"
    assert f"“{name}”" in page
    assert f">{name}</a>" in page


def test_a_superuser_owes_what_their_memberships_say(rooms: Rooms) -> None:
    root = User.objects.create_superuser("root")
    client = Client()
    client.force_login(root)
    assert "您没有待办事项" in text_of(client.get("/due/"))
    Membership.objects.create(person=root, unit=rooms.works, role=Role.REPORTER)
    assert "逾期3项" in text_of(client.get("/due/"))


def test_the_number_of_queries_is_fixed(
    rooms: Rooms, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(rooms.place)
    person = User.objects.get()
    for role in (Role.SIGNER, Role.CHECKER):
        Membership.objects.create(person=person, unit=rooms.place, role=role)
    with django_assert_num_queries(12):
        assert client.get("/due/").status_code == 200


def test_how_to_be_reminded_is_chosen(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    page = text_of(client.get("/account/reminders/"))
    assert "checked" in page
    assert "尚未登记邮箱" in page
    answer = client.post("/account/reminders/", {"language": "en"})
    assert answer.status_code == 302
    choice = Correspondence.objects.get()
    assert (choice.language, choice.wants_digest) == ("en", False)
    assert client.post("/account/reminders/", {"language": "tlh"}).status_code == 400
    assert Correspondence.objects.get().language == "en"


def test_only_for_those_who_log_in(db: None) -> None:
    for address in ("/due/", "/account/reminders/"):
        assert Client().get(address)["Location"].startswith("/login/")
    assert Client().post("/account/reminders/", {"language": "en"}).status_code == 302
    assert not Correspondence.objects.exists()
