"""What a reader asks for in the URL: place, year, as-of month, tier, filters; checked."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets import access, clock
from targets.core.values.facts import Verdict
from targets.core.values.periods import FutureMonthError, PeriodError, as_of_month
from targets.core.values.reading import whole
from targets.exchange.headers.period_text import parse_month
from targets.exchange.sheets.problems import CellRefused
from targets.models import Unit
from targets.models.target import FIRST_YEAR, LAST_YEAR
from targets.reads.judging.judged import AsOf
from targets.reads.overview.overview import Filters, Group
from targets.reads.places.places import (
    PlaceFacts,
    opening_as_of,
    opening_year,
    place_choices,
    place_facts,
)
from targets.reads.scope.labels import PlaceLabel, TierLabel
from targets.reads.scope.visibility import Visibility
from targets.web.request.errors import BadRequest, LoginNeeded
from targets.web.request.known_on import had_not_come, known_asked

CHOICES = 30  # places offered as a list; more are asked for by name or code


class ViewQuery(NamedTuple):
    """A place in a year at a date, and who asks."""

    rights: access.Rights
    place: PlaceFacts
    year: int
    at: AsOf
    tier: str | None
    with_pending: bool = True
    known_on: date | None = None  # the day whose knowledge is asked for; None: now
    had_not_come: bool = False  # the month asked for lay after that day, which is shown instead

    @property
    def sees_people(self) -> bool:
        """May this reader see leaders, notes, authors?"""
        return self.rights.sees_people(self.place.above, self.place.label.id)

    @property
    def sight(self) -> Visibility:
        """What this reader sees beyond official figures; ``pending=no`` leaves those out that
        wait to be checked."""
        return access.sight_of(
            self.rights, self.place.above, self.place.label.id, pending=self.with_pending
        )


def refuse(message: str) -> NoReturn:
    """Answer 400 with a sentence that helps."""
    raise BadRequest(message)


def choices(rights: access.Rights) -> tuple[PlaceLabel, ...]:
    """Places this reader may open; one more than offered when there are too many. One query."""
    places = access.readable_places(rights).order_by("order", "code")
    return place_choices(places[: CHOICES + 1])


def readable_place(
    request: HttpRequest,
    rights: access.Rights,
    code: str,
    offered: tuple[PlaceLabel, ...] | None = None,
    known_on: date | None = None,
) -> PlaceFacts:
    """The place with this code or name, if this reader may see it; its years and figures as known
    on a past day. One or two queries.

    Without a code the first place on offer. Raises 404 for an unknown place, 403 or
    :class:`LoginNeeded` for one this reader may not see.
    """
    if not code:
        offered = choices(rights) if offered is None else offered
        if not offered:
            forbid(request, rights)
        code = offered[0].code
    facts = place_called(code, known_on)
    if facts is None:
        if rights.is_anonymous and not rights.may_read((), Unit().id):
            forbid(request, rights)
        raise Http404(_("There is no place “%(code)s”.") % {"code": code})
    if not rights.may_read(facts.above, facts.label.id):
        forbid(request, rights)
    return facts


def place_called(code: str, known_on: date | None = None) -> PlaceFacts | None:
    """The place with this code, else with this Chinese name; None where there is none. Raises
    :class:`BadRequest` for a name of several places."""
    if "\0" in code:  # nothing is called so, and PostgreSQL cannot even be asked
        return None
    today, known_at = known_on or clock.today(), clock.end_of(known_on) if known_on else None
    facts = place_facts(code, today, known_at)
    if facts is not None:
        return facts
    named = only_place_named(code)
    return place_facts(named, today, known_at) if named else None


def only_place_named(name: str) -> str | None:
    """The code of the place with this Chinese name; None where there is none. Raises
    :class:`BadRequest` where there are several. One query."""
    codes = list(
        Unit.objects.places().filter(name_zh=name).order_by("code").values_list("code", flat=True)
    )
    if len(codes) > 1:
        refuse(
            _(
                "“%(name)s” is the name of several places. Write the code of the one you"
                " mean: %(codes)s."
            )
            % {"name": name[:64], "codes": pgettext("between names", ", ").join(codes)}
        )
    return codes[0] if codes else None


def forbid(request: HttpRequest, rights: access.Rights) -> NoReturn:
    """Anonymous readers are sent to log in; others are told."""
    if rights.is_anonymous:
        raise LoginNeeded(request)
    raise PermissionDenied(_("You have no membership that covers this place."))


def parse_query(
    request: HttpRequest,
    tiers: dict[str, TierLabel],
    *,
    code: str | None = None,
    offered: tuple[PlaceLabel, ...] | None = None,
) -> ViewQuery:
    """Place, year, as-of and tier from the URL, with their defaults.

    On a day whose knowledge is replayed it is that day: nothing is later than it, and a month
    that had not come is cut to it (``had_not_come``).
    Raises :class:`BadRequest` for what does not exist: a year, a month that has not come, a tier.
    """
    rights = access.rights_of_request(request)
    wanted = request.GET.get("place", "").strip() if code is None else code
    known_on = known_asked(request, rights, clock.today())
    place = readable_place(request, rights, wanted, offered, known_on)
    return parse_query_of(request, tiers, rights, place, known_on)


def parse_query_of(
    request: HttpRequest,
    tiers: dict[str, TierLabel],
    rights: access.Rights,
    place: PlaceFacts,
    known_on: date | None = None,
) -> ViewQuery:
    """As :func:`parse_query`, of a place that is known already and may be read."""
    today = known_on or clock.today()
    year = year_asked(request.GET.get("year", "")) or opening_year(place, today)
    tier = request.GET.get("tier") or None
    if tier == "headline":
        tier = None
    if tier is not None and tier not in tiers:
        refuse(
            _("There is no tier “%(tier)s”. There are: %(known)s.")
            % {"tier": tier, "known": ", ".join(tiers)}
        )
    month = _as_of(request, year)
    as_of = opening_as_of(place, year, today) if month is None else min(month, today)
    with_pending = request.GET.get("pending", "yes") != "no"
    at = AsOf(as_of, today, clock.end_of(known_on) if known_on else None)
    is_cut = month is not None and f"{month:%Y-%m}" > f"{today:%Y-%m}"
    return ViewQuery(rights, place, year, at, tier, with_pending, known_on, is_cut)


def filters(request: HttpRequest, tier: str | None, *, sees_people: bool) -> Filters:
    """The overview's filters. Raises :class:`BadRequest` for a verdict that does not exist."""
    verdict = request.GET.get("verdict") or None
    if verdict is not None and verdict not in set(Verdict):
        refuse(_("There is no verdict “%(verdict)s”.") % {"verdict": verdict})
    group = request.GET.get("group") or Group.THEME.value
    if group not in set(Group):
        refuse(
            _("“%(group)s” is no way to group: there are %(known)s.")
            % {"group": group[:20], "known": ", ".join(Group)}
        )
    return Filters(
        tier=tier,
        lead=request.GET.get("lead", ""),
        leader=request.GET.get("leader", "") if sees_people else "",
        text=request.GET.get("q", "").strip(),
        verdict=Verdict(verdict) if verdict else None,
        group=Group(group),
    )


