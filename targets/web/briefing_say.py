"""The sentences of a briefing with their numbers put in, as its place and its draft word them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from targets import words
from targets.briefs.substitution import substitute
from targets.briefs.wordings import CHINESE, ENGLISH, wording_of
from targets.core.figures import distance, percentage, points
from targets.core.labels import verdict_name
from targets.core.values import Verdict
from targets.reads.briefing import BriefingFacts
from targets.reads.briefing_texts import Draft, Wordings
from targets.reads.judged import JudgedSeries

COUNTED = (
    Verdict.MET, Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND, Verdict.FAR_BEHIND,
    Verdict.MISSED, Verdict.UNDER_WAY,
)  # fmt: skip
NONE = "—"


class Sayer(NamedTuple):
    """Says sentences in the reader's language."""

    language: str
    kept: Wordings

    def say(self, key: str, **values: str) -> str:
        """One sentence with its numbers."""
        return substitute(wording_of(key, self.language, self.kept), values)

    def joined(self, parts: Iterable[str]) -> str:
        """A list within a sentence."""
        return ("、" if self.language == CHINESE else ", ").join(parts)


def sayer(kept: Wordings, draft: Draft) -> Sayer:
    """The place's wordings, under what the draft edited."""
    edited = {
        (key, language): text
        for language, texts in draft.texts.items()
        for key, text in texts.items()
    }
    return Sayer(CHINESE if words.in_chinese() else ENGLISH, {**kept, **edited})


def counts(said: Sayer, facts: BriefingFacts, verdicts: Mapping[Verdict, int]) -> str:
    """提前完成1项、达进度16项(较上期增加2项)… of the quantified series."""
    compared = has_before(facts)
    parts = []
    for verdict in COUNTED:
        count = verdicts.get(verdict, 0)
        change = facts.count_change(verdict) if compared else 0
        status = words.message(verdict_name(verdict))
        if not count and not change:
            continue
        key = "count" if not change else "count_up" if change > 0 else "count_down"
        values = {"status": status, "count": str(count)}
        if change:
            values["change"] = str(abs(change))
        parts.append(said.say(key, **values))
    return said.joined(parts)


def has_before(facts: BriefingFacts) -> bool:
    """Whether the period before lies in the same year; in January there is none."""
    return facts.before_at.as_of.year == facts.at.as_of.year


def gap_text(row: JudgedSeries) -> str:
    """How far from pace, or from the target: signed, with its unit."""
    tier = row.assessment.headline
    if tier is None:
        return NONE
    deviation = tier.deviation if tier.deviation is not None else tier.linear_deviation
    if deviation is not None:
        return words.figure(points(deviation, signed=True))
    if tier.gap is None:
        return NONE
    shown = distance(row.measure, tier.gap, words.series_words(row, {}), signed=True)
    return words.figure(shown)


def rate_text(row: JudgedSeries) -> str:
    """The completion rate, where there is one."""
    tier = row.assessment.headline
    if tier is None or tier.completion_rate is None:
        return NONE
    return words.figure(percentage(tier.completion_rate))
