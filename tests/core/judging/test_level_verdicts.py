"""Verdicts of rates, shares, ranks and stocks at their edges; and what floors prove."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from targets.core.values.facts import Measure, PaceMethod, SeriesFacts, TargetFact
from tests.core.build import rate, series, stock, target, verdict

NONE = PaceMethod.NONE
RANK = Measure.RANK


def base(text: str, value: str, **more: Any) -> TargetFact:
    return target(text, base_value=Decimal(value), **more)


LEVELS = [
    ("near: 10 % of the target", rate({6: "18"}, ">= 20"), 6, "behind"),
    ("beyond near", rate({6: "17.9"}, ">= 20"), 6, "far_behind"),
    ("near is never below 0.3", rate({6: "0.7"}, ">= 1"), 6, "behind"),
    ("beyond 0.3", rate({6: "0.69"}, ">= 1"), 6, "far_behind"),
    ("near is never above 5", rate({6: "85"}, ">= 90"), 6, "behind"),
    ("beyond 5", rate({6: "84.9"}, ">= 90"), 6, "far_behind"),
    ("strict and equal", rate({6: "20"}, "> 20"), 6, "behind"),
    ("strict and equal, year end", rate({12: "20"}, "> 20"), 12, "missed"),
    ("at most, kept", rate({6: "5"}, "<= 5"), 6, "on_pace"),
    ("at most, over", rate({6: "5.5"}, "<= 5"), 6, "behind"),
    ("at most, far over", rate({6: "5.6"}, "<= 5"), 6, "far_behind"),
    ("below, equal", rate({6: "5"}, "< 5"), 6, "behind"),
    ("between, inside", rate({6: "3"}, "between 2 4"), 6, "on_pace"),
    ("between, above by near", rate({6: "4.3"}, "between 2 4"), 6, "behind"),
    ("between, below", rate({6: "1"}, "between 2 4"), 6, "far_behind"),
    ("negative target", rate({6: "-3"}, ">= -2"), 6, "far_behind"),
    ("zero target", rate({6: "-0.3"}, ">= 0"), 6, "behind"),
    ("share", rate({6: "20.1"}, "> 20", measure=Measure.SHARE), 6, "on_pace"),
    ("January is no excuse", rate({1: "1"}, ">= 8"), 1, "far_behind"),
    ("rank kept", rate({6: "3"}, "<= 3", measure=RANK), 6, "on_pace"),
    ("rank one place short", rate({6: "4"}, "<= 3", measure=RANK), 6, "behind"),
    ("rank two places short", rate({6: "5"}, "<= 3", measure=RANK), 6, "far_behind"),
]

STOCKS = [
    ("grown to the target", stock({6: "100"}, base(">= 100", "80")), 6, "met"),
    ("no base, reached", stock({6: "100"}, ">= 100"), 6, "met"),
    ("reached, may fall", stock({6: "100"}, base(">= 100", "80"), can_fall=True), 6, "on_pace"),
    ("growing, near", stock({6: "90"}, base(">= 100", "80")), 6, "behind"),
    ("growing, far", stock({6: "89"}, base(">= 100", "80")), 6, "far_behind"),
    ("maintained", stock({6: "101"}, base(">= 100", "100")), 6, "on_pace"),
    ("maintained at year end", stock({12: "100"}, base(">= 100", "100")), 12, "met"),
    ("no longer maintained", stock({6: "99"}, base(">= 100", "100")), 6, "behind"),
    (
        "base a floor that proves",
        stock({6: "101"}, base(">= 100", "100", base_is_floor=True)),
        6,
        "on_pace",
    ),
    (
        "base a floor that does not",
        stock({6: "101"}, base(">= 100", "90", base_is_floor=True)),
        6,
        "met",
    ),
    ("within a range", stock({6: "90"}, base("between 80 100", "50")), 6, "on_pace"),
    ("on its way down", stock({6: "90"}, base("<= 80", "100")), 6, "on_pace"),
    ("slowly down", stock({6: "92"}, base("<= 80", "100")), 6, "far_behind"),
    ("slowly down in February", stock({2: "100"}, base("<= 80", "100")), 2, "behind"),
    ("a count one short", stock({6: "90.9"}, base("<= 80", "100"), is_count=True), 6, "on_pace"),
    ("quickly down", stock({6: "85"}, base("<= 80", "100")), 6, "ahead"),
    ("down for good", stock({6: "80"}, base("<= 80", "100")), 6, "met"),
    ("down, year end, not there", stock({12: "81"}, base("<= 80", "100")), 12, "missed"),
    ("down, not paced", stock({6: "88"}, base("<= 80", "100"), pace=NONE), 6, "behind"),
    ("down, not paced, far", stock({6: "89"}, base("<= 80", "100"), pace=NONE), 6, "far_behind"),
    ("kept below", stock({6: "79"}, base("<= 80", "75")), 6, "on_pace"),
    (
        "a floor for its base",
        stock({6: "90"}, base("<= 80", "100", base_is_floor=True)),
        6,
        "far_behind",
    ),
    ("zero and above", stock({6: "1"}, "<= 0"), 6, "far_behind"),
    ("strictly below its base", stock({6: "79"}, base("< 80", "80")), 6, "met"),
]

FLOORS = [
    ("proves >=", series({6: "100"}, ">= 100", floors=(6,)), 6, "met"),
    ("proves >", series({12: "100"}, "> 100", floors=(12,)), 12, "met"),
    ("ahead at least", series({6: "60"}, ">= 100", floors=(6,)), 6, "ahead"),
    ("on pace at least", series({6: "49"}, ">= 100", floors=(6,)), 6, "on_pace"),
    ("says nothing below", series({6: "30"}, ">= 100", floors=(6,)), 6, "under_way"),
    ("never missed", series({12: "99.9"}, ">= 100", floors=(12,)), 12, "under_way"),
    ("net figure, reached", series({6: "100"}, ">= 100", floors=(6,), can_fall=True), 6, "ahead"),
    ("zero target mid-year", series({6: "5"}, ">= 0", floors=(6,)), 6, "under_way"),
    ("zero target at year end", series({12: "5"}, ">= 0", floors=(12,)), 12, "met"),
    ("ceiling passed", series({12: "100"}, "<= 100", floors=(12,)), 12, "far_behind"),
    ("ceiling open", series({6: "10"}, "<= 100", floors=(6,)), 6, "under_way"),
    ("ceiling open at year end", series({12: "10"}, "<= 100", floors=(12,)), 12, "under_way"),
    ("between passed", series({6: "100"}, "between 80 100", floors=(6,)), 6, "far_behind"),
    ("between open", series({6: "90"}, "between 80 100", floors=(6,)), 6, "under_way"),
    ("rate reached", rate({6: "8"}, "> 8", floors=(6,)), 6, "on_pace"),
    ("rate reached at year end", rate({12: "8"}, "> 8", floors=(12,)), 12, "met"),
    ("rate open", rate({6: "7"}, ">= 8", floors=(6,)), 6, "under_way"),
    ("rate passed its limit", rate({6: "5.2"}, "<= 5", floors=(6,)), 6, "behind"),
    ("rate far past its limit", rate({12: "9"}, "<= 5", floors=(12,)), 12, "far_behind"),
    ("rate limit open", rate({6: "4"}, "<= 5", floors=(6,)), 6, "under_way"),
    ("stock reached", stock({6: "100"}, base(">= 100", "80"), floors=(6,)), 6, "met"),
    ("stock on its way", stock({6: "95"}, base("<= 80", "100"), floors=(6,)), 6, "under_way"),
]

CASES = LEVELS + STOCKS + FLOORS


@pytest.mark.parametrize(
    ("facts", "month", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_verdict(facts: SeriesFacts, month: int, expected: str) -> None:
    assert verdict(facts, month).value == expected
