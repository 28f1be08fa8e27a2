"""Rules for figures that stand for themselves: growth rates, shares, ranks and stocks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from targets.core.guard.messages import Asked, above_whole, fraction, jump_of_level, same_as_last
from targets.core.guard.past import ENOUGH, Past, a_year_ago, exponent, planned, would_surprise
from targets.core.guard.scale import NEAR, Expected, find_tenfold, find_unit_slip, is_near, plain
from targets.core.guard.values import GuardRule, Remark
from targets.core.judging.progress import HUNDRED, ZERO
from targets.core.values.facts import Measure
from targets.core.values.periods import period_ends

_PERCENTAGES = frozenset({Measure.RATE, Measure.SHARE})
_PERCENT = frozenset({"", "%", "％"})

# A change is unusual beyond twice what nine of ten past changes kept to, or three times the
# largest of few; never below these floors, so that a calm series is not nagged.
_FEW = 10
_TIMES = Decimal(2)
_TIMES_OF_FEW = Decimal(3)
_POINT = Decimal(1)  # growth and shares: one percentage point,
_PART = Decimal("0.25")  # a quarter of a growth rate or stock,
_PART_OF_SHARE = Decimal("0.1")  # a tenth of a share or of what it lacks to 100 %,
_PLACES = Decimal(3)  # three places of a rank

_FAR = Decimal(5)
_FAR_POINTS = Decimal(10)  # growth, with little known
_CERTAIN = Decimal("0.5")  # percent: figures about zero say nothing of a fraction
_LARGE = Decimal(10)
_TWO_MORE = 2  # digits: a percentage turned into a fraction has two more
_MONTHS = 12


def find_slip(asked: Asked) -> Remark | None:
    """The one mistake that most likely explains the figure."""
    measure = asked.past.facts.measure
    if measure is Measure.RANK or asked.value == 0:
        return None
    last = _latest(asked.past)
    if measure in _PERCENTAGES:
        return _fraction(asked, last) or _tenfold_percent(asked, last)
    if last is None or last[1] == 0:
        plan = planned(asked.past)
        return None if plan is None else find_unit_slip(asked, Expected(*plan))
    expected = Expected(last[1], "last", last[1])
    return find_unit_slip(asked, expected) or _tenfold_stock(asked, expected)


def find_above_whole(asked: Asked) -> Remark | None:
    """A share of more than the whole. 产销率 may be 105 %: where the series ever was above 100,
    nothing is asked."""
    past = asked.past
    if past.facts.measure is not Measure.SHARE or asked.value <= HUNDRED:
        return None
    if any(value > HUNDRED for value in past.entered.values()):
        return None
    return Remark(GuardRule.ABOVE_WHOLE, above_whole(asked))


def find_jump(asked: Asked) -> Remark | None:
    """A change beyond what the series usually does."""
    last, usual = _latest(asked.past), _usual_change(asked.past)
    if last is None or usual is None or _size(asked.past, last[1], asked.value) <= usual:
        return None
    stock = asked.past.facts.measure not in _PERCENTAGES | {Measure.RANK}
    usual = usual * abs(last[1]) if stock else usual
    return Remark(GuardRule.JUMP, jump_of_level(asked, asked.value - last[1], usual))


def find_same(asked: Asked) -> Remark | None:
    """A figure repeated to the last digit, in a series where that would be a coincidence."""
    past = asked.past
    if past.facts.measure is Measure.RANK or past.has_gap:
        return None
    if past.last is None or asked.value != past.last or not past.last:
        return None
    if past.facts.is_count and past.last <= past.facts.margins.small_count:
        return None
    if not would_surprise(list(past.entered.values()), asked.value):
        return None
    return Remark(GuardRule.SAME_AS_LAST, same_as_last(is_total=False))


def _latest(past: Past) -> tuple[date, Decimal] | None:
    """The latest earlier figure, of this year or the last twelve months."""
    found = None
    for day, value in past.entered.items():
        apart = (past.period_end.year - day.year) * _MONTHS + past.period_end.month - day.month
        if 0 < apart <= _MONTHS:
            found = day, value
    return found


def _size(past: Past, earlier: Decimal, later: Decimal) -> Decimal:
    """Of a change: points and places, or the part of a stock. Small counts do not count."""
    change = abs(later - earlier)
    if past.facts.measure in _PERCENTAGES or past.facts.measure is Measure.RANK:
        return change
    if past.facts.is_count and change <= past.facts.margins.small_count:
        return ZERO
    return change / abs(earlier) if earlier else ZERO


def _usual_change(past: Past) -> Decimal | None:
    """The largest change that is no wonder; None when too little is known.

    The first period of a year is held against past turns of the year: growth, and averages of
    the year to date, begin anew there.
    """
    last = _latest(past)
    steps = [
        (earlier[0], later[0], _size(past, earlier[1], later[1]))
        for earlier, later in pairwise(past.entered.items())
        if not earlier[0] < past.period_end < later[0]
    ]
    if last is None or len(steps) < ENOUGH:
        return None
    sizes = sorted(size for _, _, size in steps)
    if len(sizes) < _FEW:
        usual = _TIMES_OF_FEW * sizes[-1]
    else:
        usual = _TIMES * sizes[len(sizes) - 1 - len(sizes) // _FEW]
    if last[0].year != past.period_end.year:
        turns = [size for earlier, later, size in steps if earlier.year != later.year]
        if not turns:
            return None
        usual = max(usual, (_TIMES_OF_FEW if len(turns) < ENOUGH else _TIMES) * max(turns))
    same = [size for _, later, size in steps if later.month == past.period_end.month]
    usual = max([usual, _floor(past, last[1]), *(_TIMES * size for size in same)])
    return usual * _periods_between(past, last[0])


def _floor(past: Past, last: Decimal) -> Decimal:
    measure = past.facts.measure
    if measure is Measure.RATE:
        return max(_POINT, _PART * abs(last))
    if measure is Measure.SHARE:
        return max(_POINT, _PART_OF_SHARE * min(abs(last), abs(HUNDRED - last)))
    return _PLACES if measure is Measure.RANK else _PART


def _periods_between(past: Past, day: date) -> int:
    """One when the latest figure is of the period right before; more after a gap."""
    years = range(day.year, past.period_end.year + 1)
    ends = [end for year in years for end in period_ends(past.facts.calendar, year)]
    return max(1, sum(day < end <= past.period_end for end in ends))


def _is_far(asked: Asked, last: Decimal) -> bool | None:
    """Whether the change is unusual; None when too little is known."""
    usual = _usual_change(asked.past)
    return None if usual is None else _size(asked.past, last, asked.value) > usual


def _digits(value: Decimal) -> int:
    return max(0, -exponent(value))


def _usual_digits(asked: Asked) -> int:
    """Digits after the point that the series is entered with."""
    return max([asked.words.decimals, *map(_digits, asked.past.entered.values())])


def _fraction(asked: Asked, last: tuple[date, Decimal] | None) -> Remark | None:
    """0.065 where percentages are entered: more digits than the series has, or far off and
    right when taken as a fraction."""
    if asked.words.unit_zh not in _PERCENT or abs(asked.value) >= 1:
        return None
    compared = a_year_ago(asked.past) if last is None else last[1]
    if compared is None:
        plan = planned(asked.past)
        compared = None if plan is None else plan[0]
    corrected, digits = asked.value * HUNDRED, _usual_digits(asked)
    if compared is None or abs(compared) < _CERTAIN or _digits(corrected) > digits:
        return None
    if is_near(asked.value, compared, NEAR):
        return None
    extra = _digits(asked.value) - digits
    if extra < _TWO_MORE:
        is_large = asked.past.facts.measure is Measure.SHARE and abs(compared) >= _LARGE
        hinted = extra > 0 or is_large or _is_far(asked, compared)
        if not (hinted and is_near(corrected, compared, NEAR)):
            return None
    return Remark(GuardRule.FRACTION, fraction(asked, corrected), plain(corrected))


def _tenfold_percent(asked: Asked, last: tuple[date, Decimal] | None) -> Remark | None:
    """Growth varies, even about zero: the corrected figure must have the series' digits."""
    if last is None:
        return None
    digits, usual = _usual_digits(asked), _usual_change(asked.past)
    far = _is_far(asked, last[1])
    if far is None:  # growth does fall from 13 to 2; without a doubtful digit nothing is said
        far = abs(asked.value) >= abs(last[1]) + _FAR_POINTS
    if not far and _digits(asked.value) <= digits:
        return None

    def fits(corrected: Decimal) -> bool:
        apart = _size(asked.past, last[1], corrected)
        return _digits(corrected) <= digits and (usual is None or apart <= usual)

    return find_tenfold(asked, Expected(last[1], "last", last[1]), fits)


def _tenfold_stock(asked: Asked, expected: Expected) -> Remark | None:
    usual, far = _usual_change(asked.past), _is_far(asked, expected.of)
    if far is None:
        far = not is_near(asked.value, expected.of, _FAR)
    if not far:
        return None

    def fits(corrected: Decimal) -> bool:
        return usual is None or _size(asked.past, expected.of, corrected) <= usual

    return find_tenfold(asked, expected, fits)
