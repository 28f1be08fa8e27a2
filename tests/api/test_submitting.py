"""Submitting in bulk: guard, states, rights, exactness; all or nothing, and everything said."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from targets.models import Actual, Closing, Membership, Role, Series, Unit
from tests.api.conftest import Hire, Machine, person_with, token_of
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, enter

ROADS = {"series": "ROAD_KM", "period": "2026-10"}


def standing(series: Series, end: date = OCTOBER, lane: str = "official") -> Actual | None:
    return Actual.objects.known(None).filter(series=series, period_end=end, lane=lane).first()


def errors_of(answer: Any, status: int = 422) -> list[tuple[int, str, str]]:
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"].startswith("/api/#problem-")
    for error in body["errors"]:
        assert error["pointer"].startswith(f"/items/{error['row'] - 1}")
        assert error["detail"]
    return [(each["row"], each["field"], each["code"]) for each in body["errors"]]


def test_figures_and_states_are_written_at_once(works: Machine, rooms: Rooms) -> None:
    answer = works.submit(
        {**ROADS, "value": "60.25", "source": "统计月报", "note": "含支路", "preliminary": True},
        {"series": "HOMES", "period": "2026-09-30", "value": 90},
        {"series": "AIRFIELD", "period": "2026-10", "stage": "主体封顶", "declared": "normal",
         "share_done": "62.5", "expected_on": "2026-12-20"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    done = answer.json()
    assert (done["new"], done["changed"], done["unchanged"]) == (3, 0, 0)
    assert (done["lane"], done["dry_run"]) == ("official", False)
    entry = standing(rooms.roads)
    assert entry is not None
    assert (entry.value, entry.source, entry.note) == (Decimal("60.25"), "统计月报", "含支路")
    assert (entry.preliminary, entry.origin, entry.address) == (True, "api", "127.0.0.1")
    assert entry.author is not None
    assert entry.author.username == "reporter-testland-works"
    assert done["items"][0]["id"] == str(entry.id)
    task = standing(rooms.task)
    assert task is not None
    assert (task.stage, task.declared, task.share_done) == ("主体封顶", "normal", Decimal("62.5"))


def test_where_figures_are_checked_they_wait(works: Machine, rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.place.id).update(checks_figures=True)
    done = works.submit({**ROADS, "value": "60"}).json()
    assert (done["lane"], done["new"]) == ("pending", 1)
    assert standing(rooms.roads) is None
    assert standing(rooms.roads, lane="pending") is not None
    again = works.submit({**ROADS, "value": "61", "reason": "漏报"}).json()
    assert (again["changed"], again["items"][0]["outcome"]) == (1, "changed")


def test_the_same_again_under_another_key_changes_nothing(works: Machine) -> None:
    first = works.submit({**ROADS, "value": "60"}).json()
    second = works.submit({**ROADS, "value": 60.0}).json()
    assert (second["unchanged"], second["items"][0]["outcome"]) == (1, "unchanged")
    assert second["items"][0]["id"] == first["items"][0]["id"]


def test_digits_arrive_exactly(works: Machine, rooms: Rooms) -> None:
    body = b'{"items": [{"series": "ROAD_KM", "period": "2026-10", "value": 60.10000001}]}'
    answer = works.client.post(
        "/api/v1/places/testland/actuals", body, content_type="application/json",
        headers={**works.headers, "Idempotency-Key": "exact"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    entry = standing(rooms.roads)
    assert entry is not None
    assert entry.value == Decimal("60.10000001")


def test_units_are_converted_exactly_or_refused(works: Machine, rooms: Rooms) -> None:
    done = works.submit({**ROADS, "value": "0.006", "unit": "万公里"}).json()
    assert "60" in done["items"][0]["note"]
    entry = standing(rooms.roads)
    assert entry is not None
    assert entry.value == Decimal(60)
    same = works.submit({**ROADS, "value": "60", "unit": "km"}).json()
    assert same["unchanged"] == 1
    assert errors_of(works.submit({**ROADS, "value": "60", "unit": "亩"})) == [
        (1, "unit", "wrong_unit")
    ]


def test_what_stands_is_changed_only_with_a_reason(works: Machine, rooms: Rooms) -> None:
    enter(rooms.roads, "60")
    assert errors_of(works.submit({**ROADS, "value": "62"})) == [(1, "reason", "needs_reason")]
    # What is questioned too is said at once, not after a reason was given
    assert errors_of(works.submit({**ROADS, "value": "620000"})) == [
        (1, "reason", "needs_reason"), (1, "value", "questioned"),
    ]  # fmt: skip
    assert works.submit({**ROADS, "value": "62", "reason": "  "}).status_code == 422
    done = works.submit({**ROADS, "value": "62", "reason": "漏报一段"}).json()
    assert done["changed"] == 1
    # A source may be added without
    assert works.submit({**ROADS, "value": "62", "source": "月报"}).json()["changed"] == 1


def test_the_guard_questions_and_a_reason_answers(works: Machine, rooms: Rooms) -> None:
    enter(rooms.roads, "60", SEPTEMBER)
    answer = works.submit({**ROADS, "value": "7"})
    assert errors_of(answer) == [(1, "value", "questioned")]
    (error,) = answer.json()["errors"]
    assert error["rule"] in {"fell", "period_for_total"}
    assert "suggestion" in error
    assert standing(rooms.roads) is None
    done = works.submit({**ROADS, "value": "7", "reason": "核减重复计算路段"}).json()
    assert done["items"][0]["questioned"] == [error["rule"]]
    entry = standing(rooms.roads)
    assert entry is not None
    assert entry.questioned == error["rule"]


def test_figures_of_one_call_are_held_against_each_other(works: Machine) -> None:
    rows = [
        {"series": "ROAD_KM", "period": f"2026-{month:02}", "value": str(value)}
        for month, value in ((8, 50), (9, 55), (10, 5))
    ]
    assert errors_of(works.submit(*rows)) == [
        (2, "value", "questioned"), (3, "value", "questioned"),
    ]  # fmt: skip


def test_the_same_as_last_period(works: Machine, rooms: Rooms) -> None:
    enter(rooms.roads, "60", SEPTEMBER)
    done = works.submit({**ROADS, "same_as_last": True})
    assert done.status_code == 200, done.content.decode()
    entry = standing(rooms.roads)
    assert entry is not None
    assert (entry.value, entry.same_as_last) == (Decimal(60), True)
    assert errors_of(
        works.submit({"series": "ROAD_KM", "period": "2026-08", "same_as_last": True})
    ) == [(1, "same_as_last", "nothing_before")]
    wrong = {"series": "ROAD_KM", "period": "2026-10", "same_as_last": True, "value": "61"}
    assert (1, "same_as_last", "contradiction") in errors_of(works.submit(wrong))


def test_withdrawing(works: Machine, rooms: Rooms) -> None:
    assert errors_of(works.submit({**ROADS, "withdrawn": True, "reason": "误报"})) == [
        (1, "withdrawn", "nothing_to_withdraw")
    ]
    enter(rooms.roads, "60")
    assert errors_of(works.submit({**ROADS, "withdrawn": True})) == [(1, "reason", "needs_reason")]
    assert (1, "value", "contradiction") in errors_of(
        works.submit({**ROADS, "withdrawn": True, "value": "1", "reason": "误报"})
    )
    assert works.submit({**ROADS, "withdrawn": True, "reason": "误报"}).json()["changed"] == 1
    entry = standing(rooms.roads)
    assert entry is not None
    assert entry.withdrawn
    assert works.submit({**ROADS, "withdrawn": True, "reason": "误报"}).json()["unchanged"] == 1


def test_everything_wrong_is_said_and_nothing_is_written(works: Machine) -> None:
    answer = works.submit(
        {**ROADS, "value": "60"},
        {"series": "NOBODY", "period": "2026-10", "value": "1"},
        {"series": "ROAD_KM", "period": "2026-12", "value": "1"},
        {"series": "ROAD_KM", "period": "2026-09-29", "value": "1"},
        {"series": "ROAD_KM", "period": "2026-09"},
        {"series": "ROAD_KM", "period": "2026-08", "value": "1", "stage": "开工"},
        {"series": "AIRFIELD", "period": "2026-10", "value": "3", "declared": "normal"},
        {"series": "AIRFIELD", "period": "2026-09"},
        {"series": "HOMES", "period": "2026-10", "value": "one", "extra": 1, "preliminary": "yes"},
        {"series": "HOMES", "value": "1", "seen": "x", "release_on": "2026-02-30"},
        {"series": "ROAD_KM", "period": "2026-10-31", "value": "60"},
        {"series": "AIRFIELD", "period": "2026-08", "declared": "done", "done_on": "2026-12-31"},
        {"series": "AIRFIELD", "period": "2026-07", "declared": "slow", "share_done": 101},
        "nothing",
        {"series": "HOMES", "period": "2026-09", "value": "1.123456789"},
        {"series": "HOMES", "period": "2026-08", "value": 1e300, "note": "x\0y"},
    )
    assert errors_of(answer) == [
        (2, "series", "unknown_code"), (3, "period", "not_ended"),
        (4, "period", "not_a_month_end"), (5, "value", "nothing_said"),
        (6, "stage", "contradiction"), (7, "value", "contradiction"),
        (8, "stage", "nothing_said"), (9, "value", "not_a_number"),
        (9, "preliminary", "bool_type"), (9, "extra", "extra_forbidden"),
        (10, "period", "missing"), (10, "release_on", "not_a_date"), (10, "seen", "not_an_id"),
        (11, "period", "duplicate_row"), (12, "done_on", "out_of_range"),
        (13, "share_done", "out_of_range"), (14, "", "model_type"),
        (15, "value", "too_many_decimals"), (16, "value", "out_of_range"),
        (16, "note", "string_pattern_mismatch"),
    ]  # fmt: skip
    assert not Actual.objects.exists()


def test_a_colleagues_series_is_refused_and_nothing_is_written(works: Machine) -> None:
    answer = works.submit(
        {**ROADS, "value": "60"}, {"series": "GROWTH", "period": "2026-10", "value": "5"}
    )
    assert errors_of(answer, 403) == [(2, "series", "not_yours")]
    assert not Actual.objects.exists()


def test_a_series_that_no_unit_reports(works: Machine, rooms: Rooms) -> None:
    Series.objects.filter(id=rooms.homes.id).update(reporting=None)
    answer = works.submit({"series": "HOMES", "period": "2026-10", "value": "5"})
    assert errors_of(answer, 403) == [(1, "series", "no_reporting_unit")]


def test_where_units_sign_off_a_signer_submits(works: Machine, rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.place.id).update(signs_off=True)
    assert errors_of(works.submit({**ROADS, "value": "60"}), 403) == [
        (1, "series", "needs_sign_off")
    ]
    unsigned = works.submit({**ROADS, "value": "60"}).json()["errors"][0]["detail"]
    assert "nobody to sign off" in unsigned or "尚未指定审签人" in unsigned
    signer = person_with(rooms.works, Role.SIGNER)
    answer = works.submit({**ROADS, "value": "60"}, {"series": "HOMES", "period": "2026-10"})
    assert [signer.username in each["detail"] for each in answer.json()["errors"]] == [True, True]
    Membership.objects.create(person=signer, unit=rooms.works, role=Role.REPORTER)
    done = Machine(token_of(signer)[1]).submit({**ROADS, "value": "60"})
    assert done.status_code == 200
    entry = standing(rooms.roads)
    assert entry is not None
    assert entry.signer == signer


def test_who_saw_something_else_is_told_what_stands(works: Machine, rooms: Rooms) -> None:
    enter(rooms.roads, "60")
    answer = works.submit({**ROADS, "value": "62", "reason": "漏报", "seen": None})
    assert errors_of(answer, 409) == [(1, "seen", "conflict")]
    (error,) = answer.json()["errors"]
    entry = standing(rooms.roads)
    assert entry is not None
    assert error["current"]["id"] == str(entry.id)
    assert error["current"]["value"] == "60"
    done = works.submit({**ROADS, "value": "62", "reason": "漏报", "seen": str(entry.id)})
    assert done.json()["changed"] == 1


def test_a_closed_period_needs_the_right_and_a_reason(
    works: Machine, hire: Hire, rooms: Rooms
) -> None:
    Closing.objects.create(
        place=rooms.place, period_end=OCTOBER, action="closed", recorded_at=timezone.now()
    )
    assert errors_of(works.submit({**ROADS, "value": "60"}), 409) == [
        (1, "period", "period_closed")
    ]
    chief = person_with(rooms.place, Role.CHECKER)
    Membership.objects.create(person=chief, unit=rooms.place, role=Role.REPORTER)
    revising = Machine(token_of(chief)[1])
    assert errors_of(revising.submit({**ROADS, "value": "60"}), 409) == [
        (1, "reason", "period_closed")
    ]
    assert revising.submit({**ROADS, "value": "60", "reason": "年报修订"}).status_code == 200
    entry = standing(rooms.roads)
    assert entry is not None
    assert entry.revision


def test_a_dry_run_says_what_would_happen(works: Machine, rooms: Rooms) -> None:
    enter(rooms.roads, "50", SEPTEMBER)
    done = works.submit({**ROADS, "value": "60"}, dry_run="true").json()
    assert (done["dry_run"], done["new"], done["recorded_at"]) == (True, 1, None)
    assert done["items"][0]["id"] is None
    assert standing(rooms.roads) is None
    assert errors_of(works.submit({**ROADS, "value": "5"}, dry_run="true")) == [
        (1, "value", "questioned")
    ]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "text/plain", 415),
        (b"{}", "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 400),
        (b'{"items": [NaN]}', "application/json", 400),
        (b"\xff\xfe\x00", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"items": []}', "application/json", 422),
        (b'{"items": 3}', "application/json", 422),
        (b'{"items": [{}], "more": 1}', "application/json", 422),
        (b'{"items": [' + b"0," * 5000 + b"0]}", "application/json", 413),
        (b'{"items": ["' + b" " * 6_000_000 + b'"]}', "application/json", 413),
    ],
    ids=str,
)
def test_bodies_that_cannot_be_read(works: Machine, body: bytes, kind: str, status: int) -> None:
    answer = works.client.post(
        "/api/v1/places/testland/actuals", body, content_type=kind,
        headers={**works.headers, "Idempotency-Key": "k"},
    )  # fmt: skip
    assert answer.status_code == status, answer.content.decode()[:300]
    assert answer["Content-Type"] == "application/problem+json"


def test_a_fixed_number_of_queries_whatever_the_number_of_items(
    works: Machine, rooms: Rooms
) -> None:
    def rows(count: int) -> list[dict[str, Any]]:
        return [
            {"series": "HOMES", "period": f"2026-{month:02}", "value": str(100 + month)}
            for month in range(1, count + 1)
        ]

    works.read("me")
    with CaptureQueriesContext(connection) as one:
        assert works.submit(*rows(1), dry_run="true").status_code == 200
    with CaptureQueriesContext(connection) as many:
        assert works.submit(*rows(9), dry_run="true").status_code == 200
    assert len(one) == len(many)
    assert len(many) <= 45


def test_five_thousand_items_at_most_are_one_call(works: Machine, rooms: Rooms) -> None:
    items = [{"series": f"S{number}", "period": "2026-10", "value": "1"} for number in range(5000)]
    answer = works.submit(*items)
    assert len(errors_of(answer)) == 5000
    assert len(json.dumps(answer.json())) < 2_000_000
