"""What of the ledger is asked for: place, person, unit, series, period, kind; and by whom."""

from __future__ import annotations

import uuid
from datetime import date
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.translation import gettext as _

from targets import access, clock
from targets.core.values.periods import month_end
from targets.core.values.reading import key_of, moment_of
from targets.exchange.headers.period_text import parse_month
from targets.exchange.sheets.problems import CellRefused
from targets.models import Indicator, Role, Unit
from targets.models.target import FIRST_YEAR, LAST_YEAR
from targets.reads.ledger.scope import After, LedgerKind, Scope
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.visibility import Visibility
from targets.web.request import query as asked
from targets.web.request.errors import LoginNeeded

ALL = "all"


class LedgerQuery(NamedTuple):
    """One stream of the ledger, and what of it its reader sees."""

    rights: access.Rights
    place: PlaceFacts | None  # None: every place this reader may read
    person: User | None
    scope: Scope
    after: After | None
    today: date
    sees_addresses: bool

    def query(self) -> dict[str, str]:
        """The filters as they stand in the address, without where the page begins."""
        scope = self.scope
        found = {
            "place": ALL if self.place is None else self.place.label.code,
            "person": self.person.get_username() if self.person is not None else "",
            "unit": scope.unit.code if scope.unit is not None else "",
            "series": scope.series_code,
            "period": f"{scope.period_end:%Y-%m}" if scope.period_end else "",
            "kind": scope.kind or "",
        }
        return {key: value for key, value in found.items() if value}


def ledger_query(request: HttpRequest) -> LedgerQuery:
    """The stream from the address.

    Raises :class:`~targets.web.BadRequest` for a filter that names nothing, 404 for an
    unknown place, 403 or :class:`~targets.web.LoginNeeded` for one not to be read.
    """
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    said = {key: request.GET.get(key, "").strip() for key in request.GET}
    place: PlaceFacts | None = None
    if said.get("place") != ALL:
        place = asked.readable_place(request, rights, said.get("place", ""))
    person = _person(said.get("person", ""))
    return LedgerQuery(
        rights=rights,
        place=place,
        person=person,
        scope=Scope(
            place_ids=_place_ids(rights, place),
            unit=_unit(said.get("unit", "")),
            series_code=_series(said.get("series", "")),
            person_id=person.pk if person is not None else None,
            period_end=_period_end(said.get("period", "")),
            kind=_kind(said.get("kind", "")),
            sight=_sight(rights, place),
        ),
        after=_after(said.get("after", "")),
        today=clock.today(),
        sees_addresses=sees_addresses(rights, place),
    )


def sees_addresses(rights: access.Rights, place: PlaceFacts | None) -> bool:
    """Network addresses are for checkers and managers of the place."""
    if place is None:
        return rights.is_superuser
    return rights.has_role(Role.CHECKER, place.above) or rights.has_role(Role.MANAGER, place.above)


def _place_ids(rights: access.Rights, place: PlaceFacts | None) -> tuple[uuid.UUID, ...] | None:
    if place is not None:
        return (place.label.id,)
    if rights.is_superuser:
        return None
    return tuple(access.readable_places(rights).values_list("id", flat=True))


def _sight(rights: access.Rights, place: PlaceFacts | None) -> Visibility:
    if place is not None:
        return access.sight_of(rights, place.above, place.label.id)
    return Visibility(
        with_pending=True,
        with_words=True,
        unreleased=rights.is_superuser,
        unit_ids=rights.insider_unit_ids(),
    )


def _person(text: str) -> User | None:
    if not text:
        return None
    named = User.objects.annotate(whole=Concat("last_name", Value(""), "first_name"))
    found = list(named.filter(Q(username=text) | Q(whole=text)).order_by("id")[:2])
    exact = [person for person in found if person.username == text]
    if len(exact or found) != 1:
        asked.refuse(
            _("“%(person)s” names nobody, or more than one. Write the user name.")
            % {"person": text[:64]}
        )
    return (exact or found)[0]


def _unit(text: str) -> Unit | None:
    if not text:
        return None
    found = list(Unit.objects.filter(Q(code=text) | Q(name_zh=text)).order_by("code")[:2])
    exact = [unit for unit in found if unit.code == text]
    if len(exact or found) != 1:
        asked.refuse(
            _("“%(unit)s” names no unit, or more than one. Write its code.") % {"unit": text[:64]}
        )
    return (exact or found)[0]


def _series(text: str) -> str:
    if not text:
        return ""
    named = Indicator.objects.filter(Q(code=text) | Q(name_zh=text)).order_by("code")
    codes = list(named.values_list("code", flat=True)[:2])
    if text in codes:
        return text
    if len(codes) != 1:
        asked.refuse(
            _("“%(series)s” names no indicator, or more than one. Write its code.")
            % {"series": text[:64]}
        )
    return str(codes[0])


def _period_end(text: str) -> date | None:
    if not text:
        return None
    try:
        month = parse_month(text)
    except CellRefused:
        month = None
    if month is None or not FIRST_YEAR <= month.year <= LAST_YEAR:
        asked.refuse(
            _("“%(text)s” is not a month. Write it as 2026-09 or 2026年9月.") % {"text": text[:40]}
        )
    return month_end(month.year, month.month)


def _kind(text: str) -> LedgerKind | None:
    if not text:
        return None
    if text not in set(LedgerKind):
        asked.refuse(
            _("There is no kind “%(kind)s”. There are: %(known)s.")
            % {"kind": text[:20], "known": ", ".join(LedgerKind)}
        )
    return LedgerKind(text)


def _after(text: str) -> After | None:
    if not text:
        return None
    written, _sep, key = text.partition("_")
    moment, entry = moment_of(written), key_of(key)
    if moment is None or entry is None:
        asked.refuse(_("This page of the ledger cannot be found. Begin with the newest entries."))
    return After(moment, entry)


def after_text(after: After) -> str:
    """Where a page begins, as it stands in the address."""
    return f"{after.recorded_at.isoformat()}_{after.id}"
