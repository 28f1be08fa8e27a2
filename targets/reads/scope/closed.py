"""Closed periods: since when and by whom, and who may reopen them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from targets.models import Closing, ClosingAction, Membership, Role, Series, Unit

from .labels import Label
from .namesakes import told_apart
from .person_names import name_then

PlacePeriod = tuple[uuid.UUID, date]


class Closed(NamedTuple):
    """One period of a place that is closed now."""

    place_id: uuid.UUID
    period_end: date
    closed_on: date
    author_id: int | None
    author: str


class Closer(NamedTuple):
    """Somebody who may reopen periods of a place, and the unit they do it for."""

    person_id: int
    name: str
    unit: Label


def closed_periods(
    place_ids: Collection[uuid.UUID], first: date, last: date
) -> Mapping[PlacePeriod, Closed]:
    """Periods of the places from ``first`` to ``last`` that are closed now. One query."""
    rows = (
        Closing.objects.filter(place_id__in=place_ids, period_end__range=(first, last))
        .order_by("place_id", "period_end", "-recorded_at")
        .distinct("place_id", "period_end")
        .annotate(name=name_then())
        .values_list("action", "place_id", "period_end", "recorded_at", "author_id", "name")
    )
    return {
        (place_id, end): Closed(place_id, end, timezone.localtime(at).date(), author_id, name)
        for action, place_id, end, at, author_id, name in rows
        if action == ClosingAction.CLOSED
    }


def closers(place_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, tuple[Closer, ...]]:
    """Who may reopen periods of these places by a membership: who checks or manages the place,
    or checks every unit that checks a series of it; checkers first, the nearest unit first.
    Superusers, who may too, are not named. Three queries, however many the places."""
    wanted = set(place_ids)
    checking: dict[uuid.UUID, set[uuid.UUID | None]] = {}
    pairs = Series.objects.filter(place_id__in=wanted).values_list("place_id", "checking_id")
    for place_id, unit_id in pairs.distinct():
        checking.setdefault(place_id, set()).add(unit_id)
    units = {unit for found in checking.values() for unit in found if unit is not None}
    parents = dict(Unit.objects.above(wanted | units).values_list("id", "parent_id"))
    held = _told_apart(_held(parents))
    return {
        place_id: _of_place(_chain(place_id, parents), checking.get(place_id, set()), parents, held)
        for place_id in wanted
    }


_Held = tuple[str, uuid.UUID, Closer]  # role, unit


def _held(unit_ids: Collection[uuid.UUID]) -> list[_Held]:
    rows = (
        Membership.objects.filter(
            unit_id__in=unit_ids, role__in=(Role.CHECKER, Role.MANAGER), person__is_active=True
        )
        .order_by("role", "person_id")  # checker before manager
        .values_list(
            "role", "unit_id", "unit__code", "unit__name_zh", "unit__name_en", "person_id",
            "person__last_name", "person__first_name", "person__username",
        )
    )  # fmt: skip
    return [
        (role, unit_id, Closer(person_id, _name(*names), Label(code, zh, en)))
        for role, unit_id, code, zh, en, person_id, *names in rows
    ]


def _told_apart(held: list[_Held]) -> list[_Held]:
    alike = told_apart(closer.unit for _role, _unit, closer in held)
    return [
        (role, unit_id, closer._replace(unit=alike.get(closer.unit.code, closer.unit)))
        for role, unit_id, closer in held
    ]


def _of_place(
    above: list[uuid.UUID],
    checking: Collection[uuid.UUID | None],
    parents: Mapping[uuid.UUID, uuid.UUID | None],
    held: Iterable[_Held],
) -> tuple[Closer, ...]:
    over_all: set[uuid.UUID] = set()
    if checking and None not in checking:
        chains = [_chain(unit, parents) for unit in checking if unit is not None]
        over_all = set(chains[0]).intersection(*chains[1:])
    rank = {unit_id: position for position, unit_id in enumerate(above)}
    found = [
        (role == Role.MANAGER, rank.get(unit_id, -1), position, closer)
        for position, (role, unit_id, closer) in enumerate(held)
        if unit_id in rank or (role == Role.CHECKER and unit_id in over_all)
    ]
    people: dict[int, Closer] = {}
    for *_order, closer in sorted(found, key=lambda each: each[:3]):
        people.setdefault(closer.person_id, closer)
    return tuple(people.values())


def _chain(unit_id: uuid.UUID, parents: Mapping[uuid.UUID, uuid.UUID | None]) -> list[uuid.UUID]:
    """The unit and all units over it, the nearest first."""
    found: list[uuid.UUID] = []
    following: uuid.UUID | None = unit_id
    while following is not None and following not in found:
        found.append(following)
        following = parents.get(following)
    return found


def _name(last: str | None, first: str | None, username: str | None) -> str:
    return f"{last or ''}{first or ''}" or username or ""
