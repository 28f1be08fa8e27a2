"""Language and errors; logging in and out and the password are Django's own views."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from targets.web.request.errors import bad_request
from tracker.requests.session_limits import for_everybody


@require_POST
@for_everybody
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to where the reader was."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return bad_request(
            request,
            _("There is no language “%(language)s” here; there are %(known)s.")
            % {"language": language[:20], "known": ", ".join(dict(settings.LANGUAGES))},
        )
    address = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        address = resolve_url("targets:overview")
    answer = HttpResponseRedirect(address)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or not ours: nothing was changed."""
    return render(
        request,
        "refused.html",
        {
            "message": _(
                "The form has expired or cookies are blocked; nothing was saved. "
                "Go back, load the page again and try once more."
            )
        },
        status=403,
    )
