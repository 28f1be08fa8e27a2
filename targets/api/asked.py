"""What a call asks for: a place it may read, a month that has come, a tier that exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any, NamedTuple, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _

from targets import access, clock, formatting
from targets.core.values.periods import FutureMonthError, PeriodError, as_of_month
from targets.exchange.headers.period_text import FIRST_YEAR, parse_month
from targets.exchange.sheets.problems import CellRefused
from targets.reads.export.catalogue import is_series
from targets.reads.places.places import PlaceFacts, place_facts
from targets.reads.scope.labels import tier_labels
from targets.reads.scope.visibility import Visibility

from .caller import Caller
from .problems import ProblemFound


def invalid(field: str, code: str, detail: str) -> NoReturn:
    """Answer 422 for one parameter."""
    raise ProblemFound("invalid", detail, errors=[{"field": field, "code": code, "detail": detail}])


_NOT_IN_QUERY = frozenset({"code", "key"})  # in the path, in a header


def only_known_parameters(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse parameters that the operation does not have, or that are given twice: a slip such
    as ``yaer=2026`` must not be answered as if nothing had been asked."""

    @wraps(operation)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        errors = [
            {"field": name[:64], "code": "unknown_parameter", "detail": detail}
            for name, values in request.GET.lists()
            if (detail := _wrong_with(name, values, kwargs))
        ]
        if errors:
            raise ProblemFound("invalid", _("A parameter of the address is wrong."), errors=errors)
        return operation(request, *args, **kwargs)

    return checked


def _wrong_with(name: str, values: list[str], known: Mapping[str, Any]) -> str:
    if name not in known or name in _NOT_IN_QUERY:
        return _("There is no such parameter here.")
    return _("The parameter is given more than once.") if len(values) > 1 else ""


def readable_place(caller: Caller, code: str, known_at: datetime | None = None) -> PlaceFacts:
    """The place, if this person may read it, its years and figures as known then; else 404 or
    403. One query."""
    facts = place_facts(code, clock.today(), known_at)
    if facts is None:
        raise ProblemFound("not-found", _("There is no place “%(code)s”.") % {"code": code})
    if not caller.rights.may_read(facts.above, facts.label.id):
        raise ProblemFound("forbidden", _("You have no membership that covers this place."))
    return facts


def sight_of(caller: Caller, place: PlaceFacts, *, pending: bool = True) -> Visibility:
    """What this person sees of the place beyond official, released figures."""
    return access.sight_of(caller.rights, place.above, place.label.id, pending=pending)


def month_of(text: str | None, today: date) -> date | None:
    """The end of a month, or today in the present one; 422 for one that has not come, or had not
    on the day that is replayed."""
    if not text:
        return None
    try:
        month = parse_month(text)
        return as_of_month(month.year, month.month, today)
    except FutureMonthError:
        said = {"text": text, "now": f"{today:%Y-%m}", "day": formatting.day(today)}
        if today == clock.today():
            detail = _("%(text)s has not come yet: choose a month up to %(now)s.") % said
        else:
            detail = _("On %(day)s, %(text)s had not come yet: choose up to %(now)s.") % said
        invalid("as_of", "not_come", detail)
    except (CellRefused, PeriodError):
        invalid(
            "as_of",
            "not_a_month",
            _("“%(text)s” is not a month. Write it as 2026-09 or 2026年9月.") % {"text": text[:40]},
        )


class Known(NamedTuple):
    """Whose day's knowledge is asked for: the day that counts as today, and its last instant."""

    today: date
    at: datetime | None  # None: now


def known(day: date | None) -> Known:
    """The knowledge asked for; without a day that of now. 422 for a day that has not come,
    and for one of before there were plans."""
    today = clock.today()
    if day is None or day == today:
        return Known(today, None)
    if day.year < FIRST_YEAR:
        invalid(
            "known",
            "too_early",
            _("%(text)s is too early: choose a day from %(first)s on.")
            % {"text": day.isoformat(), "first": f"{FIRST_YEAR}-01-01"},
        )
    if day > today:
        invalid(
            "known",
            "not_come",
            _("%(text)s has not come yet: choose a day up to %(now)s.")
            % {"text": f"{day:%Y-%m-%d}", "now": f"{today:%Y-%m-%d}"},
        )
    return Known(day, clock.end_of(day))


def known_series(place: PlaceFacts, code: str | None) -> str | None:
    """The series' code, if the place has it; 422 otherwise. One query when one is named."""
    if code is not None and not is_series(place.label.id, code):
        invalid(
            "series",
            "unknown_code",
            _("There is no series “%(code)s” in %(place)s.")
            % {"code": code, "place": place.label.code},
        )
    return code


def known_tier(code: str | None) -> str | None:
    """The tier, if there is one; 422 otherwise. One query when one is named."""
    if code is None:
        return None
    tiers = tier_labels()
    if code not in tiers:
        invalid(
            "tier",
            "unknown_tier",
            _("There is no tier “%(tier)s”. There are: %(known)s.")
            % {"tier": code, "known": ", ".join(tiers)},
        )
    return code
