"""The words and facts that progress is judged by: closed lists and frozen records.

Everything here is plain data. Facts are named tuples because a screen builds thousands of
them; they compare by value and cannot be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Measure(StrEnum):
    """What kind of quantity an indicator is; the last three are tasks and have no number."""

    AMOUNT = "amount"
    RATE = "rate"
    SHARE = "share"
    RANK = "rank"
    STOCK = "stock"
    MILESTONE = "milestone"
    PROGRAMME = "programme"
    QUALITATIVE = "qualitative"


TASK_MEASURES = frozenset({Measure.MILESTONE, Measure.PROGRAMME, Measure.QUALITATIVE})


class Accumulation(StrEnum):
    """How entries of one year add up."""

    RUNNING_TOTAL = "running_total"  # entered year to date
    INCREMENT = "increment"  # entered per period, summed
    LATEST = "latest"  # each entry stands for itself
    STAGE = "stage"  # text, declared state, optional share of works, done date


class Comparator(StrEnum):
    """How an actual is held against the stated value."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    BETWEEN = "between"
    EQUAL = "="  # judged as between value ± tolerance (0 if none)


class Frequency(StrEnum):
    """How often an indicator is reported."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    ANNUAL = "annual"
    ONCE = "once"


class Calendar(StrEnum):
    """A frequency with its Jan–Feb rule: it decides which period ends exist."""

    MONTHLY = "monthly"
    MONTHLY_JAN_FEB = "monthly_jan_feb"  # January and February are one first period
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    ANNUAL = "annual"
    ONCE = "once"  # any month end


class PaceMethod(StrEnum):
    """What a running total is held against before the year ends."""

    PATH = "path"
    LAST_YEAR_SHAPE = "last_year_shape"
    MEAN_SHAPE = "mean_shape"  # the mean of several past years' shapes
    LINEAR = "linear"
    NONE = "none"


class DeclaredState(StrEnum):
    """What the lead unit declares about a task."""

    NOT_STARTED = "not_started"
    NORMAL = "normal"
    SLOW = "slow"
    DONE = "done"


class Qualifier(StrEnum):
    """What a published figure is when it is not exact."""

    EXACT = ""
    ABOVE = "above"  # only a floor was published: the actual is more than the value


class Verdict(StrEnum):
    """Where a series stands against a target; the closed list, from best to worst."""

    MET = "met"
    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    MISSED = "missed"
    UNDER_WAY = "under_way"
    NO_DATA = "no_data"
    NOT_QUANTIFIED = "not_quantified"
    NO_TARGET = "no_target"


class Reporting(StrEnum):
    """Whether the period that is due was reported; never mixed with the verdict."""

    REPORTED = "reported"
    DUE = "due"
    OVERDUE = "overdue"
    RETURNED = "returned"
    NOT_DUE = "not_due"
    NOT_COLLECTING = "not_collecting"


class Shift(StrEnum):
    """What becomes of a due day that is a day off."""

    NONE = "none"
    NEXT = "next"  # the next working day
    PREVIOUS = "previous"  # the working day before


class Unknown(StrEnum):
    """Why a number is None: unknown always has a reason."""

    NOT_APPLICABLE = "not_applicable"  # this kind of indicator has no such number
    NO_ACTUAL = "no_actual"  # nothing was reported
    GAP = "gap"  # an earlier period amount is missing, so the sum is unknown
    NO_TARGET_VALUE = "no_target_value"  # the target states no number
    TARGET_NOT_POSITIVE = "target_not_positive"  # no completion rate of zero or less
    NO_SHAPE = "no_shape"  # past years' figures do not give a shape
    NO_PATH_POINT = "no_path_point"  # the path says nothing about this period
    NO_REFERENCE = "no_reference"  # what is compared with has no exact figure for this period


class PathPoint(NamedTuple):
    """The amount planned for one period (not accumulated), in the target's unit."""

    period_end: date
    value: Decimal


class Reference(NamedTuple):
    """What a target is held against instead of a number: another indicator of the same place,
    such as the city's average, with its accepted figures of the year."""

    code: str
    name_zh: str
    name_en: str
    accumulation: Accumulation = Accumulation.LATEST
    calendar: Calendar = Calendar.MONTHLY
    actuals: tuple[ActualFact, ...] = ()  # ascending by period end


