"""The reporting matrix as rows of a file: a unit and period a row, the words of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets import formatting
from targets.core.judging.timeliness import Timeliness
from targets.exchange.out.xlsx import Kind, XlsxColumn
from targets.reads.reporting.matrix import Matrix
from targets.web.reporting.query import ReportingAsked
from targets.web.reporting.screen import percent_of, word


class Column(NamedTuple):
    """A header and what its column holds."""

    header: str
    kind: Kind = Kind.TEXT


def columns() -> list[Column]:
    """The columns in the reader's language."""
    return [
        Column(_("Place")),
        Column(_("Year"), Kind.INTEGER),
        Column(_("Reporting unit")),
        Column(_("Unit code")),
        Column(_("Period end"), Kind.DATE),
        Column(_("Status")),
        Column(_("Reported"), Kind.INTEGER),
        Column(_("Reports expected"), Kind.INTEGER),
        Column(pgettext("report", "Late"), Kind.INTEGER),
        Column(pgettext("report", "Missing"), Kind.INTEGER),
        Column(_("Returned"), Kind.INTEGER),
        Column(_("On time in the year (%)"), Kind.NUMBER),
    ]


def xlsx_columns() -> list[XlsxColumn]:
    """The same columns for a workbook."""
    return [
        XlsxColumn(column.header, column.kind, decimals=1 if column.kind is Kind.NUMBER else None)
        for column in columns()
    ]


def rows(matrix: Matrix, asked: ReportingAsked) -> Iterator[tuple[object, ...]]:
    """One row a unit and period that was collected; numbers as numbers."""
    place = formatting.name(asked.place.label)
    for row in matrix.rows:
        for end, cell in zip(matrix.ends, row.cells, strict=True):
            if cell.worst is Timeliness.NOT_COLLECTING:
                continue
            yield (
                place, asked.year, formatting.name(row.unit), row.unit.code, end, word(cell.worst),
                cell.reported, cell.expected, cell.late, cell.missing, cell.returned,
                percent_of(row.totals),
            )  # fmt: skip
