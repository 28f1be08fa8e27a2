"""Issuing asks once more; what was issued is read with words by who logs in, without by others."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from targets.briefs.canonical import digest
from targets.models import Briefing, BriefingDraft, Role
from tests.web.briefing.briefing_room import QUERY, edited, issue, page
from tests.web.rooms import OCTOBER, Rooms, client_of, enter

SECRETS = ("征地慢", "包干推进", "2026年12月25日", "2026-12-25", "核减重复里程", "王主任")


def post(client: Client, query: str = QUERY, **sent: str) -> Any:
    return client.post(f"/briefing/issue{query}", {"number": "2026年第10期"} | sent)


def test_nothing_is_frozen_before_it_is_confirmed(manager: Client) -> None:
    answer = post(manager)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert not Briefing.objects.exists()
    assert 'value="2026年第10期"' in shown
    assert '<input type="hidden" name="confirmed" value="yes">' in shown
    assert "将替代" not in shown
    assert "本月尚未结束" not in shown
    assert post(manager, confirmed="yes").status_code == 302
    assert "将替代2026年第10期" in post(manager, number="更正").content.decode()
    assert Briefing.objects.count() == 1


def test_a_month_that_goes_on_is_pointed_out(manager: Client) -> None:
    query = "?place=testland&year=2026&as_of=2026-11"
    assert "本月尚未结束" in post(manager, query).content.decode()


@pytest.mark.parametrize(
    ("number", "status"), [("", 400), ("第\n期", 400), ("x" * 61, 400), ("2026年第10期", 409)]
)
def test_what_is_wrong_stands_at_the_field(manager: Client, number: str, status: int) -> None:
    issue(manager)
    answer = post(manager, number=number, confirmed="yes")
    assert answer.status_code == status
    shown = answer.content.decode()
    assert 'id="problem-number" role="alert"' in shown
    assert 'aria-invalid="true"' in shown
    assert Briefing.objects.count() == 1


def test_a_text_that_was_edited_meanwhile_is_read_first(manager: Client) -> None:
    edited(manager, good="甲{count}")
    answer = post(manager, confirmed="yes", seen="")
    assert answer.status_code == 409
    assert not Briefing.objects.exists()
    seen = BriefingDraft.objects.get().saved_at.isoformat()
    assert post(manager, confirmed="yes", seen=seen).status_code == 302


def test_a_paragraph_in_one_language_is_pointed_out(manager: Client) -> None:
    edited(manager, free_next="加快征地。")
    assert "只有一种文字" in post(manager).content.decode()
    assert "下一步工作" in post(manager).content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.CHECKER])
def test_only_managers_are_asked(filled: Rooms, role: Role) -> None:
    assert post(client_of(filled.place, role)).status_code == 403


@pytest.fixture
def issued(filled: Rooms, manager: Client) -> Briefing:
    """With a cause, a measure, a promised day, a reason and a name in it."""
    issue(manager, "2026年第9期", "?place=testland&year=2026&as_of=2026-09")
    enter(filled.roads, "59", OCTOBER.replace(month=9, day=30), reason="核减重复里程")
    manager.get("/")
    from django.contrib.auth.models import User

    User.objects.filter(username="boss").update(last_name="王", first_name="主任")
    return issue(manager)


def test_members_read_people_and_words(filled: Rooms, issued: Briefing) -> None:
    shown = page(client_of(filled.place, Role.VIEWER), f"/briefing/{issued.id}/")
    for secret in ("征地慢", "包干推进", "2026年12月25日", "核减重复里程", "主任"):
        assert secret in shown


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_anonymous_readers_read_neither_people_nor_words(
    issued: Briefing, settings: Any, language: str
) -> None:
    from tests.web.briefing.test_briefing import text_of

    settings.ANONYMOUS_READING = True
    anonymous = Client()
    anonymous.cookies["django_language"] = language
    texts = [page(anonymous, f"/briefing/{issued.id}/")]
    for kind in ("docx", "pptx", "xlsx", "csv"):
        answer = anonymous.get(f"/briefing/{issued.id}/briefing.{kind}")
        assert answer.status_code == 200
        texts.append(text_of(kind, answer.content))
    for text in texts:
        assert issued.sha256 in text
        assert not [secret for secret in (*SECRETS, "25 December 2026") if secret in text]
        # Nothing is known of explanations: it is not said that there are none
        assert "尚未说明" not in text
        assert "has not given a cause" not in text
    assert "62.0" in texts[0]
    assert "主任" not in page(anonymous)


def test_what_was_issued_before_is_for_members(
    filled: Rooms, issued: Briefing, settings: Any
) -> None:
    settings.ANONYMOUS_READING = True
    texts = {language: {"content": found["content"]} for language, found in issued.texts.items()}
    Briefing.objects.filter(id=issued.id).update(texts=texts)
    address = f"/briefing/{issued.id}/"
    assert Client().get(address).status_code == 302
    assert Client().get(f"{address}briefing.docx").status_code == 302
    member = client_of(filled.place, Role.VIEWER)
    assert "征地慢" in page(member, address)
    # Its files are as they were: a cell a row
    table = member.get(f"{address}briefing.csv").content.decode("utf-8-sig")
    assert table.splitlines()[0].startswith("部分,行号,")
    assert "62.0公里" in table
    assert member.get(f"{address}briefing.xlsx").status_code == 200


def test_what_every_reader_gets_is_vouched_for(issued: Briefing) -> None:
    assert digest(issued.data) == issued.sha256
    assert {key for found in issued.data["texts"].values() for key in found} == {
        "content", "public", "rows",
    }  # fmt: skip
    call_command("verify_briefing", "--all")
