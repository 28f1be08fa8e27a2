"""Why a workbook is not read at all."""

from __future__ import annotations

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase

from .decoding import Limits
from .problems import FileRefused, ProblemCode, refused


def no_workbook() -> FileRefused:
    return refused(
        ProblemCode.BINARY,
        phrase(
            _(
                "This is not an Excel workbook that can be read. Save it as “Excel workbook "
                "(.xlsx)” and try again."
            )
        ),
    )


def damaged() -> FileRefused:
    return refused(
        ProblemCode.DAMAGED,
        phrase(_("The workbook is damaged or was cut off. Open it, save it again and try again.")),
    )


def impossible_day(row: int) -> FileRefused:
    return refused(
        ProblemCode.DAMAGED,
        phrase(
            _(
                "A cell of this row is shown as a day or a time, and its number is of none. Show "
                "it as a number or mend it, then try again."
            )
        ),
        row=row,
    )


def takes_too_much() -> FileRefused:
    return refused(
        ProblemCode.TOO_LARGE,
        phrase(
            _(
                "Reading this workbook takes too much time or memory. Open it, save it as “Excel "
                "workbook (.xlsx)” and try again, or split it."
            )
        ),
    )


def locked() -> FileRefused:
    return refused(
        ProblemCode.LOCKED,
        phrase(_("The workbook is protected by a password. Save it without one and try again.")),
    )


def too_wide(limits: Limits) -> FileRefused:
    return refused(
        ProblemCode.TOO_LARGE,
        phrase(
            _(
                "The workbook takes too much room: at most %(columns)s columns and %(cells)s cells "
                "a sheet can be read. Remove what is far outside the table, or split it."
            ),
            columns=limits.columns,
            cells=limits.cells,
        ),
    )


def too_many_columns(limits: Limits, row: int) -> FileRefused:
    return refused(
        ProblemCode.TOO_LARGE,
        phrase(
            _(
                "The file has a line of more than %(columns)s columns. Remove what is far beside "
                "the table, or split it."
            ),
            columns=limits.columns,
        ),
        row=row,
    )


def too_many_cells(limits: Limits, row: int) -> FileRefused:
    return refused(
        ProblemCode.TOO_LARGE,
        phrase(_("The file has more than %(cells)s cells. Split it."), cells=limits.cells),
        row=row,
    )


def too_many_sheets(limits: Limits) -> FileRefused:
    return refused(
        ProblemCode.TOO_LARGE,
        phrase(_("The workbook has more than %(limit)s sheets. Split it."), limit=limits.sheets),
    )
