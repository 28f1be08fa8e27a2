"""Every parameter and field of every operation of the API with what nobody means to send.

Beside the calls that tests/api/test_schemathesis.py makes up: these are the same as for pages.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from targets.api.document import openapi_document
from targets.models import Actual
from tests.walks.calls import rolled_back_call
from tests.walks.conftest import World
from tests.walks.hostile import Rotation, encoded
from tests.walks.test_hostile import EACH, query

DOCUMENT = openapi_document("en")
GOOD = {"series": "ROAD_KM", "period": "2026-10", "value": "61"}
JSON: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    [[]],
    10**400,
    -(10**400),
    1e308,
    "\ud800",
    "\0",
    "９",
    0.1,
    {"\ud800": 1},
)


def operations() -> Iterator[tuple[str, str, list[str]]]:
    """Method, address and the names of its query."""
    for address, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            names = [each["name"] for each in operation["parameters"] if each["in"] == "query"]
            yield method, address, names


def wrong_with(answer: Any) -> str:
    """A failure, or a refusal that is no problem with a sentence."""
    if answer.status_code < 400:
        return ""
    body = json.loads(answer.content)
    is_told = body["status"] == answer.status_code < 500 and len(body["detail"]) > 5
    return "" if is_told else f"{answer.status_code} {body}"


@pytest.mark.parametrize("who", ["nobody", "reporter", "root"])
def test_no_parameter_fails(world: World, who: str) -> None:
    rotation, wrong = Rotation(11 * len(who)), {}
    for method, address, names in operations():
        if method != "get":
            continue
        path = address.replace("{code}", "testland")
        calls = [
            path + query({name: value})
            for name in [*names, "unheard-of"]
            for value in rotation.take(4 * EACH)
        ]
        if path != address:
            values = (quote(encoded(value), safe="") for value in rotation.take(4 * EACH))
            calls += [address.replace("{code}", value) for value in values]
        for call in calls:
            if found := wrong_with(rolled_back_call(world, who, "get", call)):
                wrong[call[:200]] = found
    assert wrong == {}


def test_no_cursor_fails(world: World) -> None:
    parts = (*JSON[:-1], "0001-01-01", "10000-01-01", "x" * 200, 2**31, -1, "GDP", 0)
    wrong = {}
    for method, address, names in operations():
        for part in parts if method == "get" and "cursor" in names else ():
            for key in ([part], [part, part], [0, part], ["a", part], ["a", "2026-10-31", part]):
                cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
                call = address.replace("{code}", "testland") + query({"cursor": cursor[:400]})
                if found := wrong_with(rolled_back_call(world, "root", "get", call)):
                    wrong[f"{address} {key!r:.100}"] = found
    assert wrong == {}


def test_no_field_fails(world: World) -> None:
    fields = DOCUMENT["components"]["schemas"]["ItemIn"]["properties"]
    before, rotation, wrong = Actual.objects.count(), Rotation(5), {}
    for number, field in enumerate([*fields, "unheard-of"]):
        for value in [*rotation.take(6 * EACH), *JSON]:
            body = json.dumps({"items": [{**GOOD, field: value}]}).encode()
            answer = rolled_back_call(
                world, "root", "post", "/api/v1/places/testland/actuals?dry_run=true", body,
                "application/json", headers={"Idempotency-Key": f"key-{number}"},
            )  # fmt: skip
            if found := wrong_with(answer):
                wrong[body.decode()[:200]] = found
    assert wrong == {}
    assert Actual.objects.count() == before
