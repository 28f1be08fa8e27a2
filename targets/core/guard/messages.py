"""The guard's sentences: what was noticed, and what was probably meant."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from targets.core.guard.past import Past
from targets.core.guard.values import Sibling
from targets.core.judging.progress import HUNDRED
from targets.core.values.facts import Calendar, Figure, Phrase
from targets.core.values.figures import SeriesWords, distance, exact
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import cumulative_label

_MONTHS = frozenset({Calendar.MONTHLY, Calendar.MONTHLY_JAN_FEB})


class Asked(NamedTuple):
    """A figure in question, with everything it is held against."""

    past: Past
    value: Decimal
    words: SeriesWords
    sibling: Sibling | None = None


def shown(value: Decimal, words: SeriesWords) -> Figure:
    """A figure as it was typed or stands in the ledger: no digits added, none lost."""
    return Figure(value, exact(value, 0), words.unit_zh, words.unit_en)


def about(value: Decimal, words: SeriesWords) -> Figure:
    """A calculated figure, with the series' own decimals."""
    return Figure(value, words.decimals, words.unit_zh, words.unit_en)


def _to_date(asked: Asked) -> Phrase:
    """The year to date at the latest earlier figure: Jan–Jul."""
    day = asked.past.before[0]
    assert day is not None  # noqa: S101 - only asked for where there is one
    return cumulative_label(asked.past.facts.calendar, day)


def period_for_total(asked: Asked, fall: Decimal) -> Phrase:
    if asked.past.has_gap:
        return phrase(
            gettext_noop(
                "%(fall)s less than the running total of %(period)s: "
                "this may be the amount of one period."
            ),
            fall=shown(fall, asked.words),
            period=_to_date(asked),
        )
    if asked.past.facts.calendar in _MONTHS:
        return phrase(
            gettext_noop(
                "%(fall)s less than the running total of the period before: "
                "this may be the month's amount."
            ),
            fall=shown(fall, asked.words),
        )
    return phrase(
        gettext_noop(
            "%(fall)s less than the running total of the period before: "
            "this may be the period's amount."
        ),
        fall=shown(fall, asked.words),
    )


def fell(asked: Asked, fall: Decimal) -> Phrase:
    if asked.past.has_gap:
        return phrase(
            gettext_noop(
                "%(fall)s less than the running total of %(period)s; "
                "a running total does not normally fall."
            ),
            fall=shown(fall, asked.words),
            period=_to_date(asked),
        )
    return phrase(
        gettext_noop(
            "%(fall)s less than the running total of the period before; "
            "a running total does not normally fall."
        ),
        fall=shown(fall, asked.words),
    )


def above_next(asked: Asked, excess: Decimal, period: Phrase) -> Phrase:
    return phrase(
        gettext_noop(
            "%(excess)s more than the running total already recorded for %(period)s; "
            "a running total does not normally fall."
        ),
        excess=shown(excess, asked.words),
        period=period,
    )


def total_for_period(asked: Asked, total: Decimal) -> Phrase:
    return phrase(
        gettext_noop(
            "This series takes the period's own amount; the periods before add up to %(total)s, "
            "and this may be the running total."
        ),
        total=shown(total, asked.words),
    )


def reference(asked: Asked, kind: str, value: Decimal) -> Phrase:
    """The figure that was compared with: one of the clauses beneath, by name."""
    return phrase(_REFERENCES[kind], figure=shown(value, asked.words))


_REFERENCES = {
    "total": gettext_noop("The latest running total is %(figure)s"),
    "last": gettext_noop("The latest figure is %(figure)s"),
    "year_ago": gettext_noop("The same period of last year had %(figure)s"),
    "typical": gettext_noop("Comparable periods brought about %(figure)s"),
    "target": gettext_noop("The year's target is %(figure)s"),
}
_TIMES = {
    3: gettext_noop("1,000 times that"),
    4: gettext_noop("10,000 times that"),
    6: gettext_noop("a million times that"),
    8: gettext_noop("100 million times that"),
    -3: gettext_noop("a thousandth of that"),
    -4: gettext_noop("a ten-thousandth of that"),
    -6: gettext_noop("a millionth of that"),
    -8: gettext_noop("a hundred-millionth of that"),
}
_MOVES = {
    1: gettext_noop("one place to the left"),
    2: gettext_noop("two places to the left"),
    -1: gettext_noop("one place to the right"),
    -2: gettext_noop("two places to the right"),
}


