"""What the logging grid is asked for: a place, a reporting unit, a month; and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from targets import access, clock
from targets.core.periods import month_end
from targets.models import Role, Unit
from targets.models.unit import UnitQuerySet
from targets.reads.places import PlaceFacts
from targets.web import asked

PLACES = 50  # offered as a list; others are opened by their address


class LogAsked(NamedTuple):
    """One grid, and what else its reader may open."""

    rights: access.Rights
    place: PlaceFacts
    places: tuple[Unit, ...]
    unit: Unit
    units: tuple[Unit, ...]
    period_end: date
    today: date

    @property
    def has_ended(self) -> bool:
        """Only then can anything be logged."""
        return self.period_end <= self.today


def log_asked(request: HttpRequest, said: Mapping[str, str]) -> LogAsked:
    """Place, unit and month from the address or the form, with their defaults.

    Raises :class:`~targets.web.asked.BadRequest` for a month that does not exist or has not
    come, 404 for an unknown place or unit, 403 or
    :class:`~targets.web.asked.LoginNeeded` for one that is not this person's to log.
    """
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise asked.LoginNeeded(request)
    if not rights.reports:
        raise PermissionDenied(_("You are not a reporter of any unit, so you cannot log."))
    today = clock.today()
    places = tuple(_places(rights)[:PLACES])
    code = said.get("place", "").strip()
    if not code:
        if not places:
            raise PermissionDenied(_("No unit of yours reports any series."))
        code = places[0].code
    place = asked.readable_place(request, rights, code)
    units = tuple(access.reporting_units(rights, place.label.id).order_by("order", "code"))
    return LogAsked(
        rights=rights,
        place=place,
        places=places,
        unit=_unit(units, said.get("unit", "").strip()),
        units=units,
        period_end=_period_end(said.get("period", "").strip(), today),
        today=today,
    )


def _places(rights: access.Rights) -> UnitQuerySet:
    """Places with series that this person reports."""
    places = Unit.objects.places().order_by("order", "code")
    if rights.is_superuser:
        return places.filter(series__reporting__isnull=False).distinct()
    below = Unit.objects.below(rights.unit_ids(Role.REPORTER))
    return places.filter(series__reporting__in=below).distinct()


def _unit(units: tuple[Unit, ...], code: str) -> Unit:
    if code:
        for unit in units:
            if code in (unit.code, unit.name_zh):
                return unit
        if not Unit.objects.filter(code=code).exists():
            raise Http404(_("There is no unit “%(code)s”.") % {"code": code})
        raise PermissionDenied(_("You are not a reporter of this unit."))
    if not units:
        raise PermissionDenied(_("No unit of yours reports any series of this place."))
    return units[0]


def _period_end(text: str, today: date) -> date:
    """The last day of the month asked for; without one, the month that ended last."""
    if not text:
        return today.replace(day=1) - timedelta(days=1)
    day = asked.month_asked(text, today)
    return month_end(day.year, day.month)
