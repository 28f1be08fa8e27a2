"""The overview of one place: its data, its assessments and marks, its page, at two sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest import mock

import psycopg
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import programs, scratch
from benchmarks.timing import Claim, medians
from targets.models import Membership, Role, Unit
from targets.reads.judging import judged
from targets.reads.judging.judged import AsOf, judged_series
from targets.reads.judging.sql import judged_series_sql
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import EVERYTHING

ROUNDS = 60
AT = AsOf(date(scratch.YEAR, 12, 31), date(scratch.YEAR + 1, 3, 1))
PLACE = "bench-1"


def reader() -> Client:
    """A logged-in viewer of the first place."""
    person = User.objects.create_user("bench-viewer")
    Membership.objects.create(person=person, unit=Unit.objects.get(code=PLACE), role=Role.VIEWER)
    client = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR="127.0.0.1")
    client.force_login(person)
    return client


def page(client: Client) -> Callable[[], object]:
    """One request of the overview, which has to succeed."""

    def request() -> object:
        answer = client.get("/", {"place": PLACE, "year": str(scratch.YEAR)})
        if answer.status_code != 200:
            message = f"the overview answered {answer.status_code}"
            raise RuntimeError(message)
        return answer

    return request


def queries(client: Client) -> Claim:
    """How many queries the page takes in all."""
    page(client)()
    with CaptureQueriesContext(connection) as captured:
        page(client)()
    return Claim("overview, queries in all", len(captured), 8, "", "logged in")


def data_against_pgbench() -> Claim:
    """The one query for the series' data through Django, against the same SQL under pgbench."""
    fetch = _fetch()
    query, parameters = _sql()
    with psycopg.connect(scratch.serving_address()) as server:
        literal = psycopg.ClientCursor(server).mogrify(query, parameters)
    limit = programs.pgbench_milliseconds(scratch.serving_address(), literal, 300)
    (own,) = medians(ROUNDS, fetch)
    return Claim(
        "overview's data query : the same SQL under pgbench",
        own * 1000 / limit,
        4,
        "×",
        f"{own * 1000:.2f} ms : {limit:.2f} ms",
    )


def judging_against_data() -> Claim:
    """Data, assessments and marks together, against the data query alone."""
    from targets.web.parts.glyphs import progress_mark, trend_mark  # noqa: PLC0415

    place = Unit.objects.get(code=PLACE)
    rules = rules_in_force(AT.as_of)

    def everything() -> None:
        for row in judged_series(year=scratch.YEAR, at=AT, place_ids=[place.id], rules=rules):
            progress_mark(row.assessment)
            trend_mark(row.assessment)

    data, both = medians(ROUNDS, _fetch(), everything)
    return Claim(
        "data, assessments and marks : data",
        both / data,
        3,
        "×",
        f"{both * 1000:.2f} ms : {data * 1000:.2f} ms",
    )


def page_milliseconds(client: Client) -> float:
    """Median time of the whole page in this process, logged in."""
    (own,) = medians(ROUNDS, page(client))
    return own * 1000


def growth(client: Client, small: float) -> Claim:
    """The page with many places against the page when its place was alone."""
    large = page_milliseconds(client)
    return Claim(
        "overview page with all places : with one",
        large / small,
        1.2,
        "×",
        f"{large:.1f} ms : {small:.1f} ms",
    )


def page_against_constants(client: Client) -> Claim:
    """The page against the same template rendered from rows that were read before."""
    real = page(client)
    with _remembered():
        constant = page(client)
        constant()

    def from_constants() -> None:
        with _remembered():
            constant()

    own, limit = medians(ROUNDS, real, from_constants)
    return Claim(
        "overview page, p50 : the same tables from constants",
        own / limit,
        1.5,
        "×",
        f"{own * 1000:.1f} ms : {limit * 1000:.1f} ms",
    )


_KEPT: dict[str, object] = {}


@contextmanager
def _remembered() -> Iterator[None]:
    """Rows and assessments are read once and handed out again: what is left is the page."""

    def judged_once(**asked: object) -> object:
        if "rows" not in _KEPT:
            _KEPT["rows"] = judged_series(**asked)  # type: ignore[arg-type]
        return _KEPT["rows"]

    with mock.patch("targets.reads.overview.overview.judged_series", judged_once):
        yield


def _sql() -> tuple[str, dict[str, Any]]:
    place = Unit.objects.get(code=PLACE)
    return judged_series_sql(
        year=scratch.YEAR,
        as_of=AT.as_of,
        known_at=None,
        place_ids=[place.id],
        series_id=None,
        reporting_id=None,
        with_sources=False,
        today=AT.today,
        sight=EVERYTHING,
    )


def _fetch() -> Callable[[], object]:
    place = Unit.objects.get(code=PLACE)
    return lambda: judged._fetch(
        year=scratch.YEAR,
        at=AT,
        place_ids=[place.id],
        series_id=None,
        reporting_id=None,
        with_sources=False,
        sight=EVERYTHING,
    )
