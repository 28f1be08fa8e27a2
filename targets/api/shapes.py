"""The shapes that several answers share: numbers, names, parameters, problems.

Figures travel as decimal strings: a JSON number is read as a binary fraction by most programs,
and 131.8 would not come back as 131.8.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from targets.models.target import FIRST_YEAR, LAST_YEAR

from .pages import MOST

NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
RATE = r"^-?[0-9]+\.[0-9]{6}$"
CODE = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"

Number = Annotated[
    str,
    Field(
        pattern=NUMBER,
        description=_("A decimal number in the series' unit, exactly as it is stored."),
        examples=["131.8"],
    ),
]
Rate = Annotated[
    str,
    Field(
        pattern=RATE,
        description=_("A rate in percent or percentage points, rounded to six decimals."),
        examples=["58.430000"],
    ),
]

PlaceCode = Annotated[
    str,
    Path(pattern=CODE, max_length=64, description=_("The place's code."), examples=["baiyun"]),
]
Limit = Annotated[
    int,
    Query(ge=1, le=MOST, description=_("How many items a page holds at most.")),
]
Cursor = Annotated[
    str | None,
    Query(
        max_length=400,
        pattern=r"^[A-Za-z0-9_-]*$",
        description=_("“next” of the page before, to go on behind it."),
    ),
]
Year = Annotated[
    int | None,
    Query(ge=FIRST_YEAR, le=LAST_YEAR, description=_("The year; all years without it.")),
]
JudgedYear = Annotated[
    int | None,
    Query(
        ge=FIRST_YEAR,
        le=LAST_YEAR,
        description=_("The year; without it the month's, or the latest with targets."),
    ),
]
TierCode = Annotated[
    str | None,
    Query(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$",
        description=_("The tier (plan, stretch …); the first that exists without it."),
        examples=["plan"],
    ),
]
AsOfMonth = Annotated[
    str | None,
    Query(
        pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$",
        description=_("Only what counts up to the end of this month, such as 2026-09."),
        examples=["2026-09"],
    ),
]
KnownOn = Annotated[
    date | None,
    Query(description=_("As was known at the end of this day; without it, as is known now.")),
]
SeriesCode = Annotated[
    str | None, Query(pattern=CODE, description=_("Only this series (an indicator's code)."))
]
YesNo = Literal["yes", "no"]


class Out(BaseModel):
    """What the API answers with; nothing that is not documented."""

    model_config = ConfigDict(extra="forbid")


class NamedOut(Out):
    """A code with its names."""

    code: str
    name_zh: str
    name_en: str = Field(description=_("Empty where there is no English name."))


class BothOut(Out):
    """Words in both languages."""

    zh: str
    en: str


class ErrorOut(Out):
    """One of the things that are wrong."""

    row: int | None = Field(None, description=_("The item, counted from 1."))
    pointer: str | None = Field(None, description=_("Where it stands (JSON Pointer)."))
    field: str | None = Field(None, description=_("The field or parameter."))
    code: str = Field(description=_("A stable name for what is wrong."))
    detail: str = Field(description=_("The sentence for people, in the language asked for."))
    rule: str | None = Field(None, description=_("The guard's rule, where it questions a figure."))
    suggestion: str | None = Field(
        None, description=_("The figure that was probably meant; empty when none is sensible.")
    )
    current: dict[str, Any] | None = Field(
        None, description=_("What stands in the slot now, where somebody changed it.")
    )


class ProblemOut(Out):
    """What went wrong (RFC 9457)."""

    type: str = Field(description=_("The problem's kind: an address on this page."))
    title: str
    status: int
    detail: str
    errors: list[ErrorOut] | None = Field(
        None, description=_("Every single thing that is wrong, not the first.")
    )


def named(found: Any) -> NamedOut | None:
    """Anything with a code and two names."""
    if found is None:
        return None
    return NamedOut(code=found.code, name_zh=found.name_zh, name_en=found.name_en)


def both(found: Any) -> NamedOut:
    """The same for what is never missing."""
    return NamedOut(code=found.code, name_zh=found.name_zh, name_en=found.name_en)


Day = Annotated[date, Field(examples=["2026-09-30"])]
