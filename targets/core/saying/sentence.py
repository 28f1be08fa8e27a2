"""An assessment in plain language, as an official writes it: phrases, not yet in a language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext

from targets.core.judging.outcomes import Assessment
from targets.core.judging.progress import CONTEXT
from targets.core.saying.clauses import amount_clause, distance_clause, level_clause
from targets.core.saying.labels import verdict_label
from targets.core.values.facts import TASK_MEASURES, Figure, Measure, Phrase, Unknown, Verdict
from targets.core.values.figures import SeriesWords, number, percentage
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import cumulative_label, is_last_period, month_range_label


def sentence(assessment: Assessment, words: SeriesWords) -> tuple[Phrase, ...]:
    """The verdict in words, then what has to be said about the data it rests on."""
    with localcontext(CONTEXT):
        return (_verdict(assessment, words), *_remarks(assessment))


def short_sentence(assessment: Assessment, words: SeriesWords) -> Phrase:
    """Value and shortfall alone, for lists: 0.1%, 7.9 pp below the plan target."""
    with localcontext(CONTEXT):
        tier = assessment.headline
        label = phrase(verdict_label(assessment))
        if tier is None or assessment.actual is None:
            return label
        actual = _actual(assessment.actual, assessment.is_floor, words)
        if tier.completion_rate is not None:
            rate = percentage(tier.completion_rate)
            return phrase(gettext_noop("%(actual)s, %(rate)s completed"), actual=actual, rate=rate)
        if tier.gap is None:
            return phrase(gettext_noop("%(actual)s (%(label)s)"), actual=actual, label=label)
        return phrase(
            gettext_noop("%(actual)s, %(distance)s"),
            actual=actual,
            distance=distance_clause(assessment, tier, tier.gap, words),
        )


def _verdict(assessment: Assessment, words: SeriesWords) -> Phrase:
    if assessment.facts.measure in TASK_MEASURES:
        return _task(assessment, words)
    end, value = assessment.period_end, assessment.actual
    if end is None or value is None:
        return _nothing(assessment, words)
    actual = _actual(value, assessment.is_floor, words)
    if assessment.verdict in (Verdict.NO_TARGET, Verdict.NOT_QUANTIFIED):
        msgid = gettext_noop("%(period)s, %(name)s: %(actual)s, for reference.")
        if assessment.verdict is Verdict.NOT_QUANTIFIED:
            msgid = gettext_noop("%(period)s, %(name)s: %(actual)s; the target states no number.")
        period = cumulative_label(assessment.facts.calendar, end)
        return phrase(msgid, period=period, name=words.name, actual=actual)
    return _judged(assessment, words, end, actual)


def _remarks(assessment: Assessment) -> tuple[Phrase, ...]:
    if assessment.final_missing:
        return (phrase(gettext_noop("The final figure of the year has not been reported.")),)
    if assessment.on_older_data and assessment.period_end is not None:
        period = cumulative_label(assessment.facts.calendar, assessment.period_end)
        return (phrase(gettext_noop("Judged on data for %(period)s."), period=period),)
    return ()


def _task(assessment: Assessment, words: SeriesWords) -> Phrase:
    label = phrase(verdict_label(assessment))
    entry = assessment.judged
    if entry is None:
        return phrase(gettext_noop("%(name)s: %(label)s."), name=words.name, label=label)
    period = cumulative_label(assessment.facts.calendar, entry.period_end)
    if not entry.stage:
        return phrase(
            gettext_noop("%(period)s, %(name)s: %(label)s."),
            period=period,
            name=words.name,
            label=label,
        )
    return phrase(
        gettext_noop("%(period)s, %(name)s: %(label)s. %(stage)s"),
        period=period,
        name=words.name,
        label=label,
        stage=entry.stage,
    )


def _nothing(assessment: Assessment, words: SeriesWords) -> Phrase:
    if assessment.verdict is Verdict.NOT_QUANTIFIED:
        return phrase(gettext_noop("%(name)s: the target states no number."), name=words.name)
    if assessment.unknown is Unknown.GAP:
        return phrase(
            gettext_noop("%(name)s: an earlier period is missing, so the year to date is unknown."),
            name=words.name,
        )
    return phrase(gettext_noop("%(name)s: no figures yet."), name=words.name)


def _actual(value: Decimal, is_floor: bool, words: SeriesWords) -> Figure | Phrase:
    figure = number(value, words)
    return phrase(gettext_noop("more than %(figure)s"), figure=figure) if is_floor else figure


def _judged(
    assessment: Assessment, words: SeriesWords, end: date, actual: Figure | Phrase
) -> Phrase:
    """Headline first, then the other tiers that have a number."""
    is_amount = assessment.facts.measure is Measure.AMOUNT
    headline = assessment.headline
    ordered = sorted(assessment.tiers, key=lambda tier: tier is not headline)
    found = [
        (amount_clause if is_amount and tier.target.reference is None else level_clause)(
            assessment, tier, words
        )
        for tier in ordered
    ]
    msgid = gettext_noop("%(period)s, %(name)s: %(actual)s, %(clauses)s.")
    period = cumulative_label(assessment.facts.calendar, end)
    if not is_amount and not is_last_period(end):
        msgid = gettext_noop("As of %(period)s, %(name)s: %(actual)s, %(clauses)s.")
        period = month_range_label(end)
    return phrase(
        msgid,
        period=period,
        name=words.name,
        actual=actual,
        clauses=_joined([each for each in found if each is not None]),
    )


def _joined(clauses: Sequence[Phrase]) -> Phrase:
    if len(clauses) == 1:
        return clauses[0]
    return phrase(gettext_noop("%(first)s; %(rest)s"), first=clauses[0], rest=_joined(clauses[1:]))
