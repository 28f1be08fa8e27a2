"""The same key answers the same, and its write happens once, whatever else happens."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from targets import clock
from targets.models import Actual, Call, Membership, Role, Unit
from targets.writes.api import idempotency
from targets.writes.api.idempotency import Answer, CallUnderWay, answer_once
from tests.api.conftest import Hire, Machine, person_with, token_of
from tests.web.rooms import Rooms, build_rooms

ROADS = {"series": "ROAD_KM", "period": "2026-10", "value": "60"}


def test_the_same_key_answers_the_same_to_the_byte(works: Machine) -> None:
    first = works.submit(ROADS, key="one")
    again = works.submit(ROADS, key="one")
    assert (again.status_code, again.content) == (200, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Actual.objects.count() == 1


def test_a_refusal_is_answered_again_too(works: Machine) -> None:
    wrong = {**ROADS, "period": "2026-12"}
    first = works.submit(wrong, key="one")
    again = works.submit(wrong, key="one")
    assert (first.status_code, again.status_code) == (422, 422)
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert again["Content-Type"] == "application/problem+json"


def test_a_key_stands_for_one_request(works: Machine) -> None:
    works.submit(ROADS, key="one")
    other = works.submit({**ROADS, "value": "61", "reason": "x"}, key="one")
    assert other.status_code == 422
    assert other.json()["type"].endswith("key-reused")
    assert Actual.objects.count() == 1


def test_keys_are_each_persons_own(works: Machine, hire: Hire, rooms: Rooms) -> None:
    works.submit(ROADS, key="one")
    other = hire(rooms.finance).submit(
        {"series": "GROWTH", "period": "2026-10", "value": "5"}, key="one"
    )
    assert other.status_code == 200
    assert "Idempotency-Replayed" not in other


def test_two_tokens_of_one_person_share_their_keys(rooms: Rooms) -> None:
    person = person_with(rooms.works, Role.REPORTER)
    machines = [Machine(token_of(person)[1]) for _number in range(2)]
    assert machines[0].submit(ROADS, key="one").status_code == 200
    assert machines[1].submit(ROADS, key="one")["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", "with space", "ключ", "x" * 101])
def test_a_write_needs_a_key(works: Machine, key: str) -> None:
    headers = {**works.headers, **({"Idempotency-Key": key} if key else {})}
    answer = works.client.post(
        "/api/v1/places/testland/actuals", {"items": [ROADS]},
        content_type="application/json", headers=headers,
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("key-missing")


def test_a_dry_run_uses_up_no_key(works: Machine) -> None:
    works.submit(ROADS, key="one", dry_run="true")
    assert not Call.objects.exists()
    assert works.submit(ROADS, key="one").json()["new"] == 1


def test_a_crash_in_between_leaves_neither_key_nor_write(
    works: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("targets.api.operations.submitting._submitted", crash)
        answer = works.submit(ROADS, key="one")
    assert answer.status_code == 500
    assert answer.json()["type"].endswith("failed")
    assert (Actual.objects.count(), Call.objects.count()) == (0, 0)
    assert works.submit(ROADS, key="one").json()["new"] == 1


def test_old_keys_are_forgotten(works: Machine) -> None:
    works.submit(ROADS, key="one")
    Call.objects.update(made_at=clock.now() - timedelta(days=31))
    works.submit(ROADS, key="two")
    assert [call.key for call in Call.objects.all()] == ["two"]


def test_rights_are_asked_again_before_an_old_answer_is_given(works: Machine, rooms: Rooms) -> None:
    works.submit(ROADS, key="one")
    Membership.objects.all().delete()
    assert works.submit(ROADS, key="one").status_code == 403


@pytest.fixture
def committed(transactional_db: None, late_november: Any) -> Rooms:
    rooms = build_rooms()
    Unit.objects.filter(id=rooms.place.id).update(checks_figures=False)
    return rooms


def test_two_at_once_write_once_and_answer_the_same(committed: Rooms) -> None:
    secret = token_of(person_with(committed.works, Role.REPORTER))[1]
    answers: list[Any] = []
    gate = threading.Barrier(6)

    def call() -> None:
        machine = Machine(secret)
        machine.client = Client()
        gate.wait()
        answers.append(machine.submit(ROADS, key="one"))
        connections.close_all()

    threads = [threading.Thread(target=call) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert (Actual.objects.count(), Call.objects.count()) == (1, 1)


def test_who_waits_too_long_is_told_to_come_back(
    committed: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 1)
    person = person_with(committed.works, Role.REPORTER)
    secret = token_of(person)[1]
    held, done = threading.Event(), threading.Event()

    def slow() -> Answer:
        held.set()
        done.wait(20)
        return Answer(200, {})

    def hold() -> None:
        answer_once(person.pk, "one", "0" * 64, slow, now=clock.now())
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    answer = Machine(secret).submit(ROADS, key="one")
    with pytest.raises(CallUnderWay):
        answer_once(person.pk, "one", "0" * 64, slow, now=clock.now())
    done.set()
    thread.join(20)
    assert answer.status_code == 409
    assert answer["Retry-After"] == "5"
    assert answer.json()["type"].endswith("under-way")
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
