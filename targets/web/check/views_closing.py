"""关账: what a period still lacks; close it, reopen it, who did so before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from targets import access, clock, formatting
from targets.core.values.periods import due_date, month_end
from targets.models import ClosingAction, Role
from targets.reads.check.closing import Act, Missing, acts_on, missing_of, period_states
from targets.reads.judging.judged import JudgedSeries
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.labels import Label
from targets.reads.scope.rules import rules_in_force
from targets.web.check.query import first_place
from targets.web.request import query as asking
from targets.web.request.errors import LoginNeeded, handle_errors
from targets.writes.checking.closing import (
    ClosedBy,
    ClosingRefused,
    StillMissing,
    close_period,
    reopen_period,
)
from tracker.requests.client_address import client_address

# ---- The closing screen in words: what is missing by unit, how the year's months stand


class UnitPart(NamedTuple):
    """The series of one unit."""

    name: str
    series: tuple[tuple[str, str], ...]  # code, name


class Part(NamedTuple):
    """One kind of what is missing."""

    key: str
    title: str
    number: int
    units: tuple[UnitPart, ...]


class MonthState(NamedTuple):
    """One month of the year, to be opened."""

    address: str
    label: str
    is_closed: bool
    chosen: bool


class ActLine(NamedTuple):
    """One closing or reopening in words."""

    word: str
    reason: str
    missing: int
    author: str
    recorded_at: datetime


def parts(missing: Missing) -> list[Part]:
    """What is missing, each kind by unit; kinds of which nothing is missing say so."""
    return [
        _part("not-reported", _("Not reported"), missing.not_reported),
        _part("earlier", _("Not reported for earlier periods"), missing.earlier),
        _part("returned", _("Returned and not submitted again"), missing.returned),
        _part("waiting", _("Waiting to be checked"), missing.waiting),
        _part("unexplained", _("Lagging without an explanation"), missing.unexplained, lead=True),
    ]


def _part(key: str, title: str, rows: Iterable[JudgedSeries], *, lead: bool = False) -> Part:
    by_unit: dict[Label | None, list[tuple[str, str]]] = {}
    for row in rows:
        unit = row.lead if lead else row.reporting
        by_unit.setdefault(unit, []).append((row.code, formatting.name(row)))
    nobody = _("No lead unit") if lead else _("No reporting unit")
    return Part(
        key=key,
        title=title,
        number=sum(map(len, by_unit.values())),
        units=tuple(
            UnitPart(formatting.name(unit) or nobody, tuple(series))
            for unit, series in by_unit.items()
        ),
    )


def months(
    shown: date, today: date, states: Mapping[date, str], *, address: Callable[[date], str]
) -> list[MonthState]:
    """The ended months of the year shown, with how they stand."""
    ends = [month_end(shown.year, month) for month in range(1, 13)]
    return [
        MonthState(
            address=address(end),
            label=f"{end:%Y-%m}",
            is_closed=states.get(end) == ClosingAction.CLOSED,
            chosen=end == shown,
        )
        for end in ends
        if end <= today or end == shown
    ]


def acts(found: Iterable[Act]) -> list[ActLine]:
    """Closings and reopenings in words."""
    return [
        ActLine(
            word=_("Closed") if act.action == ClosingAction.CLOSED else _("Reopened"),
            reason=act.reason,
            missing=act.missing,
            author=act.author,
            recorded_at=act.recorded_at,
        )
        for act in found
    ]


CONFLICT = 409


class ClosingQuery(NamedTuple):
    """One period of one place, and who asks."""

    rights: access.Rights
    place: PlaceFacts
    period_end: date
    today: date


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def closing_page(request: HttpRequest) -> HttpResponseBase:
    """What the period lacks; a POST closes or reopens it."""
    said = request.POST if request.method == "POST" else request.GET
    query = _asked(request, said)
    if request.method != "POST":
        return _page(request, query)
    by = ClosedBy(
        place_id=query.place.label.id,
        period_end=query.period_end,
        author_id=int(request.user.pk or 0),
        address=client_address(request),
    )
    try:
        _act(by, request.POST, query.today)
    except ClosingRefused as refused:
        return _page(request, query, refused.status, formatting.phrase(refused.sentence))
    except StillMissing:
        return _page(request, query, CONFLICT, _unconfirmed(request.POST))
    closed = request.POST.get("do") == "close"
    done = _("%(period)s is closed.") if closed else _("%(period)s is open again.")
    messages.success(request, done % {"period": formatting.month(query.period_end)})
    return redirect(_address(query))


def _act(by: ClosedBy, post: Mapping[str, str], today: date) -> None:
    text = post.get("reason", "").replace("\r\n", "\n").strip()
    if post.get("do") == "reopen":
        reopen_period(by, reason=text)
        return
    if post.get("do") != "close":
        asking.refuse(_("Say what is to be done: close or reopen."))
    close_period(by, confirmed=post.get("confirmed", ""), today=today, reason=text)


def _unconfirmed(post: Mapping[str, str]) -> str:
    if "confirmed" in post:
        return _(
            "Nothing was closed: what is missing changed after this page was opened. Look at the"
            " list again."
        )
    return _("Nothing was closed: confirm that the period is closed with what is missing.")


def _asked(request: HttpRequest, said: Mapping[str, str]) -> ClosingQuery:
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    if not (rights.checks or rights.manages):
        raise PermissionDenied(_("You neither check nor manage any unit, so you close no periods."))
    code = said.get("place", "").strip() or first_place(rights, Role.CHECKER, Role.MANAGER)
    place = asking.readable_place(request, rights, code)
    if not access.may_close(rights, place.above, place.label.id):
        raise PermissionDenied(
            _("Only who checks or manages the whole place closes and reopens its periods.")
        )
    today = clock.today()
    text = said.get("period", "").strip()
    if text:
        day = asking.month_asked(text, today)
        period_end = month_end(day.year, day.month)
    else:
        period_end = today.replace(day=1) - timedelta(days=1)
    return ClosingQuery(rights, place, period_end, today)


def _address(asked: ClosingQuery, period_end: date | None = None) -> str:
    query = {
        "place": asked.place.label.code,
        "period": f"{period_end or asked.period_end:%Y-%m}",
    }
    return f"{reverse('targets:closing')}?{urlencode(query)}"


def _page(
    request: HttpRequest, query: ClosingQuery, status: int = 200, refused: str = ""
) -> HttpResponse:
    place = query.place.label
    end, has_ended = query.period_end, query.period_end <= query.today
    states = period_states(place.id, end.year)
    is_closed = states.get(end) == ClosingAction.CLOSED
    missing = missing_of(place.id, end, today=query.today)
    label = formatting.as_of_month(end)
    due_on = due_date(end, rules_in_force(end).due)
    context: dict[str, Any] = {
        "place": place,
        "place_name": formatting.name(place),
        "title": f"{end.year}年{label}" if formatting.in_chinese() else f"{label} {end.year}",
        "period": f"{end:%Y-%m}",
        "year": end.year,
        "months": _months(query, states),
        "has_ended": has_ended,
        "is_due": due_on < query.today,
        "due": formatting.day(due_on),
        "ends": formatting.day(end),
        "is_closed": is_closed,
        "missing": missing,
        "parts": parts(missing),
        "acts": acts(acts_on(place.id, end)),
        "refused": refused,
        "reason": request.POST.get("reason", ""),
        "correct_address": _correct_address(query),
        "check_address": f"{reverse('targets:check')}?"
        + urlencode({"place": place.code, "period": f"{end:%Y-%m}"}),
    }
    return render(request, "targets/check/closing.html", context, status=status)


def _correct_address(asked: ClosingQuery) -> str:
    """The grids of the period, for who corrects there."""
    if not (asked.rights.reports or access.may_correct(asked.rights, asked.place.above)):
        return ""
    query = {"place": asked.place.label.code, "period": f"{asked.period_end:%Y-%m}"}
    return f"{reverse('targets:log')}?{urlencode(query)}"


def _months(query: ClosingQuery, states: Mapping[date, str]) -> list[MonthState]:
    return months(query.period_end, query.today, states, address=lambda end: _address(query, end))
