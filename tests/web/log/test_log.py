"""The logging grid by its answers: what it shows, takes, refuses and gives back."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets.models import Actual, Indicator, Role, Series, Unit
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def rooms(rooms: Rooms) -> Rooms:
    """A district where logging is accepting."""
    Unit.objects.filter(id=rooms.place.id).update(checks_figures=False)
    return rooms


def sent(rooms: Rooms, **fields: str) -> dict[str, str]:
    """A submission for October by the works department, with every line's hidden field."""
    lines = ("ROAD_KM", "HOMES", "AIRFIELD")
    seen = {f"seen-{code}": _seen(rooms, code) for code in lines}
    named = {name.replace("__", "-"): text for name, text in fields.items()}
    where = {"place": "testland", "unit": "testland-works", "period": "2026-10"}
    return where | seen | named


def _seen(rooms: Rooms, code: str) -> str:
    entry = Actual.objects.filter(
        series__place=rooms.place,
        series__indicator__code=code,
        period_end=OCTOBER,
        superseded_at__isnull=True,
    ).first()
    return "" if entry is None else str(entry.id)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def page(client: Client, **asked: str) -> HttpResponse:
    return client.get("/log/", asked)  # type: ignore[return-value]


def save(client: Client, fields: dict[str, str]) -> HttpResponse:
    return client.post("/log/", fields)  # type: ignore[return-value]


def value_of(series: Series) -> Decimal | None:
    return Actual.objects.get(series=series, period_end=OCTOBER, superseded_at__isnull=True).value


def test_it_opens_on_the_month_that_ended_last(rooms: Rooms) -> None:
    shown = text(page(client_of(rooms.works)))
    assert "2026年1—10月" in shown
    assert "报送单位: 区住建局" in shown
    assert "截止2026年11月18日(已过5天)" in shown
    assert "应报 3 · 已填 0 · 待填 3" in shown
    assert "新建道路里程" in shown
    assert "西飞行区竣工" in shown
    assert "增速" not in shown.split("<main")[1]  # another unit reports it


def test_what_stood_before_is_beside_each_input(rooms: Rooms) -> None:
    enter(rooms.roads, "66", SEPTEMBER, source="月度台账")
    enter(rooms.homes, "90", SEPTEMBER)
    shown = text(page(client_of(rooms.works)))
    assert '<span data-cell="previous">66.0</span>' in shown
    assert 'value="月度台账"' in shown
    assert 'data-same="66"' in shown
    assert "93公里以上" in shown


@pytest.mark.parametrize("month", ["2026-09", "2026年9月", "２０２６年９月", "2026/9"])
def test_a_month_may_be_written_as_people_write_it(rooms: Rooms, month: str) -> None:
    shown = text(page(client_of(rooms.works), period=month))
    assert "2026年1—9月" in shown


@pytest.mark.parametrize("month", ["2026-12", "2099-01", "soon", "2026-13", "1800-01"])
def test_a_month_that_cannot_be_is_refused(rooms: Rooms, month: str) -> None:
    answer = page(client_of(rooms.works), period=month)
    assert answer.status_code == 400


