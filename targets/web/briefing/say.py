"""The sentences of a briefing with their numbers put in, as its place and its draft word them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from targets import formatting
from targets.briefs.substitution import substitute
from targets.briefs.wordings import CHINESE, ENGLISH, wording_of
from targets.core.values.facts import Verdict
from targets.core.values.figures import distance, percentage, points
from targets.core.values.periods import is_last_period
from targets.reads.briefing.briefing import BriefingFacts
from targets.reads.briefing.texts import Draft, Wordings
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import is_quantified
from targets.web.parts.summary import shared_word

COUNTED = (
    Verdict.MET, Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND, Verdict.FAR_BEHIND,
    Verdict.MISSED, Verdict.UNDER_WAY,
)  # fmt: skip
NONE = "—"
_ENDS = ("。", ".", "!", "！", "?", "？", "…")
_CHINESE = re.compile("[\u3400-\u9fff]")


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
    return Sayer(CHINESE if formatting.in_chinese() else ENGLISH, {**kept, **edited})


def counts(said: Sayer, facts: BriefingFacts) -> str:
    """提前完成1项、达到目标16项（较上期增加2项）… of the quantified series, in the words of the
    overview. Not compared where the year is over: all are met or not then, and were not before."""
    compared = has_before(facts) and not is_last_period(facts.at.as_of)
    now, before = (
        [row for row in found.counted if is_quantified(row)] for found in (facts.now, facts.before)
    )
    parts = []
    for verdict in COUNTED:
        count = facts.now.verdicts.get(verdict, 0)
        change = facts.count_change(verdict) if compared else 0
        if not count and not change:
            continue
        key = "count" if not change else "count_up" if change > 0 else "count_down"
        status = shared_word(now if count else before, verdict)
        values = {"status": within(status), "count": str(count)}
        if change:
            values["change"] = str(abs(change))
        parts.append(said.say(key, **values))
    return said.joined(parts)


def within(word: str) -> str:
    """A word of the screens within a sentence: English begins it with a small letter."""
    return word if formatting.in_chinese() else word[:1].lower() + word[1:]


def ended(text: str) -> str:
    """What somebody wrote as a sentence, whether or not it ends as one, in its own language."""
    text = text.strip()
    if not text or text.endswith(_ENDS):
        return text
    return f"{text}。" if formatting.in_chinese() or _CHINESE.search(text) else f"{text}."


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
        return formatting.figure(points(deviation, signed=True))
    if tier.gap is None:
        return NONE
    shown = distance(row.measure, tier.gap, formatting.series_words(row, {}), signed=True)
    return formatting.figure(shown)


def rate_text(row: JudgedSeries) -> str:
    """The completion rate, where there is one."""
    tier = row.assessment.headline
    if tier is None or tier.completion_rate is None:
        return NONE
    return formatting.figure(percentage(tier.completion_rate))
