"""Whoever is renamed: what they recorded keeps the name of then, on every page and file."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from targets.models import Closing, Explanation, Role
from targets.writes.checking.closing import ClosedBy, reopen_period
from targets.writes.database_time import database_time
from tests.web.ledger.test_ledger import submit, text_of
from tests.web.rooms import OCTOBER, Rooms, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(rooms: Rooms) -> User:
    return User.objects.create_user("liming", last_name="李", first_name="明")


@pytest.fixture
def checker(rooms: Rooms) -> Client:
    return client_of(rooms.place, Role.CHECKER, "checker")


def rename(person: User) -> None:
    person.username, person.last_name, person.first_name = "zhaoliang", "赵", "亮"
    person.save()


def test_old_lines_keep_the_old_name_and_new_ones_bear_the_new(
    rooms: Rooms, li: User, checker: Client
) -> None:
    submit(rooms.roads, "71", li)
    Explanation.objects.create(
        series=rooms.roads, period_end=OCTOBER, cause="雨季", author=li, recorded_at=database_time()
    )
    rename(li)
    code = rooms.roads.indicator.code
    pages = [
        "/ledger/?place=testland",
        f"/series/testland/{code}/?year=2026&as_of=2026-10-31",
        "/check/?place=testland&period=2026-10",
    ]
    for page in pages:
        text = text_of(checker.get(page, follow=True))
        assert "李明" in text, page
        assert "赵亮" not in text, page
    file = checker.get("/ledger/ledger.csv?place=testland")
    assert "李明" in b"".join(file).decode()
    submit(rooms.rate, "5.1", li)
    text = text_of(checker.get(pages[0]))
    assert "李明" in text
    assert "赵亮" in text


def test_a_closing_keeps_the_name(rooms: Rooms, li: User, checker: Client) -> None:
    Closing.objects.create(
        place=rooms.place, period_end=OCTOBER, action="closed", author=li,
        recorded_at=database_time(), missing=[],
    )  # fmt: skip
    reopen_period(ClosedBy(rooms.place.id, OCTOBER, li.pk), reason="补报")
    rename(li)
    text = text_of(checker.get("/ledger/?place=testland"))
    assert "李明" in text
    assert "赵亮" not in text
