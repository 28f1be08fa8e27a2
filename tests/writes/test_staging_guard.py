"""The guard over a file: what a first look lets pass changes nothing of what is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from targets.core.guard.guard import Remark
from targets.core.values.entry import Entry
from targets.core.values.facts import ActualFact, Phrase
from targets.core.values.periods import month_end
from targets.models import Indicator, Lane, Origin, Series, StagedRow, Target, Upload
from targets.reads.judging.guarding import guard_inputs
from targets.reads.judging.judged import AsOf, judged_series
from targets.reads.scope.visibility import EVERYTHING
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.upload import guard as staging_guard
from targets.writes.upload.stage import Importer, read_upload
from targets.writes.upload.store import receive

TODAY = date(2026, 11, 23)
Lines = list[str]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOAD_FOLDER = tmp_path


@pytest.fixture
def reporter(db: None) -> User:
    return User.objects.create_user("reporter")


@pytest.fixture
def others(roads: Series) -> Mapping[str, Series]:
    """Beside the running total its growth, amounts of periods, a rate and a count."""
    made = {"ROAD_KM": roads}
    kinds: dict[str, dict[str, Any]] = {
        "ROAD_GROWTH": {"measure": "rate", "accumulation": "latest", "unit_zh": "%",
                        "growth_of": roads.indicator, "growth_is_real": False},
        "HOMES": {"measure": "amount", "accumulation": "increment", "unit_zh": "套"},
        "JOBLESS": {"measure": "rate", "accumulation": "latest", "unit_zh": "%"},
        "FIRMS": {"measure": "amount", "accumulation": "running_total", "unit_zh": "家",
                  "is_count": True},
    }  # fmt: skip
    for order, (code, kind) in enumerate(kinds.items(), start=2):
        indicator = Indicator.objects.create(
            code=code,
            name_zh=code,
            theme=roads.indicator.theme,
            frequency="monthly",
            decimals=1,
            **kind,
        )
        made[code] = Series.objects.create(
            place=roads.place, indicator=indicator, calendar="monthly", order=order
        )
    return made


def said(phrase: Phrase) -> str:
    return f"{phrase.msgid} {dict(phrase.params)}"


def staged(series: Series, person: User, lines: Lines) -> Upload:
    text = "\n".join(["编码,期末日期,数值", *lines])
    upload = receive(series.place, person.id, "台账.csv", [text.encode()])
    read_upload(upload, Importer(TODAY, None, said))
    return upload


def a_year(code: str, year: int, values: list[str | int]) -> Lines:
    return [f"{code},{month_end(year, m)},{value}" for m, value in enumerate(values, start=1)]


def without_first_look(upload: Upload) -> dict[int, tuple[str, str]]:
    """Every new or changed figure put to every rule, with the facts that are judged."""
    rows = StagedRow.objects.filter(upload=upload, value__isnull=False).exclude(outcome="refused")
    brought = {(row.series_id, row.period_end): row.value for row in rows if row.period_end}
    numbers = {(row.series_id, row.period_end): row.number for row in rows}
    found: dict[Any, tuple[Remark, ...]] = {}
    for year in sorted({row.period_end.year for row in rows if row.period_end}):
        of_year = [row for row in rows if row.period_end and row.period_end.year == year]
        guard = guard_inputs(
            {row.series_id for row in of_year if row.series_id}, AsOf(TODAY, TODAY)
        ).beside({(key, end): value for (key, end), value in brought.items() if key and end})
        for series in judged_series(
            year=year, at=AsOf(date(year, 12, 31), TODAY), place_ids=[upload.place_id],
            sight=EVERYTHING,
        ):  # fmt: skip
            own = [row for row in of_year if row.series_id == series.id]
            facts = series.assessment.facts
            entries = {each.period_end: each for each in facts.actuals}
            for row in own:
                assert row.period_end
                entries[row.period_end] = ActualFact(row.period_end, row.value)
            actuals = tuple(entries[end] for end in sorted(entries))
            beside = series._replace(
                assessment=series.assessment._replace(facts=facts._replace(actuals=actuals))
            )
            for row in own:
                assert row.period_end
                assert row.value is not None
                remarks = guard.question(
                    beside, row.period_end, row.value, same_as_last=row.same_as_last
                )
                if remarks and row.outcome != "unchanged":
                    found[row.series_id, row.period_end] = remarks
    every = guard_inputs({row.series_id for row in rows if row.series_id}, AsOf(TODAY, TODAY))
    return {
        numbers[slot]: (
            ",".join(each.rule for each in remarks),
            json.dumps([said(each.message) for each in remarks]),
        )
        for slot, remarks in every.told_once(found).items()
    }


def test_what_is_asked_is_what_every_rule_asks(
    roads: Series, others: Mapping[str, Series], reporter: User
) -> None:
    Target.objects.create(
        series=roads, year=2024, tier_id="plan", effective_on=date(2024, 2, 1), comparator=">=",
        value=120, recorded_at="2024-02-02T00:00:00Z",
    )  # fmt: skip
    for code, year, month, value, lane in (
        ("ROAD_KM", 2024, 12, "118", Lane.OFFICIAL),
        ("ROAD_KM", 2024, 11, "108", Lane.PENDING),
        ("ROAD_KM", 2025, 3, "30", Lane.OFFICIAL),
        ("ROAD_KM", 2026, 3, "33", Lane.PENDING),
        ("HOMES", 2024, 12, "500", Lane.OFFICIAL),
        ("JOBLESS", 2024, 12, "5.2", Lane.OFFICIAL),
    ):
        series = others[code]
        entry = Entry(series.id, series.calendar, month_end(year, month), Decimal(value))
        stamp = Stamp(series.place_id, None, Origin.COMMAND, lane)
        write_ledger([entry], stamp, trust_current=True)
    lines = [
        f"ROAD_KM,{month_end(2024, 1)},90000",  # held against the target alone
        *a_year("ROAD_KM", 2025, [10, 20, 30, 41, 10, 60, 702000, 80, 80, "=", 1180, 120]),
        *a_year("ROAD_KM", 2026, [11, 22, 33, 44, 55, 66, 77, 88, 99]),
        *a_year("ROAD_GROWTH", 2026, ["10", "10.1", "40", "9.8", "0.099", "10", "10.2"]),
        *a_year("HOMES", 2025, [480, 510, 1490, 505, 5000, 495, "=", 520, 500, 500, 490, 48]),
        *a_year("HOMES", 2026, [480, 510, 1490, 505, 495]),
        *a_year("JOBLESS", 2026, ["5.1", "5.0", "0.051", "51", "5.2", "5.3", "9.9", "="]),
        *a_year("FIRMS", 2026, [0, 0, 2, 3, 30, 5, 5, 9]),
        f"ROAD_KM,{month_end(2024, 12)},118",
        "ROAD_KM,2026-10-31,viel",
    ]
    upload = staged(roads, reporter, lines)
    rows = StagedRow.objects.filter(upload=upload).exclude(questioned="")
    asked = {row.number: (row.questioned, json.dumps(row.remarks)) for row in rows}
    assert asked == without_first_look(upload)
    rules = {rule for rule, _ in asked.values()}
    assert {"unit_slip", "tenfold", "fraction", "period_for_total", "total_for_period",
            "contradicts_base", "same_as_last", "fell"} <= rules  # fmt: skip
    assert 1 in asked


def test_queries_do_not_grow_with_rows(
    roads: Series, others: Mapping[str, Series], reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six without a question, one of them for what the file brings of the other half of a pair.
    Two more to hold suspects against targets and to keep the answers, in a transaction; two for
    each further lot of series."""
    lines = [line for year in (2022, 2023, 2024, 2025)
             for line in a_year("ROAD_KM", year, [10 * m + 1 for m in range(1, 13)])]  # fmt: skip
    clean, asked = (staged(roads, reporter, each) for each in (lines, [*lines[:-1], lines[0]]))
    assert not StagedRow.objects.exclude(questioned="").exists()

    def made(upload: Upload) -> int:
        with CaptureQueriesContext(connection) as queries:
            staging_guard.question_staged(upload, TODAY, said, lambda: None)
        return len(queries)

    assert made(clean) == made(asked) == 6
    homes = staged(
        roads, reporter, [*lines, *a_year("HOMES", 2025, [480, 510, 505, 500_000]), *lines[:1]]
    )
    assert made(homes) == 6 + 2 + 2
    monkeypatch.setattr(staging_guard, "ROWS_AT_ONCE", 4)
    assert made(homes) == 6 + 2 + 2 + 2


