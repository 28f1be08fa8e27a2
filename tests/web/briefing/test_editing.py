"""Editing in place: what each text is, its values and how it reads, and paragraphs of one's own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from targets.briefs.free_text import FREE, PLACES, validate_free
from targets.briefs.substitution import WordingRefused
from targets.models import BriefingDraft
from tests.web.briefing.briefing_room import ASKED, QUERY, edited, issue, page

EDIT = "/briefing/edit"


def reads(shown: str, key: str) -> str:
    """The preview beside a text."""
    found = re.search(rf'id="reads-{key}">(.*?)</div>', shown, re.S)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1])


def preview(client: Client, **texts: str) -> Any:
    typed = {f"text-{key}": text for key, text in texts.items()}
    return client.post(f"{EDIT}{QUERY}", typed | {"seen": "", "preview": "yes"})


def test_each_text_says_what_it_is_and_how_it_reads(manager: Client) -> None:
    shown = page(manager, EDIT)
    assert re.search(r'<label for="text-good">[^<]*提前完成[^<]*</label>', shown)
    assert "<code>{count}</code> 1" in shown
    assert reads(shown, "good") == "提前完成或超进度的指标1项。"
    assert reads(shown, "cause") == "滞后原因：征地慢。"
    assert reads(shown, "attention_none") == "本月未使用。"
    assert ">good<" not in shown


def test_a_preview_saves_nothing(manager: Client) -> None:
    answer = preview(manager, good="本月{count}项较快。", free_next="攻坚{lagging}项滞后指标。")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert reads(shown, "good") == "本月1项较快。"
    assert reads(shown, "free_next") == "攻坚2项滞后指标。"
    assert ">本月{count}项较快。</textarea>" in shown
    assert not BriefingDraft.objects.exists()


def test_a_preview_follows_from_one_sentence_to_another(manager: Client) -> None:
    shown = preview(manager, count="{status}共{count}个").content.decode()
    assert "共1个" in reads(shown, "summary")


def test_what_is_wrong_stands_at_the_text_with_a_way_to_it(manager: Client) -> None:
    for answer in (edited(manager, good="一项也没有"), preview(manager, good="一项也没有")):
        shown = answer.content.decode()
        assert 'href="#text-good"' in shown
        assert 'id="problem-good"' in shown
        assert 'aria-invalid="true"' in shown
        assert ">一项也没有</textarea>" in shown


def test_a_paragraph_of_ones_own_stands_in_its_section(manager: Client) -> None:
    free = {
        "free_next": "一是加快征地。\n二是倒排工期, 攻坚{lagging}项。",
        "free_good": "要再接再厉。",
    }
    assert edited(manager, **free).status_code == 302
    shown = page(manager)
    assert "下一步工作" in shown
    assert "一是加快征地。" in shown
    assert "二是倒排工期，攻坚2项。" in shown
    assert shown.index("再接再厉") < shown.index("需要关注的指标")
    found = issue(manager)
    assert "二是倒排工期，攻坚2项。" in page(manager, f"/briefing/{found.id}/")
    for kind in ("docx", "pptx"):
        assert manager.get(f"/briefing/{found.id}/briefing.{kind}").status_code == 200


def test_without_one_there_is_no_section_of_what_comes_next(manager: Client) -> None:
    assert "下一步工作" not in page(manager)
    assert edited(manager, free_next="  ").status_code == 302
    assert "下一步工作" not in page(manager)


@pytest.mark.parametrize(
    "text", ["完成80%", "还差３公里", "{lagging}项中有2项", "{secret}", "{", "x" * 1001]
)
def test_a_paragraph_has_no_figures_of_its_own(manager: Client, text: str) -> None:
    answer = edited(manager, free_next=text)
    assert answer.status_code == 400
    assert 'id="problem-free_next"' in answer.content.decode()
    assert not BriefingDraft.objects.exists()


@pytest.mark.parametrize("text", ["", "三项措施", "①加快进度", "{place}共{quantified}项"])
def test_words_and_named_places_are_no_figures(text: str) -> None:
    validate_free(text)
    assert len(FREE) == 9
    assert "lagging" in PLACES


def test_the_refusal_says_which_figure() -> None:
    with pytest.raises(WordingRefused) as refused:
        validate_free("再完成12.5公里")
    assert refused.value.reason.params["figure"] == "12.5"


def test_each_language_is_edited_on_its_own(manager: Client) -> None:
    shown = page(manager, EDIT)
    assert 'name="language" value="en"' in shown
    assert re.search(r'name="next" value="/briefing/edit\?place=testland[^"]*as_of=2026-10', shown)
    assert edited(manager, free_next="加快征地。").status_code == 302
    manager.cookies["django_language"] = "en"
    english = page(manager, EDIT)
    assert 'name="language" value="zh-hans"' in english
    assert "加快征地" not in english
    seen = BriefingDraft.objects.get().saved_at.isoformat()
    answer = manager.post(f"{EDIT}{QUERY}", {"seen": seen, "text-free_next": "Faster.\r\nBetter."})
    assert answer.status_code == 302
    assert "Better." in page(manager)
    assert set(BriefingDraft.objects.get().texts) == {"zh-hans", "en"}


def test_markup_is_only_text(manager: Client) -> None:
    shown = preview(manager, free_next="<b>强</b>").content.decode()
    assert "<b>强</b>" not in shown
    assert "&lt;b&gt;强&lt;/b&gt;" in shown


def test_nobody_else_edits(manager: Client) -> None:
    assert Client().post(f"{EDIT}{QUERY}", {"preview": "yes"}).status_code == 302
    assert manager.get(EDIT, ASKED).status_code == 200
