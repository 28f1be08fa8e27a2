"""The screen of the briefing: places, years, the past day, the list of what was issued."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from targets import clock
from targets.models import Briefing, Membership, Role
from targets.writes.targets.places import add_place
from tests.web.briefing.briefing_room import ASKED, issue, page
from tests.web.rooms import Rooms


def test_a_second_place_is_chosen_on_the_screen(filled: Rooms, manager: Client) -> None:
    other = add_place("othertown", "另一区")[0]
    boss = Membership.objects.get(person__username="boss")
    Membership.objects.create(person=boss.person, unit=other, role=Role.MANAGER)
    shown = page(manager)
    assert re.search(r'<select name="place">.*<option value="othertown">另一区', shown, re.S)
    assert "另一区2026年1—10月主要指标进度通报" in page(manager, place="othertown")


def test_the_overview_leads_to_the_briefing_of_what_it_shows(manager: Client) -> None:
    shown = page(manager, "/", tier="stretch")
    (found,) = re.findall(r'href="(/briefing/\?[^"]+)"', shown)
    assert {"place=testland", "year=2026", "as_of=2026-10", "tier=stretch"} <= set(
        found.partition("?")[2].replace("&amp;", "&").split("&")
    )


def test_a_past_day_is_named_and_kept(manager: Client) -> None:
    shown = page(manager, known="2026-11-20")
    assert "按2026年11月20日已知数据显示" in shown
    assert '<input type="hidden" name="known" value="2026-11-20">' in shown
    answer = manager.get("/briefing/briefing.csv", ASKED | {"known": "2026-11-20"})
    assert "2026-10_known_2026-11-20_draft.csv" in answer["Content-Disposition"]
    assert "known" not in page(manager)


def test_a_briefing_says_what_replaced_it(filled: Rooms, manager: Client) -> None:
    old = issue(manager)
    assert "2026年第10期(更正)" in page(manager)  # the number that is proposed next
    new = issue(manager, "2026年第10期(更正)")
    shown = page(manager, f"/briefing/{old.id}/")
    assert f"已被2026年第10期(更正)({clock.day_of(new.recorded_at):%Y-%m-%d}印发)替代" in shown
    assert f'href="/briefing/{new.id}/"' in shown
    latest = page(manager, f"/briefing/{new.id}/")
    assert 'class="replaced"' not in latest
    assert f'href="/briefing/{old.id}/">2026年第10期</a>' in latest
    listed = page(manager)
    assert listed.count('class="replaced-mark"') == 1
    assert re.search(rf'class="old"><a href="/briefing/{old.id}/"', listed)


def test_another_month_and_another_tier_replace_nothing(manager: Client) -> None:
    old = issue(manager)
    issue(manager, "2026年第9期", "?place=testland&year=2026&as_of=2026-09")
    issue(manager, "奋斗", "?place=testland&year=2026&as_of=2026-10&tier=stretch")
    assert 'class="replaced"' not in page(manager, f"/briefing/{old.id}/")
    assert "replaced-mark" not in page(manager)


def test_it_is_said_how_one_is_withdrawn(filled: Rooms, manager: Client) -> None:
    address = f"/briefing/{issue(manager).id}/"
    assert "请就同一月份和目标另行印发更正通报" in page(manager, address)
    from tests.web.rooms import client_of

    assert "另行印发更正通报" not in page(client_of(filled.place, Role.VIEWER), address)


def test_every_year_is_listed(filled: Rooms, manager: Client, settings: Any) -> None:
    issue(manager)
    at = datetime(2024, 6, 1, tzinfo=UTC)
    for number in range(30):
        Briefing.objects.create(
            place=filled.place, number=f"旧{number}", year=2024, as_of=date(2024, 5, 31),
            known_at=at, recorded_at=at, texts={}, data={}, sha256="0" * 64,
        )  # fmt: skip
    settings.ANONYMOUS_READING = True
    for client in (manager, Client()):
        shown = page(client)
        assert "旧0" not in shown
        assert 'href="/briefing/?place=testland&amp;year=2024">2024 (30)</a>' in shown
        earlier = client.get("/briefing/", {"place": "testland", "year": "2024"})
        assert all(f">旧{number}</a>" in earlier.content.decode() for number in range(30))
        assert "2026 (1)" in earlier.content.decode()


def test_the_page_can_be_printed(manager: Client) -> None:
    shown = page(manager)
    assert '<button type="button" id="print" hidden>' in shown
    running = re.search(r'<div class="running" aria-hidden="true">(.*?)</div>', shown, re.S)
    assert running is not None
    assert "测试区2026年1—10月主要指标进度通报" in running[1]
    assert "草稿" in running[1]
    issued = page(manager, f"/briefing/{issue(manager).id}/")
    running = re.search(r'<div class="running" aria-hidden="true">(.*?)</div>', issued, re.S)
    assert running is not None
    assert "2026年第10期" in running[1]
    assert "草稿" not in running[1]
