"""下载填报表: a workbook for one unit and month, which imports as it is."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from targets import formatting
from targets.core.values.facts import Accumulation, DeclaredState, Measure
from targets.core.values.periods import is_last_period
from targets.exchange.out.fill_in import (
    FillIn,
    FillInFigure,
    FillInTask,
    FillInWords,
    write_fill_in,
)
from targets.models.vocabulary import DeclaredState as DeclaredChoices
from targets.reads.log.grid import LogGrid, LogRow
from targets.reads.scope.labels import tier_labels
from targets.web.log.cells import targets_of
from targets.web.log.page import grid_of, nobody_signs
from targets.web.log.query import LogQuery, log_query
from targets.web.parts.downloads import xlsx_answer
from targets.web.parts.slot_words import value_headings
from targets.web.request.errors import handle_errors

_HUNDRED = Decimal(100)
_IN_MEMORY = 1024 * 1024  # bytes


@never_cache
@handle_errors
@require_safe
def log_workbook(request: HttpRequest) -> HttpResponseBase:
    """The workbook with what stands now; only the cells to fill can be changed."""
    query = log_query(request, request.GET)
    grid = grid_of(query)
    tiers = tier_labels()

    def target(row: LogRow) -> str:
        return _("; ").join(
            f"{tier} {wording}".strip() for tier, wording in targets_of(row.series, tiers)
        )

    asked_for = FillIn(
        place=query.place.label.code,
        unit=query.unit.code,
        period_end=grid.period_end,
        figures=[_figure(row, target(row)) for row in grid.figures],
        tasks=[_task(row, target(row)) for row in grid.tasks],
        words=_words(query, grid),
    )
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the answer
    write_fill_in(out, asked_for)
    name = f"{query.place.label.code}_{query.unit.code}_{grid.period_end:%Y-%m}.xlsx"
    return xlsx_answer(out, name)


def _figure(row: LogRow, target: str) -> FillInFigure:
    series, entry = row.series, row.entry
    is_share = series.measure is Measure.SHARE
    before = row.before
    year_ago = next(
        (
            fact.value
            for fact in series.assessment.facts.last_year
            if fact.period_end.month == row.period_end.month
        ),
        None,
    )
    return FillInFigure(
        code=series.code,
        name=formatting.name(series),
        unit=formatting.unit(series),
        decimals=series.decimals,
        basis=_basis(series.assessment.facts.accumulation),
        asks=_asks(series.assessment.facts.accumulation),
        hint=_hint(series.assessment.facts.accumulation),
        value=entry.value if entry is not None and not entry.withdrawn else None,
        last=before.value if before is not None else None,
        last_year=year_ago,
        target=target,
        source=_source(row),
        note=entry.note if entry is not None else "",
        least=Decimal(0) if is_share else None,
        most=_HUNDRED if is_share else None,
    )


def _basis(accumulation: Accumulation) -> str:
    """The same in a word, which no header is."""
    if accumulation is Accumulation.RUNNING_TOTAL:
        return _("To date")
    if accumulation is Accumulation.INCREMENT:
        return _("Period alone")
    return _("As of the period")


def _asks(accumulation: Accumulation) -> str:
    """What a cell takes."""
    if accumulation is Accumulation.RUNNING_TOTAL:
        return _("Running total")
    if accumulation is Accumulation.INCREMENT:
        return _("Amount of the period")
    return _("Figure")


def _hint(accumulation: Accumulation) -> str:
    if accumulation is Accumulation.INCREMENT:
        return _("What this period alone brought, in the unit of this row.")
    if accumulation is Accumulation.RUNNING_TOTAL:
        return _(
            "The total from January to this period, in the unit of this row, or = for “as last "
            "period”."
        )
    return _("A number in the unit of this row, or = for “as last period”.")


def _source(row: LogRow) -> str:
    if row.entry is not None:
        return row.entry.source
    return row.slot.earlier_source


def _task(row: LogRow, target: str) -> FillInTask:
    entry = row.entry
    if entry is None or entry.withdrawn:
        return FillInTask(row.series.code, formatting.name(row.series), target=target)
    return FillInTask(
        code=row.series.code,
        name=formatting.name(row.series),
        stage=entry.stage,
        declared=next((state for state in DeclaredState if state == entry.declared), None),
        share_done=entry.share_done,
        expected_on=entry.expected_on,
        target=target,
        note=entry.note,
    )


def _words(query: LogQuery, grid: LogGrid) -> FillInWords:
    value, last = value_headings(grid.figures)
    return FillInWords(
        title=_("%(place)s: report of the main indicators")
        % {"place": formatting.name(query.place.label)},
        subtitle=f"{formatting.name(query.unit)} · {formatting.month(grid.period_end)}",
        deadline=_("due %(day)s") % {"day": formatting.day(grid.due_on)},
        hint=_("Fill in the yellow cells only."),
        figures=_("Figures"),
        tasks=_("Key tasks"),
        instructions=_("How to fill in"),
        lines=(
            *_lines(is_year_end=is_last_period(grid.period_end)),
            *_sign_off_lines(query),
        ),
        fields={
            "value": value,
            "source": _("Source"),
            "note": _("Note"),
            "reason": _("Reason for a change"),
            "stage": _("Progress now"),
            "declared": _("State"),
            "share_done": _("Share of works (%)"),
            "expected_on": _("Expected on"),
        },
        code=_("Code"),
        name=_("Indicator"),
        task=_("Task"),
        unit=_("Unit of measure"),
        asks=_("What to enter"),
        last=last,
        last_year=_("Last year"),
        target=_("Annual target"),
        states={state: str(DeclaredChoices(state.value).label) for state in DeclaredState},
        number_question=_("This is not a number. Keep it all the same?"),
        range_question=_("A share is from %(least)s to %(most)s. Keep it all the same?"),
        state_title=_("State"),
        state_question=_("Choose one of the list."),
        signature=_("Filled in by:            Checked by:            Head of the unit:"),
    )


def _sign_off_lines(query: LogQuery) -> Sequence[str]:
    """What becomes of the figures where a signer has to sign them first."""
    if not query.place.signs_off or query.unit.signs:
        return ()
    line = _("Your figures are sent to be signed off in your unit before they are submitted.")
    nobody = nobody_signs(query)
    return (line, nobody) if nobody else (line,)


def _lines(*, is_year_end: bool) -> Sequence[str]:
    lines = [
        _("What to enter stands in each row, and so does the unit."),
        _("“To date”: the running total from January to this period."),
        _("“Period alone”: what this period alone brought."),
        _("“As of the period”: ranks, rates, shares and stocks as they are."),
        _("“=” means: as last period; not for amounts of a period. An empty cell is not reported."),
        _("A figure that stands already is changed only with a reason, in the last column."),
        _("Upload the file under “Import” as it is; a preview shows what it would change."),
    ]
    if is_year_end:
        lines.append(_("This is the last period of the year: it decides the verdicts."))
    return lines
