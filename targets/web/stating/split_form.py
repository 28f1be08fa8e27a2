"""The form that shares a target among towns or departments: a line each, and how."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from targets import formatting
from targets.core.splitting.splitting import Part, PartMethod, PartSplit, split_parts
from targets.exchange.headers.numbers import parse_number
from targets.exchange.headers.period_text import parse_day
from targets.exchange.sheets.csv_writing import plain
from targets.exchange.sheets.problems import CellRefused
from targets.models import Unit, UnitKind
from targets.reads.stating.targets import Shared

WEIGHT, VALUE = "weight-", "part-"  # before the unit's code, in the names of the inputs
KINDS = (UnitKind.PLACE.value, UnitKind.DEPARTMENT.value)


class SplitLine(NamedTuple):
    """One town or department as printed."""

    unit: Unit
    name: str
    included: bool
    weight: str
    value: str
    stands: str  # the part that is stated now
    last_year: str
    problem: str = ""


class SplitTyped(NamedTuple):
    """The form as typed; numbers that could not be read are problems by unit code."""

    method: PartMethod
    included: frozenset[str]
    weights: Mapping[str, Decimal]
    values: Mapping[str, Decimal]
    problems: Mapping[str, str]
    reason: str
    effective_on: date | None
    said: Mapping[str, str]  # the inputs as they were sent


def read_split(data: QueryDict, shared: Sequence[Shared], unit: str, today: date) -> SplitTyped:
    """What was typed; nothing is refused here but what is no number or no day."""
    problems: dict[str, str] = {}
    weights: dict[str, Decimal] = {}
    values: dict[str, Decimal] = {}
    for each in shared:
        code = each.unit.code
        for prefix, found, of in ((WEIGHT, weights, ""), (VALUE, values, unit)):
            text = data.get(prefix + code, "").strip()
            if not text:
                continue
            try:
                found[code] = parse_number(text, of).value
            except CellRefused as refused:
                problems[code] = formatting.phrase(refused.message)
    # Only when asked to work the parts out: otherwise they are what the form shows
    method = data.get("method", "") if "work" in data else PartMethod.BY_HAND.value
    if method not in set(PartMethod):
        problems[""] = _("Choose how the target is shared.")
        method = PartMethod.EQUAL.value
    day: date | None = today
    written = data.get("effective_on", "").strip()
    if written:
        try:
            day = parse_day(written)
        except CellRefused:
            problems[""] = _("Write the day as 2026-12-31.")
            day = None
    return SplitTyped(
        method=PartMethod(method),
        included=frozenset(data.getlist("unit")),
        weights=weights,
        values=values,
        problems=problems,
        reason=data.get("reason", "").strip(),
        effective_on=day,
        said={key: value for key, value in data.items() if isinstance(value, str)},
    )


def shared_out(
    typed: SplitTyped,
    whole: Decimal,
    shared: Sequence[Shared],
    last: Mapping[uuid.UUID, Decimal],
    decimals: int,
) -> PartSplit:
    """The parts by the way that was chosen."""
    numbers: dict[PartMethod, Mapping[str, Decimal]] = {
        PartMethod.WEIGHTS: typed.weights,
        PartMethod.BY_HAND: typed.values,
        PartMethod.LAST_YEAR: {
            each.unit.code: last[each.unit.id] for each in shared if each.unit.id in last
        },
    }
    known = numbers.get(typed.method, {})
    return split_parts(
        whole,
        [
            Part(each.unit.code, formatting.name(each.unit), known.get(each.unit.code))
            for each in shared
            if each.unit.code in typed.included
        ],
        typed.method,
        decimals=decimals,
    )


def split_lines(
    shared: Sequence[Shared],
    last: Mapping[uuid.UUID, Decimal],
    typed: SplitTyped | None,
    parts: Mapping[str, Decimal],
) -> list[SplitLine]:
    """The lines: as typed, or as they stand."""
    lines = []
    for each in shared:
        code = each.unit.code
        stands = each.part.value if each.part else None
        value = parts.get(code, stands)
        if typed is not None and code not in parts:
            said = typed.said.get(VALUE + code, "")
        else:
            said = "" if value is None else plain(value)
        lines.append(
            SplitLine(
                unit=each.unit,
                name=formatting.name(each.unit),
                included=typed is None or code in typed.included,
                weight=typed.said.get(WEIGHT + code, "") if typed else "",
                value=said,
                stands="" if stands is None else plain(stands),
                last_year=plain(last[each.unit.id]) if each.unit.id in last else "",
                problem=typed.problems.get(code, "") if typed else "",
            )
        )
    return lines
