"""Logging: one unit and month, or one series and year, every slot on one page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from targets import access, clock, formatting
from targets.closed_words import refused_as_closed
from targets.core.values.messages import gettext_noop, phrase
from targets.models import Lane, Origin, Unit
from targets.reads.log.grid import LogGrid
from targets.reads.overview.overview import is_task
from targets.web.log.cells import derived
from targets.web.log.form import (
    ACTIONS,
    copied,
    corrected,
    in_conflict,
    picked,
    read_grid,
    undecided,
)
from targets.web.log.page import CONFLICT, Outcome, address, grid_of, nobody_signs, page, to_sign
from targets.web.log.query import LogQuery, log_query
from targets.web.log.screen import guarded
from targets.web.request.errors import handle_errors
from targets.writes.entries.drafts import DraftConflict, Slot, save_drafts
from targets.writes.entries.grid_lines import Typed
from targets.writes.entries.grid_questions import questions
from targets.writes.entries.grid_reading import brought_by, is_touched, needs_reason, read_lines
from targets.writes.entries.ledger import LedgerConflict, PeriodClosed
from targets.writes.entries.log import GridRefused, Logged, log_actuals
from targets.writes.entries.sign import SignOffRefused, ask_sign_off, hand_back, sign
from targets.writes.entries.submit import OPEN_PERIOD, PeriodOpen, Submission
from tracker.requests.client_address import client_address
from tracker.requests.session_limits import no_activity

# ---- Is this person still logged in: asked by scripts, and said by pages where somebody types


@never_cache
@require_safe
@no_activity
def log_alive(request: HttpRequest) -> HttpResponse:
    """Asked by a script alone: it keeps nobody logged in."""
    return _who(request)


@never_cache
@require_safe
def active(request: HttpRequest) -> HttpResponse:
    """Somebody types into a page or comes back to one: whoever writes is not idle."""
    return _who(request)


def _who(request: HttpRequest) -> HttpResponse:
    """204 and who it is, with the token that forms have to bring (a login changes it, and a page
    that was open before would be refused with all it holds); 403 for nobody."""
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        return HttpResponse(
            _("You are not logged in. Log in and try again."), status=403, content_type="text/plain"
        )
    return HttpResponse(
        status=204, headers={"X-Person": str(rights.user_id), "X-CSRFToken": get_token(request)}
    )


# ---- What a POST of a logging grid does: submit, keep as drafts, sign off; all or nothing

_BAD = 400
Typings = Mapping[str, Typed]


def answer_post(request: HttpRequest, query: LogQuery) -> HttpResponseBase:
    """Do what the pressed button says and come back to the grid, or show again what could not
    be taken with everything that was typed."""
    grid = grid_of(query)
    typed = _typed(request, query, grid)
    if (row := copied(request.POST, grid.rows)) is not None:
        if row.key in typed and row.before is not None:
            typed[row.key] = typed[row.key]._replace(
                stage=row.before.stage, declared=row.before.declared or ""
            )
        return page(request, query, grid, Outcome(200, typed))
    if (taken := corrected(request.POST, grid.rows)) is not None:
        key, value = taken
        if key in typed:
            typed[key] = typed[key]._replace(value=value, same=False)
        return page(request, query, grid, Outcome(200, typed))
    if open_conflicts := undecided(request.POST, grid.rows):
        choose = phrase(gettext_noop("Choose which of the two is to stand."))
        problems = {key: {"keep": choose} for key in open_conflicts}
        meets = _met_before(request, grid)
        return page(request, query, grid, Outcome(_BAD, typed, problems, meets=meets))
    return _do(request, query, grid, typed)


def _typed(request: HttpRequest, query: LogQuery, grid: LogGrid) -> dict[str, Typed]:
    """What was sent; what waits for this reader's signature is not theirs to change."""
    if not (query.unit.reports or query.only_corrects):
        return {}
    kept = to_sign(query, grid)
    if query.only_corrects:
        kept |= {row.key for row in grid.rows if not row.slot.is_closed}
    return {
        key: typed for key, typed in read_grid(request.POST, grid.rows).items() if key not in kept
    }


def _do(
    request: HttpRequest, query: LogQuery, grid: LogGrid, typed: dict[str, Typed]
) -> HttpResponseBase:
    action = request.POST.get("do", "submit")
    if query.only_corrects and not grid.is_closed:
        raise PermissionDenied(formatting.phrase(OPEN_PERIOD))
    try:
        _refuse_what_is_not_theirs(query, action)
        _ACTIONS[action](request, query, grid, typed)
    except (GridRefused, SignOffRefused, PeriodClosed) as refused:
        return page(request, query, grid, _refused(request, query, grid, typed, refused))
    except PeriodOpen as error:
        raise PermissionDenied(formatting.phrase(OPEN_PERIOD)) from error
    except LedgerConflict as conflict:
        slots = {(each.series_id, each.period_end) for each in conflict.conflicts}
        return _met(request, query, typed, slots, "entry")
    except DraftConflict as conflict:
        return _met(request, query, typed, conflict.slots, "draft")
    return redirect(address(query))


