"""Drafts on their own: kept set-wise, and two first savers of one slot at once."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import DjangoAssertNumQueries

from targets.models import Draft, Series, Unit, UnitKind
from targets.reads.judging.judged import AsOf
from targets.reads.log.grid import LogGrid, log_grid
from targets.writes.entries import drafts
from targets.writes.entries.drafts import DraftConflict, drop_drafts, save_drafts
from targets.writes.entries.grid_lines import Typed

TODAY, OCTOBER = date(2026, 11, 23), date(2026, 10, 31)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def grid(roads: Series, task: Series) -> LogGrid:
    unit = Unit.objects.create(
        code="works", name_zh="区住建局", kind=UnitKind.DEPARTMENT, parent=roads.place
    )
    Series.objects.filter(place=roads.place).update(reporting=unit)
    return log_grid(roads.place_id, unit.id, OCTOBER, at=AsOf(OCTOBER, TODAY))


def place_of(grid: LogGrid) -> uuid.UUID:
    return grid.rows[0].series.place.id


@pytest.fixture
def author(db: None) -> User:
    return User.objects.create_user("reporter")


def test_they_are_kept_with_a_fixed_number_of_queries(
    grid: LogGrid,
    author: User,
    as_serving_role: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    typed = {"ROAD_KM": Typed(value="5"), "AIRFIELD": Typed(stage="开工", declared="normal")}
    with django_assert_max_num_queries(8):
        done = save_drafts(place_of(grid), grid.rows, typed, author_id=author.pk, now=NOW)
    assert (done.saved, done.dropped) == (2, 0)
    kept = {draft.series.indicator.code: draft.typed for draft in Draft.objects.all()}
    assert kept == {"ROAD_KM": {"value": "5"}, "AIRFIELD": {"stage": "开工", "declared": "normal"}}


def test_two_first_savers_of_a_slot_meet(
    grid: LogGrid, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"ROAD_KM": Typed(value="5")}
    save_drafts(place_of(grid), grid.rows, typed, author_id=author.pk, now=NOW)
    # The second looked before the first wrote
    monkeypatch.setattr(drafts, "locked_drafts", lambda place_id, slots: {})
    monkeypatch.setattr(drafts, "delete_drafts", lambda place_id, slots: None)
    with pytest.raises(DraftConflict) as raised:
        save_drafts(
            place_of(grid), grid.rows, {"ROAD_KM": Typed(value="6")}, author_id=author.pk, now=NOW
        )
    assert raised.value.slots == {grid.rows[0].slot_key}
    assert Draft.objects.get().typed == {"value": "5"}


def test_what_was_not_touched_is_left_to_the_colleague(grid: LogGrid, author: User) -> None:
    save_drafts(
        place_of(grid), grid.rows, {"ROAD_KM": Typed(value="5")}, author_id=author.pk, now=NOW
    )
    slot = grid.rows[0].slot_key
    drop_drafts(place_of(grid), {slot: ""}, touched=())
    assert Draft.objects.exists()
    with pytest.raises(DraftConflict):
        drop_drafts(place_of(grid), {slot: ""}, touched={slot})
    drop_drafts(place_of(grid), {slot: NOW.isoformat()}, touched={slot})
    assert not Draft.objects.exists()
    drop_drafts(place_of(grid), {}, touched=())
