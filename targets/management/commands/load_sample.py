"""Load the Sample District: an illustrative place to try the product with."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from targets import clock
from targets.core.values.facts import DueRule
from targets.sample.loading import load_sample
from targets.sample.span import Span


class Command(BaseCommand):
    """Writes nothing when the place exists already."""

    help = (
        "Loads 示例区 (Sample District, code sample): the year of the last ended month and the "
        "two before it, all illustrative. Does nothing if the place exists. "
        "Exit codes: 0 loaded, or there already; 1 refused; 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to pretend, and whether to write."""
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be loaded, write nothing"
        )
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="load as on this day, not later than today (for tests)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what stands now."""
        span = Span(
            loaded_at=self._loaded_at(options["today"]),
            zone=timezone.get_current_timezone(),
            due=DueRule(day=settings.DUE_DAY),
        )
        try:
            loaded = load_sample(span, dry_run=options["dry_run"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if loaded is None:
            self.stdout.write(_("The Sample District exists already; nothing was written."))
            return
        counts = loaded._asdict() | {"first": loaded.year - 2}
        if options["dry_run"]:
            sentence = _(
                "Would load the Sample District, %(first)s to %(year)s: %(series)s series, "
                "%(targets)s targets, %(entries)s entries. Nothing was written."
            )
        else:
            sentence = _(
                "Loaded the Sample District, %(first)s to %(year)s: %(series)s series, "
                "%(targets)s targets, %(entries)s entries. Its data are illustrative."
            )
        self.stdout.write(sentence % counts)

    def _loaded_at(self, day: date | None) -> datetime:
        """The present instant, or the end of an earlier day."""
        now = clock.now()
        if day is None or day == clock.today():
            return now
        if day > clock.today():
            raise CommandError(_("%(day)s has not come yet.") % {"day": day.isoformat()})
        return timezone.make_aware(datetime.combine(day, time(23, 59)))
