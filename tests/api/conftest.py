"""A district, somebody who logs for its works department, and tokens to call with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from targets import clock
from targets.models import Membership, Role, Token, Unit
from targets.writes.people.tokens import make_token
from tests.web.rooms import TODAY, Rooms, build_rooms


class Machine:
    """A program with a token: asks and submits as a client would."""

    def __init__(self, secret: str = "", language: str = "en") -> None:
        self.client = Client()
        self.headers = {"Accept-Language": language}
        if secret:
            self.headers["Authorization"] = f"Bearer {secret}"
        self.keys = 0

    def get(self, address: str, **asked: Any) -> Any:
        """Ask; the answer's status and body."""
        return self.client.get(f"/api/v1/{address}", asked, headers=self.headers)

    def read(self, address: str, **asked: Any) -> Any:
        """The body of an answer that has to be good."""
        answer = self.get(address, **asked)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def submit(self, *items: Any, key: str = "", place: str = "testland", **asked: Any) -> Any:
        """Submit items, under a key of its own unless one is given."""
        self.keys += 1
        return self.client.post(
            f"/api/v1/places/{place}/actuals",
            json.dumps({"items": items}),
            content_type="application/json",
            headers={**self.headers, "Idempotency-Key": key or f"key-{id(self)}-{self.keys}"},
            query_params=asked,
        )


def token_of(person: User, scope: str = "write", *, days: int = 30) -> tuple[Token, str]:
    """A live token and its secret."""
    today = clock.today()
    made = make_token(
        person.pk,
        name="program",
        scope=scope,
        expires_on=today + timedelta(days=days),
        now=clock.now(),
        today=today,
    )
    return made.token, made.secret


def person_with(unit: Unit, role: Role, name: str = "") -> User:
    """Somebody with one role."""
    person = User.objects.create_user(name or f"{role}-{unit.code}")
    Membership.objects.create(person=person, unit=unit, role=role)
    return person


Hire = Callable[..., Machine]


@pytest.fixture
def late_november(monkeypatch: pytest.MonkeyPatch) -> date:
    """It is 23 November 2026."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return TODAY


@pytest.fixture
def rooms(db: None, late_november: date, settings: Settings) -> Rooms:
    """A district whose figures count at once; nobody reads anonymously."""
    settings.ANONYMOUS_READING = False
    built = build_rooms()
    Unit.objects.filter(id=built.place.id).update(checks_figures=False)
    return built


@pytest.fixture
def hire(rooms: Rooms) -> Hire:
    """A machine that works for somebody with one role."""

    def hired(
        unit: Unit, role: Role = Role.REPORTER, scope: str = "write", language: str = "en"
    ) -> Machine:
        return Machine(token_of(person_with(unit, role), scope)[1], language)

    return hired


@pytest.fixture
def works(hire: Hire, rooms: Rooms) -> Machine:
    """Writes for the works department."""
    return hire(rooms.works)
