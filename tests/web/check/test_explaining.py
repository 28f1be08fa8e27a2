"""Explaining by its answers: the form, the series page, the overview; who may read and write."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from targets.models import Explanation, Membership, Role, Unit
from tests.web.check.check_rooms import main
from tests.web.rooms import OCTOBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db
FORM = "/series/testland/ROAD_KM/explain/?year=2026&as_of=2026-10"
SERIES = "/series/testland/ROAD_KM/?year=2026&as_of=2026-10"
OVERVIEW = "/?place=testland&year=2026&as_of=2026-10"


@pytest.fixture
def reporter(rooms: Rooms) -> Client:
    enter(rooms.roads, "20")
    return client_of(rooms.works, name="chen")


def send(client: Client, **more: str) -> HttpResponse:
    fields = {"cause": "征地拆迁滞后", "measure": "专班推进", "catch_up_on": "2026-12-31"}
    return client.post(FORM, fields | more)  # type: ignore[return-value]


def seen() -> str:
    return str(Explanation.objects.known(None).get().id)


def test_an_explanation_is_given_and_shown(reporter: Client) -> None:
    shown = main(reporter.get(FORM))  # type: ignore[arg-type]
    assert "新建道路里程" in shown
    assert "严重滞后" in shown
    answer = send(reporter)
    assert answer.status_code == 302
    assert answer["Location"] == SERIES + "#explanations"
    row = Explanation.objects.get()
    assert (row.period_end, row.address) == (OCTOBER, "127.0.0.1")
    shown = main(reporter.get(SERIES))  # type: ignore[arg-type]
    for part in ("征地拆迁滞后", "专班推进", "2026年12月31日", "chen"):
        assert part in shown, part
    assert "征地拆迁滞后" in main(reporter.get(FORM))  # type: ignore[arg-type]


def test_its_history_is_kept(reporter: Client) -> None:
    send(reporter)
    send(reporter, cause="资金未到位", seen_id=seen())
    shown = main(reporter.get(SERIES))  # type: ignore[arg-type]
    assert "此前的说明1条" in shown
    assert "征地拆迁滞后" in shown
    assert send(reporter, cause="资金未到位").status_code == 302  # says nothing new
    assert Explanation.objects.count() == 2


def test_two_people_meet(reporter: Client, rooms: Rooms) -> None:
    assert send(client_of(rooms.place, Role.MANAGER, "guan")).status_code == 302
    answer = send(reporter, cause="资金未到位")
    assert answer.status_code == 409
    shown = main(answer)
    assert "guan于" in shown
    assert "征地拆迁滞后" in shown
    assert "资金未到位</textarea>" in shown
    (token,) = re.findall(r'name="seen_id" value="([^"]+)"', shown)
    assert send(reporter, cause="资金未到位", seen_id=token).status_code == 302


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"cause": " "}, "请填写滞后原因"),
        ({"cause": "长" * 501}, "最多"),
        ({"catch_up_on": "2026-10-31"}, "须晚于本期末"),
        ({"catch_up_on": "soon"}, "日期请写作"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_lost(
    reporter: Client, fields: dict[str, str], said: str
) -> None:
    answer = send(reporter, **fields)
    assert answer.status_code == 400
    assert said in main(answer)
    assert "专班推进</textarea>" in main(answer)
    assert not Explanation.objects.exists()


def test_who_may(reporter: Client, rooms: Rooms) -> None:
    for unit, role, status in (
        (rooms.works, Role.REPORTER, 302),
        (rooms.place, Role.REPORTER, 302),  # covers the units below
        (rooms.place, Role.MANAGER, 302),
        (rooms.finance, Role.REPORTER, 403),
        (rooms.place, Role.CHECKER, 403),
        (rooms.works, Role.VIEWER, 403),
        (rooms.works, Role.MANAGER, 403),
    ):
        client = client_of(unit, role)
        fields = {"seen_id": seen()} if Explanation.objects.exists() else {}
        assert client.get(FORM).status_code == (200 if status == 302 else 403), (unit, role)
        assert send(client, **fields).status_code == status, (unit, role)
        offered = "/explain/" in main(client.get(SERIES))  # type: ignore[arg-type]
        assert offered is (status == 302)
    assert Explanation.objects.count() == 1
    assert Client().get(FORM).status_code == 302
    assert send(Client()).status_code == 302
    Membership.objects.filter(person__username="chen").delete()
    assert send(reporter, cause="x", seen_id=seen()).status_code == 403
    assert Explanation.objects.count() == 1


def test_there_has_to_be_a_figure_and_a_series(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    assert client.get(FORM).status_code == 400
    assert client.get(FORM.replace("ROAD_KM", "NOTHING")).status_code == 404


def test_anonymous_readers_see_no_explanation(reporter: Client, settings: Settings) -> None:
    settings.ANONYMOUS_READING = True
    send(reporter)
    for address in (SERIES, OVERVIEW):
        shown = main(Client().get(address))  # type: ignore[arg-type]
        assert "征地拆迁" not in shown
        assert "说明" not in shown.replace("计算说明", "")
        assert "滞后原因" not in shown


def test_the_overview_says_what_is_explained(reporter: Client, rooms: Rooms) -> None:
    shown = main(reporter.get(OVERVIEW))  # type: ignore[arg-type]
    assert '<span class="cause none">未说明原因</span>' in shown
    assert '<span class="explained">未说明</span>' in shown
    assert "尚未说明原因" in main(reporter.get(SERIES))  # type: ignore[arg-type]
    send(reporter, cause="征地拆迁" * 40)
    shown = main(reporter.get(OVERVIEW))  # type: ignore[arg-type]
    assert '<span class="cause">原因:征地拆迁' in shown
    assert "…</span>" in shown
    assert '<span class="explained">已说明</span>' in shown
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=None)
    Explanation.objects.known(None).update(superseded_at="2030-01-01T00:00Z")
    assert "未说明" not in main(reporter.get(OVERVIEW))  # type: ignore[arg-type]


def test_what_does_not_lag_owes_nothing(rooms: Rooms) -> None:
    enter(rooms.roads, "95")
    client = client_of(rooms.works)
    assert "进度未滞后,无须说明" in main(client.get(FORM))  # type: ignore[arg-type]
    assert "无须说明" in main(client.get(SERIES))  # type: ignore[arg-type]
