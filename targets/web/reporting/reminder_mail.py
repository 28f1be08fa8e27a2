"""Messages to people: written in their language, counted first, delivered or accounted for."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from targets import clock, formatting
from targets.reads.due.list import DueList
from targets.reads.reporting.reminder_people import Recipient
from targets.reads.scope.labels import Label, PlaceLabel
from targets.web.parts.slot_words import month_of
from targets.web.reporting.due_words import log_address, sections, summary, urgings
from targets.writes.people.remind import Kind, give_back, mark_sent, take_number


class Outcome(StrEnum):
    """What became of one message."""

    SENT = "sent"
    LIMIT = "limit"  # as many as a day allows were sent, or this day's digest was
    REFUSED = "refused"  # surely not delivered; the next run may try again
    UNCLEAR = "unclear"  # the connection broke: perhaps delivered, so not tried again


class Delivered(NamedTuple):
    """One message, what became of it, and what the server said against it."""

    outcome: Outcome
    said: str = ""


class Letter(NamedTuple):
    """A message as written."""

    subject: str
    body: str


class ServerUnreachable(Exception):
    """The mail server does not answer: nothing was sent, and nothing else will be."""


# Said by the server itself about this message: it was not taken
_REFUSALS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
    ValueError,  # an address that no message can carry
)


def digest(person: Recipient, due: DueList, today: date) -> Letter:
    """What is due for a person, in the person's language."""
    with translation.override(person.language):
        context = {
            "name": person.name,
            "today": formatting.day(today),
            "summary": summary(due),
            "urgings": urgings(due),
            "sections": sections(due),
            "address": settings.SITE_ADDRESS,
            "due_path": reverse("targets:due"),
            "settings_path": reverse("targets:reminders"),
        }
        subject = _("To do: %(summary)s") % {"summary": context["summary"]}
        return Letter(subject, _body("digest", context))


class UrgedUnit(NamedTuple):
    """A unit of the person's that was urged."""

    place: PlaceLabel
    unit: Label
    owed: int


def urging(
    person: Recipient,
    units: Sequence[UrgedUnit],
    period_end: date,
    *,
    author: str,
    message: str,
) -> Letter:
    """One message for all units of a person that were urged at once."""
    with translation.override(person.language):
        period = month_of(period_end)
        context = {
            "name": person.name,
            "author": author,
            "period": period,
            "message": message,
            "units": [
                {
                    "where": f"{formatting.name(urged.place)} · {formatting.name(urged.unit)}",
                    "owed": urged.owed,
                    "path": log_address(urged.place.code, urged.unit.code, period_end),
                }
                for urged in units
            ],
            "address": settings.SITE_ADDRESS,
            "settings_path": reverse("targets:reminders"),
        }
        subject = _("Please report %(period)s") % {"period": period}
        return Letter(subject, _body("urging", context))


def _body(name: str, context: dict[str, Any]) -> str:
    text = render_to_string(f"targets/mail/{name}.txt", context)
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept) + "\n"


def send_counted(person: Recipient, letter: Letter, kind: Kind, today: date) -> Delivered:
    """Send a message if the day's number for this person allows one more.

    Raises :class:`ServerUnreachable`; the number is given back then.
    """
    taken = take_number(person.person_id, today, kind, most=settings.REMINDERS_A_DAY)
    if taken is None:
        return Delivered(Outcome.LIMIT)
    try:
        delivered = _send(person.email, letter)
    except ServerUnreachable:
        give_back(taken)
        raise
    if delivered.outcome is Outcome.SENT:
        mark_sent(taken, clock.now())
    elif delivered.outcome is Outcome.REFUSED:
        give_back(taken)
    return delivered


def _send(address: str, letter: Letter) -> Delivered:
    connection = mail.get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise ServerUnreachable(str(error)) from error
    try:
        message = mail.EmailMessage(
            letter.subject, letter.body, to=[address], connection=connection
        )
        message.send()
    except _REFUSALS as error:
        return Delivered(Outcome.REFUSED, str(error))
    except (smtplib.SMTPException, OSError) as error:
        return Delivered(Outcome.UNCLEAR, str(error))
    finally:
        connection.close()
    return Delivered(Outcome.SENT)
