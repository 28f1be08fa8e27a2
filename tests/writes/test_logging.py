"""Logging a submission of the grid: read, refused, written all or nothing, conflicts met."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from targets import formatting
from targets.core.guard.guard import GuardRule
from targets.core.values.entry import Entry
from targets.models import Actual, Indicator, Origin, Series, Unit, UnitKind
from targets.reads.judging.judged import AsOf
from targets.reads.log.grid import LogGrid, log_grid
from targets.writes.entries.grid_lines import Typed
from targets.writes.entries.ledger import LedgerConflict, Stamp, write_ledger
from targets.writes.entries.log import GridRefused, Logged, log_actuals
from targets.writes.entries.submit import Submission

TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 31)
SEPTEMBER = date(2026, 9, 30)


@pytest.fixture
def unit(roads: Series, task: Series) -> Unit:
    unit = Unit.objects.create(
        code="works", name_zh="区住建局", kind=UnitKind.DEPARTMENT, parent=roads.place
    )
    Series.objects.filter(place=roads.place).update(reporting=unit)
    Unit.objects.filter(id=roads.place_id).update(checks_figures=False)
    return unit


@pytest.fixture
def author(db: None) -> User:
    return User.objects.create_user("reporter")


def grid(unit: Unit, period_end: date = OCTOBER) -> LogGrid:
    assert unit.parent_id is not None
    return log_grid(unit.parent_id, unit.id, period_end, at=AsOf(period_end, TODAY))


def log(unit: Unit, author: User, typed: dict[uuid.UUID, Typed], end: date = OCTOBER) -> Logged:
    shown = grid(unit, end)
    by_line = {row.key: typed[row.series.id] for row in shown.rows if row.series.id in typed}
    assert unit.parent_id is not None
    place = Unit.objects.get(id=unit.parent_id)
    return log_actuals(shown, by_line, Submission(place, author.pk, Origin.GRID), today=TODAY)


def current(series: Series, end: date = OCTOBER) -> Actual:
    return Actual.objects.get(series=series, period_end=end, superseded_at__isnull=True)


def refusal(raised: pytest.ExceptionInfo[GridRefused], series: Series) -> dict[str, str]:
    found = raised.value.problems[series.indicator.code]
    return {field: formatting.phrase(each) for field, each in found.items()}


def test_a_figure_and_a_task_are_logged_together(
    unit: Unit, roads: Series, task: Series, author: User, as_serving_role: str
) -> None:
    logged = log(
        unit,
        author,
        {
            roads.id: Typed(value="１，０７１．４", source="月度台账", note="初步"),
            task.id: Typed(
                stage="完成80%", declared="normal", share_done="80", expected="2026年12月"
            ),
        },
    )
    assert (logged.new, logged.changed, logged.withdrawn) == (2, 0, 0)
    figure, state = current(roads), current(task)
    assert (figure.value, figure.source, figure.note) == (Decimal("1071.4"), "月度台账", "初步")
    assert (figure.origin, figure.author, figure.lane) == ("grid", author, "official")
    assert (state.stage, state.declared, state.share_done) == ("完成80%", "normal", Decimal(80))
    assert state.expected_on == date(2026, 12, 31)


def test_a_scale_written_in_is_converted_exactly_and_said(
    unit: Unit, roads: Series, author: User
) -> None:
    logged = log(unit, author, {roads.id: Typed(value="0.5万公里")})
    assert current(roads).value == Decimal(5000)
    assert [formatting.phrase(note) for _series, note in logged.notes] == [
        "“0.5万公里”已换算为5000公里。"
    ]


@pytest.mark.parametrize("value", ["about 5", "12元", "=1+1", "1.2.3", "1,23", "12亿元"])
def test_what_is_no_number_of_the_unit_is_refused_and_nothing_is_written(
    unit: Unit, roads: Series, task: Series, author: User, value: str
) -> None:
    with pytest.raises(GridRefused) as raised:
        log(unit, author, {roads.id: Typed(value=value), task.id: Typed(stage="开工")})
    assert "value" in refusal(raised, roads)
    assert task.indicator.code not in raised.value.problems
    assert not Actual.objects.exists()


def test_a_period_that_has_not_ended_is_refused(unit: Unit, roads: Series, author: User) -> None:
    with pytest.raises(GridRefused) as raised:
        log(unit, author, {roads.id: Typed(value="5")}, date(2026, 11, 30))
    assert "2026年11月30日" in refusal(raised, roads)["value"]
    assert not Actual.objects.exists()


def test_unchanged_and_empty_lines_write_nothing(
    unit: Unit, roads: Series, task: Series, author: User
) -> None:
    log(unit, author, {roads.id: Typed(value="5", source="台账")})
    seen = current(roads).id
    again = log(
        unit,
        author,
        {
            roads.id: Typed(value="5.00", source="台账", seen_id=seen),
            task.id: Typed(source="prefilled"),
        },
    )
    assert again.total == 0
    assert Actual.objects.count() == 1


def test_changing_a_figure_needs_a_reason(unit: Unit, roads: Series, author: User) -> None:
    log(unit, author, {roads.id: Typed(value="5")})
    seen = current(roads).id
    with pytest.raises(GridRefused) as raised:
        log(unit, author, {roads.id: Typed(value="6", seen_id=seen)})
    assert "理由" in refusal(raised, roads)["reason"]
    logged = log(unit, author, {roads.id: Typed(value="6", seen_id=seen, reason="漏报")})
    assert (logged.new, logged.changed) == (0, 1)
    assert (current(roads).value, current(roads).reason) == (Decimal(6), "漏报")


def test_source_and_note_may_be_added_without_a_reason(
    unit: Unit, roads: Series, author: User
) -> None:
    log(unit, author, {roads.id: Typed(value="5")})
    first = current(roads)
    log(unit, author, {roads.id: Typed(value="5", note="已核", seen_id=first.id)})
    assert current(roads).note == "已核"


def test_emptying_a_figure_withdraws_it_with_a_reason(
    unit: Unit, roads: Series, author: User
) -> None:
    log(unit, author, {roads.id: Typed(value="5", source="台账")})
    seen = current(roads).id
    with pytest.raises(GridRefused) as raised:
        log(unit, author, {roads.id: Typed(source="台账", seen_id=seen)})
    assert set(refusal(raised, roads)) == {"reason"}
    logged = log(unit, author, {roads.id: Typed(seen_id=seen, reason="误报")})
    assert (logged.new, logged.changed, logged.withdrawn) == (0, 0, 1)
    assert current(roads).withdrawn
    # The slot is empty again: a new figure needs no reason
    filled = log(unit, author, {roads.id: Typed(value="4", seen_id=current(roads).id)})
    assert filled.changed == 1
    assert current(roads).value == Decimal(4)


def test_a_note_alone_is_no_entry(unit: Unit, roads: Series, author: User) -> None:
    with pytest.raises(GridRefused) as raised:
        log(unit, author, {roads.id: Typed(note="数据待定")})
    assert "value" in refusal(raised, roads)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Typed(stage="好", share_done="101"), "share_done"),
        (Typed(stage="好", share_done="-1"), "share_done"),
        (Typed(stage="好", declared="splendid"), "declared"),
        (Typed(stage="字" * 1001), "stage"),
        (Typed(share_done="50"), "stage"),
        (Typed(stage="好", expected="soon"), "expected"),
        (Typed(stage="好", declared="done", expected="2026-12-31"), "expected"),
        (Typed(stage="好", reason="字" * 501), "reason"),
    ],
)
def test_what_a_task_cannot_be(
    unit: Unit, task: Series, author: User, typed: Typed, field: str
) -> None:
    with pytest.raises(GridRefused) as raised:
        log(unit, author, {task.id: typed})
    assert set(raised.value.problems[task.indicator.code]) == {field}


def test_a_task_that_is_done_has_a_day_it_was_done_on(
    unit: Unit, task: Series, author: User
) -> None:
    log(unit, author, {task.id: Typed(stage="在建", declared="normal", expected="2026-10-20")})
    seen = current(task)
    done = Typed(
        stage="竣工", declared="done", expected="2026-10-22", seen_id=seen.id, reason="更新"
    )
    log(unit, author, {task.id: done})
    assert current(task).done_on == date(2026, 10, 22)
    assert current(task).expected_on == date(2026, 10, 20)
    # Shown again and saved untouched, it stays as it is
    same = Typed(stage="竣工", declared="done", expected="2026-10-22", seen_id=current(task).id)
    assert log(unit, author, {task.id: same}).total == 0


def test_a_share_is_not_negative_and_questioned_above_100(
    unit: Unit, roads: Series, author: User
) -> None:
    indicator = Indicator.objects.create(
        code="SHARE", name_zh="占比", theme=roads.indicator.theme, measure="share",
        accumulation="latest", frequency="monthly", unit_zh="%",
    )  # fmt: skip
    series = Series.objects.create(
        place=roads.place, indicator=indicator, calendar="monthly", reporting=unit
    )
    with pytest.raises(GridRefused) as refused:
        log(unit, author, {series.id: Typed(value="-0.1")})
    assert "value" in refusal(refused, series)
    with pytest.raises(GridRefused) as asked:
        log(unit, author, {series.id: Typed(value="100.1")})
    ((remark,),) = asked.value.remarks.values()
    assert remark.rule is GuardRule.ABOVE_WHOLE
    assert log(unit, author, {series.id: Typed(value="55.5%")}).new == 1


def test_a_floor_stays_a_floor_while_its_number_stays(
    unit: Unit, roads: Series, author: User
) -> None:
    floor = Entry(roads.id, roads.calendar, OCTOBER, Decimal(5), qualifier="above")
    write_ledger([floor], Stamp(roads.place_id, None, Origin.COMMAND))
    first = current(roads)
    log(unit, author, {roads.id: Typed(value="5", note="公报", seen_id=first.id)})
    assert current(roads).qualifier == "above"
    changed = Typed(value="6", reason="定案", seen_id=current(roads).id)
    log(unit, author, {roads.id: changed})
    assert current(roads).qualifier == ""


def test_two_people_in_one_slot_meet(unit: Unit, roads: Series, task: Series, author: User) -> None:
    log(unit, author, {roads.id: Typed(value="5")})
    seen = current(roads).id
    theirs = Typed(value="6", seen_id=seen, reason="更正")
    log(unit, author, {roads.id: theirs})
    mine = Typed(value="7", seen_id=seen, reason="我的")
    with pytest.raises(LedgerConflict) as raised:
        log(unit, author, {roads.id: mine, task.id: Typed(stage="开工")})
    (conflict,) = raised.value.conflicts
    assert (conflict.series_id, conflict.value, conflict.author) == (
        roads.id, Decimal(6), "reporter",
    )  # fmt: skip
    assert not Actual.objects.filter(series=task).exists()
    assert current(roads).value == Decimal(6)


def test_a_line_that_i_did_not_touch_never_conflicts(
    unit: Unit, roads: Series, task: Series, author: User
) -> None:
    log(unit, author, {roads.id: Typed(value="5")})
    seen = current(roads).id
    log(unit, author, {roads.id: Typed(value="6", seen_id=seen, reason="更正")})
    logged = log(
        unit,
        author,
        {roads.id: Typed(value="5", seen_id=seen), task.id: Typed(stage="开工")},
    )
    assert logged.new == 1
    assert current(roads).value == Decimal(6)


def test_both_typing_the_same_is_no_conflict(unit: Unit, roads: Series, author: User) -> None:
    log(unit, author, {roads.id: Typed(value="5")})
    assert log(unit, author, {roads.id: Typed(value="5.0")}).total == 0


def test_after_a_conflict_theirs_can_be_kept_or_mine_used(
    unit: Unit, roads: Series, author: User
) -> None:
    log(unit, author, {roads.id: Typed(value="5")})
    now = current(roads).id
    kept = Typed(value="7", seen_id=now, keep_theirs=True)
    assert log(unit, author, {roads.id: kept}).total == 0
    log(unit, author, {roads.id: Typed(value="7", seen_id=now, reason="以台账为准")})
    assert current(roads).value == Decimal(7)


def test_an_unknown_seen_id_is_a_conflict_not_a_crash(
    unit: Unit, roads: Series, author: User
) -> None:
    log(unit, author, {roads.id: Typed(value="5")})
    with pytest.raises(LedgerConflict):
        log(unit, author, {roads.id: Typed(value="7", seen_id=uuid.uuid4(), reason="?")})


def test_lines_that_were_not_sent_stay_as_they_are(unit: Unit, roads: Series, author: User) -> None:
    log(unit, author, {roads.id: Typed(value="5")}, SEPTEMBER)
    assert log(unit, author, {}, SEPTEMBER).total == 0
    assert current(roads, SEPTEMBER).value == Decimal(5)
