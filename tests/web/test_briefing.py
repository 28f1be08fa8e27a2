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
from django.utils import translation
from openpyxl import load_workbook

from targets import clock
from targets.briefs.canonical import digest
from targets.briefs.stored import restored, stored
from targets.briefs.wordings import SENTENCES, wording_of
from targets.core.periods import month_end
from targets.models import (
    Briefing,
    BriefingDraft,
    Explanation,
    Indicator,
    Role,
    Series,
    Target,
    Wording,
)
from targets.reads.briefing import briefing_facts, previous_as_of
from targets.reads.briefing_texts import Draft
from targets.reads.judged import AsOf
from targets.reads.labels import tier_labels
from targets.reads.places import place_facts
from targets.web.briefing_asked import SIGHT
from targets.web.briefing_content import brief_of
from targets.web.briefing_say import sayer
from tests.web.rooms import OCTOBER, SEPTEMBER, TODAY, Rooms, client_of, enter, noon

ASKED = {"place": "testland", "year": "2026", "as_of": "2026-10"}
QUERY = "?place=testland&year=2026&as_of=2026-10"
KINDS = ["docx", "pptx", "xlsx", "csv"]


@pytest.fixture
def filled(rooms: Rooms) -> Rooms:
    """Roads lag and are explained, homes are ahead, the rate is short and unexplained."""
    enter(rooms.roads, "60", SEPTEMBER)
    enter(rooms.roads, "62", OCTOBER)
    enter(rooms.rate, "5.1", OCTOBER)
    for month in range(1, 11):
        enter(rooms.homes, "130", month_end(2026, month))
    Explanation.objects.create(
        series=rooms.roads, period_end=OCTOBER, cause="征地慢", measure="包干推进",
        catch_up_on=date(2026, 12, 25), recorded_at=noon(date(2026, 11, 20)),
    )  # fmt: skip
    return rooms


@pytest.fixture
def manager(filled: Rooms) -> Client:
    return client_of(filled.place, Role.MANAGER, "boss")


def page(client: Client, address: str = "/briefing/", status: int = 200, **asked: str) -> str:
    answer: Any = client.get(address, ASKED | asked)
    assert answer.status_code == status, answer.content.decode()[:500]
    shown: str = answer.content.decode()
    return shown


def issue(client: Client, number: str = "2026年第10期") -> Briefing:
    answer = client.post(f"/briefing/issue{QUERY}", {"number": number})
    assert answer.status_code == 302, answer.content.decode()
    return Briefing.objects.get(number=number)


def edited(client: Client, seen: str = "", **texts: str) -> Any:
    typed = {f"text-{key}": wording_of(key, "zh-hans", {}) for key in SENTENCES}
    typed |= {f"text-{key}": text for key, text in texts.items()}
    return client.post(f"/briefing/edit{QUERY}", typed | {"seen": seen})


def test_the_draft_says_where_the_place_stands(manager: Client) -> None:
    shown = page(manager)
    assert "测试区2026年1—10月主要指标进度通报" in shown
    assert "3项量化指标中,3项有数据" in shown
    assert "一、总体情况" in shown
    assert "滞后原因: 征地慢。推进措施: 包干推进。预计2026年12月25日赶上序时进度。" in shown
    assert "牵头单位尚未说明原因。" in shown
    assert "15.5公里" in shown  # (93 − 62) ÷ 2
    assert "草稿" in shown
    assert '<svg class="embed-chart' in shown


def test_in_english(manager: Client) -> None:
    manager.cookies["django_language"] = "en"
    shown = page(manager)
    assert "3 of 3 quantified indicators have figures" in shown
    assert "1. Summary" in shown


def test_january_is_compared_with_nothing(manager: Client) -> None:
    shown = page(manager, as_of="2026-01")
    assert "较上期" not in shown.split("一、总体情况")[1].split("</section>")[0]


def test_every_number_is_of_an_assessment(filled: Rooms) -> None:
    """Each figure of the text and the tables is found among the values of the assessments,
    worded as everywhere, or counts them, or is a date or a number of the layout."""
    place = place_facts("testland", TODAY)
    assert place is not None
    with translation.override("en"):
        facts = briefing_facts(
            place, year=2026, at=AsOf(OCTOBER, TODAY), since=clock.end_of(SEPTEMBER), sight=SIGHT
        )
        said = sayer({}, Draft({}, None))
        brief = brief_of(place, facts, said, tier_labels(), tier=None)
    known = {Decimal(number) for number in range(13)} | {Decimal(2026)}  # counts, periods, years
    for each in facts.series:
        found = each.row.assessment
        values = [found.actual, each.needed and each.needed.per_month]
        for tier in found.tiers:
            values += [tier.target.value, tier.completion_rate, tier.deviation, tier.gap]
            values += [tier.linear_deviation]
        if each.catch_up:
            values.append(each.catch_up.a_month)
            day = each.catch_up.day or each.catch_up.until
            known |= {Decimal(day.day), Decimal(day.year)}
        known |= {abs(value).quantize(Decimal("0.1")) for value in values if value is not None}
    known |= {Decimal(25), Decimal(31)}  # the explained day, the as-of day
    texts = [block.text for section in brief.sections for block in section.blocks]
    texts += [
        cell
        for section in brief.sections
        for block in section.blocks
        if block.table
        for row in block.table.rows
        for cell in row
    ]
    printed = [
        Decimal(number.replace(",", ""))
        for text in texts
        for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)
    ]
    assert len(printed) > 40
    assert [number for number in printed if number.quantize(Decimal("0.1")) not in known] == []


def test_a_place_words_its_briefing(filled: Rooms, manager: Client) -> None:
    Wording.objects.create(key="good", language="zh-hans", text="全市:{count}项")
    Wording.objects.create(
        place=filled.place, key="good", language="zh-hans", text="进展顺利的有{count}项"
    )
    shown = page(manager)
    assert "进展顺利的有1项" in shown
    assert "全市" not in shown


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
    answer = manager.post(f"/briefing/issue{QUERY}", {"number": number})
    assert answer.status_code == status
    assert not Briefing.objects.exists()


def test_a_number_is_used_once(manager: Client) -> None:
    issue(manager)
    answer = manager.post(f"/briefing/issue{QUERY}", {"number": "2026年第10期"})
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
    from targets.writes.places import add_place

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
