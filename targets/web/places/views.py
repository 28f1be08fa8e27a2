"""区域比较: one indicator or index over the places below a place, ranked; files of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from targets import access, formatting
from targets.core.judging.ranking import Ranking
from targets.core.judging.rollup import rollup_sentences
from targets.exchange.out.xlsx import Kind, XlsxColumn, XlsxSheet, write_xlsx
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.reads.places.rankable import RankableIndex
from targets.reads.places.ranked import (
    ByIndex,
    ByIndicator,
    Comparison,
    by_index,
    by_indicator,
    by_summaries,
)
from targets.reads.places.stored_summaries import MANY
from targets.reads.scope.labels import TierLabel, tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.web.parts.downloads import xlsx_answer
from targets.web.places import charts
from targets.web.places.query import INDEX, PAGE_ROWS, PlacesQuery, places_query
from targets.web.places.rows import basis_sentence, index_rows, indicator_rows, part_heads
from targets.web.request.errors import handle_errors
from targets.web.request.links import place_query, replayed
from targets.web.request.query import CHOICES, refuse
from targets.writes.targets.summaries import summaries

# ---- A ranking of places as rows of a file: a place a row, numbers as numbers


class Column(NamedTuple):
    """A header and what its column holds."""

    header: str
    kind: Kind = Kind.TEXT
    decimals: int | None = None


def columns(found: ByIndicator | ByIndex) -> list[Column]:
    """The columns in the reader's language."""
    first = [
        Column(_("Rank"), Kind.INTEGER),
        Column(_("Rank a period ago"), Kind.INTEGER),
        Column(_("Place")),
        Column(_("Place code")),
    ]
    if isinstance(found, ByIndex):
        return [
            *first,
            Column(_("Index"), Kind.NUMBER, 1),
            *(Column(head, Kind.NUMBER, 1) for head in part_heads(found.composite)),
        ]
    decimals = found.indicator.decimals
    return [
        *first,
        Column(_("Period end"), Kind.DATE),
        Column(_("Completed"), Kind.NUMBER, decimals),
        Column(_("Unit")),
        Column(_("Target"), Kind.NUMBER, decimals),
        Column(_("Completion (%)"), Kind.NUMBER, 1),
        Column(_("Pace (%)"), Kind.NUMBER, 1),
        Column(_("Deviation (percentage points)"), Kind.NUMBER, 1),
        Column(_("Deviation from linear"), Kind.NUMBER, 1),
        Column(_("Gap"), Kind.NUMBER, decimals),
        Column(_("Status")),
    ]


def xlsx_columns(found: ByIndicator | ByIndex) -> list[XlsxColumn]:
    """The same columns for a workbook."""
    return [
        XlsxColumn(column.header, column.kind, decimals=column.decimals)
        for column in columns(found)
    ]


def rows(found: ByIndicator | ByIndex) -> Iterator[tuple[object, ...]]:
    """The places in the order of their ranks."""
    if isinstance(found, ByIndex):
        for ranked in found.ranking.rows:
            indexed, _parts, composite = found.places[ranked.position]
            values = [component.value for component in composite.components] if composite else [
                None for _part in (*found.composite.parts, *found.composite.unkept)
            ]  # fmt: skip
            yield (
                ranked.rank, ranked.before, formatting.name(indexed), indexed.code,
                composite.value if composite else None, *values,
            )  # fmt: skip
        return
    unit = formatting.unit(found.indicator)
    for ranked in found.ranking.rows:
        place, _summary, assessment = found.places[ranked.position]
        first = (ranked.rank, ranked.before, formatting.name(place), place.code)
        headline = assessment.headline if assessment else None
        if assessment is None:
            yield (*first, None, None, unit, *([None] * 6), _("does not keep this indicator"))
            continue
        yield (
            *first, assessment.period_end, assessment.actual, unit,
            headline.target.value if headline else None,
            headline.completion_rate if headline else None,
            headline.pace if headline else None,
            headline.deviation if headline else None,
            headline.linear_deviation if headline else None,
            headline.gap if headline else None,
            formatting.verdict(assessment),
        )  # fmt: skip


@handle_errors
@require_safe
def places_page(request: HttpRequest) -> HttpResponseBase:
    """The places below a place by one indicator or index: table, bars, dots, small multiples."""
    tiers = tier_labels()
    query = places_query(request, tiers)
    pages = _pages(query)
    found = _ranked(query, tiers, shown=pages["cut"])
    asked = query.asked
    known = {asked.year, *asked.place.years, *asked.place.latest_ends}
    context: dict[str, Any] = {
        "wanted": query,
        "asked": asked,
        "place_name": formatting.name(asked.place.label),
        "places": query.offered if len(query.offered) <= CHOICES else (),
        "indicators": [
            (indicator.code, formatting.name(indicator)) for indicator in query.rankable.indicators
        ],
        "indices": [
            (f"{INDEX}{index.code}", formatting.name(index)) for index in query.rankable.indices
        ],
        "years": sorted(known, reverse=True),
        "as_of_label": formatting.as_of_month(asked.at.as_of),
        "tiers": tiers.values(),
        "by_name": formatting.name(query.by) if query.by else "",
        "query": place_query(asked, by=query.chosen),
        "heat_query": place_query(asked),
        "is_index": isinstance(found, ByIndex),
    }
    if isinstance(found, ByIndex):
        context |= pages | _of_index(found, pages["cut"])
    elif found is not None:
        context |= pages | _of_indicator(found, query, tiers, pages["cut"])
    return render(request, "targets/places/places.html", context)


