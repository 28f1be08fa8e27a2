"""变动情况: what changed in a place between two months, or since what was known on a day."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from targets import access, formatting
from targets.core.changes.changes import Direction, direction
from targets.core.changes.messages import change_sentences
from targets.core.judging.outcomes import Assessment
from targets.core.saying.labels import verdict_name
from targets.core.values.facts import Figure, Verdict
from targets.exchange.out.xlsx import Kind, XlsxColumn, XlsxSheet, write_xlsx
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.reads.changes.place_changes import Compared, Moment, place_changes
from targets.reads.judging.judged import JudgedSeries
from targets.reads.scope.labels import PlaceLabel, TierLabel, tier_labels
from targets.web.parts.downloads import xlsx_answer
from targets.web.parts.glyphs import chip
from targets.web.request.errors import handle_errors
from targets.web.request.links import place_query, query, replayed
from targets.web.request.other_moment import Other, in_order, month_before, other_asked
from targets.web.request.query import CHOICES, ViewQuery, choices, parse_query

# ---- What changed in a place between two moments, as printed and as rows of a file

NONE = "—"


class ChangeLine(NamedTuple):
    """One series whose status or value changed."""

    name: str
    address: str
    then: SafeString
    now: SafeString
    value_then: str
    value_now: str
    sentences: tuple[str, ...]


class CountLine(NamedTuple):
    """How many series had a status then, and have it now."""

    word: str
    then: int
    now: int


def value(assessment: Assessment | None, row: JudgedSeries) -> str:
    """The figure with its unit, or the dash."""
    if assessment is None or assessment.actual is None:
        return NONE
    return formatting.figure(Figure(assessment.actual, row.decimals, row.unit_zh, row.unit_en))


def status(assessment: Assessment | None) -> SafeString:
    """The chip of a verdict; nothing where the series was not there."""
    if assessment is None:
        return SafeString(NONE)
    shown = chip(assessment.verdict, formatting.verdict(assessment))
    return mark_safe(shown)  # noqa: S308 - our own words and drawings


def change_lines(
    found: Sequence[Compared], wanted: ViewQuery, other: Other, tiers: Mapping[str, TierLabel]
) -> dict[Direction, list[ChangeLine]]:
    """The changed series, worse ones apart from better ones."""
    said = query(wanted, since=f"{other.day:%Y-%m-%d}" if other.day else "")
    lines: dict[Direction, list[ChangeLine]] = {each: [] for each in Direction}
    for each in found:
        if each.change is None or each.then is None:
            continue
        row = each.row
        lines[direction(each.then, row.assessment)].append(
            ChangeLine(
                name=formatting.name(row),
                address=f"{reverse('targets:series', args=[row.place.code, row.code])}?{said}",
                then=status(each.then),
                now=status(row.assessment),
                value_then=value(each.then, row),
                value_now=value(row.assessment, row),
                sentences=_sentences(each, tiers),
            )
        )
    return lines


def _sentences(each: Compared, tiers: Mapping[str, TierLabel]) -> tuple[str, ...]:
    if each.change is None:
        return ()
    said = change_sentences(each.change, formatting.series_words(each.row, tiers))
    return tuple(formatting.phrase(sentence) for sentence in said)


def count_lines(found: Sequence[Compared]) -> list[CountLine]:
    """The verdicts that occur, then and now."""
    then = Counter(each.then.verdict for each in found if each.then is not None)
    now = Counter(each.row.assessment.verdict for each in found)
    return [
        CountLine(formatting.message(verdict_name(verdict)), then[verdict], now[verdict])
        for verdict in Verdict
        if then[verdict] or now[verdict]
    ]


def file_columns() -> list[str]:
    """The headers of the file, in the reader's language."""
    return [
        _("Place"), _("Indicator code"), _("Indicator"), _("Theme"), _("Status then"),
        _("Status now"), _("Value then"), _("Value now"), _("Unit"), _("What changed"),
    ]  # fmt: skip