def unit_slip(
    asked: Asked, compared: Phrase, exponent: int, unit: tuple[str, str] | None
) -> Phrase:
    """``unit`` is the one it was probably entered in, Chinese and English."""
    times = phrase(_TIMES[exponent])
    if unit is None:
        return phrase(
            gettext_noop(
                "%(reference)s; this is about %(times)s: it may have been entered in another unit."
            ),
            reference=compared,
            times=times,
        )
    return phrase(
        gettext_noop(
            "%(reference)s; this is about %(times)s: it may have been entered in another unit, "
            "as %(guess)s."
        ),
        reference=compared,
        times=times,
        guess=Figure(asked.value, exact(asked.value, 0), *unit),
    )


def tenfold(asked: Asked, compared: Phrase, exponent: int, corrected: Decimal) -> Phrase:
    return phrase(
        gettext_noop(
            "%(reference)s; with the decimal point %(move)s this is %(corrected)s and fits: "
            "a digit or the decimal point may have slipped."
        ),
        reference=compared,
        move=phrase(_MOVES[exponent]),
        corrected=shown(corrected, asked.words),
    )


def fraction(asked: Asked, corrected: Decimal) -> Phrase:
    return phrase(
        gettext_noop(
            "Percentages are entered as such: %(value)s may be meant as %(corrected)s, "
            "entered as a fraction."
        ),
        value=Figure(asked.value, exact(asked.value, 0)),
        corrected=shown(corrected, asked.words),
    )


def above_whole(asked: Asked) -> Phrase:
    return phrase(
        gettext_noop("A share is normally at most %(whole)s; this is %(value)s."),
        whole=shown(HUNDRED, asked.words),
        value=shown(asked.value, asked.words),
    )


def january(asked: Asked, last_year: Decimal) -> Phrase:
    return phrase(
        gettext_noop(
            "About half of January–February last year (%(last_year)s): this may be January alone, "
            "or February; the two months are entered as one total."
        ),
        last_year=shown(last_year, asked.words),
    )


def jump_of_amount(asked: Asked, amount: Decimal, seen: Decimal) -> Phrase:
    return phrase(
        gettext_noop(
            "This period would bring %(amount)s; comparable periods brought at most %(seen)s."
        ),
        amount=shown(amount, asked.words),
        seen=about(seen, asked.words),
    )


def jump_of_months(asked: Asked, amount: Decimal, seen: Decimal) -> Phrase:
    """For a period of several months, or after a gap: a month on average."""
    return phrase(
        gettext_noop(
            "A month would bring %(amount)s on average; "
            "comparable periods brought at most %(seen)s a month."
        ),
        amount=about(amount, asked.words),
        seen=about(seen, asked.words),
    )


def jump_of_level(asked: Asked, change: Decimal, usual: Decimal) -> Phrase:
    measure = asked.past.facts.measure
    return phrase(
        gettext_noop(
            "A change of %(change)s against the latest figure; usually it is at most %(usual)s."
        ),
        change=distance(measure, change, asked.words, signed=True),
        usual=distance(measure, usual, asked.words),
    )


def same_as_last(*, is_total: bool) -> Phrase:
    if is_total:
        return phrase(
            gettext_noop(
                "Equal to the running total of the period before, so this period brought nothing. "
                "If that is so, enter “=” (same as last period)."
            )
        )
    return phrase(
        gettext_noop(
            "Equal to the period before to the last digit. "
            "If nothing changed, enter “=” (same as last period)."
        )
    )


def same_as_last_year(asked: Asked) -> Phrase:
    return phrase(
        gettext_noop(
            "Equal to the same period of last year (%(figure)s) to the last digit: last year's "
            "column may have been taken."
        ),
        figure=shown(asked.value, asked.words),
    )
