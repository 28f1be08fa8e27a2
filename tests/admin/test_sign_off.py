"""Switching sign-off off in the administration frees what waits; what it does is said before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from targets.core.values.entry import Entry
from targets.models import Actual, Closing, Draft, Lane, Membership, Origin, Role, Unit
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.web.log.log_posts import MONTH, opened, post, text
from tests.web.rooms import OCTOBER, TODAY, Rooms, build_rooms, client_of, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Rooms:
    monkeypatch.setattr("targets.clock.today", lambda: TODAY)
    built = build_rooms()
    Unit.objects.filter(id=built.place.id).update(signs_off=True)
    return built


@pytest.fixture
def chen(rooms: Rooms) -> Client:
    return client_of(rooms.works, name="chen")


@pytest.fixture
def manager(rooms: Rooms) -> Client:
    return client_of(rooms.place, Role.MANAGER, "zhou")


def form_of(manager: Client, place: Unit) -> tuple[str, dict[str, Any]]:
    answer = manager.get(reverse("admin:targets_unit_change", args=[place.pk]))
    assert answer.status_code == 200
    form = answer.context["adminform"].form
    return text(answer), {  # type: ignore[arg-type]
        name: "" if form[name].value() is None else form[name].value() for name in form.fields
    }


def switched(manager: Client, place: Unit, *, on: bool) -> str:
    _page, fields = form_of(manager, place)
    fields = {name: value for name, value in fields.items() if value is not False}
    fields.pop("signs_off", None)
    if on:
        fields["signs_off"] = "on"
    answer = manager.post(
        reverse("admin:targets_unit_change", args=[place.pk]), fields, follow=True
    )
    place.refresh_from_db()
    assert place.signs_off is on, text(answer)  # type: ignore[arg-type]
    return text(answer)  # type: ignore[arg-type]


def send(client: Client, **typed: str) -> None:
    assert post(client, opened(client), "sign_off", **typed).status_code == 302


def test_what_waits_is_submitted_in_the_name_of_who_sent_it(
    rooms: Rooms, chen: Client, manager: Client
) -> None:
    li = client_of(rooms.works, name="li")
    send(chen, value__ROAD_KM="70", stage__AIRFIELD="主体")
    send(li, value__HOMES="5")
    post(li, opened(li), "draft", note__ROAD_KM="", value__ROAD_KM="70")
    page, _fields = form_of(manager, rooms.place)
    assert "现有3项等待审签" in page
    said = switched(manager, rooms.place, on=False)
    assert "等待审签的3项已提交，待审核" in said
    found = {each.series_id: each for each in Actual.objects.filter(lane=Lane.PENDING)}
    names = {key: each.author.username for key, each in found.items() if each.author}
    assert names == {rooms.roads.id: "chen", rooms.task.id: "chen", rooms.homes.id: "li"}
    assert {each.signer for each in found.values()} == {None}
    assert {each.origin for each in found.values()} == {Origin.GRID}
    assert not Draft.objects.exists()


def test_drafts_that_were_not_sent_stay_drafts(rooms: Rooms, chen: Client, manager: Client) -> None:
    post(chen, opened(chen), "draft", value__ROAD_KM="70")
    page, _fields = form_of(manager, rooms.place)
    assert "等待审签" not in page
    switched(manager, rooms.place, on=False)
    assert Draft.objects.get().sign_off_asked_at is None
    assert not Actual.objects.exists()


def test_where_figures_are_not_checked_they_count(
    rooms: Rooms, chen: Client, manager: Client
) -> None:
    Unit.objects.filter(id=rooms.place.id).update(checks_figures=False)
    send(chen, value__ROAD_KM="70")
    assert "等待审签的1项已提交并生效" in switched(manager, rooms.place, on=False)
    assert Actual.objects.get().lane == Lane.OFFICIAL


def test_what_cannot_be_taken_goes_back_and_is_said(
    rooms: Rooms, chen: Client, manager: Client
) -> None:
    """One slot was filled by somebody else, one was asked about anew, one says what stands."""
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=date(2026, 10, 1))
    send(chen, value__ROAD_KM="70", value__HOMES="5", stage__AIRFIELD="主体")
    stamp = Stamp(rooms.place.id, None, Origin.COMMAND)
    write_ledger([Entry(rooms.roads.id, rooms.roads.calendar, OCTOBER, Decimal(66))], stamp)
    entry = Entry(rooms.task.id, rooms.task.calendar, OCTOBER, stage="主体")
    write_ledger([entry], stamp)
    said = switched(manager, rooms.place, on=False)
    assert "等待审签的1项已提交" in said
    assert "已作为草稿退回所在单位" in said
    assert "区住建局2026年10月" in said
    assert Actual.objects.get(series=rooms.homes).lane == Lane.PENDING
    draft = Draft.objects.get()
    assert (draft.series, draft.typed["value"]) == (rooms.roads, "70")
    due = text(chen.get("/due/"))  # type: ignore[arg-type]
    assert "新建道路里程" in due
    assert "已停用单位审签" in due
    assert 'name="value-ROAD_KM" value="70"' in text(chen.get("/log/", MONTH))  # type: ignore[arg-type]


def test_a_closed_period_and_a_new_question_let_nothing_through(
    rooms: Rooms, chen: Client, manager: Client
) -> None:
    send(chen, value__ROAD_KM="11")
    stamp = Stamp(rooms.place.id, None, Origin.COMMAND)
    september = Entry(rooms.roads.id, rooms.roads.calendar, date(2026, 9, 30), Decimal(66))
    write_ledger([september], stamp)
    said = switched(manager, rooms.place, on=False)
    assert "（1项）" in said
    assert Draft.objects.count() == 1
    # The question stands at the draft
    assert 'id="guard-ROAD_KM"' in text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    switched(manager, rooms.place, on=True)
    Draft.objects.all().delete()
    send(chen, value__HOMES="5")
    Closing.objects.create(
        place=rooms.place, period_end=OCTOBER, action="closed", recorded_at=noon(TODAY)
    )
    said = switched(manager, rooms.place, on=False)
    assert "（1项）" in said
    assert Draft.objects.get().series == rooms.homes


def test_a_series_that_lost_its_unit_keeps_its_draft(
    rooms: Rooms, chen: Client, manager: Client
) -> None:
    send(chen, value__ROAD_KM="70")
    rooms.place.series.update(reporting=None)
    assert "测试区2026年10月" in switched(manager, rooms.place, on=False)
    assert Draft.objects.count() == 1


def test_switched_on_the_units_without_a_signer_are_named(rooms: Rooms, manager: Client) -> None:
    Unit.objects.filter(id=rooms.place.id).update(signs_off=False)
    Membership.objects.create(
        person=User.objects.create_user("wang"), unit=rooms.works, role=Role.SIGNER
    )
    said = switched(manager, rooms.place, on=True)
    assert "以下单位尚未指定审签人，请在“人员角色”中指定：区财政局。" in said
    page, _fields = form_of(manager, rooms.place)
    assert "以下单位尚未指定审签人" in page
    Membership.objects.create(
        person=User.objects.create_user("qian"), unit=rooms.place, role=Role.SIGNER
    )
    switched(manager, rooms.place, on=False)
    assert "以下单位尚未指定审签人" not in switched(manager, rooms.place, on=True)
