"""What the reporting matrix is asked for: a place and a year, perhaps one of its cells."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from targets import access, clock
from targets.core.values.periods import month_end
from targets.exchange.headers.period_text import parse_month
from targets.exchange.sheets.problems import CellRefused
from targets.models.target import FIRST_YEAR, LAST_YEAR
from targets.reads.places.places import PlaceFacts
from targets.web.request import query
from targets.web.request.errors import LoginNeeded


class ReportingQuery(NamedTuple):
    """One matrix, and whom its reader may urge."""

    rights: access.Rights
    place: PlaceFacts
    year: int
    today: date
    urges: Collection[uuid.UUID] | None  # units that may be urged; None: every one
    unit: str  # of the cell asked for; empty: none
    period_end: date | None

    @property
    def closes(self) -> bool:
        """Whether its reader may close the periods of the place."""
        return self.urges is None

    @property
    def may_urge(self) -> bool:
        """Whether there is any unit that its reader may urge."""
        return self.closes or bool(self.urges)

    def may_urge_unit(self, unit_id: uuid.UUID | None) -> bool:
        """Whether its reader may urge this unit."""
        return self.urges is None or unit_id in self.urges


def reporting_query(request: HttpRequest, said: QueryDict) -> ReportingQuery:
    """Place, year and cell from the address or the form.

    Raises :class:`~targets.web.BadRequest` for a year or month that is none, 404 for an
    unknown place, 403 or :class:`~targets.web.LoginNeeded` for one not to be read. Who
    reports late is about people, so nobody sees it without logging in.
    """
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    place = query.readable_place(request, rights, said.get("place", "").strip())
    today = clock.today()
    period_end = _period_end(said.get("period", "").strip())
    year = query.year_asked(said.get("year", "")) or (period_end or today).year
    return ReportingQuery(
        rights=rights,
        place=place,
        year=year,
        today=today,
        urges=access.urged_by(rights, place.above, place.label.id),
        unit=said.get("unit", "").strip(),
        period_end=period_end,
    )


def _period_end(text: str) -> date | None:
    if not text:
        return None
    try:
        month = parse_month(text)
    except CellRefused:
        month = None
    if month is None or not FIRST_YEAR <= month.year <= LAST_YEAR:
        query.refuse(
            _("“%(text)s” is not a month. Write it as 2026-09 or 2026年9月.") % {"text": text[:40]}
        )
    return month_end(month.year, month.month)
