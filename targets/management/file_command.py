"""What commands that read or write files share: places, people, refusals, exit codes.

Exit code 0: done. 1: the content was refused, nothing was written. 2: the command line is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, ClassVar, NoReturn

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from targets import clock, formatting
from targets.exchange.sheets.problems import FileRefused, Note, Problem
from targets.models import Tier, Unit

REFUSED, MISUSED = 1, 2
_NAMED = 20  # places that a message names


class FileCommand(BaseCommand):
    """A command whose refusals say what is wrong and where, in the product's language."""

    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]

    def misuse(self, message: str) -> NoReturn:
        """The command line is wrong."""
        raise CommandError(message, returncode=MISUSED)

    def place(self, code: str) -> Unit:
        """The place with this code."""
        place = Unit.objects.places().filter(code=code).first()
        if place is None:
            codes = list(Unit.objects.places().values_list("code", flat=True))
            known = ", ".join(codes[:_NAMED]) or "–"
            if len(codes) > _NAMED:
                known += f" and {len(codes) - _NAMED} more"
            self.misuse(f"There is no place “{code}”. Known: {known}. `add_place` adds one.")
        return place

    def person(self, username: str | None) -> User | None:
        """The person with this name; None for no name."""
        if not username:
            return None
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            self.misuse(f"There is no active person “{username}”.")
        return person

    def tier(self, code: str | None) -> str | None:
        """The code of a tier that exists; None for none."""
        if code and not Tier.objects.filter(code=code).exists():
            known = ", ".join(Tier.objects.values_list("code", flat=True))
            self.misuse(f"There is no tier “{code}”. Known: {known}.")
        return code or None

    @contextmanager
    def opened(self, path: str) -> Iterator[IO[bytes]]:
        """The file to read; refusals of its content end the command."""
        try:
            source = Path(path).open("rb")  # noqa: SIM115 - closed below
        except OSError as error:
            self.misuse(f"{path} cannot be read: {error.strerror}.")
        with source:
            try:
                yield source
            except FileRefused as refused:
                self._say(refused)
                raise CommandError(f"{path}: nothing was written.", returncode=REFUSED) from refused
            except ValidationError as error:
                raise CommandError(" ".join(error.messages), returncode=REFUSED) from error

    def _say(self, refused: FileRefused) -> None:
        for problem in refused.problems:
            self.stderr.write(_located(problem))
        if refused.more:
            self.stderr.write(f"… and {refused.more} more.")

    def say_notes(self, notes: tuple[Note, ...]) -> None:
        """What was accepted but has to be known, such as a converted unit."""
        for note in notes:
            self.stdout.write(_located(note))

    @contextmanager
    def writing(self, *, dry_run: bool) -> Iterator[None]:
        """One transaction, rolled back when only trying."""
        with transaction.atomic():
            yield
            if dry_run:
                transaction.set_rollback(True)
                self.stdout.write("Dry run: nothing was written.")


def _located(said: Problem | Note) -> str:
    """A sentence behind its row and column, as far as it has them."""
    where = [f"row {said.row}" if said.row else "", said.column or ""]
    place = ", ".join(part for part in where if part)
    text = formatting.phrase(said.message)
    return f"{place}: {text}" if place else text


def add_dry_run(parser: CommandParser) -> None:
    """The option of every command that writes."""
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would happen and write nothing"
    )


def day(text: str) -> date:
    """A date on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{text}” is not a date; write it as 2024-06-30"
        raise argparse.ArgumentTypeError(message) from None


def known_at(options: Mapping[str, Any]) -> datetime | None:
    """The recorded time asked for; None is now."""
    return clock.end_of(options["known"]) if options["known"] else None


def today(options: Mapping[str, Any]) -> date:
    """The day that counts as today: the one whose knowledge is asked for, if it has passed."""
    present: date = clock.today()
    return min(options["known"] or present, present)


@contextmanager
def output(path: str | None) -> Iterator[IO[bytes]]:
    """Where bytes go: a file, or standard output for None or “-”."""
    if path is None or path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        target = Path(path).open("wb")  # noqa: SIM115 - closed below
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise CommandError(message, returncode=MISUSED) from error
    with target:
        yield target


def export_options(parser: CommandParser, *, tier: bool = True) -> None:
    """The options that exports share."""
    parser.add_argument("--place", help="code of a place; every place if left out")
    parser.add_argument("--year", type=int, help="a year, as 2024")
    if tier:
        parser.add_argument("--tier", help="code of a tier, as plan or stretch")
    parser.add_argument("--as-of", type=day, help="valid time, as 2024-06-30")
    parser.add_argument(
        "--known", type=day, help="recorded time: as was known at the end of this day"
    )
    parser.add_argument("--output", help="file to write; standard output if left out")