def _ranked(
    query: PlacesQuery, tiers: dict[str, TierLabel], *, shown: slice | None = None
) -> ByIndicator | ByIndex | None:
    """``shown``: the rows of the ranking that are printed; None: all of them."""
    if query.by is None:
        return None
    asked = query.asked
    place = asked.place
    compared = Comparison(
        place=place,
        year=asked.year,
        at=asked.at,
        tiers=tuple(tiers),
        tier=asked.tier,
        rules=rules_in_force(asked.at.as_of, asked.at.known_at),
        sight=access.sight_below(
            asked.rights, place.above, place.label.id, pending=asked.with_pending
        ),
        english=not (get_language() or "zh").startswith("zh"),
    )
    if isinstance(query.by, RankableIndex):
        return by_index(compared, query.by)
    if shown is None or query.rankable.places <= MANY or asked.at.known_at is not None:
        return by_indicator(compared, query.by)
    found = summaries(compared, query.by)
    return by_summaries(compared, query.by, found, shown=shown)


def _pages(query: PlacesQuery) -> dict[str, Any]:
    """Which rows the page asked for has, and where its neighbours are."""
    rows = query.rankable.places
    last = max(1, -(-rows // PAGE_ROWS))
    if query.page > last:
        refuse(_("There is no page %(page)s: the last one is %(last)s.")
               % {"page": query.page, "last": last})  # fmt: skip
    first = (query.page - 1) * PAGE_ROWS
    return {
        "cut": slice(first, first + PAGE_ROWS),
        "before_page": query.page - 1 if query.page > 1 else 0,
        "after_page": query.page + 1 if query.page < last else 0,
        "last_page": last,
        "row_count": rows,
    }


def _of_indicator(
    found: ByIndicator, query: PlacesQuery, tiers: dict[str, TierLabel], cut: slice
) -> dict[str, Any]:
    rows = indicator_rows(found, query.asked, cut)
    series = formatting.series_words(found.indicator, tiers)
    return _when(found.ranking) | {
        "rows": rows,
        "unit": formatting.unit(found.indicator),
        "basis": basis_sentence(found.ranking.basis, found.indicator),
        "rolled": [
            formatting.phrase(sentence)
            for sentence in (
                rollup_sentences(found.rolled, series, found.calendar) if found.calendar else ()
            )
        ],
        "bars": charts.bars(rows),
        "dots": charts.dots(rows),
        "multiples": charts.multiples(rows),
        "undrawn": len(rows) > charts.MOST,
        "most_drawn": charts.MOST,
    }


def _of_index(found: ByIndex, cut: slice) -> dict[str, Any]:
    return _when(found.ranking) | {
        "rows": index_rows(found, cut),
        "parts": part_heads(found.composite),
        "unkept": [formatting.name(part.label) for part in found.composite.unkept],
        "basis": basis_sentence(found.ranking.basis, None),
    }


def _when(ranking: Ranking) -> dict[str, str]:
    return {
        "ranked_on": formatting.month(ranking.period_end) if ranking.period_end else "",
        "before_on": formatting.month(ranking.before_end) if ranking.before_end else "",
    }


@handle_errors
@require_GET
def places_csv(request: HttpRequest) -> HttpResponseBase:
    """The ranking as CSV: every place, not one page of them."""
    found, name = _file(request)
    headers = [column.header for column in columns(found)]
    body = b"".join(csv_chunks(headers, rows(found)))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@handle_errors
@require_GET
def places_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The ranking as XLSX: the same rows."""
    found, name = _file(request)
    out = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - closed by the answer
    sheet = XlsxSheet(_("Places"), xlsx_columns(found), rows(found))
    write_xlsx(out, [sheet])
    return xlsx_answer(out, f"{name}.xlsx")


def _file(request: HttpRequest) -> tuple[ByIndicator | ByIndex, str]:
    tiers = tier_labels()
    query = places_query(request, tiers)
    found = _ranked(query, tiers)
    if found is None or query.by is None:
        refuse(_("There is nothing to compare below this place."))
    label = query.asked.place.label
    illustrative = "_illustrative" if label.illustrative else ""
    as_of = f"{query.asked.at.as_of:%Y-%m}"
    known = replayed(query.asked)
    return found, f"places_{label.code}{illustrative}_{query.by.code}_{as_of}{known}"
