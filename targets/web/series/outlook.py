"""The outlook of a series as it is printed: likely year-end, what is needed, catching up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.ahead.forecast import Forecast, Likelihood, Missing
from targets.core.ahead.forecast_messages import (
    chance_sentence,
    forecast_sentence,
    likelihood_label,
    method_label,
    missing_sentence,
)
from targets.core.ahead.forecast_working import forecast_working
from targets.core.ahead.needed_messages import (
    allowed_lines,
    catch_up_line,
    growth_lines,
    needed_lines,
)
from targets.core.values.facts import Phrase
from targets.core.values.figures import SeriesWords
from targets.reads.judging.judged import JudgedSeries
from targets.reads.series.outlook import Outlook, TierOutlook
from targets.web.parts.series_words import Tiers, tier_wording

_FAMILIES = {
    Likelihood.LIKELY: "good",
    Likelihood.UNCERTAIN: "behind",
    Likelihood.UNLIKELY: "far",
}


class Likely(NamedTuple):
    """One tier's chance, in words for leaders."""

    tier: str
    word: str
    family: str


class Ask(NamedTuple):
    """What one tier still asks for: sentences with their arithmetic."""

    tier: str
    lines: tuple[str, ...]


class OutlookShown(NamedTuple):
    """The whole panel; texts in the reader's language."""

    likely: tuple[Likely, ...]
    range: str
    method: str
    figures: tuple[str, ...]  # chances and formulas, unfolded on demand
    missing: str  # why there is no forecast
    asks: tuple[Ask, ...]


def outlook_shown(row: JudgedSeries, outlook: Outlook | None, tiers: Tiers) -> OutlookShown | None:
    """None where there is nothing to say: tasks, and kinds without a forecast or a need."""
    if outlook is None:
        return None
    called = formatting.series_words(row, tiers)
    asks = tuple(ask for tier in outlook.tiers if (ask := _ask(row, tier, outlook, tiers)).lines)
    found = outlook.forecast
    if isinstance(found, Forecast):
        return OutlookShown(
            likely=tuple(_likely(row, found, tiers)),
            range=formatting.phrase(forecast_sentence(found, called)),
            method=formatting.phrase(method_label(found.method)),
            figures=tuple(_figures(found, called)),
            missing="",
            asks=asks,
        )
    if found.missing is Missing.NOT_APPLICABLE and not asks:
        return None
    return OutlookShown((), "", "", (), formatting.phrase(missing_sentence(found)), asks)


def _likely(row: JudgedSeries, found: Forecast, tiers: Tiers) -> Iterator[Likely]:
    judged = {tier.target.tier: tier for tier in row.assessment.tiers}
    for each in found.tiers:
        if each.likelihood is not None:
            yield Likely(
                tier=tier_wording(row, judged[each.target.tier], tiers),
                word=formatting.phrase(likelihood_label(each.likelihood)),
                family=_FAMILIES[each.likelihood],
            )


def _figures(found: Forecast, called: SeriesWords) -> Iterator[str]:
    for tier in found.tiers:
        said = chance_sentence(tier, called)
        if said is not None:
            yield formatting.phrase(said)
    for line in forecast_working(found, called):
        yield formatting.phrase(line)


def _ask(row: JudgedSeries, each: TierOutlook, outlook: Outlook, tiers: Tiers) -> Ask:
    called = formatting.series_words(row, tiers)
    lines: list[Phrase] = []
    if each.needed is not None:
        lines += needed_lines(each.needed, row.assessment.facts.calendar, called)
    if each.allowed is not None:
        lines += allowed_lines(each.allowed, called)
    if each.growth is not None and outlook.level is not None:
        lines += growth_lines(each.growth, called, formatting.series_words(outlook.level, tiers))
    if each.catch_up is not None:
        lines.append(catch_up_line(each.catch_up, called))
    label = tiers.get(each.target.tier)
    name = formatting.tier_name(label) if label is not None else _("Target")
    return Ask(name, tuple(formatting.phrase(line) for line in lines))
