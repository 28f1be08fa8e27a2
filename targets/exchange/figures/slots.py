"""A row's place in the ledger: its series and period, found once for each spelling.

A file of 100,000 rows spells some thousand series and some dozen periods; every spelling is
understood once and remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from targets.core.values.facts import Accumulation
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.units import normalised_unit, unit_difference
from targets.exchange.sheets.parsed_sheet import Basis, ColumnMatch, Sheet
from targets.exchange.sheets.problems import CellRefused, Problem, ProblemCode, shortened

from .moments import Moment
from .place_said import Place
from .rules import SeriesShape, unit_refusal
from .series_index import SeriesIndex

_REMEMBERED = 50_000  # spellings; more than that are no spellings but noise
DAY_BITS = 22  # hold the number of any day


class Ident(NamedTuple):
    """A series as one spelling names it on one sheet."""

    number: int  # -1: unknown
    code: str
    shape: SeriesShape | None
    value: ColumnMatch | None  # the column its figures stand in (long form)
    unit: str  # what its figures are written in, empty for the unit of the series
    moments: dict[object, Moment]  # shared by all series with the same calendar and basis
    problems: tuple[Problem, ...] = ()
    is_blank: bool = False  # neither code nor name
    growth: Ident | None = None  # the series that is the growth of this one


class Slot(NamedTuple):
    """One figure's cell, or one task's row, before it is read."""

    key: int  # series and period as a number; -1 when one of them is unknown
    row: int
    cells: Sequence[str]
    ident: Ident
    moment: Moment
    match: ColumnMatch | None
    problems: tuple[Problem, ...] = ()  # of the row's shape


class Asked(NamedTuple):
    """For what a file is read."""

    place: Place
    known: SeriesIndex
    today: date
    year: int | None
    words: Mapping[str, str]  # words for the states of tasks
    growth: Mapping[str, str] = {}  # a level's code → that of its growth


def slot_key(ident: Ident, moment: Moment) -> int:
    """The same number for the same series and period, whatever the sheet."""
    if ident.number < 0 or moment.ordinal < 0:
        return -1
    return ident.number << DAY_BITS | moment.ordinal


class Idents:
    """Understands the identifying cells of one sheet's rows."""

    def __init__(self, sheet: Sheet, asked: Asked) -> None:
        self._asked = asked
        self._sheet = sheet
        self._columns: dict[str, ColumnMatch] = {
            name: match
            for name in ("code", "name_zh", "unit_zh", "place")
            for match in sheet.columns
            if match.column == name
        }
        self.indexes = tuple(match.index for match in self._columns.values())
        self.names = tuple(self._columns)
        years = (None, sheet.year or asked.year)
        self._values, self._growths = (
            [column for column in sheet.columns if column.column == name and column.year in years]
            for name in ("value", "growth")
        )
        self._known: dict[object, Ident] = {}
        self._moments: dict[object, dict[object, Moment]] = {}
        self.get = self._known.get

    def understand(self, key: object) -> Ident:
        """The series that these cells mean; ``key`` is what :attr:`indexes` pick from a row."""
        texts = (key,) if isinstance(key, str) else key
        assert isinstance(texts, tuple)  # noqa: S101 - an itemgetter gives one cell or several
        said: dict[str, str] = {
            name: str(text).strip() for name, text in zip(self.names, texts, strict=True)
        }
        ident = self._ident(said)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[key] = ident
        return ident

    def _ident(self, said: Mapping[str, str]) -> Ident:
        code, name, unit = (said.get(each, "") for each in ("code", "name_zh", "unit_zh"))
        problems = [] if self._same_place(said.get("place", "")) else [self._other_place(said)]
        first = self._values[0] if self._values else None
        if not code and not name:
            return Ident(-1, "", None, first, "", {}, (*problems, self._nobody()), is_blank=True)
        try:
            found, behind = self._asked.known.find(code, name)
        except CellRefused as error:
            by_name = not code or error.code is ProblemCode.WRONG_NAME
            column = self._columns["name_zh" if by_name else "code"]
            problem = error.at(None, column.label, name if by_name else code)
            return Ident(-1, code, None, first, "", {}, (*problems, problem))
        shape = self._asked.known.shape(found)
        value = preferred(self._values, shape.accumulation)
        written = self._unit(shape, unit or behind, value)
        if unit and unit_difference(unit, shape.unit_zh) is None:
            problems.append(
                unit_refusal(unit, shape).at(None, self._columns["unit_zh"].label, unit)
            )
            written = ""
        return Ident(
            self._asked.known.number(found), found, shape, value, written,
            self._moments_of(shape, value), tuple(problems), growth=self._growth(found, shape),
        )  # fmt: skip

    def _moments_of(self, shape: SeriesShape, value: ColumnMatch | None) -> dict[object, Moment]:
        said = (value.basis, value.months) if value else (Basis.UNSAID, 0)
        kind = (shape.calendar, shape.accumulation, shape.is_task, *said)
        return self._moments.setdefault(kind, {})

    def _growth(self, code: str, level: SeriesShape) -> Ident | None:
        """The series that a column of growth beside the level's figures is for."""
        of = self._asked.growth.get(code)
        if of is None:
            return None
        shape = self._asked.known.shape(of)
        value = preferred_growth(self._growths, level.accumulation)
        moments = self._moments_of(shape, value)
        return Ident(self._asked.known.number(of), of, shape, value, "", moments)

    def _unit(self, shape: SeriesShape, own: str, value: ColumnMatch | None) -> str:
        """The unit that figures without one are written in: the row's, the column's, the
        sheet's; empty when it is the series' own."""
        unit = own or (value.unit if value else "") or self.sheet_unit(shape)
        return "" if normalised_unit(unit) == normalised_unit(shape.unit_zh) else unit

    def sheet_unit(self, shape: SeriesShape) -> str:
        """Of the units a sheet says, 亿元、%, the one this series can have."""
        units = self._sheet.unit.split("、")
        fitting = (unit for unit in units if unit_difference(unit, shape.unit_zh) is not None)
        return next(fitting, "" if self._sheet.is_money else units[0])

    def _same_place(self, written: str) -> bool:
        return self._asked.place.is_meant(written)

    def _other_place(self, said: Mapping[str, str]) -> Problem:
        error = other_place(said["place"], self._asked.place.shown)
        return error.at(None, self._columns["place"].label, said["place"])

    def _nobody(self) -> Problem:
        column = self._columns.get("code") or self._columns["name_zh"]
        return CellRefused(
            ProblemCode.BLANK, phrase(_("The cell is empty; this column needs a value."))
        ).at(None, column.label)


