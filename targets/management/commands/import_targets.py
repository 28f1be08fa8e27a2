"""Import stated targets from a CSV file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from targets.exchange.targets_file import read_targets
from targets.management.file_command import FileCommand, add_dry_run, day
from targets.models import Document, Tier
from targets.writes.stating import Revision, state_rows


class Command(FileCommand):
    help = (
        "Import targets of a place: UTF-8 or GB18030, columns as in docs/data_format.md. All or "
        "nothing; the same file twice changes nothing; a changed target is a revision."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--place", required=True, help="code of the place")
        parser.add_argument("--user", help="name of the person who imports")
        parser.add_argument("--reason", default="", help="why stored targets are revised")
        parser.add_argument(
            "--effective-on", type=day, help="the day from which revisions count, as 2024-07-01"
        )
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        place = self.place(options["place"])
        author = self.person(options["user"])
        if bool(options["reason"]) != bool(options["effective_on"]):
            self.misuse("--reason and --effective-on belong together.")
        revision = (
            Revision(options["effective_on"], options["reason"]) if options["reason"] else None
        )
        with self.opened(options["file"]) as source, self.writing(dry_run=options["dry_run"]):
            parsed = read_targets(
                source,
                place=place.code,
                tiers=set(Tier.objects.values_list("code", flat=True)),
                documents=set(Document.objects.values_list("code", flat=True)),
            )
            result = state_rows(
                place, parsed.rows, author_id=author.pk if author else None, revision=revision
            )
        self.say_notes(parsed.notes)
        self.stdout.write(
            f"{result.series} series added; {result.stated} targets stated, "
            f"{result.revised} revised, {result.unchanged} unchanged."
        )
