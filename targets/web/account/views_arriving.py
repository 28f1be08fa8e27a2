"""Logging in: people with something to do arrive at their due list, readers at the overview; who
was logged out by time is told why."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse_lazy

from targets.reads.scope.duties import duties_of
from targets.web.account.known_browser import remember
from targets.web.account.login_form import LoginForm, OldPasswordForm
from tracker.requests.session_limits import Ended


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
