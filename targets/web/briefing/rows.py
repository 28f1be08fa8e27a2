"""A briefing as rows for spreadsheets: a line a series, plain numbers, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.briefs.content import Brief
from targets.core.ahead.needed import Needed
from targets.core.values.facts import PaceMethod
from targets.exchange.out.xlsx import Kind, XlsxColumn
from targets.exchange.sheets.csv_writing import percent, plain
from targets.reads.briefing.briefing import BriefedSeries, BriefingFacts
from targets.reads.places.places import PlaceFacts
from targets.web.briefing.explained import likely_word
from targets.web.briefing.tables import target_text
from targets.web.parts.series_words import Tiers, pace_name

Row = dict[str, str]  # key of a column → its cell: numbers plain, days ISO; nothing is left out
_INNER = frozenset({"cause", "measure_taken", "promised_on"})  # words of units, not for everybody
_RATE_DECIMALS = 1  # shown; the cell has them all


class RowColumn(NamedTuple):
    """One column of the file."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    decimals: int | None = None


def columns(*, with_words: bool = True) -> tuple[RowColumn, ...]:
    """In their order; without words the lead units' explanations are left out."""
    number, day = Kind.NUMBER, Kind.DATE
    found = (
        RowColumn("place", _("Place")),
        RowColumn("year", _("Year"), Kind.INTEGER),
        RowColumn("as_of", _("as of"), day),
        RowColumn("code", _("Code")),
        RowColumn("indicator", _("Indicator")),
        RowColumn("theme", _("Theme")),
        RowColumn("unit", _("Unit of measure")),
        RowColumn("tier", _("Judged against")),
        RowColumn("target_stated", _("Annual target")),
        RowColumn("target", _("Target"), number),
        RowColumn("period", _("Period")),
        RowColumn("period_end", _("Period end"), day),
        RowColumn("actual", _("Latest"), number),
        RowColumn("is_floor", _("Only a lower limit")),
        RowColumn("completion_rate", _("Completion (%)"), number, _RATE_DECIMALS),
        RowColumn("linear_pace", _("Linear pace (%)"), number, _RATE_DECIMALS),
        RowColumn("pace_method", _("Pace used")),
        RowColumn("pace", _("Pace used (%)"), number, _RATE_DECIMALS),
        RowColumn("deviation", _("Deviation from the pace used"), number, _RATE_DECIMALS),
        RowColumn("linear_deviation", _("Deviation from linear"), number, _RATE_DECIMALS),
        RowColumn("gap", _("Gap"), number),
        RowColumn("verdict", _("Status")),
        RowColumn("verdict_before", _("Status last period")),
        RowColumn("needed_a_month", _("Needed a month"), number),
        RowColumn("months_left", _("Months left"), Kind.INTEGER),
        RowColumn("best_a_month", _("Best month so far"), number),
        RowColumn("best_period", _("When it was best")),
        RowColumn("is_unseen", _("Not yet seen this year")),
        RowColumn("catch_up_on", _("Catches up at this rate"), day),
        RowColumn("likely", _("Likely at year-end")),
        RowColumn("due_on", _("Due"), day),
        RowColumn("progress", _("Latest progress")),
        RowColumn("cause", _("Cause")),
        RowColumn("measure_taken", _("Measures taken")),
        RowColumn("promised_on", _("Will have caught up on"), day),
        RowColumn("lead", _("Lead unit")),
        RowColumn("reporting_unit", _("Reporting unit")),
        RowColumn("reporting_status", _("Reporting status")),
    )  # fmt: skip
    return tuple(each for each in found if with_words or each.key not in _INNER)


def series_rows(place: PlaceFacts, facts: BriefingFacts, tiers: Tiers) -> list[Row]:
    """A row a series, in stated order, in the reader's language."""
    return [
        {
            "place": formatting.name(place.label),
            "year": str(facts.at.as_of.year),
            "as_of": facts.at.as_of.isoformat(),
            **_series(each),
            **_judged(each, tiers),
            **_ahead(each),
            **_words(each),
        }
        for each in facts.series
    ]


