"""Language and errors; logging in and out and the password are Django's own views."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from targets.reads.scope.duties import duties_of
from targets.web.account.known_browser import remember
from targets.web.account.login_form import LoginForm, OldPasswordForm
from targets.web.request.errors import bad_request
from tracker.requests.session_limits import Ended, for_everybody

# ---- Logging in: who has something to do arrives at the due list, readers at the overview


class Login(LoginView):
    """Django's own, but for where one arrives; ``?next=`` still wins."""

    template_name = "targets/account/login.html"
    authentication_form = LoginForm

    def get_default_redirect_url(self) -> str:
        """The due list for who reports, signs or checks; else the overview."""
        person = self.request.user.pk
        has_any = person is not None and duties_of([person])[person].has_any
        return resolve_url("targets:due" if has_any else "targets:overview")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Beside the form: why whoever has to log in again was logged out."""
        ended = self.request.GET.get("ended", "")
        sentence = Ended(ended).sentence if ended in set(Ended) else ""
        return super().get_context_data(ended=sentence, **kwargs)


class PasswordChange(PasswordChangeView):
    """Django's own; the browser stays one in which its person logged in."""

    template_name = "targets/account/password.html"
    form_class = OldPasswordForm
    success_url = reverse_lazy("targets:password_changed")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """The old mark of the password is worth nothing any more."""
        answer = super().form_valid(form)
        remember(self.request, form.user)
        return answer


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
