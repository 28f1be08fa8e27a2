"""The guard over staged rows: some series at a time, each with all the years it is brought for."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, localcontext
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection, transaction

from targets.core.guard.guard import Remark, look_at, question
from targets.core.judging.progress import CONTEXT
from targets.core.values.facts import ActualFact, Phrase, SeriesFacts
from targets.models import StagedRow, Upload
from targets.reads.judging.guarded import Guarded, guarded_series, targets_stated
from targets.reads.judging.guarding import (
    NOTHING_KNOWN,
    GuardFigures,
    GuardInputs,
    Slot,
    guard_figures,
)
from targets.reads.judging.judged import AsOf
from targets.reads.scope.rules import rules_in_force

from . import sql

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


class Questioned(NamedTuple):
    """What is asked about one staged row."""

    number: int
    slot: Slot
    remarks: tuple[Remark, ...]


class _Pairs:
    """Questions about growth rates and their levels, which a file may bring far apart: kept
    until the whole file was looked at, so that one contradiction is asked once."""

    def __init__(self) -> None:
        self._asked: dict[Slot, Questioned] = {}
        self._inputs = NOTHING_KNOWN

    def keep(self, asked: list[Questioned], inputs: GuardInputs) -> list[Questioned]:
        """Keep what concerns a pair; the others can be written at once."""
        self._inputs = self._inputs._replace(halves={**self._inputs.halves, **inputs.halves})
        paired = [each for each in asked if each.slot[0] in inputs.halves]
        self._asked |= {each.slot: each for each in paired}
        return [each for each in asked if each.slot[0] not in inputs.halves]

    def told_once(self) -> list[Questioned]:
        """What is to be asked about them."""
        found = {slot: each.remarks for slot, each in self._asked.items()}
        return [self._asked[slot] for slot in self._inputs.told_once(found)]


def question_staged(
    upload: Upload, today: date, say: Callable[[Phrase], str], touch: Callable[[], None]
) -> list[Questioned]:
    """Ask the guard about every figure that would be new or changed, held against the ledger
    and against what the same file brings."""
    told: list[Questioned] = []
    series = guarded_series(upload.place_id, rules_in_force(today))
    pairs = _Pairs()
    for years in _some(upload.id):
        known = guard_figures({year.series_id for year in years}, AsOf(today, today))
        known = known._replace(inputs=_beside_the_file(upload.id, known.inputs))
        with localcontext(CONTEXT):
            suspects = [
                suspect
                for year in years
                for suspect in _suspects(year, series[year.series_id], known)
            ]
        if suspects:
            told += pairs.keep(_question(suspects, known), known.inputs)
        touch()
    told += pairs.told_once()
    _write(upload.id, told, say)
    return told


def _beside_the_file(upload_id: uuid.UUID, inputs: GuardInputs) -> GuardInputs:
    """What the same file brings for the other halves of pairs stands beside each figure. One
    query, or none."""
    others = {half.series_id for halves in inputs.halves.values() for half in halves}
    if not others:
        return inputs
    rows = StagedRow.objects.filter(
        upload_id=upload_id, series_id__in=others, value__isnull=False, qualifier=""
    ).exclude(outcome="refused")
    brought = rows.values_list("series_id", "period_end", "value")
    return inputs.beside(
        {(series_id, end): value for series_id, end, value in brought if series_id and end}
    )


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


def _question(suspects: list[_Suspect], known: GuardFigures) -> list[Questioned]:
    """Every rule, with the targets as the reference of last resort."""
    found = []
    targets = targets_stated({suspect.series.id for suspect in suspects})
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
            found.append(Questioned(number, (series.id, end), remarks))
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


def _write(upload_id: uuid.UUID, asked: list[Questioned], say: Callable[[Phrase], str]) -> None:
    if not asked:
        return
    parameters: dict[str, Any] = {
        "numbers": [each.number for each in asked],
        "rules": [",".join(rule.rule.value for rule in each.remarks) for each in asked],
        "remarks": [json.dumps([say(rule.message) for rule in each.remarks]) for each in asked],
        "upload": upload_id,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.QUESTION, parameters)