def _series(each: BriefedSeries) -> Row:
    row, found = each.row, each.row.assessment
    end = found.period_end
    return {
        "code": row.code,
        "indicator": formatting.name(row),
        "theme": formatting.name(row.theme),
        "unit": formatting.unit(row),
        "period": "" if end is None else formatting.period(found.facts.calendar, end),
        "period_end": _day(end),
        "actual": _number(found.actual),
        "is_floor": _yes() if found.is_floor else "",
        "verdict": formatting.verdict(found),
        "verdict_before": formatting.verdict(each.before.assessment) if each.before else "",
    }


def _judged(each: BriefedSeries, tiers: Tiers) -> Row:
    """Against the headline tier; nothing where there is none."""
    tier = each.row.assessment.headline
    if tier is None:
        return {}
    method = tier.pace_method
    label = tiers.get(tier.target.tier)
    return {
        "tier": formatting.tier_name(label) if label else tier.target.tier,
        "target_stated": target_text(each.row),
        "target": _number(tier.target.value),
        "completion_rate": percent(tier.completion_rate),
        "linear_pace": percent(tier.linear_pace),
        "pace_method": "" if method is PaceMethod.NONE else pace_name(method),
        "pace": percent(tier.pace),
        "deviation": percent(tier.deviation),
        "linear_deviation": percent(tier.linear_deviation),
        "gap": _rounded(tier.gap),
        "due_on": _day(tier.target.due_on),
    }


def _ahead(each: BriefedSeries) -> Row:
    found = {
        "catch_up_on": _day(each.catch_up.day if each.catch_up else None),
        "likely": likely_word(each),
    }
    return found | (_needed(each, each.needed) if each.needed else {})


def _needed(each: BriefedSeries, needed: Needed) -> Row:
    best = needed.best
    calendar = each.row.assessment.facts.calendar
    return {
        "needed_a_month": _rounded(needed.per_month),
        "months_left": str(needed.months_left),
        "best_a_month": _rounded(best.amount / best.months if best else None),
        "best_period": formatting.single_period(calendar, best.period_end) if best else "",
        "is_unseen": _yes() if needed.is_unseen else "",
    }


def _words(each: BriefedSeries) -> Row:
    row, given = each.row, each.row.explanation
    entry = row.assessment.judged
    return {
        "progress": entry.stage if entry else "",
        "cause": given.cause if given else "",
        "measure_taken": given.measure if given else "",
        "promised_on": _day(given.catch_up_on if given else None),
        "lead": formatting.name(row.lead),
        "reporting_unit": formatting.name(row.reporting),
        "reporting_status": formatting.reporting(row.assessment),
    }


def kept_rows(rows: Sequence[Row]) -> str:
    """The rows as they are frozen: cells that say nothing are left out."""
    said = [{key: cell for key, cell in row.items() if cell} for row in rows]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def rows_again(text: str) -> list[Row]:
    """What :func:`kept_rows` gave."""
    found: list[Row] = json.loads(text)
    return found


def sheet_columns(brief: Brief, *, with_words: bool) -> list[XlsxColumn]:
    """The columns of the file: those of the rows, and what tells one briefing from another."""
    own = [
        XlsxColumn(column.title, column.kind, column.decimals)
        for column in columns(with_words=with_words)
    ]
    return [*own, XlsxColumn(_("Number of the briefing")), XlsxColumn(brief.sha256_label)]


def cells(brief: Brief, rows: Sequence[Row], *, with_words: bool) -> Iterator[list[object]]:
    """The rows in these columns; numbers are numbers and days are days."""
    wanted = columns(with_words=with_words)
    stamp = [brief.number or brief.draft_mark, brief.sha256]
    for row in rows:
        yield [*(_typed(row.get(each.key, ""), each.kind) for each in wanted), *stamp]


def _typed(text: str, kind: Kind) -> object:
    if not text:
        return None
    if kind in (Kind.NUMBER, Kind.INTEGER):
        return Decimal(text)
    return date.fromisoformat(text) if kind is Kind.DATE else text


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _rounded(value: Decimal | None) -> str:
    """A quotient as fine as the ledger: what is beyond is the machine's."""
    return "" if value is None else plain(value.quantize(Decimal("1e-8")))


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _yes() -> str:
    return _("yes")