def year_asked(text: str, last: int = LAST_YEAR) -> int | None:
    """A year, 年 behind it or not; None where nothing is asked. Raises :class:`BadRequest`."""
    return year_written(text, last) if text.strip().removesuffix("年") else None


def year_written(text: str, last: int = LAST_YEAR) -> int:
    """As :func:`year_asked`, where a year has to be."""
    year = whole(text.strip().removesuffix("年"), FIRST_YEAR, last)
    if year is None:
        refuse(
            _("“%(year)s” is not a year from %(first)s to %(last)s.")
            % {"year": text[:20], "first": FIRST_YEAR, "last": last}
        )
    return year


def month_asked(text: str, today: date) -> date:
    """A month as the end of what may be seen of it: its last day, or today.

    Accepts 2026-09, 2026年9月 and the like. Raises :class:`BadRequest`.
    """
    try:
        month = parse_month(text)
        return as_of_month(month.year, month.month, today)
    except CellRefused:
        refuse(
            _("“%(text)s” is not a month. Write it as 2026-09 or 2026年9月.") % {"text": text[:40]}
        )
    except FutureMonthError:
        now = f"{today:%Y-%m}"
        refuse(
            had_not_come(text, today, now)
            or _("%(text)s has not come yet: choose a month up to %(now)s.")
            % {"text": text, "now": now}
        )
    except PeriodError:
        refuse(_("“%(text)s” is not a month.") % {"text": text[:40]})


def _as_of(request: HttpRequest, year: int) -> date | None:
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None
    if text.isdecimal() and len(text) <= 2:  # noqa: PLR2004 - a month of the year shown
        text = f"{year}-{text}"
    return month_asked(text, clock.today())