def _refused(
    request: HttpRequest,
    query: LogQuery,
    grid: LogGrid,
    typed: Typings,
    refused: GridRefused | SignOffRefused | PeriodClosed,
) -> Outcome:
    """Nothing was written: the grid as it was typed, with what is wrong."""
    if isinstance(refused, GridRefused):
        met = _met_before(request, grid)
        return Outcome(_BAD, typed, refused.problems, refused.remarks, met)
    if isinstance(refused, SignOffRefused):
        return Outcome(_BAD, typed, message=formatting.phrase(refused.message))
    message = refused_as_closed(
        query.place.label.id, refused.period_ends, lacks_reason=refused.lacks_reason
    )
    return Outcome(CONFLICT, typed, message=message)


def _met(
    request: HttpRequest,
    query: LogQuery,
    typed: Typings,
    slots: Collection[Slot],
    kind: str,
) -> HttpResponseBase:
    """Somebody else was quicker: the grid as it is now, with both figures to choose from."""
    grid = grid_of(query)
    met = {row.key: kind for row in grid.rows if row.slot_key in slots}
    if not any(key in typed for key in met):
        # Nothing of this reader's own stands against it: look again
        problem = phrase(gettext_noop("This was changed meanwhile; look at it again."))
        problems = {key: {"keep": problem} for key in met}
        return page(request, query, grid, Outcome(CONFLICT, typed, problems))
    return page(request, query, grid, Outcome(CONFLICT, typed, meets=met))


def _met_before(request: HttpRequest, grid: LogGrid) -> dict[str, str]:
    """Conflicts that were shown already stay in sight until everything is right."""
    return {
        key: "draft" if request.POST.get(f"conflict-{key}") == "draft" else "entry"
        for key in in_conflict(request.POST, grid.rows)
    }


def _refuse_what_is_not_theirs(query: LogQuery, action: str) -> None:
    """Whether the reader has the role for the action, and the place its rule."""
    if action not in ACTIONS:
        raise SignOffRefused(phrase(gettext_noop("This button does not exist.")))
    if action in ("sign", "hand_back"):
        _refuse_who_does_not_sign(query)
    elif query.only_corrects:
        if action != "submit":
            raise SignOffRefused(phrase(gettext_noop("A correction is submitted at once.")))
    elif not query.unit.reports:
        raise SignOffRefused(phrase(gettext_noop("You are not a reporter of this unit.")))
    elif action == "submit" and query.place.signs_off:
        raise SignOffRefused(
            phrase(
                gettext_noop(
                    "In this place a signer of the unit signs before anything is submitted. "
                    "Nothing was submitted; send it to be signed off."
                )
            )
        )
    elif action == "sign_off" and not query.place.signs_off:
        raise SignOffRefused(
            phrase(gettext_noop("In this place units do not sign off; submit at once."))
        )


def _refuse_who_does_not_sign(query: LogQuery) -> None:
    if not (query.place.signs_off and query.unit.signs):
        raise SignOffRefused(phrase(gettext_noop("You are no signer of this unit.")))


def _submission(request: HttpRequest, query: LogQuery, grid: LogGrid) -> Submission:
    return Submission(
        place=Unit.objects.get(id=query.place.label.id),
        author_id=query.rights.user_id,
        origin=Origin.GRID,
        address=client_address(request),
        may_revise=grid.is_closed and query.may_revise(),
        only_corrects=query.only_corrects,
    )


def _submit(request: HttpRequest, query: LogQuery, grid: LogGrid, typed: Typings) -> None:
    logged = log_actuals(grid, typed, _submission(request, query, grid), today=query.today)
    _say_logged(request, logged)


def _draft(request: HttpRequest, query: LogQuery, grid: LogGrid, typed: Typings) -> None:
    drafted = save_drafts(
        query.place.label.id, grid.rows, typed, author_id=query.rights.user_id, now=clock.now()
    )
    if drafted.saved:
        text = ngettext(
            "Kept as draft: %(count)s line. Nothing was submitted.",
            "Kept as drafts: %(count)s lines. Nothing was submitted.",
            drafted.saved,
        )
        messages.success(request, text % {"count": drafted.saved})
    elif drafted.dropped:
        messages.success(request, _("The drafts were cleared; the figures stand as before."))
    else:
        messages.info(request, _("Nothing was changed, so nothing was written."))


