"""Rules for amounts: running totals, and amounts entered period by period."""

from __future__ import annotations

from decimal import Decimal

from targets.core.guard.base import sum_before
from targets.core.guard.messages import (
    Asked,
    above_next,
    fell,
    january,
    jump_of_amount,
    jump_of_months,
    period_for_total,
    same_as_last,
    total_for_period,
)
from targets.core.guard.past import (
    ENOUGH,
    Past,
    Usual,
    a_year_ago,
    amounts,
    following,
    own_months,
    planned,
    would_surprise,
)
from targets.core.guard.scale import (
    NEAR,
    TIGHT,
    Expected,
    find_tenfold,
    find_unit_slip,
    is_near,
    plain,
)
from targets.core.guard.values import GuardRule, Remark
from targets.core.values.facts import Accumulation, Calendar
from targets.core.values.periods import cumulative_label

_FAR = Decimal(5)  # with little known, only so many times more or less is a slip
_ABSURD = Decimal(100)
_LOOSE = Decimal(4)  # with little known, a period brings at most so many times the average
_FITTING = Decimal(2)  # how near a corrected figure comes that also passes all that is known
_SMALL_FALL = Decimal("0.8")  # a total of so much of the one before may simply have fallen
_FALLS = Decimal("2.5")  # net counts fall by at most so many times what they ever did
_MUCH = Decimal("1.3")  # a period this much above the largest known may be a running total
_MUCH_UNSURE = Decimal("1.6")  # … with fewer than four known
_FEBRUARY = 2
_JANUARY = (Decimal("0.35"), Decimal("0.62"))  # of January and February last year
_SMALL_BASE = 20  # a count below this is halved by chance
_SELDOM = 10  # a total that stood still in one period of ten may do so again


def find_slip(asked: Asked, usual: Usual, *, vouched: bool) -> Remark | None:
    """The one mistake that most likely explains the amount; ``vouched``: growth agrees with it."""
    expected = _expected(asked.past, usual)
    if not vouched:
        found = _unit_slip(asked, expected) or _january(asked)
        if found is not None:
            return found
    if asked.past.facts.accumulation is Accumulation.INCREMENT:
        found = _total_for_period(asked, usual, is_sure=True)
        if found is None and not vouched:
            found = _tenfold_amount(asked, usual, expected)
        return found or _total_for_period(asked, usual, is_sure=False)
    found = _below_last(asked, usual, expected)
    if found is None and not vouched:
        found = _tenfold_total(asked, usual, expected)
    return found or _above_next(asked)


def find_jump(asked: Asked, usual: Usual) -> Remark | None:
    """More in one period than comparable periods ever brought."""
    past, amount = asked.past, _amount(asked.past, asked.value)
    if amount is None or usual.most is None or usual.seen is None or usual.most <= 0:
        return None
    if abs(amount) <= usual.most:
        return None
    months = past.months
    if months == 1 or past.facts.accumulation is Accumulation.INCREMENT:
        message = jump_of_amount(asked, amount, usual.seen)
    else:
        message = jump_of_months(asked, amount / months, usual.seen / months)
    return Remark(GuardRule.JUMP, message)


def find_same(asked: Asked) -> Remark | None:
    """A total that does not move, or an amount repeated to the last digit."""
    past = asked.past
    day, last = past.before
    if day is None or last is None or past.has_gap or asked.value != last or not last:
        return None
    is_total = past.facts.accumulation is Accumulation.RUNNING_TOTAL
    if past.facts.is_count:
        a_period = last * own_months(past) / day.month if is_total else last
        if abs(a_period) <= past.facts.margins.small_count:
            return None
    known = [amount.a_month for amount in amounts(past)]
    if is_total:
        surprising = len(known) < ENOUGH or known.count(Decimal(0)) * _SELDOM < len(known)
    else:
        surprising = would_surprise(list(past.entered.values()), last)
    return Remark(GuardRule.SAME_AS_LAST, same_as_last(is_total=is_total)) if surprising else None


