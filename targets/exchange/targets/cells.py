"""The cells of one row as values: what cannot be read becomes a problem, and reading goes on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.numbers import DECIMALS, parse_number
from targets.exchange.headers.period_text import FIRST_YEAR, LAST_YEAR, parse_day
from targets.exchange.sheets.problems import CellRefused, Note, ProblemCode, Problems, shortened
from targets.exchange.sheets.tables import TableRow

Choice = TypeVar("Choice", bound=StrEnum)
T = TypeVar("T")

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_INTEGER = re.compile(r"[0-9]{1,9}")
_YES_NO = {
    "no": False, "n": False, "false": False, "0": False, "否": False,
    "yes": True, "y": True, "true": True, "1": True, "是": True,
}  # fmt: skip
LARGEST_INTEGER = 2_147_483_647  # what the database holds


class Cells:
    """Reads the cells of one row by column name. ``ok`` turns false with the first problem."""

    def __init__(
        self, row: TableRow, headers: Mapping[str, str], problems: Problems, notes: list[Note]
    ) -> None:
        self.row = row.row
        self.ok = True
        self._cells = row.cells
        self._headers = headers
        self._problems = problems
        self._notes = notes

    def raw(self, column: str) -> str:
        """The cell as it stands; empty when the file does not have the column."""
        return self._cells.get(column, "")

    def problem(self, code: ProblemCode, message: Phrase, column: str | None = None) -> None:
        self.ok = False
        self._problems.add(
            code,
            message,
            row=self.row,
            column=self._header(column),
            value="" if column is None else self.raw(column),
        )

    def text(self, column: str, longest: int, *, required: bool = False) -> str:
        """Free text of at most ``longest`` characters."""
        text = self.raw(column)
        if required and not text:
            self._blank(column)
        elif len(text) > longest:
            self.problem(
                ProblemCode.TOO_LONG,
                phrase(
                    _("The text has %(length)s characters; at most %(longest)s are possible."),
                    length=len(text),
                    longest=longest,
                ),
                column,
            )
        return text

    def code(self, column: str, *, required: bool = False) -> str:
        """A code: Latin letters, digits, ``_ . -``; full width is made half width."""
        text = self._folded(column)
        if not text:
            if required:
                self._blank(column)
        elif not _CODE.fullmatch(text):
            self.problem(
                ProblemCode.BAD_CODE,
                phrase(
                    _(
                        "“%(value)s” is not a code: Latin letters, digits, “_”, “.” and “-” "
                        "only, at most 64 of them."
                    ),
                    value=shortened(text),
                ),
                column,
            )
        return text

    def choice(
        self, column: str, choices: type[Choice], also: Mapping[str, str] | None = None
    ) -> Choice | None:
        """One of a closed list by its stable value, or by another spelling; None for blank."""
        text = self._folded(column).casefold()
        if not text:
            return None
        try:
            return choices((also or {}).get(text, text))
        except ValueError:
            self._not_a_choice(column, ", ".join(member.value for member in choices if member))
            return None

    def required_choice(self, column: str, choices: type[Choice]) -> Choice | None:
        """As :meth:`choice`; None only after a problem."""
        found = self.choice(column, choices)
        if found is None and not self._folded(column):
            self._blank(column)
        return found

    def yes(self, column: str, *, blank: bool = False) -> bool:
        """Yes or no; a blank cell is what ``blank`` says."""
        text = self._folded(column).casefold()
        if not text:
            return blank
        answer = _YES_NO.get(text)
        if answer is None:
            self._not_a_choice(column, "yes, no")
        return bool(answer)

    def number(self, column: str, unit: str = "", *, decimals: int = DECIMALS) -> Decimal | None:
        """A number in ``unit``; None for blank. A conversion leaves a note."""
        parsed = self._parsed(column, lambda text: parse_number(text, unit, decimals=decimals))
        if parsed is None:
            return None
        if parsed.note is not None:
            self.note(parsed.note, column)
        return parsed.value

    def integer(self, column: str, least: int = 0, most: int = LARGEST_INTEGER) -> int | None:
        """A whole number within bounds; None for blank."""
        text = self._folded(column)
        if not text:
            return None
        # Excel writes 2024.0 for some years
        digits = re.sub(r"\.0*\Z", "", text)
        if _INTEGER.fullmatch(digits) and least <= int(digits) <= most:
            return int(digits)
        self.problem(
            ProblemCode.OUT_OF_RANGE,
            phrase(
                _("“%(value)s” is not a whole number from %(least)s to %(most)s."),
                value=shortened(text),
                least=least,
                most=most,
            ),
            column,
        )
        return None

    def year(self, column: str) -> int | None:
        return self.integer(column, FIRST_YEAR, LAST_YEAR)

    def required_year(self, column: str) -> int | None:
        """As :meth:`year`; None only after a problem."""
        if not self.raw(column):
            self._blank(column)
        return self.year(column)

    def day(self, column: str) -> date | None:
        """A calendar day; None for blank."""
        return self._parsed(column, parse_day)

    def required_day(self, column: str) -> date | None:
        """As :meth:`day`; None only after a problem."""
        if not self.raw(column):
            self._blank(column)
        return self.day(column)

    def refused(self, column: str, error: CellRefused) -> None:
        """Turn what a parser said of this column's cell into a problem."""
        self.problem(error.code, error.message, column)

    def note(self, message: Phrase, column: str) -> None:
        self._notes.append(Note(message, self.row, self._headers[column]))

    def _parsed(self, column: str, parse: Callable[[str], T]) -> T | None:
        text = self.raw(column)
        if not text:
            return None
        try:
            return parse(text)
        except CellRefused as error:
            self.refused(column, error)
            return None

    def _folded(self, column: str) -> str:
        return unicodedata.normalize("NFKC", self.raw(column)).strip()

    def _header(self, column: str | None) -> str | None:
        return None if column is None else self._headers.get(column, column)

    def _blank(self, column: str) -> None:
        self.problem(
            ProblemCode.BLANK,
            phrase(_("The cell is empty; this column needs a value.")),
            column,
        )

    def _not_a_choice(self, column: str, choices: str) -> None:
        self.problem(
            ProblemCode.NOT_A_CHOICE,
            phrase(
                _("“%(value)s” is not possible here. Possible are: %(choices)s."),
                value=shortened(self.raw(column)),
                choices=choices,
            ),
            column,
        )


def place_of(cells: Cells, place: str) -> str:
    """The row's place; a problem when the file is read for another one."""
    written = cells.code("place")
    if place and written not in ("", place):
        cells.problem(
            ProblemCode.OTHER_PLACE,
            phrase(
                _("The row belongs to “%(written)s”, and the file is read for “%(place)s”."),
                written=shortened(written),
                place=place,
            ),
            "place",
        )
    return written or place