def test_the_present_month_is_shown_but_takes_nothing(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    shown = text(page(client, period="2026-11"))
    assert "本期于2026-11-30结束" in shown
    assert 'id="save"' not in shown
    fields = sent(rooms, value__ROAD_KM="5") | {"period": "2026-11"}
    answer = save(client, fields)
    assert answer.status_code == 400
    assert "尚未结束" in text(answer)
    assert not Actual.objects.exists()


def test_saving_writes_says_so_and_comes_back(rooms: Rooms) -> None:
    client = client_of(rooms.works, name="chen")
    fields = sent(
        rooms,
        value__ROAD_KM="７１．４",
        source__ROAD_KM="月度台账",
        stage__AIRFIELD="完成80%",
        declared__AIRFIELD="normal",
    )
    answer = client.post("/log/", fields, follow=True)
    assert answer.redirect_chain == [
        ("/log/?place=testland&unit=testland-works&period=2026-10", 302)
    ]
    shown = text(answer)  # type: ignore[arg-type]
    assert "已保存:新填2项。" in shown
    assert "应报 3 · 已填 2 · 待填 1" in shown
    assert '<span data-cell="rate">76.8%</span>' in shown
    assert "慢6.6" in shown
    assert value_of(rooms.roads) == Decimal("71.4")
    entry = Actual.objects.get(series=rooms.task)
    assert (entry.stage, entry.declared, entry.author) == (
        "完成80%", "normal", User.objects.get(username="chen"),
    )  # fmt: skip


def test_a_conversion_is_said_after_saving(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    answer = client.post("/log/", sent(rooms, value__HOMES="0.012万"), follow=True)
    assert "已换算为120套" in text(answer)  # type: ignore[arg-type]


def test_nothing_is_lost_when_one_line_is_wrong(rooms: Rooms) -> None:
    answer = save(
        client_of(rooms.works),
        sent(
            rooms,
            value__ROAD_KM="about 70",
            note__ROAD_KM="待核",
            value__HOMES="120",
            stage__AIRFIELD="<b>完成</b>",
        ),
    )
    shown = text(answer)
    assert answer.status_code == 400
    assert 'value="about 70"' in shown
    assert 'value="待核"' in shown
    assert 'value="120"' in shown
    assert "&lt;b&gt;完成&lt;/b&gt;" in shown
    assert shown.count('aria-invalid="true"') == 1
    assert "不是数字" in shown
    assert not Actual.objects.exists()


def test_a_change_asks_for_its_reason_beneath_the_line(rooms: Rooms) -> None:
    enter(rooms.roads, "70")
    client = client_of(rooms.works)
    untouched = text(page(client))
    assert re.search(r'data-extra="ROAD_KM" hidden', untouched)
    refused = save(client, sent(rooms, value__ROAD_KM="71"))
    assert refused.status_code == 400
    assert "更正已报数据须填写理由" in text(refused)
    assert not re.search(r'data-extra="ROAD_KM" hidden', text(refused))
    reasoned = sent(rooms, value__ROAD_KM="71", reason__ROAD_KM="漏报")
    assert save(client, reasoned).status_code == 302
    assert value_of(rooms.roads) == 71


def test_two_people_meet_and_the_second_decides(rooms: Rooms) -> None:
    enter(rooms.roads, "70")
    client = client_of(rooms.works)
    mine = sent(
        rooms,
        value__ROAD_KM="72",
        reason__ROAD_KM="我核过",
        value__HOMES="120",
    )
    other = User.objects.create_user("wang", last_name="王", first_name="芳")
    enter(rooms.roads, "71.4", author=other)
    met = save(client, mine)
    shown = text(met)
    assert met.status_code == 409
    assert "王芳已于" in shown
    assert "保留对方的:71.4" in shown
    assert "采用我的:72" in shown
    assert 'value="我核过"' in shown
    assert 'value="120"' in shown
    assert not Actual.objects.filter(series=rooms.homes).exists()
    current = re.search(r'name="seen-ROAD_KM" value="([^"]+)"', shown)
    assert current is not None
    again = mine | {"seen-ROAD_KM": current[1], "conflict-ROAD_KM": "1"}
    undecided = save(client, again)
    assert undecided.status_code == 400
    assert "请选择保留哪一个数" in text(undecided)
    assert "保留对方的:71.4" in text(undecided)
    assert save(client, again | {"keep-ROAD_KM": "theirs"}).status_code == 302
    assert value_of(rooms.roads) == Decimal("71.4")
    assert value_of(rooms.homes) == 120


def test_after_a_conflict_mine_may_stand(rooms: Rooms) -> None:
    enter(rooms.roads, "71.4")
    fields = sent(rooms, value__ROAD_KM="72", keep__ROAD_KM="mine")
    fields["conflict-ROAD_KM"] = "1"
    client = client_of(rooms.works)
    without_reason = save(client, fields)
    assert without_reason.status_code == 400
    assert "采用我的:72" in text(without_reason)
    assert save(client, fields | {"reason-ROAD_KM": "以台账为准"}).status_code == 302
    assert value_of(rooms.roads) == 72


def test_nothing_changed_is_said(rooms: Rooms) -> None:
    answer = client_of(rooms.works).post("/log/", sent(rooms), follow=True)
    assert "没有改动" in text(answer)  # type: ignore[arg-type]


def test_the_preview_computes_and_writes_nothing(rooms: Rooms) -> None:
    enter(rooms.roads, "66", SEPTEMBER)
    client = client_of(rooms.works)
    fields = sent(rooms, value__ROAD_KM="71.4", value__HOMES="many")
    answer = client.post("/log/preview", fields)
    rows = answer.json()["rows"]
    assert rows["ROAD_KM"]["cells"]["change"] == "5.4"
    assert rows["ROAD_KM"]["cells"]["rate"] == "76.8%"
    assert rows["ROAD_KM"]["needs_reason"] is False
    assert "不是数字" in rows["HOMES"]["problems"]["value"]
    assert rows["AIRFIELD"]["cells"] == {}
    assert Actual.objects.count() == 1


def test_the_preview_says_what_needs_a_reason(rooms: Rooms) -> None:
    enter(rooms.roads, "70")
    fields = sent(rooms, value__ROAD_KM="71")
    rows = client_of(rooms.works).post("/log/preview", fields).json()["rows"]
    assert rows["ROAD_KM"]["needs_reason"] is True


@pytest.mark.parametrize("path", ["/log/", "/log/preview"])
def test_who_may_log(rooms: Rooms, path: str) -> None:
    fields = sent(rooms, value__ROAD_KM="5")
    anonymous = Client().post(path, fields)
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/login/")
    for unit, role in (
        (rooms.works, Role.VIEWER),
        (rooms.works, Role.CHECKER),
        (rooms.works, Role.MANAGER),
        (rooms.finance, Role.REPORTER),
    ):
        assert client_of(unit, role).post(path, fields).status_code == 403
    assert not Actual.objects.exists()
    for number, unit in enumerate((rooms.works, rooms.place)):
        # A unit's right covers the units below it
        typed = fields | {
            "value-ROAD_KM": str(number),
            "reason-ROAD_KM": "试",
        }
        typed["seen-ROAD_KM"] = _seen(rooms, "ROAD_KM")
        assert client_of(unit).post(path, typed).status_code in (200, 302)
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    assert client.post(path, fields | {"value-ROAD_KM": ""}).status_code in (200, 302)


def test_who_may_open_the_grid(rooms: Rooms) -> None:
    assert Client().get("/log/").status_code == 302
    assert client_of(rooms.works, Role.VIEWER).get("/log/").status_code == 403
    reporter = client_of(rooms.works)
    assert page(reporter, unit="testland-finance").status_code == 403
    assert page(reporter, unit="nobody").status_code == 404
    assert page(reporter, place="nowhere").status_code == 404
    assert page(reporter).status_code == 200
    assert reporter.get("/log/preview").status_code == 405


def test_lines_of_another_unit_cannot_be_slipped_in(rooms: Rooms) -> None:
    fields = sent(rooms) | {"seen-GROWTH": "", "value-GROWTH": "6"}
    assert save(client_of(rooms.works), fields).status_code == 302
    assert not Actual.objects.exists()


def test_english_is_complete(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    client.cookies["django_language"] = "en"
    shown = text(page(client))
    assert "Jan–Oct 2026" in shown
    assert "to report 3 · entered 0 · to enter 3" in shown
    assert "due 18 November 2026 (5 days ago)" in shown


def test_the_number_of_queries_does_not_grow_with_the_lines(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    page(client)
    with CaptureQueriesContext(connection) as few:
        assert page(client).status_code == 200
    for number in range(30):
        indicator = Indicator.objects.create(
            code=f"MORE_{number}", name_zh=f"指标{number}", theme=rooms.roads.indicator.theme,
            measure="amount", accumulation="running_total", frequency="monthly",
        )  # fmt: skip
        series = Series.objects.create(
            place=rooms.place, indicator=indicator, calendar="monthly", reporting=rooms.works
        )
        enter(series, "5", SEPTEMBER)
    with CaptureQueriesContext(connection) as many:
        assert page(client).status_code == 200
    assert len(many) == len(few) <= 8


def test_more_places_than_a_list_holds_are_asked_for_by_name(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that is cut looks complete, and opens on a place that is not the one shown."""
    monkeypatch.setattr("targets.reads.log.places.PLACES", 2)
    for n in range(3):
        place = Unit.objects.create(code=f"town-{n}", name_zh=f"第{n}镇", kind="place",
                                    parent=rooms.place)  # fmt: skip
        Series.objects.create(
            place=place, indicator=rooms.roads.indicator, calendar="monthly",
            reporting=rooms.works,
        )  # fmt: skip
    client = client_of(rooms.place)
    shown = client.get("/log/", {"place": "第2镇"}).content.decode()
    assert '<input name="place" value="town-2"' in shown
    assert '<select name="place">' not in shown
    Series.objects.filter(place__code__in=["town-0", "town-1"]).delete()
    assert '<option value="town-2">' in client.get("/log/").content.decode()
