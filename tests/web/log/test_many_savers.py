"""Two hundred savers at once on overlapping slots, over loopback: nothing lost, nothing twice."""

from __future__ import annotations

import http.client
import itertools
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
import waitress
from django.core.wsgi import get_wsgi_application
from django.db import connections

from targets import clock
from targets.models import Actual, Lane, Series
from tests.web.rooms import OCTOBER, TODAY, Rooms, build_rooms, client_of

SAVERS = 200
PEOPLE = 10
GRID = "/log/?place=testland&unit=testland-works&period=2026-10"
_FIELDS = re.compile(r'name="((?:seen|value|source|note)-\w+)" value="([^"]*)"')
SECONDS = 120  # a bound, not a measure


def _closing(application: Any) -> Callable[..., Iterable[bytes]]:
    """The application, leaving no connection open that would keep the test database."""

    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        body = application(environ, start_response)
        try:
            return [b"".join(body)]
        finally:
            body.close()
            connections.close_all()

    return answer


@pytest.fixture
def port(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The product as it is served: waitress with its usual number of threads."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    server = waitress.create_server(
        _closing(get_wsgi_application()), host="127.0.0.1", port=0, threads=8, backlog=SAVERS
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield int(server.effective_port)
    server.close()
    thread.join(10)


class Saver:
    """One browser of one person."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookies = port, {"sessionid": session}

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        server.request(method, path, body, headers)
        answer = server.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode()
        server.close()
        return answer.status, text

    def save(self, number: int) -> tuple[int, dict[str, str]]:
        """Open the grid, change two of its slots to values nobody else brings, save."""
        _status, page = self.ask("GET", GRID)
        sent = dict(_FIELDS.findall(page))
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        mine = {
            code: f"{50 + number % 7}.{number:03d}1" if code == "ROAD_KM" else str(1000 + number)
            for code in Random(number).sample(["ROAD_KM", "HOMES"], 1 + number % 2)
        }
        for code, value in mine.items():
            sent[f"value-{code}"] = value
            sent[f"reason-{code}"] = f"第{number}次"
        sent |= {
            "csrfmiddlewaretoken": token[1],
            "place": "testland",
            "unit": "testland-works",
            "period": "2026-10",
            "do": "submit",
        }
        status, _text = self.ask("POST", "/log/", sent)
        return status, mine


@pytest.mark.parametrize("checked", [True, False])
def test_no_update_is_lost_and_no_slot_is_held_twice(port: int, checked: bool) -> None:
    rooms = build_rooms()
    rooms.place.checks_figures = checked
    rooms.place.save()
    sessions = [client_of(rooms.works).cookies["sessionid"].value for _number in range(PEOPLE)]
    savers = [Saver(port, sessions[number % PEOPLE]) for number in range(SAVERS)]
    start = threading.Barrier(SAVERS)

    def save(number: int) -> tuple[int, dict[str, str]]:
        start.wait(SECONDS)
        return savers[number].save(number)

    with ThreadPoolExecutor(SAVERS) as pool:
        answers = list(pool.map(save, range(SAVERS), timeout=SECONDS))

    assert {status for status, _mine in answers} <= {302, 409}
    saved = [mine for status, mine in answers if status == 302]
    assert saved
    _every_saved_value_is_in_the_ledger(rooms, saved)
    lane = Lane.PENDING if checked else Lane.OFFICIAL
    for series in (rooms.roads, rooms.homes):
        _is_one_unbroken_chain(series, lane)


def _every_saved_value_is_in_the_ledger(rooms: Rooms, saved: list[dict[str, str]]) -> None:
    for series in (rooms.roads, rooms.homes):
        code = series.indicator.code
        brought = Counter(Decimal(mine[code]) for mine in saved if code in mine)
        written = Counter(Actual.objects.filter(series=series).values_list("value", flat=True))
        assert written == brought


def _is_one_unbroken_chain(series: Series, lane: Lane) -> None:
    entries = list(Actual.objects.filter(series=series, period_end=OCTOBER).order_by("recorded_at"))
    assert {entry.lane for entry in entries} <= {lane}
    for earlier, later in itertools.pairwise(entries):
        assert earlier.superseded_at == later.recorded_at
    assert [entry for entry in entries if entry.superseded_at is None] == entries[-1:]
