"""The tables of what happened in the Sample District, read into typed records."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent


class Department(NamedTuple):
    code: str  # without the place's
    name_zh: str
    name_en: str
    reporter: str  # the person who reports for it, family name first
    origin: str  # grid or import: by which door its monthly figures come
    source: str


class TargetRow(NamedTuple):
    """A statement; years count from the illustrative one (0), dates within them are MM-DD."""

    code: str
    year: int
    tier: str
    effective: str  # empty: the first statement, from 1 January
    comparator: str
    value: Decimal | None
    upper: Decimal | None
    tolerance: Decimal | None
    base: str  # a number, or "last": last year's final figure
    wording: str
    modality: str
    document: str
    due: str  # year:MM-DD
    path: str  # the shape of the stated path
    wrong: Decimal | None  # what was recorded first, by mistake
    corrected: str  # … and when it was corrected
    note: str
    reason: str
    reference: str  # instead of a value: the indicator it is compared with


class FigureRow(NamedTuple):
    """How a year's figures run: a line, a shape towards a final value, steps, a level grown from
    last year's by the growth beside it (plus ``start`` percentage points of prices), or the part
    that the share beside it is of the whole beside it."""

    code: str
    year: int
    kind: str
    start: Decimal | None
    end: str  # the final figure; steps: month:value …
    shape: str
    noise: Decimal
    beside: str


class Event(NamedTuple):
    """What happened to a report beside arriving on time."""

    code: str
    year: int
    month: int | None  # None: the latest period that has ended
    what: str  # missing, late, revised, withdrawn, floor, noted
    by: Decimal | None  # revised: how much the figure before was too high; floor: the floor
    days: int  # late: after the due day; revised, withdrawn: after the report
    words: str


class Text(NamedTuple):
    """What the lead unit of a task wrote and declared at a month's end."""

    code: str
    year: int
    month: int
    declared: str
    share_done: Decimal | None
    expected: str
    done: str
    stage: str


class DocumentRow(NamedTuple):
    """A document that is issued every year; ``{year}`` stands for it."""

    code: str
    title_zh: str
    title_en: str
    issuer: str
    stated_on: str


class RelationRow(NamedTuple):
    """What one indicator is of another."""

    indicator: str
    kind: str  # of a relation, or reference_of
    of: str
    within: str  # a share's whole


class TownRow(NamedTuple):
    """A town of the Sample District."""

    code: str  # without the place's
    name_zh: str
    name_en: str
    weight: Decimal  # of the district's targets
    start: Decimal  # percent of its part that it achieves where the district achieves all: in
    speed: Decimal  # January, and at the year's end
    keeps: tuple[str, ...]  # indicators


class MarginsRow(NamedTuple):
    code: str
    year: int
    near_most: Decimal
    reason: str


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@cache
def departments() -> tuple[Department, ...]:
    return tuple(Department(**row) for row in rows_of(HERE / "departments.csv"))


@cache
def documents() -> tuple[DocumentRow, ...]:
    return tuple(DocumentRow(**row) for row in rows_of(HERE / "documents.csv"))


@cache
def margins() -> tuple[MarginsRow, ...]:
    return tuple(
        MarginsRow(r["code"], int(r["year"]), Decimal(r["near_most"]), r["reason"])
        for r in rows_of(HERE / "margins.csv")
    )


@cache
def relations() -> tuple[RelationRow, ...]:
    return tuple(RelationRow(**row) for row in rows_of(HERE / "relations.csv"))


@cache
def towns() -> tuple[TownRow, ...]:
    return tuple(
        TownRow(
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            weight=Decimal(row["weight"]),
            start=Decimal(row["start"]),
            speed=Decimal(row["speed"]),
            keeps=tuple(row["keeps"].split()),
        )
        for row in rows_of(HERE / "towns.csv")
    )


@cache
def index_parts() -> tuple[tuple[str, Decimal], ...]:
    """The indicators of the index over the towns, with their weights."""
    return tuple((row["code"], Decimal(row["weight"])) for row in rows_of(HERE / "index.csv"))


@cache
def targets() -> tuple[TargetRow, ...]:
    numbers = ("value", "upper", "tolerance", "wrong")
    return tuple(
        TargetRow(
            **row | {name: _number(row[name]) for name in numbers} | {"year": int(row["year"])},
        )
        for row in rows_of(HERE / "targets.csv")
    )


@cache
def figures() -> tuple[FigureRow, ...]:
    return tuple(
        FigureRow(
            **row
            | {
                "year": int(row["year"]),
                "start": _number(row["start"]),
                "noise": Decimal(row["noise"] or 0),
            }
        )
        for row in rows_of(HERE / "figures.csv")
    )


@cache
def shapes() -> dict[str, dict[int, Decimal]]:
    """Cumulative percent of the year by month."""
    return {
        row["shape"]: {month: Decimal(row[f"m{month}"]) for month in range(1, 13)}
        for row in rows_of(HERE / "shapes.csv")
    }


@cache
def events() -> tuple[Event, ...]:
    return tuple(
        Event(
            code=row["code"],
            year=int(row["year"]),
            month=None if row["month"] == "last" else int(row["month"]),
            what=row["what"],
            by=_number(row["by"]),
            days=int(row["days"] or 0),
            words=row["words"],
        )
        for row in rows_of(HERE / "events.csv")
    )


@cache
def texts() -> tuple[Text, ...]:
    return tuple(
        Text(
            **row
            | {
                "year": int(row["year"]),
                "month": int(row["month"]),
                "share_done": _number(row["share_done"]),
            }
        )
        for row in rows_of(HERE / "texts.csv")
    )
