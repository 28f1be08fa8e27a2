"""Checking: accepted, returned, commented on; nobody's own; closed periods; two at once."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from targets.core.values.entry import Entry
from targets.models import Actual, Check, Closing, Indicator, Lane, Origin, Series, Unit, UnitKind
from targets.reads.scope.checkable import Reach
from targets.writes.checking.check import (
    CheckConflict,
    Checking,
    CheckRefused,
    Decided,
    NotYours,
    OwnEntries,
    Seen,
    accept,
    comment,
    hand_back,
)
from targets.writes.entries.ledger import LedgerConflict, PeriodClosed, Stamp, write_ledger
from targets.writes.entries.submit import Submission, submit

JANUARY, FEBRUARY = date(2024, 1, 31), date(2024, 2, 29)


def person(name: str) -> User:
    return User.objects.get_or_create(username=name, defaults={"last_name": name})[0]


@pytest.fixture
def checker(place: Unit) -> Checking:
    return Checking(place.id, person("jian").pk, Reach((place.id,)), "10.0.0.9")


def entry(series: Series, value: str | None, end: date = JANUARY, **more: Any) -> Entry:
    figure = None if value is None else Decimal(value)
    return Entry(series.id, series.calendar, end, figure, **more)


def official(series: Series, end: date = JANUARY) -> Actual:
    return Actual.objects.official().known(None).get(series=series, period_end=end)


def accepted_before(series: Series, value: str) -> Actual:
    write_ledger(
        [entry(series, value)], Stamp(series.place_id, None, Origin.COMMAND), trust_current=True
    )
    return official(series)


def waiting(series: Series, value: str | None, end: date = JANUARY, **more: Any) -> Seen:
    """Submit, and what a checker then has before them."""
    author = more.pop("author", person("bao"))
    signer = more.pop("signer", None)
    standing = Actual.objects.known(None).filter(series=series, period_end=end)
    seen = standing.order_by("-lane").first()
    submit(
        [entry(series, value, end, seen_id=seen.id if seen else None, **more)],
        Submission(
            series.place, author.pk, Origin.GRID, signer_id=signer.pk if signer else None,
            address="10.0.0.1", may_revise=True,
        ),
    )  # fmt: skip
    return as_shown(series, end)


def as_shown(series: Series, end: date = JANUARY) -> Seen:
    current = Actual.objects.known(None).filter(series=series, period_end=end)
    beneath = current.official().first()
    return Seen(current.pending().get().id, beneath.id if beneath else None)


def close(series: Series, end: date = JANUARY) -> None:
    Closing.objects.create(
        place=series.place, period_end=end, action="closed", recorded_at=timezone.now()
    )


def test_an_accepted_entry_becomes_official_as_it_was_submitted(
    roads: Series, checker: Checking, as_serving_role: str
) -> None:
    signer = person("shen")
    seen = waiting(
        roads, "7.5", source="台账", note="口径一致", reason="核实无误", preliminary=True,
        release_on=date(2024, 3, 1), same_as_last=True, questioned="jump", qualifier="above",
        signer=signer,
    )  # fmt: skip
    decided = accept([seen], checker)
    assert decided[:3] == (1, 0, 0)
    now = official(roads)
    submitted = Actual.objects.get(id=seen.entry_id)
    for name in (
        "value", "qualifier", "source", "note", "reason", "preliminary", "release_on",
        "same_as_last", "questioned", "author_id", "signer_id", "origin", "address", "calendar",
    ):  # fmt: skip
        assert getattr(now, name) == getattr(submitted, name), name
    assert now.signer == signer
    assert not now.revision
    assert submitted.superseded_at == now.recorded_at == decided.recorded_at
    check = Check.objects.get()
    assert (check.entry_id, check.result_id, check.verdict) == (submitted.id, now.id, "accepted")
    assert (check.author_id, check.address) == (checker.author_id, "10.0.0.9")
    assert (check.series_id, check.period_end) == (roads.id, JANUARY)
    assert check.recorded_at == now.recorded_at


def test_a_correction_ends_the_figure_it_replaces(
    roads: Series, checker: Checking, as_serving_role: str
) -> None:
    before = accepted_before(roads, "7")
    decided = accept([waiting(roads, "8", reason="漏报")], checker)
    assert (decided.total, decided.corrections) == (1, 1)
    before.refresh_from_db()
    assert before.superseded_at == official(roads).recorded_at
    assert official(roads).value == 8


def test_what_stands_there_already_is_not_written_again(roads: Series, checker: Checking) -> None:
    before = accepted_before(roads, "7")
    waiting(roads, "8", reason="漏报")
    seen = waiting(roads, "7", reason="原数无误")
    assert accept([seen], checker).unchanged == 1
    assert official(roads) == before
    assert Check.objects.get().result is None
    assert not Actual.objects.pending().known(None).exists()


def test_an_accepted_withdrawal_withdraws(roads: Series, checker: Checking) -> None:
    accepted_before(roads, "7")
    accept([waiting(roads, None, withdrawn=True, reason="误报")], checker)
    now = official(roads)
    assert (now.withdrawn, now.value, now.reason) == (True, None, "误报")


def test_a_withdrawal_of_nothing_leaves_nothing(roads: Series, checker: Checking) -> None:
    pending = Stamp(roads.place_id, None, Origin.IMPORT, lane=Lane.PENDING)
    before = accepted_before(roads, "7")
    write_ledger([entry(roads, None, withdrawn=True, reason="误报", seen_id=before.id)], pending)
    write_ledger(
        [entry(roads, None, withdrawn=True, reason="误报")],
        Stamp(roads.place_id, None, Origin.COMMAND),
        trust_current=True,
    )
    assert accept([as_shown(roads)], checker).unchanged == 1
    assert Actual.objects.official().filter(withdrawn=True).count() == 1


def test_returning_ends_what_waits_with_its_reason(
    roads: Series, checker: Checking, as_serving_role: str
) -> None:
    before = accepted_before(roads, "7")
    seen = waiting(roads, "700", reason="更新")
    hand_back([seen], checker, reason="单位有误")
    assert official(roads) == before
    ended = Actual.objects.get(id=seen.entry_id)
    check = Check.objects.get()
    assert (check.verdict, check.comment, check.result) == ("returned", "单位有误", None)
    assert ended.superseded_at == check.recorded_at


def test_a_comment_decides_nothing_and_may_be_repeated(roads: Series, checker: Checking) -> None:
    seen = waiting(roads, "7")
    comment([seen], checker, text="请附来源")
    comment([seen], checker, text="已电话核实")
    assert Actual.objects.pending().known(None).count() == 1
    accept([seen], checker, text="同意")
    assert [check.verdict for check in Check.objects.order_by("recorded_at")] == [
        "commented", "commented", "accepted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda seen, by: accept([], by), "Nothing is selected"),
        (lambda seen, by: hand_back([seen], by, reason=""), "Say why"),
        (lambda seen, by: comment([seen], by, text=""), "needs words"),
        (lambda seen, by: hand_back([seen], by, reason="长" * 501), "at most"),
    ],
)
def test_what_cannot_be_done_is_refused(
    roads: Series, checker: Checking, act: Callable[[Seen, Checking], Decided], words: str
) -> None:
    seen = waiting(roads, "7")
    with pytest.raises(CheckRefused, match=words):
        act(seen, checker)
    assert not Check.objects.exists()


class TestOwn:
    def test_nobody_accepts_what_they_entered_or_signed(
        self, roads: Series, task: Series, checker: Checking
    ) -> None:
        me = User.objects.get(pk=checker.author_id)
        mine = waiting(roads, "7", author=me)
        signed = waiting(task, None, stage="封顶", signer=me)
        for reach in (checker.reach, Reach(everything=True)):
            with pytest.raises(OwnEntries) as refused:
                accept([mine, signed], checker._replace(reach=reach))
            assert [slot.code for slot in refused.value.slots] == ["ROAD_KM", "AIRFIELD"]
        assert not Actual.objects.official().exists()
        hand_back([mine], checker, reason="再核")  # returning one's own harms nobody

    def test_unless_the_place_allows_it(self, roads: Series, checker: Checking) -> None:
        Unit.objects.filter(id=roads.place_id).update(accepts_own=True)
        mine = waiting(roads, "7", author=User.objects.get(pk=checker.author_id))
        assert accept([mine], checker).total == 1


class TestRight:
    @pytest.fixture
    def bureau(self, place: Unit) -> Unit:
        return Unit.objects.create(
            code="bureau", name_zh="统计局", kind=UnitKind.DEPARTMENT, parent=place
        )

    def test_only_the_checking_unit_decides(
        self, roads: Series, checker: Checking, bureau: Unit
    ) -> None:
        seen = waiting(roads, "7")
        of_bureau = checker._replace(reach=Reach((bureau.id,)))
        with pytest.raises(NotYours):
            accept([seen], of_bureau)
        roads.checking = bureau
        roads.save()
        assert accept([seen], of_bureau).total == 1

    def test_a_right_for_the_place_covers_its_units(
        self, roads: Series, checker: Checking, bureau: Unit
    ) -> None:
        roads.checking = bureau
        roads.save()
        assert accept([waiting(roads, "7")], checker).total == 1

    def test_the_units_of_a_superuser_are_all(self, roads: Series, checker: Checking) -> None:
        by = checker._replace(reach=Reach(everything=True))
        assert accept([waiting(roads, "7")], by).total == 1

    def test_nobody_without_a_unit(self, roads: Series, checker: Checking) -> None:
        with pytest.raises(NotYours):
            hand_back([waiting(roads, "7")], checker._replace(reach=Reach()), reason="x")

    def test_what_is_no_entry_here_is_refused(
        self, roads: Series, checker: Checking, bureau: Unit
    ) -> None:
        accepted = accepted_before(roads, "7")
        for key in (uuid.uuid4(), accepted.id):
            with pytest.raises(NotYours):
                accept([Seen(key)], checker)
        seen = waiting(roads, "8", reason="改")
        with pytest.raises(NotYours):  # another place's address
            accept([seen], checker._replace(place_id=bureau.id))


class TestClosedPeriod:
    def test_nobody_revises_without_the_right(self, roads: Series, checker: Checking) -> None:
        seen = waiting(roads, "7")
        close(roads)
        with pytest.raises(PeriodClosed) as refused:
            accept([seen], checker, text="补报")
        assert not refused.value.lacks_reason
        hand_back([seen], checker, reason="本期已关账")

    def test_the_right_alone_is_not_enough(self, roads: Series, checker: Checking) -> None:
        seen = waiting(roads, "7")
        close(roads)
        by = checker._replace(may_revise=True)
        with pytest.raises(PeriodClosed) as refused:
            accept([seen], by)
        assert refused.value.lacks_reason
        accept([seen], by, text="关账前漏审")
        assert (official(roads).revision, official(roads).reason) == (True, "关账前漏审")

    def test_a_revision_brings_its_own_reason(self, roads: Series, checker: Checking) -> None:
        close(roads)
        seen = waiting(roads, "7", reason="普查修订")
        accept([seen], checker._replace(may_revise=True))
        assert (official(roads).revision, official(roads).reason) == (True, "普查修订")


def test_what_changed_meanwhile_is_named(roads: Series, checker: Checking) -> None:
    first = waiting(roads, "7")
    second = waiting(roads, "8")
    with pytest.raises(CheckConflict) as refused:
        accept([first], checker)
    (overtaken,) = refused.value.overtaken
    assert (overtaken.code, overtaken.verdict) == ("ROAD_KM", "")
    other = person("li")
    hand_back([second], checker._replace(author_id=other.pk), reason="再核")
    with pytest.raises(CheckConflict) as refused:
        accept([second], checker)
    assert refused.value.overtaken[0][6:8] == ("returned", "li")
    assert not Actual.objects.official().exists()


def test_a_figure_that_changed_beneath_a_correction_is_seen(
    roads: Series, checker: Checking
) -> None:
    accepted_before(roads, "7")
    seen = waiting(roads, "8", reason="漏报")
    accepted_before(roads, "7.2")
    with pytest.raises(CheckConflict):
        accept([seen], checker)
    comment([seen], checker, text="请看新数")
    accept([as_shown(roads)], checker)
    assert official(roads).value == 8


def test_all_or_nothing_in_a_handful_of_statements(roads: Series, checker: Checking) -> None:
    many = []
    for number in range(60):
        indicator = Indicator.objects.create(
            code=f"MORE_{number}", name_zh=f"指标{number}", theme=roads.indicator.theme,
            measure="amount", accumulation="running_total", frequency="monthly",
        )  # fmt: skip
        many.append(
            Series.objects.create(
                place=roads.place, indicator=indicator, calendar="monthly", order=number
            )
        )
    shown = [waiting(series, "5") for series in many]
    gone = waiting(roads, "1")
    waiting(roads, "2")
    with pytest.raises(CheckConflict):
        accept([*shown, gone], checker)
    assert not Actual.objects.official().exists()
    one = as_shown(roads)
    with CaptureQueriesContext(connection) as few:
        accept([one], checker)
    with CaptureQueriesContext(connection) as all_of_them:
        assert accept(shown, checker).total == 60
    assert len(all_of_them) == len(few)
    assert len({check.recorded_at for check in Check.objects.exclude(series=roads)}) == 1


def _wait_until_somebody_waits() -> None:
    for _ in range(2000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            (stuck,) = cursor.fetchone()
        if stuck:
            return
        time.sleep(0.01)
    raise AssertionError("the second never waited")


def _meanwhile(first: Callable[[], object], second: Callable[[], object]) -> object:
    """What comes of the second when the first holds its rows until both have begun."""
    outcome: list[object] = []

    def act() -> None:
        try:
            outcome.append(second())
        except (CheckConflict, LedgerConflict) as conflict:
            outcome.append(conflict)
        finally:
            connection.close()

    other = threading.Thread(target=act)
    with transaction.atomic():
        first()
        other.start()
        _wait_until_somebody_waits()
    other.join(30)
    return outcome[0]


@pytest.mark.django_db(transaction=True)
def test_of_two_checkers_at_once_one_decides(roads: Series, checker: Checking) -> None:
    seen, other = waiting(roads, "7"), checker._replace(author_id=person("li").pk)
    met = _meanwhile(
        lambda: accept([seen], checker), lambda: hand_back([seen], other, reason="再核")
    )
    assert isinstance(met, CheckConflict)
    assert met.overtaken[0][6:8] == ("accepted", "jian")
    assert Check.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_resubmission_during_acceptance_is_a_conflict(roads: Series, checker: Checking) -> None:
    seen = waiting(roads, "7")
    again = Submission(roads.place, person("bao").pk, Origin.GRID)
    met = _meanwhile(
        lambda: accept([seen], checker),
        lambda: submit([entry(roads, "8", seen_id=seen.entry_id)], again),
    )
    assert isinstance(met, LedgerConflict)
    assert official(roads).value == 7
    assert not Actual.objects.pending().known(None).exists()


@pytest.mark.django_db(transaction=True)
def test_an_acceptance_during_resubmission_is_a_conflict(roads: Series, checker: Checking) -> None:
    seen = waiting(roads, "7")
    met = _meanwhile(lambda: waiting(roads, "8"), lambda: accept([seen], checker))
    assert isinstance(met, CheckConflict)
    assert met.overtaken[0].verdict == ""
    assert not Actual.objects.official().exists()


@pytest.mark.django_db(transaction=True)
def test_a_command_that_fills_the_slot_first_is_a_conflict(
    roads: Series, checker: Checking
) -> None:
    seen = waiting(roads, "7")
    met = _meanwhile(lambda: accepted_before(roads, "9"), lambda: accept([seen], checker))
    assert isinstance(met, CheckConflict)
    assert [each.entry_id for each in met.overtaken] == [seen.entry_id]
    assert official(roads).value == 9
    assert Actual.objects.pending().known(None).count() == 1
