"""What a person has to do here, by membership: for which units they report, sign, check."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from targets.models import Membership, Role


class Duties(NamedTuple):
    """Units a person reports, signs or checks for, or manages; the units below are meant too.

    A superuser may do everything and owes nothing: duties come from memberships alone.
    """

    person_id: int
    reporting: tuple[uuid.UUID, ...] = ()
    signing: tuple[uuid.UUID, ...] = ()
    checking: tuple[uuid.UUID, ...] = ()
    managing: tuple[uuid.UUID, ...] = ()

    @property
    def has_any(self) -> bool:
        """Whether figures can ever be due for this person. Who manages sees to it that others
        can do their part."""
        return bool(self.reporting or self.signing or self.checking)


_ROLES = (Role.REPORTER, Role.SIGNER, Role.CHECKER, Role.MANAGER)


def duties_of(person_ids: Collection[int] | None = None) -> Mapping[int, Duties]:
    """The duties of these people (None: of everybody who has any). One query."""
    rows = Membership.objects.filter(role__in=_ROLES)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    found: dict[int, dict[str, list[uuid.UUID]]] = defaultdict(lambda: defaultdict(list))
    for person_id, role, unit_id in rows.order_by("person_id").values_list(
        "person_id", "role", "unit_id"
    ):
        found[person_id][role].append(unit_id)
    duties = {
        person_id: Duties(person_id, *(tuple(units[role]) for role in _ROLES))
        for person_id, units in found.items()
    }
    for person_id in person_ids or ():
        duties.setdefault(person_id, Duties(person_id))
    return duties