def file_rows(
    found: Sequence[Compared], tiers: Mapping[str, TierLabel]
) -> Iterator[tuple[object, ...]]:
    """The changed series; numbers as numbers."""
    for each in found:
        if each.change is None or each.then is None:
            continue
        row = each.row
        yield (
            formatting.name(row.place), row.code, formatting.name(row), formatting.name(row.theme),
            formatting.verdict(each.then), formatting.verdict(row.assessment), each.then.actual,
            row.assessment.actual, formatting.unit(row), " ".join(_sentences(each, tiers)),
        )  # fmt: skip


# ---- The page and its file

_NUMBERS = (6, 7)  # columns of the file that hold numbers


class _Found(NamedTuple):
    wanted: ViewQuery
    other: Other
    tiers: dict[str, TierLabel]
    rows: tuple[Compared, ...]


@handle_errors
@require_safe
def changes_page(request: HttpRequest) -> HttpResponseBase:
    """Worse, better and otherwise changed series, each with its causes in words."""
    offered = choices(access.rights_of_request(request))
    found = _find(request, offered)
    wanted, other = found.wanted, found.other
    lines = change_lines(found.rows, wanted, other, found.tiers)
    since = f"{other.day:%Y-%m-%d}" if other.day else ""
    context = {
        "asked": wanted,
        "other": other,
        "place_name": formatting.name(wanted.place.label),
        "places": offered if len(offered) <= CHOICES else (),
        "now_name": formatting.month(wanted.at.as_of),
        "groups": [
            (name, lines[each])
            for each, name in (
                (Direction.WORSE, _("Worse")),
                (Direction.BETTER, _("Better")),
                (Direction.OTHER, _("Other changes")),
            )
            if lines[each]
        ],
        "counts": count_lines(found.rows),
        "unchanged": sum(row.change is None for row in found.rows),
        "query": place_query(wanted, **{"with": other.month, "since": since}),
    }
    return render(request, "targets/changes/changes.html", context)


def _find(request: HttpRequest, offered: tuple[PlaceLabel, ...] | None = None) -> _Found:
    tiers = tier_labels()
    wanted = parse_query(request, tiers, offered=offered)
    # A month before the year that is named is judged by its own year's targets
    wanted = wanted._replace(year=min(wanted.year, wanted.at.as_of.year))
    wanted, other = in_order(wanted, other_asked(request, wanted) or month_before(wanted))
    rows = place_changes(
        wanted.place.label.id,
        Moment(wanted.year, wanted.at),
        other.moment,
        tier=wanted.tier,
        sight=wanted.sight,
    )
    return _Found(wanted, other, tiers, rows)


@handle_errors
@require_GET
def changes_csv(request: HttpRequest) -> HttpResponseBase:
    """The changed series as CSV."""
    found = _find(request)
    body = b"".join(csv_chunks(file_columns(), file_rows(found.rows, found.tiers)))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.csv"'
    return answer


@handle_errors
@require_GET
def changes_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The changed series as XLSX: the same rows."""
    found = _find(request)
    out = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - closed by the answer
    columns = [
        XlsxColumn(header, Kind.NUMBER if place in _NUMBERS else Kind.TEXT)
        for place, header in enumerate(file_columns())
    ]
    write_xlsx(out, [XlsxSheet(_("Changes"), columns, file_rows(found.rows, found.tiers))])
    return xlsx_answer(out, f"{_file_name(found)}.xlsx")


def _file_name(found: _Found) -> str:
    label = found.wanted.place.label
    illustrative = "_illustrative" if label.illustrative else ""
    then = found.other.month or f"known_{found.other.day:%Y-%m-%d}"
    now = f"{found.wanted.at.as_of:%Y-%m}{replayed(found.wanted)}"
    return f"changes_{label.code}{illustrative}_{then}_{now}"
