"""Who may call what, and who may not: every operation, both ways."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from targets import clock
from targets.api.urls import urlpatterns
from targets.models import Actual, Draft, Membership, Role, Token, Unit
from targets.writes.people.tokens import revoke_token
from tests.api.conftest import Hire, Machine, person_with, token_of
from tests.web.rooms import OCTOBER, Rooms, enter

READERS = (
    "nobody", "unknown", "expired", "revoked", "disabled", "elsewhere", "viewer", "reads", "works",
    "finance", "checker", "manager", "root",
)  # fmt: skip
SHUT_OUT = dict.fromkeys(READERS[:5], 401)
OPEN = dict.fromkeys(READERS, 200)
KNOWN = OPEN | SHUT_OUT
COVERED = KNOWN | {"elsewhere": 403}
ROADS = {"series": "ROAD_KM", "period": "2026-10", "value": "60"}

# The name of the operation → its address, and who gets what
READING: dict[str, tuple[str, dict[str, int]]] = {
    "docs": ("/api/", OPEN),
    "openapi": ("/api/openapi.json", OPEN),
    "me": ("/api/v1/me", KNOWN),
    "list_places": ("/api/v1/places", KNOWN),
    "list_indicators": ("/api/v1/indicators", KNOWN),
    "list_series": ("/api/v1/places/testland/series", COVERED),
    "list_targets": ("/api/v1/places/testland/targets", COVERED),
    "list_actuals": ("/api/v1/places/testland/actuals", COVERED),
    "list_assessments": ("/api/v1/places/testland/assessments", COVERED),
}
# Logging for the works department: only who logs there, with a token that may write
WRITING = dict.fromkeys(READERS, 403) | SHUT_OUT | {"works": 200, "root": 200}


@pytest.fixture
def machines(rooms: Rooms) -> dict[str, Machine]:
    elsewhere = Unit.objects.create(code="elsewhere", name_zh="别处", kind="place")
    today = clock.today()
    found = {"nobody": Machine(), "unknown": Machine("tt_" + "x" * 43)}
    for name in ("expired", "revoked", "disabled"):
        person = person_with(rooms.works, Role.REPORTER, name)
        token, secret = token_of(person)
        if name == "expired":
            Token.objects.filter(pk=token.pk).update(expires_on=today - timedelta(days=1))
        elif name == "revoked":
            revoke_token(person.pk, token.pk, now=clock.now())
        else:
            User.objects.filter(pk=person.pk).update(is_active=False)
        found[name] = Machine(secret)
    for name, unit, role, scope in (
        ("elsewhere", elsewhere, Role.REPORTER, "write"),
        ("viewer", rooms.place, Role.VIEWER, "write"),
        ("reads", rooms.works, Role.REPORTER, "read"),
        ("works", rooms.works, Role.REPORTER, "write"),
        ("finance", rooms.finance, Role.REPORTER, "write"),
        ("checker", rooms.place, Role.CHECKER, "write"),
        ("manager", rooms.place, Role.MANAGER, "write"),
    ):
        found[name] = Machine(token_of(person_with(unit, role, name), scope)[1])
    found["root"] = Machine(token_of(User.objects.create_superuser("root"))[1])
    return found


def test_every_operation_is_entered_here() -> None:
    names = {pattern.name for pattern in urlpatterns if pattern.name != "other"}
    # Submitting shares the address of the list of actuals
    assert names == set(READING) | {"submit_actuals"}


@pytest.mark.parametrize("name", READING)
def test_who_may_read_and_who_may_not(machines: dict[str, Machine], name: str) -> None:
    address, expected = READING[name]
    answers = {
        who: machine.client.get(address, headers=machine.headers)
        for who, machine in machines.items()
    }
    assert {who: answer.status_code for who, answer in answers.items()} == expected
    for answer in answers.values():
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code
        if answer.status_code == 401:
            assert answer["WWW-Authenticate"].startswith("Bearer")


def test_who_may_write_and_who_may_not(machines: dict[str, Machine]) -> None:
    for who, machine in machines.items():
        Actual.objects.all().delete()
        answer = machine.submit(ROADS)
        assert (who, answer.status_code) == (who, WRITING[who])
        assert Actual.objects.exists() is (WRITING[who] == 200)
        if who == "finance":  # logs, but not this series: said by row and field
            assert answer.json()["errors"][0]["row"] == 1


def test_a_logged_in_browser_is_nobody_here(rooms: Rooms) -> None:
    client = Client()
    client.force_login(person_with(rooms.works, Role.REPORTER))
    assert client.get("/api/v1/me").status_code == 401
    answer = client.post("/api/v1/places/testland/actuals", {}, content_type="application/json")
    assert answer.status_code == 401


def test_a_role_that_ends_ends_at_once(works: Machine) -> None:
    assert works.submit(ROADS, dry_run="true").status_code == 200
    Membership.objects.update(role=Role.VIEWER)
    assert works.submit(ROADS).status_code == 403
    assert works.get("places/testland/actuals").status_code == 200
    Membership.objects.all().delete()
    assert works.get("places/testland/actuals").status_code == 403
    assert not Actual.objects.exists()


def test_a_person_who_is_disabled_has_no_tokens(works: Machine) -> None:
    assert works.get("me").status_code == 200
    User.objects.update(is_active=False)
    assert works.get("me").status_code == 401
    assert works.submit(ROADS).status_code == 401


def test_what_is_not_released_is_for_insiders(
    machines: dict[str, Machine], rooms: Rooms, late_november: date
) -> None:
    enter(rooms.roads, "60", OCTOBER, release_on=late_november + timedelta(days=3))

    def seen(who: str) -> int:
        return len(machines[who].read("places/testland/actuals")["items"])

    assert {who: seen(who) for who in ("viewer", "works", "finance", "checker", "manager")} == {
        "viewer": 0, "works": 1, "finance": 0, "checker": 1, "manager": 1,
    }  # fmt: skip
    judged = machines["viewer"].read("places/testland/assessments", year=2026)["items"][0]
    assert judged["code"] == "ROAD_KM"
    assert judged["actual"] is None
    told = machines["checker"].read("places/testland/assessments", year=2026)["items"][0]
    assert told["actual"] == "60"


def test_drafts_are_never_given(machines: dict[str, Machine], rooms: Rooms) -> None:
    author = User.objects.get(username="works")
    Draft.objects.create(
        series=rooms.roads, period_end=OCTOBER, typed={"value": "77.7"}, author=author,
        saved_at=clock.now(),
    )  # fmt: skip
    for who in ("works", "finance", "checker", "manager", "root"):
        for address in ("actuals", "assessments", "series"):
            body = machines[who].get(f"places/testland/{address}").content.decode()
            assert "77.7" not in body


def test_what_waits_is_told_to_those_who_may_know(
    machines: dict[str, Machine], rooms: Rooms
) -> None:
    Unit.objects.filter(pk=rooms.place.pk).update(checks_figures=True)
    assert machines["works"].submit(ROADS).json()["lane"] == "pending"
    counts: dict[str, Any] = {
        who: len(machines[who].read("places/testland/actuals", lane="all")["items"])
        for who in ("works", "checker", "manager", "viewer")
    }
    # As on the screens: whoever logs in and may read the place sees what waits, marked as such
    assert counts == dict.fromkeys(counts, 1)
    assert machines["elsewhere"].get("places/testland/actuals", lane="all").status_code == 403
    for who in counts:
        assert machines[who].read("places/testland/actuals")["items"] == []


def test_a_minute_has_only_so_many_calls(works: Machine, settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    statuses = [works.get("me").status_code for _number in range(3)]
    assert statuses[-1] == 429 or statuses[0] == 429  # a minute may turn in between
    answers = [works.get("me") for _number in range(4)]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused.json()["type"].endswith("too-many")


def test_guessing_is_slowed_down(db: None, settings: Any) -> None:
    settings.API_FAILURES_PER_MINUTE = 2
    statuses = {Machine("tt_" + "y" * 43).get("me").status_code for _number in range(6)}
    assert statuses == {401, 429}


@pytest.mark.parametrize(("language", "words"), [("en", "period"), ("zh-hans", "期")])
def test_problems_name_row_and_field_in_both_languages(
    hire: Hire, rooms: Rooms, language: str, words: str
) -> None:
    machine = hire(rooms.works, language=language)
    answer = machine.submit(ROADS, {**ROADS, "period": "2026-12"})
    assert answer.status_code == 422
    assert answer["Content-Language"].startswith(language[:2])
    (problem,) = answer.json()["errors"]
    assert (problem["row"], problem["field"]) == (2, "period")
    assert problem["pointer"] == "/items/1/period"
    assert words in problem["detail"]
    assert not Actual.objects.exists()
