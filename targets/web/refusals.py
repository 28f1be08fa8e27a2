"""What a screen raises when an address cannot be answered; ``answering`` turns it into a page."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse


class BadRequest(Exception):
    """The URL asks for something that does not exist; the message helps (HTTP 400)."""


class LoginNeeded(Exception):
    """Anonymous readers have to log in to see this."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__("login needed")
        self.response: HttpResponse = redirect_to_login(request.get_full_path())
