"""Who is written to, in which language, and who cannot be."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.contrib.auth.models import User

from targets.models import Correspondence, Membership, Role, Unit


class Recipient(NamedTuple):
    """A person as a message needs them."""

    person_id: int
    name: str
    email: str
    language: str
    wants_digest: bool
    is_active: bool

    @property
    def can_be_written_to(self) -> bool:
        """Has an address, an account in use, and did not decline."""
        return bool(self.is_active and self.email and self.wants_digest)


class Choice(NamedTuple):
    """How a person wants to be written to."""

    language: str
    wants_digest: bool


_DEFAULT = Choice("zh-hans", True)
_FIELDS = (
    "id", "last_name", "first_name", "username", "email", "is_active",
    "correspondence__language", "correspondence__wants_digest",
)  # fmt: skip


def recipients(person_ids: Collection[int]) -> Mapping[int, Recipient]:
    """These people by their key. One query."""
    rows = User.objects.filter(id__in=person_ids).order_by("id").values_list(*_FIELDS)
    return {
        person_id: Recipient(
            person_id=person_id,
            name=f"{last}{first}" or username,
            email=email.strip(),
            language=language or _DEFAULT.language,
            wants_digest=_DEFAULT.wants_digest if wants is None else wants,
            is_active=is_active,
        )
        for person_id, last, first, username, email, is_active, language, wants in rows
    }


def choice_of(person_id: int) -> Choice:
    """How this person wants to be written to; what holds for everybody, if they did not say.
    One query."""
    row = (
        Correspondence.objects.filter(person_id=person_id)
        .values_list("language", "wants_digest")
        .first()
    )
    return _DEFAULT if row is None else Choice(*row)


def reporters_of(
    unit_ids: Collection[uuid.UUID],
) -> Mapping[uuid.UUID, tuple[int, ...]]:
    """Who reports for each of these units: its own reporters, else those of the nearest unit
    over it that has any. Two queries, whatever the number of units."""
    parents = dict(Unit.objects.above(unit_ids).values_list("id", "parent_id"))
    people: dict[uuid.UUID, list[int]] = {}
    rows = Membership.objects.filter(
        role=Role.REPORTER, unit_id__in=list(parents), person__is_active=True
    )
    for unit_id, person_id in rows.order_by("person_id").values_list("unit_id", "person_id"):
        people.setdefault(unit_id, []).append(person_id)
    found: dict[uuid.UUID, tuple[int, ...]] = {}
    for unit_id in unit_ids:
        nearest: uuid.UUID | None = unit_id
        while nearest is not None and nearest not in people:
            nearest = parents.get(nearest)
        found[unit_id] = tuple(people[nearest]) if nearest is not None else ()
    return found
