"""Attachments: a slot's files on a page of their own, added, removed, handed out."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from targets import access, clock, formatting
from targets.core.values.facts import Calendar
from targets.core.values.periods import is_period_end
from targets.exchange.headers.period_text import parse_month
from targets.exchange.sheets.problems import CellRefused
from targets.models import Role, Series
from targets.reads.log.attachments import (
    AttachmentFile,
    attachment_file,
    attachments_of,
    is_unreleased,
)
from targets.web.request import query
from targets.web.request.errors import LoginNeeded, bad_request, handle_errors
from targets.writes.entries.attachment_types import AttachmentRefused
from targets.writes.entries.attachments import MOST, Attaching, Limits, attach, path_of, remove
from tracker.requests.client_address import client_address

_BAD = 400


@never_cache
@handle_errors
@require_safe
def attachment(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponseBase:
    """The file itself, never shown within the product: for whoever logs in and may read the
    figure it belongs to."""
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    file = attachment_file(attachment_id)
    if file is None:
        raise Http404(_("There is no such attachment."))
    _refuse_who_may_not_read(rights, file)
    path = path_of(settings.ATTACHMENT_FOLDER, file.sha256)
    try:
        content = path.open("rb")
    except FileNotFoundError:
        missing = _(
            "“%(name)s” is entered, but its file is missing on the server. Tell the administrator."
        )
        return bad_request(request, missing % {"name": file.file_name}, status=404)
    answer = FileResponse(
        content, as_attachment=True, filename=file.file_name, content_type=file.media_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    # The policy of the product's own pages is put in by its middleware unless one stands there
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def attachments_add(request: HttpRequest, place: str, code: str, period: str) -> HttpResponseBase:
    """The files of one slot; a POST adds one."""
    rights, series, period_end = _slot(request, place, code, period)
    refusal = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            refusal = _("Choose a file first.")
        else:
            try:
                attach(
                    upload,  # type: ignore[arg-type]
                    Attaching(
                        place_id=series.place_id,
                        series_id=series.id,
                        period_end=period_end,
                        author_id=rights.user_id,
                        address=client_address(request),
                    ),
                    Limits(settings.ATTACHMENT_FOLDER, settings.ATTACHMENT_MEGABYTES),
                )
            except AttachmentRefused as refused:
                refusal = formatting.phrase(refused.message)
            else:
                messages.success(request, _("The file is attached."))
                return redirect(request.path)
    accumulation = series.indicator.accumulation
    label = formatting.entered_period(Calendar(series.calendar), accumulation, period_end)
    context = {
        "place": series.place,
        "series": series,
        "unit_code": series.reporting.code if series.reporting else "",
        "name": formatting.name(series.indicator),
        "period": f"{period_end:%Y-%m}",
        "period_label": f"{period_end.year}年{label}"
        if formatting.in_chinese()
        else f"{label} {period_end.year}",
        "files": attachments_of(series, period_end),
        "most": MOST,
        "megabytes": settings.ATTACHMENT_MEGABYTES,
        "refusal": refusal,
    }
    status = _BAD if refusal else 200
    return render(request, "targets/log/attachments.html", context, status=status)


@handle_errors
@require_POST
def attachment_remove(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponseBase:
    """End an attachment, by the unit that reports the figure; the ledger keeps it."""
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    file = attachment_file(attachment_id)
    if file is None:
        raise Http404(_("There is no such attachment."))
    _refuse_who_may_not_log(rights, file.series)
    if not remove(file.id, file.series.place_id):
        return bad_request(request, _("The file was removed already."))
    messages.success(request, _("The file is removed; the ledger keeps it."))
    return redirect(
        "targets:attachments_add",
        file.series.place.code,
        file.series.indicator.code,
        f"{file.period_end:%Y-%m}",
    )


def _slot(
    request: HttpRequest, place: str, code: str, period: str
) -> tuple[access.Rights, Series, date]:
    """The slot of the address, if it is this person's to log."""
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    series = (
        Series.objects.filter(place__code=place, indicator__code=code)
        .select_related("place", "indicator", "reporting")
        .first()
    )
    if series is None:
        raise Http404(_("There is no series “%(code)s” in this place.") % {"code": code})
    _refuse_who_may_not_log(rights, series)
    try:
        period_end = parse_month(period).end
    except CellRefused:
        query.refuse(
            _("“%(text)s” is not a month. Write it as 2026-09 or 2026年9月.")
            % {"text": period[:40]}
        )
    if not is_period_end(Calendar(series.calendar), period_end) or period_end > clock.today():
        query.refuse(_("This indicator has no such period, or it has not ended yet."))
    return rights, series, period_end


def _refuse_who_may_not_log(rights: access.Rights, series: Series) -> None:
    """Reporters of the unit that reports the series attach and remove."""
    if rights.is_superuser:
        return
    if series.reporting_id is None or not rights.has_role(
        Role.REPORTER, access.units_above([series.reporting_id])
    ):
        raise PermissionDenied(_("You are not a reporter of this unit."))


def _refuse_who_may_not_read(rights: access.Rights, file: AttachmentFile) -> None:
    """Whoever sees the people of the place, and the figure: before its release only insiders."""
    place_id = file.series.place_id
    above = access.units_above([place_id])
    if not rights.sees_people(above, place_id):
        raise PermissionDenied(_("You have no membership that covers this place."))
    sight = access.sight_of(rights, above, place_id)
    if is_unreleased(file.series, file.period_end, sight, clock.today()):
        raise PermissionDenied(_("The figure is not released yet."))
    if file.is_removed and not sight.unreleased:
        _refuse_who_may_not_log(rights, file.series)
