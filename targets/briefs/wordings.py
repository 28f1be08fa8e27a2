"""The shipped sentences of the briefing in both languages, with the places each may have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from targets.core.values.messages import gettext_noop, phrase

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
        "title_year": Sentence(
            "{place}{year}年主要指标完成情况通报",
            "{place}: results of the main indicators in {year}",
            ("year",),
            ("place",),
        ),
        "issuer": Sentence("{place}", "{place}", (), ("place",)),
        "heading_summary": Sentence("总体情况", "Summary"),
        "heading_good": Sentence("进展较快的指标", "Indicators ahead"),
        "heading_good_year": Sentence("完成年度目标的指标", "Indicators that met their target"),
        "heading_attention": Sentence("需要关注的指标", "Indicators that need attention"),
        "heading_main": Sentence("主要指标完成情况", "Main indicators"),
        "heading_tasks": Sentence("重点任务进展", "Key tasks"),
        "heading_reporting": Sentence("报送情况", "Reporting"),
        "heading_revisions": Sentence("数据更正", "Revised figures"),
        "heading_changes": Sentence("较上期变化", "Changes since last period"),
        "heading_next": Sentence("下一步工作", "What comes next"),
        "summary": Sentence(
            "{year}年{period}，{place}{quantified}项量化指标中，{with_data}项有数据，其中{counts}。",
            "{period} {year}, {place}: figures for {with_data} of {quantified} quantified"
            " indicators, of which {counts}.",
            ("quantified", "with_data", "counts"),
            ("year", "period", "place"),
        ),
        "summary_none": Sentence(
            "{year}年{period}，{place}{quantified}项量化指标均暂无数据。",
            "{period} {year}, {place}: no figures yet for any of the quantified indicators"
            " ({quantified}).",
            ("quantified",),
            ("year", "period", "place"),
        ),
        "summary_empty": Sentence(
            "{year}年{period}，{place}暂无量化指标。",
            "{period} {year}, {place}: no quantified indicators.",
            (),
            ("year", "period", "place"),
        ),
        "count": Sentence("{status}{count}项", "{count} {status}", ("count",), ("status",)),
        "count_up": Sentence(
            "{status}{count}项（较上期增加{change}项）",
            "{count} {status} ({change} more than last period)",
            ("count", "change"),
            ("status",),
        ),
        "count_down": Sentence(
            "{status}{count}项（较上期减少{change}项）",
            "{count} {status} ({change} fewer than last period)",
            ("count", "change"),
            ("status",),
        ),
        # English counts stand behind a colon: no sentence has to agree with its number
        "no_data": Sentence(
            "其余{count}项指标暂无数据。", "Indicators without figures so far: {count}.", ("count",)
        ),
        "good": Sentence(
            "提前完成或超进度的指标{count}项。",
            "Indicators met or ahead of pace: {count}.",
            ("count",),
        ),
        "good_year": Sentence(
            "完成年度目标的指标{count}项。",
            "Indicators that met their annual target: {count}.",
            ("count",),
        ),
        "attention": Sentence(
            "慢于进度或未达目标的指标{count}项，具体情况如下。",
            "Indicators that lag or miss their target: {count}. Details follow.",
            ("count",),
        ),
        "attention_none": Sentence("暂无滞后指标。", "No indicator lags."),
        "cause": Sentence("滞后原因：{cause}", "Cause: {cause}", ("cause",)),
        "measure": Sentence("推进措施：{measure}", "Measure: {measure}", ("measure",)),
        "catch_up": Sentence("预计{day}赶上序时进度。", "Expected to catch up by {day}.", ("day",)),
        "catch_up_level": Sentence(
            "预计{day}达到目标。", "Expected to reach the target by {day}.", ("day",)
        ),
        "catch_up_task": Sentence("预计{day}完成。", "Expected to be done by {day}.", ("day",)),
        "unexplained": Sentence("牵头单位尚未说明原因。", "The lead unit has not given a cause."),
        "tasks": Sentence(
            "重点任务共{tasks}项，其中{counts}。",
            "Key tasks: {tasks}, of which {counts}.",
            ("tasks", "counts"),
        ),
        "tasks_attention": Sentence(
            "进展缓慢或逾期的任务{count}项，具体情况如下。",
            "Tasks that are slow or overdue: {count}. What is known of them follows.",
            ("count",),
        ),
        "overdue": Sentence(
            "{units}个单位的{series}项指标（任务）逾期未报。",
            "Overdue reports: {series}; units concerned: {units}.",
            ("units", "series"),
        ),
        "overdue_none": Sentence("各单位均无逾期未报。", "No report is overdue."),
        "revisions": Sentence(
            "上期以来更正数据{count}条。",
            "Figures revised since last period: {count}.",
            ("count",),
        ),
        "changes": Sentence(
            "与上期相比，{count}项指标（任务）的状态发生变化。",
            "Indicators and tasks whose status changed since last period: {count}.",
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
