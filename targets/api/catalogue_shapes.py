"""The shapes of what there is: the caller, places, indicators, series."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.utils.translation import gettext_noop as _
from pydantic import Field

from targets.core.values.facts import Accumulation, Calendar, Frequency, Measure

from .shapes import NamedOut, Out


class TokenOut(Out):
    """The token of this call."""

    name: str
    prefix: str = Field(description=_("How the secret begins."))
    scope: Literal["read", "write"]
    expires_on: date


class RoleOut(Out):
    """A role for a unit and the units below it."""

    unit: NamedOut
    role: Literal["viewer", "reporter", "signer", "checker", "manager"]


class MeOut(Out):
    """Whose token it is, and what that person may do."""

    username: str
    name: str
    is_superuser: bool = Field(description=_("Everything is allowed, whatever the roles."))
    token: TokenOut
    roles: list[RoleOut]


class PlaceOut(NamedOut):
    """A place that the caller may read."""

    parent: str | None = Field(description=_("The code of the unit it belongs to."))
    collecting_since: date | None = Field(
        description=_("Periods that ended before this day are never overdue.")
    )
    illustrative: bool = Field(description=_("Everything about it is made up."))
    checks_figures: bool = Field(description=_("What is submitted waits to be checked."))
    signs_off: bool = Field(description=_("A signer of the unit signs what is submitted."))


class PlacePage(Out):
    """A page of places, by code."""

    items: list[PlaceOut]
    next: str | None = Field(description=_("The next page's cursor; null on the last page."))


class IndicatorOut(NamedOut):
    """The definition of something measured; the same for every place."""

    theme: NamedOut
    measure: Measure
    accumulation: Accumulation = Field(description=_("How entries of one year add up."))
    frequency: Frequency
    calendar: Calendar = Field(description=_("Which period ends there are."))
    higher_is_better: bool
    unit_zh: str
    unit_en: str
    decimals: int
    growth_of: str | None = Field(description=_("The indicator whose growth rate this is."))
    definition_zh: str
    definition_en: str


class IndicatorPage(Out):
    """A page of indicators, by code."""

    items: list[IndicatorOut]
    next: str | None = Field(description=_("The next page's cursor; null on the last page."))


class SeriesOut(NamedOut):
    """One indicator for one place, and who answers for it."""

    place: str
    order: int
    theme: NamedOut
    measure: Measure
    accumulation: Accumulation = Field(description=_("How entries of one year add up."))
    calendar: Calendar = Field(description=_("Which period ends there are."))
    unit_zh: str
    unit_en: str
    decimals: int
    lead: NamedOut | None
    reporting: NamedOut | None = Field(description=_("The unit that logs it."))
    checking: NamedOut | None = Field(description=_("Null: whoever checks the place."))
    supporting: list[NamedOut]
    leader: str
    inferred: bool = Field(description=_("The units were guessed from their duties."))


class SeriesPage(Out):
    """A page of series, in stated order."""

    items: list[SeriesOut]
    next: str | None = Field(description=_("The next page's cursor; null on the last page."))
