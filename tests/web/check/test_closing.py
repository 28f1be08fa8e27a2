"""The closing screen by its answers: what is missing, who may, what is asked before."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from targets.core.values.entry import Entry
from targets.core.values.periods import month_end
from targets.models import Actual, Closing, Origin, Role, Series
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.web.check.check_rooms import main, text, waiting
from tests.web.rooms import OCTOBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker(rooms: Rooms) -> Client:
    return client_of(rooms.place, Role.CHECKER, "jian")


def page(client: Client, **asked: str) -> HttpResponse:
    return client.get("/closing/", {"place": "testland", "period": "2026-10"} | asked)  # type: ignore[return-value]


def send(client: Client, do: str, **more: str) -> HttpResponse:
    fields = {"place": "testland", "period": "2026-10", "do": do, **more}
    return client.post("/closing/", fields)  # type: ignore[return-value]


def digest(client: Client) -> str:
    (found,) = re.findall(r'name="confirmed" value="(\w+)"', main(page(client)))
    return str(found)


def complete(rooms: Rooms) -> None:
    """Everything of October is there, and nothing lags."""
    for end in range(1, 11):
        enter(rooms.homes, "130", OCTOBER.replace(month=end, day=28 if end == 2 else 30 if end in
              {4, 6, 9} else 31))  # fmt: skip
    enter(rooms.roads, "90")
    enter(rooms.rate, "6")


def test_it_lists_what_is_missing_by_unit(rooms: Rooms, checker: Client) -> None:
    waiting(rooms.rate, "5")
    enter(rooms.roads, "20")
    shown = main(page(checker))
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
    assert "4 应报 2 已报 2 未报送" in plain
    assert "1 待审核 2 滞后未说明原因" in plain or "1 待审核 1 滞后未说明原因" in plain
    assert re.search(r"未报送 2 区住建局 2 保障性住房 西飞行区竣工", plain)
    assert re.search(r"待审核 1 区财政局 1 增速", plain)
    assert "滞后未说明原因" in plain


def test_what_an_earlier_period_lacks_is_not_counted_to_this_one(
    rooms: Rooms, checker: Client
) -> None:
    Series.objects.filter(pk=rooms.rate.pk).update(calendar="quarterly")
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main(page(checker))))
    assert "3 应报 0 已报 3 未报送 1 往期未报送" in plain
    assert re.search(r"往期未报送 1 区财政局 1 增速", plain)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main(page(checker, period="2026-09"))))
    assert "0 往期未报送" in plain


def test_closing_asks_for_a_confirmation_with_the_number(rooms: Rooms, checker: Client) -> None:
    waiting(rooms.rate, "6")
    shown = main(page(checker))
    assert re.search(r"尚有4项未完成,确认关账", shown)
    answer = send(checker, "close")
    assert answer.status_code == 409
    assert "请勾选确认后再关账" in main(answer)
    before = digest(checker)
    enter(rooms.roads, "90")
    answer = send(checker, "close", confirmed=before)
    assert answer.status_code == 409
    assert "未完成事项已有变化" in main(answer)
    assert not Closing.objects.exists()
    assert send(checker, "close", confirmed=digest(checker), reason="按期关账").status_code == 302
    closing = Closing.objects.get()
    assert sorted(closing.missing) == ["AIRFIELD", "GROWTH", "HOMES"]
    assert closing.address == "127.0.0.1"
    shown = text(page(checker))
    assert "2026年10月已关账" in shown
    assert "按期关账" in shown
    assert "重新开放的理由" in shown


def test_a_complete_period_needs_no_confirmation(rooms: Rooms, checker: Client) -> None:
    complete(rooms)
    write_ledger(
        [Entry(rooms.task.id, "monthly", OCTOBER, stage="封顶", declared="normal")],
        Stamp(rooms.place.id, None, Origin.COMMAND),
    )
    assert "没有未完成事项" in main(page(checker))
    assert send(checker, "close").status_code == 302


def test_reopening_and_its_refusals(rooms: Rooms, checker: Client) -> None:
    assert send(checker, "reopen", reason="x").status_code == 409
    send(checker, "close", confirmed=digest(checker))
    assert send(checker, "close").status_code == 409
    answer = send(checker, "reopen")
    assert answer.status_code == 400
    assert "请填写重新开放的理由" in main(answer)
    assert send(checker, "reopen", reason="普查修订").status_code == 302
    shown = main(page(checker))
    assert "普查修订" in shown
    assert 'value="close"' in shown
    assert send(checker, "burn").status_code == 400


def test_a_closed_period_keeps_reporters_out(rooms: Rooms, checker: Client) -> None:
    send(checker, "close", confirmed=digest(checker))
    fields = {
        "place": "testland", "unit": "testland-works", "period": "2026-10", "do": "submit",
        "seen-ROAD_KM": "", "value-ROAD_KM": "71.4",
    }  # fmt: skip
    answer = client_of(rooms.works).post("/log/", fields)
    assert answer.status_code == 409
    assert not Actual.objects.exists()


def test_only_an_ended_period_is_closed(rooms: Rooms, checker: Client) -> None:
    shown = main(page(checker, period="2026-11"))
    assert "结束后方可关账" in shown
    assert 'value="close"' not in shown
    answer = send(checker, "close", period="2026-11")
    assert answer.status_code == 400
    assert page(checker, period="2027-01").status_code == 400
    assert page(checker, place="nowhere").status_code == 404
    assert "2026年1—10月" in main(client_of(rooms.place, Role.CHECKER).get("/closing/"))  # type: ignore[arg-type]


@pytest.mark.parametrize("role", [Role.REPORTER, Role.VIEWER, Role.SIGNER])
def test_no_other_role_closes(rooms: Rooms, role: Role) -> None:
    client = client_of(rooms.place, role)
    assert page(client).status_code == 403
    assert send(client, "close").status_code == 403
    assert send(Client(), "close").status_code == 302
    assert not Closing.objects.exists()


def test_a_manager_of_the_place_closes_and_reopens(rooms: Rooms) -> None:
    manager = client_of(rooms.place, Role.MANAGER)
    matrix = manager.get("/reporting/?place=testland&year=2026").content.decode()
    assert "/closing/?place=testland&amp;period=2026-10" in matrix
    send(manager, "close", confirmed=digest(manager))
    assert Closing.objects.get().action == "closed"
    send(manager, "reopen", reason="漏报一项")
    assert Closing.objects.latest("recorded_at").action == "reopened"
    below = client_of(rooms.works, Role.MANAGER)
    assert page(below).status_code == 403


def test_a_revision_of_a_closed_period_reopens_nothing(rooms: Rooms, checker: Client) -> None:
    token = waiting(rooms.roads, "71.4")
    send(checker, "close", confirmed=digest(checker))
    fields = {"place": "testland", "period": "2026-10", "do": "accept", "entry": token}
    assert checker.post("/check/decide", fields | {"text": "漏审"}).status_code == 302
    assert Actual.objects.official().get().value == Decimal("71.4")
    assert Closing.objects.get().action == "closed"


def test_a_month_closed_long_ago_is_shown_closed(rooms: Rooms, checker: Client) -> None:
    """However many periods were closed since."""
    months = [(year, month) for year in (2023, 2024, 2025, 2026) for month in range(1, 11)]
    Closing.objects.bulk_create(
        Closing(place=rooms.place, period_end=month_end(year, month), action="closed",
                recorded_at=timezone.now())
        for year, month in months
    )  # fmt: skip
    shown = main(page(checker, period="2023-02"))
    assert 'value="reopen"' in shown
    assert shown.count("✓") == 10
