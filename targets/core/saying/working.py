"""The arithmetic behind a verdict: one formula line per number, as phrases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext

from targets.core.judging import progress
from targets.core.judging.bounds import bounds_of
from targets.core.judging.outcomes import Assessment, TierAssessment
from targets.core.judging.pace import past_shapes, planned_by
from targets.core.judging.progress import CONTEXT, ZERO
from targets.core.judging.references import reference_name
from targets.core.judging.yardstick import near_margin
from targets.core.values.facts import (
    Accumulation,
    Comparator,
    Figure,
    Measure,
    PaceMethod,
    PathPoint,
    Phrase,
    Reference,
    SeriesFacts,
    TargetFact,
    Unknown,
)
from targets.core.values.figures import (
    SeriesWords,
    distance,
    exact,
    number,
    percentage,
    points,
    stated,
)
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import cumulative_label, period_ends

# ---- The arithmetic behind the pace of a stated path, as phrases


def path_lines(
    path: Sequence[PathPoint], end: date, whole: Decimal, pace: Figure, words: SeriesWords
) -> list[Phrase]:
    """What was planned up to the period, where it had to be spread, and its share of the target."""
    planned = planned_by(path, end.month)
    assert planned is not None  # noqa: S101 - behind the path there is no pace
    lines = []
    if planned.passed < planned.months:
        lines.append(
            phrase(
                gettext_noop(
                    "Planned so far = %(before)s + %(amount)s × %(passed)s ÷ %(months)s months ="
                    " %(total)s"
                ),
                before=stated(planned.before, words),
                amount=stated(planned.amount, words),
                passed=planned.passed,
                months=planned.months,
                total=number(planned.total, words),
            )
        )
    lines.append(
        phrase(
            gettext_noop("Pace (planned path) = %(part)s ÷ %(whole)s = %(pace)s"),
            part=number(planned.total, words),
            whole=stated(whole, words),
            pace=pace,
        )
    )
    return lines


_CEILINGS = (Comparator.AT_MOST, Comparator.LESS_THAN)
_NO_PACE = {
    Unknown.NO_SHAPE: gettext_noop("No pace: the figures of past years do not give a shape."),
    Unknown.NO_PATH_POINT: gettext_noop("No pace: the planned path has no point at this period."),
    Unknown.NOT_APPLICABLE: gettext_noop("No pace: this indicator is not paced."),
}


def working(assessment: Assessment, words: SeriesWords) -> tuple[Phrase, ...]:
    """One line per number that was computed; none when nothing was."""
    if assessment.actual is None:
        return ()
    with localcontext(CONTEXT):
        lines = _change_lines(assessment, assessment.actual, words)
        for tier in assessment.tiers:
            own = _tier_lines(assessment, tier, assessment.actual, words)
            lines += own if len(assessment.tiers) == 1 else [_named(tier, words, o) for o in own]
        return tuple(lines)


def _named(tier: TierAssessment, words: SeriesWords, line: Phrase) -> Phrase:
    name = words.tiers.get(tier.target.tier, tier.target.tier)
    return phrase(gettext_noop("%(tier)s: %(line)s"), tier=name, line=line)


def _change_lines(assessment: Assessment, actual: Decimal, words: SeriesWords) -> list[Phrase]:
    lines: list[Phrase] = []
    facts, end = assessment.facts, assessment.period_end
    if facts.accumulation is Accumulation.INCREMENT and end is not None:
        ends = period_ends(facts.calendar, facts.year)
        lines.append(
            phrase(
                gettext_noop("Year to date = sum of %(count)s periods = %(actual)s"),
                count=ends.index(end) + 1,
                actual=number(actual, words),
            )
        )
    previous = assessment.previous
    if previous is None:
        return lines
    if assessment.period_amount is not None:
        msgid = gettext_noop("This period = %(actual)s − %(previous)s = %(amount)s")
        amount = number(assessment.period_amount, words)
    elif assessment.change is not None:
        msgid = gettext_noop("Change = %(actual)s − %(previous)s = %(amount)s")
        amount = distance(facts.measure, assessment.change, words, signed=True)
    else:
        return lines
    lines.append(
        phrase(
            msgid,
            actual=number(actual, words),
            previous=number(previous, words),
            amount=amount,
        )
    )
    return lines


def _tier_lines(
    assessment: Assessment, tier: TierAssessment, actual: Decimal, words: SeriesWords
) -> list[Phrase]:
    target = tier.target
    if target.reference is not None:
        line = _reference_line(assessment, target, target.reference, words)
        if tier.gap is None:
            return [line]
        return [line, *_gap_lines(assessment, target, actual, tier.gap, words)]
    if target.value is None or target.comparator is None:
        return []
    if tier.unknown is Unknown.TARGET_NOT_POSITIVE:
        return [phrase(gettext_noop("No completion rate: the target is not positive."))]
    lines: list[Phrase] = []
    if tier.gap is not None:
        lines += _gap_lines(assessment, target, actual, tier.gap, words)
    if tier.share_of_way is not None and target.base_value is not None:
        lines.append(
            phrase(
                gettext_noop(
                    "Share of the way = (%(base)s − %(actual)s) ÷ (%(base)s − %(target)s)"
                    " = %(rate)s"
                ),
                base=stated(target.base_value, words),
                actual=number(actual, words),
                target=stated(target.value, words),
                rate=percentage(tier.share_of_way),
            )
        )
    if tier.completion_rate is not None:
        lines.append(
            phrase(
                gettext_noop("Completion rate = %(actual)s ÷ %(target)s = %(rate)s"),
                actual=number(actual, words),
                target=stated(_whole(target.comparator, target.value, target), words),
                rate=percentage(tier.completion_rate),
            )
        )
    return lines + _pace_lines(assessment, tier, words)


def _reference_line(
    assessment: Assessment, target: TargetFact, reference: Reference, words: SeriesWords
) -> Phrase:
    """The figure that stands in for a stated number, or that there is none."""
    end = assessment.period_end or assessment.as_of
    period = cumulative_label(assessment.facts.calendar, end)
    name = reference_name(reference)
    if target.value is None:
        msgid = gettext_noop("No comparison: %(reference)s has no exact figure for %(period)s.")
        return phrase(msgid, reference=name, period=period)
    msgid = gettext_noop("Compared with %(reference)s, %(period)s = %(figure)s")
    return phrase(msgid, reference=name, period=period, figure=stated(target.value, words))


def _whole(comparator: Comparator, value: Decimal, target: TargetFact) -> Decimal:
    lower = bounds_of(comparator, value, target).lower
    return value if lower is None else lower


def _gap_lines(
    assessment: Assessment, target: TargetFact, actual: Decimal, gap: Decimal, words: SeriesWords
) -> list[Phrase]:
    measure = assessment.facts.measure
    result = distance(measure, gap, words, signed=True)
    value = target.value or ZERO
    shown = stated(value, words)
    if target.comparator in (Comparator.BETWEEN, Comparator.EQUAL):
        bounds = bounds_of(target.comparator, value, target)
        line = phrase(
            gettext_noop(
                "Gap = distance of %(actual)s to the nearer bound, %(lower)s or %(upper)s = %(gap)s"
            ),
            actual=number(actual, words),
            lower=stated(bounds.lower or ZERO, words),
            upper=stated(bounds.upper or ZERO, words),
            gap=result,
        )
    else:
        msgid = (
            gettext_noop("Gap = %(target)s − %(actual)s = %(gap)s")
            if target.comparator in _CEILINGS
            else gettext_noop("Gap = %(actual)s − %(target)s = %(gap)s")
        )
        line = phrase(msgid, actual=number(actual, words), target=shown, gap=result)
    return [line, _near_line(assessment, value, words)]


def _near_line(assessment: Assessment, target: Decimal, words: SeriesWords) -> Phrase:
    facts, margins = assessment.facts, assessment.facts.margins
    margin = near_margin(facts.measure, target, margins)
    near = distance(facts.measure, margin, words)
    near = near._replace(decimals=exact(margin, near.decimals))
    if facts.measure is Measure.RANK:
        return phrase(gettext_noop("Far behind beyond %(near)s"), near=near)
    if facts.measure in (Measure.STOCK, Measure.AMOUNT):
        return phrase(
            gettext_noop("Far behind beyond %(share)s of %(target)s = %(near)s"),
            share=percentage(margins.near_stock_percent),
            target=stated(abs(target), words),
            near=near,
        )
    return phrase(
        gettext_noop(
            "Far behind beyond %(share)s of %(target)s, at least %(least)s, at most %(most)s"
            " = %(near)s"
        ),
        share=percentage(margins.near_percent),
        target=stated(abs(target), words),
        least=points(margins.near_least),
        most=points(margins.near_most),
        near=near,
    )


def _pace_lines(assessment: Assessment, tier: TierAssessment, words: SeriesWords) -> list[Phrase]:
    end = assessment.period_end
    rate = tier.completion_rate if tier.share_of_way is None else tier.share_of_way
    if end is None or rate is None or tier.linear_pace is None or tier.linear_deviation is None:
        return []
    linear = percentage(tier.linear_pace)
    msgid = (
        gettext_noop("Linear deviation = %(pace)s − %(rate)s = %(deviation)s")
        if tier.target.comparator in _CEILINGS and tier.share_of_way is None
        else gettext_noop("Linear deviation = %(rate)s − %(pace)s = %(deviation)s")
    )
    lines = [
        phrase(
            gettext_noop("Linear pace = %(months)s ÷ 12 months = %(pace)s"),
            months=end.month,
            pace=linear,
        ),
        phrase(
            msgid,
            rate=percentage(rate),
            pace=linear,
            deviation=points(tier.linear_deviation, signed=True),
        ),
    ]
    if tier.pace is None or tier.deviation is None:
        return [*lines, phrase(_NO_PACE[tier.pace_unknown or Unknown.NOT_APPLICABLE])]
    return lines + _used_pace_lines(
        assessment, tier, percentage(rate), percentage(tier.pace), words
    )


def _used_pace_lines(
    assessment: Assessment, tier: TierAssessment, rate: Figure, pace: Figure, words: SeriesWords
) -> list[Phrase]:
    if tier.pace_method is PaceMethod.LINEAR or tier.deviation is None:
        return [phrase(gettext_noop("Judged by the linear pace."))]
    is_ceiling = tier.target.comparator in _CEILINGS
    msgid = (
        gettext_noop("Deviation = %(pace)s − %(rate)s = %(deviation)s")
        if is_ceiling
        else gettext_noop("Deviation = %(rate)s − %(pace)s = %(deviation)s")
    )
    return [
        *_how_paced(assessment, tier, pace, words),
        phrase(msgid, rate=rate, pace=pace, deviation=points(tier.deviation, signed=True)),
    ]


def _how_paced(
    assessment: Assessment, tier: TierAssessment, pace: Figure, words: SeriesWords
) -> list[Phrase]:
    """How the pace that was judged by came about, from the same inputs."""
    facts, end, target = assessment.facts, assessment.period_end, tier.target
    if end == period_ends(facts.calendar, facts.year)[-1] or end is None:
        return [phrase(gettext_noop("Pace at the year’s end = %(pace)s"), pace=pace)]
    if tier.pace_method is PaceMethod.PATH:
        whole = _whole(target.comparator or Comparator.AT_LEAST, target.value or ZERO, target)
        return path_lines(target.path, end, whole, pace, words)
    return [_shape_line(facts, end, tier, pace, words)]


def _shape_line(
    facts: SeriesFacts, end: date, tier: TierAssessment, pace: Figure, words: SeriesWords
) -> Phrase:
    if tier.pace_method is PaceMethod.MEAN_SHAPE:
        return phrase(
            gettext_noop("Pace (mean of %(years)s at %(period)s) = %(pace)s"),
            years=_years(list(past_shapes(facts))),
            period=cumulative_label(facts.calendar, end),
            pace=pace,
        )
    ends = period_ends(facts.calendar, facts.year - 1)
    marks = progress.standings(facts.accumulation, ends, facts.last_year)
    part = next((m.value for m in marks if m.period_end.month == end.month), None)
    return phrase(
        gettext_noop("Pace (last year, %(period)s) = %(part)s ÷ %(whole)s = %(pace)s"),
        period=cumulative_label(facts.calendar, end),
        part=number(part or ZERO, words),
        whole=number(marks[-1].value or ZERO, words),
        pace=pace,
    )


def _years(years: list[int]) -> str:
    """The years of a mean, as 2023–2025 or 2023, 2025."""
    if years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return ", ".join(str(year) for year in years)
