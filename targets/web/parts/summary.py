"""The ten-second block: one sentence, one bar, five names. Counts in, words out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from targets import formatting
from targets.core.saying.labels import Family, family, verdict_name
from targets.core.saying.sentence import short_sentence
from targets.core.values.facts import Calendar, Verdict
from targets.core.values.periods import is_last_period, share_of_year
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import Overview, is_quantified
from targets.reads.scope.labels import TierLabel
from targets.web.parts.explanations import cause_mark
from targets.web.parts.glyphs import chip
from targets.web.request.query import ViewQuery

# From best to worst, then what is not judged yet
_ORDER = (
    Verdict.MET, Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND, Verdict.FAR_BEHIND,
    Verdict.MISSED, Verdict.UNDER_WAY, Verdict.NO_DATA,
)  # fmt: skip


class Segment(NamedTuple):
    """One part of the bar: how many series have a verdict, and the address that shows them."""

    verdict: Verdict
    family: Family
    number: int
    word: str
    href: str
    chosen: bool


class Attention(NamedTuple):
    """One line of what needs attention."""

    row: JudgedSeries
    name: str
    gap: str
    chip: SafeString
    explained: str  # whether a cause was given; for readers who log in


class Summary(NamedTuple):
    """The block as printed."""

    sentence: str
    pace: str
    basis: str
    segments: tuple[Segment, ...]
    attention: tuple[Attention, ...]  # the first of them
    attention_number: int  # of all
    past_half: int | None  # June only: amounts at half their target or more


def summarise(
    found: Overview,
    query: ViewQuery,
    tiers: Mapping[str, TierLabel],
    address: Callable[..., str],
) -> Summary:
    """Sentence, bar and list for what was found."""
    chosen = found.chosen
    quantified = tuple(filter(is_quantified, found.counted))
    segments = tuple(
        Segment(
            verdict=verdict,
            family=family(verdict),
            number=found.verdicts[verdict],
            word=shared_word(quantified, verdict),
            href=address(verdict="" if chosen is verdict else verdict.value),
            chosen=chosen is verdict,
        )
        for verdict in _ORDER
        if found.verdicts.get(verdict)
    )
    return Summary(
        sentence=_sentence(found, query, segments),
        pace=formatting.number(100 * share_of_year(query.at.as_of), 1),
        basis=_basis(query, tiers),
        segments=segments,
        attention=tuple(_attention(row, tiers, query) for row in found.attention),
        attention_number=found.attention_number,
        past_half=found.past_half if query.at.as_of.month == 6 else None,  # noqa: PLR2004
    )


def _sentence(found: Overview, query: ViewQuery, segments: tuple[Segment, ...]) -> str:
    period = _("%(period)s of %(year)s") % {
        "year": query.year,
        "period": year_to_date(query.at.as_of),
    }
    said = {"period": period, "quantified": found.quantified, "with_data": found.with_data}
    if not found.quantified:
        return _("%(period)s: no quantified indicators here.") % said
    if not found.with_data:
        return _("%(period)s: %(quantified)s quantified indicators, none with data yet.") % said
    parts = [
        _("%(count)s %(word)s") % {"count": segment.number, "word": segment.word}
        for segment in segments
        if segment.verdict is not Verdict.NO_DATA
    ]
    said["parts"] = _(", ").join(parts)
    return (
        _("%(period)s: %(with_data)s of %(quantified)s quantified indicators have data: %(parts)s.")
        % said
    )


def year_to_date(as_of: date) -> str:
    """1—6月, whatever the calendar of a series; 全年 once the year is over."""
    if is_last_period(as_of):
        return formatting.period(Calendar.QUARTERLY, as_of)
    return formatting.as_of_month(as_of)


def shared_word(rows: Iterable[JudgedSeries], verdict: Verdict) -> str:
    """The word all rows of this verdict share (达到目标 for growth rates), else the general one."""
    shared = {
        formatting.verdict(row.assessment) for row in rows if row.assessment.verdict is verdict
    }
    return shared.pop() if len(shared) == 1 else formatting.message(verdict_name(verdict))


def _basis(query: ViewQuery, tiers: Mapping[str, TierLabel]) -> str:
    names = [formatting.tier_name(tier) for tier in tiers.values()]
    if query.tier is None:
        return _("judged against the %(first)s, where there is none against the next") % {
            "first": names[0] if names else ""
        }
    return _("judged against the %(tier)s, where there is none against the first there is") % {
        "tier": formatting.tier_name(tiers[query.tier])
    }


def _attention(row: JudgedSeries, tiers: Mapping[str, TierLabel], query: ViewQuery) -> Attention:
    return Attention(
        row=row,
        name=formatting.name(row),
        gap=formatting.phrase(short_sentence(row.assessment, formatting.series_words(row, tiers))),
        chip=mark_safe(  # noqa: S308 - our own words and drawing
            chip(row.assessment.verdict, formatting.verdict(row.assessment), small=True)
        ),
        explained=cause_mark(row) if query.sees_people else "",
    )
