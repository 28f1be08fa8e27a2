"""What a comparison of places is asked for: a place, a year and what its places are ranked by."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from targets import access
from targets.core.values.reading import whole
from targets.reads.places.rankable import (
    Rankable,
    RankableIndex,
    RankableIndicator,
    having_places_below,
    rankable,
)
from targets.reads.scope.labels import PlaceLabel, TierLabel
from targets.web.request.query import ViewQuery, choices, parse_query, refuse

INDEX = "index:"  # before the code of a composite index
PAGE_ROWS, MOST_PAGES = 100, 9_999


class PlacesQuery(NamedTuple):
    """A place whose places are compared, and by what; nothing where nothing can be compared."""

    asked: ViewQuery
    offered: tuple[PlaceLabel, ...]  # places that have places below, and the one asked for
    rankable: Rankable
    by: RankableIndicator | RankableIndex | None
    page: int

    @property
    def chosen(self) -> str:
        """What is compared, as the address says it."""
        if self.by is None:
            return ""
        return f"{INDEX}{self.by.code}" if isinstance(self.by, RankableIndex) else self.by.code


def places_query(request: HttpRequest, tiers: dict[str, TierLabel]) -> PlacesQuery:
    """From the address; without a place the first that has places below.

    Raises :class:`~targets.web.refusals.BadRequest` for an indicator or page that there is not.
    """
    every = choices(access.rights_of_request(request))
    with_places = having_places_below([place.id for place in every])
    code = request.GET.get("place", "").strip()
    if not code:
        code = next((place.code for place in every if place.id in with_places), "")
    query = parse_query(request, tiers, code=code, offered=every)
    offered = tuple(
        place for place in every if place.id in with_places or place.id == query.place.label.id
    )
    found = rankable(query.place.label.id)
    return PlacesQuery(query, offered, found, _by(request, found), _page(request))


def _by(request: HttpRequest, found: Rankable) -> RankableIndicator | RankableIndex | None:
    code = request.GET.get("by", "").strip()
    if not code:
        return found.indicators[0] if found.indicators else None
    if code.startswith(INDEX):
        by: RankableIndicator | RankableIndex | None = found.composite(code.removeprefix(INDEX))
    else:
        by = found.indicator(code)
    if by is None:
        refuse(
            _("No place below keeps an indicator “%(code)s” that can be compared.")
            % {"code": code[:64]}
        )
    return by


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "").strip() or "1"
    page = whole(text, 1, MOST_PAGES)
    if page is None:
        refuse(_("“%(page)s” is not a page: pages are counted from 1.") % {"page": text[:20]})
    return page
