"""The document is kept: generated calls are answered as it says, and never with a 5xx. Bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from targets.api.document import openapi_document
from targets.models import Actual, Role
from tests.api.conftest import Hire
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, enter
from tracker.wsgi import application

EXAMPLES = 25  # for each operation and mode; the whole takes about half a minute
DOCUMENT = openapi_document("en")
OPERATIONS = [
    (address, method)
    for address, methods in DOCUMENT["paths"].items()
    for method in methods
]  # fmt: skip
THERE_IS = {"year": 2026, "as_of": "2026-10", "tier": "plan", "series": "ROAD_KM"}
TASKS_ALONE = ("stage", "declared", "share_done", "expected_on", "done_on")
FIGURES_ALONE = ("unit", "qualifier", "value", "same_as_last")
SLOTS = [
    (series, f"2026-{month:02}")
    for series in ("ROAD_KM", "GROWTH", "HOMES", "AIRFIELD")
    for month in range(1, 12)
]  # fmt: skip


def served(environ: dict[str, Any], start_response: Any) -> Any:
    """The product, called from this machine."""
    return application({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)


@pytest.fixture(scope="module", autouse=True)
def checks() -> None:
    load_all_checks()


@pytest.fixture(autouse=True)
def kept_connection() -> Iterator[None]:
    """A served request would close the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def not_for(method: str) -> list[Any]:
    """Checks that cannot hold: a cursor or period of the right form may still be one that does
    not exist (422), and a query whose wrong parameter is empty arrives without it."""
    names = ["positive_data_acceptance", *(["negative_data_rejection"] if method == "get" else [])]
    return [CHECKS.get_one(name) for name in names]


def aim(case: Any, mode: GenerationMode, slots: list[tuple[str, str]]) -> None:
    """Ask for what there is: made-up codes alone would never come as far as the ledger. What is
    meant to be wrong stays wrong, in the right place."""
    if "code" in (case.path_parameters or {}):
        case.path_parameters["code"] = "testland"
    if mode is not GenerationMode.POSITIVE:
        return
    asked = case.query or {}
    asked.pop("cursor", None)
    asked.update({name: THERE_IS[name] for name in THERE_IS if name in asked})
    if isinstance(case.body, dict):
        for item, (series, period) in zip(case.body["items"], slots, strict=False):
            for name in (*TASKS_ALONE, *FIGURES_ALONE, "seen", "withdrawn"):
                item.pop(name, None)
            said = {"stage": "开工"} if series == "AIRFIELD" else {"value": "5"}
            item.update(said, series=series, period=period, reason="核对无误")


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("address", "method"), OPERATIONS)
def test_calls_are_answered_as_the_document_says(  # noqa: PLR0917 - fixtures and parameters
    hire: Hire, rooms: Rooms, settings_: Settings, address: str, method: str, mode: GenerationMode
) -> None:
    settings_.API_PER_MINUTE = settings_.API_FAILURES_PER_MINUTE = 100_000
    enter(rooms.roads, "52.5", SEPTEMBER)
    enter(rooms.rate, "5.1", OCTOBER)
    headers = hire(rooms.place, Role.REPORTER).headers
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", served)
    strategy = schema[address][method].as_strategy(generation_mode=mode)
    answered: set[int] = set()

    @seed(20261123)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy, slots=st.none() | st.permutations(SLOTS))
    def calls(case: Any, slots: list[tuple[str, str]] | None) -> None:
        if slots is not None:
            aim(case, mode, slots)
        answer = case.call_and_validate(headers=headers, excluded_checks=not_for(method))
        answered.add(answer.status_code)

    calls()
    assert max(answered) < 500
    assert 200 in answered or mode is GenerationMode.NEGATIVE
    assert Actual.objects.known(None).filter(series=rooms.rate, period_end=OCTOBER).count() == 1


@pytest.fixture
def settings_(settings: Settings) -> Settings:
    """The settings of the product, beside Hypothesis' function of the same name."""
    return settings
