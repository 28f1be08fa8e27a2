"""What judging gives: one tier's judgement, a trend, and the whole assessment of a series."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from targets.core.values.facts import (
    ActualFact,
    PaceMethod,
    Reporting,
    SeriesFacts,
    TargetFact,
    Unknown,
    Verdict,
)


class TierAssessment(NamedTuple):
    """One tier's judgement at one period end. Rates and deviations are percentages or
    percentage points, unrounded; the gap is in the series' unit (percentage points for rates
    and shares, places for ranks), positive when better than the target."""

    target: TargetFact
    verdict: Verdict
    completion_rate: Decimal | None = None
    linear_pace: Decimal | None = None
    linear_deviation: Decimal | None = None
    pace_method: PaceMethod = PaceMethod.NONE  # the method used, not the one wished for
    pace: Decimal | None = None
    pace_unknown: Unknown | None = None
    deviation: Decimal | None = None
    gap: Decimal | None = None
    share_of_way: Decimal | None = None  # decreasing stocks: percent of the way from the base
    severity: Decimal | None = None  # shortfall ÷ far margin; None when nothing is short
    unknown: Unknown | None = None  # why there is no completion rate or gap


class TrendPoint(NamedTuple):
    """Deviation (amounts) or gap (others) of the headline tier at one period end."""

    period_end: date
    deviation: Decimal | None


class Assessment(NamedTuple):
    """Everything a screen, chart, file or interface shows about one series in one year."""

    facts: SeriesFacts
    as_of: date
    verdict: Verdict  # the headline's, or the series' own when it has no target
    headline: TierAssessment | None
    headline_fell_back: bool  # the tier asked for does not exist; another stands in
    tiers: tuple[TierAssessment, ...]
    judged: ActualFact | None  # the entry that was judged
    period_end: date | None  # its period end
    actual: Decimal | None  # year to date at that period end
    is_floor: bool
    on_older_data: bool  # an ended period after the judged one has no figure
    final_missing: bool  # the year is over and its last figure was not reported
    previous: Decimal | None  # year to date one period before the judged one
    change: Decimal | None  # rates, shares, ranks, stocks: against the period before
    period_amount: Decimal | None  # amounts: what the judged period alone brought
    last_year_actual: Decimal | None  # year to date at the same period end last year
    trend: tuple[TrendPoint, ...]
    reporting: Reporting
    reporting_period_end: date | None  # the period that the reporting status speaks of
    due_on: date | None  # when that period is to be reported
    due_soon: bool  # a task's due date is near
    severity: Decimal | None
    unknown: Unknown | None = None  # why nothing was judged
    previous_is_floor: bool = False
    last_year_is_floor: bool = False
    is_provisional: bool = False  # the judged figure rests on entries not yet accepted
    is_preliminary: bool = False
    has_correction: bool = False  # a submitted correction of the judged figure waits