def _sign_off(request: HttpRequest, query: LogQuery, grid: LogGrid, typed: Typings) -> None:
    drafted = ask_sign_off(
        query.place.label.id,
        grid,
        typed,
        today=query.today,
        now=clock.now(),
        author_id=query.rights.user_id,
        may_revise=grid.is_closed and query.may_revise(),
    )
    text = ngettext(
        "Sent to be signed off: %(count)s line.",
        "Sent to be signed off: %(count)s lines.",
        drafted.saved,
    )
    messages.success(request, text % {"count": drafted.saved})
    if nobody_signs(query):
        messages.warning(request, _("Nobody can sign it yet: see below whom to ask."))


def _sign(request: HttpRequest, query: LogQuery, grid: LogGrid, _typed: Typings) -> None:
    submission = _submission(request, query, grid)._replace(signer_id=query.rights.user_id)
    logged = sign(grid, picked(request.POST, grid.rows), submission, today=query.today)
    _say_logged(request, logged)


def _hand_back(request: HttpRequest, query: LogQuery, grid: LogGrid, _typed: Typings) -> None:
    submission = _submission(request, query, grid)._replace(signer_id=query.rights.user_id)
    reason = request.POST.get("hand_back_reason", "").strip()
    count = hand_back(grid, picked(request.POST, grid.rows), reason, submission)
    text = ngettext("Handed back: %(count)s line.", "Handed back: %(count)s lines.", count)
    messages.success(request, text % {"count": count})


_Action = Callable[[HttpRequest, LogQuery, LogGrid, Typings], None]
_ACTIONS: dict[str, _Action] = {
    "submit": _submit,
    "draft": _draft,
    "sign_off": _sign_off,
    "sign": _sign,
    "hand_back": _hand_back,
}


def _say_logged(request: HttpRequest, logged: Logged) -> None:
    if not logged.total:
        messages.info(request, _("Nothing was changed, so nothing was written."))
        return
    parts = [
        ngettext("%(count)s entered", "%(count)s entered", logged.new) % {"count": logged.new},
        ngettext("%(count)s changed", "%(count)s changed", logged.changed)
        % {"count": logged.changed},
        ngettext("%(count)s withdrawn", "%(count)s withdrawn", logged.withdrawn)
        % {"count": logged.withdrawn},
    ]
    counts = (logged.new, logged.changed, logged.withdrawn)
    said = _(", ").join(part for part, count in zip(parts, counts, strict=True) if count)
    if logged.lane is Lane.PENDING:
        messages.success(request, _("Submitted to be checked: %(counts)s.") % {"counts": said})
    else:
        messages.success(request, _("Saved: %(counts)s.") % {"counts": said})
    for series, note in logged.notes:
        messages.info(request, f"{formatting.name(series)}: {formatting.phrase(note)}")


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def log_page(request: HttpRequest) -> HttpResponseBase:
    """The grid of one unit and month; a POST does what its button says and comes back to it, or
    shows again what could not be taken."""
    if request.method == "POST":
        return answer_post(request, log_query(request, request.POST))
    query = log_query(request, request.GET)
    return page(request, query, grid_of(query))


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def log_year_page(request: HttpRequest, place: str, code: str) -> HttpResponseBase:
    """The grid of one series over the periods of a year; the same lines, the same write."""
    said = request.POST if request.method == "POST" else request.GET
    query = log_query(request, said.dict() | {"place": place, "series": code})
    if request.method == "POST":
        return answer_post(request, query)
    return page(request, query, grid_of(query))


@never_cache
@handle_errors
@require_POST
def log_preview(request: HttpRequest) -> HttpResponseBase:
    """The computed cells as they would be after saving, and what would be said. Writes nothing."""
    query = log_query(request, request.POST)
    grid = grid_of(query)
    lines = read_lines(grid.rows, read_grid(request.POST, grid.rows), query.today)
    asked_of = questions(lines, [line for line in lines if is_touched(line)], today=query.today)
    values = brought_by(lines)
    answer = {}
    for line in lines:
        series = line.row.series
        problems = {field: formatting.phrase(each) for field, each in line.wrong_so_far.items()}
        remarks = guarded(asked_of.get(line.row.key, ()))
        cells = {}
        if not is_task(series) and not problems:
            cells = derived(line.row, values.get(series.id, {}), query.today)._asdict()
        answer[line.row.key] = {
            "cells": cells,
            "problems": problems,
            "message": "" if line.note is None else formatting.phrase(line.note),
            "needs_reason": not problems and (needs_reason(line) or bool(remarks)),
            "guard": [remark._asdict() for remark in remarks],
        }
    return JsonResponse({"rows": answer})
