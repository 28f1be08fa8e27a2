"""What no program should send is answered as a problem of the caller's, and nothing is kept."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from targets.models import Actual, Closing, Membership, Role
from tests.api.conftest import Machine, person_with, token_of
from tests.web.rooms import OCTOBER, Rooms

ROADS = '"series": "ROAD_KM", "period": "2026-10"'
NUL, HALF = "\\u0000", "\\ud800"  # as JSON writes them


def sent(machine: Machine, body: str, key: str = "one") -> tuple[int, list[tuple[str, str]]]:
    """The status, and the field and code of each error; twice, for the kept answer."""
    answers = [
        machine.client.post(
            "/api/v1/places/testland/actuals", body.encode(), content_type="application/json",
            headers={**machine.headers, "Idempotency-Key": key},
        )
        for _time in range(2)
    ]  # fmt: skip
    assert answers[0].content == answers[1].content
    body_of = answers[0].json()
    errors = [(each["field"], each["code"]) for each in body_of.get("errors", [])]
    return answers[0].status_code, errors


@pytest.mark.parametrize("number", ["1e99999999999999999999", "1e-99999999999999999999", "9" * 99])
def test_numbers_that_no_figure_has(works: Machine, number: str) -> None:
    body = f'{{"items": [{{{ROADS}, "value": {number}}}]}}'
    assert sent(works, body) == (422, [("value", "out_of_range")])
    assert not Actual.objects.exists()


def test_zero_however_it_is_written(works: Machine) -> None:
    for number, value in (("0e9", "0"), ("-0.0", "0"), ("1E1", "10")):
        done = works.client.post(
            "/api/v1/places/testland/actuals?dry_run=true",
            f'{{"items": [{{{ROADS}, "value": {number}}}]}}',
            content_type="application/json",
            headers={**works.headers, "Idempotency-Key": value},
        )
        assert done.status_code == 200, done.content.decode()


@pytest.mark.parametrize(("name", "shown"), [(NUL, "\ufffd"), (f"x{NUL}y", "x\ufffdy")])
def test_names_that_cannot_be_stored(works: Machine, name: str, shown: str) -> None:
    body = f'{{"items": [{{{ROADS}, "value": "1", "{name}": 1}}]}}'
    assert sent(works, body) == (422, [(shown, "extra_forbidden")])


def test_halves_of_characters(works: Machine) -> None:
    assert sent(works, f'{{"{HALF}": 1, "items": [{{}}]}}') == (
        422,
        [("\ufffd", "extra_forbidden")],
    )
    inside = f'{{"items": [{{{ROADS}, "value": "1", "{HALF}": 1}}]}}'
    assert sent(works, inside)[0] == 422
    unit = f'{{"items": [{{{ROADS}, "value": "1", "unit": "{HALF}"}}]}}'
    assert sent(works, unit, "two") == (422, [("unit", "string_unicode")])


@pytest.mark.parametrize(
    "address", ["/api/foo", "/api/v1", "/api/v1/", "/api/v2/me", "/api/v1/me/", "/api/v1/%00"]
)
def test_any_other_address_is_a_problem_too(works: Machine, address: str) -> None:
    for answer in (works.client.get(address), works.client.post(address)):
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["type"].endswith("not-found")


def test_a_series_that_is_not_there_is_no_empty_list(works: Machine) -> None:
    answer = works.get("places/testland/actuals", series="ROADKM")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "unknown_code"
    assert works.read("places/testland/actuals", series="ROAD_KM")["items"] == []


@pytest.mark.parametrize(("count", "words"), [(1, "1 thing is"), (2, "2 things are")])
def test_one_thing_is_one_thing(works: Machine, count: int, words: str) -> None:
    answer = works.submit(*[{"series": f"S{each}", "period": "2026-10"} for each in range(count)])
    assert words in answer.json()["detail"]


def test_only_rows_without_a_reason_are_asked_for_one(rooms: Rooms) -> None:
    chief = person_with(rooms.place, Role.CHECKER)
    Membership.objects.create(person=chief, unit=rooms.place, role=Role.REPORTER)
    Closing.objects.create(
        place=rooms.place, period_end=OCTOBER, action="closed", recorded_at=timezone.now()
    )
    answer = Machine(token_of(chief)[1]).submit(
        {"series": "ROAD_KM", "period": "2026-10", "value": "60", "reason": "年报修订"},
        {"series": "HOMES", "period": "2026-10", "value": "5"},
    )
    assert answer.status_code == 409
    assert [(each["row"], each["field"]) for each in answer.json()["errors"]] == [(2, "reason")]
    assert json.loads(answer.content)["status"] == 409
    assert not Actual.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "0001-12-31", "1000-06-30", "1948-12-31"])
@pytest.mark.parametrize("what", ["assessments", "actuals", "targets"])
def test_a_day_of_before_there_were_plans(works: Machine, day: str, what: str) -> None:
    """The year before such a day may be none at all."""
    answer = works.get(f"places/testland/{what}", known=day)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "known"
    assert works.get(f"places/testland/{what}", known="1949-01-01").status_code == 200
