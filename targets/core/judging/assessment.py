"""Facts and an as-of date → one Assessment: all that a screen shows about one series."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import NamedTuple

from targets.core.judging import progress
from targets.core.judging.outcomes import Assessment, TierAssessment, TrendPoint
from targets.core.judging.pace import shape_of
from targets.core.judging.progress import CONTEXT, Standing
from targets.core.judging.references import gap_at, referred
from targets.core.judging.status import judge, judge_task
from targets.core.judging.yardstick import Yardstick, trend_value, yardstick
from targets.core.values.facts import (
    TASK_MEASURES,
    Accumulation,
    Calendar,
    DeclaredState,
    Measure,
    Reporting,
    SeriesFacts,
    TargetFact,
    Unknown,
    Verdict,
)
from targets.core.values.periods import (
    due_date,
    ended_periods,
    is_last_period,
    last_period_end,
    period_ends,
)

# ---- Whether the period that is due was reported: never mixed with the verdict


class ReportingFact(NamedTuple):
    status: Reporting
    period_end: date | None = None  # the period it speaks of
    due_on: date | None = None


def reporting(
    facts: SeriesFacts,
    ends: Sequence[date],
    reported: Collection[date],
    *,
    as_of: date,
    today: date,
    due_on: date | None = None,
    is_done: bool = False,
) -> ReportingFact:
    """What is known of the latest period that had ended by ``as_of``.

    ``ends`` are the year's ended periods, ``reported`` the period ends with an entry, ``due_on``
    the target's date (for what is reported once). A task declared done owes no further report.
    """
    since = facts.collecting_since
    reported = facts.submitted.union(reported)
    if facts.calendar is Calendar.ONCE:
        return _once(since, ends, reported, as_of=as_of, due_on=due_on)
    if not ends:
        status = Reporting.NOT_COLLECTING if since is None else Reporting.NOT_DUE
        return ReportingFact(status)
    period_end = ends[-1]
    by = due_date(period_end, facts.due)
    if since is None or since > period_end:
        status = Reporting.NOT_COLLECTING
    elif period_end in reported or is_done:
        status = Reporting.REPORTED
    elif period_end in facts.returned:
        status = Reporting.RETURNED
    else:
        status = Reporting.DUE if today <= by else Reporting.OVERDUE
    return ReportingFact(status, period_end, by)


def _once(
    since: date | None,
    ends: Sequence[date],
    reported: Collection[date],
    *,
    as_of: date,
    due_on: date | None,
) -> ReportingFact:
    """Any entry of the year will do, and only the target's own date makes it overdue."""
    entered = [end for end in ends if end in reported]
    if since is None or since > as_of:
        return ReportingFact(Reporting.NOT_COLLECTING, None, due_on)
    if entered:
        return ReportingFact(Reporting.REPORTED, entered[-1], due_on)
    if due_on is None or due_on >= as_of:
        return ReportingFact(Reporting.NOT_DUE, None, due_on)
    status = Reporting.NOT_COLLECTING if due_on < since else Reporting.OVERDUE
    return ReportingFact(status, None, due_on)


_NO_TARGET = TargetFact(tier="")


def assess(facts: SeriesFacts, *, as_of: date, today: date, tier: str | None = None) -> Assessment:
    """One series as it stood at ``as_of``. ``today`` decides what is overdue; ``tier`` names
    the tier whose verdict is the headline, else the first that exists."""
    with localcontext(CONTEXT):
        return _assess(facts, as_of, today, tier)


def assess_all(
    series: Iterable[SeriesFacts], *, as_of: date, today: date, tier: str | None = None
) -> list[Assessment]:
    """Many series, in the order given."""
    with localcontext(CONTEXT):
        return [_assess(facts, as_of, today, tier) for facts in series]


def _assess(facts: SeriesFacts, as_of: date, today: date, tier: str | None) -> Assessment:
    index, fell_back = _headline_index(facts.targets, tier)
    assess_kind = _assess_task if facts.measure in TASK_MEASURES else _assess_number
    return assess_kind(facts, as_of, today, index, fell_back)


def _headline_index(targets: Sequence[TargetFact], tier: str | None) -> tuple[int | None, bool]:
    if not targets:
        return None, False
    if tier is not None:
        for index, target in enumerate(targets):
            if target.tier == tier:
                return index, False
    return 0, tier is not None


