"""The guard over staged rows: some series at a time, each with all the years it is brought for."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, localcontext
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db import connection, transaction

from targets.core.guard import look_at, question
from targets.core.progress import CONTEXT
from targets.core.values import ActualFact, Phrase, SeriesFacts
from targets.models import Upload
from targets.reads.guarded import Guarded, guarded_series, targets_stated
from targets.reads.guarding import GuardFigures, guard_figures
from targets.reads.judged import AsOf
from targets.reads.rules import rules_in_force

from . import staging_sql as sql

ROWS_AT_ONCE = 5_000


class _Year(NamedTuple):
    """What a file brings for one series and year, ascending by period."""

    series_id: uuid.UUID
    numbers: list[int]
    period_ends: list[date]
    values: list[Decimal]
    same_as_last: list[bool]
    changes: list[bool]  # whether the row would change anything


class _Suspect(NamedTuple):
    """A figure that a first look does not let pass."""

    number: int
    series: Guarded
    facts: SeriesFacts
    period_end: date
    value: Decimal
    same_as_last: bool


class _Questioned(NamedTuple):
    numbers: list[int]
    rules: list[str]
    remarks: list[str]


def question_staged(
    upload: Upload, today: date, say: Callable[[Phrase], str], touch: Callable[[], None]
) -> None:
    """Ask the guard about every figure that would be new or changed, held against the ledger
    and against what the same file brings."""
    series = guarded_series(upload.place_id, rules_in_force(today))
    for years in _some(upload.id):
        known = guard_figures({each.series_id for each in years}, AsOf(today, today))
        with localcontext(CONTEXT):
            suspects = [
                suspect
                for each in years
                for suspect in _suspects(each, series[each.series_id], known)
            ]
        if suspects:
            _write(upload.id, _question(suspects, known, say))
        touch()


def _suspects(brought: _Year, series: Guarded, known: GuardFigures) -> Iterator[_Suspect]:
    """Most figures pass at a first look, which is taken at a whole year."""
    year = brought.period_ends[0].year
    actuals = map(ActualFact, brought.period_ends, brought.values)
    facts = series.facts_of(year, known.entries.get(series.id, {}), actuals)
    inputs = known.inputs
    look = look_at(facts, year, inputs.history.get(series.id, ()))
    is_pair = series.id in inputs.halves
    for number, end, value, is_same, changes in zip(*brought[1:], strict=True):
        if changes and (
            not look.is_ordinary(end, value, same_as_last=is_same)
            or (is_pair and inputs.sibling(series.id, end) is not None)
        ):
            yield _Suspect(number, series, facts, end, value, is_same)


def _question(
    suspects: list[_Suspect], known: GuardFigures, say: Callable[[Phrase], str]
) -> _Questioned:
    """Every rule, with the targets as the reference of last resort."""
    found = _Questioned([], [], [])
    targets = targets_stated({each.series.id for each in suspects})
    for number, series, facts, end, value, is_same in suspects:
        remarks = question(
            facts._replace(targets=targets.get((series.id, end.year), ())),
            end,
            value,
            unit_zh=series.unit_zh,
            unit_en=series.unit_en,
            decimals=series.decimals,
            history=known.inputs.history.get(series.id, ()),
            sibling=known.inputs.sibling(series.id, end),
            same_as_last=is_same,
        )
        if remarks:
            found.numbers.append(number)
            found.rules.append(",".join(each.rule.value for each in remarks))
            found.remarks.append(json.dumps([say(each.message) for each in remarks]))
    return found


def _some(upload_id: uuid.UUID) -> Iterator[list[_Year]]:
    """What the file brings, some series at a time; years in which nothing changes are left out."""
    some: list[_Year] = []
    with connection.cursor() as cursor:
        cursor.execute(sql.YEARS, [upload_id])
        years = map(_Year._make, cursor)
        for _series_id, of_series in groupby(years, key=attrgetter("series_id")):
            some += of_series
            if sum(len(each.numbers) for each in some) >= ROWS_AT_ONCE:
                yield some
                some = []
    if some:
        yield some


def _write(upload_id: uuid.UUID, found: _Questioned) -> None:
    if found.numbers:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.QUESTION, {**found._asdict(), "upload": upload_id})
