"""The shape of what is submitted, and of what a submission answers.

Every item is read by itself, so that a call is told all that is wrong with all of them.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from targets.core.values.entry import FIELD
from targets.core.values.reading import key_of

from .figure_shapes import Qualifier
from .shapes import CODE, Out

MOST_ITEMS = 5000
_DIGITS = r"^-?[0-9]{1,20}(\.[0-9]{1,20})?$"
_LONGEST_DIGITS = 42
_FARTHEST_EXPONENT = 30  # beyond it a number is no figure, and writing it out is costly
_TEXT = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_PERIOD = r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"


@dataclass(frozen=True, slots=True)
class Digits:
    """A JSON number as it was written: no binary fraction comes between."""

    text: str


def read_json(body: bytes) -> Any:
    """The body, numbers kept as their digits. Raises :class:`ValueError` for anything that is
    not JSON, NaN and Infinity among it, and for nesting beyond reason."""
    try:
        return json.loads(
            body, parse_float=Digits, parse_int=Digits, parse_constant=_no_such_number
        )
    except RecursionError as error:
        message = "nested too deeply"
        raise ValueError(message) from error


def _no_such_number(text: str) -> None:
    raise ValueError(text)


def _digits(value: object) -> object:
    """A decimal number, from a JSON string or a JSON number, as plain digits."""
    if isinstance(value, Digits):
        number = _number(value.text)
        if number is None or abs(number.adjusted()) > _FARTHEST_EXPONENT:
            raise PydanticCustomError("out_of_range", "out of range")
        return "0" if number.is_zero() else f"{number:f}"
    if isinstance(value, str) and value and not re.fullmatch(_DIGITS[1:-1], value, re.ASCII):
        raise PydanticCustomError("not_a_number", "not a number")
    return value


def _number(text: str) -> Decimal | None:
    """What a JSON number says; None for one too long to be a figure, or with an exponent
    beyond what there is."""
    if len(text) > _LONGEST_DIGITS:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _iso_day(value: object) -> object:
    if value is None:
        return None
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("not_a_date", "not a date")


def _uuid(value: object) -> object:
    key = key_of(value) if isinstance(value, str) else None
    if key is None and value is not None:
        raise PydanticCustomError("not_an_id", "not an id")
    return key


def _text(longest: int) -> Any:
    return Annotated[str, StringConstraints(strict=True, max_length=longest, pattern=_TEXT)]


_NUMBER_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": _DIGITS, "maxLength": _LONGEST_DIGITS},
        {"type": "number", "minimum": -1e16, "maximum": 1e16},
        {"type": "null"},
    ]
}
NumberIn = Annotated[str | None, BeforeValidator(_digits), WithJsonSchema(_NUMBER_SCHEMA)]
DayIn = Annotated[
    date | None,
    BeforeValidator(_iso_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}),
]
SeenIn = Annotated[
    uuid.UUID | None,
    BeforeValidator(_uuid),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]}),
]


class ItemIn(BaseModel):
    """What is to stand in one slot from now on: all of it. What is left out is empty."""

    model_config = ConfigDict(extra="forbid")

    series: Annotated[str, StringConstraints(strict=True, pattern=CODE)] = Field(
        description=_("The series: its indicator's code."), examples=["GDP_GROWTH"]
    )
    period: Annotated[str, StringConstraints(strict=True, pattern=_PERIOD)] = Field(
        description=_("The period by its month or its last day: 2026-09 or 2026-09-30."),
        examples=["2026-09"],
    )
    value: NumberIn = Field(
        None,
        description=_("The figure, as a string of digits or a JSON number; only exact ones."),
        examples=["131.8"],
    )
    unit: _text(20) | None = Field(  # type: ignore[valid-type]
        None,
        description=_("The unit of “value”, if it is not the series' own; converted exactly."),
        examples=["万元"],
    )
    qualifier: Qualifier = Field("", description=_("“above”: only a floor was published."))
    stage: _text(FIELD["stage"].longest) | None = Field(  # type: ignore[valid-type]
        None, description=_("Progress of a task, in words.")
    )
    declared: Literal["", "not_started", "normal", "slow", "done"] = Field(
        "", description=_("What the lead unit declares about a task.")
    )
    share_done: NumberIn = Field(None, description=_("Percent of the works, 0–100."))
    expected_on: DayIn = Field(None, description=_("When a task will be done."))
    done_on: DayIn = Field(None, description=_("When a task was done."))
    source: _text(FIELD["source"].longest) | None = Field(  # type: ignore[valid-type]
        None, description=_("Where the figure comes from.")
    )
    note: _text(FIELD["note"].longest) | None = Field(  # type: ignore[valid-type]
        None, description=_("Whatever else who checks should know; it stays with the entry.")
    )
    reason: _text(FIELD["reason"].longest) | None = Field(  # type: ignore[valid-type]
        None,
        description=_("Why a figure changes or is withdrawn, or why a questioned one is right."),
    )
    withdrawn: StrictBool = Field(
        False, description=_("Take back what stands, with a reason and without content.")
    )
    preliminary: StrictBool = Field(False, description=_("Its source calls it preliminary."))
    release_on: DayIn = Field(
        None, description=_("Before this day only its unit, checkers and managers see it.")
    )
    same_as_last: StrictBool = Field(
        False,
        description=_("Said to equal the last period's figure; “value” may then be left out."),
    )
    seen: SeenIn = Field(
        None,
        description=_(
            "The entry you saw in the slot (“id”), null for an empty one. Left out, whatever "
            "stands there is replaced."
        ),
    )


class SubmissionIn(BaseModel):
    """What is submitted; all of it or nothing."""

    model_config = ConfigDict(extra="forbid")

    items: list[ItemIn] = Field(min_length=1, max_length=MOST_ITEMS)


class OutcomeOut(Out):
    """What became of one item."""

    row: int = Field(description=_("The item, counted from 1."))
    series: str
    period_end: date
    outcome: Literal["new", "changed", "unchanged"]
    id: uuid.UUID | None = Field(description=_("The entry that now stands; null in a dry run."))
    questioned: list[str] = Field(description=_("Rules of the guard that the reason answered."))
    note: str = Field(description=_("What has to be said, such as a converted unit."))


class SubmittedOut(Out):
    """What a submission did, or in a dry run would do."""

    dry_run: bool
    lane: Literal["official", "pending"] = Field(
        description=_("Where it was written: pending waits to be checked.")
    )
    new: int
    changed: int
    unchanged: int
    recorded_at: str | None = Field(description=_("Null in a dry run."))
    items: list[OutcomeOut]
