"""What the check screen is asked for: a place, a period, perhaps one unit; and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from targets import access, clock
from targets.core.values.periods import month_end
from targets.models import Role, Series, Unit
from targets.reads.check.entries import Waiting, waiting
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.checkable import Reach
from targets.web.request import query
from targets.web.request.errors import LoginNeeded


class CheckQuery(NamedTuple):
    """One check screen, and what else waits for its reader."""

    rights: access.Rights
    reach: Reach
    place: PlaceFacts | None  # None: this person checks no series at all
    period_end: date
    unit: str  # a reporting unit's code; empty for all
    waiting: tuple[Waiting, ...]
    today: date


def reach_of(rights: access.Rights) -> Reach:
    """Whose entries this person accepts and returns."""
    return Reach(rights.unit_ids(Role.CHECKER), everything=rights.is_superuser)


def check_query(request: HttpRequest, said: Mapping[str, str]) -> CheckQuery:
    """Place, period and unit from the address or the form; by default the oldest period with
    something waiting.

    Raises :class:`~targets.web.BadRequest` for a month that does not exist or has not
    come, 404 for an unknown place, 403 or :class:`~targets.web.LoginNeeded` where this
    person checks nothing.
    """
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    if not rights.checks:
        raise PermissionDenied(
            _("You are not a checker of any unit, so there is nothing to check.")
        )
    reach, today = reach_of(rights), clock.today()
    waits = waiting(reach)
    code = said.get("place", "").strip()
    if not code:
        code = waits[0].place.code if waits else first_place(rights, Role.CHECKER)
    place = query.place_called(code) if code else None
    if code and place is None:
        raise Http404(_("There is no place “%(code)s”.") % {"code": code})
    if place is not None:
        _keep_out(rights, place, waits)
    here = [wait for wait in waits if place is not None and wait.place.id == place.label.id]
    return CheckQuery(
        rights=rights,
        reach=reach,
        place=place,
        period_end=_period_end(said.get("period", "").strip(), here, today),
        unit=said.get("unit", "").strip(),
        waiting=waits,
        today=today,
    )


def first_place(rights: access.Rights, *roles: Role) -> str:
    """The first place with series checked where this person has one of the roles; empty where
    there is none."""
    places = Unit.objects.places().order_by("order", "code")
    if not rights.is_superuser:
        granted = [unit_id for role in roles for unit_id in rights.unit_ids(role)]
        below = Unit.objects.below(granted).values("id")
        checked = Series.objects.filter(
            Q(checking__in=below) | Q(checking__isnull=True, place__in=below)
        )
        places = places.filter(id__in=checked.values("place_id"))
    return places.values_list("code", flat=True).first() or ""


def _keep_out(rights: access.Rights, place: PlaceFacts, waits: tuple[Waiting, ...]) -> None:
    """A checker sees places with series that they check; what waits there says so already."""
    if rights.has_role(Role.CHECKER, place.above):
        return
    if any(wait.place.id == place.label.id for wait in waits):
        return
    if not access.checked_series(rights, place.label.id).exists():
        raise PermissionDenied(_("You check no series of this place."))


def _period_end(text: str, here: list[Waiting], today: date) -> date:
    """The month asked for; without one, the oldest with something waiting, else the last one."""
    if text:
        day = query.month_asked(text, today)
        return month_end(day.year, day.month)
    if here:
        return here[0].period_end
    return today.replace(day=1) - timedelta(days=1)
