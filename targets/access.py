"""What may this person see, log, check, manage.

A unit keeps every unit over it, so checks compare and walk nowhere. A right for a unit covers the
units below it. Reading a place needs a membership that covers it or lies
below it; anonymous readers are let in by a setting and see official figures and sources only.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection, models
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest

from targets.models import Membership, Role, Series, Unit, UnitKind
from targets.models.unit import UnitQuerySet
from targets.reads.scope.visibility import OFFICIAL, Visibility

Person = User | AnonymousUser | AbstractBaseUser


@dataclass(frozen=True, slots=True)
class Grant:
    """One membership: a role for a unit, with the units over it (itself included)."""

    unit_id: uuid.UUID
    role: str
    above: frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do, as facts; made by :func:`rights_of`."""

    user_id: int | None
    is_superuser: bool = False
    grants: tuple[Grant, ...] = ()

    @property
    def is_anonymous(self) -> bool:
        """Nobody is logged in."""
        return self.user_id is None

    def may_read(self, above: Collection[uuid.UUID], place_id: uuid.UUID) -> bool:
        """May this person read the place? ``above``: the place and every unit over it."""
        if self.is_superuser:
            return True
        if self.is_anonymous:
            return bool(settings.ANONYMOUS_READING)
        return any(grant.unit_id in above or place_id in grant.above for grant in self.grants)

    def sees_people(self, above: Collection[uuid.UUID], place_id: uuid.UUID) -> bool:
        """May this person see who logged, notes, reasons and leaders? Readers who log in may."""
        return not self.is_anonymous and self.may_read(above, place_id)

    def has_role(self, role: Role, above: Collection[uuid.UUID]) -> bool:
        """Does this person have the role for a unit? ``above``: it and every unit over it."""
        if self.is_superuser:
            return True
        return any(grant.role == role and grant.unit_id in above for grant in self.grants)

    def unit_ids(self, role: Role) -> tuple[uuid.UUID, ...]:
        """Units this person has the role for; the units below are meant too."""
        return tuple(grant.unit_id for grant in self.grants if grant.role == role)

    def insider_unit_ids(self) -> tuple[uuid.UUID, ...]:
        """Units this person works for: they see what is not released yet."""
        return tuple({grant.unit_id for grant in self.grants if grant.role != Role.VIEWER})

    @property
    def checks(self) -> bool:
        """May this person check anything at all?"""
        return self.is_superuser or bool(self.unit_ids(Role.CHECKER))

    @property
    def signs(self) -> bool:
        """May this person sign anything off?"""
        return self.is_superuser or bool(self.unit_ids(Role.SIGNER))

    @property
    def works(self) -> bool:
        """Has this person anything to do here but read?"""
        return self.is_superuser or bool(self.insider_unit_ids())

    @property
    def reports(self) -> bool:
        """May this person log anything at all?"""
        return self.is_superuser or bool(self.unit_ids(Role.REPORTER))

    @property
    def manages(self) -> bool:
        """May this person manage anything at all?"""
        return self.is_superuser or bool(self.unit_ids(Role.MANAGER))


_GRANTS = """
SELECT m.unit_id, m.role, u.above
FROM targets_membership m JOIN targets_unit u ON u.id = m.unit_id WHERE m.person_id = %s
"""

NOBODY = Rights(user_id=None)


def rights_of(person: Person) -> Rights:
    """The rights of a person. One query; none for anonymous readers and superusers."""
    if not person.is_authenticated or not person.is_active:
        return NOBODY
    if getattr(person, "is_superuser", False):
        return Rights(user_id=person.pk, is_superuser=True)
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS, [person.pk])
        grants = tuple(Grant(unit, role, frozenset(above)) for unit, role, above in cursor)
    return Rights(user_id=person.pk, grants=grants)


def rights_of_request(request: HttpRequest) -> Rights:
    """The rights of whoever asks, fetched once a request."""
    found: Rights | None = getattr(request, "_targets_rights", None)
    if found is None:
        found = rights_of(request.user)
        request._targets_rights = found  # type: ignore[attr-defined]
    return found


def sight_of(
    rights: Rights, above: Collection[uuid.UUID], place_id: uuid.UUID, *, pending: bool = True
) -> Visibility:
    """What this person sees of the place beyond official, released figures. No query.

    ``pending``: whether figures that wait to be checked are asked for; anonymous readers and
    people whose membership does not reach the place never see them.
    """
    if not rights.sees_people(above, place_id):
        return OFFICIAL
    return Visibility(
        with_pending=pending,
        with_words=True,
        unreleased=rights.is_superuser
        or rights.has_role(Role.CHECKER, above)
        or rights.has_role(Role.MANAGER, above),
        unit_ids=rights.insider_unit_ids(),
    )


def sight_below(
    rights: Rights, above: Collection[uuid.UUID], place_id: uuid.UUID, *, pending: bool = True
) -> Visibility:
    """What this person sees of every place below the place: what everybody sees, unless a
    membership covers the place itself (``above``: it and every unit over it). Who belongs to one
    of the places below reads the place, but not what waits in its neighbours."""
    if rights.is_superuser or any(grant.unit_id in above for grant in rights.grants):
        return sight_of(rights, above, place_id, pending=pending)
    return OFFICIAL


def may_check(rights: Rights, series: Series) -> bool:
    """May this person accept and return entries of the series? At most one query."""
    if rights.is_superuser or not rights.checks:
        return rights.is_superuser
    return rights.has_role(Role.CHECKER, units_above([series.checking_id or series.place_id]))


