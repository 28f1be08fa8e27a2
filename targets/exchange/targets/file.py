"""The file of stated targets: its columns, and how its rows are read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from targets.core.values.facts import (
    TASK_MEASURES,
    Accumulation,
    Comparator,
    Frequency,
    Measure,
    PaceMethod,
    Qualifier,
)
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.units import PERCENT, same_unit
from targets.exchange.sheets.decoding import DEFAULT_LIMITS, ByteSource, Limits
from targets.exchange.sheets.headers import FileKind, Header
from targets.exchange.sheets.problems import ProblemCode

from .cells import Cells, place_of
from .parsed import Parsed, Seen, read_rows
from .rows import DEFAULT_TIER, Assignment, Role, TargetRow

# ---- When a stated target contradicts itself: roles, comparators, bounds, pace

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


# ---- The file

TARGETS_FILE = FileKind(
    columns=(
        "order", "code", "role", "name_zh", "name_en", "theme", "theme_zh", "theme_en",
        "measure", "accumulation", "tier", "comparator", "comparator_wording", "modality",
        "value", "upper_value", "unit_zh", "unit_en", "count_in_name", "year", "base_value",
        "base_qualifier", "base_year", "frequency", "jan_feb_merged", "pace", "is_count",
        "can_fall", "decimals", "lead_department", "other_departments", "reporting_department",
        "assignment", "document", "note",
        # appended to the shipped file's columns
        "place", "tolerance", "due_on", "effective_on", "reason", "higher_is_better",
        "checking_department", "leader", "illustrative", "growth_of", "growth_is_real",
        "reference",
    ),
    required=frozenset({
        "code", "name_zh", "measure", "accumulation", "comparator", "value", "unit_zh", "year",
        "frequency",
    }),
    special={"value": Header("目标值", "Target value", ("目标", "target"))},
)  # fmt: skip


def read_targets(
    source: ByteSource,
    *,
    place: str = "",
    tiers: Collection[str] | None = None,
    documents: Collection[str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Parsed[TargetRow]:
    """Read a file of targets for the place with this code (empty: rows of any place).

    ``tiers`` and ``documents`` are the codes that exist; None leaves them unchecked. Raises
    :class:`~.problems.FileRefused` with every problem found.
    """
    return read_rows(source, TARGETS_FILE, _Reader(place, tiers, documents).read, limits)


class _Definition(NamedTuple):
    """What every row of one code has to say alike."""

    name_zh: str
    measure: Measure
    accumulation: Accumulation
    unit_zh: str
    frequency: Frequency
    jan_feb_merged: bool


class _Reader:
    """Reads rows one by one and remembers what earlier rows said."""

    def __init__(
        self, place: str, tiers: Collection[str] | None, documents: Collection[str] | None
    ) -> None:
        self._place = place
        self._known = {"tier": tiers, "document": documents}
        self._seen = Seen()
        self._definitions: dict[str, tuple[int, _Definition]] = {}

    def read(self, cells: Cells) -> TargetRow | None:
        """The row, or None after a problem."""
        code = cells.code("code", required=True)
        place = place_of(cells, self._place)
        name_zh = cells.text("name_zh", 100, required=True)
        unit_zh = cells.text("unit_zh", 20)
        measure = cells.required_choice("measure", Measure)
        accumulation = cells.required_choice("accumulation", Accumulation)
        frequency = cells.required_choice("frequency", Frequency)
        jan_feb_merged = cells.yes("jan_feb_merged")
        year = cells.required_year("year")
        effective_on = cells.day("effective_on")
        role = cells.choice("role", Role)
        tier = self._listed(cells, "tier")
        pace = cells.choice("pace", PaceMethod)
        statement = read_statement(cells, unit_zh)
        details = self._details(cells, unit_zh)
        if measure is None or accumulation is None or frequency is None or year is None:
            return None
        role = role or role_of(measure, cells)
        pace = pace or usual_pace(measure, accumulation)
        tier = tier or ("" if role not in (Role.TARGET, Role.COMMITMENT) else DEFAULT_TIER)
        check_indicator(cells, measure, accumulation, pace)
        check_calendar(cells, frequency, jan_feb_merged=jan_feb_merged)
        check_statement(cells, role, measure, statement)
        counts_from = effective_on or date(year, 1, 1)
        self._seen.refuse_repeated(cells, (place, code, year, tier, counts_from), "code")
        self._refuse_contradiction(
            cells,
            code,
            _Definition(name_zh, measure, accumulation, unit_zh, frequency, jan_feb_merged),
        )
        row = TargetRow(
            row=cells.row,
            code=code,
            role=role,
            name_zh=name_zh,
            measure=measure,
            accumulation=accumulation,
            year=year,
            frequency=frequency,
            jan_feb_merged=jan_feb_merged,
            pace=pace,
            tier=tier,
            higher_is_better=cells.yes(
                "higher_is_better", blank=more_is_better(measure, statement.comparator)
            ),
            unit_zh=unit_zh,
            place=place,
            effective_on=effective_on,
            **statement._asdict(),
            **details,
        )
        return row if cells.ok else None

    def _details(self, cells: Cells, unit_zh: str) -> dict[str, Any]:
        """Everything that stands for itself: no rule joins it to other columns."""
        is_count = cells.yes("is_count")
        decimals = cells.integer("decimals", 0, 8)
        return {
            "order": cells.integer("order"),
            "name_en": cells.text("name_en", 150),
            "theme": cells.code("theme"),
            "theme_zh": cells.text("theme_zh", 100),
            "theme_en": cells.text("theme_en", 150),
            "comparator_wording": cells.text("comparator_wording", 50),
            "modality": cells.text("modality", 50),
            "unit_en": cells.text("unit_en", 40),
            "count_in_name": cells.integer("count_in_name"),
            "base_value": cells.number("base_value", unit_zh),
            "base_qualifier": cells.choice("base_qualifier", Qualifier) or Qualifier.EXACT,
            "base_year": cells.year("base_year"),
            "is_count": is_count,
            "can_fall": cells.yes("can_fall"),
            "decimals": usual_decimals(unit_zh, is_count) if decimals is None else decimals,
            "lead_department": cells.text("lead_department", 100),
            "other_departments": _departments(cells),
            "reporting_department": cells.text("reporting_department", 100),
            "checking_department": cells.text("checking_department", 100),
            "leader": cells.text("leader", 100),
            "inferred": cells.choice("assignment", Assignment) is Assignment.INFERRED,
            "document": self._listed(cells, "document"),
            "note": cells.text("note", 1000),
            "due_on": cells.day("due_on"),
            "reason": cells.text("reason", 500),
            "growth_of": cells.code("growth_of"),
            "growth_is_real": cells.yes("growth_is_real"),
            "reference": cells.code("reference"),
        }

    def _listed(self, cells: Cells, column: str) -> str:
        """A code that has to exist already, where the caller knows which do."""
        code = cells.code(column)
        known = self._known[column]
        if code and known is not None and code not in known:
            cells.problem(
                ProblemCode.NOT_A_CHOICE,
                phrase(
                    _("“%(value)s” is not possible here. Possible are: %(choices)s."),
                    value=code,
                    choices=", ".join(known),
                ),
                column,
            )
        return code

    def _refuse_contradiction(self, cells: Cells, code: str, definition: _Definition) -> None:
        first, earlier = self._definitions.setdefault(code, (cells.row, definition))
        for column, ours, theirs in zip(definition._fields, definition, earlier, strict=True):
            if ours != theirs:
                cells.problem(
                    ProblemCode.CONTRADICTION,
                    phrase(
                        _("Row %(first)s says otherwise of “%(code)s”: “%(value)s”."),
                        first=first,
                        code=code,
                        value=str(theirs),
                    ),
                    column,
                )


def _departments(cells: Cells) -> tuple[str, ...]:
    """Names between semicolons, of either width."""
    names = cells.text("other_departments", 1000).replace("；", ";").split(";")
    return tuple(name.strip() for name in names if name.strip())
