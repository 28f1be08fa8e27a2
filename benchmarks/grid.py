"""The logging grid of sixty series: its queries, and its page against the form from constants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from typing import Any
from unittest import mock

import psycopg
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import scratch
from benchmarks.timing import Claim, medians
from targets.core.values.entry import Entry
from targets.core.values.periods import month_end
from targets.models import Membership, Origin, Role, Series, Target, Unit
from targets.models.keys import new_key
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.write import StatedTarget, state_target

SERIES = 60
ROUNDS = 40
PLACE = "bench-grid"
GRID = f"/log/?place={PLACE}&unit={PLACE}-d&period={scratch.YEAR}-10"
_PATCHED = (
    "targets.web.log.views.log_query",
    "targets.web.log.views.grid_of",
    "targets.web.log.page._bar",
    "targets.web.log.page._lines",
)


def claims(owner: psycopg.Connection[Any]) -> list[Claim]:
    """Queries of the grid, and its time against the form alone."""
    client = _reporter()
    owner.execute("VACUUM (ANALYZE)")
    page = _page(client)
    page()
    with CaptureQueriesContext(connection) as captured:
        page()
    queries = len(captured)  # the next request forgets them
    kept: dict[str, Any] = {}
    with _remembered(kept):
        page()

    def from_constants() -> None:
        with _remembered(kept):
            page()

    own, limit = medians(ROUNDS, page, from_constants)
    return [
        Claim("grid of 60 series, queries in all", queries, 8, "", "logged in"),
        Claim(
            "grid of 60 series, p50 : the same form from constants",
            own / limit,
            1.5,
            "×",
            f"{own * 1000:.1f} ms : {limit * 1000:.1f} ms",
        ),
    ]


def _reporter() -> Client:
    place = Unit.objects.create(code=PLACE, name_zh="填报区", kind="place", order=99_998)
    unit = Unit.objects.create(
        code=f"{PLACE}-d", name_zh="统计局", kind="department", parent=place, order=1
    )
    template = Series.objects.filter(indicator__measure="amount").select_related("indicator")
    indicator = template[0].indicator
    entries = []
    for number in range(SERIES):
        indicator.pk, indicator.code = new_key(), f"BENCH_G{number}"
        indicator.name_zh = f"填报指标{number}"
        indicator._state.adding = True
        indicator.save(force_insert=True)
        series = Series.objects.create(
            place=place, indicator=indicator, calendar="monthly", order=number, reporting=unit
        )
        stated = StatedTarget(series.id, scratch.YEAR, "plan", ">=", Decimal(1200))
        state_target(place.id, stated)
        entries += [
            Entry(series.id, "monthly", month_end(year, month), Decimal(100 * month + number))
            for year in (scratch.YEAR - 1, scratch.YEAR)
            for month in range(1, 11)
        ]
    write_ledger(entries, Stamp(place.id, None, Origin.COMMAND))
    assert Target.objects.filter(series__place=place).count() == SERIES
    person = User.objects.create_user("bench-reporter")
    Membership.objects.create(person=person, unit=unit, role=Role.REPORTER)
    client = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR="127.0.0.1")
    client.force_login(person)
    return client


def _page(client: Client) -> Callable[[], None]:
    def request() -> None:
        answer = client.get(GRID)
        if answer.status_code != 200:
            message = f"the grid answered {answer.status_code}"
            raise RuntimeError(message)

    return request


@contextmanager
def _remembered(kept: dict[str, Any]) -> Iterator[None]:
    """Everything that was read or worked out before is taken from memory: the form is left."""
    with ExitStack() as stack:
        for name in _PATCHED:
            module, _dot, function = name.rpartition(".")
            original = getattr(__import__(module, fromlist=[function]), function)
            stack.enter_context(mock.patch(name, _once(kept, name, original)))
        yield


def _once(kept: dict[str, Any], name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def answered(*args: Any, **kwargs: Any) -> Any:
        if name not in kept:
            kept[name] = original(*args, **kwargs)
        return kept[name]

    return answered
