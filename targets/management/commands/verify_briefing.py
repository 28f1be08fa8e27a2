"""Hold issued briefings against the ledgers as they were known then."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser

from targets.briefs.canonical import differing, digest
from targets.management.file_command import REFUSED, FileCommand
from targets.models import Briefing
from targets.reads.briefing_data import briefing_data_again
from targets.reads.judged import AsOf
from targets.reads.places import place_facts


class Command(FileCommand):
    help = (
        "Compute the figures of issued briefings again, from the ledgers as they were known when "
        "they were issued, and say whether they are equal or which rows differ. Exit code 1 when "
        "any differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--place", help="code of the place")
        parser.add_argument("--number", help="number of one briefing; needs --place")
        parser.add_argument("--all", action="store_true", help="every issued briefing")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Briefing.objects.select_related("place").order_by("place__code", "recorded_at")
        if options["place"]:
            found = found.filter(place=self.place(options["place"]))
        elif options["number"] or not options["all"]:
            self.misuse("Name a --place, with a --number or without, or ask for --all.")
        if options["number"]:
            found = found.filter(number=options["number"])
            if not found:
                self.misuse(f"{options['place']} has issued no briefing {options['number']}.")
        wrong = [each.number for each in found if not self._is_true(each)]
        if wrong:
            raise CommandError(f"{len(wrong)} differ: {', '.join(wrong)}", returncode=REFUSED)
        self.stdout.write(f"{len(found)} verified.")

    def _is_true(self, issued: Briefing) -> bool:
        said = f"{issued.place.code} {issued.number}"
        if digest(issued.data) != issued.sha256:
            self.stdout.write(f"{said}: the stored figures do not have the stored SHA-256.")
            return False
        today = date.fromisoformat(issued.data["today"])
        place = place_facts(issued.place.code, today)
        assert place is not None  # noqa: S101 - a briefing keeps its place
        at = AsOf(issued.as_of, today, issued.known_at)
        again = briefing_data_again(place, issued.data, at)
        if digest(again) == issued.sha256:
            self.stdout.write(f"{said}: equal, {issued.sha256}")
            return True
        for key in ("rows", "rows_before"):
            for code in differing(issued.data[key], again[key]):
                self.stdout.write(f"{said}: {code} differs ({key}).")
        return False
