"""数据审核: what was submitted for a place and period; accepted, returned, commented on."""

from __future__ import annotations

import uuid
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from targets import access, formatting
from targets.closed_words import refused_as_closed, shut_notice
from targets.models import CheckVerdict
from targets.reads.check.checking import CheckPage, check_page
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.closed import closed_periods, closers
from targets.web.check import screen
from targets.web.check.form import Decision, read_decision
from targets.web.check.query import CheckQuery, check_query
from targets.web.check.said import decided
from targets.web.request.errors import handle_errors
from targets.web.request.query import refuse
from targets.writes.checking.check import (
    CheckConflict,
    Checking,
    CheckRefused,
    Decided,
    NotYours,
    Overtaken,
    OwnEntries,
    accept,
    comment,
    hand_back,
)
from targets.writes.entries.ledger import PeriodClosed
from tracker.requests.client_address import client_address

# ---- Why a decision was not taken, in words, with the entries it was about


class Refused(NamedTuple):
    """A refusal as it is printed above the entries."""

    status: int
    sentence: str
    entries: tuple[tuple[str, str], ...] = ()  # name, what became of it


def refused_by(
    error: CheckConflict | CheckRefused | OwnEntries | PeriodClosed, place_id: uuid.UUID
) -> Refused:
    """The refusal in the reader's language."""
    if isinstance(error, CheckConflict):
        return Refused(
            409,
            _(
                "Nothing was decided: these entries changed after this page was opened. They are"
                " shown below as they stand now; look again and decide."
            ),
            tuple((formatting.name(each), _became(each)) for each in error.overtaken),
        )
    if isinstance(error, OwnEntries):
        return Refused(
            403,
            _(
                "Nothing was accepted: you entered or signed these figures yourself. Another"
                " checker has to accept them."
            ),
            tuple((formatting.name(slot), "") for slot in error.slots),
        )
    if isinstance(error, PeriodClosed):
        sentence = refused_as_closed(place_id, error.period_ends, lacks_reason=error.lacks_reason)
        return Refused(409, sentence)
    return Refused(400, formatting.phrase(error.sentence))


def _became(each: Overtaken) -> str:
    if not each.verdict or each.recorded_at is None:
        return _("replaced by another entry")
    said = {"author": each.author, "at": f"{timezone.localtime(each.recorded_at):%Y-%m-%d %H:%M}"}
    if each.verdict == "accepted":
        return _("accepted by %(author)s at %(at)s") % said
    return _("returned by %(author)s at %(at)s") % said


OFFERED = 60  # places and months that are offered at once, beside those of the place shown


class Choice(NamedTuple):
    """Something else that waits: an address and what it says."""

    address: str
    label: str
    number: int
    chosen: bool


@never_cache
@handle_errors
@require_safe
def check_screen_page(request: HttpRequest) -> HttpResponseBase:
    """What waits for one place and period, and what was decided there."""
    return _page(request, check_query(request, request.GET))


@never_cache
@handle_errors
@require_POST
def check_decide(request: HttpRequest) -> HttpResponseBase:
    """Accept, return or comment on the entries sent; all or nothing."""
    query = check_query(request, request.POST)
    if query.place is None:
        refuse(_("Say which place this is about."))
    decision = None
    try:
        decision = read_decision(request.POST)
        done = _decide(request, query, decision)
    except NotYours as error:
        raise PermissionDenied(_("Some of these entries are not yours to check.")) from error
    except (CheckRefused, CheckConflict, OwnEntries, PeriodClosed) as error:
        return _page(request, query, refused_by(error, query.place.label.id), decision)
    _say(request, decision, done)
    follows = f"#entry-{decision.follows}" if decision.follows else ""
    return redirect(address(query) + follows)


def _decide(request: HttpRequest, query: CheckQuery, decision: Decision) -> Decided:
    place = query.place
    assert place is not None  # noqa: S101 - refused above
    checking = Checking(
        place_id=place.label.id,
        author_id=int(request.user.pk or 0),
        reach=query.reach,
        address=client_address(request),
        may_revise=access.may_close(query.rights, place.above, place.label.id),
    )
    if decision.verdict is CheckVerdict.ACCEPTED:
        return accept(decision.seen, checking, text=decision.text)
    if decision.verdict is CheckVerdict.RETURNED:
        return hand_back(decision.seen, checking, reason=decision.text)
    return comment(decision.seen, checking, text=decision.text)


