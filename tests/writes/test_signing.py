"""Signing on its own: each entry keeps its author, and a slot that moved on is met."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from targets.core.values.entry import Entry
from targets.models import Actual, Draft, Lane, Origin, Series, Unit, UnitKind
from targets.reads.judging.judged import AsOf
from targets.reads.log.grid import LogGrid, log_grid
from targets.writes.entries.grid_lines import Typed
from targets.writes.entries.ledger import LedgerConflict, PeriodClosed, Stamp, write_ledger
from targets.writes.entries.sign import SignOffRefused, ask_sign_off, hand_back, sign
from targets.writes.entries.submit import Submission

TODAY, OCTOBER = date(2026, 11, 23), date(2026, 10, 31)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def unit(roads: Series, task: Series) -> Unit:
    unit = Unit.objects.create(
        code="works", name_zh="区住建局", kind=UnitKind.DEPARTMENT, parent=roads.place
    )
    Series.objects.filter(place=roads.place).update(reporting=unit)
    Unit.objects.filter(id=roads.place_id).update(signs_off=True)
    return unit


def grid(unit: Unit) -> LogGrid:
    assert unit.parent_id is not None
    return log_grid(unit.parent_id, unit.id, OCTOBER, at=AsOf(OCTOBER, TODAY))


def ask(unit: Unit, author: User, typed: dict[str, Typed], *, may_revise: bool = False) -> int:
    assert unit.parent_id is not None
    return ask_sign_off(
        unit.parent_id,
        grid(unit),
        typed,
        today=TODAY,
        now=NOW,
        author_id=author.pk,
        may_revise=may_revise,
    ).saved


def submission(unit: Unit, signer: User) -> Submission:
    assert unit.parent_id is not None
    place = Unit.objects.get(id=unit.parent_id)
    return Submission(place, signer.pk, Origin.GRID, signer_id=signer.pk)


def shown(unit: Unit) -> dict[str, str]:
    return {row.key: row.slot.draft.version for row in grid(unit).rows if row.slot.draft}


def test_each_entry_keeps_its_author(unit: Unit, as_serving_role: str) -> None:
    chen, li, wang = (User.objects.create_user(name) for name in ("chen", "li", "wang"))
    assert ask(unit, chen, {"ROAD_KM": Typed(value="5")}) == 1
    assert ask(unit, li, {"AIRFIELD": Typed(stage="开工")}) == 1
    logged = sign(grid(unit), shown(unit), submission(unit, wang), today=TODAY)
    assert (logged.new, logged.lane) == (2, Lane.PENDING)
    found = Actual.objects.order_by("author__username")
    assert [(each.author, each.signer) for each in found] == [(chen, wang), (li, wang)]
    assert not Draft.objects.exists()


def test_a_slot_that_moved_on_is_met_and_nothing_is_written(unit: Unit, roads: Series) -> None:
    chen, wang = (User.objects.create_user(name) for name in ("chen", "wang"))
    ask(unit, chen, {"ROAD_KM": Typed(value="5"), "AIRFIELD": Typed(stage="开工")})
    entry = Entry(roads.id, roads.calendar, OCTOBER, Decimal(6))
    write_ledger([entry], Stamp(roads.place_id, None, Origin.COMMAND))
    with pytest.raises(LedgerConflict):
        sign(grid(unit), shown(unit), submission(unit, wang), today=TODAY)
    assert Actual.objects.count() == 1
    assert Draft.objects.count() == 2


def test_what_cannot_be_asked(unit: Unit, roads: Series) -> None:
    chen = User.objects.create_user("chen")
    with pytest.raises(SignOffRefused):
        ask(unit, chen, {"ROAD_KM": Typed()})
    roads.place.closings.create(period_end=OCTOBER, action="closed", recorded_at=NOW)
    typed = {"ROAD_KM": Typed(value="5", reason="补报")}
    with pytest.raises(PeriodClosed):
        ask(unit, chen, typed)
    assert ask(unit, chen, typed, may_revise=True) == 1


def test_what_cannot_be_handed_back(unit: Unit) -> None:
    chen, wang = (User.objects.create_user(name) for name in ("chen", "wang"))
    ask(unit, chen, {"ROAD_KM": Typed(value="5")})
    with pytest.raises(SignOffRefused):
        hand_back(grid(unit), shown(unit), "", submission(unit, wang))
    with pytest.raises(SignOffRefused):
        hand_back(grid(unit), shown(unit), "我的", submission(unit, chen))
    assert hand_back(grid(unit), shown(unit), "请核", submission(unit, wang)) == 1
    assert Draft.objects.get().handed_back == "请核"
