"""What stands beside a series: its reference figures, and what does not fit with others."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from targets import access, formatting
from targets.core.values.facts import Figure
from targets.models import Series
from targets.reads.judging.judged import JudgedSeries
from targets.reads.series.consistency import findings, year_as_stated
from targets.reads.series.reference_figures import reference_figures
from targets.web.parts.series_words import NONE, Tiers
from targets.web.request.links import query
from targets.web.request.query import ViewQuery


class ReferenceLine(NamedTuple):
    """One reference as printed."""

    name: str
    address: str
    figure: str


def beside(series: Series, row: JudgedSeries, wanted: ViewQuery, tiers: Tiers) -> dict[str, Any]:
    """References for every reader; findings, and the way to the target, for managers. At most two
    queries, and six more for managers."""
    end = row.assessment.period_end
    said = query(wanted)
    references = [
        ReferenceLine(
            formatting.name(reference),
            f"{reverse('targets:series', args=[row.place.code, reference.code])}?{said}",
            NONE
            if reference.figure is None
            else formatting.figure(
                Figure(reference.figure, reference.decimals, reference.unit_zh, reference.unit_en)
            ),
        )
        for reference in reference_figures(series, end, at=wanted.at, sight=wanted.sight)
    ]
    states = access.may_state(wanted.rights, wanted.place.above)
    found: dict[str, Any] = {"references": references, "states": states}
    if not states:
        return found
    checked = findings(
        place_id=series.place_id,
        year=wanted.year,
        at=year_as_stated(wanted.year, wanted.at),
        named=lambda reference: formatting.series_words(reference, tiers),
        tiers=tuple(tiers),
        sight=wanted.sight,
    )
    headline = row.assessment.headline
    tier = headline.target.tier if headline else next(iter(tiers), "")
    edit = reverse("targets:target_edit", args=[row.place.code, row.code])
    return found | {
        "findings": [formatting.phrase(reference.sentence) for reference in checked.of(row.code)],
        "edit_address": f"{edit}?{urlencode({'year': str(wanted.year), 'tier': tier})}",
    }
