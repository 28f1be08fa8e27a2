"""The reporting matrix in words, shapes and colours; the same words in its files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from targets import formatting
from targets.core.judging.timeliness import Cell, Timeliness
from targets.core.values.facts import Calendar
from targets.reads.reporting.matrix import Matrix, SlotState, Totals, UnitRow
from targets.web.parts.slot_words import NONE
from targets.web.reporting.query import ReportingQuery

# Shapes that stay apart without colour, on paper and for the colour-blind
SHAPES = {
    Timeliness.ON_TIME: "✓",
    Timeliness.LATE: "◐",
    Timeliness.MISSING: "✕",
    Timeliness.RETURNED: "↩",
    Timeliness.DUE: "○",
    Timeliness.CLOSED: "■",
    Timeliness.NOT_DUE: "·",
    Timeliness.NOT_COLLECTING: "—",
}
FAMILIES = {
    Timeliness.ON_TIME: "good",
    Timeliness.LATE: "behind",
    Timeliness.MISSING: "far",
    Timeliness.RETURNED: "far",
    Timeliness.DUE: "neutral",
    Timeliness.CLOSED: "neutral",
    Timeliness.NOT_DUE: "neutral",
    Timeliness.NOT_COLLECTING: "neutral",
}


def word(state: Timeliness) -> str:
    """准时, 迟报, 未报, 已退回, 待报, 已关账, 未到期, 未启用."""
    return {
        Timeliness.ON_TIME: pgettext("report", "On time"),
        Timeliness.LATE: pgettext("report", "Late"),
        Timeliness.MISSING: pgettext("report", "Missing"),
        Timeliness.RETURNED: _("Returned"),
        Timeliness.DUE: _("Report due"),
        Timeliness.CLOSED: pgettext("report", "Closed"),
        Timeliness.NOT_DUE: _("Not due yet"),
        Timeliness.NOT_COLLECTING: _("Not collecting"),
    }[state]


def mark(state: Timeliness) -> SafeString:
    """Shape, word and colour together."""
    return format_html(
        '<span class="mini f-{}"><span aria-hidden="true">{}</span>{}</span>',
        FAMILIES[state], SHAPES[state], word(state),
    )  # fmt: skip


class Box(NamedTuple):
    """One cell as printed."""

    state: str
    shape: str
    word: str
    family: str
    share: str  # 3/5; empty where nothing was expected
    address: str  # of what is behind it
    is_chosen: bool


# The unit has no series with this period
_NOTHING = Box("", "", "", "neutral", "", "", False)


class Line(NamedTuple):
    """One unit as printed."""

    code: str
    name: str
    boxes: tuple[Box, ...]
    rate: str
    late: int
    missing: int
    can_be_urged: bool  # owes something for the period that is urged


class Detail(NamedTuple):
    """One series of the chosen cell."""

    code: str
    name: str
    due: str
    state: SafeString
    first: str  # when it was first submitted
    late: str
    standing: str  # accepted, waits, returned because


def period_head(end: date) -> str:
    """1月 … 12月: the month a period ends in."""
    return formatting.single_period(Calendar.MONTHLY, end)


class Head(NamedTuple):
    """The heading of one period."""

    label: str
    is_closed: bool


def heads(matrix: Matrix) -> list[Head]:
    """The periods in order."""
    return [Head(period_head(end), end in matrix.closed) for end in matrix.ends]


def lines(matrix: Matrix, query: ReportingQuery, urged_end: date | None) -> list[Line]:
    """The units in order; empty rows are left out by the read. For a closed period nobody is
    urged: nobody can report it."""
    is_open = urged_end in matrix.ends and urged_end not in matrix.closed
    position = matrix.ends.index(urged_end) if is_open and urged_end else None
    return [_line(row, matrix, query, position) for row in matrix.rows]


def _line(row: UnitRow, matrix: Matrix, query: ReportingQuery, position: int | None) -> Line:
    return Line(
        code=row.unit.code,
        name=formatting.name(row.unit) or _("(no reporting unit)"),
        boxes=tuple(
            _box(cell, end, row.unit.code, query) if slots else _NOTHING
            for cell, end, slots in zip(row.cells, matrix.ends, row.slots, strict=True)
        ),
        rate=rate(row.totals),
        late=row.totals.late,
        missing=row.totals.missing + row.totals.returned,
        can_be_urged=bool(
            row.unit.code
            and position is not None
            and row.cells[position].owed
            and query.may_urge_unit(row.unit_id)
        ),
    )


def _box(cell: Cell, end: date, unit: str, asked: ReportingQuery) -> Box:
    query = {
        "place": asked.place.label.code,
        "year": asked.year,
        "unit": unit,
        "period": f"{end:%Y-%m}",
    }
    return Box(
        state=cell.worst,
        shape=SHAPES[cell.worst],
        word=word(cell.worst),
        family=FAMILIES[cell.worst],
        share=share(cell),
        address=f"?{urlencode(query)}#detail" if cell.expected and unit else "",
        is_chosen=bool(unit) and unit == asked.unit and end == asked.period_end,
    )


def share(cell: Cell) -> str:
    """3/5: reported of expected."""
    return f"{cell.reported}/{cell.expected}" if cell.expected else ""


def rate(totals: Totals) -> str:
    """On time in percent; a dash where nothing was due."""
    return NONE if totals.rate is None else f"{formatting.number(totals.rate, 1)}%"


def total_boxes(matrix: Matrix) -> list[str]:
    """Reported of expected of every period, all units together."""
    return [share(cell) or NONE for cell in matrix.totals]


def details(matrix: Matrix, query: ReportingQuery) -> list[Detail] | None:
    """What is behind the cell that was asked for; None where none was."""
    if not query.unit or query.period_end not in matrix.ends:
        return None
    row = matrix.row_of(query.unit)
    if row is None:
        return None
    return [_detail(slot) for slot in row.slots[matrix.ends.index(query.period_end)]]


def _detail(slot: SlotState) -> Detail:
    late = slot.days_late
    return Detail(
        code=slot.code,
        name=formatting.name(slot),
        due=formatting.day(slot.due_on),
        state=mark(slot.state),
        first=formatting.day(slot.first_on) if slot.first_on else NONE,
        late=ngettext("%(days)s day", "%(days)s days", late) % {"days": late} if late else NONE,
        standing=_standing(slot),
    )


def _standing(slot: SlotState) -> str:
    if slot.returned is not None:
        return _("returned: %(reason)s") % {"reason": slot.returned.comment}
    parts = []
    if slot.official_at is not None:
        parts.append(_("accepted"))
    if slot.pending_at is not None:
        parts.append(_("to be checked"))
    return _(", ").join(parts) or NONE


def default_urged_end(matrix: Matrix, today: date) -> date | None:
    """The latest ended and open period that owes anything, else the latest that ended."""
    ended = [end for end in matrix.ends if end <= today]
    totals = dict(zip(matrix.ends, matrix.totals, strict=True))
    owing = [end for end in ended if totals[end].owed and end not in matrix.closed]
    return max(owing or ended, default=None)


def percent_of(totals: Totals) -> Decimal | None:
    """On-time rate as a number, for files."""
    return None if totals.rate is None else totals.rate.quantize(Decimal("0.1"))
