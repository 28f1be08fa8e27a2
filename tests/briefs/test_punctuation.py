"""Full-width punctuation of Chinese text: what is turned, what stays, through a whole briefing."""

from __future__ import annotations

import pytest

from targets.briefs.content import Block, Brief
from targets.briefs.punctuation import full_width, punctuated

from .sample import chinese, english


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("6.3%,高于计划目标", "6.3%，高于计划目标"),
        ("10,144人,完成", "10,144人，完成"),
        ("滞后原因: 征地慢;雨季停工", "滞后原因：征地慢；雨季停工"),
        ("甲:\n乙", "甲：\n乙"),
        ("数据校验码(SHA-256)", "数据校验码（SHA-256）"),
        ("改造城中村数(5+X)", "改造城中村数（5+X）"),
        ("÷(1 − w),w为比重", "÷（1 − w），w为比重"),
        ("(一)严重滞后", "（一）严重滞后"),
        ("见( 附件(一) )内", "见（附件（一））内"),
        ("8:30开会", "8:30开会"),
        ("Smith, John (UK)说, 好", "Smith, John（UK）说，好"),
        ("见 http://a.cn/x?y=1 页", "见 http://a.cn/x?y=1 页"),
        ("f(x)与(y", "f（x）与(y"),
        ("g(x) + 数", "g(x) + 数"),
        ("6.3%, 0.8 pp above (target)", "6.3%, 0.8 pp above (target)"),
        ("已是：全角（是），", "已是：全角（是），"),
    ],
)
def test_punctuation_is_that_of_the_text(text: str, turned: str) -> None:
    assert full_width(text) == turned
    assert full_width(turned) == turned


def test_every_text_of_a_chinese_briefing_is_turned_and_its_codes_are_not() -> None:
    brief = chinese()._replace(
        number="通报(2026)10号", notes=("甲:乙",), issued_by="陈立(代)", sha256="a:b"
    )
    found = punctuated(brief)
    assert (found.number, found.issued_by, found.sha256) == (brief.number, "陈立(代)", "a:b")
    assert found.notes == ("甲：乙",)
    assert found.basis == brief.basis.replace(":", "：").replace(";", "；")
    assert found.sha256_label == "数据校验码（SHA-256）"
    blocks = [block for section in found.sections for block in section.blocks]
    assert all(isinstance(block, Block) for block in blocks)
    pictures = [picture for block in blocks for picture in block.pictures]
    assert pictures[0].alternative == "截至10月增长5.2%，低于计划目标1.3个百分点。"
    assert pictures[0].actual == chinese().sections[2].blocks[0].pictures[0].actual
    assert isinstance(found, Brief)


def test_an_english_briefing_stays_as_it_is() -> None:
    brief = english()
    assert punctuated(brief) is brief
