"""待办: the first screen of everybody who reports, signs or checks."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from targets import access, clock, formatting
from targets.models import Role
from targets.reads.due.list import due_list
from targets.reads.reporting.reminder_people import choice_of
from targets.reads.scope.duties import Duties, duties_of
from targets.web.parts.slot_words import month_of
from targets.web.reporting.due_words import sections, summary, urgings
from targets.web.request.errors import bad_request
from targets.writes.people.remind import choose_correspondence


def _person(request: HttpRequest) -> int:
    key: int = request.user.pk  # type: ignore[assignment] # logged in, so there is one
    return key


def _duties(request: HttpRequest) -> Duties:
    """From the rights that the page asked for anyway; a superuser's memberships are not there."""
    rights = access.rights_of_request(request)
    person = _person(request)
    if rights.is_superuser:
        return duties_of([person])[person]
    return Duties(
        person,
        rights.unit_ids(Role.REPORTER),
        rights.unit_ids(Role.SIGNER),
        rights.unit_ids(Role.CHECKER),
        rights.unit_ids(Role.MANAGER),
    )


@never_cache
@login_required
@require_safe
def due_page(request: HttpRequest) -> HttpResponse:
    """What is due for whoever asks."""
    duties, today = _duties(request), clock.today()
    due = due_list(duties, today)
    context = {
        "due": due,
        "sections": sections(due),
        "urgings": urgings(due),
        "summary": summary(due),
        "today": formatting.day(today),
        "has_duties": duties.has_any,
        "next_period": month_of(due.next_end) if due.next_end else "",
    }
    return render(request, "targets/reporting/due.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_page(request: HttpRequest) -> HttpResponse:
    """In which language to be written to, and whether at all."""
    person = _person(request)
    if request.method == "POST":
        language = request.POST.get("language", "")
        if language not in dict(settings.LANGUAGES):
            return bad_request(
                request,
                _("There is no language “%(language)s” here; there are %(known)s.")
                % {"language": language[:20], "known": ", ".join(dict(settings.LANGUAGES))},
            )
        choose_correspondence(
            person, language=language, wants_digest=request.POST.get("wants_digest") == "yes"
        )
        messages.success(request, _("Saved: how you are reminded."))
        return redirect("targets:reminders")
    context = {
        "choice": choice_of(person),
        "languages": settings.LANGUAGES,
        "email": getattr(request.user, "email", ""),
        "most": settings.REMINDERS_A_DAY,
        "ahead": settings.REMIND_DAYS_BEFORE,
    }
    return render(request, "targets/reporting/reminders.html", context)
