"""催报 from the matrix: recorded, shown on due lists, written to who can be written to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from targets import clock, formatting
from targets.reads.places.places import PlaceFacts
from targets.reads.reporting.matrix import UnitRow
from targets.reads.reporting.reminder_people import Recipient, recipients, reporters_of
from targets.web.reporting.reminder_mail import (
    Outcome,
    ServerUnreachable,
    UrgedUnit,
    send_counted,
    urging,
)
from targets.writes.checking.urge import urge
from targets.writes.people.remind import Kind


class Round(NamedTuple):
    """What one urging came to: units, who was written to, who was not and why."""

    units: tuple[str, ...]
    reached: tuple[str, ...]
    missed: tuple[tuple[str, str], ...]  # person, why
    without_reporter: tuple[str, ...]  # units


class Author(NamedTuple):
    """Who urges."""

    person_id: int | None
    name: str


def urge_units(
    place: PlaceFacts,
    rows: Sequence[tuple[UnitRow, int]],
    period_end: date,
    *,
    message: str,
    author: Author,
) -> Round:
    """Urge units of the place, each with how many series it owes. The urging is kept whatever
    becomes of the messages: it stands on the due list of everybody who reports for the unit."""
    urged = [(row, owed) for row, owed in rows if row.unit_id is not None]
    unit_ids = [row.unit_id for row, _owed in urged if row.unit_id is not None]
    urge(
        place.label.id,
        unit_ids,
        period_end,
        message=message,
        author_id=author.person_id,
    )
    reporters = reporters_of(unit_ids)
    units_of: dict[int, list[UrgedUnit]] = {}
    for row, owed in urged:
        for person_id in reporters.get(row.unit_id, ()) if row.unit_id else ():
            units_of.setdefault(person_id, []).append(UrgedUnit(place.label, row.unit, owed))
    people = recipients(list(units_of))
    reached, missed = [], []
    unreachable = ""
    for person_id, person in people.items():
        why = unreachable or _why_not(person)
        if not why:
            letter = urging(
                person, units_of[person_id], period_end, author=author.name, message=message
            )
            try:
                sent = send_counted(person, letter, Kind.URGING, clock.today())
                why = _why(sent.outcome)
            except ServerUnreachable:
                why = unreachable = _("the mail server does not answer")
        if why:
            missed.append((person.name, why))
        else:
            reached.append(person.name)
    return Round(
        units=tuple(formatting.name(row.unit) for row, _owed in urged),
        reached=tuple(reached),
        missed=tuple(missed),
        without_reporter=tuple(
            formatting.name(row.unit)
            for row, _owed in urged
            if row.unit_id is not None and not reporters.get(row.unit_id)
        ),
    )


def _why_not(person: Recipient) -> str:
    if not person.email:
        return _("no e-mail address")
    if not person.wants_digest:
        return _("wants no reminders by e-mail")
    if not settings.MAIL_GOES_OUT:
        return _("no mail server is set up")
    return ""


def _why(outcome: Outcome) -> str:
    return {
        Outcome.SENT: "",
        Outcome.LIMIT: _("had as many messages today as are allowed"),
        Outcome.REFUSED: _("the mail server refused the message"),
        Outcome.UNCLEAR: _("the connection broke; perhaps delivered"),
    }[outcome]
