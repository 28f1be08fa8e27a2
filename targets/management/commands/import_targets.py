"""Import stated targets from a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser

from targets import clock, formatting
from targets.exchange.targets.file import read_targets
from targets.exchange.targets.rows import TargetRow
from targets.management.file_command import FileCommand, add_dry_run, day
from targets.models import Document, Tier, Unit
from targets.reads.judging.judged import AsOf
from targets.reads.scope.labels import tier_labels
from targets.reads.series.consistency import findings, year_as_stated
from targets.writes.targets.from_file import Revision, state_rows


class Command(FileCommand):
    help = (
        "Import targets of a place: UTF-8 or GB18030, columns as in docs/data_format.md. All or "
        "nothing; the same file twice changes nothing; a changed target is a revision. What does "
        "not fit together is said, and hinders nothing."
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
            misfits = _misfits(place, parsed.rows)
            unreported = place.series.filter(reporting=None).count()
        self.say_notes(parsed.notes)
        self.stdout.write(
            f"{result.series} series added; {result.stated} targets stated, "
            f"{result.revised} revised, {result.unchanged} unchanged."
        )
        if result.assigned:
            self.stdout.write(f"{result.assigned} series had no unit or leader yet, and have now.")
        for left in result.left:
            self.stdout.write(
                f"row {left.row}, {left.code}, {left.column}: “{left.said}” was not taken; "
                f"“{left.stored}” is stored and stays. The administration changes it."
            )
        for said in misfits:
            self.stdout.write(said)
        if unreported:
            self.stdout.write(
                f"{unreported} series of {place.code} have no reporting unit: only administrators "
                "can enter or import their figures. Name it in lead_department or "
                "reporting_department and import the file again, or in the administration."
            )


def _misfits(place: Unit, rows: Sequence[TargetRow]) -> list[str]:
    """What does not fit among the targets of the file's series, each with the row it is about."""
    tiers, today = tier_labels(), clock.today()
    misfits = []
    for year in sorted({row.year for row in rows}):
        in_file = {(row.code, row.tier): row for row in rows if row.year == year}
        in_file |= {(row.code, ""): row for row in rows if row.year == year}
        checked = findings(
            place_id=place.id,
            year=year,
            at=year_as_stated(year, AsOf(today, today)),
            named=lambda row: formatting.series_words(row, tiers),
            tiers=tuple(tiers),
        )
        for finding in checked.of_targets():
            codes = [code for code in finding.series if (code, "") in in_file]
            if codes:
                row = in_file.get((codes[0], finding.tier)) or in_file[codes[0], ""]
                kind = "does not fit" if finding.is_grave else "worth a look"
                said = formatting.phrase(finding.sentence)
                misfits.append(f"row {row.row}, {row.code}, {kind}: {said}")
    return misfits
