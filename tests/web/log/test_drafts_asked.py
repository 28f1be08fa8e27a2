"""Drafts keep what the guard asks: when they are opened again, by whomever; and the bar counts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets.models import Role, Unit
from tests.web.log.log_posts import MONTH, YEAR, opened, post, text
from tests.web.log.test_checked import give_back
from tests.web.rooms import SEPTEMBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db
ASKED = 'id="guard-ROAD_KM"'


@pytest.fixture
def standing(rooms: Rooms) -> Rooms:
    """The roads stood at 66 in September: 13.2 looks like the amount of the month."""
    enter(rooms.roads, "66", SEPTEMBER)
    return rooms


@pytest.fixture
def chen(standing: Rooms) -> Client:
    return client_of(standing.works, name="chen")


def page(client: Client, path: str = "/log/", **query: str) -> str:
    answer = client.get(path, query or MONTH)
    assert answer.status_code == 200
    return text(answer)  # type: ignore[arg-type]


def test_a_draft_asks_again_when_it_is_opened(standing: Rooms, chen: Client) -> None:
    assert ASKED not in page(chen)
    saved = post(chen, opened(chen), "draft", value__ROAD_KM="13.2", value__HOMES="5")
    assert saved.status_code == 302
    li = client_of(standing.works, name="li")
    for client in (chen, chen, li):  # after the draft, after a reload, for a colleague
        shown = page(client)
        assert shown.count('class="guard"') == 1 + 1  # and the script's template
        assert ASKED in shown
        assert "可能填成了当月值" in shown
        assert 'name="take-ROAD_KM" value="79.2"' in shown
    assert 'id="guard-ROAD_KM.2026-10"' in page(chen, YEAR, year="2026")
    post(chen, opened(chen), "draft", value__ROAD_KM="79.2")
    assert ASKED not in page(chen)


def test_the_signer_sees_the_question_beside_the_answer(standing: Rooms, chen: Client) -> None:
    Unit.objects.filter(id=standing.place.id).update(signs_off=True)
    fields = opened(chen)
    assert post(chen, fields, "sign_off", value__ROAD_KM="13.2").status_code == 400
    sent = post(chen, fields, "sign_off", value__ROAD_KM="13.2", reason__ROAD_KM="已核减")
    assert sent.status_code == 302
    shown = page(client_of(standing.works, Role.SIGNER))
    assert "可能填成了当月值" in shown
    assert 'name="reason-ROAD_KM" value="已核减"' in shown
    assert "take-ROAD_KM" not in shown  # a signer changes nothing


def test_without_script_a_page_shown_again_asks_again(standing: Rooms, chen: Client) -> None:
    """Copying a task's text or taking a correction loses no question about another line."""
    enter(standing.homes, "90", SEPTEMBER)
    shown = text(post(chen, opened(chen), "copy-AIRFIELD", value__ROAD_KM="13.2"))
    assert ASKED in shown
    fields = opened(chen) | {"take-ROAD_KM": "13.2", "value-HOMES": "90"}
    shown = text(post(chen, fields))
    assert ASKED in shown


def test_a_grid_without_drafts_asks_nothing(standing: Rooms, chen: Client) -> None:
    opened(chen)
    with CaptureQueriesContext(connection) as before:
        page(chen)
    post(chen, opened(chen), "draft", value__ROAD_KM="13.2")
    page(chen)
    with CaptureQueriesContext(connection) as after:
        page(chen)
    assert len(after) - len(before) == 2


def test_what_is_typed_counts(standing: Rooms, chen: Client) -> None:
    assert "应报 3 · 已填 0 · 待填 3" in page(chen)
    post(chen, opened(chen), "draft", value__ROAD_KM="79.2", note__HOMES="待核")
    assert "应报 3 · 已填 1 · 待填 2" in page(chen)  # a note alone is nothing
    refused = post(chen, opened(chen), value__ROAD_KM="79.2", value__HOMES="x", stage__AIRFIELD="")
    assert "应报 3 · 已填 2 · 待填 1" in text(refused)
    post(chen, opened(chen), value__ROAD_KM="79.2", note__HOMES="")
    assert "应报 3 · 已填 1 · 待填 2" in page(chen)
    give_back(standing.roads, "请核实")
    # What came back is to be filled in again
    assert "应报 3 · 已填 0 · 待填 3" in page(chen)
    post(chen, opened(chen), "draft", value__ROAD_KM="80")
    assert "应报 3 · 已填 1 · 待填 2" in page(chen)
