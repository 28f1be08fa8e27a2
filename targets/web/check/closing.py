"""The closing screen in words: what is missing by unit, how the year's months stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.values.periods import month_end
from targets.models import ClosingAction
from targets.reads.check.closing import Act, Missing
from targets.reads.judging.judged import JudgedSeries
from targets.reads.scope.labels import Label


class UnitPart(NamedTuple):
    """The series of one unit."""

    name: str
    series: tuple[tuple[str, str], ...]  # code, name


class Part(NamedTuple):
    """One kind of what is missing."""

    key: str
    title: str
    number: int
    units: tuple[UnitPart, ...]


class MonthState(NamedTuple):
    """One month of the year, to be opened."""

    address: str
    label: str
    is_closed: bool
    chosen: bool


class ActLine(NamedTuple):
    """One closing or reopening in words."""

    word: str
    reason: str
    missing: int
    author: str
    recorded_at: datetime


def parts(missing: Missing) -> list[Part]:
    """What is missing, each kind by unit; kinds of which nothing is missing say so."""
    return [
        _part("not-reported", _("Not reported"), missing.not_reported),
        _part("earlier", _("Not reported for earlier periods"), missing.earlier),
        _part("returned", _("Returned and not submitted again"), missing.returned),
        _part("waiting", _("Waiting to be checked"), missing.waiting),
        _part("unexplained", _("Lagging without an explanation"), missing.unexplained, lead=True),
    ]


def _part(key: str, title: str, rows: Iterable[JudgedSeries], *, lead: bool = False) -> Part:
    by_unit: dict[Label | None, list[tuple[str, str]]] = {}
    for row in rows:
        unit = row.lead if lead else row.reporting
        by_unit.setdefault(unit, []).append((row.code, formatting.name(row)))
    nobody = _("No lead unit") if lead else _("No reporting unit")
    return Part(
        key=key,
        title=title,
        number=sum(map(len, by_unit.values())),
        units=tuple(
            UnitPart(formatting.name(unit) or nobody, tuple(series))
            for unit, series in by_unit.items()
        ),
    )


def months(
    shown: date, today: date, states: Mapping[date, str], *, address: Callable[[date], str]
) -> list[MonthState]:
    """The ended months of the year shown, with how they stand."""
    ends = [month_end(shown.year, month) for month in range(1, 13)]
    return [
        MonthState(
            address=address(end),
            label=f"{end:%Y-%m}",
            is_closed=states.get(end) == ClosingAction.CLOSED,
            chosen=end == shown,
        )
        for end in ends
        if end <= today or end == shown
    ]


def acts(found: Iterable[Act]) -> list[ActLine]:
    """Closings and reopenings in words."""
    return [
        ActLine(
            word=_("Closed") if act.action == ClosingAction.CLOSED else _("Reopened"),
            reason=act.reason,
            missing=act.missing,
            author=act.author,
            recorded_at=act.recorded_at,
        )
        for act in found
    ]
