"""The guard over staged rows: a year at a time, and some series at a time."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.db import connection, transaction

from targets.core.values import ActualFact, Phrase
from targets.models import StagedRow, Upload
from targets.reads.guarding import guard_inputs
from targets.reads.judged import AsOf, JudgedSeries, judged_series
from targets.reads.rules import rules_in_force
from targets.reads.sight import EVERYTHING

from . import staging_sql as sql

SERIES_AT_ONCE = 100


class _Row(NamedTuple):
    number: int
    series_id: uuid.UUID
    period_end: date
    value: Decimal
    same_as_last: bool
    outcome: str


class _Questioned(NamedTuple):
    numbers: list[int]
    rules: list[str]
    remarks: list[str]


def question_staged(
    upload: Upload, today: date, say: Callable[[Phrase], str], touch: Callable[[], None]
) -> None:
    """Ask the guard about every figure that would be new or changed, held against the ledger
    and against what the same file brings."""
    rules = rules_in_force(today)
    for year in _years(upload.id):
        judged = {
            each.id: each
            for each in judged_series(
                year=year,
                at=AsOf(date(year, 12, 31), today),
                place_ids=[upload.place_id],
                rules=rules,
                sight=EVERYTHING,
            )
        }
        found = _Questioned([], [], [])
        for some in _some(upload.id, year):
            guard = guard_inputs(list(some), AsOf(today, today))
            for series_id, rows in some.items():
                series = _with(judged[series_id], rows)
                for row in rows:
                    if row.outcome == "unchanged":
                        continue
                    remarks = guard.question(
                        series, row.period_end, row.value, same_as_last=row.same_as_last
                    )
                    if remarks:
                        found.numbers.append(row.number)
                        found.rules.append(",".join(each.rule.value for each in remarks))
                        found.remarks.append(json.dumps([say(each.message) for each in remarks]))
            touch()
        _write(upload.id, found)


def _years(upload_id: uuid.UUID) -> list[int]:
    ends = (
        StagedRow.objects.filter(
            upload_id=upload_id, outcome__in=["new", "changed"], value__isnull=False
        )
        .order_by()
        .values_list("period_end", flat=True)
        .distinct()
    )
    return sorted({end.year for end in ends if end is not None})


def _some(upload_id: uuid.UUID, year: int) -> Iterator[dict[uuid.UUID, list[_Row]]]:
    """Rows of a year by series, some series at a time."""
    rows = (
        StagedRow.objects.filter(
            upload_id=upload_id,
            period_end__range=(date(year, 1, 1), date(year, 12, 31)),
            outcome__in=["new", "changed", "unchanged"],
            value__isnull=False,
        )
        .order_by("series_id", "period_end")
        .values_list(*_Row._fields)
    )
    some: dict[uuid.UUID, list[_Row]] = {}
    made = (_Row(*row) for row in rows.iterator(chunk_size=2000))
    for series_id, of_series in groupby(made, key=lambda row: row.series_id):
        some[series_id] = list(of_series)
        if len(some) == SERIES_AT_ONCE:
            yield some
            some = {}
    if some:
        yield some


def _with(series: JudgedSeries, rows: list[_Row]) -> JudgedSeries:
    """The series as if everything the file brings of this year stood already."""
    facts = series.assessment.facts
    found = {fact.period_end: fact for fact in facts.actuals}
    found |= {row.period_end: ActualFact(row.period_end, row.value) for row in rows}
    actuals = tuple(found[end] for end in sorted(found))
    return series._replace(
        assessment=series.assessment._replace(facts=facts._replace(actuals=actuals))
    )


def _write(upload_id: uuid.UUID, found: _Questioned) -> None:
    if found.numbers:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.QUESTION, {**found._asdict(), "upload": upload_id})