def _amount(past: Past, value: Decimal) -> Decimal | None:
    """What the period alone would bring; None when the figure before it is not known."""
    if past.facts.accumulation is Accumulation.INCREMENT or past.is_first:
        return value
    return None if past.last is None else value - past.last


def _expected(past: Past, usual: Usual) -> Expected | None:
    """What the figure should be near, and the figure that says so."""
    year_ago, last, typical = a_year_ago(past), past.last, usual.typical
    if past.facts.accumulation is Accumulation.RUNNING_TOTAL and not past.is_first:
        if last is not None and typical is not None and last >= 0 and last + typical > 0:
            if last == 0:
                return Expected(typical, "typical", typical)
            return Expected(last + typical, "total", last)
        typical = None
    if typical is not None and typical > 0:
        if year_ago is not None and year_ago > 0:
            return Expected(typical, "year_ago", year_ago)
        return Expected(typical, "typical", typical)
    if year_ago is not None and year_ago > 0:
        return Expected(year_ago, "year_ago", year_ago)
    return None


def _unit_slip(asked: Asked, expected: Expected | None) -> Remark | None:
    """Against what was expected; where that gives no sense either, against the year's target."""
    found = None if expected is None else find_unit_slip(asked, expected)
    plan = planned(asked.past)
    if found is not None or plan is None:
        return found
    if expected is not None and is_near(asked.value, expected.value, _ABSURD):
        return None
    found = find_unit_slip(asked, Expected(*plan))
    if found is None or found.suggestion is None or expected is None:
        return found
    # Where last year and the target contradict each other no figure can be offered that is in order
    offered = find_unit_slip(asked._replace(value=found.suggestion), expected)
    return found if offered is None else found._replace(suggestion=None)


def _january(asked: Asked) -> Remark | None:
    """About half of January and February last year, in a series that never varied so much."""
    past = asked.past
    facts, last_year = past.facts, a_year_ago(past)
    if facts.calendar is not Calendar.MONTHLY_JAN_FEB or past.period_end.month != _FEBRUARY:
        return None
    if last_year is None or last_year <= (_SMALL_BASE if facts.is_count else 0):
        return None
    low, high = _JANUARY
    if not low * last_year <= asked.value <= high * last_year:
        return None
    firsts = [value for day, value in past.entered.items() if day.month == _FEBRUARY]
    if min(firsts) < high * max(firsts):
        return None
    return Remark(GuardRule.JANUARY, january(asked, last_year))


def _below_last(asked: Asked, usual: Usual, expected: Expected | None) -> Remark | None:
    """A running total that fell: the period's amount, a lost digit, or simply less."""
    past, value, last = asked.past, asked.value, asked.past.last
    if last is None or value >= last or (past.facts.can_fall and _may_fall(asked, usual, last)):
        return None

    def fits(corrected: Decimal) -> bool:
        return corrected >= last and (usual.most is None or corrected - last <= usual.most)

    one_period = None
    if value >= 0 and last > 0 and _is_like_one_period(asked, usual, last):
        message = period_for_total(asked, last - value)
        suggestion = None if past.has_gap else plain(last + value)
        one_period = Remark(GuardRule.PERIOD_FOR_TOTAL, message, suggestion)
        typical = _one_period(past, usual)
        if value == 0 or typical is None or is_near(value, typical, NEAR):
            return one_period
    if expected is not None:
        slack = NEAR if one_period is None else TIGHT
        tenfold = find_tenfold(asked, expected, fits, slack)
        if tenfold is not None:
            return tenfold
    if one_period is not None or past.facts.can_fall:
        return one_period
    return Remark(GuardRule.FELL, fell(asked, last - value))


