"""What an entry must agree with: its series' name, unit, calendar and kind; and itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from targets.core.periods import is_period_end, period_ends
from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase
from targets.core.values import Accumulation, Calendar

from .cells import Cells
from .problems import CellRefused, ProblemCode, shortened
from .units import same_unit

_TASK_COLUMNS = ("stage", "declared", "share_done", "expected_on", "done_on")
_FIGURE_COLUMNS = ("value", "qualifier")
_WHOLE = 100


class SeriesShape(NamedTuple):
    """What is known of a series before its file is read. An empty name is not held against
    the file's: an official may have renamed what a shipped file still calls by its old name."""

    name_zh: str
    unit_zh: str
    calendar: Calendar
    is_task: bool = False
    name_en: str = ""  # a second name that a workbook may call it by
    accumulation: Accumulation = Accumulation.LATEST


def name_refusal(name: str, shape: SeriesShape) -> CellRefused | None:
    """Why ``name``, where the file gives one, cannot be this series."""
    if not name or not shape.name_zh or same_unit(name, shape.name_zh):
        return None
    return wrong_name(name, shape)


def wrong_name(name: str, shape: SeriesShape) -> CellRefused:
    """The sentence for a code with another indicator's name."""
    return CellRefused(
        ProblemCode.WRONG_NAME,
        phrase(
            _("This code is “%(known)s”, not “%(value)s”. Is the code right?"),
            known=shape.name_zh,
            value=shortened(name),
        ),
    )


def unit_refusal(unit: str, shape: SeriesShape) -> CellRefused:
    """The sentence for a unit that is not this series'."""
    return CellRefused(
        ProblemCode.WRONG_UNIT,
        phrase(
            _("The unit of this series is “%(known)s”, not “%(value)s”."),
            known=shape.unit_zh,
            value=shortened(unit),
        ),
    )


def period_refusal(
    period_end: date, shape: SeriesShape | None, today: date | None
) -> CellRefused | None:
    """Why the period cannot be: the calendar does not have it, or it has not ended."""
    if shape is not None and not is_period_end(shape.calendar, period_end):
        months = (str(end.month) for end in period_ends(shape.calendar, period_end.year))
        return CellRefused(
            ProblemCode.NO_SUCH_PERIOD,
            phrase(
                _(
                    "This series has no period that ends on %(end)s. Its periods end with the "
                    "months %(months)s."
                ),
                end=period_end,
                months=", ".join(months),
            ),
        )
    if today is not None and period_end > today:
        return CellRefused(
            ProblemCode.NOT_ENDED,
            phrase(_("The period ends on %(end)s and has not ended yet."), end=period_end),
        )
    return None


def check_labels(cells: Cells, shape: SeriesShape) -> None:
    """Name and unit, where the file gives them, are the series' own."""
    wrong_name = name_refusal(cells.raw("name_zh"), shape)
    if wrong_name is not None:
        cells.refused("name_zh", wrong_name)
    unit = cells.raw("unit_zh")
    if unit and not same_unit(unit, shape.unit_zh):
        cells.refused("unit_zh", unit_refusal(unit, shape))


def check_period(
    cells: Cells, period_end: date, shape: SeriesShape | None, today: date | None
) -> None:
    """The calendar has the period, and it has ended."""
    refusal = period_refusal(period_end, shape, today)
    if refusal is not None:
        cells.refused("period_end", refusal)


def check_saying(cells: Cells, shape: SeriesShape | None, share_done: Decimal | None) -> None:
    """A figure has a value, a task text or a declared state, and neither has the other's."""
    if shape is not None:
        for column in _FIGURE_COLUMNS if shape.is_task else _TASK_COLUMNS:
            if cells.raw(column):
                cells.problem(
                    ProblemCode.CONTRADICTION,
                    phrase(
                        _("This is a task: it has text and a declared state, and no figure.")
                        if shape.is_task
                        else _("This is a figure: only tasks have text and a declared state.")
                    ),
                    column,
                )
    if not any(cells.raw(column) for column in _needed(shape)):
        cells.problem(
            ProblemCode.NOTHING_SAID,
            phrase(
                _(
                    "The row says nothing: a figure needs a value, a task text or a declared "
                    "state. An unknown figure is no row."
                )
            ),
            "stage" if shape is not None and shape.is_task else "value",
        )
    elif cells.raw("qualifier") and not cells.raw("value"):
        cells.problem(
            ProblemCode.CONTRADICTION,
            phrase(_("A qualifier belongs to a value, and the value is empty.")),
            "qualifier",
        )
    if share_done is not None and not 0 <= share_done <= _WHOLE:
        cells.problem(
            ProblemCode.OUT_OF_RANGE, phrase(_("A share of works is from 0 to 100.")), "share_done"
        )


def _needed(shape: SeriesShape | None) -> tuple[str, ...]:
    if shape is None:
        return ("value", "stage", "declared")
    return ("stage", "declared") if shape.is_task else ("value",)
