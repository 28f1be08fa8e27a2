"""进度通报: what the draft says, editing around its numbers, issuing, and every file of it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import docx
import pptx
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from targets import clock
from targets.briefs.canonical import digest
from targets.briefs.stored import restored, stored
from targets.models import (
    Briefing,
    BriefingDraft,
    Indicator,
    Role,
    Series,
    Target,
    Wording,
)
from targets.reads.briefing.briefing import briefing_facts, previous_as_of
from targets.reads.briefing.texts import Draft
from targets.reads.judging.judged import AsOf
from targets.reads.places.places import place_facts
from targets.reads.scope.labels import tier_labels
from targets.web.briefing.content import brief_of
from targets.web.briefing.query import SIGHT
from targets.web.briefing.say import sayer
from tests.web.briefing.briefing_room import ASKED, QUERY, edited, issue, page
from tests.web.rooms import OCTOBER, SEPTEMBER, TODAY, Rooms, client_of, enter, noon

KINDS = ["docx", "pptx", "xlsx", "csv"]


def test_the_draft_says_where_the_place_stands(manager: Client) -> None:
    shown = page(manager)
    assert "测试区2026年1—10月主要指标进度通报" in shown
    assert "3项量化指标中，3项有数据，其中" in shown
    assert "一、总体情况" in shown
    assert "滞后原因：征地慢。推进措施：包干推进。预计2026年12月25日赶上序时进度。" in shown
    assert "牵头单位尚未说明原因。" in shown
    assert "15.5公里" in shown  # (93 − 62) ÷ 2
    assert "草稿" in shown
    assert '<svg class="embed-chart' in shown


def test_in_english(manager: Client) -> None:
    manager.cookies["django_language"] = "en"
    shown = page(manager)
    assert "figures for 3 of 3 quantified indicators, of which" in shown
    assert "1. Summary" in shown


def test_january_is_compared_with_nothing(manager: Client) -> None:
    shown = page(manager, as_of="2026-01")
    assert "较上期" not in shown.split("一、总体情况")[1].split("</section>")[0]


def test_a_place_words_its_briefing(filled: Rooms, manager: Client) -> None:
    Wording.objects.create(key="good", language="zh-hans", text="全市:{count}项")
    Wording.objects.create(
        place=filled.place, key="good", language="zh-hans", text="进展顺利的有{count}项"
    )
    shown = page(manager)
    assert "进展顺利的有1项" in shown
    assert "全市" not in shown


def test_who_issues_it_is_worded_too(filled: Rooms, manager: Client) -> None:
    assert '<p class="signed">' not in page(manager)
    Wording.objects.create(
        place=filled.place, key="issuer", language="zh-hans", text="{place}发展和改革局"
    )
    found = issue(manager)
    assert "测试区发展和改革局<br>" in page(manager, f"/briefing/{found.id}/")
    paper = manager.get(f"/briefing/{found.id}/briefing.docx").content
    assert "测试区发展和改革局" in text_of("docx", paper)


def test_text_around_the_numbers_is_edited(manager: Client) -> None:
    assert "{count}" in page(manager, "/briefing/edit")
    answer = edited(manager, good="本月{count}项指标进展较快。")
    assert answer.status_code == 302
    assert "本月1项指标进展较快。" in page(manager)
    again = edited(manager, BriefingDraft.objects.get().saved_at.isoformat(), good="{count}项好")
    assert again.status_code == 302
    assert "1项好" in page(manager)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("一项也没有", "{count}"),
        ("{count}项,{secret}", "{secret}"),
        ("{count.__class__}", "{"),
        ("", "空"),
        ("x" * 1001 + "{count}", "1000"),
    ],
)
def test_numbers_must_stay(manager: Client, text: str, says: str) -> None:
    answer = edited(manager, good=text)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert 'id="problem-good"' in answer.content.decode()
    assert not BriefingDraft.objects.exists()


def test_two_editors_do_not_overwrite_each_other(manager: Client) -> None:
    assert edited(manager, good="甲{count}").status_code == 302
    answer = edited(manager, good="乙{count}")
    assert answer.status_code == 409
    assert "乙{count}" in answer.content.decode()
    assert "甲{count}" in answer.content.decode()
    assert BriefingDraft.objects.get().texts["zh-hans"]["good"] == "甲{count}"


def test_issued_it_is_frozen(filled: Rooms, manager: Client) -> None:
    found = issue(manager)
    assert digest(found.data) == found.sha256
    shown = page(manager, f"/briefing/{found.id}/")
    assert "62.0公里" in shown
    assert found.sha256 in shown
    assert "2026年第10期" in shown
    enter(filled.roads, "90", OCTOBER, reason="更正")
    Wording.objects.create(key="good", language="zh-hans", text="改了{count}")
    assert page(manager, f"/briefing/{found.id}/") == shown or "62.0公里" in page(
        manager, f"/briefing/{found.id}/"
    )
    assert "90.0公里" not in page(manager, f"/briefing/{found.id}/")
    call_command("verify_briefing", "--all")
    manager.cookies["django_language"] = "en"
    assert "62.0 km" in page(manager, f"/briefing/{found.id}/")
    assert found.number in page(manager)


def test_the_next_one_names_what_was_revised_since(filled: Rooms, manager: Client) -> None:
    issue(manager)
    enter(filled.roads, "61", OCTOBER, reason="核减")
    enter(filled.roads, "70", date(2026, 11, 30))
    shown = page(manager, as_of="2026-11")
    assert "更正数据1条" in shown
    assert "核减" in shown


@pytest.mark.parametrize(("number", "status"), [("", 400), ("x" * 61, 400), ("第\n期", 400)])
def test_a_number_is_needed(manager: Client, number: str, status: int) -> None:
    answer = manager.post(f"/briefing/issue{QUERY}", {"number": number, "confirmed": "yes"})
    assert answer.status_code == status
    assert not Briefing.objects.exists()


def test_a_number_is_used_once(manager: Client) -> None:
    issue(manager)
    again = {"number": "2026年第10期", "confirmed": "yes"}
    answer = manager.post(f"/briefing/issue{QUERY}", again)
    assert answer.status_code == 409
    assert "2026年第10期" in answer.content.decode()
    assert Briefing.objects.count() == 1


def test_a_replay_is_not_issued(manager: Client) -> None:
    answer = manager.post(f"/briefing/issue{QUERY}&known=2026-11-01", {"number": "1"})
    assert answer.status_code == 400


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.CHECKER])
def test_only_managers_edit_and_issue(filled: Rooms, role: Role) -> None:
    client = client_of(filled.place, role)
    assert "测试区2026年1—10月主要指标进度通报" in page(client)
    assert client.get("/briefing/edit", ASKED).status_code == 403
    assert client.post(f"/briefing/edit{QUERY}", {}).status_code == 403
    assert client.post(f"/briefing/issue{QUERY}", {"number": "1"}).status_code == 403
    assert not Briefing.objects.exists()


def test_drafts_are_for_members(filled: Rooms, manager: Client, settings: Any) -> None:
    found = issue(manager)
    settings.ANONYMOUS_READING = False
    anonymous = Client()
    assert anonymous.get(f"/briefing/{found.id}/").status_code == 302
    settings.ANONYMOUS_READING = True
    listed = page(anonymous)
    assert "2026年第10期" in listed
    assert "一、总体情况" not in listed
    assert "boss" not in listed
    assert "一、总体情况" in page(anonymous, f"/briefing/{found.id}/")
    assert anonymous.get("/briefing/briefing.docx", ASKED).status_code == 302
    assert anonymous.get(f"/briefing/{found.id}/briefing.csv").status_code == 200


def test_strangers_read_nothing(filled: Rooms, manager: Client) -> None:
    found = issue(manager)
    stranger = client_of(place_of_a_stranger())
    assert stranger.get("/briefing/", ASKED).status_code == 403
    assert stranger.get(f"/briefing/{found.id}/").status_code == 403
    assert stranger.get(f"/briefing/{found.id}/briefing.docx").status_code == 403


def place_of_a_stranger() -> Any:
    from targets.writes.targets.places import add_place

    return add_place("elsewhere", "别处")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_of_an_issue_carries_the_same_hash(manager: Client, kind: str) -> None:
    found = issue(manager)
    answer = manager.get(f"/briefing/{found.id}/briefing.{kind}")
    assert answer.status_code == 200
    assert f".{kind}" in answer["Content-Disposition"]
    assert found.sha256 in text_of(kind, answer.content)
    assert "新建道路里程" in text_of(kind, answer.content)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_is_marked(manager: Client, kind: str) -> None:
    answer = manager.get("/briefing/briefing." + kind, ASKED)
    assert answer.status_code == 200
    assert "draft" in answer["Content-Disposition"]
    assert "新建道路里程" in text_of(kind, answer.content)


def text_of(kind: str, content: bytes) -> str:
    """Everything written in a file."""
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        return "\n".join(",".join(row) for row in rows)
    held = io.BytesIO(content)
    if kind == "xlsx":
        book = load_workbook(held)
        return "\n".join(
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
        )
    if kind == "docx":
        docx.Document(held)
    else:
        pptx.Presentation(held)
    with ZipFile(held) as file:
        return "\n".join(
            re.sub(r"<[^>]+>", "", file.read(name).decode("utf-8", "replace"))
            for name in file.namelist()
            if name.endswith(".xml")
        )


@pytest.mark.parametrize("address", ["/briefing/briefing.exe", "/briefing/briefing.html"])
def test_other_files_do_not_exist(manager: Client, address: str) -> None:
    assert manager.get(address, ASKED).status_code == 404


def test_sixty_series_cost_at_most_fifteen_queries(filled: Rooms, manager: Client) -> None:
    template = filled.roads
    for number in range(57):
        indicator = Indicator.objects.create(
            code=f"MORE_{number}", name_zh=f"指标{number}", theme=template.indicator.theme,
            measure="amount", accumulation="running_total", pace="linear", frequency="monthly",
            unit_zh="个",
        )  # fmt: skip
        series = Series.objects.create(
            place=filled.place, indicator=indicator, calendar="monthly", order=10 + number,
            lead=filled.works, reporting=filled.works,
        )  # fmt: skip
        Target.objects.create(
            series=series, year=2026, tier_id="plan", effective_on=date(2026, 1, 1),
            comparator=">=", value=Decimal(100), recorded_at=noon(date(2026, 1, 20)),
        )  # fmt: skip
        enter(series, "50", OCTOBER)
    page(manager)
    with CaptureQueriesContext(connection) as queries:
        shown = page(manager)
    assert "60项量化指标中" in shown
    assert len(queries) <= 15


def test_what_is_stored_is_restored(filled: Rooms) -> None:
    place = place_facts("testland", TODAY)
    assert place is not None
    facts = briefing_facts(
        place, year=2026, at=AsOf(OCTOBER, TODAY), since=clock.end_of(SEPTEMBER), sight=SIGHT
    )
    brief = brief_of(place, facts, sayer({}, Draft({}, None)), tier_labels(), tier="plan")
    assert restored(stored(brief), "") == brief
    assert previous_as_of(OCTOBER) == SEPTEMBER
