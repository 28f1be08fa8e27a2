"""Embedded charts: who makes an address, what it shows to whom, where it may be framed."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from pytest_django.fixtures import Settings

from targets import clock
from targets.models import Actual, Lane, Role, Series, Unit
from targets.web.series import embed_address
from targets.web.series.embed_address import Embedded, Expired, Tampered, read, sign
from targets.writes.targets.places import add_place
from tests.loaded import shipped_data
from tests.web.overview.test_overview import viewer

TODAY = date(2026, 11, 23)
PAGE = "/series/baiyun/GDP_GROWTH/embed/"
CHOSEN = {"year": "latest", "language": "zh-hans", "days": "90"}


@pytest.fixture
def baiyun(db: None, monkeypatch: pytest.MonkeyPatch) -> Unit:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    shipped_data(TODAY)
    return Unit.objects.get(code="baiyun")


@pytest.fixture
def series(baiyun: Unit) -> Series:
    return Series.objects.get(place=baiyun, indicator__code="GDP_GROWTH")


def address(series: Series, **changes: object) -> str:
    embedded = Embedded(series.id, None, "zh-hans", TODAY + timedelta(days=30))
    return f"/embed/{sign(embedded._replace(**changes))}/"  # type: ignore[arg-type]


def test_everybody_with_the_address_sees_the_chart(
    client: Client, series: Series, settings: Settings
) -> None:
    settings.ANONYMOUS_READING = False
    answer = client.get(address(series))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "地区生产总值增速" in shown
    assert "未完成" in shown
    assert "5.2%,低于计划目标0.3个百分点" in shown
    assert "数据期别:全年。" in shown
    assert "来源:" in shown
    assert shown.count('<svg class="embed-chart') == 2
    assert 'role="img" aria-label="地区生产总值增速: 5.2%' in shown


def test_the_year_and_the_language_are_those_of_the_address(client: Client, series: Series) -> None:
    client.cookies["django_language"] = "zh-hans"
    answer = client.get(address(series, language="en", year=2024))
    assert answer["Content-Language"] == "en"
    assert '<html lang="en">' in answer.content.decode()
    assert "GDP growth (real)" in answer.content.decode()
    # A year without anything is an empty chart, not an error
    assert client.get(address(series, year=2019)).status_code == 200


def test_headers_of_a_page_that_is_framed(
    client: Client, series: Series, settings: Settings
) -> None:
    settings.EMBED_SITES = ["https://www.example.cn", "https://oa.example.cn:8443"]
    answer = client.get(address(series))
    policy = answer["Content-Security-Policy"]
    wanted = "frame-ancestors 'self' https://www.example.cn https://oa.example.cn:8443"
    assert wanted in policy.split("; ")
    assert "script-src 'self'" in policy.split("; ")
    assert "X-Frame-Options" not in answer
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_without_sites_only_this_service_may_frame_it(client: Client, series: Series) -> None:
    answer = client.get(address(series))
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"].split("; ")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/", "/wall/", "/series/baiyun/GDP_GROWTH/", "/login/", PAGE])
def test_nothing_else_may_be_framed(
    client: Client, baiyun: Unit, settings: Settings, path: str
) -> None:
    settings.EMBED_SITES = ["https://www.example.cn"]
    answer = client.get(path)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"].split("; ")
    assert answer["X-Frame-Options"] == "DENY"


def test_a_changed_address_is_refused(client: Client, series: Series, settings: Settings) -> None:
    settings.EMBED_SITES = ["https://www.example.cn"]
    good = address(series)
    signed = good.split("/")[2]
    other = sign(Embedded(uuid.uuid4(), None, "zh-hans", TODAY)).split(":")
    for bad in (
        signed[:-1],
        signed + "A",
        "x" * 5000,
        ":".join([other[0], *signed.split(":")[1:]]),
        signing.dumps(["not ours"], salt="another"),
    ):
        answer = client.get(f"/embed/{bad}/")
        assert answer.status_code == 403
        assert "该地址不是本系统生成的" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies
        # Whoever frames it is to see why
        assert "https://www.example.cn" in answer["Content-Security-Policy"]
    settings.SECRET_KEY = "another-key-of-fifty-characters-or-more-0123456789"
    assert client.get(good).status_code == 403


@pytest.mark.parametrize(
    "content",
    [
        ["one"],
        ["no-uuid", 0, "en", "2027-01-01"],
        [uuid.uuid4().hex, 0, "fr", "2027-01-01"],
        [uuid.uuid4().hex, 99, "en", "2027-01-01"],
        [uuid.uuid4().hex, "later", "en", "2027-01-01"],
        [uuid.uuid4().hex, 0, "en", "soon"],
        [7, 0, "en", "2027-01-01"],
        {"a": 1},
        None,
    ],
)
def test_signed_nonsense_is_refused_too(content: object) -> None:
    with pytest.raises(Tampered):
        read(signing.dumps(content, salt=embed_address._SALT), TODAY)


def test_an_address_ends_after_its_last_day(client: Client, series: Series) -> None:
    assert client.get(address(series, expires_on=TODAY)).status_code == 200
    answer = client.get(address(series, expires_on=TODAY - timedelta(days=1)))
    assert answer.status_code == 410
    assert "已过期" in answer.content.decode()
    with pytest.raises(Expired):
        read(sign(Embedded(series.id, None, "en", TODAY)), TODAY + timedelta(days=1))


def test_a_series_that_is_gone_is_gone(client: Client, series: Series) -> None:
    answer = client.get(address(series, series_id=uuid.uuid4()))
    assert answer.status_code == 410
    task = Series.objects.filter(indicator__measure="milestone").first()
    assert task is not None
    assert client.get(address(task)).status_code == 410


def test_only_official_released_figures_whoever_looks(
    client: Client, baiyun: Unit, series: Series
) -> None:
    """A member who may see more sees no more here; not even the scale tells of it."""
    Series.objects.filter(pk=series.pk).update(leader="王某某")
    member, good = viewer(baiyun, Role.MANAGER), address(series, year=2024)
    before = client.get(good).content
    common = {"series": series, "calendar": series.calendar, "origin": "command"}
    Actual.objects.create(
        **common, period_end=date(2024, 3, 31), lane=Lane.PENDING, value=Decimal("77.7"),
        recorded_at=clock.now(),
    )  # fmt: skip
    Actual.objects.create(
        **common, period_end=date(2024, 9, 30), lane=Lane.OFFICIAL, value=Decimal("88.8"),
        recorded_at=clock.now(), release_on=TODAY + timedelta(days=5),
    )  # fmt: skip
    assert "77.7" in member.get("/series/baiyun/GDP_GROWTH/?year=2024").content.decode()
    assert client.get(good).content == before
    assert member.get(good).content == before
    assert "王某某" not in before.decode()


def test_five_queries_whoever_asks(client: Client, series: Series) -> None:
    good = address(series)
    for reader in (client, viewer(series.place)):
        with CaptureQueriesContext(connection) as captured:
            reader.get(good)
        assert len(captured) == 5, [query["sql"][:80] for query in captured]


def test_no_query_for_a_bad_address(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get("/embed/nonsense/")
    assert len(captured) == 0


def test_a_reader_makes_an_address(baiyun: Unit, series: Series, settings: Settings) -> None:
    settings.SITE_ADDRESS = "https://board.example.cn"
    reader = viewer(baiyun)
    assert "EMBED_SITES" in reader.get(PAGE).content.decode()
    settings.EMBED_SITES = ["https://www.example.cn"]
    answer = reader.post(PAGE, CHOSEN)
    shown = answer.content.decode()
    made = answer.context["made"]
    assert answer.status_code == 200
    assert made.address.startswith("https://board.example.cn/embed/")
    assert escape(made.frame) in shown
    assert made.frame.startswith(f'<iframe src="{made.address}" title="地区生产总值增速"')
    assert "2027年2月21日" in shown
    assert "https://www.example.cn" in shown
    (line,) = LogEntry.objects.all()
    assert (line.object_id, line.get_change_message()) == (
        str(series.id), "添加了 嵌入图表地址“2027-02-21”。",
    )  # fmt: skip
    assert answer["Cache-Control"].startswith("max-age=0")
    signed = made.address.split("/")[-2]
    assert read(signed, TODAY) == Embedded(series.id, None, "zh-hans", date(2027, 2, 21))
    assert Client().get(f"/embed/{signed}/").status_code == 200


def test_without_a_site_address_the_request_says_where(baiyun: Unit) -> None:
    answer = viewer(baiyun).post(PAGE, CHOSEN | {"year": "2024", "language": "en", "days": "30"})
    made = answer.context["made"]
    assert made.address.startswith("http://testserver/embed/")
    assert read(made.address.split("/")[-2], TODAY).year == 2024


@pytest.mark.parametrize(
    "changes",
    [
        {"year": "1066"},
        {"year": "soon"},
        {"year": ""},
        {"language": "fr"},
        {"days": "0"},
        {"days": "36500"},
        {"days": "９０"},
    ],
)
def test_what_is_not_on_offer_is_refused(baiyun: Unit, changes: dict[str, str]) -> None:
    answer = viewer(baiyun).post(PAGE, CHOSEN | changes)
    assert answer.status_code == 400


def test_who_makes_one_is_a_member_who_may_read(
    client: Client, baiyun: Unit, settings: Settings
) -> None:
    settings.ANONYMOUS_READING = True
    assert client.post(PAGE, CHOSEN).status_code == 302  # reading is not publishing
    elsewhere, _made = add_place("elsewhere", "别处")
    assert viewer(elsewhere).post(PAGE, CHOSEN).status_code == 403
    reader = viewer(baiyun)
    assert reader.post("/series/baiyun/NOTHING/embed/", CHOSEN).status_code == 404
    task = Series.objects.filter(place=baiyun, indicator__measure="milestone").first()
    assert task is not None
    path = f"/series/baiyun/{task.indicator.code}/embed/"
    assert reader.get(path).status_code == 400
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = reader.cookies
    assert strict.post(PAGE, CHOSEN).status_code == 403
