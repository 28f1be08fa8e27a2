"""The answer to somebody who has guessed too often: a page that says how long to wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_MANY_REQUESTS = 429


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What axes calls instead of the login form."""
    minutes = settings.AXES_COOLOFF_TIME // timedelta(minutes=1)
    page = render(
        request, "targets/account/locked_out.html", {"minutes": minutes}, status=TOO_MANY_REQUESTS
    )
    page["Retry-After"] = str(minutes * 60)
    return page
