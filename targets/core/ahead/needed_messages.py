"""What the rest of the year must bring, with the arithmetic behind it, as phrases."""

from __future__ import annotations

from decimal import localcontext

from targets.core.ahead.forecast_messages import months_figure, plain
from targets.core.ahead.needed import Allowed, CatchUp, Needed, NeededGrowth
from targets.core.judging.progress import CONTEXT
from targets.core.values.facts import Calendar, Phrase
from targets.core.values.figures import SeriesWords, number, stated
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import single_label


def needed_lines(found: Needed, calendar: Calendar, words: SeriesWords) -> tuple[Phrase, ...]:
    """What every remaining month must bring, beside the best so far."""
    with localcontext(CONTEXT):
        lines = [
            phrase(
                gettext_noop(
                    "Needed a month = (%(target)s − %(actual)s) ÷ %(months)s = %(amount)s"
                ),
                target=stated(found.target, words),
                actual=number(found.actual, words),
                months=found.months_left,
                amount=number(found.per_month, words),
            )
        ]
        best = found.best
        if best is not None:
            period, amount = single_label(calendar, best.period_end), number(best.amount, words)
            lines.append(
                phrase(
                    gettext_noop("Best so far: %(amount)s in %(period)s"),
                    amount=amount,
                    period=period,
                )
                if best.months == 1
                else phrase(
                    gettext_noop(
                        "Best so far: %(amount)s in %(period)s ÷ %(months)s = %(rate)s a month"
                    ),
                    amount=amount,
                    period=period,
                    months=months_figure(best.months),
                    rate=number(best.amount / best.months, words),
                )
            )
        if found.is_unseen:
            lines.append(phrase(gettext_noop("Not seen this year: more than 1.5 times the best.")))
        return tuple(lines)


def allowed_lines(found: Allowed, words: SeriesWords) -> tuple[Phrase, ...]:
    """What every remaining month may bring at most, beside the average so far."""
    return (
        phrase(
            gettext_noop("At most a month = (%(limit)s − %(actual)s) ÷ %(months)s = %(amount)s"),
            limit=stated(found.limit, words),
            actual=number(found.actual, words),
            months=found.months_left,
            amount=number(found.per_month, words),
        ),
        phrase(
            gettext_noop("So far %(amount)s a month on average."),
            amount=number(found.so_far, words),
        ),
    )


def growth_lines(
    found: NeededGrowth, growth: SeriesWords, level: SeriesWords
) -> tuple[Phrase, ...]:
    """How the rest of the year must grow; the words of the growth and of its level."""
    weight = plain(found.weight)
    return (
        phrase(
            gettext_noop(
                "Weight of the year so far, from last year = %(part)s ÷ %(whole)s = %(weight)s"
            ),
            part=number(found.part, level),
            whole=number(found.whole, level),
            weight=weight,
        ),
        phrase(
            gettext_noop(
                "Needed growth for the rest of the year = (%(target)s − %(weight)s × %(so_far)s)"
                " ÷ (1 − %(weight)s) = %(growth)s"
            ),
            target=stated(found.target, growth),
            weight=weight,
            so_far=number(found.so_far, growth),
            growth=number(found.growth, growth),
        ),
    )


def catch_up_line(found: CatchUp, words: SeriesWords) -> Phrase:
    """The day, and whether it comes within the year, or not before the end of the next."""
    if found.day is None:
        return phrase(
            gettext_noop(
                "At this year’s average of %(rate)s a month the target is not reached before the"
                " end of next year, %(day)s."
            ),
            rate=number(found.a_month, words),
            day=found.until,
        )
    msgid = (
        gettext_noop("At this year’s average of %(rate)s a month the pace is met on %(day)s.")
        if found.in_year
        else gettext_noop(
            "At this year’s average of %(rate)s a month the target is reached on %(day)s, after"
            " the year’s end."
        )
    )
    return phrase(msgid, rate=number(found.a_month, words), day=found.day)
