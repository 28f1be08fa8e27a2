"""Import actuals from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser

from targets import access, clock, formatting
from targets.closed_words import refused_as_closed
from targets.management.file_command import REFUSED, FileCommand, add_dry_run
from targets.models import Unit
from targets.writes.entries.ledger import PeriodClosed
from targets.writes.upload.from_file import Door, import_actuals
from targets.writes.upload.stage import Importer


class Command(FileCommand):
    help = (
        "Import actuals of a place from CSV, XLSX or XLS, in the layouts that the import screen "
        "reads (docs/data_format.md). All or nothing; the same file twice changes nothing; changed "
        "and questioned values need --reason, and what is closed a --user who may close periods."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--place", required=True, help="code of the place")
        parser.add_argument("--user", help="name of the person who imports")
        parser.add_argument(
            "--reason", default="", help="why stored values are changed, or questioned ones right"
        )
        parser.add_argument("--year", type=int, help="the year of months that do not say theirs")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        place = self.place(options["place"])
        author = self.person(options["user"])
        door = Door(
            Path(options["file"]).name,
            author_id=author.pk if author else None,
            reason=options["reason"].strip(),
            year=options["year"],
            may_revise=author is not None and self._may_close(author, place),
        )
        importer = Importer(clock.today(), None, formatting.phrase)
        try:
            with self.opened(options["file"]) as source, self.writing(dry_run=options["dry_run"]):
                result = import_actuals(place, source, door, importer)
        except PeriodClosed as closed:
            sentence = refused_as_closed(
                place.id, closed.period_ends, lacks_reason=closed.lacks_reason
            )
            raise CommandError(sentence, returncode=REFUSED) from closed
        self.say_notes(result.notes)
        self.stdout.write(
            f"{result.new} new, {result.changed} changed, {result.unchanged} unchanged."
        )

    def _may_close(self, author: User, place: Unit) -> bool:
        rights = access.rights_of(author)
        return access.may_close(rights, access.units_above([place.id]), place.id)
