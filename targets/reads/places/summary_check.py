"""Holds stored summaries against what the core makes of the ledgers now."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce

from targets.models import StoredSummary
from targets.reads.judging.judged import AsOf
from targets.reads.scope.labels import tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import Visibility

from .places import place_facts_by_id
from .rankable import rankable
from .ranked import Comparison
from .stored_summaries import fresh_summaries, stored_summaries


class Checked(NamedTuple):
    """What became of the summaries of one ranking."""

    place: str  # its code
    indicator: str
    as_of: date
    compared: int  # that are held to be true
    different: tuple[str, ...]  # codes of places whose summary is not what it should be
    series_ids: tuple[uuid.UUID, ...]  # of these


def checked_summaries(today: date) -> Iterator[Checked]:
    """Every ranking that is kept, one after the other. Some ten queries each."""
    kept = (
        StoredSummary.objects.annotate(
            compared_below=Coalesce("place__parent", "place"),
            indicator_code=F("series__indicator__code"),
        )
        .values_list("compared_below", "indicator_code", "year", "as_of", "tier", "with_pending")
        .distinct()
        .order_by("compared_below", "indicator_code", "year", "as_of", "tier", "with_pending")
    )
    tiers = tuple(tier_labels())
    for place_id, code, year, as_of, tier, pending in list(kept):
        place = place_facts_by_id(place_id, today)
        indicator = rankable(place_id).indicator(code)
        if place is None or indicator is None:  # nobody compares it any more
            continue
        asked = Comparison(
            place, year, AsOf(as_of, today), tiers, tier or None, rules_in_force(as_of),
            Visibility(with_pending=pending),
        )  # fmt: skip
        true = [
            stored_summary.found
            for stored_summary in stored_summaries(asked, indicator, with_figures=True)
            if stored_summary.is_true and stored_summary.found.summary is not None
        ]
        now = {
            fresh_summary.found.code: fresh_summary
            for fresh_summary in fresh_summaries(asked, indicator, [each.code for each in true])
        }
        apart = [each.code for each in true if now[each.code].found.summary != each.summary]
        # What was written between the two readings is stale by now, and not wrong
        still = {
            each.found.code
            for each in (stored_summaries(asked, indicator) if apart else ())
            if each.is_true
        }
        wrong = tuple(code for code in apart if code in still)
        yield Checked(
            place.label.code,
            code,
            as_of,
            len(true),
            wrong,
            tuple(series for each in wrong if (series := now[each].series_id)),
        )
