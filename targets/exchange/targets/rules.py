"""When a stated target contradicts itself: roles, comparators, bounds, pace."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from targets.core.values.facts import (
    TASK_MEASURES,
    Accumulation,
    Comparator,
    Frequency,
    Measure,
    PaceMethod,
)
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.units import PERCENT, same_unit
from targets.exchange.sheets.problems import ProblemCode

from .cells import Cells
from .rows import Role

_PACED = frozenset({Measure.AMOUNT, Measure.STOCK})
_CEILINGS = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_OTHER_SIGNS = {"≥": ">=", "≤": "<="}


class Statement(NamedTuple):
    """The number that was stated and how it is to be judged."""

    comparator: Comparator | None
    value: Decimal | None
    upper_value: Decimal | None
    tolerance: Decimal | None


def read_statement(cells: Cells, unit: str) -> Statement:
    return Statement(
        cells.choice("comparator", Comparator, _OTHER_SIGNS),
        cells.number("value", unit),
        cells.number("upper_value", unit),
        cells.number("tolerance", unit),
    )


def role_of(measure: Measure, cells: Cells) -> Role:
    """The role of a row that names none. A number without a comparator stays a target, so that
    the missing comparator is asked for."""
    if measure in TASK_MEASURES:
        return Role(measure.value)
    stated = any(cells.raw(column) for column in ("value", "comparator", "reference"))
    return Role.TARGET if stated else Role.COMMITMENT


def usual_pace(measure: Measure, accumulation: Accumulation) -> PaceMethod:
    """The pace of a row that names none: totals of a year are held against the calendar."""
    if measure is Measure.AMOUNT and accumulation is not Accumulation.LATEST:
        return PaceMethod.LINEAR
    return PaceMethod.NONE


def usual_decimals(unit: str, is_count: bool) -> int:
    if is_count:
        return 0
    return 1 if same_unit(unit, PERCENT) else 2


def more_is_better(measure: Measure, comparator: Comparator | None) -> bool:
    """Of a row that does not say: first place is better than second, and a ceiling is kept."""
    return measure is not Measure.RANK and comparator not in _CEILINGS


def check_indicator(
    cells: Cells, measure: Measure, accumulation: Accumulation, pace: PaceMethod
) -> None:
    """Tasks are logged in stages, figures are not; only amounts and stocks have a pace."""
    is_task = measure in TASK_MEASURES
    if is_task != (accumulation is Accumulation.STAGE):
        _contradiction(
            cells,
            "accumulation",
            _("A milestone, programme or qualitative commitment is logged as stage.")
            if is_task
            else _("Stage is for milestones, programmes and qualitative commitments only."),
        )
    if pace is not PaceMethod.NONE and measure not in _PACED:
        _contradiction(
            cells, "pace", _("Only amounts and stocks have a pace. Leave the cell empty.")
        )


def check_calendar(cells: Cells, frequency: Frequency, *, jan_feb_merged: bool) -> None:
    if jan_feb_merged and frequency is not Frequency.MONTHLY:
        _contradiction(
            cells, "jan_feb_merged", _("Only a monthly indicator joins January with February.")
        )


def check_statement(cells: Cells, role: Role, measure: Measure, statement: Statement) -> None:
    """Does the number fit the role, and the bounds each other?"""
    if role.is_task != (measure in TASK_MEASURES) or (role.is_task and role.value != measure.value):
        _contradiction(cells, "role", _("The role does not fit the measure. Leave the role empty."))
    elif role is Role.TARGET and cells.raw("reference"):
        _check_reference(cells, statement)
    elif role is Role.TARGET:
        _check_number(cells, statement)
    else:
        _refuse_number(cells, role)
    _check_bounds(cells, statement)


def _check_number(cells: Cells, statement: Statement) -> None:
    """A target has a number with a comparator, or neither."""
    if cells.raw("value") and not cells.raw("comparator"):
        cells.problem(
            ProblemCode.BLANK,
            phrase(
                _(
                    "A target’s number needs a comparator, such as >=. A number that is no "
                    "target has the role context."
                )
            ),
            "comparator",
        )
    elif statement.comparator is not None and not cells.raw("value"):
        cells.problem(
            ProblemCode.BLANK,
            phrase(_("A comparator needs a value. Without a number leave both empty.")),
            "value",
        )


def _check_reference(cells: Cells, statement: Statement) -> None:
    """What is compared with another indicator has a comparator, and no number."""
    if cells.raw("value"):
        _contradiction(
            cells,
            "value",
            _("The target is compared with another indicator. Leave the value empty."),
        )
    if statement.comparator is None and not cells.raw("comparator"):
        cells.problem(
            ProblemCode.BLANK,
            phrase(_("What is compared with another indicator needs a comparator, such as >.")),
            "comparator",
        )
    elif statement.comparator is Comparator.BETWEEN:
        _contradiction(
            cells, "comparator", _("What is compared with another indicator has no two bounds.")
        )


def _refuse_number(cells: Cells, role: Role) -> None:
    """What is not a target is not judged by a number."""
    columns = ["comparator", "upper_value", "tolerance", "reference"]
    if role is not Role.CONTEXT:
        columns.append("value")
    for column in columns:
        if cells.raw(column):
            _contradiction(
                cells,
                column,
                _(
                    "Only a row with the role target is judged by a number. A number that is "
                    "part of a name belongs into count_in_name."
                ),
            )


def _check_bounds(cells: Cells, statement: Statement) -> None:
    comparator, value, upper, tolerance = statement
    if comparator is Comparator.BETWEEN:
        if not cells.raw("upper_value"):
            cells.problem(
                ProblemCode.BLANK, phrase(_("“between” needs an upper value.")), "upper_value"
            )
        elif value is not None and upper is not None and upper < value:
            cells.problem(
                ProblemCode.BOUNDS_CROSSED,
                phrase(
                    _("The bounds are crossed: the upper value %(upper)s is below %(value)s."),
                    upper=f"{upper:f}",
                    value=f"{value:f}",
                ),
                "upper_value",
            )
    elif comparator is not None and upper is not None:
        _contradiction(cells, "upper_value", _("Only “between” has an upper value."))
    if tolerance is not None and tolerance < 0:
        cells.problem(
            ProblemCode.OUT_OF_RANGE, phrase(_("A tolerance is not negative.")), "tolerance"
        )
    if comparator not in (None, Comparator.EQUAL) and tolerance is not None:
        _contradiction(cells, "tolerance", _("Only “=” has a tolerance."))


def _contradiction(cells: Cells, column: str, message: str) -> None:
    cells.problem(ProblemCode.CONTRADICTION, phrase(message), column)