class TargetFact(NamedTuple):
    """One tier's target of one series for one year, as it stood at the as-of date.

    ``value`` None means the statement has no number (not quantified), unless it has a
    ``reference``: in an assessment the value is then the reference's at the judged period.
    ``comparator`` None with a value means the number is context, not a target.
    """

    tier: str
    comparator: Comparator | None = None
    value: Decimal | None = None
    upper_value: Decimal | None = None
    tolerance: Decimal | None = None
    base_value: Decimal | None = None
    base_is_floor: bool = False
    due_on: date | None = None
    comparator_wording: str = ""
    modality: str = ""
    path: tuple[PathPoint, ...] = ()
    reference: Reference | None = None


class ActualFact(NamedTuple):
    """One current entry of the ledger. A withdrawn slot is no fact at all."""

    period_end: date
    value: Decimal | None = None
    is_floor: bool = False
    stage: str = ""
    declared: DeclaredState | None = None
    share_done: Decimal | None = None  # percent of the works, 0–100
    expected_on: date | None = None
    done_on: date | None = None
    source: str = ""
    recorded_at: datetime | None = None
    is_provisional: bool = False  # submitted and not yet accepted
    is_preliminary: bool = False  # its source calls it preliminary
    has_correction: bool = False  # a submitted correction waits beside it


class Margins(NamedTuple):
    """The distances that separate verdicts; settings, dated like targets. Percentage points
    unless said otherwise."""

    ahead: Decimal = Decimal(5)  # deviation at or above: ahead
    on_pace: Decimal = Decimal(-1)  # deviation at or above: on pace
    far: Decimal = Decimal(-10)  # deviation at or below: far behind
    near_least: Decimal = Decimal("0.3")  # rates and shares: the near margin is never less
    near_most: Decimal = Decimal(5)  # … and never more
    near_percent: Decimal = Decimal(10)  # … and otherwise this percentage of |target|
    near_rank: Decimal = Decimal(1)  # places
    near_stock_percent: Decimal = Decimal(10)  # percentage of |target|
    small_count: Decimal = Decimal(5)  # counts with a target up to this are not paced
    due_soon_days: int = 30  # a task due within so many days is said to be due soon


class DueRule(NamedTuple):
    """By which day a period is to be reported; a setting, with exceptions per indicator."""

    day: int = 18  # day of the month; a day that month does not have becomes its last
    months: int = 1  # months after the period's month (2: May is published in July)
    shift: Shift = Shift.NONE
    days_off: frozenset[date] = frozenset()  # holidays
    days_worked: frozenset[date] = frozenset()  # weekends worked instead


class SeriesFacts(NamedTuple):
    """All that is known of one series for one year: what ``assess`` needs, and nothing else."""

    measure: Measure
    accumulation: Accumulation
    calendar: Calendar
    pace: PaceMethod
    year: int
    higher_is_better: bool = True
    is_count: bool = False
    can_fall: bool = False
    targets: tuple[TargetFact, ...] = ()  # in tier order: the first is the default headline
    actuals: tuple[ActualFact, ...] = ()  # this year's, ascending by period end
    last_year: tuple[ActualFact, ...] = ()  # last year's, ascending by period end
    earlier: tuple[ActualFact, ...] = ()  # of years before, ascending; only where the pace asks
    margins: Margins = Margins()
    collecting_since: date | None = None  # None: the place does not collect yet
    due: DueRule = DueRule()
    submitted: frozenset[date] = frozenset()  # period ends with an entry that waits
    returned: frozenset[date] = frozenset()  # period ends whose last submission was returned


class Figure(NamedTuple):
    """A number with what is needed to print it; the words module prints it per language."""

    value: Decimal
    decimals: int
    unit_zh: str = ""
    unit_en: str = ""
    signed: bool = False


class Name(NamedTuple):
    """A name in both languages; the words module picks the reader's."""

    name_zh: str
    name_en: str = ""


class Phrase(NamedTuple):
    """A sentence not yet in any language: an English message id and its parameters.

    Parameters are strings, integers, dates, :class:`Figure`, :class:`Name` or nested phrases.
    """

    msgid: str
    params: Mapping[str, object]
