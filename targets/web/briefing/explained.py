"""What a briefing says of each that lags: where it stands, why, what is done, by which day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.ahead.forecast import Forecast
from targets.core.ahead.forecast_messages import likelihood_label
from targets.core.ahead.needed_messages import catch_up_line
from targets.core.saying.sentence import sentence
from targets.reads.briefing.briefing import BriefedSeries
from targets.reads.overview.overview import is_task
from targets.web.briefing.say import Sayer, ended
from targets.web.parts.series_words import Tiers


def explained(
    said: Sayer, series: Iterable[BriefedSeries], tiers: Tiers, *, with_words: bool
) -> Iterator[str]:
    """One numbered line each, in the order given; ``with_words``: also what units wrote
    themselves, which is for readers who log in."""
    joint = "" if formatting.in_chinese() else " "
    for place, each in enumerate(series, start=1):
        called = formatting.series_words(each.row, tiers)
        parts = [ended(formatting.phrases(sentence(each.row.assessment, called)))]
        parts += _given(said, each, with_words=with_words)
        if each.catch_up is not None:
            parts.append(formatting.phrase(catch_up_line(each.catch_up, called)))
        if word := likely_word(each):
            parts.append(_("Year-end: %(likely)s.") % {"likely": word})
        yield f"{place}. {joint.join(parts)}"


def _given(said: Sayer, each: BriefedSeries, *, with_words: bool) -> Iterator[str]:
    """Cause, measure and day, as the lead unit gave them; a task's day may stand in its report."""
    if not with_words:
        return
    given, entry = each.row.explanation, each.row.assessment.judged
    if given is None:
        yield said.say("unexplained")
    else:
        yield said.say("cause", cause=ended(given.cause))
        if given.measure:
            yield said.say("measure", measure=ended(given.measure))
    day = given.catch_up_on if given else None
    if is_task(each.row):
        day = day or (entry.expected_on if entry else None)
    if day is not None:
        yield said.say(_catching_up(each), day=formatting.day(day))


def _catching_up(each: BriefedSeries) -> str:
    """Which sentence: tasks are done, levels reach their target, only amounts have a pace."""
    if is_task(each.row):
        return "catch_up_task"
    tier = each.row.assessment.headline
    has_pace = tier is not None and (tier.pace is not None or tier.linear_pace is not None)
    return "catch_up" if has_pace else "catch_up_level"


def likely_word(each: BriefedSeries) -> str:
    """The chance of the headline tier in words; empty where there is no forecast."""
    headline = each.row.assessment.headline
    if not isinstance(each.outlook, Forecast) or headline is None:
        return ""
    for tier in each.outlook.tiers:
        if tier.target.tier == headline.target.tier and tier.likelihood is not None:
            return formatting.phrase(likelihood_label(tier.likelihood))
    return ""
