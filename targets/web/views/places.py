"""区域比较: one indicator or index over the places below a place, ranked; files of it."""

from __future__ import annotations

import tempfile
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from targets import words
from targets.core.rollup import rollup_sentences
from targets.exchange.writing import csv_chunks
from targets.exchange.xlsx_writing import XlsxSheet, write_xlsx
from targets.reads.labels import TierLabel, tier_labels
from targets.reads.rankable import RankableIndex
from targets.reads.ranked import ByIndex, ByIndicator, by_index, by_indicator
from targets.reads.rules import rules_in_force
from targets.web import places_charts, places_file
from targets.web.answering import answering
from targets.web.asked import CHOICES, refuse
from targets.web.places_asked import INDEX, PAGE_ROWS, PlacesAsked, places_asked
from targets.web.places_rows import basis_sentence, index_rows, indicator_rows, part_heads
from targets.web.views.export_xlsx import xlsx_answer


@answering
@require_safe
def places_page(request: HttpRequest) -> HttpResponseBase:
    """The places below a place by one indicator or index: table, bars, dots, small multiples."""
    tiers = tier_labels()
    wanted = places_asked(request, tiers)
    found = _ranked(wanted, tiers)
    asked = wanted.asked
    known = {asked.year, *asked.place.years, *asked.place.latest_ends}
    query = {"place": asked.place.label.code, "year": str(asked.year), "by": wanted.chosen,
             "as_of": f"{asked.at.as_of:%Y-%m}", "tier": asked.tier or "",
             "known": f"{asked.known_on:%Y-%m-%d}" if asked.known_on else ""}  # fmt: skip
    query = {key: value for key, value in query.items() if value}
    context: dict[str, Any] = {
        "wanted": wanted,
        "asked": asked,
        "place_name": words.name(asked.place.label),
        "places": wanted.offered if len(wanted.offered) <= CHOICES else (),
        "indicators": [(each.code, words.name(each)) for each in wanted.rankable.indicators],
        "indices": [(f"{INDEX}{each.code}", words.name(each)) for each in wanted.rankable.indices],
        "years": sorted(known, reverse=True),
        "as_of_label": words.as_of_month(asked.at.as_of),
        "tiers": tiers.values(),
        "by_name": words.name(wanted.by) if wanted.by else "",
        "query": urlencode(query),
        "present": urlencode({key: value for key, value in query.items() if key != "known"}),
        "is_index": isinstance(found, ByIndex),
    }
    if isinstance(found, ByIndex):
        context |= _of_index(found, wanted)
    elif found is not None:
        context |= _of_indicator(found, wanted, tiers)
    return render(request, "targets/places.html", context)


def _ranked(wanted: PlacesAsked, tiers: dict[str, TierLabel]) -> ByIndicator | ByIndex | None:
    if wanted.by is None:
        return None
    asked = wanted.asked
    shared: dict[str, Any] = {
        "year": asked.year,
        "at": asked.at,
        "tiers": tuple(tiers),
        "tier": asked.tier,
        "rules": rules_in_force(asked.at.as_of, asked.at.known_at),
        "sight": asked.sight,
        "english": not (get_language() or "zh").startswith("zh"),
    }
    if isinstance(wanted.by, RankableIndex):
        return by_index(asked.place, wanted.by, **shared)
    return by_indicator(asked.place, wanted.by, **shared)


def _pages(wanted: PlacesAsked, rows: int) -> dict[str, Any]:
    """The rows of the page asked for, and where its neighbours are."""
    last = max(1, -(-rows // PAGE_ROWS))
    if wanted.page > last:
        refuse(_("There is no page %(page)s: the last one is %(last)s.")
               % {"page": wanted.page, "last": last})  # fmt: skip
    first = (wanted.page - 1) * PAGE_ROWS
    return {
        "cut": slice(first, first + PAGE_ROWS),
        "before_page": wanted.page - 1 if wanted.page > 1 else 0,
        "after_page": wanted.page + 1 if wanted.page < last else 0,
        "last_page": last,
        "row_count": rows,
    }


def _of_indicator(
    found: ByIndicator, wanted: PlacesAsked, tiers: dict[str, TierLabel]
) -> dict[str, Any]:
    pages = _pages(wanted, len(found.places))
    rows = indicator_rows(found, wanted.asked)[pages["cut"]]
    facts = next((each.assessment.facts for each in found.places if each.assessment), None)
    return pages | {
        "rows": rows,
        "unit": words.unit(found.indicator),
        "basis": basis_sentence(found.ranking.basis, found.indicator),
        "ranked_on": words.month(found.ranking.period_end) if found.ranking.period_end else "",
        "before_on": words.month(found.ranking.before_end) if found.ranking.before_end else "",
        "rolled": [
            words.phrase(sentence)
            for sentence in (
                rollup_sentences(found.rolled, words.series_words(found.indicator, tiers), facts)
                if facts
                else ()
            )
        ],
        "bars": places_charts.bars(rows),
        "dots": places_charts.dots(rows),
        "multiples": places_charts.multiples(rows),
    }


def _of_index(found: ByIndex, wanted: PlacesAsked) -> dict[str, Any]:
    pages = _pages(wanted, len(found.places))
    return pages | {
        "rows": index_rows(found)[pages["cut"]],
        "parts": part_heads(found.composite.parts),
        "unkept": [words.name(label) for label in found.composite.unkept],
        "basis": basis_sentence(found.ranking.basis, None),
        "ranked_on": words.month(found.ranking.period_end) if found.ranking.period_end else "",
        "before_on": words.month(found.ranking.before_end) if found.ranking.before_end else "",
    }


@answering
@require_GET
def places_csv(request: HttpRequest) -> HttpResponseBase:
    """The ranking as CSV: every place, not one page of them."""
    found, name = _file(request)
    headers = [column.header for column in places_file.columns(found)]
    body = b"".join(csv_chunks(headers, places_file.rows(found)))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@answering
@require_GET
def places_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The ranking as XLSX: the same rows."""
    found, name = _file(request)
    out = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - closed by the answer
    sheet = XlsxSheet(_("Places"), places_file.xlsx_columns(found), places_file.rows(found))
    write_xlsx(out, [sheet])
    return xlsx_answer(out, f"{name}.xlsx")


def _file(request: HttpRequest) -> tuple[ByIndicator | ByIndex, str]:
    tiers = tier_labels()
    wanted = places_asked(request, tiers)
    found = _ranked(wanted, tiers)
    if found is None or wanted.by is None:
        refuse(_("There is nothing to compare below this place."))
    label = wanted.asked.place.label
    illustrative = "_illustrative" if label.illustrative else ""
    as_of = f"{wanted.asked.at.as_of:%Y-%m}"
    return found, f"places_{label.code}{illustrative}_{wanted.by.code}_{as_of}"
