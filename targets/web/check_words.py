"""Names of the guard's rules, for entries that keep no more than their codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from targets.core.guard import GuardRule

_RULES = {
    GuardRule.FELL: _("the running total fell"),
    GuardRule.PERIOD_FOR_TOTAL: _("perhaps one period’s amount for a running total"),
    GuardRule.TOTAL_FOR_PERIOD: _("perhaps a running total for one period’s amount"),
    GuardRule.UNIT_SLIP: _("perhaps another unit"),
    GuardRule.TENFOLD: _("perhaps a misplaced decimal point"),
    GuardRule.FRACTION: _("perhaps a fraction for a percentage"),
    GuardRule.JUMP: _("an unusual change"),
    GuardRule.CONTRADICTS_BASE: _("level, growth and last year’s level do not agree"),
    GuardRule.JANUARY: _("perhaps January alone for January and February"),
    GuardRule.SAME_AS_LAST: _("equal to last period’s to the last digit"),
}


def rule_name(code: str) -> str:
    """A rule in words; a code that is not known stands for itself."""
    return str(_RULES[GuardRule(code)]) if code in set(GuardRule) else code
