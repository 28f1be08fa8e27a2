"""What is likely, in words: methods, chances, ranges, and why there is none."""

from __future__ import annotations

from decimal import Decimal

from targets.core.ahead.forecast import (
    RANGE_PERCENT,
    Forecast,
    ForecastMethod,
    Likelihood,
    Missing,
    NotEnough,
    TierChance,
)
from targets.core.judging.outlooks import LEAST_AMOUNTS, LEAST_YEARS
from targets.core.judging.progress import HUNDRED
from targets.core.values.facts import Figure, Phrase
from targets.core.values.figures import SeriesWords, exact, number, visible
from targets.core.values.messages import gettext_noop, phrase

_METHODS = {
    ForecastMethod.SHAPES: gettext_noop("By how far past years were at this period"),
    ForecastMethod.COUNTS: gettext_noop("By the rate at which single cases came this year"),
    ForecastMethod.PERIOD_AMOUNTS: gettext_noop("By what each period of this year brought"),
}
_LIKELIHOODS = {
    Likelihood.LIKELY: gettext_noop("likely to be met"),
    Likelihood.UNCERTAIN: gettext_noop("still uncertain"),
    Likelihood.UNLIKELY: gettext_noop("hard to meet"),
}
_MISSING = {
    Missing.NOT_APPLICABLE: gettext_noop("An indicator of this kind has no forecast."),
    Missing.NO_ACTUAL: gettext_noop("Not enough data: nothing was reported this year."),
    Missing.GAP: gettext_noop("Not enough data: the amount of an earlier period is missing."),
    Missing.FLOOR: gettext_noop("Not enough data: only a lower limit was published."),
    Missing.YEAR_OVER: gettext_noop("The year is over; its last figure is known."),
    Missing.PATH: gettext_noop(
        "No forecast: this indicator goes by a stated path, and neither past years nor this"
        " year’s amounts tell how a departure from it ends."
    ),
    Missing.PAST_YEARS: gettext_noop(
        "Not enough data: %(years)s complete past years are needed, there are %(has_years)s."
    ),
    Missing.PAST_YEARS_OR_AMOUNTS: gettext_noop(
        "Not enough data: needed are %(years)s complete past years (there are %(has_years)s) or"
        " the amounts of %(amounts)s periods (there are %(has_amounts)s)."
    ),
    Missing.NOTHING_YET: gettext_noop(
        "Not enough data: nothing was brought yet that past years could be laid on."
    ),
    Missing.NO_SPREAD: gettext_noop(
        "Not enough data: the figures to go by are all alike and give no range."
    ),
}
_SHOWN_DECIMALS = 3  # of means and spreads


def method_label(method: ForecastMethod) -> Phrase:
    """How the forecast was made."""
    return phrase(_METHODS[method])


def likelihood_label(likelihood: Likelihood) -> Phrase:
    """预计可完成, 尚有不确定性, 完成难度较大."""
    return phrase(_LIKELIHOODS[likelihood])


def missing_sentence(found: NotEnough) -> Phrase:
    """Why there is no forecast."""
    if found.missing is Missing.PAST_YEARS:
        return phrase(_MISSING[found.missing], years=LEAST_YEARS, has_years=found.past_years)
    if found.missing is Missing.PAST_YEARS_OR_AMOUNTS:
        return phrase(
            _MISSING[found.missing],
            years=LEAST_YEARS,
            has_years=found.past_years,
            amounts=LEAST_AMOUNTS,
            has_amounts=found.amounts,
        )
    return phrase(_MISSING[found.missing])


def forecast_sentence(found: Forecast, words: SeriesWords) -> Phrase:
    """The range with its middle."""
    return phrase(
        gettext_noop("Likely year-end %(middle)s (%(share)s range: %(low)s to %(high)s)"),
        middle=number(found.middle, words),
        share=range_share(),
        low=number(found.low, words),
        high=number(found.high, words),
    )


def chance_sentence(tier: TierChance, words: SeriesWords) -> Phrase | None:
    """One tier's chance in words and as a number; None where the tier has none."""
    if tier.chance is None or tier.likelihood is None:
        return None
    return phrase(
        gettext_noop("%(tier)s: %(likelihood)s (chance %(chance)s)"),
        tier=words.tiers.get(tier.target.tier, tier.target.tier),
        likelihood=likelihood_label(tier.likelihood),
        chance=Figure(HUNDRED * tier.chance, 0, "%", "%"),
    )


def range_share() -> Figure:
    """How much of the distribution the range holds."""
    return Figure(Decimal(RANGE_PERCENT), 0, "%", "%")


def plain(value: Decimal) -> Figure:
    """A mean, a spread, a weight: a number without a unit."""
    return Figure(value, visible(value, _SHOWN_DECIMALS))


def months_figure(value: Decimal) -> Figure:
    """A number of months, with a decimal only where it is not whole."""
    return Figure(value, min(1, exact(value, 0)))
