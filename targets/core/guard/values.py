"""What the guard says, and what it may be told beside the series itself."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop


class GuardRule(StrEnum):
    """The likely mistake. The codes are kept with ledger entries: never change one."""

    FELL = "fell"  # a running total that fell
    PERIOD_FOR_TOTAL = "period_for_total"  # a period's amount where a running total belongs
    TOTAL_FOR_PERIOD = "total_for_period"  # the reverse
    UNIT_SLIP = "unit_slip"  # 万/亿: about 10,000 times too large or small
    TENFOLD = "tenfold"  # a digit or the decimal point slipped
    FRACTION = "fraction"  # 0.065 for 6.5%
    JUMP = "jump"  # beyond what the series ever did
    CONTRADICTS_BASE = "contradicts_base"  # growth, level and last year's base do not agree
    JANUARY = "january"  # January alone for January–February
    SAME_AS_LAST = "same_as_last"  # equal to last period's to the last digit
    ABOVE_WHOLE = "above_whole"  # a share of more than 100 %
    SAME_AS_LAST_YEAR = "same_as_last_year"  # equal to the same period's of last year


# What was asked, for entries that keep no more than the codes
RULE_NAMES: dict[str, str] = {
    GuardRule.FELL: gettext_noop("the running total fell"),
    GuardRule.PERIOD_FOR_TOTAL: gettext_noop("perhaps one period’s amount for a running total"),
    GuardRule.TOTAL_FOR_PERIOD: gettext_noop("perhaps a running total for one period’s amount"),
    GuardRule.UNIT_SLIP: gettext_noop("perhaps another unit"),
    GuardRule.TENFOLD: gettext_noop("perhaps a misplaced decimal point"),
    GuardRule.FRACTION: gettext_noop("perhaps a fraction for a percentage"),
    GuardRule.JUMP: gettext_noop("an unusual change"),
    GuardRule.CONTRADICTS_BASE: gettext_noop("level, growth and last year’s level do not agree"),
    GuardRule.JANUARY: gettext_noop("perhaps January alone for January and February"),
    GuardRule.SAME_AS_LAST: gettext_noop("equal to last period’s to the last digit"),
    GuardRule.ABOVE_WHOLE: gettext_noop("a share above the whole"),
    GuardRule.SAME_AS_LAST_YEAR: gettext_noop("equal to last year’s to the last digit"),
}


class Remark(NamedTuple):
    """One question about one figure: it warns, it never forbids."""

    rule: GuardRule
    message: Phrase
    suggestion: Decimal | None = None  # the figure offered in one click; None: none is sensible


class Sibling(NamedTuple):
    """The other half of a growth/level pair: same place, same period."""

    is_growth: bool  # True: this is the growth rate, and the figure in question the level
    value: Decimal | None  # its figure at this period end, year to date
    last_year: Decimal | None  # for a level: its figure a year ago, year to date
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    decimals: int
    is_real_growth: bool = True  # at constant prices, beside a level at current prices