def may_close(rights: Rights, above: Collection[uuid.UUID], place_id: uuid.UUID) -> bool:
    """May this person close and reopen periods of the place, and revise what is closed?

    Who checks or manages the place, or checks every unit that checks a series of it. At most one
    query.
    """
    if rights.has_role(Role.CHECKER, above) or rights.has_role(Role.MANAGER, above):
        return True
    granted = rights.unit_ids(Role.CHECKER)
    if not granted:
        return False
    own = Q(checking__in=Unit.objects.below(granted))
    found = Series.objects.filter(place_id=place_id).aggregate(
        all=Count("id"), own=Count("id", filter=own)
    )
    return bool(found["all"]) and found["all"] == found["own"]


def may_correct(rights: Rights, above: Collection[uuid.UUID]) -> bool:
    """May this person correct what any unit of the place reported for a closed period, with a
    reason? Its managers may (``above``: the place and every unit over it)."""
    return rights.has_role(Role.MANAGER, above)


def urged_by(
    rights: Rights, above: Collection[uuid.UUID], place_id: uuid.UUID
) -> frozenset[uuid.UUID] | None:
    """Units of the place that this person may urge to report; None: every one. Who closes its
    periods urges all; an office that checks some of its series, the units that report those. At
    most two queries."""
    if may_close(rights, above, place_id):
        return None
    if not rights.unit_ids(Role.CHECKER):
        return frozenset()
    units = checked_series(rights, place_id).values_list("reporting_id", flat=True)
    return frozenset(unit_id for unit_id in units.distinct() if unit_id is not None)


def may_explain(rights: Rights, series: Series, above: Collection[uuid.UUID]) -> bool:
    """May this person say why the series lags? Reporters of its lead or reporting unit, and
    managers of its place (``above``: the place and every unit over it). At most one query."""
    if rights.has_role(Role.MANAGER, above):
        return True
    units = [unit_id for unit_id in (series.lead_id, series.reporting_id) if unit_id is not None]
    if not units or not rights.unit_ids(Role.REPORTER):
        return False
    return rights.has_role(Role.REPORTER, units_above(units))


def checked_series(rights: Rights, place_id: uuid.UUID) -> models.QuerySet[Series]:
    """Series of the place whose entries this person accepts and returns."""
    series = Series.objects.filter(place_id=place_id)
    if rights.is_superuser:
        return series
    below = Unit.objects.below(rights.unit_ids(Role.CHECKER)).values("id")
    return series.filter(Q(checking__in=below) | Q(checking__isnull=True, place__in=below))


def signing_units(rights: Rights, place_id: uuid.UUID) -> UnitQuerySet:
    """Units of the place that report series and that this person signs off for."""
    units = Unit.objects.filter(reports__place_id=place_id).distinct()
    if rights.is_superuser:
        return units
    below = Unit.objects.below(rights.unit_ids(Role.SIGNER))
    return units.filter(id__in=below.values("id"))


def readable_places(rights: Rights) -> UnitQuerySet:
    """Every place this person may read."""
    places = Unit.objects.places()
    if rights.is_superuser or (rights.is_anonymous and settings.ANONYMOUS_READING):
        return places
    below = Unit.objects.below(grant.unit_id for grant in rights.grants)
    above = {unit_id for grant in rights.grants for unit_id in grant.above}
    return places.filter(Q(id__in=below.values("id")) | Q(id__in=above))


def reporting_units(rights: Rights, place_id: uuid.UUID) -> UnitQuerySet:
    """Units of the place that report series and that this person may log for."""
    units = Unit.objects.filter(reports__place_id=place_id).distinct()
    if rights.is_superuser:
        return units
    below = Unit.objects.below(rights.unit_ids(Role.REPORTER))
    return units.filter(id__in=below.values("id"))


def managed_units(rights: Rights) -> UnitQuerySet:
    """Units in the subtrees this person manages."""
    if rights.is_superuser:
        return Unit.objects.all()
    return Unit.objects.below(rights.unit_ids(Role.MANAGER))


def managed_places(rights: Rights) -> UnitQuerySet:
    """Places in the subtrees this person manages."""
    return managed_units(rights).filter(kind=UnitKind.PLACE)


def managed_people(rights: Rights) -> models.QuerySet[User]:
    """People all of whose memberships lie in the subtrees this person manages; superusers never
    do, and for a superuser it is everybody."""
    if rights.is_superuser:
        return User.objects.all()
    mine = Membership.objects.filter(person=OuterRef("pk"))
    outside = mine.exclude(unit__in=managed_units(rights))
    return User.objects.filter(Exists(mine), ~Exists(outside), is_superuser=False, is_staff=False)


def units_above(unit_ids: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """The units named and all units over them. One query."""
    return frozenset(Unit.objects.above(unit_ids).values_list("id", flat=True))


def may_state(rights: Rights, above: Collection[uuid.UUID]) -> bool:
    """May this person state, revise and split the targets of a place? Its managers may.
    ``above``: the place and every unit over it."""
    return not rights.is_anonymous and rights.has_role(Role.MANAGER, above)


def may_set_pace(rights: Rights, indicator_id: uuid.UUID) -> bool:
    """May this person change the pace of an indicator? It holds in every place that keeps it,
    so only who manages all of them may. One query."""
    if rights.is_superuser:
        return True
    managed = managed_places(rights).values("id")
    elsewhere = Series.objects.filter(indicator_id=indicator_id).exclude(place_id__in=managed)
    return not elsewhere.exists()
