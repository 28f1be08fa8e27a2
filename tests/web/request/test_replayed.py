"""Every screen that replays a past day says so, and keeps it in its links, forms and files."""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from targets.models import Actual, Indicator, Origin, Role, Series
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter, noon

DAY = "2026-10-20"
NOTICE = "As known on 20 October 2026: later entries and revisions are left out."
ADDRESSES = [
    "/",
    "/series/testland/ROAD_KM/",
    "/changes/",
    "/places/",
    "/places/heat/",
    "/consistency/",
    "/sheet/",
    "/targets/",
]
# Where a link of one of them leads that replays as well
REPLAYING = re.compile(
    r"^(/|/series/[^/]+/[^/]+/|/changes/.*|/places/.*|/consistency/|/sheet/|/wall/|/targets/|/export/.+)$"
)


@pytest.fixture
def logged(rooms: Rooms) -> Rooms:
    """September was known on the day, October was not; roads have a reference figure."""
    for end, value, day in (
        (SEPTEMBER, "60", date(2026, 10, 12)),
        (OCTOBER, "70", date(2026, 11, 12)),
    ):
        Actual.objects.create(
            series=rooms.roads, calendar="monthly", period_end=end, lane="official",
            origin=Origin.COMMAND, value=Decimal(value), recorded_at=noon(day),
        )  # fmt: skip
    average = Indicator.objects.create(
        theme=rooms.roads.indicator.theme, code="ROAD_AVG", name_zh="全市平均", measure="amount",
        accumulation="running_total", frequency="monthly", pace="linear", unit_zh="公里",
        reference_of=rooms.roads.indicator,
    )  # fmt: skip
    Series.objects.create(place=rooms.place, indicator=average, calendar="monthly", order=9)
    return rooms


@pytest.fixture
def manager(logged: Rooms) -> Client:
    """Sees every link there is."""
    client = client_of(logged.place, Role.MANAGER)
    client.cookies["django_language"] = "en"
    return client


def _links(page: str, path: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Where the links in the page's own parts lead; the navigation starts afresh."""
    found = []
    for part in re.findall(r'href="([^"]+)"', page.split("</header>", 1)[1]):
        link = urlsplit(html.unescape(part))
        found.append((link.path or path, parse_qs(link.query)))
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_said_and_kept(manager: Client, address: str) -> None:
    asked = {"place": "testland", "known": DAY, "pending": "no"}
    answer = manager.get(address, asked)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count(NOTICE) == 1
    assert 'class="notice rests"' in page
    assert 'name="known"' in page or address == "/sheet/"
    fields = re.findall(r'name="known" value="([^"]*)"', page)
    assert set(fields) <= {DAY}
    led = [(path, said) for path, said in _links(page, address) if REPLAYING.match(path)]
    back = [said for path, said in led if "known" not in said]
    # Back to the present, and nothing else, forgets the day
    assert [said.get("pending") for said in back] == [["no"]], back
    assert all(said["known"] == [DAY] for _path, said in led if "known" in said)
    # To show figures that wait, and nothing else, forgets that they were left out
    assert len([said for _path, said in led if "pending" not in said]) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_said_of_the_present(manager: Client, address: str) -> None:
    page = manager.get(address, {"place": "testland"}).content.decode()
    assert "As known on 20" not in page
    assert not [said for _path, said in _links(page, address) if "known" in said]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_month_that_had_not_come_is_said(manager: Client, address: str) -> None:
    asked = {"place": "testland", "known": DAY, "as_of": "2026-11"}
    assert "had not come then" in manager.get(address, asked).content.decode()


def test_the_wall_keeps_the_day(manager: Client) -> None:
    page = manager.get("/wall/", {"place": "testland", "known": DAY}).content.decode()
    assert f"as known on {DAY}" in page
    assert f'href="/?place=testland&amp;known={DAY}"' in page


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/changes/changes.csv", f"changes_testland_2026-08_2026-09_known_{DAY}.csv"),
        ("/changes/changes.xlsx", f"changes_testland_2026-08_2026-09_known_{DAY}.xlsx"),
        ("/places/heat/heat.csv", f"heat_testland_2026_known_{DAY}.csv"),
        ("/export/assessments.csv", f"assessments_testland_known_{DAY}.csv"),
    ],
)
def test_a_file_is_named_after_the_day(manager: Client, address: str, name: str) -> None:
    def called(**asked: str) -> str:
        answer = manager.get(address, {"place": "testland", **asked})
        assert answer.status_code == 200
        if isinstance(answer, StreamingHttpResponse):
            answer.getvalue()
        said: str = answer["Content-Disposition"]
        return said

    assert name in called(known=DAY)
    assert "known" not in called()