def _last_year(facts: SeriesFacts) -> list[Standing]:
    if not facts.last_year:
        return []
    ends = period_ends(facts.calendar, facts.year - 1)
    return progress.standings(facts.accumulation, ends, facts.last_year)


def _year_before(last_year: Sequence[Standing], mark: Standing | None) -> Standing | None:
    """Both years have the same calendar, so the same month closes the same period."""
    if mark is not None:
        for candidate in last_year:
            if candidate.period_end.month == mark.period_end.month:
                return candidate
    return None


def _assess_number(
    facts: SeriesFacts, as_of: date, today: date, index: int | None, fell_back: bool
) -> Assessment:
    ends = ended_periods(facts.calendar, facts.year, as_of)
    marks = progress.standings(facts.accumulation, ends, facts.actuals)
    at = progress.last_known(marks)
    mark = None if at is None else marks[at]
    last_year = _last_year(facts)
    shape = shape_of(facts, last_year)
    targets = facts.targets
    if mark is not None:
        targets = tuple([referred(facts, target, mark.period_end) for target in targets])
    yards = [yardstick(facts, target, shape) for target in targets]
    unknown = progress.why_unknown(marks) if mark is None else None
    tiers = tuple(
        _judge_tier(facts, target, yard, mark, unknown)
        for target, yard in zip(targets, yards, strict=True)
    )
    headline = None if index is None else tiers[index]
    before, change, amount = _changes(facts, marks, at)
    year_ago = _year_before(last_year, mark)
    fact = reporting(
        facts,
        ends,
        {entry.period_end for entry in facts.actuals if entry.value is not None},
        as_of=as_of,
        today=today,
        due_on=None if headline is None else headline.target.due_on,
    )
    return Assessment(
        facts=facts,
        as_of=as_of,
        verdict=Verdict.NO_TARGET if headline is None else headline.verdict,
        headline=headline,
        headline_fell_back=fell_back,
        tiers=tiers,
        judged=None if mark is None else mark.entry,
        period_end=None if mark is None else mark.period_end,
        actual=None if mark is None else mark.value,
        is_floor=mark is not None and mark.is_floor,
        on_older_data=mark is not None and _is_older(facts, mark.period_end, ends),
        final_missing=mark is not None and _lacks_final(facts, mark.period_end, as_of),
        previous=None if before is None else before.value,
        change=change,
        period_amount=amount,
        last_year_actual=None if year_ago is None else year_ago.value,
        trend=_trend(facts, marks, None if index is None else yards[index], headline),
        reporting=fact.status,
        reporting_period_end=fact.period_end,
        due_on=fact.due_on,
        due_soon=False,
        severity=None if headline is None else headline.severity,
        unknown=unknown,
        previous_is_floor=before is not None and before.is_floor,
        last_year_is_floor=year_ago is not None and year_ago.is_floor,
        **_standing_of(facts, None if mark is None else mark.period_end),
    )


def _judge_tier(
    facts: SeriesFacts,
    target: TargetFact,
    yard: Yardstick | None,
    mark: Standing | None,
    unknown: Unknown | None,
) -> TierAssessment:
    if yard is None:
        if target.reference is not None:
            verdict = Verdict.NO_DATA if mark is None else Verdict.UNDER_WAY
            return TierAssessment(target, verdict, unknown=unknown or Unknown.NO_REFERENCE)
        verdict = Verdict.NOT_QUANTIFIED if target.value is None else Verdict.NO_TARGET
        return TierAssessment(target, verdict, unknown=Unknown.NO_TARGET_VALUE)
    if mark is None or mark.value is None:
        return TierAssessment(target, Verdict.NO_DATA, unknown=unknown)
    return judge(facts, yard, mark, mark.value)


def _changes(
    facts: SeriesFacts, marks: Sequence[Standing], at: int | None
) -> tuple[Standing | None, Decimal | None, Decimal | None]:
    """The standing before, the change since it, and the amount of the period alone. An amount
    is only a period's own beside the calendar's previous period; a rate may be compared with
    the latest one there is."""
    if at is None:
        return None, None, None
    adds_up = facts.measure is Measure.AMOUNT and facts.accumulation in _ADDING_UP
    before = progress.before(marks, at, strictly=adds_up)
    if adds_up:
        return before, None, progress.period_amount(marks, at)
    return before, progress.difference(marks[at], before), None


