"""Units of the same name among those that stand together: each with what tells it apart."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import Q

from targets.core.values.facts import Name
from targets.models import Series, Unit

from .labels import Label, PlaceLabel

Named = TypeVar("Named", Label, PlaceLabel)


class _Around(NamedTuple):
    """What a unit belongs to: the nearest place over it, and the unit right over it."""

    place: Name | None
    parent: Name | None


# Up from each unit, as far as the nearest place over it
_AROUND = """
WITH around AS (
    SELECT u.code, p.kind = 'place' AS is_place, p.name_zh, p.name_en, a.depth,
        max(a.depth) FILTER (WHERE p.kind = 'place') OVER (PARTITION BY u.id) AS nearest
    FROM targets_unit u
    CROSS JOIN LATERAL unnest(u.above) WITH ORDINALITY a(id, depth)
    JOIN targets_unit p ON p.id = a.id AND p.id <> u.id
    WHERE u.code = ANY (%s)
)
SELECT code, is_place, name_zh, name_en FROM around
WHERE nearest IS NULL OR depth >= nearest ORDER BY code, depth DESC
"""


def told_apart(labels: Iterable[Named | None]) -> Mapping[str, Named]:
    """The units that share a name with another of these, by code, each with its place: where
    that is the same, with the unit it belongs to, else with its code. Whoever has a name for
    themselves is left out. One query where any share one; else none."""
    distinct = {label.code: label for label in labels if label is not None and label.code}
    alike = _alike(distinct.values(), lambda label: label.name_zh) + _alike(
        distinct.values(), lambda label: label.name_en or label.name_zh
    )
    if not alike:
        return {}
    around = _around({label.code for group in alike for label in group})
    found: dict[str, Named] = {}
    for group in alike:
        for label in group:
            if label.code not in found:
                within = _within(label, group, around)
                found[label.code] = label._replace(within=within)
    return found


def units_of(place_id: uuid.UUID) -> list[Label]:
    """Every unit that answers for a series of the place in any way. One query."""
    series = Series.objects.filter(place_id=place_id)
    supporting = Series.supporting.through.objects.filter(series__place_id=place_id)
    of_series = (
        Q(id__in=series.values("lead_id"))
        | Q(id__in=series.values("reporting_id"))
        | Q(id__in=series.values("checking_id"))
        | Q(id__in=supporting.values("unit_id"))
    )
    rows = Unit.objects.filter(of_series).order_by("order", "code")
    return [Label(*names) for names in rows.values_list("code", "name_zh", "name_en")]


def apart(label: Named | None, found: Mapping[str, Named]) -> Named | None:
    """The label as it is told apart; as it is where it needs not be."""
    return None if label is None else found.get(label.code, label)


def _alike(labels: Iterable[Named], name: Callable[[Named], str]) -> list[tuple[Named, ...]]:
    groups: dict[str, list[Named]] = defaultdict(list)
    for label in labels:
        groups[name(label)].append(label)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _around(codes: Iterable[str]) -> Mapping[str, _Around]:
    found: dict[str, _Around] = defaultdict(lambda: _Around(None, None))
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, [list(codes)])
        for code, is_place, zh, en in cursor.fetchall():
            known, name = found[code], Name(zh, en)
            found[code] = _Around(
                place=name if is_place else known.place, parent=known.parent or name
            )
    return found


def _within(label: Named, group: tuple[Named, ...], around: Mapping[str, _Around]) -> Name:
    """The place, if no other of the group is of a place of that name; else the unit over it; else
    the code."""
    own = around[label.code]
    others = [around[each.code] for each in group if each.code != label.code]
    if own.place is not None and own.place not in [other.place for other in others]:
        return own.place
    if own.parent is not None and own.parent not in [other.parent for other in others]:
        return own.parent
    return Name(label.code, label.code)
