"""The day whose knowledge is replayed is today: what was due, had come and was released then."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.http import StreamingHttpResponse
from django.test import Client

from targets.models import Actual, Origin, Series, Target
from tests.web.rooms import OCTOBER, SEPTEMBER, TODAY, Rooms, client_of, noon

# September was reported in October, October on 12 November; it was due on the 18th
THEN, DUE, NEVER = "2026-10-20", "2026-11-10", "2026-11-19"


@pytest.fixture
def logged(rooms: Rooms) -> Rooms:
    """Two months of roads; the rate of September is released on 1 November."""
    _log(rooms.roads, SEPTEMBER, "60", date(2026, 10, 12))
    _log(rooms.roads, OCTOBER, "70", date(2026, 11, 12))
    _log(rooms.rate, SEPTEMBER, "6.6", date(2026, 10, 12), release_on=date(2026, 11, 1))
    return rooms


def _log(series: Series, end: date, value: str, day: date, **more: object) -> None:
    Actual.objects.create(
        series=series, calendar="monthly", period_end=end, lane="official", origin=Origin.COMMAND,
        value=Decimal(value), recorded_at=noon(day), **more,
    )  # fmt: skip


def _reader(rooms: Rooms) -> Client:
    client = client_of(rooms.works)
    client.cookies["django_language"] = "en"
    return client


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()
    body: str = answer.content.decode()
    return body


def _row(client: Client, code: str, **asked: str) -> dict[str, str]:
    answer = client.get("/export/assessments.csv", {"place": "testland", **asked})
    assert isinstance(answer, StreamingHttpResponse)
    body = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body, newline="")))
    return next(row for row in rows if row["Code"] == code)


def test_nothing_is_overdue_before_its_day(logged: Rooms) -> None:
    """On 10 November October was due within a week; on the 19th it was overdue, had it not come."""
    reader = _reader(logged)
    asked = {"place": "testland", "as_of": "2026-10"}
    page = _text(reader.get("/series/testland/ROAD_KM/", asked | {"known": DUE}))
    assert "Report: Report due" in page
    assert "Report: Reported" in _text(reader.get("/series/testland/ROAD_KM/", asked))
    late = _text(reader.get("/series/testland/HOMES/", asked | {"known": NEVER}))
    assert "Report: Report overdue" in late
    assert _row(reader, "ROAD_KM", as_of="2026-10", known=DUE)["Reporting status"] == "due"
    assert _row(reader, "HOMES", as_of="2026-10", known=NEVER)["Reporting status"] == "overdue"


def test_a_view_opens_on_the_month_that_was_the_latest(logged: Rooms) -> None:
    reader = _reader(logged)
    for address in (
        "/",
        "/places/heat/",
        "/series/testland/ROAD_KM/",
        "/sheet/",
        "/changes/",
        "/wall/",
    ):
        now = reader.get(address, {"place": "testland"})
        assert now.context["asked"].at.as_of == OCTOBER, address
        then = reader.get(address, {"place": "testland", "known": THEN})
        assert then.context["asked"].at.as_of == SEPTEMBER, address
        assert then.context["asked"].at.today == date(2026, 10, 20)
    assert _row(reader, "ROAD_KM", known=THEN)["As of"] == "2026-09-30"
    assert _row(reader, "ROAD_KM")["As of"] == "2026-10-31"


def test_a_year_opens_on_the_targets_that_were_stated(logged: Rooms) -> None:
    Target.objects.create(
        series=logged.roads, year=2027, tier_id="plan", effective_on=date(2027, 1, 1),
        comparator=">=", comparator_wording="以上", value=Decimal(95),
        recorded_at=noon(date(2026, 11, 20)),
    )  # fmt: skip
    reader = _reader(logged)
    assert reader.get("/", {"place": "testland"}).context["asked"].year == 2027
    then = reader.get("/", {"place": "testland", "known": THEN})
    assert then.context["asked"].year == 2026
    assert 2027 not in then.context["years"]


def test_a_month_that_had_not_come_is_cut_to_the_day(logged: Rooms) -> None:
    """Without that, a series would rest on older data, and a task be behind, before its day."""
    Target.objects.create(
        series=logged.task, year=2026, tier_id="plan", effective_on=date(2026, 1, 1),
        due_on=date(2026, 10, 31), recorded_at=noon(date(2026, 1, 20)),
    )  # fmt: skip
    reader = _reader(logged)
    asked = {"place": "testland", "as_of": "2026-11", "known": THEN}
    answer = reader.get("/", asked)
    wanted = answer.context["asked"]
    assert (wanted.at.as_of, wanted.had_not_come) == (date(2026, 10, 20), True)
    rows = {row.code: row.assessment for row in answer.context["overview"].rows}
    assert not rows["ROAD_KM"].on_older_data
    assert rows["AIRFIELD"].verdict == "no_data"
    on_the_day = reader.get("/", asked | {"as_of": "2026-10"}).context["asked"]
    assert (on_the_day.at.as_of, on_the_day.had_not_come) == (date(2026, 10, 20), False)


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/export/assessments.csv", {"as_of": "2026-11"}),
        ("/export/targets.csv", {"as_of": "2026-11"}),
        ("/changes/", {"with": "2026-11"}),
        ("/changes/", {"since": "2026-11-05"}),
        ("/series/testland/ROAD_KM/", {"since": "2026-11-05"}),
    ],
)
def test_what_had_not_come_is_refused_where_it_cannot_be_cut(
    logged: Rooms, address: str, asked: dict[str, str]
) -> None:
    answer = _reader(logged).get(address, {"place": "testland", "known": THEN, **asked})
    assert answer.status_code == 400
    assert "On 20 October 2026, 2026-11" in answer.content.decode()


def test_a_figure_is_seen_from_its_release_day_on(logged: Rooms) -> None:
    """Who may not see it before does not see it on a day before, though it is released now."""
    reader = _reader(logged)
    asked = {"place": "testland", "as_of": "2026-09"}
    for known, actual in ((THEN, ""), ("2026-11-01", "6.6"), ("", "6.6")):
        assert _row(reader, "GROWTH", as_of="2026-09", known=known)["Actual"] == actual
        page = _text(reader.get("/series/testland/GROWTH/", asked | {"known": known}))
        assert ("6.6" in page) is bool(actual)
    answer = reader.get("/export/actuals.csv", {"place": "testland", "known": THEN})
    assert isinstance(answer, StreamingHttpResponse)
    assert b"6.6" not in answer.getvalue()


def test_a_figure_not_released_yet_stays_hidden(logged: Rooms) -> None:
    _log(logged.rate, OCTOBER, "7.7", date(2026, 11, 12), release_on=date(2026, 12, 1))
    reader = _reader(logged)
    for known in ("2026-11-13", str(TODAY), ""):
        asked = {"place": "testland", "as_of": "2026-10", "known": known}
        assert "7.7" not in _text(reader.get("/", asked))


def test_the_command_replays_the_day(
    logged: Rooms, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    call_command("export_assessments", "--place", "testland", "--known", THEN)
    judged = capfdbinary.readouterr().out
    assert b"2026-09-30" in judged
    assert b"2026-10-31" not in judged
    call_command("export_assessments", "--place", "testland", "--known", DUE, "--as-of", DUE)
    assert "逾期未报".encode() not in capfdbinary.readouterr().out