def _say(request: HttpRequest, decision: Decision, decided: Decided) -> None:
    number = {"count": decided.total}
    if decision.verdict is CheckVerdict.ACCEPTED:
        said = ngettext("%(count)s entry accepted.", "%(count)s entries accepted.", decided.total)
    elif decision.verdict is CheckVerdict.RETURNED:
        said = ngettext("%(count)s entry returned.", "%(count)s entries returned.", decided.total)
    else:
        said = ngettext(
            "Commented on %(count)s entry.", "Commented on %(count)s entries.", decided.total
        )
    messages.success(request, said % number)


def address(asked: CheckQuery, **changes: str) -> str:
    """The address of this screen, or of another one like it."""
    query = {
        "place": asked.place.label.code if asked.place else "",
        "period": f"{asked.period_end:%Y-%m}",
        "unit": asked.unit,
    } | changes
    kept = {key: value for key, value in query.items() if value}
    return f"{reverse('targets:check')}?{urlencode(kept)}"


def _page(
    request: HttpRequest,
    query: CheckQuery,
    refused: Refused | None = None,
    decision: Decision | None = None,
) -> HttpResponse:
    place = query.place
    page = (
        CheckPage(query.period_end, (), (), (), is_closed=False)
        if place is None
        else check_page(
            place.label.id,
            query.period_end,
            reach=query.reach,
            today=query.today,
            unit=query.unit,
        )
    )
    groups = screen.groups(
        page,
        reader_id=request.user.pk,
        chosen=decision.chosen if decision is not None and refused is not None else (),
    )
    lines = [line for group in groups for line in group.figures + group.tasks]
    may_close = place is not None and access.may_close(query.rights, place.above, place.label.id)
    months = formatting.as_of_month(query.period_end)
    offered = _periods(query)
    context = {
        "asked": query,
        "place": place.label if place else None,
        "place_name": formatting.name(place.label) if place else "",
        "title": f"{query.period_end.year}年{months}"
        if formatting.in_chinese()
        else f"{months} {query.period_end.year}",
        "period": f"{query.period_end:%Y-%m}",
        "page": page,
        "groups": groups,
        "number": len(lines),
        "own": sum(line.is_own for line in lines),
        "clear": " ".join(line.token for line in lines if line.is_clear),
        "clear_number": sum(line.is_clear for line in lines),
        "shown": " ".join(line.token for line in lines if not line.is_own),
        "shown_number": sum(not line.is_own for line in lines),
        "decided": decided(page),
        "elsewhere": offered,
        "waiting_number": sum(each.number for each in query.waiting),
        "more": len(query.waiting) - len(offered),
        "more_number": sum(each.number for each in query.waiting)
        - sum(each.number for each in offered),
        "units": _units(query, page),
        "all_units": address(query, unit=""),
        "refused": refused,
        "text": decision.text if decision is not None else "",
        "closes": may_close,
        "shut": _shut(place, query.period_end, may_revise=may_close) if page.is_closed else "",
        "may_revise": page.is_closed and may_close,
    }
    return render(
        request, "targets/check/check.html", context, status=refused.status if refused else 200
    )


def _shut(place: PlaceFacts | None, period_end: date, *, may_revise: bool) -> str:
    """Since when the period is closed and by whom; whom to ask, or what a revision needs."""
    if place is None:
        return ""
    place_id = place.label.id
    closed = closed_periods([place_id], period_end, period_end).values()
    notice = shut_notice(list(closed), closers([place_id])[place_id], may_revise=may_revise)
    if not may_revise:
        return notice
    gap = "" if formatting.in_chinese() else " "
    return notice + gap + _("Accepting is such a change: type the reason first.")


def _periods(query: CheckQuery) -> list[Choice]:
    """Places and periods with something waiting, the oldest first: those of the place shown, and
    as many others as are offered at once. What is left out is counted on the screen."""
    many = len({each.place.code for each in query.waiting}) > 1
    here = query.place.label.code if query.place else ""
    periods = []
    for position, each in enumerate(query.waiting):
        if position >= OFFERED and each.place.code != here:
            continue
        period = f"{each.period_end:%Y-%m}"
        periods.append(
            Choice(
                address=address(query, place=each.place.code, period=period, unit=""),
                label=f"{formatting.name(each.place)} {period}" if many else period,
                number=each.number,
                chosen=(each.place.code, each.period_end) == (here, query.period_end),
            )
        )
    return periods


def _units(query: CheckQuery, page: CheckPage) -> list[Choice]:
    """Reporting units with something waiting in this place and period."""
    return [
        Choice(
            address=address(query, unit=unit.code),
            label=formatting.name(unit),
            number=number,
            chosen=unit.code == query.unit,
        )
        for unit, number in page.units
    ]
