"""Hold issued briefings against the ledgers as they were known then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser

from targets.briefs.canonical import differing, digest, digests
from targets.management.file_command import REFUSED, FileCommand
from targets.models import Briefing
from targets.reads.briefing.data import briefing_data_again
from targets.reads.judging.as_defined import redefined
from targets.reads.judging.judged import AsOf
from targets.reads.places.places import place_facts


class Command(FileCommand):
    help = (
        "Compute the figures of issued briefings again, from the ledgers as they were known when "
        "they were issued and by the definitions of then, hold their texts against the frozen "
        "digests, and say whether all is equal or what differs. Exit code 1 when anything does."
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
            self.stdout.write(f"{said}: the stored data do not have the stored SHA-256.")
            return False
        if wrong := [*_untrue_texts(issued), *_untrue_stamp(issued)]:
            for line in wrong:
                self.stdout.write(f"{said}: {line}")
            return False
        today = date.fromisoformat(issued.data["today"])
        place = place_facts(issued.place.code, today)
        assert place is not None  # noqa: S101 - a briefing keeps its place
        at = AsOf(issued.as_of, today, issued.known_at)
        again = briefing_data_again(place, issued.data, at)
        for line in _redefined(issued):
            self.stdout.write(f"{said}: {line}")
        if digest(again) == issued.sha256:
            self.stdout.write(f"{said}: equal, {issued.sha256}")
            return True
        for key in ("rows", "rows_before"):
            for code in differing(issued.data[key], again[key]):
                self.stdout.write(f"{said}: {code} differs ({key}).")
        return False


def _untrue_texts(issued: Briefing) -> Iterator[str]:
    """Of what is printed; briefings issued before texts were among the data have none to hold."""
    if "texts" not in issued.data:
        return
    then, now = issued.data["texts"], digests(issued.texts)
    for language in sorted({*then, *now}):
        keys = {**then.get(language, {}), **now.get(language, {})}
        for key in sorted(keys):
            if then.get(language, {}).get(key) != now.get(language, {}).get(key):
                yield f"the stored text ({language}, {key}) is not the one that was issued."


def _untrue_stamp(issued: Briefing) -> Iterator[str]:
    """What stands beside the data and is among them."""
    stamp = {
        "number": issued.number,
        "known_at": issued.known_at.isoformat(),
        "as_of": issued.as_of.isoformat(),
        "year": str(issued.year),
        "tier": issued.tier_id or "",
    }
    for name, value in stamp.items():
        if issued.data.get(name, value) != value:
            yield f"{name} is {value}; issued was {issued.data[name]}."


def _redefined(issued: Briefing) -> Iterator[str]:
    """What an indicator is defined as otherwise since; it makes nothing untrue."""
    for each in redefined(issued.data.get("series", ())):
        if each.now is None:
            yield f"{each.code} is gone since: its series was removed."
        else:
            yield (
                f"the definition of {each.code} changed since: {each.name} {each.then} →"
                f" {each.now}; judged as it was."
            )