def test_only_who_logs_in_is_offered_a_past_day(
    logged: Rooms, manager: Client, settings: object
) -> None:
    settings.ANONYMOUS_READING = True  # type: ignore[attr-defined]
    for address in ("/", "/series/testland/ROAD_KM/", "/changes/"):
        asked = {"place": "testland"}
        assert 'type="date" name="known"' in manager.get(address, asked).content.decode()
        assert 'name="known"' not in Client().get(address, asked).content.decode()


def _head(page: str) -> str:
    return page.split('class="print-head"', 1)[1].split("</div>", 1)[0]


def test_a_printout_says_what_it_rests_on(logged: Rooms, manager: Client) -> None:
    enter(logged.homes, "90", SEPTEMBER)
    Actual.objects.create(
        series=logged.rate, calendar="monthly", period_end=OCTOBER, lane="pending",
        origin=Origin.GRID, value=Decimal("6.1"), recorded_at=noon(date(2026, 11, 2)),
    )  # fmt: skip
    asked = {"place": "testland", "as_of": "2026-10"}
    narrowed = asked | {"lead": logged.finance.code, "q": "GROW", "leader": "张副区长"}
    for address, part in (("/", _head), ("/sheet/", lambda page: page)):
        page = part(manager.get(address, narrowed).content.decode())
        assert "filtered: 区财政局, 张副区长, “GROW”" in page
        assert "1 with figures not accepted yet" in page
        assert "only accepted figures" in part(
            manager.get(address, asked | {"pending": "no"}).content.decode()
        )
        then = part(manager.get(address, {"place": "testland", "known": DAY}).content.decode())
        assert "as known on 20 October 2026" in then


def test_the_sheet_names_period_and_marks(logged: Rooms, manager: Client) -> None:
    Actual.objects.create(
        series=logged.rate, calendar="monthly", period_end=SEPTEMBER, lane="pending",
        origin=Origin.GRID, value=Decimal("6.1"), recorded_at=noon(date(2026, 11, 2)),
        preliminary=True,
    )  # fmt: skip
    page = manager.get("/sheet/", {"place": "testland", "as_of": "2026-10"}).content.decode()
    assert "<small>Jan–Oct</small>" in page
    rate = page.split("增速", 1)[1].split("</tr>", 1)[0]
    for said in ("by Jan–Sep data", "to be checked", "preliminary"):
        assert said in rate
    assert '<th scope="col">Annual target</th>' in page


def test_a_sheet_by_status_has_its_headings(logged: Rooms, manager: Client) -> None:
    for address in ("/sheet/", "/"):
        asked = {"place": "testland", "group": "status"}
        page = manager.get(address, asked).content.decode()
        heads = [head.strip() for head in re.findall(r"<h2[^>]*>([^<]*)", page)]
        assert "No data" in heads, address
        assert "" not in heads


def test_a_kept_view_follows_the_latest_month(logged: Rooms, manager: Client) -> None:
    def kept(**asked: str) -> tuple[str, str]:
        page = manager.get("/", asked).content.decode()
        view = re.search(r'href="/views/\?([^"]+)"', page)
        wall = re.search(r'href="/wall/\?([^"]+)"', page)
        assert view is not None
        assert wall is not None
        return html.unescape(view[1]), html.unescape(wall[1])

    assert kept() == ("place=testland", "place=testland")
    assert kept(tier="plan", q="路") == ("tier=plan&q=%E8%B7%AF&place=testland",
                                        "place=testland&tier=plan")  # fmt: skip
    view, wall = kept(as_of="2026-09", known=DAY)
    assert view == f"as_of=2026-09&known={DAY}&place=testland"
    assert wall == f"place=testland&as_of=2026-09&known={DAY}"


def test_the_filters_compare_with_a_month_or_a_day(logged: Rooms, manager: Client) -> None:
    asked = {"place": "testland", "as_of": "2026-10"}
    page = manager.get("/", asked).content.decode()
    months = re.findall(r'<option value="([^"]*)"', page.split('name="with">', 1)[1])
    assert months[:11] == ["", *(f"2026-{month:02d}" for month in range(9, 0, -1)), "2025-12"]
    beside = manager.get("/", asked | {"with": "2026-08"}).content.decode()
    assert '<option value="2026-08" selected>' in beside
    since = manager.get("/", asked | {"since": DAY}).content.decode()
    assert f'name="since" value="{DAY}"' in since
    far = manager.get("/", asked | {"with": "2024-12"}).content.decode()
    assert '<option value="2024-12" selected>' in far
