"""The words, colours and marks of verdicts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from targets.core.saying.labels import Family, Shape, family, shape, verdict_label, verdict_name
from targets.core.values.facts import Measure, PaceMethod, SeriesFacts, TargetFact, Verdict
from tests.core.build import YEAR, at, rate, series, stage, stock, target, task

SOON = date(YEAR, 7, 20)


@pytest.mark.parametrize(
    ("facts", "month", "label"),
    [
        (series({6: "100"}, ">= 100"), 6, "Met early"),
        (series({12: "100"}, ">= 100"), 12, "Met"),
        (series({6: "60"}, ">= 100"), 6, "Ahead of pace"),
        (series({6: "50"}, ">= 100"), 6, "On pace"),
        (series({6: "45"}, ">= 100"), 6, "Behind pace"),
        (series({6: "30"}, ">= 100"), 6, "Far behind pace"),
        (series({12: "30"}, ">= 100"), 12, "Not met"),
        (series({6: "30"}, ">= 100", pace=PaceMethod.NONE), 6, "Under way"),
        (series({}, ">= 100"), 6, "No data"),
        (series({6: "30"}, ""), 6, "Not quantified"),
        (series({6: "30"}), 6, "For reference"),
        (series({6: "30"}, "context 50"), 6, "For reference"),
        (series({6: "40"}, "<= 100"), 6, "Within the limit"),
        (series({6: "50"}, "<= 100"), 6, "Within the limit"),
        (series({6: "55"}, "<= 100"), 6, "Slightly over the limit"),
        (series({6: "70"}, "<= 100"), 6, "Well over the limit"),
        (series({6: "101"}, "between 80 100"), 6, "Well over the limit"),
        (series({6: "10"}, "between 80 100"), 6, "Far behind pace"),
        (rate({6: "8"}, ">= 8"), 6, "On target"),
        (rate({12: "8"}, ">= 8"), 12, "Met"),
        (rate({6: "7.5"}, ">= 8"), 6, "Slightly below target"),
        (rate({6: "1"}, ">= 8"), 6, "Well below target"),
        (rate({12: "1"}, ">= 8"), 12, "Not met"),
        (rate({6: "5"}, "<= 5"), 6, "Within the limit"),
        (rate({6: "5.4"}, "<= 5"), 6, "Slightly over the limit"),
        (rate({6: "9"}, "<= 5"), 6, "Well over the limit"),
        (rate({6: "4"}, "<= 3", measure=Measure.RANK), 6, "Slightly below target"),
        (stock({6: "90"}, target("<= 80", base_value=Decimal(100))), 6, "On pace"),
        (stock({6: "80"}, target("<= 80", base_value=Decimal(100))), 6, "Met early"),
        (stock({6: "82"}, target("<= 80", base_value=Decimal(70))), 6, "Slightly over the limit"),
        (task(), 6, "No progress reported"),
        (task(stage(6, "not_started")), 6, "Not started"),
        (task(stage(6, "not_started"), due_on=SOON), 6, "Due soon"),
        (task(stage(6, "normal"), due_on=SOON), 6, "Progressing"),
        (task(stage(6, text="drafted")), 6, "Under way"),
        (task(stage(6, "slow")), 6, "Slow"),
        (task(stage(6, "done")), 6, "Done"),
        (task(stage(6, "slow"), due_on=SOON), 8, "Overdue"),
        (task(stage(12, "slow"), due_on=SOON), 12, "Not completed"),
    ],
)
def test_label(facts: SeriesFacts, month: int, label: str) -> None:
    assert verdict_label(at(facts, month)) == label


def test_every_tier_has_its_own_label() -> None:
    found = at(rate({6: "6.3"}, ">= 5.5", ">= 6.5"), 6)
    assert [verdict_label(found, tier) for tier in found.tiers] == [
        "On target",
        "Slightly below target",
    ]


def test_a_tier_without_number_beside_one_with() -> None:
    found = at(rate({6: "6.3"}, ">= 5.5", TargetFact("stretch")), 6)
    assert verdict_label(found, found.tiers[1]) == "Not quantified"


@pytest.mark.parametrize(
    ("verdict", "colour", "mark"),
    [
        (Verdict.MET, Family.MET, Shape.TICK),
        (Verdict.AHEAD, Family.GOOD, Shape.UP),
        (Verdict.ON_PACE, Family.GOOD, Shape.DOT),
        (Verdict.BEHIND, Family.BEHIND, Shape.DOWN_HOLLOW),
        (Verdict.FAR_BEHIND, Family.FAR, Shape.DOWN),
        (Verdict.MISSED, Family.FAR, Shape.CROSS),
        (Verdict.UNDER_WAY, Family.NEUTRAL, Shape.PART),
        (Verdict.NO_DATA, Family.NEUTRAL, Shape.RING),
        (Verdict.NOT_QUANTIFIED, Family.NEUTRAL, Shape.DASH),
        (Verdict.NO_TARGET, Family.NEUTRAL, Shape.DASH),
    ],
)
def test_looks(verdict: Verdict, colour: Family, mark: Shape) -> None:
    assert (family(verdict), shape(verdict)) == (colour, mark)
    assert verdict_name(verdict)
