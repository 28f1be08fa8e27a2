"""One line of the log for each login, logout and wrong password: who, and from where."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from tracker.requests.client_address import client_address

logger = logging.getLogger(__name__)
_LONGEST = 80  # characters of a name


def log_attempt(event: str, request: HttpRequest | None, name: str) -> None:
    """Write the line. What somebody typed for a name can neither end a line nor hide in it."""
    plain = "".join(letter if letter.isprintable() else "�" for letter in name[:_LONGEST])
    address = client_address(request) if request is not None else ""
    logger.info("%s: “%s” from %s", event, plain, address or "an unknown address")


@receiver(user_logged_in)
def _logged_in(request: HttpRequest | None, user: Any, **_kwargs: object) -> None:
    log_attempt("logged in", request, user.get_username())


@receiver(user_logged_out)
def _logged_out(request: HttpRequest | None, user: Any, **_kwargs: object) -> None:
    if user is not None:
        log_attempt("logged out", request, user.get_username())


@receiver(user_login_failed)
def _failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: object
) -> None:
    log_attempt("wrong password or name", request, str(credentials.get("username", "")))