def test_a_contradiction_within_the_file_is_asked_once_and_names_both(
    roads: Series,
    others: Mapping[str, Series],
    reporter: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Level and growth of the same file are held against each other, not against what stood
    before, wherever they stand in it."""
    growth = others["ROAD_GROWTH"]
    last, end = month_end(2025, 10), month_end(2026, 10)
    for series, day, value in ((roads, last, "100"), (roads, end, "110"), (growth, end, "10")):
        write_ledger(
            [Entry(series.id, series.calendar, day, Decimal(value))],
            Stamp(series.place_id, None, Origin.COMMAND),
        )
    # Both corrected, and agreeing with each other
    agreeing = staged(roads, reporter, [f"ROAD_KM,{end},130", f"ROAD_GROWTH,{end},30"])
    assert not StagedRow.objects.filter(upload=agreeing).exclude(questioned="").exists()
    monkeypatch.setattr(staging_guard, "ROWS_AT_ONCE", 1)
    upload = staged(roads, reporter, [f"ROAD_GROWTH,{end},5", f"ROAD_KM,{end},130"])
    (row,) = StagedRow.objects.filter(upload=upload).exclude(questioned="")
    assert (row.series_id, row.questioned) == (roads.id, "contradicts_base")
    assert "ROAD_GROWTH" in str(row.remarks)
    # The growth alone is asked about where its level is not brought
    alone = staged(roads, reporter, [f"ROAD_GROWTH,{end},-30"])
    (row,) = StagedRow.objects.filter(upload=alone).exclude(questioned="")
    assert row.series_id == growth.id
