"""A ranking of places as rows of a file: a place a row, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.exchange.out.xlsx import Kind, XlsxColumn
from targets.reads.places.ranked import ByIndex, ByIndicator
from targets.web.places.rows import part_heads


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
            values = [each.value for each in composite.components] if composite else [
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