_ADDING_UP = frozenset({Accumulation.RUNNING_TOTAL, Accumulation.INCREMENT})


def _is_older(facts: SeriesFacts, period_end: date, ends: Sequence[date]) -> bool:
    return facts.calendar is not Calendar.ONCE and period_end < ends[-1]


def _lacks_final(facts: SeriesFacts, period_end: date, as_of: date) -> bool:
    is_over = as_of >= last_period_end(facts.calendar, facts.year)
    return is_over and not is_last_period(period_end)


def _trend(
    facts: SeriesFacts,
    marks: Sequence[Standing],
    yard: Yardstick | None,
    headline: TierAssessment | None,
) -> tuple[TrendPoint, ...]:
    if headline is not None and headline.target.reference is not None:
        gaps = [gap_at(facts, headline.target, mark) for mark in marks]
        return tuple(map(TrendPoint, [mark.period_end for mark in marks], gaps))
    if yard is None:
        return tuple([TrendPoint(mark.period_end, None) for mark in marks])
    return tuple(
        [
            TrendPoint(
                mark.period_end,
                None
                if mark.value is None
                else trend_value(yard, mark.value, mark.period_end.month),
            )
            for mark in marks
        ]
    )


def _assess_task(
    facts: SeriesFacts, as_of: date, today: date, index: int | None, fell_back: bool
) -> Assessment:
    ends = ended_periods(facts.calendar, facts.year, as_of)
    entry = progress.latest_stage(ends, facts.actuals)
    unknown = Unknown.NO_ACTUAL if entry is None else None
    tiers = tuple(
        TierAssessment(
            target,
            judge_task(facts.measure, target, entry, year=facts.year, as_of=as_of),
            unknown=unknown or Unknown.NOT_APPLICABLE,
        )
        for target in facts.targets
    )
    headline = None if index is None else tiers[index]
    target = _NO_TARGET if headline is None else headline.target
    verdict = (
        judge_task(facts.measure, target, entry, year=facts.year, as_of=as_of)
        if headline is None
        else headline.verdict
    )
    is_done = entry is not None and entry.declared is DeclaredState.DONE
    is_open = entry is not None and not is_done
    fact = reporting(
        facts,
        ends,
        {e.period_end for e in facts.actuals if e.stage or e.declared is not None},
        as_of=as_of,
        today=today,
        due_on=target.due_on,
        is_done=is_done,
    )
    return Assessment(
        facts=facts,
        as_of=as_of,
        verdict=verdict,
        headline=headline,
        headline_fell_back=fell_back,
        tiers=tiers,
        judged=entry,
        period_end=None if entry is None else entry.period_end,
        actual=None,
        is_floor=False,
        on_older_data=is_open and entry is not None and _is_older(facts, entry.period_end, ends),
        final_missing=is_open
        and entry is not None
        and _lacks_final(facts, entry.period_end, as_of),
        previous=None,
        change=None,
        period_amount=None,
        last_year_actual=None,
        trend=(),
        reporting=fact.status,
        reporting_period_end=fact.period_end,
        due_on=fact.due_on,
        due_soon=not is_done and _is_near(target.due_on, facts.margins.due_soon_days, as_of),
        severity=None,
        unknown=unknown,
        **_standing_of(facts, None if entry is None else entry.period_end),
    )


def _standing_of(facts: SeriesFacts, period_end: date | None) -> dict[str, bool]:
    """Whether the judged figure waits to be checked, is preliminary, or is being corrected. A
    sum of period amounts is as provisional as any of them."""
    summed = facts.accumulation is Accumulation.INCREMENT
    found = [
        entry
        for entry in facts.actuals
        if period_end is not None
        and (entry.period_end == period_end or (summed and entry.period_end < period_end))
    ]
    return {
        "is_provisional": any(entry.is_provisional for entry in found),
        "is_preliminary": any(entry.is_preliminary for entry in found),
        "has_correction": any(entry.has_correction for entry in found),
    }


def _is_near(due_on: date | None, days: int, as_of: date) -> bool:
    return due_on is not None and timedelta(0) <= due_on - as_of <= timedelta(days)
