"""The shipped sentences of the briefing in both languages, with the places each may have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from targets.core.phrases import gettext_noop, phrase

from .substitution import WordingRefused, check_places

CHINESE = "zh-hans"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)


class Sentence(NamedTuple):
    """One sentence: its shipped wordings, the numbers that must stay, the names that may."""

    zh: str
    en: str
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Every place the sentence may have."""
        return self.numbers + self.names

    def text(self, language: str) -> str:
        """The shipped wording in a language."""
        return self.zh if language == CHINESE else self.en


SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {
        "title": Sentence(
            "{place}{year}年{period}主要指标进度通报",
            "{place}: progress of the main indicators, {period} {year}",
            ("year", "period"),
            ("place",),
        ),
        "heading_summary": Sentence("总体情况", "Summary"),
        "heading_good": Sentence("进展较快的指标", "Indicators ahead"),
        "heading_attention": Sentence("需要关注的指标", "Indicators that need attention"),
        "heading_main": Sentence("主要指标完成情况", "Main indicators"),
        "heading_tasks": Sentence("重点任务进展", "Key tasks"),
        "heading_reporting": Sentence("报送情况", "Reporting"),
        "heading_revisions": Sentence("数据更正", "Revised figures"),
        "heading_changes": Sentence("较上期变化", "Changes since last period"),
        "heading_next": Sentence("下一步工作", "What comes next"),
        "summary": Sentence(
            "{year}年{period},{place}{quantified}项量化指标中,{with_data}项有数据:{counts}。",
            "{period} {year}, {place}: {with_data} of {quantified} quantified indicators have"
            " figures: {counts}.",
            ("quantified", "with_data", "counts"),
            ("year", "period", "place"),
        ),
        "count": Sentence("{status}{count}项", "{count} {status}", ("count",), ("status",)),
        "count_up": Sentence(
            "{status}{count}项(较上期增加{change}项)",
            "{count} {status} ({change} more than last period)",
            ("count", "change"),
            ("status",),
        ),
        "count_down": Sentence(
            "{status}{count}项(较上期减少{change}项)",
            "{count} {status} ({change} fewer than last period)",
            ("count", "change"),
            ("status",),
        ),
        "no_data": Sentence(
            "{count}项指标暂无数据。", "{count} indicators have no figures yet.", ("count",)
        ),
        "good": Sentence(
            "提前完成或超进度的指标{count}项。",
            "{count} indicators are met or ahead of pace.",
            ("count",),
        ),
        "attention": Sentence(
            "欠进度、滞后或未完成的指标{count}项,各项差距、原因和措施如下。",
            "{count} indicators lag or were missed; gaps, causes and measures follow.",
            ("count",),
        ),
        "attention_none": Sentence("暂无滞后指标。", "No indicator lags."),
        "cause": Sentence("滞后原因: {cause}", "Cause: {cause}", ("cause",)),
        "measure": Sentence("推进措施: {measure}", "Measure: {measure}", ("measure",)),
        "catch_up": Sentence("预计{day}赶上序时进度。", "Expected to catch up by {day}.", ("day",)),
        "unexplained": Sentence("牵头单位尚未说明原因。", "The lead unit has not given a cause."),
        "tasks": Sentence(
            "重点任务{tasks}项: {counts}。", "{tasks} key tasks: {counts}.", ("tasks", "counts")
        ),
        "overdue": Sentence(
            "{units}个单位{series}项指标逾期未报。",
            "{units} units are overdue with {series} indicators.",
            ("units", "series"),
        ),
        "overdue_none": Sentence("各单位均已按时报送。", "No report is overdue."),
        "revisions": Sentence(
            "上期以来更正数据{count}条。",
            "{count} figures were revised since last period.",
            ("count",),
        ),
        "changes": Sentence(
            "与上期相比,{count}项指标的状态发生变化。",
            "The status of {count} indicators changed since last period.",
            ("count",),
        ),
    }
)


def validate_wording(key: str, language: str, text: str) -> None:
    """Whether a text may stand for a sentence. Raises
    :class:`~targets.briefs.substitution.WordingRefused`, whose ``reason`` is a phrase."""
    sentence = SENTENCES.get(key)
    if sentence is None:
        raise WordingRefused(
            phrase(
                gettext_noop("There is no sentence “%(key)s”. There are: %(known)s."),
                key=key,
                known=", ".join(SENTENCES),
            )
        )
    if language not in LANGUAGES:
        raise WordingRefused(
            phrase(
                gettext_noop("“%(language)s” is not a language of the briefing: %(known)s."),
                language=language,
                known=", ".join(LANGUAGES),
            )
        )
    check_places(text, needed=sentence.numbers, allowed=sentence.places)


def wording_of(key: str, language: str, kept: Mapping[tuple[str, str], str]) -> str:
    """The wording in force: one that is kept for (key, language), else the shipped one."""
    return kept.get((key, language)) or SENTENCES[key].text(language)
