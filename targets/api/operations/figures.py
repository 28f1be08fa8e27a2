"""Targets and actuals of a place, as they stand."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from targets.api import asked
from targets.api.asked import known_series, known_tier, month_of, readable_place, sight_of
from targets.api.caller import caller_of
from targets.api.figure_shapes import ActualOut, ActualPage, TargetOut, TargetPage
from targets.api.pages import USUAL, cursor_after, cut, key_of
from targets.api.shapes import (
    AsOfMonth,
    Cursor,
    KnownOn,
    Limit,
    NamedOut,
    PlaceCode,
    SeriesCode,
    TierCode,
    Year,
    YesNo,
)
from targets.exchange.sheets.csv_writing import plain
from targets.models import Target
from targets.reads.export.actuals_page import StandingEntry, Wanted, entries_after
from targets.reads.export.stated_targets import targets_in_force

router = Router(tags=["figures"])

Lane = Annotated[
    Literal["official", "pending", "all"],
    Query(description=_("Accepted figures, those that wait to be checked, or both.")),
]
Withdrawn = Annotated[
    YesNo, Query(description=_("Whether slots are listed whose figure was withdrawn."))
]


@router.get(
    "/places/{code}/targets",
    response=TargetPage,
    operation_id="list_targets",
    summary=_("Targets of a place, as stated"),
    description=_(
        "Of each series, year and tier the statement in force at the end of the month asked for, "
        "or today."
    ),
)
def list_targets(  # noqa: PLR0917 - parameters of the address
    request: HttpRequest,
    code: PlaceCode,
    year: Year = None,
    tier: TierCode = None,
    as_of: AsOfMonth = None,
    known: KnownOn = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> TargetPage:
    """Of each series, year and tier the statement in force at the end of the month asked for,
    or today."""
    then = asked.known(known)
    place = readable_place(caller_of(request), code, then.at)
    rows = targets_in_force(
        as_of=month_of(as_of, then.today) or then.today,
        known_at=then.at,
        place_ids=[place.label.id],
        year=year,
        tier=known_tier(tier),
    ).order_by("series__indicator__code", "year", "tier_id")
    if key := key_of(cursor, str, int, str):
        series, last_year, last_tier = key
        same = Q(series__indicator__code=series)
        rows = rows.filter(
            Q(series__indicator__code__gt=series)
            | (same & Q(year__gt=last_year))
            | (same & Q(year=last_year, tier_id__gt=last_tier))
        )
    found = list(rows.prefetch_related(None)[: limit + 1])
    page, following = cut(
        found, limit, lambda row: cursor_after(row.series.indicator.code, row.year, row.tier_id)
    )
    return TargetPage(items=[_target(row) for row in page], next=following)


def _target(target: Target) -> TargetOut:
    indicator, document = target.series.indicator, target.document
    return TargetOut(
        series=indicator.code,
        year=target.year,
        tier=target.tier_id,
        effective_on=target.effective_on,
        comparator=target.comparator,  # type: ignore[arg-type]
        value=decimal(target.value),
        upper_value=decimal(target.upper_value),
        tolerance=decimal(target.tolerance),
        base_value=decimal(target.base_value),
        base_qualifier=target.base_qualifier,  # type: ignore[arg-type]
        base_year=target.base_year,
        unit_zh=indicator.unit_zh,
        unit_en=indicator.unit_en,
        due_on=target.due_on,
        comparator_wording=target.comparator_wording,
        modality=target.modality,
        document=None
        if document is None
        else NamedOut(code=document.code, name_zh=document.title_zh, name_en=document.title_en),
        note=target.note,
        reason=target.reason,
        recorded_at=target.recorded_at,
        reference=None if target.reference is None else target.reference.code,
    )


@router.get(
    "/places/{code}/actuals",
    response=ActualPage,
    operation_id="list_actuals",
    summary=_("Figures and states of a place, as they stand"),
    description=_(
        "Entries in force. Figures before their release date are given only to those who may "
        "see them."
    ),
)
def list_actuals(  # noqa: PLR0917 - parameters of the address
    request: HttpRequest,
    code: PlaceCode,
    year: Year = None,
    series: SeriesCode = None,
    lane: Lane = "official",
    withdrawn: Withdrawn = "no",
    known: KnownOn = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> ActualPage:
    """Entries in force. Figures before their release date are given only to those who may see
    them."""
    caller = caller_of(request)
    then = asked.known(known)
    place = readable_place(caller, code, then.at)
    wanted = Wanted(
        year=year,
        series=known_series(place, series),
        official=lane != "pending",
        pending=lane != "official",
        withdrawn=withdrawn == "yes",
        known_at=then.at,
    )
    key = key_of(cursor, str, date, str)
    found = entries_after(
        place.label.id,
        wanted,
        key and (key[0], key[1], key[2]),
        limit + 1,
        today=then.today,
        sight=sight_of(caller, place),
    )
    page, following = cut(
        found, limit, lambda row: cursor_after(row.series, row.period_end, row.lane)
    )
    return ActualPage(items=[_actual(row) for row in page], next=following)


def _actual(row: StandingEntry) -> ActualOut:
    as_printed = {
        "value": decimal(row.value),
        "share_done": decimal(row.share_done),
        "questioned": row.rules,
    }
    return ActualOut(**(asdict(row) | as_printed))


def decimal(value: Decimal | None) -> str | None:
    """A number as every file writes it: no exponent, no zeros that say nothing."""
    return None if value is None else plain(value)
