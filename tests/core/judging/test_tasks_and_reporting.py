"""Tasks by what is declared and by their dates; and whether what is due was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from targets.core.values.facts import Calendar, Measure, Reporting, SeriesFacts, TargetFact, Unknown
from tests.core.build import YEAR, at, series, stage, task

DUE = date(YEAR, 8, 15)


@pytest.mark.parametrize(
    ("facts", "month", "expected"),
    [
        (task(), 6, "no_data"),
        (task(due_on=DUE), 9, "no_data"),
        (task(stage(6)), 6, "no_data"),
        (task(stage(6, "not_started")), 6, "under_way"),
        (task(stage(6, "normal")), 6, "on_pace"),
        (task(stage(6, "slow")), 6, "behind"),
        (task(stage(6, "done")), 6, "met"),
        (task(stage(6, text="drafted")), 6, "under_way"),
        (task(stage(6, "normal"), due_on=DUE), 8, "far_behind"),
        (task(stage(6, "normal"), due_on=date(YEAR, 8, 31)), 8, "on_pace"),
        (task(stage(6, "done"), due_on=DUE), 9, "met"),
        (task(stage(12, "slow"), due_on=DUE), 12, "missed"),
        (task(stage(12, "slow")), 12, "behind"),
        (task(stage(12, "normal"), measure=Measure.QUALITATIVE), 12, "on_pace"),
        (task(stage(12, "normal"), measure=Measure.MILESTONE), 12, "missed"),
        (task(stage(9, "normal"), measure=Measure.MILESTONE), 12, "on_pace"),
        (
            task(stage(12, "normal"), measure=Measure.MILESTONE, due_on=date(YEAR, 12, 31)),
            12,
            "missed",
        ),
        (
            task(stage(12, "normal"), measure=Measure.MILESTONE, due_on=date(YEAR + 1, 6, 30)),
            12,
            "on_pace",
        ),
    ],
)
def test_tasks(facts: SeriesFacts, month: int, expected: str) -> None:
    found = at(facts, month)
    assert found.verdict.value == expected
    assert found.severity is None
    assert found.trend == ()


def test_the_latest_word_on_a_task_counts() -> None:
    found = at(task(stage(3, "slow"), stage(6, "normal"), stage(9)), 9)
    assert found.judged == stage(6, "normal")
    assert (found.on_older_data, found.unknown) == (True, None)
    assert at(task(stage(3, "slow")), 12).final_missing


def test_a_task_done_is_neither_old_nor_unfinished() -> None:
    found = at(task(stage(3, "done"), collecting_since=date(2020, 1, 1)), 12)
    assert not found.on_older_data
    assert not found.final_missing
    assert found.reporting is Reporting.REPORTED


@pytest.mark.parametrize(
    ("due_on", "declared", "expected"),
    [
        (date(YEAR, 7, 30), "normal", True),
        (date(YEAR, 7, 31), "normal", False),
        (date(YEAR, 6, 30), "normal", True),
        (date(YEAR, 6, 29), "normal", False),
        (date(YEAR, 7, 1), "done", False),
    ],
)
def test_due_soon(due_on: date, declared: str, *, expected: bool) -> None:
    assert at(task(stage(6, declared), due_on=due_on), 6).due_soon is expected


def test_every_tier_of_a_task_has_its_own_date() -> None:
    facts = task(stage(6, "normal"))._replace(
        targets=(TargetFact("plan", due_on=DUE), TargetFact("stretch", due_on=date(YEAR, 5, 1)))
    )
    found = at(facts, 6)
    assert [each.verdict.value for each in found.tiers] == ["on_pace", "far_behind"]
    assert found.tiers[0].unknown is Unknown.NOT_APPLICABLE


@dataclass(frozen=True)
class Case:
    since: date | None
    entries: dict[int, str | None]
    today: date
    expected: Reporting


SINCE = date(YEAR, 1, 1)


@pytest.mark.parametrize(
    "case",
    [
        Case(None, {6: "1"}, date(YEAR, 7, 1), Reporting.NOT_COLLECTING),
        Case(date(YEAR, 7, 1), {6: "1"}, date(YEAR, 7, 1), Reporting.NOT_COLLECTING),
        Case(SINCE, {6: "1"}, date(YEAR, 9, 1), Reporting.REPORTED),
        Case(SINCE, {5: "1"}, date(YEAR, 7, 18), Reporting.DUE),
        Case(SINCE, {5: "1"}, date(YEAR, 7, 19), Reporting.OVERDUE),
        Case(SINCE, {6: None}, date(YEAR, 7, 19), Reporting.OVERDUE),
    ],
)
def test_reporting(case: Case) -> None:
    found = at(series(case.entries, ">= 9", collecting_since=case.since), 6, today=case.today)
    assert found.reporting is case.expected
    assert (found.reporting_period_end, found.due_on) == (date(YEAR, 6, 30), date(YEAR, 7, 18))


JUNE = date(YEAR, 6, 30)


@pytest.mark.parametrize(
    ("entries", "submitted", "returned", "expected"),
    [
        ({}, {JUNE}, set(), Reporting.REPORTED),  # waiting to be checked is reported
        ({}, set(), {JUNE}, Reporting.RETURNED),
        ({}, {JUNE}, {JUNE}, Reporting.REPORTED),  # returned, and submitted again
        ({6: "1"}, set(), {JUNE}, Reporting.REPORTED),  # only a correction was returned
        ({5: "1"}, set(), {date(YEAR, 5, 31)}, Reporting.OVERDUE),
    ],
)
def test_what_waits_is_reported_and_what_was_returned_is_not(
    entries: dict[int, str | None], submitted: set[date], returned: set[date], expected: Reporting
) -> None:
    facts = series(
        entries,
        ">= 9",
        collecting_since=SINCE,
        submitted=frozenset(submitted),
        returned=frozenset(returned),
    )
    assert at(facts, 6, today=date(YEAR, 7, 30)).reporting is expected


def test_how_the_judged_figure_stands_is_said() -> None:
    facts = series({5: "1", 6: "2"}, ">= 9")
    may, june = facts.actuals
    waiting = facts._replace(actuals=(may, june._replace(is_provisional=True)))
    assert at(waiting, 6).is_provisional
    assert not at(waiting, 5).is_provisional
    corrected = facts._replace(
        actuals=(may, june._replace(has_correction=True, is_preliminary=True))
    )
    found = at(corrected, 6)
    assert (found.has_correction, found.is_preliminary, found.is_provisional) == (True, True, False)


def test_no_period_has_ended() -> None:
    facts = series({}, ">= 9", calendar=Calendar.ANNUAL)
    assert at(facts, 6).reporting is Reporting.NOT_COLLECTING
    found = at(facts._replace(collecting_since=SINCE), 6)
    assert (found.reporting, found.due_on) == (Reporting.NOT_DUE, None)


@pytest.mark.parametrize(
    ("since", "entries", "due_on", "expected"),
    [
        (None, (), None, Reporting.NOT_COLLECTING),
        (date(YEAR, 10, 1), (), None, Reporting.NOT_COLLECTING),
        (SINCE, (stage(3, "slow"),), DUE, Reporting.REPORTED),
        (SINCE, (), DUE, Reporting.OVERDUE),
        (SINCE, (stage(3),), DUE, Reporting.OVERDUE),
        (SINCE, (), date(YEAR, 9, 30), Reporting.NOT_DUE),
        (SINCE, (), None, Reporting.NOT_DUE),
        (date(YEAR, 9, 1), (), DUE, Reporting.NOT_COLLECTING),
    ],
)
def test_what_is_reported_once(
    since: date | None, entries: tuple[()], due_on: date | None, expected: Reporting
) -> None:
    facts = task(*entries, due_on=due_on, calendar=Calendar.ONCE, collecting_since=since)
    assert at(facts, 9).reporting is expected
