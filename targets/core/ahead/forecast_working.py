"""The arithmetic behind a likely year-end: one formula line per number, as phrases."""

from __future__ import annotations

from decimal import Decimal, localcontext

from targets.core.ahead.forecast import RANGE_HIGH, Forecast
from targets.core.ahead.forecast_messages import months_figure, plain, range_share
from targets.core.judging.outlooks import (
    AmountOutlook,
    CountOutlook,
    ShapeOutlook,
    SpanAmount,
    WholeOutlook,
)
from targets.core.judging.progress import CONTEXT, HUNDRED
from targets.core.values.distributions import t_quantile
from targets.core.values.facts import Figure, Phrase
from targets.core.values.figures import SeriesWords, number, percentage
from targets.core.values.messages import gettext_noop, joined, phrase
from targets.core.values.periods import month_range_label, span_label


def forecast_working(found: Forecast, words: SeriesWords) -> tuple[Phrase, ...]:
    """The formulas of a forecast with their inputs, line by line."""
    with localcontext(CONTEXT):
        outlook = found.outlook
        if isinstance(outlook, WholeOutlook):
            outlook = outlook.of
        if isinstance(outlook, ShapeOutlook):
            return tuple(_shape_lines(found, outlook, words))
        if isinstance(outlook, AmountOutlook):
            return tuple(_amount_lines(found, outlook, words))
        return tuple(_count_lines(found, outlook, words))


def _shape_lines(found: Forecast, outlook: ShapeOutlook, words: SeriesWords) -> list[Phrase]:
    lines = [
        phrase(
            gettext_noop("%(year)s, %(period)s = %(part)s ÷ %(whole)s = %(share)s of the year"),
            year=str(each.year),
            period=month_range_label(found.period_end),
            part=number(each.part, words),
            whole=number(each.whole, words),
            share=percentage(HUNDRED * each.part / each.whole),
        )
        for each in outlook.years
    ]
    actual, mean, spread = number(found.actual, words), plain(outlook.mean), plain(outlook.spread)
    lines += [
        phrase(
            gettext_noop("Of ln(1 ÷ share): mean m = %(mean)s, spread s = %(spread)s"),
            mean=mean,
            spread=spread,
        ),
        phrase(
            gettext_noop("Likely year-end = %(actual)s × exp(%(mean)s) = %(middle)s"),
            actual=actual,
            mean=mean,
            middle=number(found.middle, words),
        ),
        phrase(
            gettext_noop(
                "%(share)s range = %(actual)s × exp(%(mean)s ± %(t)s × %(spread)s"
                " × √(1 + 1 ÷ %(count)s)) = %(low)s to %(high)s"
            ),
            share=range_share(),
            actual=actual,
            mean=mean,
            t=_t(outlook.degrees),
            spread=spread,
            count=len(outlook.years),
            low=number(found.low, words),
            high=number(found.high, words),
        ),
    ]
    return lines + _cut_lines(found, never_falls=outlook.never_falls)


def _amount_lines(found: Forecast, outlook: AmountOutlook, words: SeriesWords) -> list[Phrase]:
    months, left, spread = (
        months_figure(outlook.months),
        months_figure(outlook.left),
        plain(outlook.spread),
    )
    mean, middle = number(outlook.mean, words), number(found.middle, words)
    lines = [
        phrase(
            gettext_noop("What the periods brought: %(amounts)s"),
            amounts=joined([_amount(each, words) for each in outlook.amounts]),
        ),
        phrase(
            gettext_noop(
                "Mean a month = %(actual)s ÷ %(months)s = %(mean)s; spread s = %(spread)s over"
                " %(count)s amounts"
            ),
            actual=number(found.actual, words),
            months=months,
            mean=mean,
            spread=spread,
            count=len(outlook.amounts),
        ),
        phrase(
            gettext_noop("Likely year-end = %(actual)s + %(left)s × %(mean)s = %(middle)s"),
            actual=number(found.actual, words),
            left=left,
            mean=mean,
            middle=middle,
        ),
        phrase(
            gettext_noop(
                "%(share)s range = %(middle)s ± %(t)s × %(spread)s"
                " × √(%(left)s + %(left)s² ÷ %(months)s) = %(low)s to %(high)s"
            ),
            share=range_share(),
            middle=middle,
            t=_t(outlook.degrees),
            spread=spread,
            left=left,
            months=months,
            low=number(found.low, words),
            high=number(found.high, words),
        ),
    ]
    return lines + _cut_lines(found, never_falls=outlook.never_falls)


def _amount(found: SpanAmount, words: SeriesWords) -> Phrase:
    """One amount with its month, or with the months that it is of."""
    return phrase(
        gettext_noop("%(period)s %(amount)s"),
        period=span_label(int(found.months), found.period_end),
        amount=number(found.amount, words),
    )


def _count_lines(found: Forecast, outlook: CountOutlook, words: SeriesWords) -> list[Phrase]:
    actual = number(found.actual, words)
    return [
        phrase(
            gettext_noop("Rate a month = (%(actual)s + ½) ÷ %(months)s = %(rate)s"),
            actual=months_figure(found.actual),
            months=months_figure(outlook.elapsed),
            rate=plain(outlook.shape / outlook.elapsed),
        ),
        phrase(
            gettext_noop("Likely year-end = %(actual)s + %(more)s in %(left)s months = %(middle)s"),
            actual=actual,
            more=number(found.middle - found.actual, words),
            left=months_figure(outlook.left),
            middle=number(found.middle, words),
        ),
        phrase(
            gettext_noop(
                "%(share)s range = %(actual)s + %(least)s to %(most)s (negative binomial)"
                " = %(low)s to %(high)s"
            ),
            share=range_share(),
            actual=actual,
            least=number(found.low - found.actual, words),
            most=number(found.high - found.actual, words),
            low=number(found.low, words),
            high=number(found.high, words),
        ),
    ]


def _cut_lines(found: Forecast, *, never_falls: bool) -> list[Phrase]:
    if never_falls and found.low == found.actual:
        return [phrase(gettext_noop("The range begins at what is reached already."))]
    return []


def _t(degrees: int) -> Figure:
    return Figure(Decimal(repr(t_quantile(RANGE_HIGH, degrees))), 3)
