"""The forms that look at a password: each guess is counted first, whoever's form it is."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from targets.web.account.known_browser import browser_of
from targets.writes.people.guesses import (
    Attempt,
    Delayed,
    attempt_known,
    attempt_login,
    attempt_old_password,
    was_right,
)
from tracker.requests.client_address import counted_address
from tracker.requests.login_log import log_attempt


class _Counted:
    """What logging in to the product and to its administration have in common."""

    request: Any
    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        """Count, then look. Raises ``Delayed``."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        try:
            attempt = _attempt(self.request, name) if name and password else None
        except Delayed:
            log_attempt("had to wait", self.request, str(name))
            raise
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        if attempt:
            was_right(attempt)
        return cleaned


def _attempt(request: HttpRequest, name: str) -> Attempt | None:
    browser = browser_of(request, name)
    known = attempt_known(browser) if browser else None
    request.is_known_browser = known is not None  # type: ignore[attr-defined]
    if known:
        return known
    # Who is locked out here is answered by axes, and uses up nobody else's turns
    if not AxesProxyHandler.is_allowed(request, {"username": name}):
        return None
    return attempt_login(name, counted_address(request))


class LoginForm(_Counted, AuthenticationForm):
    """Django's own, counted."""


class AdminLoginForm(_Counted, AdminAuthenticationForm):
    """The administration's own, counted."""


class OldPasswordForm(PasswordChangeForm):
    """Django's own; whoever sits at somebody's screen does not try passwords without end."""

    def clean_old_password(self) -> str:
        """Count, then look. Raises ``Delayed``."""
        attempt = attempt_old_password(self.user.pk or 0)
        try:
            password: str = super().clean_old_password()
        except ValidationError:
            log_attempt("wrong old password", None, self.user.get_username())
            raise
        was_right(attempt)
        return password
