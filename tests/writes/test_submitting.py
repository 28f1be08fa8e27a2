"""Submitting: the lane that the place's rules say, what stood in the slot, closed periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from targets.core.values.entry import Entry
from targets.models import Actual, Closing, Lane, Origin, Series
from targets.writes.entries.ledger import LedgerConflict, PeriodClosed, Stamp, Written, write_ledger
from targets.writes.entries.submit import Submission, lane_of, submit

JANUARY = date(2024, 1, 31)


def entry(series: Series, value: str | None, **more: Any) -> Entry:
    figure = None if value is None else Decimal(value)
    return Entry(series.id, series.calendar, JANUARY, figure, **more)


def accepted(series: Series, value: str) -> Actual:
    write_ledger([entry(series, value)], Stamp(series.place_id, None, Origin.COMMAND))
    return Actual.objects.official().known(None).get()


def submitted(series: Series, *entries: Entry, **more: Any) -> Written:
    return submit(entries, Submission(series.place, None, Origin.GRID, **more))


def waiting() -> Actual:
    return Actual.objects.pending().known(None).get()


def close(series: Series) -> None:
    Closing.objects.create(
        place=series.place, period_end=JANUARY, action="closed", recorded_at=timezone.now()
    )


def test_what_is_submitted_waits_beside_what_is_accepted(
    roads: Series, as_serving_role: str
) -> None:
    standing = accepted(roads, "7.5")
    written = submitted(roads, entry(roads, "8", seen_id=standing.id, reason="漏报"))
    assert (written.new, written.changed) == (1, 0)
    assert (waiting().value, waiting().lane) == (Decimal(8), "pending")
    standing.refresh_from_db()
    assert standing.superseded_at is None


def test_submitting_what_is_accepted_already_writes_nothing(roads: Series) -> None:
    standing = accepted(roads, "7.5")
    written = submitted(roads, entry(roads, "7.50", seen_id=standing.id))
    assert (written.new, written.unchanged) == (0, 1)
    assert not Actual.objects.pending().exists()


def test_a_second_submission_follows_the_first(roads: Series, as_serving_role: str) -> None:
    submitted(roads, entry(roads, "7"))
    first = waiting()
    submitted(roads, entry(roads, "8", seen_id=first.id))
    first.refresh_from_db()
    assert first.superseded_at == waiting().recorded_at


def test_who_saw_the_accepted_figure_meets_one_that_waits(roads: Series) -> None:
    standing = accepted(roads, "7.5")
    submitted(roads, entry(roads, "8", seen_id=standing.id))
    with pytest.raises(LedgerConflict) as refused:
        submitted(roads, entry(roads, "9", seen_id=standing.id))
    (conflict,) = refused.value.conflicts
    assert (conflict.current_id, conflict.value) == (waiting().id, Decimal(8))


def test_who_saw_nothing_meets_the_accepted_figure(roads: Series) -> None:
    standing = accepted(roads, "7.5")
    with pytest.raises(LedgerConflict) as refused:
        submitted(roads, entry(roads, "9"))
    assert refused.value.conflicts[0].current_id == standing.id


def test_taking_back_what_was_never_accepted_leaves_nothing_to_check(
    roads: Series, as_serving_role: str
) -> None:
    submitted(roads, entry(roads, "7"))
    gone = entry(roads, None, withdrawn=True, reason="填错", seen_id=waiting().id)
    submitted(roads, gone)
    assert not Actual.objects.pending().known(None).exists()
    taken_back = Actual.objects.get(withdrawn=True)
    assert (taken_back.reason, taken_back.superseded_at) == ("填错", taken_back.recorded_at)


def test_withdrawing_an_accepted_figure_has_to_be_checked(roads: Series) -> None:
    standing = accepted(roads, "7.5")
    submitted(roads, entry(roads, None, withdrawn=True, reason="误报", seen_id=standing.id))
    assert waiting().withdrawn
    standing.refresh_from_db()
    assert standing.superseded_at is None


class TestWithoutChecking:
    @pytest.fixture(autouse=True)
    def unchecked(self, roads: Series) -> None:
        roads.place.checks_figures = False
        roads.place.save()

    def test_logging_is_accepting(self, roads: Series) -> None:
        assert lane_of(roads.place) is Lane.OFFICIAL
        submitted(roads, entry(roads, "7"))
        assert Actual.objects.official().known(None).get().value == 7

    def test_a_figure_that_still_waits_is_overtaken(
        self, roads: Series, as_serving_role: str
    ) -> None:
        pending = Stamp(roads.place_id, None, Origin.GRID, lane=Lane.PENDING)
        write_ledger([entry(roads, "7")], pending)
        submitted(roads, entry(roads, "8", seen_id=waiting().id))
        assert not Actual.objects.pending().known(None).exists()
        official = Actual.objects.official().known(None).get()
        ended = Actual.objects.pending().get()
        assert (official.value, ended.superseded_at) == (Decimal(8), official.recorded_at)


class TestClosedPeriod:
    def test_nobody_writes_without_the_right(self, roads: Series) -> None:
        close(roads)
        with pytest.raises(PeriodClosed) as refused:
            submitted(roads, entry(roads, "7", reason="补报"))
        assert refused.value.period_ends == (JANUARY,)
        assert not refused.value.lacks_reason
        assert not Actual.objects.exists()

    def test_the_right_alone_is_not_enough(self, roads: Series) -> None:
        close(roads)
        with pytest.raises(PeriodClosed) as refused:
            submitted(roads, entry(roads, "7"), may_revise=True)
        assert refused.value.lacks_reason

    def test_with_right_and_reason_it_is_a_revision(self, roads: Series) -> None:
        close(roads)
        submitted(roads, entry(roads, "7", reason="补报"), may_revise=True)
        assert waiting().revision

    def test_what_is_unchanged_may_be_sent_again(self, roads: Series) -> None:
        standing = accepted(roads, "7")
        close(roads)
        assert submitted(roads, entry(roads, "7", seen_id=standing.id)).unchanged == 1

    def test_a_reopened_period_is_open(self, roads: Series) -> None:
        close(roads)
        Closing.objects.create(
            place=roads.place,
            period_end=JANUARY,
            action="reopened",
            reason="复核",
            recorded_at=timezone.now(),
        )
        submitted(roads, entry(roads, "7"))
        assert not waiting().revision
