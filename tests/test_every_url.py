"""Who may and who may not, for every address there is: a new one has to be entered here."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from targets.models import Membership, Role, Unit
from targets.web.urls import urlpatterns
from targets.writes.places import add_place
from targets.writes.shipped import load_shipped

READERS = ("nobody", "stranger", "viewer", "reporter", "checker", "manager", "root")
OPEN = dict.fromkeys(READERS, 200)
LOGGED_IN = OPEN | {"nobody": 302}
COVERED = LOGGED_IN | {"stranger": 403}
LOGGING = dict.fromkeys(READERS, 403) | {"nobody": 302, "reporter": 200, "root": 200}
POSTED = dict.fromkeys(READERS, 405)

# Address (GET, with anonymous reading off) → who gets what
EXPECTED: dict[str, tuple[str, dict[str, int]]] = {
    "overview": ("/?place=baiyun", COVERED),
    "series": ("/series/baiyun/GDP_GROWTH/", COVERED),
    "log": ("/log/?place=baiyun&unit=baiyun-statistics&period=2024-12", LOGGING),
    "log_preview": ("/log/preview", POSTED),
    "export": ("/export/", LOGGED_IN),
    "export_assessments": ("/export/assessments.csv?place=baiyun", COVERED),
    "export_actuals": ("/export/actuals.csv?place=baiyun", COVERED),
    "export_targets": ("/export/targets.csv?place=baiyun", COVERED),
    "login": ("/login/", OPEN),
    "logout": ("/logout/", POSTED),
    "password": ("/password/", LOGGED_IN),
    "password_changed": ("/password/changed/", LOGGED_IN),
    "language": ("/language/", POSTED),
    "healthz": ("/healthz", OPEN),
}


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    load_shipped(today=date(2026, 11, 23))
    baiyun = Unit.objects.get(code="baiyun")
    elsewhere, _made = add_place("elsewhere", "别处")
    memberships = {
        "stranger": (elsewhere, Role.MANAGER),
        "viewer": (baiyun, Role.VIEWER),
        "reporter": (Unit.objects.get(code="baiyun-statistics"), Role.REPORTER),
        "checker": (baiyun, Role.CHECKER),
        "manager": (baiyun, Role.MANAGER),
    }
    found = {"nobody": Client()}
    for name, (unit, role) in memberships.items():
        person = User.objects.create_user(name)
        Membership.objects.create(person=person, unit=unit, role=role)
        found[name] = Client()
        found[name].force_login(person)
    found["root"] = Client()
    found["root"].force_login(User.objects.create_superuser("root"))
    return found


def test_every_address_is_entered_here() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_who_may_and_who_may_not(clients: dict[str, Client], settings: Settings, name: str) -> None:
    settings.ANONYMOUS_READING = False
    address, expected = EXPECTED[name]
    found = {}
    for who, client in clients.items():
        answer = client.get(address)
        found[who] = answer.status_code
        if answer.status_code == 302:
            assert answer["Location"].startswith(reverse("targets:login"))
        if answer.streaming:
            assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert found == expected


@pytest.mark.parametrize("name", [name for name, (_at, rights) in EXPECTED.items()
                                  if rights is COVERED])  # fmt: skip
def test_anonymous_readers_are_let_in_where_allowed_and_see_no_people(
    clients: dict[str, Client], settings: Settings, name: str
) -> None:
    settings.ANONYMOUS_READING = True
    Unit.objects.get(code="baiyun").series.update(leader="王某某")
    answer = clients["nobody"].get(EXPECTED[name][0])
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert "王某某" not in body.decode()
    known = clients["viewer"].get(EXPECTED[name][0])
    seen = b"".join(known.streaming_content) if known.streaming else known.content  # type: ignore[attr-defined]
    if name in {"overview", "series", "export_targets"}:
        assert "王某某" in seen.decode()
