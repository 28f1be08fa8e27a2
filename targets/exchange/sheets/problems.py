"""What is wrong with a file: numbered problems, collected and bounded, in no language yet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from targets.core.values.facts import Phrase
from targets.core.values.refusals import ProblemCode

__all__ = [
    "LISTED", "CellRefused", "FileRefused", "Note", "Offer", "Problem", "ProblemCode", "Problems",
    "refused", "shortened",
]  # fmt: skip

LISTED = 100  # so many problems are listed; the rest are only counted
_DECIMALS = 8  # what numeric(24, 8) holds
_WIDE = Context(prec=60)  # no number is rounded by it
_SHOWN = 40  # characters of a cell that a message repeats


class Offer(NamedTuple):
    """A number with more digits than are kept: in the unit of the series, not yet rounded."""

    value: Decimal
    shift: int  # the power of ten from the unit it was written in to that of the series

    def rounded(self, decimals: int, *, written: bool = False) -> Decimal:
        """Half up, to decimals of the series, or of the number as it was ``written``."""
        places = min(max(decimals - self.shift if written else decimals, 0), _DECIMALS)
        step = Decimal(1).scaleb(-places)
        return self.value.quantize(step, ROUND_HALF_UP, _WIDE).normalize(_WIDE)


class Problem(NamedTuple):
    """One thing that is wrong, and where.

    ``row`` counts as Excel does (the header is row 1); None means the whole file. ``column`` is
    the header as the file writes it. ``value`` is the cell, shortened. ``offer`` can be taken
    instead, if the person agrees.
    """

    code: ProblemCode
    message: Phrase
    row: int | None = None
    column: str | None = None
    value: str = ""
    offer: Offer | None = None


class Note(NamedTuple):
    """Something that was accepted but has to be said, such as a converted unit."""

    message: Phrase
    row: int | None  # None: of the whole file
    column: str


class CellRefused(ValueError):
    """One text cannot be read; whoever knows the row and column makes a problem of it."""

    def __init__(self, code: ProblemCode, message: Phrase, offer: Offer | None = None) -> None:
        super().__init__(message.msgid % dict(message.params))
        self.code = code
        self.message = message
        self.offer = offer

    def at(self, row: int | None, column: str | None, value: str = "") -> Problem:
        return Problem(self.code, self.message, row, column, shortened(value), self.offer)


class FileRefused(Exception):
    """Nothing of the file is used. ``more`` counts the problems beyond the listed ones."""

    def __init__(self, problems: tuple[Problem, ...], more: int = 0) -> None:
        super().__init__(
            "; ".join(problem.message.msgid % dict(problem.message.params) for problem in problems)
        )
        self.problems = problems
        self.more = more


class Problems:
    """Collects problems while a file is read; keeps the first hundred and counts the rest."""

    def __init__(self) -> None:
        self._listed: list[Problem] = []
        self.count = 0

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._listed)

    def add(
        self,
        code: ProblemCode,
        message: Phrase,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str = "",
    ) -> None:
        self.append(Problem(code, message, row, column, shortened(value)))

    def append(self, problem: Problem) -> None:
        self.count += 1
        if len(self._listed) < LISTED:
            self._listed.append(problem)

    def refuse_if_any(self) -> None:
        """Raise :class:`FileRefused` when anything was found."""
        if self.count:
            raise FileRefused(tuple(self._listed), self.count - len(self._listed))


def refused(code: ProblemCode, message: Phrase, *, row: int | None = None) -> FileRefused:
    """A file refused as a whole, for one reason."""
    return FileRefused((Problem(code, message, row),))


def shortened(text: str) -> str:
    """At most forty characters on one line, without control characters: safe to print."""
    plain = "".join(
        " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in text[: _SHOWN + 1]
    ).strip()
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