def other_place(written: str, place: str) -> CellRefused:
    """The sentence for rows, or a workbook, of another place."""
    return CellRefused(
        ProblemCode.OTHER_PLACE,
        phrase(
            _("The row belongs to “%(written)s”, and the file is read for “%(place)s”."),
            written=shortened(written),
            place=place,
        ),
    )


def preferred(columns: Sequence[ColumnMatch], accumulation: Accumulation) -> ColumnMatch | None:
    """Of the columns that could hold a series' figure the one it is entered in: the running
    total, but for series that are entered period by period."""
    return min(columns, key=lambda each: preference(each, accumulation), default=None)


def preference(column: ColumnMatch, accumulation: Accumulation) -> int:
    """How well a column suits a kind of series; the smallest is preferred."""
    order = [Basis.TOTAL, Basis.UNSAID, Basis.SINGLE]
    index = order.index(column.basis)
    return -index if accumulation is Accumulation.INCREMENT else index


def preferred_growth(
    columns: Sequence[ColumnMatch], accumulation: Accumulation
) -> ColumnMatch | None:
    """Of several columns of growth the one of the level's own figures; that of a month alone is
    none of a running total."""
    if accumulation is Accumulation.RUNNING_TOTAL:
        columns = [column for column in columns if column.basis is not Basis.SINGLE]
    return preferred(columns, accumulation)
