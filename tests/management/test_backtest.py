"""The table of a back-test: of one place or of all, from the ledger."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from targets.core.values.entry import Entry
from targets.core.values.periods import month_end
from targets.models import Indicator, Lane, Origin, Series, Unit
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.one_place import place, roads

__all__ = ["place", "roads"]

# In the odd months the line falls 12 ÷ month short of 120; in the even ones it is right
TABLE = """\
| Method         | Forecasts | Mean error, % | Straight line, % | 80 % range held, % |
| -------------- | --------: | ------------: | ---------------: | -----------------: |
| period_amounts |         8 |           0.7 |              0.7 |              100.0 |
| as shown       |         8 |           0.7 |              0.7 |              100.0 |

| Method                  | Forecasts | Mean error, % | Straight line, % | 80 % range held, % |
| ----------------------- | --------: | ------------: | ---------------: | -----------------: |
| period_amounts, ROAD_KM |         8 |           0.7 |              0.7 |              100.0 |
| as shown, ROAD_KM       |         8 |           0.7 |              0.7 |              100.0 |
"""


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("backtest", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def past(roads: Series) -> Series:
    """A year that brings 9 and 11 in turn."""
    stamp = Stamp(roads.place_id, None, Origin.COMMAND, Lane.OFFICIAL)
    entries = [
        Entry(
            roads.id,
            roads.calendar,
            month_end(2024, month),
            Decimal(10 * month - month % 2),
        )
        for month in range(1, 13)
    ]
    write_ledger(entries, stamp, trust_current=True)
    return roads


def test_the_table_of_a_place(past: Series) -> None:
    assert run("--place", "testland") == TABLE
    assert run() == TABLE


def test_a_line_for_each_month(past: Series) -> None:
    lines = run("--by-month").split("\n\n")[0].splitlines()
    assert [line.split("|")[1].strip() for line in lines[4:]] == [
        f"month {month}: {name}"
        for month in range(4, 12)
        for name in ("period_amounts", "as shown")
    ]


def test_the_series_that_a_method_fails_for_comes_first(past: Series) -> None:
    """The same months in the year before; then a year that doubles in December."""
    lanes = Indicator.objects.get(id=past.indicator_id)
    lanes.pk, lanes.code = None, "LANES_KM"
    lanes.save()
    failing = Series.objects.create(place=past.place, indicator=lanes, calendar=past.calendar)
    entries = [
        Entry(
            failing.id,
            failing.calendar,
            month_end(2024, month),
            Decimal(10 * month - month % 2 + 120 * (month == 12)),
        )
        for month in range(1, 13)
    ]
    stamp = Stamp(past.place_id, None, Origin.COMMAND, Lane.OFFICIAL)
    write_ledger(entries, stamp, trust_current=True)
    first, table, note = run("--place", "testland").split("\n\n")
    assert "|               50.0 |" in first.splitlines()[2]
    names = [line.split("|")[1].strip() for line in table.splitlines()[2:]]
    assert names == [
        f"{method}, {code}"
        for method in ("period_amounts", "as shown")
        for code in ("LANES_KM", "ROAD_KM")
    ]
    held = [line.split("|")[-2].strip() for line in table.splitlines()[2:]]
    assert held == ["0.0 !", "100.0", "0.0 !", "100.0"]
    assert note == "! held less than 60 times in 100: do not rely on this range.\n"


def test_figures_after_a_day_are_left_out(past: Series) -> None:
    assert "nothing to replay" in run("--as-of", "2024-11-30")
    assert run("--as-of", date(2024, 12, 31).isoformat()) == TABLE


def test_a_place_without_a_past(place: Unit) -> None:
    assert run("--place", "testland").startswith("0 series, and nothing to replay")


def test_a_place_that_does_not_exist(place: Unit) -> None:
    with pytest.raises(CommandError, match="There is no place “nowhere”"):
        run("--place", "nowhere")
