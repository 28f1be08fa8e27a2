"""The heat map: a place's series × periods, each cell the verdict at that period's end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from targets import formatting
from targets.core.judging.heat import PeriodVerdict, verdicts_by_period
from targets.core.saying.labels import family
from targets.core.values.facts import Calendar, Figure, Verdict
from targets.reads.judging.judged import JudgedSeries
from targets.web.parts.glyphs import icon
from targets.web.request.links import query
from targets.web.request.query import ViewQuery


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
