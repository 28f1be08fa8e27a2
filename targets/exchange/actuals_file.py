"""The file of actuals: a figure or the state of a task for each series and period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase
from targets.core.values import DeclaredState, Qualifier

from .actual_rules import SeriesShape, check_labels, check_period, check_saying
from .cells import Cells, place_of
from .decoding import DEFAULT_LIMITS, ByteSource, Limits
from .headers import FileKind
from .numbers import DECIMALS, ParsedNumber, parse_number, read_quantity
from .parsed import Parsed, Seen, read_rows
from .problems import CellRefused, ProblemCode

ACTUALS_FILE = FileKind(
    columns=(
        "place", "code", "name_zh", "name_en", "theme", "unit_zh", "unit_en", "period_end",
        "period_label", "value", "qualifier", "stage", "declared", "share_done", "expected_on",
        "done_on", "source", "note", "recorded_at", "illustrative",
        # appended
        "lane", "preliminary", "release_on",
    ),
    required=frozenset({"code", "period_end", "value"}),
)  # fmt: skip


class StandingInFile(StrEnum):
    """What an exported entry was: accepted, or waiting to be checked."""

    OFFICIAL = "official"
    PENDING = "pending"


class ActualRow(NamedTuple):
    """One entry. ``value`` is in the unit of the series; it is known only when the file was read
    with the series at hand, otherwise :func:`resolve_value` gives it."""

    row: int
    code: str
    period_end: date
    value_text: str = ""
    value: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    stage: str = ""
    declared: DeclaredState | None = None
    share_done: Decimal | None = None  # percent
    expected_on: date | None = None
    done_on: date | None = None
    source: str = ""
    note: str = ""
    place: str = ""
    name_zh: str = ""
    unit_zh: str = ""
    preliminary: bool = False
    release_on: date | None = None


def resolve_value(row: ActualRow, unit_zh: str, decimals: int = DECIMALS) -> ParsedNumber | None:
    """The row's figure in ``unit_zh``; None where it has none.

    Raises :class:`~.problems.CellRefused` for another unit, or more than ``decimals`` decimals.
    """
    return parse_number(row.value_text, unit_zh, decimals=decimals) if row.value_text else None


def read_actuals(
    source: ByteSource,
    *,
    place: str = "",
    series: Mapping[str, SeriesShape] | None = None,
    today: date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Parsed[ActualRow]:
    """Read a file of actuals for the place with this code (empty: rows of any place).

    ``series`` is what the place has, by code: codes, names, units, periods and values are
    checked against it, and values converted. ``today`` refuses periods that have not ended.
    Raises :class:`~.problems.FileRefused` with every problem found.
    """
    return read_rows(source, ACTUALS_FILE, _Reader(place, series, today).read, limits)


class _Reader:
    """Reads rows one by one and remembers which slots were named."""

    def __init__(
        self, place: str, series: Mapping[str, SeriesShape] | None, today: date | None
    ) -> None:
        self._place = place
        self._series = series
        self._today = today
        self._seen = Seen()

    def read(self, cells: Cells) -> ActualRow | None:
        """The row, or None after a problem and for an entry that was not accepted."""
        if cells.choice("lane", StandingInFile) is StandingInFile.PENDING:
            cells.note(phrase(_("This entry was not accepted yet, so it is left out.")), "lane")
            return None
        code = cells.code("code", required=True)
        place = place_of(cells, self._place)
        shape = self._shape(cells, code)
        period_end = cells.required_period_end("period_end")
        value = self._value(cells, shape)
        qualifier = cells.choice("qualifier", Qualifier) or Qualifier.EXACT
        declared = cells.choice("declared", DeclaredState)
        share_done = cells.number("share_done", "%", decimals=2)
        check_saying(cells, shape, share_done)
        row = ActualRow(
            row=cells.row,
            code=code,
            period_end=period_end or date.min,
            value_text=cells.raw("value"),
            value=value,
            qualifier=qualifier,
            stage=cells.text("stage", 1000),
            declared=declared,
            share_done=share_done,
            expected_on=cells.day("expected_on"),
            done_on=cells.day("done_on"),
            source=cells.text("source", 300),
            note=cells.text("note", 1000),
            place=place,
            name_zh=cells.raw("name_zh"),
            unit_zh=cells.raw("unit_zh"),
            preliminary=cells.yes("preliminary"),
            release_on=cells.day("release_on"),
        )
        if period_end is not None:
            check_period(cells, period_end, shape, self._today)
            self._seen.refuse_repeated(cells, (place, code, period_end), "period_end")
        return row if cells.ok else None

    def _shape(self, cells: Cells, code: str) -> SeriesShape | None:
        """The series with this code; a problem when the place has none. Not asked for when the
        code is no code, or the row is another place's."""
        if self._series is None or not cells.ok:
            return None
        shape = self._series.get(code)
        if shape is None:
            cells.problem(
                ProblemCode.UNKNOWN_CODE,
                phrase(
                    _("There is no series “%(code)s” here. Codes are as in the export of targets."),
                    code=code,
                ),
                "code",
            )
        else:
            check_labels(cells, shape)
        return shape

    @staticmethod
    def _value(cells: Cells, shape: SeriesShape | None) -> Decimal | None:
        """The figure in the series' unit; without a series only its form is looked at."""
        if shape is not None:
            return cells.number("value", shape.unit_zh)
        if cells.raw("value"):
            try:
                read_quantity(cells.raw("value"))
            except CellRefused as error:
                cells.refused("value", error)
        return None
