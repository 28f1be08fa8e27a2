"""What the logging grid is asked for: a place, a reporting unit, a month or a series' year."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from targets import access, clock
from targets.core.values.periods import month_end
from targets.models import Role, Series, Unit
from targets.reads.log.places import LogPlace, LogPlaces, LogUnit, log_places
from targets.reads.scope.labels import Label
from targets.web.request import query
from targets.web.request.errors import LoginNeeded


class LogQuery(NamedTuple):
    """One grid, and what else its reader may open."""

    rights: access.Rights
    place: LogPlace
    places: tuple[Label, ...]
    unit: LogUnit
    units: tuple[LogUnit, ...]
    period_end: date
    today: date
    series_id: uuid.UUID | None = None  # the grid of one series over the periods of a year
    series_code: str = ""

    @property
    def has_ended(self) -> bool:
        """Only then can anything be logged."""
        return self.period_end <= self.today

    @property
    def is_year(self) -> bool:
        """One series over the periods of a year, not one unit's month."""
        return self.series_id is not None

    @property
    def only_corrects(self) -> bool:
        """Whether this person enters no figures for the unit but corrections of closed periods."""
        return self.unit.corrects and not self.unit.reports

    def may_revise(self) -> bool:
        """May this person write into closed periods of the place? At most one query."""
        return access.may_close(self.rights, self.place.above, self.place.label.id)


def log_query(request: HttpRequest, said: Mapping[str, str]) -> LogQuery:
    """Place, unit and month, or place, series and year, from the address or the form, with their
    defaults. One query for a month, two for a year.

    Raises :class:`~targets.web.BadRequest` for a month that does not exist or has not
    come, 404 for an unknown place, unit or series, 403 or
    :class:`~targets.web.LoginNeeded` for one that is not this person's to log or sign.
    """
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    if not (rights.reports or rights.signs or rights.manages):
        raise PermissionDenied(_("You are not a reporter of any unit, so you cannot log."))
    today = clock.today()
    found = _places(rights, said.get("place", "").strip())
    if found.chosen is None:
        raise PermissionDenied(_("No unit of yours reports any series."))
    place = found.chosen
    if not rights.may_read(place.above, place.label.id):
        query.forbid(request, rights)
    code = said.get("series", "").strip()
    if code:
        series_id, unit = _series(place, found.units, code)
        period_end = _year_end(said.get("year", "").strip(), today)
    else:
        series_id, unit = None, _unit(found.units, said.get("unit", "").strip())
        period_end = _period_end(said.get("period", "").strip(), today)
    return LogQuery(
        rights=rights,
        place=place,
        places=found.offered,
        unit=unit,
        units=found.units,
        period_end=period_end,
        today=today,
        series_id=series_id,
        series_code=code if series_id else "",
    )


def _places(rights: access.Rights, code: str) -> LogPlaces:
    grants = None
    if not rights.is_superuser:
        grants = [
            (unit_id, role.value)
            for role in (Role.REPORTER, Role.SIGNER, Role.MANAGER)
            for unit_id in rights.unit_ids(role)
        ]
    places = log_places(code, grants)
    if places.chosen is not None and code not in ("", places.chosen.label.code):
        query.only_place_named(code)
    if places.chosen is None and code:
        raise Http404(_("There is no place “%(code)s”.") % {"code": code})
    return places


def _unit(units: tuple[LogUnit, ...], code: str) -> LogUnit:
    if code:
        if exactly := [unit for unit in units if unit.code == code]:
            return exactly[0]
        named = [unit for unit in units if unit.name_zh == code]
        if len(named) > 1:
            query.refuse(
                _(
                    "“%(name)s” is the name of several units. Write the code of the one you"
                    " mean: %(codes)s."
                )
                % {"name": code[:64], "codes": _(", ").join(unit.code for unit in named)}
            )
        if named:
            return named[0]
        if not Unit.objects.filter(code=code).exists():
            raise Http404(_("There is no unit “%(code)s”.") % {"code": code})
        raise PermissionDenied(_("You are not a reporter of this unit."))
    if not units:
        raise PermissionDenied(_("No unit of yours reports any series of this place."))
    return units[0]


def _series(place: LogPlace, units: tuple[LogUnit, ...], code: str) -> tuple[uuid.UUID, LogUnit]:
    found = Series.objects.filter(place_id=place.label.id, indicator__code=code).first()
    if found is None:
        raise Http404(_("There is no series “%(code)s” in this place.") % {"code": code})
    for unit in units:
        if unit.id == found.reporting_id:
            return found.id, unit
    raise PermissionDenied(_("No unit of yours reports this series."))


def _period_end(text: str, today: date) -> date:
    """The last day of the month asked for; without one, the month that ended last."""
    if not text:
        return today.replace(day=1) - timedelta(days=1)
    day = query.month_asked(text, today)
    return month_end(day.year, day.month)


def _year_end(text: str, today: date) -> date:
    """The last day of the year asked for; without one, of the month that ended last."""
    year = query.year_asked(text, today.year)
    return date(year or (today.replace(day=1) - timedelta(days=1)).year, 12, 31)
