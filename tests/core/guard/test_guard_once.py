"""Figures that come together: one question for one contradiction."""

from __future__ import annotations

from datetime import date

import pytest

from targets.core.guard.guard import GuardRule, Remark, told_once
from targets.core.values.messages import phrase

OCTOBER, SEPTEMBER, LAST_OCTOBER = date(2026, 10, 31), date(2026, 9, 30), date(2025, 10, 31)
LEVEL_OF = {"growth": "level", "nominal": "level"}
CONTRADICTS, TENFOLD = GuardRule.CONTRADICTS_BASE, GuardRule.TENFOLD
Asked = dict[tuple[str, date], GuardRule]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param(
            {("growth", OCTOBER): CONTRADICTS, ("level", OCTOBER): CONTRADICTS},
            [("level", OCTOBER)],
            id="level and growth contradict each other",
        ),
        pytest.param(
            {
                ("level", OCTOBER): CONTRADICTS,
                ("growth", OCTOBER): CONTRADICTS,
                ("nominal", OCTOBER): CONTRADICTS,
            },
            [("level", OCTOBER)],
            id="a level and both its growth rates",
        ),
        pytest.param(
            {("growth", OCTOBER): CONTRADICTS, ("level", OCTOBER): TENFOLD},
            [("level", OCTOBER)],
            id="the level looks mistyped",
        ),
        pytest.param(
            {("growth", OCTOBER): GuardRule.FRACTION, ("level", OCTOBER): CONTRADICTS},
            [("growth", OCTOBER)],
            id="the growth looks mistyped",
        ),
        pytest.param(
            {
                ("level", LAST_OCTOBER): TENFOLD,
                ("level", OCTOBER): CONTRADICTS,
                ("growth", OCTOBER): CONTRADICTS,
            },
            [("level", LAST_OCTOBER)],
            id="level, growth and base, of which the base looks mistyped",
        ),
        pytest.param(
            {("level", LAST_OCTOBER): TENFOLD, ("growth", OCTOBER): CONTRADICTS},
            [("level", LAST_OCTOBER)],
            id="growth and base",
        ),
        pytest.param(
            {("level", LAST_OCTOBER): CONTRADICTS, ("level", OCTOBER): CONTRADICTS},
            [("level", LAST_OCTOBER), ("level", OCTOBER)],
            id="two years, each with a contradiction of its own",
        ),
        pytest.param(
            {("growth", OCTOBER): CONTRADICTS, ("level", SEPTEMBER): CONTRADICTS},
            [("growth", OCTOBER), ("level", SEPTEMBER)],
            id="other periods",
        ),
        pytest.param(
            {("growth", OCTOBER): CONTRADICTS, ("other", OCTOBER): CONTRADICTS},
            [("growth", OCTOBER), ("other", OCTOBER)],
            id="another pair",
        ),
        pytest.param(
            {("growth", OCTOBER): GuardRule.JUMP, ("level", OCTOBER): GuardRule.JUMP},
            [("growth", OCTOBER), ("level", OCTOBER)],
            id="no contradiction",
        ),
    ],
)
def test_one_contradiction_is_asked_once(asked: Asked, told: list[tuple[str, date]]) -> None:
    remarks = {slot: (Remark(rule, phrase("?")),) for slot, rule in asked.items()}
    found = told_once(remarks, LEVEL_OF)
    assert list(found) == told
    assert all(found[slot] == remarks[slot] for slot in told)
