"""批量导入: a file in, its preview, its confirmation."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from targets import access, clock, formatting
from targets.closed_words import refused_as_closed, shut_before
from targets.core.values.reading import whole
from targets.models import Origin, Role, Unit, Upload, UploadState
from targets.models.unit import UnitQuerySet
from targets.reads.upload.uploads import (
    imported_before,
    places_left_out,
    places_of,
    recent_uploads,
    staged_page,
    upload_of,
    written_ends,
)
from targets.web.request.errors import LoginNeeded, handle_errors
from targets.web.request.query import refuse, year_asked
from targets.web.upload import screen
from targets.web.upload.reader import begin
from targets.web.upload.sign_off import SignOffSaid, import_units, said_after, said_before, said_of
from targets.writes.entries.ledger import LedgerConflict, PeriodClosed
from targets.writes.entries.submit import OPEN_PERIOD, PeriodOpen, Submission
from targets.writes.upload.confirm import (
    AlreadyImported,
    Confirmation,
    ConfirmationRefused,
    PreviewOutdated,
    confirm,
)
from targets.writes.upload.stage import Importer
from targets.writes.upload.store import TooMuchWork, correct, drop, is_silent, receive
from tracker.postgresql.unhurried import unhurried
from tracker.requests.client_address import client_address
from tracker.requests.session_limits import no_activity

CONFLICT, FORBIDDEN = 409, 403
LONGEST = 500  # characters of a reason
MOST_PAGES = 1_000_000
LEFT_OUT = 10  # places that are not offered, named at most


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def import_start(request: HttpRequest) -> HttpResponseBase:
    """Choose a place and a file; a POST takes the file and goes to its preview."""
    rights = _reporter(request)
    places = list(_places(rights))
    if not places:
        raise PermissionDenied(_nothing_offered(rights))
    if request.method != "POST":
        return _start(request, places)
    file = request.FILES.get("file")
    place = next((place for place in places if place.code == request.POST.get("place")), None)
    if place is None:
        return _start(request, places, _("Choose a place for which you report."))
    if file is None or not file.size:
        return _start(request, places, _("Choose a file that is not empty."))
    upload = receive(place, request.user.pk or 0, file.name or "", file.chunks())
    try:
        begin(upload, _importer(rights, place))
    except TooMuchWork:
        drop(upload)
        raise
    return redirect("targets:import_preview", upload.id)


def _nothing_offered(rights: access.Rights) -> str:
    if rights.is_superuser:
        return _(
            "No place has a series yet, so there is nothing to import figures for. State its "
            "targets first: in the administration, or with import_targets."
        )
    return _(
        "No series names a unit of yours as the one that reports it, so there is nothing to "
        "import. Whoever manages the place enters the reporting unit of its series."
    )


def _start(request: HttpRequest, places: list[Unit], error: str = "") -> HttpResponse:
    rights = access.rights_of_request(request)
    left_out = places_left_out(_units(rights))[:LEFT_OUT]
    context = {
        "left_out": [formatting.name(place) for place in left_out],
        "is_superuser": rights.is_superuser,
        "places": [(place.code, formatting.name(place)) for place in places],
        "sign_off": said_before(rights, places),
        "chosen": request.POST.get("place") or request.GET.get("place", ""),
        "recent": recent_uploads(request.user.pk or 0),
        "error": error,
        "megabytes": settings.BODY_LIMIT // (1024 * 1024),
        "rows": settings.IMPORT_ROWS,
    }
    return render(request, "targets/upload/start.html", context, status=400 if error else 200)


@never_cache
@handle_errors
@require_safe
def import_preview(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponseBase:
    """What the file would do, row by row; while it is being read, how far it is."""
    return _preview(request, own_upload(request, upload_id))


@never_cache
@handle_errors
@require_safe
@no_activity
def import_progress(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponseBase:
    """How far the reading is, for the page that waits."""
    upload = own_upload(request, upload_id)
    return JsonResponse(
        {
            "state": upload.state,
            "read": upload.rows_read,
            "of": upload.rows_in_all,
            "silent": is_silent(upload),
        }
    )


@handle_errors
@require_POST
def import_mapping(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponseBase:
    """Read the file again, with columns understood as the person says."""
    upload = own_upload(request, upload_id)
    rights = _reporter(request)
    as_shown = "as_shown" in request.POST
    year = upload.mapping.get("year") if as_shown else year_asked(request.POST.get("year", ""))
    columns = screen.corrections(upload, request.POST)
    correct(upload, columns, year, as_shown=as_shown)
    upload.refresh_from_db()
    begin(upload, _importer(rights, upload.place))
    return redirect("targets:import_preview", upload.id)


@handle_errors
@require_POST
def import_drop(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponseBase:
    """Give the file up; nothing of it was written."""
    drop(own_upload(request, upload_id))
    messages.info(request, _("The file was given up. Nothing of it was written."))
    return redirect("targets:import_start")


@handle_errors
@require_POST
def import_confirm(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponseBase:
    """Write what the preview showed: everything or nothing."""
    upload = own_upload(request, upload_id)
    rights = _reporter(request)
    above = access.units_above([upload.place_id])
    said = Confirmation(
        sha256=request.POST.get("sha256", ""),
        reason=_text(request, "reason"),
        answer=_text(request, "answer"),
        leave_questioned="leave_questioned" in request.POST,
        leave_refused="leave_refused" in request.POST,
    )
    units = import_units(rights, upload.place)
    submission = Submission(
        place=upload.place,
        author_id=request.user.pk,
        origin=Origin.IMPORT,
        signer_id=request.user.pk if upload.place.signs_off and units.submits else None,
        address=client_address(request),
        may_revise=access.may_close(rights, above, upload.place_id),
    )
    try:
        with unhurried():
            confirmed = confirm(
                upload.id,
                said,
                submission,
                **units._asdict(),
                corrects=access.may_correct(rights, above),
            )
    except AlreadyImported:
        messages.info(request, _("This file was imported already."))
    except ConfirmationRefused as refused:
        return _preview(request, upload, formatting.phrase(refused.sentence), 400)
    except PeriodOpen:
        return _preview(request, upload, formatting.phrase(OPEN_PERIOD), FORBIDDEN)
    except PeriodClosed as closed:
        sentence = refused_as_closed(
            upload.place_id, closed.period_ends, lacks_reason=closed.lacks_reason
        )
        return _preview(request, upload, sentence, CONFLICT)
    except (PreviewOutdated, LedgerConflict) as changed:
        begin(upload, _importer(rights, upload.place))
        upload.refresh_from_db()
        return _preview(request, upload, _changed_meanwhile(changed), CONFLICT)
    else:
        warned = said_after(rights, upload.place, units) if confirmed.sent.sent else ()
        for sentence in warned:
            messages.warning(request, sentence)
    return redirect("targets:import_preview", upload.id)


def _changed_meanwhile(changed: PreviewOutdated | LedgerConflict) -> str:
    """Why nothing was written, and that the preview was made again."""
    if isinstance(changed, PreviewOutdated):
        return formatting.phrase(changed.sentence)
    names = ", ".join(
        sorted({conflict.author for conflict in changed.conflicts if conflict.author})
    )
    message = _(
        "Somebody saved in between (%(names)s), so nothing was written. The preview was made "
        "again: look at the differences and confirm again."
    )
    return message % {"names": names or "—"}


def _text(request: HttpRequest, name: str) -> str:
    text = request.POST.get(name, "").strip()
    if len(text) > LONGEST:
        refuse(
            _("The text has %(length)s characters; at most %(longest)s are possible.")
            % {"length": len(text), "longest": LONGEST}
        )
    return text


def _preview(
    request: HttpRequest, upload: Upload, error: str = "", status: int = 200
) -> HttpResponse:
    found: dict[str, Any] = upload.summary
    show = request.GET.get("show", "")
    if show not in screen.TABS:
        show = screen.first_tab(found)
    last = screen.pages(found.get(show, 0))
    page = min(whole(request.GET.get("page", ""), 1, MOST_PAGES) or 1, last)
    writes = found.get("new", 0) + found.get("changed", 0)
    is_read = upload.state in (UploadState.READY, UploadState.DONE)
    staged = staged_page(upload, show, page) if is_read else ()
    rights = access.rights_of_request(request)
    to_sign = SignOffSaid(0, ())
    if upload.state == UploadState.READY:
        to_sign = said_of(upload, rights, import_units(rights, upload.place))
    address = reverse("targets:import_preview", args=[upload.id])
    context = {
        "upload": upload,
        "place_name": formatting.name(upload.place),
        "found": found,
        "is_silent": is_silent(upload),
        "tabs": screen.tabs(found, show) if is_read else [],
        "show": show,
        "lines": screen.lines(staged, upload, to_sign.series_ids),
        "to_sign": to_sign,
        "page": page,
        "last": last,
        "earlier": f"{address}?{urlencode({'show': show, 'page': page - 1})}" if page > 1 else "",
        "later": f"{address}?{urlencode({'show': show, 'page': page + 1})}" if page < last else "",
        "sheets": screen.sheets(upload),
        "needs_year": found.get("needs_year", False),
        "year": upload.mapping.get("year", ""),
        "before": imported_before(upload) if upload.state == UploadState.READY else None,
        "writes": writes,
        "submits": writes - to_sign.number,
        "error": error,
        "shut": "" if error else _shut(upload, rights),
        "reason": request.POST.get("reason", ""),
        "answer": request.POST.get("answer", ""),
    }
    return render(request, "targets/upload/preview.html", context, status=status)


def _shut(upload: Upload, rights: access.Rights) -> str:
    """That rows would go into closed periods: whom to ask, or what a revision needs."""
    if upload.state != UploadState.READY:
        return ""
    ends = written_ends(upload.id)
    above = access.units_above([upload.place_id])
    may_revise = access.may_close(rights, above, upload.place_id)
    return shut_before(upload.place_id, ends, may_revise=may_revise)


def _reporter(request: HttpRequest) -> access.Rights:
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    enters = rights.reports or rights.signs
    if not enters and not (rights.manages and _places(rights).exists()):
        raise PermissionDenied(_("You are not a reporter of any unit, so you cannot log."))
    return rights


def _places(rights: access.Rights) -> UnitQuerySet:
    """Where this person reports for a unit, or corrects what any unit reported."""
    reported = places_of(_units(rights))
    if rights.is_superuser or not rights.manages:
        return reported
    managed = Q(id__in=access.managed_places(rights).values("id"), series__reporting__isnull=False)
    found = Unit.objects.places().filter(Q(id__in=reported.values("id")) | managed)
    return found.distinct().order_by("order", "code")


def _units(rights: access.Rights) -> Any:
    if rights.is_superuser:
        return None
    return Unit.objects.below((*rights.unit_ids(Role.REPORTER), *rights.unit_ids(Role.SIGNER)))


def _importer(rights: access.Rights, place: Unit) -> Importer:
    units = import_units(rights, place)
    return Importer(
        clock.today(),
        units.submit_for,
        formatting.phrase,
        corrects=not rights.is_superuser
        and access.may_correct(rights, access.units_above([place.id])),
        draft_unit_ids=units.draft_for,
    )


def own_upload(request: HttpRequest, upload_id: uuid.UUID) -> Upload:
    """The upload, if it is this person's and they still report for its place."""
    rights = _reporter(request)
    upload = upload_of(upload_id, request.user.pk or 0)
    if upload is None:
        raise Http404(_("There is no such file of yours. Uploaded files are kept for a day."))
    if not _places(rights).filter(id=upload.place_id).exists():
        raise PermissionDenied(_("You no longer report for this place."))
    return upload