def _may_fall(asked: Asked, usual: Usual, last: Decimal) -> bool:
    """A net count that falls by no more than it has done before, or too little is known."""
    falls = [-amount.a_month * own_months(asked.past) for amount in amounts(asked.past)]
    if usual.most is None:
        return True
    return last - asked.value <= max(_FALLS * max(falls), asked.past.facts.margins.small_count)


def _is_like_one_period(asked: Asked, usual: Usual, last: Decimal) -> bool:
    """An amount that one period may bring, and not just a little less than the total before."""
    day, value = asked.past.before[0], asked.value
    typical = _one_period(asked.past, usual)
    if typical is None or day is None or value == 0:
        return True
    most = _LOOSE * typical if usual.most is None else usual.most
    average = last * own_months(asked.past) / day.month
    if is_near(value, typical, NEAR) or is_near(value, average, NEAR):
        return True
    return value <= most and value < _SMALL_FALL * last


def _one_period(past: Past, usual: Usual) -> Decimal | None:
    """What one period typically brings, where the expectation spans a gap of several."""
    return None if usual.typical is None else usual.typical * own_months(past) / past.months


def _tenfold_total(asked: Asked, usual: Usual, expected: Expected | None) -> Remark | None:
    """A running total far above what can be, or a first one far below."""
    past, last = asked.past, asked.past.last
    if expected is None or not _is_far(asked, usual, expected):
        return None

    def fits(corrected: Decimal) -> bool:
        amount = _amount(past, corrected)
        if last is not None and corrected < last and not past.facts.can_fall:
            return False
        return amount is None or usual.most is None or abs(amount) <= usual.most

    return find_tenfold(asked, expected, fits, NEAR if usual.most is None else _FITTING)


def _tenfold_amount(asked: Asked, usual: Usual, expected: Expected | None) -> Remark | None:
    """A period's amount far above or below what comparable ones brought."""
    if expected is None or not _is_far(asked, usual, expected):
        return None
    most = usual.most
    if most is None:
        return find_tenfold(asked, expected, lambda _: True)
    return find_tenfold(asked, expected, lambda corrected: corrected <= most, _FITTING)


def _is_far(asked: Asked, usual: Usual, expected: Expected) -> bool:
    amount = _amount(asked.past, asked.value)
    if amount is None or usual.most is None:
        return not is_near(asked.value, expected.value, _FAR)
    if abs(amount) > usual.most:
        return True
    is_alone = asked.past.is_first or asked.past.facts.accumulation is Accumulation.INCREMENT
    return is_alone and usual.least is not None and amount < usual.least


def _above_next(asked: Asked) -> Remark | None:
    """An older period corrected to more than the total after it."""
    later = following(asked.past)
    if later is None or asked.past.facts.can_fall or asked.value <= later[1]:
        return None
    period = cumulative_label(asked.past.facts.calendar, later[0])
    return Remark(GuardRule.FELL, above_next(asked, asked.value - later[1], period))


def _total_for_period(asked: Asked, usual: Usual, *, is_sure: bool) -> Remark | None:
    """About the sum of the year so far, in a series entered period by period. Sure: what is left
    for the period is near what one brings."""
    before, typical = sum_before(asked.past), usual.typical
    if before is None or before <= 0 or typical is None:
        return None
    facts, rest = asked.past.facts, asked.value - before
    known = amounts(asked.past)
    most = max(each.a_month for each in known) * own_months(asked.past)
    much = most * (_MUCH if len(known) >= ENOUGH else _MUCH_UNSURE)
    much += facts.margins.small_count if facts.is_count else 0
    if not (asked.value > much and 0 <= rest <= much):
        return None
    if abs(rest - typical) >= abs(asked.value - typical):
        return None
    if not is_near(rest, typical, NEAR) and (
        is_sure or usual.most is None or asked.value <= usual.most
    ):
        return None
    message = total_for_period(asked, before)
    return Remark(GuardRule.TOTAL_FOR_PERIOD, message, plain(rest))
