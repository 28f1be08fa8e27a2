"""Places and departments: adding them, by name."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from targets.models import Unit, UnitKind

_APART = re.compile(r"(.+)[((](.+)[))]")


def add_place(
    code: str,
    name_zh: str,
    *,
    name_en: str = "",
    parent: Unit | None = None,
) -> tuple[Unit, bool]:
    """The place with this code, and whether it was made now. An existing place is left as is.

    Raises :class:`ValidationError` for a bad code or name, or when the code is a department's.
    """
    with transaction.atomic():
        existing = Unit.objects.filter(code=code).first()
        if existing is not None:
            if existing.kind != UnitKind.PLACE:
                raise ValidationError({"code": f"“{code}” is the code of a department."})
            return existing, False
        highest = Unit.objects.places().aggregate(highest=Max("order"))["highest"]
        place = Unit(
            code=code,
            name_zh=name_zh,
            name_en=name_en,
            kind=UnitKind.PLACE,
            parent=parent,
            order=0 if highest is None else highest + 1,
        )
        place.full_clean()
        place.save(force_insert=True)
        return place, True


class Departments:
    """The departments of one place by Chinese name; those named for the first time are made."""

    def __init__(self, place: Unit) -> None:
        self._place = place
        self._by_name = {
            unit.name_zh: unit
            for unit in Unit.objects.filter(parent=place, kind=UnitKind.DEPARTMENT)
        }
        self._order = max((unit.order for unit in self._by_name.values()), default=0)
        self._codes = set(
            Unit.objects.filter(code__startswith=f"{place.code}-").values_list("code", flat=True)
        )

    def named(self, name_zh: str, *, code: str = "", name_en: str = "") -> Unit | None:
        """The department with this name, made if need be; None for an empty name."""
        if not name_zh:
            return None
        if name_zh not in self._by_name and (known := self._elsewhere(name_zh)) is not None:
            self._by_name[name_zh] = known
        if name_zh not in self._by_name:
            self._order += 1
            unit = Unit(
                code=code or self._next_code(),
                name_zh=name_zh,
                name_en=name_en,
                kind=UnitKind.DEPARTMENT,
                parent=self._place,
                order=self._order,
            )
            unit.full_clean(validate_constraints=False)
            unit.save(force_insert=True)
            self._codes.add(unit.code)
            self._by_name[name_zh] = unit
        return self._by_name[name_zh]

    def _elsewhere(self, name_zh: str) -> Unit | None:
        """The unit that an export names with what tells it from its namesakes: 科技局(白云区)."""
        written = _APART.fullmatch(name_zh)
        if written is None:
            return None
        name, within = written.groups()
        found = list(
            Unit.objects.filter(Q(parent__name_zh=within) | Q(code=within), name_zh=name)[:2]
        )
        return found[0] if len(found) == 1 else None

    def _next_code(self) -> str:
        number = len(self._by_name) + 1
        while f"{self._place.code}-{number:02d}" in self._codes:
            number += 1
        return f"{self._place.code}-{number:02d}"
