"""Whose targets a screen is about: a place and a year, a series, a tier; and who may state them."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from targets import access, formatting
from targets.models import Series
from targets.reads.scope.labels import TierLabel, tier_labels
from targets.reads.series.page import find_series
from targets.web.request.query import ViewQuery, forbid, parse_query, refuse


class TargetQuery(NamedTuple):
    """One series' target of a year and tier."""

    asked: ViewQuery
    series: Series
    tier: TierLabel
    tiers: dict[str, TierLabel]

    @property
    def name(self) -> str:
        """The indicator in the reader's language."""
        return formatting.name(self.series.indicator)

    def address(self, screen: str, tier: str = "") -> str:
        """This target on another screen, or another tier's."""
        query = {"year": str(self.asked.year), "tier": tier or self.tier.code}
        code = self.series.indicator.code
        path = reverse(f"targets:{screen}", args=[self.asked.place.label.code, code])
        return f"{path}?{urlencode(query)}"


def target_query(request: HttpRequest, place: str, code: str) -> TargetQuery:
    """From the address. Only managers of the place get further.

    Raises 404 for a series that the place does not have, 403 or
    :class:`~targets.web.refusals.LoginNeeded` for who may not state its targets.
    """
    tiers = tier_labels()
    query = parse_query(request, tiers, code=place)
    series = find_series(query.place.label.id, code)
    if series is None:
        raise Http404(_("This place has no series “%(code)s”.") % {"code": code})
    if query.rights.is_anonymous:
        forbid(request, query.rights)
    if not access.may_state(query.rights, query.place.above):
        raise PermissionDenied(_("Only managers of the place state and split its targets."))
    if not tiers:
        refuse(_("There is no tier yet: an administrator has to add one."))
    tier = tiers[query.tier] if query.tier else next(iter(tiers.values()))
    return TargetQuery(query, series, tier, tiers)
