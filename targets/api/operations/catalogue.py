"""Who am I, and what there is: places, indicators, series."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router

from targets import access
from targets.api.asked import readable_place
from targets.api.caller import caller_of
from targets.api.catalogue_shapes import (
    IndicatorOut,
    IndicatorPage,
    MeOut,
    PlaceOut,
    PlacePage,
    RoleOut,
    SeriesOut,
    SeriesPage,
    TokenOut,
)
from targets.api.pages import USUAL, cursor_after, cut, key_of
from targets.api.shapes import Cursor, Limit, PlaceCode, both, named
from targets.models import Indicator, Series, Unit
from targets.reads.export.catalogue import (
    indicators_after,
    memberships_of,
    places_after,
    series_after,
)

router = Router(tags=["catalogue"])


@router.get(
    "/me",
    response=MeOut,
    operation_id="me",
    summary=_("Who am I, and what may I do"),
    description=_("The token's person and roles: try a token with this."),
)
def me(request: HttpRequest) -> MeOut:
    """The token's person and roles: try a token with this."""
    caller = caller_of(request)
    token, person = caller.token, caller.person
    return MeOut(
        username=person.get_username(),
        # As “author” of an entry: family name first
        name=f"{person.last_name}{person.first_name}" or person.get_username(),
        is_superuser=caller.rights.is_superuser,
        token=TokenOut(
            name=token.name,
            prefix=token.prefix,
            scope=token.scope,  # type: ignore[arg-type]
            expires_on=token.expires_on,
        ),
        roles=[
            RoleOut(unit=both(each.unit), role=each.role)  # type: ignore[arg-type]
            for each in memberships_of(person.pk)
        ],
    )


@router.get(
    "/places",
    response=PlacePage,
    operation_id="list_places",
    summary=_("Places that I may read"),
    description=_("Places covered by the person's memberships, or lying above or below them."),
)
def list_places(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = None) -> PlacePage:
    """Places covered by the person's memberships, or lying above or below them."""
    key = key_of(cursor, str)
    places = access.readable_places(caller_of(request).rights)
    found = list(places_after(places, key[0] if key else None, limit + 1))
    page, following = cut(found, limit, lambda place: cursor_after(place.code))
    return PlacePage(items=[_place(place) for place in page], next=following)


def _place(place: Unit) -> PlaceOut:
    return PlaceOut(
        code=place.code,
        name_zh=place.name_zh,
        name_en=place.name_en,
        parent=place.parent.code if place.parent else None,
        collecting_since=place.collecting_since,
        illustrative=place.illustrative,
        checks_figures=place.checks_figures,
        signs_off=place.signs_off,
    )


@router.get(
    "/indicators",
    response=IndicatorPage,
    operation_id="list_indicators",
    summary=_("Indicators and how they are measured"),
    description=_("Definitions are the same for every place, and open to every token."),
)
def list_indicators(
    request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = None
) -> IndicatorPage:
    """Definitions are the same for every place, and open to every token."""
    key = key_of(cursor, str)
    found = list(indicators_after(key[0] if key else None, limit + 1))
    page, following = cut(found, limit, lambda indicator: cursor_after(indicator.code))
    return IndicatorPage(items=[_indicator(each) for each in page], next=following)


def _indicator(indicator: Indicator) -> IndicatorOut:
    return IndicatorOut(
        code=indicator.code,
        name_zh=indicator.name_zh,
        name_en=indicator.name_en,
        theme=both(indicator.theme),
        measure=indicator.measure,  # type: ignore[arg-type]
        accumulation=indicator.accumulation,  # type: ignore[arg-type]
        frequency=indicator.frequency,  # type: ignore[arg-type]
        calendar=indicator.calendar.value,  # type: ignore[arg-type]
        higher_is_better=indicator.higher_is_better,
        unit_zh=indicator.unit_zh,
        unit_en=indicator.unit_en,
        decimals=indicator.decimals,
        growth_of=indicator.growth_of.code if indicator.growth_of else None,
        definition_zh=indicator.definition_zh,
        definition_en=indicator.definition_en,
    )


@router.get(
    "/places/{code}/series",
    response=SeriesPage,
    operation_id="list_series",
    summary=_("Series of a place, and who answers for them"),
    description=_("In stated order. A series is named by its indicator's code."),
)
def list_series(
    request: HttpRequest, code: PlaceCode, limit: Limit = USUAL, cursor: Cursor = None
) -> SeriesPage:
    """In stated order. A series is named by its indicator's code."""
    place = readable_place(caller_of(request), code)
    key = key_of(cursor, int, str)
    found = list(series_after(place.label.id, key and (key[0], key[1]), limit + 1))
    page, following = cut(
        found, limit, lambda series: cursor_after(series.order, series.indicator.code)
    )
    return SeriesPage(items=[_series(each, code) for each in page], next=following)


def _series(series: Series, place: str) -> SeriesOut:
    indicator = series.indicator
    return SeriesOut(
        code=indicator.code,
        name_zh=indicator.name_zh,
        name_en=indicator.name_en,
        place=place,
        order=series.order,
        theme=both(indicator.theme),
        measure=indicator.measure,  # type: ignore[arg-type]
        accumulation=indicator.accumulation,  # type: ignore[arg-type]
        calendar=series.calendar,  # type: ignore[arg-type]
        unit_zh=indicator.unit_zh,
        unit_en=indicator.unit_en,
        decimals=indicator.decimals,
        lead=named(series.lead),
        reporting=named(series.reporting),
        checking=named(series.checking),
        supporting=[both(unit) for unit in series.supporting.all()],
        leader=series.leader,
        inferred=series.inferred,
    )
