"""变动情况, the comparison on the overview, saved views, and the one-page sheet."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets.models import Role, SavedView, Series
from targets.models.saved_view import MOST_VIEWS
from targets.writes.targets.places import add_place
from targets.writes.targets.write import revise_target
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

SIX: dict[str, Any] = {"with": "2026-06"}
NINE: dict[str, Any] = {"with": "2026-09"}
LAST_YEAR: dict[str, Any] = {"with": "2025-12"}


def page(client: Client, path: str, status: int = 200, **asked: Any) -> str:
    client.cookies["django_language"] = asked.pop("language", "en")
    answer: Any = client.get(path, {"place": "testland", "year": "2026"} | asked)
    shown: str = answer.content.decode()
    assert answer.status_code == status, shown[:2000]
    return shown


@pytest.fixture
def moved(rooms: Rooms) -> Rooms:
    """Roads fall behind, growth reaches its target, homes stay as they are."""
    enter(rooms.roads, "70", SEPTEMBER)
    enter(rooms.roads, "71", OCTOBER)
    enter(rooms.homes, "900", date(2026, 1, 31))
    enter(rooms.rate, "5.0", SEPTEMBER)
    enter(rooms.rate, "5.6", OCTOBER)
    return rooms


def test_worse_and_better_ones_stand_apart_with_their_causes(moved: Rooms) -> None:
    shown = page(client_of(moved.works), "/changes/")
    worse = shown.split("<h2>Worse")[1].split("</section>")[0]
    assert "新建道路里程" in worse
    assert "70.0 km → 71.0 km" in worse
    assert 'class="cause"' in worse
    assert "增速" not in worse
    better = shown.split("<h2>Better")[1].split("</section>")[0]
    assert "增速" in better
    assert "保障性住房" not in worse + better


def test_between_any_two_months_and_since_a_day(moved: Rooms) -> None:
    client = client_of(moved.works)
    assert "70.0 km" not in page(client, "/changes/", **SIX)
    shown = page(client, "/changes/", since="2026-11-22")
    assert "since=2026-11-22" in shown
    before = page(client, "/changes/", **LAST_YEAR)
    assert "Worse" in before or "Other changes" in before


def test_a_later_month_is_shown_against_the_earlier_one(moved: Rooms) -> None:
    asked: dict[str, Any] = {"as_of": "2026-06", "with": "2026-10"}
    shown = page(client_of(moved.works), "/changes/", **asked)
    assert "October 2026 against June 2026" in shown
    assert "— → 71.0 km" in shown
    assert "Time passed" not in shown


def test_a_month_of_an_earlier_year_is_judged_by_its_own_year(moved: Rooms) -> None:
    shown = page(client_of(moved.works), "/changes/", as_of="2025-06")
    assert "June 2025 against May 2025" in shown
    assert "A new year began" not in shown
    assert "Nothing changed between the two." in shown


def test_a_year_looked_at_from_the_next_is_no_new_year(moved: Rooms) -> None:
    client = client_of(moved.works)
    asked: dict[str, Any] = {"year": "2025", "as_of": "2026-02", "with": "2026-01"}
    shown = page(client, "/changes/", **asked)
    assert "A new year began" not in shown
    assert "A new year began" in page(client, "/changes/", as_of="2026-01")


def test_nothing_changed_is_said(rooms: Rooms) -> None:
    assert "Nothing changed between the two." in page(client_of(rooms.works), "/changes/")


def test_a_revised_target_is_a_cause(moved: Rooms) -> None:
    plan = moved.roads.targets.get(tier="plan")
    revise_target(
        moved.place.id, plan, {"value": Decimal(75)}, effective_on=date(2026, 10, 1),
        reason="核减", author_id=None,
    )  # fmt: skip
    assert "75" in page(client_of(moved.works), "/changes/")


def test_the_queries_do_not_grow_with_the_series(moved: Rooms) -> None:
    client = client_of(moved.works)
    with CaptureQueriesContext(connection) as few:
        page(client, "/changes/")
    for number in range(6):
        indicator = moved.roads.indicator
        indicator.pk, indicator.code = None, f"ROADS_{number}"
        indicator._state.adding = True
        indicator.id = type(indicator)._meta.get_field("id").get_default()
        indicator.name_zh = f"道路{number}"
        indicator.save()
        series = Series.objects.create(
            place=moved.place, indicator=indicator, calendar="monthly", order=9,
            reporting=moved.works,
        )  # fmt: skip
        enter(series, "1", OCTOBER)
    with CaptureQueriesContext(connection) as many:
        page(client, "/changes/")
    assert len(few) == len(many) <= 11


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"with": "2031-01"}, "has not come yet"),
        ({"with": "soon"}, "is not a month"),
        ({"since": "soon"}, "is not a day"),
        ({"since": "2031-01-01"}, "has not come yet"),
        ({"tier": "dream"}, "dream"),
    ],
)
@pytest.mark.parametrize("path", ["/changes/", "/changes/changes.csv", "/"])
def test_bad_moments_are_refused(rooms: Rooms, path: str, asked: dict[str, Any], said: str) -> None:
    assert said in page(client_of(rooms.works), path, 400, **asked)


def test_the_files_hold_the_same_rows(moved: Rooms) -> None:
    client = client_of(moved.works)
    rows = list(csv.DictReader(io.StringIO(page(client, "/changes/changes.csv").lstrip("\ufeff"))))
    assert [row["Indicator code"] for row in rows] == ["ROAD_KM", "GROWTH"]
    assert rows[0]["Value now"] == "71"
    answer: Any = client.get("/changes/changes.xlsx", {"place": "testland", "year": "2026"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[1] for row in sheet[1:]] == ["ROAD_KM", "GROWTH"]
    assert sheet[1][7] == 71


def test_the_overview_puts_another_month_beside(moved: Rooms) -> None:
    client = client_of(moved.works)
    plain = page(client, "/")
    assert 'class="then"' not in plain
    shown = page(client, "/", **NINE)
    assert 'class="then"' in shown
    assert "Beside each status stands that of" in shown
    assert "completion +1.1" in shown  # 71 − 70 of 93, in percentage points
    assert "deviation −7.3" in shown  # the pace went on by 8.3
    assert "deviation +0.6" in shown  # 5.6 after 5.0: a rate has no completion
    assert "Without the comparison" in shown
    with CaptureQueriesContext(connection) as queries:
        page(client, "/", **NINE)
    assert len(queries) <= 10


def test_a_view_is_kept_opened_and_deleted(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    assert "Keep these filters" in page(client, "/views/", group="lead")
    kept = {"name": " 我的\u3000视图 ", "query": "place=testland&group=lead&evil=1&csrf=x"}
    assert client.post("/views/", kept).status_code == 302
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("我的 视图", "place=testland&group=lead")
    shown = page(client, "/views/")
    assert "/?place=testland&amp;group=lead" in shown
    assert client.get(f"/?{view.query}").status_code == 200
    other = client_of(rooms.finance)
    assert "我的" not in page(other, "/views/")
    assert other.post(f"/views/{view.id}/delete/").status_code == 404
    assert client.post(f"/views/{view.id}/delete/").status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Give the view a name."),
        ("x" * 61, "longer than 60"),
        ("taken", "called “taken”"),
        (" taken\t", "called “taken”"),
        ("a\u202eb", "cannot be shown"),
    ],
)
def test_a_view_that_cannot_be_kept(rooms: Rooms, name: str, said: str) -> None:
    client = client_of(rooms.works)
    client.cookies["django_language"] = "en"
    client.post("/views/", {"name": "taken", "query": "place=testland"})
    answer = client.post("/views/", {"name": name, "query": "place=testland"})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_what_nobody_sees_in_a_name_is_left_out(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    client.post("/views/", {"name": "a\0b", "query": "place=testland"})
    assert SavedView.objects.get().name == "ab"


def test_a_view_says_its_filters_in_words(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    everything = (
        "place=testland&year=2026&as_of=2026-09&tier=plan&lead=testland-works&q=路&verdict=behind"
        "&group=lead&pending=no&with=2026-06&since=2026-10-01&known=2026-10-02"
    )
    client.post("/views/", {"name": "全", "query": everything})
    assert "known=2026-10-02" in SavedView.objects.get().query
    shown = page(client, "/views/")
    for said in (
        "Testland · 2026 · as of 2026-09 · as known on 2026-10-02 · Plan target · 区住建局 · “路”"
        " · Behind pace · by lead unit · only accepted figures · beside 2026-06",
        "beside what was known on 2026-10-01",
    ):
        assert said in shown


def test_a_view_with_codes_that_are_unknown_or_elsewhere_shows_them(rooms: Rooms) -> None:
    add_place("secretland", "别区", name_en="Secretland")
    client = client_of(rooms.works)
    odd = "place=secretland&lead=%00&tier=dream&verdict=odd&group=odd"
    client.post("/views/", {"name": "奇", "query": odd})
    shown = page(client, "/views/")
    assert "secretland" in shown
    assert "Secretland" not in shown


def test_the_words_of_views_take_no_query_each(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    counts = []
    for number in range(4):
        client.post("/views/", {"name": str(number), "query": "place=testland&tier=plan"})
        with CaptureQueriesContext(connection) as queries:
            page(client, "/views/")
        counts.append(len(queries))
    assert counts[1] == counts[3]


def test_views_are_bounded(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    client.cookies["django_language"] = "en"
    for number in range(MOST_VIEWS):
        assert (
            client.post("/views/", {"name": str(number), "query": "place=testland"}).status_code
            == 302
        )
    answer = client.post("/views/", {"name": "one more", "query": "place=testland"})
    assert answer.status_code == 400
    assert "delete one first" in answer.content.decode()
    long = {"name": "n", "query": "q=" + "x" * 1100}
    SavedView.objects.all().delete()
    assert "too long to be kept" in client.post("/views/", long).content.decode()


def test_views_are_for_who_logs_in() -> None:
    assert Client().get("/views/").status_code == 302
    assert Client().post("/views/", {"name": "x"}).status_code == 302


def test_the_sheet_says_what_the_overview_says(moved: Rooms) -> None:
    shown = page(client_of(moved.place, Role.VIEWER), "/sheet/")
    for said in ("新建道路里程", "71.0", "76.3%", "西飞行区竣工"):
        assert said in shown
    assert "<script" not in shown.split("<article")[1].split("</article>")[0]
