"""The history is one function of the month of loading, and a valid ledger."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from targets.core.values.facts import Calendar
from targets.core.values.periods import due_date, is_period_end
from targets.sample.definitions import series
from targets.sample.figures import TrueFigures
from targets.sample.history import History, HistoryEntry
from targets.sample.loading import statements
from targets.sample.span import Span
from targets.sample.tables import events, figures, targets, texts
from tests.sample_span import SHANGHAI, span_on

DEFINITIONS = {row.definition.code: row.definition for row in series()}
ROOT = Path(__file__).resolve().parents[2]
PRINT_HISTORY = """
import sys
sys.path.insert(0, {root!r})
import datetime as d, zoneinfo
from targets.sample.span import Span
from targets.sample.figures import TrueFigures
from targets.sample.history import History
zone = zoneinfo.ZoneInfo("Asia/Shanghai")
span = Span(d.datetime(2026, 11, 23, 10, tzinfo=zone), zone)
for entry in History(span, TrueFigures()).entries():
    print(*entry)
"""


def history(span: Span) -> list[HistoryEntry]:
    return list(History(span, TrueFigures()).entries())


def slots(entries: list[HistoryEntry]) -> list[list[HistoryEntry]]:
    ordered = sorted(entries, key=lambda e: (e.code, e.period_end))
    return [list(group) for _, group in groupby(ordered, lambda e: (e.code, e.period_end))]


def test_it_does_not_depend_on_the_order_of_hashes() -> None:
    script = PRINT_HISTORY.format(root=str(ROOT))
    printed = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert printed.pop()


@pytest.mark.parametrize("day", [1, 4, 9, 18, 30])
def test_the_day_of_the_month_changes_no_content_and_no_older_instant(day: int) -> None:
    standard, other = history(span_on(2026, 11, 23)), history(span_on(2026, 11, day))
    began = span_on(2026, 11, 1).month_began_at
    for one, two in zip(standard, other, strict=True):
        assert one._replace(recorded_at=two.recorded_at) == two
        assert one.recorded_at == two.recorded_at or two.recorded_at >= began


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 2, 15, 28])
def test_nothing_lies_in_the_future(month: int, day: int) -> None:
    span = span_on(2026, month, day, hour=0)
    for entry in history(span):
        assert entry.period_end <= span.last_period_end
        assert entry.recorded_at.date() > entry.period_end
        assert entry.recorded_at <= span.loaded_at
        assert entry.entry.done_on is None or entry.entry.done_on <= entry.period_end
    for row in statements(span, TrueFigures()):
        assert row.recorded_at <= span.loaded_at


def test_the_years_are_those_up_to_the_last_ended_month() -> None:
    """The oldest has amounts alone: it was brought over for its shapes."""
    assert {e.period_end.year for e in history(span_on(2026, 11, 23))} == set(range(2023, 2027))
    assert {e.period_end.year for e in history(span_on(2027, 1, 1))} == set(range(2023, 2027))
    assert {e.period_end.year for e in history(span_on(2027, 2, 1))} == set(range(2024, 2028))


def test_each_entry_is_ended_by_the_one_after_it() -> None:
    revised = withdrawn = 0
    for slot in slots(history(span_on(2026, 11, 23))):
        assert slot[-1].superseded_at is None
        for before, after in pairwise(slot):
            assert before.superseded_at == after.recorded_at > before.recorded_at
            assert after.entry.reason
            assert (before.entry.value, before.entry.withdrawn) != (
                after.entry.value,
                after.entry.withdrawn,
            )
            revised += not after.entry.withdrawn
            withdrawn += after.entry.withdrawn
    assert revised >= 15
    assert withdrawn >= 1


def test_entries_have_the_calendar_and_the_decimals_of_their_indicator() -> None:
    for entry in history(span_on(2026, 11, 23)):
        definition = DEFINITIONS[entry.code]
        assert is_period_end(definition.calendar, entry.period_end)
        if entry.entry.value is not None:
            assert -entry.entry.value.normalize().as_tuple().exponent <= definition.decimals  # type: ignore[operator]
        else:
            assert entry.entry.stage or entry.entry.withdrawn


def test_reports_come_in_time_or_late_on_days_of_the_calendar() -> None:
    late = 0
    for slot in slots(history(span_on(2026, 11, 23))):
        first = slot[0]
        day, due = first.recorded_at.astimezone(SHANGHAI).date(), due_date(first.period_end)
        if first.in_batch:
            assert 5 <= day.day <= 17
            assert day.weekday() < 5
            assert day < due
        else:
            late += 1
            assert day > due
    assert late >= 10


def test_bases_were_known_when_they_were_stated() -> None:
    entries = [e for e in history(span_on(2026, 11, 23)) if e.period_end.month == 12]
    for row in statements(span_on(2026, 11, 23), TrueFigures()):
        if DEFINITIONS[row.code].accumulation.value == "increment":
            continue
        known = [
            e.entry.value
            for e in entries
            if (e.code, e.period_end.year) == (row.code, row.year - 1)
            and e.recorded_at <= row.recorded_at
            and (e.superseded_at is None or row.recorded_at < e.superseded_at)
        ]
        if known and row.base_value is not None:
            assert known == [row.base_value], row.code


@pytest.mark.parametrize(
    ("level", "growth", "prices"),
    [
        ("GDP_TOTAL", "GDP_GROWTH", 0.6),
        ("FAI_TOTAL", "FAI_GROWTH", 0),
        ("BUDGET_REVENUE", "BUDGET_REVENUE_GROWTH", 0),
    ],
)
def test_growth_and_level_agree(level: str, growth: str, prices: float) -> None:
    true = TrueFigures()
    for year in (-1, 0):
        before, now = true.entered(level, year - 1), true.entered(level, year)
        for month, rate in true.entered(growth, year).items():
            assert abs(float(100 * (now[month] / before[month] - 1) - rate) - prices) < 0.15


def test_a_stated_path_adds_up_to_its_target() -> None:
    paths = [row for row in statements(span_on(2026, 11, 23), TrueFigures()) if row.path]
    assert paths
    for row in paths:
        assert sum(amount for _, amount in row.path) == row.value


def test_every_kind_of_thing_occurs() -> None:
    definitions = list(DEFINITIONS.values())
    assert {d.measure.value for d in definitions} == {
        "amount", "rate", "share", "rank", "stock", "milestone", "programme", "qualitative"
    }  # fmt: skip
    assert {d.accumulation.value for d in definitions} == {
        "running_total", "increment", "latest", "stage"
    }  # fmt: skip
    assert {d.calendar for d in definitions} == set(Calendar)
    assert {d.pace.value for d in definitions} == {
        "path", "last_year_shape", "mean_shape", "linear", "none"
    }  # fmt: skip
    assert any(d.can_fall for d in definitions)
    assert {"", ">=", ">", "<=", "between", "="} == {row.comparator for row in targets()}
    assert 35 <= len(definitions) <= 55
    assert 5 <= len({d.theme.code for d in definitions}) <= 6


def test_the_tables_name_only_series_that_exist() -> None:
    named = {row.code for table in (targets(), figures(), events(), texts()) for row in table}
    assert named == set(DEFINITIONS)
    own = [d for d in DEFINITIONS.values() if d.definition_zh]
    assert len(own) > len(DEFINITIONS) / 2
    assert all(d.definition_en for d in own)
