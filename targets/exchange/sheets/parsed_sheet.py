"""What a file of figures brings: its sheets as they were understood, and row by row the entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from targets.core.values.entry import Entry
from targets.core.values.facts import Phrase
from targets.core.values.periods import month_end

from .problems import Note, Problem


class Meaning(StrEnum):
    """What the figures of a column are, when they are not the period's own."""

    OWN = ""
    GROWTH = "growth"  # on the same period of the year before, in percent
    CHANGE = "change"  # any other difference
    SHARE = "share"  # of a target, of a whole; a rank
    PLAN = "plan"
    LAST = "last"  # last year's, last month's
    PLACE = "place"  # another place's, beside this one's own
    OTHER = "other"  # a person chose another column for the same


class Basis(StrEnum):
    """What a column's words say of its figures; nothing for a bare 3月 or 数值."""

    UNSAID = ""
    TOTAL = "total"  # since the beginning of the year: 累计, 1—3月
    SINGLE = "single"  # the period alone: 当月


class How(StrEnum):
    """How a column was recognised."""

    EXACT = "exact"  # by a header our own files write
    SYNONYM = "synonym"
    CHOSEN = "chosen"  # by the person who corrected the match
    ASKED = "asked"  # it may be what another column is too, or another place's: a person chooses
    IGNORED = "ignored"  # known, and not read: 年度目标, 上年同期
    NONE = "none"


class Form(StrEnum):
    """How a sheet is laid out."""

    LONG = "long"  # a row a figure
    LEDGER = "ledger"  # a row an indicator, a column a period
    UNRECOGNISED = "unrecognised"


PERIOD = "period"  # the stable name of a ledger's month columns


class ColumnMatch(NamedTuple):
    """One column of a sheet: where it stands, what it is taken for, and why."""

    index: int  # type: ignore[assignment]  # hides a method of tuples that nobody needs
    letter: str
    header: str
    column: str  # stable name, ``period`` for a month of a ledger, empty when not read
    how: How
    unit: str = ""  # written in the header: 累计(亿元)
    basis: Basis = Basis.UNSAID
    month: int | None = None  # of a period column
    year: int | None = None  # of a period column that names it
    months: int = 0  # how many the period has, where the header says it: 3 for 二季度
    meaning: Meaning = Meaning.OWN  # why its figures are not the period's own
    claim: str = ""  # what a column that is asked about may be, as a correction would say it
    group: str = ""  # the uppermost of several header lines

    @property
    def label(self) -> str:
        """Letter and header, the way a person finds the column."""
        return f"{self.letter} {self.header}".rstrip()

    @property
    def is_label(self) -> bool:
        """Known, and no figures: 序号, 责任单位."""
        return self.how is How.IGNORED and self.meaning is Meaning.OWN

    def period_end(self, year: int | None) -> date | None:
        """The end of a period column, the year taken from the sheet where it is not written."""
        year = self.year or year
        return None if year is None or self.month is None else month_end(year, self.month)


class Unread(NamedTuple):
    """Cells with figures that were not read: how many; the sentence says which, and why."""

    sheet: str
    cells: int
    message: Phrase


class Sheet(NamedTuple):
    """One sheet as it was understood. ``header_row`` counts as the spreadsheet does."""

    name: str
    is_hidden: bool
    form: Form
    header_row: int
    columns: tuple[ColumnMatch, ...]
    unit: str = ""  # of the whole sheet: 单位:亿元
    year: int | None = None
    notes: tuple[Note, ...] = ()
    period_end: date | None = None  # of the whole sheet: its title says 2024年1—6月
    needs_year: bool = False  # a column or row names a month and nothing names its year
    width: int = 0  # cells of the header
    basis: Basis = Basis.UNSAID  # of the title's period: 1—6月 is a total
    months: int = 0  # and how many months its words say
    is_money: bool = False  # the unit is for what is counted in money: 金额单位
    questions: tuple[Note, ...] = ()  # what a person has to choose before it is read
    unread: tuple[Unread, ...] = ()  # figures above the header
    remarks: tuple[Note, ...] = ()  # what has to be said before anything is confirmed
    first_row: int = 0  # of the header

    def first(self, column: str) -> int | None:
        """The index of the column with this stable name."""
        return next((match.index for match in self.columns if match.column == column), None)


class FillInMark(NamedTuple):
    """What the hidden sheet of a workbook to fill in says of it."""

    version: int
    place: str
    unit: str
    period_end: date
    headers: tuple[tuple[str, str], ...]  # header → stable name
    words: tuple[tuple[str, str], ...]  # word of a list → stable value
    instructions: str = ""  # the sheet that is only to be read by people


class ParsedRow(NamedTuple):
    """One entry as the file says it. Without ``problems`` it can be taken. The series of
    ``entry`` is known by its code alone."""

    sheet: str
    row: int  # as the spreadsheet counts
    column: str  # letter and header of the value
    code: str
    entry: Entry
    value_text: str
    problems: tuple[Problem, ...]
    original: tuple[str, ...]  # the cells as they stood
    notes: tuple[Phrase, ...] = ()

    @property
    def period_end(self) -> date | None:
        """None where the file names no period."""
        return None if self.entry.period_end is NO_PERIOD else self.entry.period_end


NO_PERIOD = date.min


class Hidden(NamedTuple):
    """Hidden rows and columns, counted from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


class RawSheet(Protocol):
    """The cells of one sheet as text; can be gone through more than once."""

    @property
    def name(self) -> str: ...
    @property
    def is_hidden(self) -> bool: ...
    @property
    def is_ragged(self) -> bool:
        """May rows be shorter or longer than the header? True for CSV."""
        ...

    @property
    def merged(self) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
        """Merged ranges: first and last (row, column), counted from 0."""
        ...

    @property
    def above(self) -> tuple[str, ...]:
        """Lines of text above the table that are not among its rows, the nearest first."""
        ...

    @property
    def hidden(self) -> Hidden:
        """Rows and columns that the spreadsheet does not show."""
        ...

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Rows that hold something, with the number a spreadsheet shows."""
        ...

    def decimals_shown(self, row: int, column: int) -> int | None:
        """How many decimals the number of a cell is shown with; ``row`` as a spreadsheet counts,
        ``column`` from 0. None where that is not said."""
        ...


class Book(NamedTuple):
    """An opened file."""

    file_name: str
    sha256: str
    size: int
    sheets: tuple[Sheet, ...]
    raw: tuple[RawSheet, ...]  # one for each sheet
    fill_in: FillInMark | None = None


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
