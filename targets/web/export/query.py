"""What a download is asked for: one place or all that the reader may see, a year, a day."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from targets import access, clock
from targets.reads.overview.overview import Filters
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.labels import TierLabel
from targets.reads.scope.visibility import OFFICIAL, Visibility
from targets.web.request import query
from targets.web.request.errors import LoginNeeded
from targets.web.request.known_on import known_asked


class ExportQuery(NamedTuple):
    """The scope of one download. What is None was not asked for and narrows nothing."""

    rights: access.Rights
    place: PlaceFacts | None
    year: int | None
    as_of: date | None
    today: date  # or the day whose knowledge is asked for
    filters: Filters
    with_people: bool
    with_pending: bool = True
    known_on: date | None = None  # the day whose knowledge is asked for; None: now

    @property
    def tier(self) -> str | None:
        """The tier asked for."""
        return self.filters.tier

    @property
    def known_at(self) -> datetime | None:
        """The recorded time of the download; None is now."""
        return clock.end_of(self.known_on) if self.known_on else None

    def file_name(self, kind: str) -> str:
        """Latin letters only, so that no server or browser garbles it; the sample says what it
        is."""
        parts = [kind]
        if self.place is not None:
            parts.append(self.place.label.code)
            if self.place.label.illustrative:
                parts.append("illustrative")
        if self.year is not None:
            parts.append(str(self.year))
        if self.as_of is not None:
            parts.append(f"{self.as_of:%Y-%m}")
        if self.known_on is not None:
            parts.append(f"known_{self.known_on:%Y-%m-%d}")
        return "_".join(parts)

    def sight_of(self, place: PlaceFacts) -> Visibility:
        """What this reader sees of a place beyond official figures."""
        return access.sight_of(self.rights, place.above, place.label.id, pending=self.with_pending)

    @property
    def sight_of_all(self) -> Visibility:
        """What this reader sees wherever it may read."""
        if not self.with_people:
            return OFFICIAL
        return Visibility(
            with_pending=self.with_pending,
            with_words=True,
            unreleased=self.rights.is_superuser,
            unit_ids=self.rights.insider_unit_ids(),
        )

    def place_ids(self) -> list[uuid.UUID] | None:
        """The places of the download; None for every one there is. At most one query."""
        if self.place is not None:
            return [self.place.label.id]
        if self.rights.is_superuser or self.rights.is_anonymous:
            return None
        return list(access.readable_places(self.rights).values_list("id", flat=True))

    def place_codes(self) -> Iterable[str]:
        """The places' codes in their order. At most one query."""
        if self.place is not None:
            return [self.place.label.code]
        places = access.readable_places(self.rights).order_by("order", "code")
        return list(places.values_list("code", flat=True))


def export_query(request: HttpRequest, tiers: Mapping[str, TierLabel]) -> ExportQuery:
    """The scope from the address. Raises what :func:`targets.web.request.query.parse_query` raises,
    also for a month after the day whose knowledge is asked for: a file cannot say that it was
    cut."""
    rights = access.rights_of_request(request)
    known_on = known_asked(request, rights, clock.today())
    today = known_on or clock.today()
    code = request.GET.get("place", "").strip()
    place = query.readable_place(request, rights, code, known_on=known_on) if code else None
    if place is None and rights.is_anonymous and not settings.ANONYMOUS_READING:
        raise LoginNeeded(request)
    with_people = (
        not rights.is_anonymous
        if place is None
        else rights.sees_people(place.above, place.label.id)
    )
    year = query.year_asked(request.GET.get("year", ""))
    return ExportQuery(
        rights=rights,
        place=place,
        year=year,
        as_of=_as_of(request.GET.get("as_of", "").strip(), year, today),
        today=today,
        filters=query.filters(
            request, _tier(request.GET.get("tier", ""), tiers), sees_people=with_people
        ),
        with_people=with_people,
        with_pending=request.GET.get("pending", "yes") != "no",
        known_on=known_on,
    )


def _as_of(text: str, year: int | None, today: date) -> date | None:
    if not text:
        return None
    if text.isdecimal() and len(text) <= 2 and year is not None:  # noqa: PLR2004 - a month
        text = f"{year}-{text}"
    return query.month_asked(text, today)


def _tier(code: str, tiers: Mapping[str, TierLabel]) -> str | None:
    if not code or code == "headline":
        return None
    if code not in tiers:
        query.refuse(
            _("There is no tier “%(tier)s”. There are: %(known)s.")
            % {"tier": code[:32], "known": ", ".join(tiers)}
        )
    return code
