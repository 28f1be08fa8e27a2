"""Write to everybody for whom something is due; for a timer, as often as one likes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from targets import clock
from targets.reads.due.list import due_list
from targets.reads.reporting.reminder_people import Recipient, recipients
from targets.reads.scope.duties import Duties, duties_of
from targets.web.reporting.reminder_mail import (
    Delivered,
    Outcome,
    ServerUnreachable,
    digest,
    send_counted,
)
from targets.writes.people.remind import Kind

FAILED = 1


class Command(BaseCommand):
    help = (
        "Send every person with something to log, mend, sign, check or explain one message a "
        "day. Running it again the same day writes only to whom the message could not be "
        "delivered before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            default=None,
            metavar="YYYY-MM-DD",
            help="the day to go by, instead of the present one",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say who would be written to, send nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today: date = options["today"] or clock.today()
        counts: Counter[str] = Counter()
        duties = duties_of()
        people = recipients(list(duties))
        with translation.override(None, deactivate=True):
            for person_id, person in people.items():
                try:
                    counts[self._one(person, duties[person_id], today, options["dry_run"])] += 1
                except ServerUnreachable as error:
                    self._report(counts)
                    message = (
                        f"The mail server {settings.EMAIL_HOST} does not answer: {error}. The "
                        "next run writes to everybody who was left out."
                    )
                    raise CommandError(message, returncode=FAILED) from error
        self._report(counts)
        if counts["refused"] or counts["unclear"]:
            message = "Some messages were not delivered; they are named above."
            raise CommandError(message, returncode=FAILED)

    def _one(self, person: Recipient, duties: Duties, today: date, dry_run: bool) -> str:
        if not person.is_active:
            return "inactive"
        if not person.wants_digest:
            return "declined"
        if not person.email:
            return "without address"
        due = due_list(duties, today)
        if not due.is_pressing(settings.REMIND_DAYS_BEFORE):
            return "nothing due"
        letter = digest(person, due, today)
        if dry_run:
            self.stdout.write(f"{person.name} <{person.email}>: {letter.subject}")
            return "would be sent"
        delivered = send_counted(person, letter, Kind.DIGEST, today)
        self._complain(person, delivered)
        return {Outcome.LIMIT: "had theirs"}.get(delivered.outcome, delivered.outcome.value)

    def _complain(self, person: Recipient, delivered: Delivered) -> None:
        if delivered.outcome is Outcome.REFUSED:
            self.stderr.write(
                f"{person.name} <{person.email}>: not delivered ({delivered.said}); "
                "the next run tries again."
            )
        elif delivered.outcome is Outcome.UNCLEAR:
            self.stderr.write(
                f"{person.name} <{person.email}>: the connection broke ({delivered.said}); "
                "perhaps delivered, so not sent again today."
            )

    def _report(self, counts: Counter[str]) -> None:
        said = ", ".join(f"{word} {count}" for word, count in sorted(counts.items()))
        self.stdout.write(f"Reminders: {said or 'nobody has anything to do here'}.")
