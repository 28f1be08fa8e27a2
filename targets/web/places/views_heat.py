"""热力图: the series of a place × the periods of a year by status; the same as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from targets import access, formatting
from targets.core.judging.heat import PeriodVerdict, verdicts_by_period
from targets.core.saying.labels import family
from targets.core.values.facts import Calendar, Figure, Verdict
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.reads.judging.judged import JudgedSeries, judged_series
from targets.reads.scope.labels import tier_labels
from targets.web.parts.glyphs import icon
from targets.web.request.errors import handle_errors
from targets.web.request.links import place_query, query, replayed
from targets.web.request.query import CHOICES, ViewQuery, choices, parse_query

# ---- The heat map: a place's series × periods, each cell the verdict at that period's end


class Cell(NamedTuple):
    """One verdict; its words are on hover or focus, and in the table beneath."""

    family: str
    icon: SafeString
    word: str
    hint: str
    said: str  # the hint without name and period, which head its row and column
    address: str


class HeatRow(NamedTuple):
    """One series."""

    name: str
    address: str
    cells: tuple[Cell | None, ...]  # None: the series has no period that ends there


class HeatSection(NamedTuple):
    """The series of one theme."""

    name: str
    rows: tuple[HeatRow, ...]


class HeatMap(NamedTuple):
    """Everything the map shows."""

    heads: tuple[str, ...]
    sections: tuple[HeatSection, ...]
    verdicts: tuple[tuple[str, SafeString, str], ...]  # the legend: family, shape, word


class Judged(NamedTuple):
    """A series with its verdicts by period end."""

    row: JudgedSeries
    verdicts: dict[date, PeriodVerdict]


def judged_periods(rows: Sequence[JudgedSeries], wanted: ViewQuery) -> list[Judged]:
    """Every series at the end of every period of the year that has ended by the day asked for."""
    return [
        Judged(
            row,
            {
                each.period_end: each
                for each in verdicts_by_period(
                    row.assessment.facts,
                    as_of=wanted.at.as_of,
                    today=wanted.at.today,
                    tier=wanted.tier,
                )
            },
        )
        for row in rows
    ]


def heat_map(judged: Sequence[Judged], wanted: ViewQuery) -> HeatMap:
    """The cells in the order of the overview."""
    ends = sorted({end for each in judged for end in each.verdicts})
    sections: dict[str, list[HeatRow]] = {}
    seen: dict[Verdict, str] = {}
    for each in judged:
        cells = tuple(_cell(each, end, wanted) for end in ends)
        for verdict in each.verdicts.values():
            assessment = verdict.assessment
            seen.setdefault(assessment.verdict, formatting.verdict(assessment))
        row = HeatRow(formatting.name(each.row), _address(each.row, wanted, None), cells)
        sections.setdefault(formatting.name(each.row.theme), []).append(row)
    return HeatMap(
        heads=tuple(formatting.single_period(Calendar.MONTHLY, end) for end in ends),
        sections=tuple(HeatSection(name, tuple(rows)) for name, rows in sections.items()),
        verdicts=tuple(
            (family(verdict).value, icon(verdict), seen[verdict])
            for verdict in Verdict
            if verdict in seen
        ),
    )


def _cell(judged: Judged, end: date, wanted: ViewQuery) -> Cell | None:
    found = judged.verdicts.get(end)
    if found is None:
        return None
    assessment = found.assessment
    word = formatting.verdict(assessment)
    period = formatting.period(assessment.facts.calendar, end)
    said = [word]
    if assessment.actual is not None:
        row = judged.row
        figure = Figure(assessment.actual, row.decimals, row.unit_zh, row.unit_en)
        said.append(formatting.figure(figure))
    headline = assessment.headline
    if headline is not None and headline.completion_rate is not None:
        rate = f"{formatting.number(headline.completion_rate, 1)}%"
        said.append(_("completion %(rate)s") % {"rate": rate})
    if assessment.on_older_data:
        said.append(_("by older data"))
    line = ("，" if formatting.in_chinese() else ", ").join(said)
    return Cell(
        family=family(assessment.verdict).value,
        icon=icon(assessment.verdict),
        word=word,
        hint=f"{formatting.name(judged.row)} {period}: {line}",
        said=line,
        address=_address(judged.row, wanted, end),
    )


def _address(row: JudgedSeries, wanted: ViewQuery, end: date | None) -> str:
    said = query(wanted, as_of=f"{end or wanted.at.as_of:%Y-%m}")
    return f"{reverse('targets:series', args=[row.place.code, row.code])}?{said}"


def file_columns() -> list[str]:
    """The headers of the file, in the reader's language."""
    return [
        _("Place"), _("Indicator code"), _("Indicator"), _("Theme"), _("Period end"), _("Status"),
        _("Completed"), _("Unit"), _("Completion (%)"),
    ]  # fmt: skip


def file_rows(judged: Sequence[Judged]) -> Iterator[tuple[object, ...]]:
    """A series and period a row; numbers as numbers."""
    for each in judged:
        row = each.row
        for end, found in each.verdicts.items():
            headline = found.assessment.headline
            yield (
                formatting.name(row.place), row.code, formatting.name(row),
                formatting.name(row.theme), end,
                formatting.verdict(found.assessment), found.assessment.actual, formatting.unit(row),
                headline.completion_rate if headline else None,
            )  # fmt: skip


@handle_errors
@require_safe
def heat_page(request: HttpRequest) -> HttpResponseBase:
    """Every series of the place in a line, a cell a period."""
    offered = choices(access.rights_of_request(request))
    tiers = tier_labels()
    wanted = parse_query(request, tiers, offered=offered)
    known = {wanted.year, *wanted.place.years, *wanted.place.latest_ends}
    context = {
        "asked": wanted,
        "place_name": formatting.name(wanted.place.label),
        "places": offered if len(offered) <= CHOICES else (),
        "years": sorted(known, reverse=True),
        "tiers": tiers.values(),
        "as_of_label": formatting.as_of_month(wanted.at.as_of),
        "map": heat_map(_judged(wanted), wanted),
        "query": place_query(wanted),
    }
    return render(request, "targets/places/heat.html", context)


@handle_errors
@require_GET
def heat_csv(request: HttpRequest) -> HttpResponseBase:
    """A series and period a row."""
    wanted = parse_query(request, tier_labels())
    body = b"".join(csv_chunks(file_columns(), file_rows(_judged(wanted))))
    label = wanted.place.label
    illustrative = "_illustrative" if label.illustrative else ""
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"heat_{label.code}{illustrative}_{wanted.year}{replayed(wanted)}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _judged(wanted: ViewQuery) -> list[Judged]:
    rows = judged_series(
        year=wanted.year,
        at=wanted.at,
        place_ids=[wanted.place.label.id],
        tier=wanted.tier,
        sight=wanted.sight,
    )
    return judged_periods(rows, wanted)
