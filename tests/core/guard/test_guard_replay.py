"""False alarms are rare and slips are caught: bounds on the replay of known figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from targets.core.guard.guard import GuardRule
from tests.core.guard.guard_replay import Case, caught, clean, published_cases, sample_cases, table

GUIDE = (Path(__file__).parents[3] / "docs" / "guard.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sample() -> list[Case]:
    return list(sample_cases())


def test_figures_of_the_sample_are_seldom_questioned(sample: list[Case]) -> None:
    assert len(sample) > 1000
    assert clean(sample).total() * 1000 <= 5 * len(sample)


def test_published_figures_are_not_questioned() -> None:
    """Sparse as they are: two to four a year."""
    assert not clean(list(published_cases()))


@pytest.mark.parametrize(
    ("slip", "questioned", "named"),
    [
        ("× 10,000", 98, 98),
        ("÷ 10,000", 98, 98),
        ("× 10", 96, 94),
        # A tenth of a running total in autumn looks like a month's amount, and is called that
        ("÷ 10", 93, 65),
        ("× 100", 97, 95),
        ("period for total", 96, 96),
        ("total for period", 98, 98),
        ("fraction", 98, 98),
        # Many series stand still at times; those are not asked about
        ("last period's figure", 55, 55),
    ],
)
def test_slips_are_caught(sample: list[Case], slip: str, questioned: int, named: int) -> None:
    found = caught(sample, slip)
    assert found.injected
    assert found.questioned * 100 >= questioned * found.injected
    assert found.named * 100 >= named * found.injected


def test_the_documented_table_is_the_measured_one() -> None:
    assert table() in GUIDE


def test_every_rule_is_documented() -> None:
    assert all(f"| `{rule.value}` |" in GUIDE for rule in GuardRule)
