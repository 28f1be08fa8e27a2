"""Targets: stated once, revised with a reason, corrected; never edited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets.models import PathPoint, Series, Target
from targets.writes.targets.write import (
    StatedTarget,
    TargetConflict,
    correct_target,
    revise_target,
    state_target,
)


def stated(series: Series, **more: object) -> StatedTarget:
    fields = {"comparator": ">=", "value": Decimal(93)} | more
    return StatedTarget(series.id, 2024, "plan", **fields)  # type: ignore[arg-type]


def test_a_first_statement_counts_from_new_year(roads: Series, as_serving_role: str) -> None:
    target = state_target(roads.place_id, stated(roads), path=[(date(2024, 6, 30), Decimal(40))])
    assert target.effective_on == date(2024, 1, 1)
    assert target.superseded_at is None
    assert target.path.get().value == Decimal(40)


def test_the_same_tier_is_stated_once(roads: Series) -> None:
    state_target(roads.place_id, stated(roads))
    with pytest.raises(TargetConflict):
        state_target(roads.place_id, stated(roads, value=Decimal(94)))


def test_a_revision_adds_a_row_and_ends_nothing(roads: Series, as_serving_role: str) -> None:
    first = state_target(roads.place_id, stated(roads), path=[(date(2024, 6, 30), Decimal(40))])
    revise_target(
        roads.place_id, first, {"value": Decimal(80)},
        effective_on=date(2024, 7, 1), reason="年中调整", author_id=None,
    )  # fmt: skip
    assert Target.objects.known(None).count() == 2
    assert PathPoint.objects.count() == 2
    before = Target.objects.in_force(date(2024, 6, 30)).get()
    after = Target.objects.in_force(date(2024, 7, 31)).get()
    assert [before.value, after.value] == [Decimal(93), Decimal(80)]
    assert after.reason == "年中调整"


@pytest.mark.parametrize(
    ("effective_on", "reason", "field"),
    [(date(2024, 7, 1), " ", "reason"), (date(2024, 1, 1), "because", "effective_on")],
)
def test_a_revision_needs_a_reason_and_a_later_day(
    roads: Series, effective_on: date, reason: str, field: str
) -> None:
    first = state_target(roads.place_id, stated(roads))
    with pytest.raises(ValidationError) as caught:
        revise_target(
            roads.place_id, first, {}, effective_on=effective_on, reason=reason, author_id=None
        )
    assert field in caught.value.message_dict
    assert Target.objects.count() == 1


def test_a_correction_ends_the_wrong_row(roads: Series, as_serving_role: str) -> None:
    wrong = state_target(roads.place_id, stated(roads, value=Decimal(39)))
    right = correct_target(
        roads.place_id, wrong, {"value": Decimal(93)}, reason="录入错误", author_id=None
    )
    wrong.refresh_from_db()
    assert wrong.superseded_at == right.recorded_at
    assert right.effective_on == wrong.effective_on
    assert Target.objects.known(None).get().value == 93
    with pytest.raises(TargetConflict):
        correct_target(roads.place_id, wrong, {}, reason="again", author_id=None)


@pytest.mark.parametrize(
    "contradiction",
    [
        {"value": None},
        {"comparator": "between"},
        {"comparator": "between", "value": Decimal(9), "upper_value": Decimal(3)},
        {"upper_value": Decimal(100)},
        {"tolerance": Decimal(1)},
        {"comparator": "=", "tolerance": Decimal(-1)},
        {"comparator": "about"},
    ],
)
def test_a_statement_that_contradicts_itself_is_refused(
    roads: Series, contradiction: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        state_target(roads.place_id, stated(roads, **contradiction))
    assert not Target.objects.exists()


def test_what_was_known_then_can_be_read_again(roads: Series) -> None:
    wrong = state_target(roads.place_id, stated(roads, value=Decimal(39)))
    then = wrong.recorded_at
    correct_target(roads.place_id, wrong, {"value": Decimal(93)}, reason="x", author_id=None)
    assert Target.objects.in_force(date(2024, 12, 31), then).get().value == 39
    assert Target.objects.in_force(date(2024, 12, 31)).get().value == 93
