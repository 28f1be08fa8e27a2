"""Who may sign off for a unit, whom to ask where nobody can, and what waits for it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from targets.core.values.facts import Name, Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Role
from targets.reads.scope.labels import Label, PlaceLabel

NAMED = 3  # people that are named; more would be a list nobody asks


class Person(NamedTuple):
    """Somebody by name."""

    id: int
    name: str


class SignOff(NamedTuple):
    """Who may sign off for one unit, and who may name signers; the nearest first."""

    signers: tuple[Person, ...] = ()
    managers: tuple[Person, ...] = ()

    def others(self, person_id: int | None, *, accepts_own: bool) -> tuple[Person, ...]:
        """Who may sign what this person typed: not they themselves, unless the place says so."""
        return tuple(signer for signer in self.signers if accepts_own or signer.id != person_id)

    def nobody(
        self, person_id: int | None, *, accepts_own: bool, may_name: bool = False
    ) -> Phrase | None:
        """That nobody can sign what this person sends, and whom to ask; None where somebody can."""
        if self.others(person_id, accepts_own=accepts_own):
            return None
        ask = self._ask(person_id, may_name=may_name)
        if self.signers:
            return phrase(
                _(
                    "You are the only signer of this unit, and nobody signs off what they typed "
                    "themselves: what you send is kept and waits until another signer is named. "
                    "%(ask)s"
                ),
                ask=ask,
            )
        return phrase(
            _(
                "This unit has nobody to sign off: what is sent is kept and waits until a signer "
                "is named. %(ask)s"
            ),
            ask=ask,
        )

    def no_program(self, unit: Name, person_id: int | None, *, accepts_own: bool) -> Phrase:
        """Why a program of somebody who is no signer is refused, and what to do."""
        nobody = self.nobody(person_id, accepts_own=accepts_own)
        if nobody is not None:
            return phrase(
                _(
                    "What %(unit)s submits has to be signed off first, and a program cannot send "
                    "it to be signed: use Log or Import on the screen. %(nobody)s"
                ),
                unit=unit,
                nobody=nobody,
            )
        return phrase(
            _(
                "What %(unit)s submits has to be signed off first, and a program cannot send it to "
                "be signed: use Log or Import on the screen, or the token of a signer (%(people)s)."
            ),
            unit=unit,
            people=named(self.signers),
        )

    def _ask(self, person_id: int | None, *, may_name: bool) -> Phrase:
        if may_name or any(manager.id == person_id for manager in self.managers):
            return phrase(_("You can name one under Administration, Memberships."))
        if not self.managers:
            return phrase(_("Ask the system administrator to name one."))
        return phrase(
            _("Ask %(people)s to name one under Administration, Memberships."),
            people=named(self.managers),
        )


def named(people: Sequence[Person]) -> Phrase:
    """A few people by name; at least one."""
    return listed([person.name for person in people[:NAMED]])


def listed(names: Sequence[str]) -> Phrase:
    """Names in a row, as the reader's language lists them; at least one."""
    first, *rest = names
    if not rest:
        return phrase("%(name)s", name=first)
    return phrase(_("%(name)s, %(others)s"), name=first, others=listed(rest))


NOBODY = SignOff()

_PEOPLE = """
SELECT u.id, m.role, p.id, coalesce(nullif(concat(p.last_name, p.first_name), ''), p.username)
FROM targets_unit u
CROSS JOIN LATERAL unnest(u.above) WITH ORDINALITY a(id, depth)
JOIN targets_membership m ON m.unit_id = a.id AND m.role = ANY (%(roles)s)
JOIN auth_user p ON p.id = m.person_id AND p.is_active
WHERE u.id = ANY (%(units)s)
ORDER BY u.id, m.role, a.depth DESC, p.id
"""


def sign_offs_of(unit_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, SignOff]:
    """Who may sign off and who may name signers for each of the units, by a membership of the
    unit or of one over it. One query. A superuser may do both and is nobody's signer by that."""
    found = dict.fromkeys(unit_ids, NOBODY)
    if not found:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            _PEOPLE, {"units": list(found), "roles": [Role.SIGNER.value, Role.MANAGER.value]}
        )
        for unit_id, role, *person in cursor.fetchall():
            sign_off, somebody = found[unit_id], Person(*person)
            field = "signers" if role == Role.SIGNER else "managers"
            people: tuple[Person, ...] = getattr(sign_off, field)
            if somebody not in people:
                found[unit_id] = sign_off._replace(**{field: (*people, somebody)})
    return found


class SignOffLine(NamedTuple):
    """One unit of a place where units sign off: who can, and what waits for it."""

    place: PlaceLabel
    unit_id: uuid.UUID
    unit: Label
    signers: tuple[Person, ...]
    drafts: int  # lines that wait to be signed off
    stuck: int  # of them: typed by the only ones who could sign
    oldest_at: datetime | None

    @property
    def is_stuck(self) -> bool:
        """Nobody can sign, or nobody else than who typed it."""
        return not self.signers or self.stuck > 0


_WAITING = """
SELECT p.id, p.code, p.name_zh, p.name_en, p.illustrative, p.accepts_own,
    u.id, u.code, u.name_zh, u.name_en,
    array_agg(d.author_id) FILTER (WHERE d.id IS NOT NULL), min(d.sign_off_asked_at)
FROM targets_unit p
JOIN targets_series s ON s.place_id = p.id
JOIN targets_unit u ON u.id = s.reporting_id
LEFT JOIN targets_draft d ON d.series_id = s.id AND d.place_id = s.place_id
    AND d.sign_off_asked_at IS NOT NULL
WHERE p.signs_off AND (%(place)s::uuid IS NULL OR p.id = %(place)s)
    AND (p.above && %(managing)s::uuid[] OR u.above && %(managing)s::uuid[])
GROUP BY p.id, u.id
ORDER BY p."order", p.code, u."order", u.code
"""


def sign_off_lines(
    managing: Collection[uuid.UUID], place_id: uuid.UUID | None = None
) -> tuple[SignOffLine, ...]:
    """Units below those managed that wait: with nobody to sign, or with lines that were sent and
    not signed; those with lines first. ``place_id``: of this place alone. Two queries, or none."""
    if not managing:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"managing": list(managing), "place": place_id})
        rows = cursor.fetchall()
    people = sign_offs_of({row[6] for row in rows})
    lines = []
    for *place, accepts_own, unit_id, code, name_zh, name_en, authors, oldest_at in rows:
        sign_off = people[unit_id]
        waiting = authors or []
        if sign_off.signers and not waiting:
            continue
        stuck = sum(not sign_off.others(each, accepts_own=accepts_own) for each in waiting)
        lines.append(
            SignOffLine(
                PlaceLabel(*place), unit_id, Label(code, name_zh, name_en), sign_off.signers,
                len(waiting), stuck, oldest_at,
            )
        )  # fmt: skip
    return tuple(sorted(lines, key=lambda line: not line.drafts))
